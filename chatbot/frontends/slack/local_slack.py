"""A Slack that runs on this machine, to drive an app end to end with Slack's own clients and no network."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import count
from types import TracebackType
from typing import Any, Final, Self

from aiohttp import web

from chatbot.frontends.slack.block_rules import elements
from chatbot.frontends.slack.local_arguments import RefusedError
from chatbot.frontends.slack.local_socket_mode import GRACE, SocketMode
from chatbot.frontends.slack.local_web_api import WebApi, as_sent
from chatbot.frontends.slack.local_workspace import (
    APP_ID,
    APP_TOKEN,
    BOT_ID,
    BOT_TOKEN,
    BOT_USER,
    SIGNING_SECRET,
    TEAM,
    Call,
    Delivery,
    Fault,
    Message,
    Workspace,
)

__all__ = [
    "APP_ID",
    "APP_TOKEN",
    "BOT_ID",
    "BOT_TOKEN",
    "BOT_USER",
    "SIGNING_SECRET",
    "TEAM",
    "Call",
    "Delivery",
    "Fault",
    "LocalSlack",
    "Message",
]

_HOST = "127.0.0.1"
_VERIFICATION_TOKEN = "local-verification-token"
_MAX_BODY = 8 * 1024 * 1024


class LocalSlack:
    """Slack on a port of 127.0.0.1 while the context lasts: Web API, Socket Mode and response addresses.

    Its methods do what people do there; what then comes of it is found in its lists, which are for reading.
    `patience` is the seconds that an envelope may go unacknowledged before it is sent again, at most three times;
    Slack does so with events alone, here it is done with every envelope. Port 0 stands for any free one.
    """

    def __init__(self, *, faults: Collection[Fault] = (), port: int = 0, patience: float = 3.0) -> None:
        self._workspace = Workspace()
        self._socket_mode = SocketMode(self._workspace, frozenset(faults), patience)
        self._web_api = WebApi(self._workspace, frozenset(faults), self._new_link)
        self._port = port
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=GRACE)
        self._ids = count(1)
        self.calls: Final[list[Call]] = self._workspace.calls
        """Every call, in order of arrival."""
        self.messages: Final[list[Message]] = self._workspace.messages
        """What people see of the app: a message that is replaced or deleted is gone."""
        self.deliveries: Final[list[Delivery]] = self._workspace.deliveries
        """Every envelope that was acknowledged or given up, in this order."""
        self.scopes: Final[set[str]] = self._workspace.scopes
        """What the app is allowed, as auth.test reports it; no method is refused for want of a scope."""
        self.views: Final[dict[str, Mapping[str, Any]]] = self._workspace.views
        """The home view of each user to whom one was published."""
        self.prompts: Final[dict[str, Any]] = self._workspace.prompts
        """The suggested prompts of each channel."""

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=_MAX_BODY)
        application.router.add_route("*", "/api/{method}", self._web_api.call)
        application.router.add_post("/response/{name}", self._web_api.respond)
        application.router.add_get("/link/", self._socket_mode.connect)
        return application

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, _HOST, self._port).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._socket_mode.close()
        await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        """The `base_url` of a Web API client."""
        return f"http://{_HOST}:{self._port}/api/"

    def _new_link(self) -> str:
        return f"ws://{_HOST}:{self._port}/link/?ticket={self._socket_mode.new_ticket()}&app_id={APP_ID}"

    async def connected(self, timeout: float = 10) -> None:
        """Waits until an app has opened a socket and was greeted; TimeoutError after seconds."""
        await self.until(self._socket_mode.is_connected, timeout)

    async def until(self, is_done: Callable[[], bool], timeout: float = 10) -> None:
        """Waits for a condition, looked at after every change; TimeoutError, with what was seen, after seconds."""
        await self._workspace.until(is_done, timeout)

    def posted(self, channel: str = "", thread_ts: str = "") -> list[Message]:
        """The messages that people see of a channel and of a thread; an empty name stands for all of them."""
        return self._workspace.posted(channel, thread_ts)

    def fail(
        self, method: str, error: str, *, times: int = 1, status: int = 200, retry_after: str | None = None
    ) -> None:
        """The next calls of a method, or of "response_url", are refused with this error and status of HTTP.

        429 is always "ratelimited", with a Retry-After of one second; another value may be given, "" leaves it out.
        From 500 on the answer is a page of HTML.
        """
        header = ("1" if status == 429 else "") if retry_after is None else retry_after
        refusals = (RefusedError(error, status=status, retry_after=header) for _ in range(times))
        self._web_api.fail(method, refusals)

    async def deliver(self, kind: str, payload: Any, *, retry: int = 0) -> Delivery:
        """Sends an envelope of any kind (events_api, slash_commands, interactive) until it is acknowledged or given up.

        `retry` is the number of attempts that are said to have gone before. While no app is there it waits for one.
        """
        return await self._socket_mode.deliver(kind, payload, retry)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tells the newest socket to go, and closes it a moment later where the app has not done so."""
        await self._socket_mode.disconnect(reason)

    async def send_raw(self, frame: str | bytes) -> None:
        """Sends any frame to the newest socket, as text or as bytes."""
        await self._socket_mode.send_raw(frame)

    def signed(self, body: str, timestamp: str | None = None) -> dict[str, str]:
        """The headers that sign a request over HTTP; the timestamp is in seconds since 1970, by default now."""
        timestamp = str(int(time.time())) if timestamp is None else timestamp
        base = f"v0:{timestamp}:{body}".encode()
        signature = hmac.new(SIGNING_SECRET.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={signature}"}

    def event_body(self, event: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
        """What Slack sends around an event, with an event id of its own; fields are added or replaced."""
        bot = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True}
        app = {"token": _VERIFICATION_TOKEN, "team_id": TEAM, "api_app_id": APP_ID, "is_ext_shared_channel": False}
        ids = {"event_id": f"Ev{next(self._ids):08d}", "event_time": int(time.time())}
        return {**app, "event": event, "type": "event_callback", **ids, "authorizations": [bot], **fields}

    async def mention(
        self, text: str, *, user: str = "U1", channel: str = "C1", thread_ts: str = "", ts: str = "", **event: Any
    ) -> str:
        """Someone mentions the app in a channel. Gives the ts of what they wrote."""
        mention = f"<@{BOT_USER}>"
        words = {"type": "app_mention", "text": text if mention in text else f"{mention} {text}"}
        return await self._write({**words, "user": user, "channel": channel, **event}, ts, thread_ts)

    async def direct(
        self, text: str, *, user: str = "U1", channel: str = "", thread_ts: str = "", ts: str = "", **event: Any
    ) -> str:
        """Someone writes to the app alone. Gives the ts of what they wrote."""
        words = {"type": "message", "channel_type": "im", "text": text}
        return await self._write({**words, "user": user, "channel": channel or f"D{user}", **event}, ts, thread_ts)

    async def _write(self, event: Mapping[str, Any], ts: str, thread_ts: str) -> str:
        ts = ts or self._workspace.new_ts()
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        whole = {"ts": ts, "event_ts": ts, "team": TEAM, **thread, **event}
        await self.deliver("events_api", self.event_body(whole))
        return ts

    async def open_home(self, *, user: str = "U1", tab: str = "home") -> None:
        """Someone opens the app's home, or its messages."""
        event = {"type": "app_home_opened", "user": user, "channel": f"D{user}", "tab": tab}
        await self.deliver("events_api", self.event_body({**event, "event_ts": self._workspace.new_ts()}))

    async def command(self, text: str, *, command: str = "/career", user: str = "U1", channel: str = "C1") -> Delivery:
        """Someone gives a slash command."""
        where = {"team_id": TEAM, "team_domain": "local", "channel_id": channel, "channel_name": channel.lower()}
        who = {"user_id": user, "user_name": user.lower(), "command": command, "text": text, "api_app_id": APP_ID}
        return await self.deliver("slash_commands", {**where, **who, **self._reply_means(channel, user)})

    async def shortcut(
        self, text: str, *, callback_id: str = "explain_roles", user: str = "U1", channel: str = "C1"
    ) -> Delivery:
        """Someone uses a shortcut of the app on somebody's message of this text."""
        ts = self._workspace.new_ts()
        message = {"type": "message", "user": "U9", "team": TEAM, "text": text, "ts": ts}
        kind = {"type": "message_action", "callback_id": callback_id, "message_ts": ts, "message": message}
        return await self.deliver("interactive", {**kind, **self._interaction(channel, user)})

    async def press(self, message: Message, label_or_action_id: str, *, user: str = "U1") -> Delivery:
        """Someone presses a button of a message, told by what is written on it or by its action_id.

        Of feedback buttons "positive" and "negative" do too. LookupError, with what there is, where there is no such.
        """
        action = _action(message, label_or_action_id) | {"action_ts": self._workspace.new_ts()}
        ids = {"message_ts": message.ts, "channel_id": message.channel, **_thread(message)}
        container = {"type": "message", "is_ephemeral": bool(message.user), **ids}
        pressed = {"type": "block_actions", "actions": [action], "container": container, "state": {"values": {}}}
        shown = {} if message.user else {"message": as_sent(message)}
        return await self.deliver(
            "interactive", {**pressed, **shown, **self._interaction(message.channel, user, message.ts)}
        )

    def _interaction(self, channel: str, user: str, original: str = "") -> dict[str, Any]:
        people = {"user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM}}
        where = {"team": {"id": TEAM, "domain": "local"}, "channel": {"id": channel, "name": channel.lower()}}
        return {**people, **where, "api_app_id": APP_ID, **self._reply_means(channel, user, original)}

    def _reply_means(self, channel: str, user: str, original: str = "") -> dict[str, Any]:
        address = self._web_api.new_response_address(channel, user, original)
        url = f"http://{_HOST}:{self._port}/response/{address}"
        return {"response_url": url, "trigger_id": f"trigger-{self._workspace.new_ts()}", "token": _VERIFICATION_TOKEN}


def _thread(message: Message) -> dict[str, str]:
    return {"thread_ts": message.thread_ts} if message.thread_ts else {}


def _action(message: Message, wanted: str) -> dict[str, Any]:
    """The action of pressing a button of the message."""
    buttons = list(_buttons(message))
    for names, action in buttons:
        if wanted in names:
            return action
    raise LookupError(f"no button {wanted!r} among {[names for names, _ in buttons]}")


def _buttons(message: Message) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """All that can be pressed in a message: by which names, and the action that it is."""
    for number, block in enumerate(message.blocks):
        for element in elements(block):
            action_id = element.get("action_id", "")
            ids = {"type": element["type"], "action_id": action_id, "block_id": block.get("block_id", f"b{number}")}
            for part, button in _parts(element):
                value = {"value": button["value"]} if "value" in button else {}
                yield (button["text"]["text"], part, action_id), {**ids, "text": button["text"], **value}


def _parts(element: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if element["type"] == "feedback_buttons":
        yield from ((part, element[f"{part}_button"]) for part in ("positive", "negative"))
    elif "text" in element:
        yield element.get("action_id", ""), element
