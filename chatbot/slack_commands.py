"""The commands of the Slack app: what each is given and which room does it. Needs the extra `slack`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from chatbot import options
from chatbot.errors import ChatbotError
from chatbot.output import say
from chatbot.subcommands import ANSWERED, FAILED, INTERRUPTED, open_knowledge

if TYPE_CHECKING:
    from chatbot.frontends.slack.service import Settings

FAULTS = ("rate-limit", "server-error", "disconnect", "duplicate", "garbage")
NEEDED = ("aiohttp", "slack_bolt", "sqlalchemy", "uvicorn")

_store = click.option(
    "--store",
    metavar="URL",
    envvar="CHATBOT_STORE",
    help="The database of what is pending and what talks are about. Default: a SQLite file of your own.",
)
_per_user = click.option(
    "--per-user", type=click.IntRange(0), default=20, show_default=True, help="Questions a minute; 0: any number."
)
_per_thread = click.option(
    "--per-thread", type=click.IntRange(0), default=10, show_default=True, help="The same, in one thread."
)
_keep_days = click.option(
    "--keep-days",
    type=click.IntRange(1, 36_500),
    default=30,
    show_default=True,
    help="Days after which anything kept is dropped.",
)
_keep_unanswered = click.option(
    "--keep-unanswered", multiple=True, metavar="TEAM_ID", help="A workspace whose unanswered questions are kept."
)


class WebAddress(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """An http or https address."""

    name = "url"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The address as it is given."""
        try:
            parts = urlsplit(str(value))
            is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_good = False
        if value and not is_good:
            self.fail(f"{value!r} is no http or https address", param, ctx)
        return str(value)


_api_url = click.option(
    "--api-url", metavar="URL", type=WebAddress(), default="", help="Another Web API address than Slack's."
)


class Address(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """HOST:PORT."""

    name = "host:port"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """The host and the port."""
        host, _, port = str(value).rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65_535:
            self.fail(f"{value!r} is not of the form HOST:PORT", param, ctx)
        return host.strip("[]"), int(port)


@click.group(
    cls=options.Group,
    invoke_without_command=True,
    epilog=f"""
Examples:
  chatbot slack manifest > manifest.yaml
  SLACK_BOT_TOKEN=xoxb-... SLACK_APP_TOKEN=xapp-... chatbot slack
  chatbot slack --http 127.0.0.1:3000
  chatbot slack simulate
{options.STATUSES}""",
)
@click.option("--http", type=Address(), metavar="HOST:PORT", help="Listen for HTTP instead of opening Socket Mode.")
@_api_url
@_store
@_per_user
@_per_thread
@_keep_days
@_keep_unanswered
@click.option("--external", is_flag=True, help="Answer in channels shared with other organisations too.")
@options.knowledge
@options.encoder
@click.pass_context
def slack(
    ctx: click.Context,
    http: tuple[str, int] | None,
    api_url: str,
    store: str | None,
    per_user: int,
    per_thread: int,
    keep_days: int,
    keep_unanswered: Sequence[str],
    external: bool,
    folders: Sequence[Path],
    encoder: str,
) -> int:
    """Runs the Slack app until it is stopped.

    It reads SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or with --http SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET.
    """
    options.hand_down(ctx, slack.commands)
    if ctx.invoked_subcommand is not None:
        return ANSWERED
    _require_extra()
    from chatbot.frontends.slack.service import SLACK_API, Settings
    from chatbot.frontends.slack.store import default_url

    settings = Settings(
        store=store or default_url(),
        api_url=api_url or SLACK_API,
        http=http,
        per_user=per_user,
        per_thread=per_thread,
        keep_days=keep_days,
        keep_unanswered=keep_unanswered,
        external=external,
    )
    return _run(settings, folders, encoder)


def _run(settings: Settings, folders: Sequence[Path], encoder: str) -> int:
    import asyncio

    from chatbot.frontends.slack.credentials import clear_surroundings, credentials
    from chatbot.frontends.slack.redaction import log_discreetly
    from chatbot.frontends.slack.service import serve

    given = credentials(os.environ, http=settings.http is not None)
    clear_surroundings(settings.api_url)
    log_discreetly()
    book = open_knowledge(folders, encoder)
    if book.meaning:
        book.meaning.prepare()
    stopped_by = asyncio.run(serve(book, given, settings))
    return INTERRUPTED if stopped_by is signal.SIGINT else ANSWERED


@slack.command(
    cls=options.Command,
    epilog=f"""
Examples:
  chatbot slack manifest > manifest.yaml
  chatbot slack manifest --request-url https://bot.example.org/slack/events
{options.STATUSES}""",
)
@click.option(
    "--request-url",
    metavar="URL",
    type=WebAddress(),
    default="",
    help="Where Slack reaches the app over HTTP. Default: Socket Mode.",
)
@options.knowledge
@options.shape(click.Choice(["yaml", "json"]), "yaml")
def manifest(request_url: str, folders: Sequence[Path], shape: str) -> int:
    """Prints the app manifest, ready to paste where Slack creates an app.

    It asks for the fewest scopes that do.
    """
    from chatbot.frontends.slack import manifest as room

    written = room.manifest(open_knowledge(folders), request_url)
    if shape == "json":
        import json

        say(json.dumps(written, indent=2, ensure_ascii=False))
    else:
        from chatbot.yamltext import as_yaml

        say(as_yaml(written).rstrip("\n"))
    return ANSWERED


@slack.command(
    cls=options.Command,
    epilog=f"""
Example:
  chatbot slack check
{options.STATUSES}""",
)
@click.option("--http", is_flag=True, help="Check what HTTP needs instead of what Socket Mode needs.")
@_api_url
def check(http: bool, api_url: str) -> int:
    """Tests the tokens of the environment and their scopes.

    Says in words what is wrong and where in the app's settings to mend it.
    """
    _require_extra()
    import asyncio

    from chatbot.frontends.slack.credentials import clear_surroundings, credentials, inspect
    from chatbot.frontends.slack.service import SLACK_API, web_client

    given = credentials(os.environ, http=http)
    clear_surroundings(api_url)

    async def inspected() -> tuple[Sequence[str], Sequence[str]]:
        async with web_client(given.bot_token, api_url or SLACK_API) as client:
            return await inspect(given, client, http=http)

    well, wrong = asyncio.run(inspected())
    say("\n".join([*(f"ok     {line}" for line in well), *(f"wrong  {line}" for line in wrong)]))
    return FAILED if wrong else ANSWERED


@slack.command(
    cls=options.Command,
    epilog=f"""
Example:
  chatbot slack unanswered --format json
{options.STATUSES}""",
)
@_store
@options.shape(options.DATA_FORMATS)
def unanswered(store: str | None, shape: str) -> int:
    """Prints the questions that could not be answered.

    They are kept only for workspaces named with --keep-unanswered, and without who asked them.
    """
    _require_extra()
    from chatbot.frontends.slack.store import Store, default_url
    from chatbot.rendering import json_line

    kept = Store(store or default_url()).unanswered()
    if shape == "json":
        say(json_line([{"team": team, "question": question, "reason": reason} for team, question, reason in kept]))
    else:
        say("\n".join(f"{reason}: {question}" for _, question, reason in kept) or "none")
    return ANSWERED


@slack.command(
    cls=options.Command,
    epilog=f"""
Examples:
  chatbot slack simulate
  chatbot slack simulate --fault rate-limit --fault disconnect
  printf 'what does the manager earn?\\n/press Operations Manager\\n' | chatbot slack simulate
{options.STATUSES}""",
)
@click.option(
    "--fault", "faults", multiple=True, type=click.Choice(FAULTS), help="Goes wrong again and again; may be repeated."
)
@click.option("--store", metavar="URL", help="The database. Default: a temporary file.")
@_per_user
@_per_thread
@options.knowledge
@options.encoder
def simulate(
    faults: Sequence[str], store: str | None, per_user: int, per_thread: int, folders: Sequence[Path], encoder: str
) -> int:
    """Runs the Slack app on this machine alone: no token, no network.

    You type what people would do in Slack, one line each, and see what they would see. /help shows what there is.
    """
    _require_extra()
    import asyncio
    from tempfile import TemporaryDirectory

    from chatbot.frontends.slack import simulating
    from chatbot.frontends.slack.credentials import clear_surroundings
    from chatbot.frontends.slack.local_workspace import Fault
    from chatbot.frontends.slack.redaction import log_discreetly
    from chatbot.frontends.slack.service import Settings

    if sys.stdin is None:
        raise ChatbotError("standard input is closed; type at a terminal, or give it lines")
    if sys.stdout is None:
        raise ChatbotError("standard output is closed")
    clear_surroundings("http://127.0.0.1")
    log_discreetly()
    book = open_knowledge(folders, encoder)
    with TemporaryDirectory(prefix="chatbot-") as folder:
        kept = store or f"sqlite:///{Path(folder) / 'slack.db'}"
        settings = Settings(store=kept, per_user=per_user, per_thread=per_thread)
        asyncio.run(simulating.simulate(book, settings, [Fault(name) for name in faults]))
    return ANSWERED


def _require_extra() -> None:
    missing = [package for package in NEEDED if find_spec(package) is None]
    if missing:
        raise ChatbotError(
            f"the Slack app needs the extra slack ({', '.join(missing)} missing): pip install 'career-chatbot[slack]'"
        )
