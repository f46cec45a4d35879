"""A session with the Slack app and no Slack: a line of a person -> what it makes happen -> what people see then."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import textwrap
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from concurrent.futures import Future
from dataclasses import replace

from chatbot.compiled import Compiled
from chatbot.frontends.slack.app import build
from chatbot.frontends.slack.credentials import Credentials
from chatbot.frontends.slack.desk import Desk
from chatbot.frontends.slack.local_slack import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Fault, LocalSlack, Message
from chatbot.frontends.slack.service import Settings, adapter, connected
from chatbot.frontends.slack.transcript import as_text, blocks_as_text, labels
from chatbot.frontends.stdin import MAX_LINE
from chatbot.output import say
from chatbot.screen import columns, writable
from chatbot.text import visible

QUIT = "/quit"
HELP = f"""\
TEXT           mentions the app in #general, in the thread of before
/new TEXT      mentions it in another thread
/dm TEXT       writes to it directly, in a thread of its own
/career TEXT   the slash command; only you see the answer
/explain TEXT  the shortcut "Explain roles named here" on a message of this text
/press LABEL   presses the newest button of this label; good or bad: rates the newest answer
/home          opens the home tab
/fault NAME    makes something fail: {", ".join(Fault)}
/help          shows this
{QUIT}          leaves, as the end of the input does"""

WELCOME = "A Slack on this machine. Type a question to mention the app in #general; /help shows what else there is."
NOTHING_NEW = "(nothing new to see)"
RATED = {"good": "Good answer", "bad": "Bad answer"}
"""What is written on the buttons that rate an answer, by what is typed."""

PERSON, GENERAL = "U1", "C1"
GARBAGE = '{"type": "events_api", "payload": {'
INDENT = "  "

Deed = Callable[[str], Awaitable[str | None]]
"""Something that a person does with a text; gives what there is to tell of it besides what the app posts."""


class Session:
    """What one person does in a Slack in which the app is at work, and what they see of it.

    Text is wrapped to as many columns as `width` gives; 0 leaves lines as long as they are.
    """

    def __init__(self, slack: LocalSlack, desk: Desk, width: Callable[[], int] = lambda: 0) -> None:
        self._slack, self._desk, self._width = slack, desk, width
        self._threads: list[str] = []
        self._direct = ""
        self._since, self._delivered = 0.0, 0
        self._mentioned: tuple[str, str, str] | None = None
        self._deeds: dict[str, Deed] = {
            "/new": self._open,
            "/dm": self._write,
            "/career": self._command,
            "/explain": self._explain,
            "/press": self._press,
            "/home": self._look_home,
            "/fault": self._fail,
            "/help": self._help,
        }

    async def take(self, line: str) -> str:
        """What people see once a line is done and the app has nothing left to do, and have not seen before."""
        told = await self._done(line.strip())
        await self._settle()
        seen = [told, *self._refused(), *self._lost(), *self._shown()]
        self._since, self._delivered = time.monotonic(), len(self._slack.deliveries)
        return "\n".join(filter(None, seen)) or NOTHING_NEW * bool(line.strip())

    async def _settle(self) -> None:
        await self._desk.idle()
        if self._desk.broken.done():
            self._desk.broken.result()

    def _refused(self) -> Sequence[str]:
        refused = [call for call in self._slack.calls if call.at >= self._since and call.error]
        return [f"({call.method} was refused: {call.error})" for call in refused]

    def _lost(self) -> Sequence[str]:
        fresh = self._slack.deliveries[self._delivered :]
        return ["(the app did not take it)" for delivery in fresh if not delivery.acknowledged]

    def _shown(self) -> Sequence[str]:
        fresh = [message for message in self._slack.messages if message.at >= self._since]
        return [self._framed(self._place(message), as_text(message, self._room())) for message in fresh]

    def _framed(self, where: str, text: str) -> str:
        return f"{where}:\n{textwrap.indent(text, INDENT)}"

    def _room(self) -> int:
        width = self._width()
        return width and max(width - len(INDENT), 1)

    def _place(self, message: Message) -> str:
        where = "#general" if message.channel == GENERAL else "direct message"
        thread = message.thread_ts
        numbered = f", thread {self._threads.index(thread) + 1}" if thread in self._threads else ""
        return where + numbered + ", only you see this" * bool(message.user)

    async def _done(self, line: str) -> str | None:
        word, _, text = line.partition(" ")
        if word in self._deeds:
            return await self._deeds[word](text.strip())
        if word.startswith("/"):
            return f"There is no {visible(word)}. There is {', '.join(self._deeds)}, {QUIT}."
        if line:
            await self._mention(line)
        return None

    async def _mention(self, text: str) -> None:
        await self._say_in_general(text, self._threads[-1] if self._threads else "")

    async def _open(self, text: str) -> None:
        await self._say_in_general(text, "")

    async def _say_in_general(self, text: str, thread: str) -> None:
        ts = await self._slack.mention(typed(text), user=PERSON, channel=GENERAL, thread_ts=thread)
        self._mentioned = (text, thread, ts)
        if not thread:
            self._threads.append(ts)

    async def _write(self, text: str) -> None:
        ts = await self._slack.direct(typed(text), user=PERSON, thread_ts=self._direct)
        self._direct = self._direct or ts

    async def _command(self, text: str) -> None:
        await self._slack.command(typed(text), user=PERSON, channel=GENERAL)

    async def _explain(self, text: str) -> None:
        await self._slack.shortcut(typed(text), user=PERSON, channel=GENERAL)

    async def _press(self, text: str) -> str:
        wanted = RATED.get(text.casefold(), text)
        there: dict[str, None] = {}
        for message in reversed(self._slack.messages):
            for label in labels(message):
                if visible(label).casefold() == wanted.casefold():
                    await self._slack.press(message, label, user=PERSON)
                    return f"(pressed: {visible(label)})"
                there[f"[{visible(label)}]"] = None
        return f"There is no such button. There is {' '.join(there)}." if there else "There is no button yet."

    async def _look_home(self, _: str) -> str:
        before = self._published()
        await self._slack.open_home(user=PERSON)
        await self._slack.until(lambda: self._published() > before)
        view = self._slack.views.get(PERSON, {})
        return self._framed("home tab", blocks_as_text(view.get("blocks", ()), self._room()))

    def _published(self) -> int:
        return sum(call.method == "views.publish" for call in self._slack.calls)

    async def _fail(self, text: str) -> str:
        match text:
            case Fault.RATE_LIMIT:
                self._slack.fail("chat.postMessage", "", status=429)
                return "(the next chat.postMessage will be refused with 429, Retry-After 1)"
            case Fault.SERVER_ERROR:
                self._slack.fail("chat.postMessage", "", status=500)
                return "(the next chat.postMessage will be refused with 500)"
            case Fault.DISCONNECT:
                await self._slack.disconnect()
                await self._slack.connected()
                return "(Slack closed the connection, the app opened another)"
            case Fault.DUPLICATE:
                return await self._repeat()
            case Fault.GARBAGE:
                await self._slack.send_raw(GARBAGE)
                return "(sent a frame that is no JSON)"
        return f"There is no such fault. There is {', '.join(Fault)}."

    async def _repeat(self) -> str:
        if not self._mentioned:
            return "Nobody has mentioned the app yet."
        text, thread, ts = self._mentioned
        await self._slack.mention(typed(text), user=PERSON, channel=GENERAL, thread_ts=thread, ts=ts)
        return "(delivered the last mention again)"

    async def _help(self, _: str) -> str:
        return HELP


def typed(text: str) -> str:
    """What a person typed, as Slack delivers it: no sign of it is markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


async def simulate(book: Compiled, settings: Settings, faults: Collection[Fault]) -> None:
    """Takes lines from standard input until it ends or the person leaves, and prints what comes of each."""
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))  # ends it in good order too
    talks = sys.stdin.isatty() and sys.stdout.isatty()
    given = Credentials(BOT_TOKEN, APP_TOKEN, SIGNING_SECRET)
    async with (
        LocalSlack(faults=faults) as slack,
        adapter(book, given, replace(settings, api_url=slack.api_url)) as app,
        connected(build(app), APP_TOKEN),
    ):
        await slack.connected()
        session = Session(slack, app.desk, _width)
        _tell(WELCOME * talks)
        _tell(await session.take(""))  # what an earlier run left unanswered
        async for line in lines(sys.stdin.fileno(), "> " * talks):
            if line.strip() == QUIT:
                break
            _tell(await session.take(line))


def _width() -> int:
    return columns(sys.stdout) if sys.stdout.isatty() else 0


def _tell(text: str) -> None:
    if text:
        say(f"{writable(text, sys.stdout) if sys.stdout.isatty() else text}\n")


async def lines(handle: int, prompt: str) -> AsyncIterator[str]:
    """The lines that come in, each asked for with a prompt; of one that is too long, its beginning."""
    rest = b""
    _ask(prompt)
    while chunk := await _read(handle):
        *whole, rest = (rest + chunk).split(b"\n")
        rest = rest[:MAX_LINE]
        for line in whole:
            yield line[:MAX_LINE].decode("utf-8", "replace").removeprefix("\ufeff")
            _ask(prompt)
    if rest:
        yield rest.decode("utf-8", "replace")
    elif prompt:
        say("")


def _ask(prompt: str) -> None:
    if prompt:
        sys.stdout.write(prompt)
        sys.stdout.flush()


async def _read(handle: int) -> bytes:
    """What comes next, b"" at the end.

    Neither an executor's thread nor `sys.stdin` is used: the process could not end while one waits for a line.
    """
    came: Future[bytes] = Future()
    came.set_running_or_notify_cancel()  # so that a Ctrl-C leaves it to whoever reads

    def read() -> None:
        try:
            came.set_result(os.read(handle, MAX_LINE))
        except OSError as error:
            came.set_exception(error)

    threading.Thread(target=read, daemon=True).start()
    return await asyncio.wrap_future(came)
