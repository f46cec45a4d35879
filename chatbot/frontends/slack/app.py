"""Slack's events, commands and buttons -> the desk. Bolt routes, and acknowledges what is stored by then."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from chatbot.compiled import Compiled
from chatbot.errors import ChatbotError
from chatbot.frontends.slack import incoming
from chatbot.frontends.slack.desk import Desk
from chatbot.frontends.slack.pages import home, prompts
from chatbot.frontends.slack.redaction import OURS
from chatbot.frontends.slack.sending import FAILURES, trouble_of
from chatbot.frontends.slack.store import Store

log = logging.getLogger(OURS)

Body = Mapping[str, Any]
Ack = Callable[..., Awaitable[Any]]


@dataclass(frozen=True)
class Adapter:
    """What listeners work with. `external` lets channels that are shared with other organisations ask."""

    book: Compiled
    client: AsyncWebClient
    store: Store
    desk: Desk
    bot_user: str
    external: bool = False
    keeps_unanswered: bool = False


def build(adapter: Adapter, signing_secret: str = "") -> AsyncApp:
    """The Bolt app. A listener that raises keeps Slack from being told that all is well, so that it delivers again.

    Who the bot is was asked at the start. Bolt would ask again at the first delivery, and where Slack does not answer
    it would acknowledge without calling a listener.
    """
    app = AsyncApp(
        client=adapter.client,
        authorize=partial(_granted, adapter),
        signing_secret=signing_secret,
        process_before_response=True,
        name="chatbot",
    )
    app.error(_tell)
    _hear_messages(app, adapter)
    _hear_commands(app, adapter)
    _hear_buttons(app, adapter)
    _see_to_the_rest(app, adapter)
    return app


async def _granted(adapter: Adapter) -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id=None, bot_user_id=adapter.bot_user, bot_token=adapter.client.token
    )


async def _tell(error: Exception) -> None:
    text = str(error) if isinstance(error, ChatbotError) else type(error).__name__
    log.error("something that Slack delivered was not taken: %s", text)


def _hear_messages(app: AsyncApp, adapter: Adapter) -> None:
    @app.event("app_mention")
    @app.event("message")
    async def heard(body: Body) -> None:
        request = incoming.from_event(body, adapter.bot_user, external=adapter.external)
        if request:
            await adapter.desk.take(request)


def _hear_commands(app: AsyncApp, adapter: Adapter) -> None:
    @app.command(re.compile("/.*"))
    async def commanded(ack: Ack, body: Body) -> None:
        await _take(ack, incoming.from_command(body))

    @app.shortcut(incoming.SHORTCUT)
    async def wanted(ack: Ack, body: Body) -> None:
        await _take(ack, incoming.from_shortcut(body))

    async def _take(ack: Ack, request: incoming.Request | None) -> None:
        if request:
            await adapter.desk.take(request)
        await ack()


def _hear_buttons(app: AsyncApp, adapter: Adapter) -> None:
    @app.action(re.compile("choose-.*"))
    @app.action("share")
    async def chosen(ack: Ack, body: Body, action: Body) -> None:
        request = incoming.from_button(body, action)
        if request:
            await adapter.desk.take(request)
        await ack()

    @app.action("feedback")
    async def rated(ack: Ack, body: Body, action: Body) -> None:
        answer, value = incoming.pressed(action)
        if value in ("good", "bad"):
            team, person = incoming.team_of(body), incoming.presser(body)
            await adapter.desk.stored(adapter.store.rate, answer, team, person, good=value == "good")
        await ack()

    @app.action(re.compile(".*"))
    @app.shortcut(re.compile(".*"))
    @app.view(re.compile(".*"))
    @app.options(re.compile(".*"))
    async def unknown(ack: Ack) -> None:
        await ack()


def _see_to_the_rest(app: AsyncApp, adapter: Adapter) -> None:
    shown: set[asyncio.Task[None]] = set()

    @app.event("app_home_opened")
    async def opened(event: Body) -> None:
        task = asyncio.create_task(_show(adapter, event))
        shown.add(task)
        task.add_done_callback(shown.discard)

    @app.event("tokens_revoked")
    @app.event("app_uninstalled")
    async def removed(body: Body, event: Body) -> None:
        tokens = event.get("tokens")
        if isinstance(tokens, dict) and not tokens.get("bot"):  # those of people alone
            return
        await adapter.desk.stored(adapter.store.forget_team, incoming.team_of(body))

    @app.event(re.compile(".*"))  # what nobody hears would not be acknowledged
    async def unheard() -> None:
        return None


async def _show(adapter: Adapter, event: Body) -> None:
    """What a person sees who opens the app: the home tab, or suggestions beside an empty message."""
    user, channel, tab = (str(event.get(name) or "") for name in ("user", "channel", "tab"))
    try:
        if tab == "home":
            view = home(adapter.book, keeps_unanswered=adapter.keeps_unanswered)
            await adapter.client.views_publish(user_id=user, view=dict(view))
        elif tab == "messages":
            suggested = [dict(prompt) for prompt in prompts(adapter.book)]
            await adapter.client.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=suggested)
    except FAILURES as error:
        log.warning("the %s tab could not be filled: %s", tab, trouble_of(error, 0).name)
