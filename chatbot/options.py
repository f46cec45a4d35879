"""What several commands share: their options, and a help that keeps its examples as they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

FORMATS = click.Choice(["text", "json", "markdown"])
TABLE_FORMATS = click.Choice(["text", "json", "markdown", "csv"])
DATA_FORMATS = click.Choice(["text", "json"])

_GIVEN = (ParameterSource.COMMANDLINE, ParameterSource.DEFAULT_MAP)

STATUSES = """
Exit status: 0 done (ask: answered); 1 not answered, or below --minimum; 2 usage, knowledge or file that fails;
130 interrupted; 141 the reader went away.
"""

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

explain = click.option("--explain", is_flag=True, help="Say why: candidates with scores, what decided.")
color = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colours; NO_COLOR is honoured.",
)
knowledge = click.option(
    "--knowledge",
    "folders",
    metavar="DIR",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A knowledge folder; may be given several times. Default: $CHATBOT_KNOWLEDGE, else what ships.",
)

encoder = click.option(
    "--encoder",
    metavar="NAME_OR_DIR",
    default="",
    help="What understands by meaning: a folder that `encoder export` wrote or, with the extra, a "
    "sentence-transformers model. Default: the one that ships. none: wording alone.",
)


def shape(choices: click.Choice[str], default: str = "text") -> Decorator:
    """The option --format with these choices."""
    return click.option("--format", "shape", type=choices, default=default, show_default=True, help="How to print.")


def hand_down(ctx: click.Context, commands: Iterable[str]) -> None:
    """Makes what was given to a group hold for its commands."""
    given = {name: ctx.params[name] for name in ctx.params if ctx.get_parameter_source(name) in _GIVEN}
    ctx.default_map = dict.fromkeys(commands, given)


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib import metadata

        try:
            version = metadata.version("career-chatbot")
        except metadata.PackageNotFoundError:
            version = "(a checkout that is not installed)"
        click.echo(f"chatbot {version}")
        ctx.exit()


version = click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show the version."
)


class _Epilog:
    """Help whose epilog keeps its lines as they are written."""

    epilog: str | None

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the examples and the exit statuses."""
        if self.epilog:
            formatter.write_paragraph()
            for line in self.epilog.strip().splitlines():
                formatter.write(f"{line}\n")


class Group(_Epilog, click.Group):
    """A group of commands with examples in its help."""


class Command(_Epilog, click.Command):
    """A command with examples in its help."""


def complete_role(ctx: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem]:
    """The ids of known roles that begin so, for the shell."""
    return [CompletionItem(role.id, help=role.name) for role in _known(ctx).roles if role.id.startswith(begun)]


def complete_dimension(ctx: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem]:
    """The ids of known dimensions that begin so, for the shell."""
    return [CompletionItem(d.id, help=d.name) for d in _known(ctx).dimensions if d.id.startswith(begun)]


def _known(ctx: click.Context) -> Any:
    from chatbot.library import named_folders, open_book

    return open_book(named_folders(ctx.params.get("folders") or ())).knowledge
