"""The Web API of a Slack on this machine, and its response addresses: what they take, and what they refuse."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from chatbot.frontends.slack.block_rules import is_too_long
from chatbot.frontends.slack.local_arguments import (
    Arguments,
    RefusedError,
    arguments,
    check_token,
    content,
    needed,
    take_token,
    view,
)
from chatbot.frontends.slack.local_workspace import (
    APP_ID,
    APP_TOKEN,
    BOT_ID,
    BOT_TOKEN,
    BOT_USER,
    TEAM,
    Call,
    Fault,
    Message,
    Workspace,
)

MAX_USES = 5
"""Times that a response address may be used."""


@dataclass(frozen=True, slots=True)
class _ResponseAddress:
    """Where answers to something that a user did go; `original` is the ts of the message it was done to, if any."""

    channel: str
    user: str
    original: str
    uses: int = 0


class WebApi:
    """Answers calls as Slack does. `new_link` gives the address of a new websocket."""

    def __init__(self, workspace: Workspace, faults: frozenset[Fault], new_link: Callable[[], str]) -> None:
        self._workspace = workspace
        self._faults = faults
        self._new_link = new_link
        self._accepted, self._failed_at = 0, 0
        self._failed: set[tuple[str, str, str]] = set()
        self._scripted: defaultdict[str, deque[RefusedError]] = defaultdict(deque)
        self._addresses: dict[str, _ResponseAddress] = {}
        self._methods: dict[str, Callable[[Arguments], Mapping[str, Any]]] = {
            "auth.test": self._auth_test,
            "apps.connections.open": self._open_connection,
            "chat.postMessage": self._post_message,
            "chat.postEphemeral": self._post_ephemeral,
            "chat.update": self._update,
            "chat.delete": self._delete,
            "views.publish": self._publish_view,
            "views.open": self._open_view,
            "assistant.threads.setSuggestedPrompts": self._set_prompts,
            "assistant.threads.setStatus": self._set_status,
            "assistant.threads.setTitle": self._set_title,
        }

    def fail(self, method: str, refusals: Iterable[RefusedError]) -> None:
        """The next calls of the method are refused so, one after the other, whatever they hold."""
        self._scripted[method].extend(refusals)

    def new_response_address(self, channel: str, user: str, original: str = "") -> str:
        """The name of a new response address, for answers to what a user did in a channel."""
        name = f"R{len(self._addresses) + 1}"
        self._addresses[name] = _ResponseAddress(channel, user, original)
        return name

    async def call(self, request: web.Request) -> web.Response:
        """Serves a call of a method."""
        method = request.match_info["method"]
        return await self._serve(request, method, lambda token, given: self._answer(method, token, given))

    async def respond(self, request: web.Request) -> web.Response:
        """Serves an answer to a response address."""
        name = request.match_info["name"]
        return await self._serve(request, "response_url", lambda _, given: self._respond(name, given))

    async def _serve(
        self, request: web.Request, method: str, take: Callable[[str, Arguments], Mapping[str, Any]]
    ) -> web.Response:
        at, token, given, error = time.monotonic(), "", {}, ""
        try:
            given = await arguments(request)
            token = take_token(request, given)
            if failures := self._scripted[method]:
                raise failures.popleft()
            answer = web.json_response({"ok": True, **take(token, given)}, headers=self._headers())
        except RefusedError as refused:
            answer, error = refused.answer(), refused.error
        self._workspace.calls.append(Call(method, given, token, error, at))
        self._workspace.changed()
        return answer

    def _headers(self) -> dict[str, str]:
        return {"x-oauth-scopes": ",".join(sorted(self._workspace.scopes))}

    def _answer(self, method: str, token: str, given: Arguments) -> Mapping[str, Any]:
        if method not in self._methods:
            raise RefusedError("unknown_method")
        check_token(token, APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN)
        return self._methods[method](given)

    def _auth_test(self, given: Arguments) -> Mapping[str, Any]:
        names = {"url": "https://local.slack.com/", "team": "local", "user": "bot"}
        return {**names, "team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT_ID, "is_enterprise_install": False}

    def _open_connection(self, given: Arguments) -> Mapping[str, Any]:
        return {"url": self._new_link()}

    def _post_message(self, given: Arguments) -> Mapping[str, Any]:
        message = self._new_message(given)
        self._fail_where_due(message)
        return self._shown(message)

    def _fail_where_due(self, message: Message) -> None:
        """Refuses what the faults are due for. No message is refused twice, so that one retry always gets through."""
        number, same = self._accepted + 1, (message.channel, message.thread_ts, message.text)
        fault, status = {0: (Fault.RATE_LIMIT, 429), 5: (Fault.SERVER_ERROR, 500)}.get(number % 10, (None, 0))
        if fault in self._faults and self._failed_at != number and same not in self._failed:
            self._failed_at = number
            self._failed.add(same)
            raise RefusedError("", status=status, retry_after="1" if status == 429 else "")
        self._accepted = number

    def _post_ephemeral(self, given: Arguments) -> Mapping[str, Any]:
        message = replace(self._new_message(given), user=str(needed(given, "user")))
        self._workspace.show(message)
        return {"message_ts": message.ts}

    def _new_message(self, given: Arguments) -> Message:
        if not given.get("channel"):
            raise RefusedError("channel_not_found")
        text, blocks = _postable(given)
        thread_ts, ts = str(given.get("thread_ts") or ""), self._workspace.new_ts()
        return Message(str(given["channel"]), ts, thread_ts, text, blocks, "", time.monotonic())

    def _shown(self, message: Message) -> Mapping[str, Any]:
        self._workspace.show(message)
        return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": as_sent(message)}

    def _update(self, given: Arguments) -> Mapping[str, Any]:
        old = self._old_message(given)
        text, blocks = _postable(given)
        return self._shown(replace(old, text=text, blocks=blocks, at=time.monotonic(), replaces=old.ts))

    def _delete(self, given: Arguments) -> Mapping[str, Any]:
        old = self._old_message(given)
        self._workspace.withdraw(old)
        return {"channel": old.channel, "ts": old.ts}

    def _old_message(self, given: Arguments) -> Message:
        """The message that is meant; an ephemeral one is out of reach for these methods."""
        old = self._workspace.find(needed(given, "channel"), needed(given, "ts"))
        if old is None or old.user:
            raise RefusedError("message_not_found")
        return old

    def _publish_view(self, given: Arguments) -> Mapping[str, Any]:
        home = view(given, "home")
        self._workspace.views[str(needed(given, "user_id"))] = home
        return {"view": home}

    def _open_view(self, given: Arguments) -> Mapping[str, Any]:
        needed(given, "trigger_id")
        return {"view": view(given, "modal")}

    def _set_prompts(self, given: Arguments) -> Mapping[str, Any]:
        channel = str(needed(given, "channel_id"))
        self._workspace.prompts[channel] = needed(given, "prompts")
        return {}

    def _set_status(self, given: Arguments) -> Mapping[str, Any]:
        needed(given, "channel_id")
        return {}

    def _set_title(self, given: Arguments) -> Mapping[str, Any]:
        needed(given, "channel_id")
        needed(given, "title")
        return {}

    def _respond(self, name: str, given: Arguments) -> Mapping[str, Any]:
        address = self._addresses.get(name)
        if address is None or address.uses >= MAX_USES:
            raise RefusedError("expired_url", status=404)
        self._answer_at(address, given)
        self._addresses[name] = replace(address, uses=address.uses + 1)
        return {}

    def _answer_at(self, address: _ResponseAddress, given: Arguments) -> None:
        old = self._workspace.find(address.channel, address.original)
        if given.get("delete_original") and old:
            self._workspace.withdraw(old)
            return
        try:
            text, blocks = content(given)
        except RefusedError as refused:
            raise RefusedError(refused.error, refused.messages, status=400) from refused
        if given.get("replace_original") and old:
            self._workspace.show(replace(old, text=text, blocks=blocks, at=time.monotonic(), replaces=old.ts))
            return
        user = "" if given.get("response_type") == "in_channel" else address.user
        thread_ts, ts = str(given.get("thread_ts") or ""), self._workspace.new_ts()
        self._workspace.show(Message(address.channel, ts, thread_ts, text, blocks, user, time.monotonic()))


def _postable(given: Arguments) -> tuple[str, list[Mapping[str, Any]]]:
    """The text and the blocks of a message; only these methods mind how long the blocks are taken together."""
    text, blocks = content(given)
    if is_too_long(blocks):
        raise RefusedError("msg_blocks_too_long")
    return text, blocks


def as_sent(message: Message) -> dict[str, Any]:
    """A message as Slack shows it to apps."""
    sender = {"type": "message", "user": BOT_USER, "bot_id": BOT_ID, "app_id": APP_ID, "team": TEAM}
    thread = {"thread_ts": message.thread_ts} if message.thread_ts else {}
    return {**sender, "text": message.text, "ts": message.ts, "blocks": message.blocks, **thread}
