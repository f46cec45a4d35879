"""The Slack app at work against the local Slack, in one event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from chatbot.compiled import Compiled
from chatbot.frontends.slack.app import Adapter, build
from chatbot.frontends.slack.credentials import Credentials
from chatbot.frontends.slack.local_slack import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Fault, LocalSlack, Message
from chatbot.frontends.slack.service import Settings, adapter, connected

TOKENS = Credentials(BOT_TOKEN, APP_TOKEN, SIGNING_SECRET)


@dataclass(frozen=True)
class Office:
    """Slack and the app in it."""

    slack: LocalSlack
    adapter: Adapter

    @property
    def seen(self) -> list[Message]:
        """What people see of the app."""
        return self.slack.messages

    async def settle(self) -> None:
        """Waits until everything asked is answered."""
        await self.adapter.desk.idle()

    async def ask(self, text: str, **where: str) -> list[Message]:
        """What the app posts on a mention."""
        before = len(self.seen)
        await self.slack.mention(text, **where)
        await self.settle()
        return self.seen[before:]


@asynccontextmanager
async def office(
    book: Compiled, folder: Path, settings: Settings | None = None, faults: Collection[Fault] = ()
) -> AsyncIterator[Office]:
    """The app at work, on a store in a folder."""
    async with LocalSlack(faults=faults) as slack:
        chosen = settings or Settings(store="", per_user=0, per_thread=0)
        async with app_in(slack, book, folder, chosen) as at_work:
            yield Office(slack, at_work)


@asynccontextmanager
async def app_in(slack: LocalSlack, book: Compiled, folder: Path, settings: Settings) -> AsyncIterator[Adapter]:
    """The app, connected to a Slack that is there already."""
    placed = replace(settings, store=store_in(folder), api_url=slack.api_url)
    async with adapter(book, TOKENS, placed) as at_work, connected(build(at_work), APP_TOKEN):
        await slack.connected()
        yield at_work


def store_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'slack.db'}"


def day(deed: Callable[[], Awaitable[None]]) -> None:
    """Lets something happen in an event loop of its own."""

    async def lived() -> None:
        await deed()

    asyncio.run(lived())


def button_labels(message: Message) -> list[str]:
    return [
        element["text"]["text"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]
