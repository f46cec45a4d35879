"""A Slack on this machine: who is in it, and what people and the app have seen of each other so far."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-local-bot", "xapp-local-app", "local-signing-secret"
TEAM, BOT_USER, BOT_ID, APP_ID = "T0LOCAL", "U0BOT", "B0BOT", "A0LOCAL"

SCOPES = ("app_mentions:read", "chat:write", "commands", "im:history", "assistant:write")


class Fault(StrEnum):
    """What goes wrong by itself, always at the same places; nothing is left to chance."""

    RATE_LIMIT = "rate-limit"
    """Before every 10th message is accepted its chat.postMessage is answered 429 once, Retry-After one second."""

    SERVER_ERROR = "server-error"
    """Before the 5th message, and every 10th from there on, is accepted its chat.postMessage is answered 500 once."""

    DISCONNECT = "disconnect"
    """After every 50 envelopes Slack disconnects the newest socket."""

    DUPLICATE = "duplicate"
    """Every 10th envelope is delivered twice where it holds an event, the second time as a retry of the first."""

    GARBAGE = "garbage"
    """Before every 10th envelope comes a frame that is no JSON."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Web API, or of a response address."""

    method: str
    """As the Web API names it, or "response_url"."""
    payload: Mapping[str, Any]
    """The arguments, decoded, without the token."""
    token: str
    error: str
    """Why it was refused, in Slack's words or as "http_500"; empty where it was accepted."""
    at: float
    """When it arrived, in seconds of the monotonic clock."""


@dataclass(frozen=True, slots=True)
class Message:
    """What people see of the app in a channel."""

    channel: str
    ts: str
    thread_ts: str
    """That of the message it answers, empty outside a thread."""
    text: str
    blocks: Sequence[Mapping[str, Any]]
    user: str
    """Who alone sees it, as it is ephemeral; empty where all do."""
    at: float
    """When it was shown, in seconds of the monotonic clock."""
    replaces: str = ""
    """The ts of the message in whose place it came, which is its own as well; empty for a new one."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an envelope fared."""

    envelope_id: str
    acknowledged: bool
    seconds: float
    """From when it was first sent to its acknowledgement, or until it was given up."""
    response: Mapping[str, Any] = field(default_factory=dict)
    """What the acknowledgement carried."""


class Workspace:
    """All that was said and done, in order. Its lists are for reading: `show` and `withdraw` change the messages."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.messages: list[Message] = []
        self.deliveries: list[Delivery] = []
        self.scopes = set(SCOPES)
        self.views: dict[str, Mapping[str, Any]] = {}
        self.prompts: dict[str, Any] = {}
        self._threads: defaultdict[str, list[Message]] = defaultdict(list)
        self._changed = asyncio.Event()
        self._last_ts = 0

    def new_ts(self) -> str:
        """A ts that no message had before: seconds since 1970 with six places, greater each time."""
        self._last_ts = max(self._last_ts + 1, time.time_ns() // 1000)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def show(self, message: Message) -> None:
        """Adds a message, in the place of the one that it replaces."""
        if old := self.find(message.channel, message.replaces):
            self.withdraw(old)
        self.messages.append(message)
        self._threads[message.thread_ts or message.ts].append(message)

    def withdraw(self, message: Message) -> None:
        """Takes a message away from people's eyes."""
        self.messages.remove(message)
        self._threads[message.thread_ts or message.ts].remove(message)

    def find(self, channel: str, ts: str) -> Message | None:
        """The message that has this ts in the channel, if people see it."""
        seen = (message for message in reversed(self.messages) if message.ts == ts and message.channel == channel)
        return next(seen, None) if ts else None

    def posted(self, channel: str, thread_ts: str) -> list[Message]:
        """The messages that people see of a channel and of a thread; an empty name stands for all of them."""
        among = self._threads.get(thread_ts, []) if thread_ts else self.messages
        return [message for message in among if channel in ("", message.channel)]

    def changed(self) -> None:
        """Tells those who wait that something was said or done."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, is_done: Callable[[], bool], timeout: float | None) -> None:
        """Waits for a condition, looked at again after every change; TimeoutError, with what was seen, after seconds.

        A timeout of None waits forever.
        """
        try:
            async with asyncio.timeout(timeout):
                while not is_done():
                    await self._changed.wait()
        except TimeoutError:
            raise TimeoutError(f"not so within {timeout:g} s: {self._seen()}") from None

    def _seen(self) -> str:
        calls = Counter(f"{call.method} {call.error}".rstrip() for call in self.calls)
        lost = sum(not delivery.acknowledged for delivery in self.deliveries)
        last = f", the last {self.messages[-1].text[:200]!r}" if self.messages else ""
        return (
            f"calls {dict(calls)}, {len(self.deliveries)} envelopes ({lost} lost), {len(self.messages)} messages{last}"
        )
