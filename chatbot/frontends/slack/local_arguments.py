"""What a call brings to a Slack on this machine: its arguments and token, and what is refused of them at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aiohttp import web

from chatbot.frontends.slack.block_rules import MAX_VIEW_BLOCKS, check

MAX_TEXT = 40_000
"""Characters that the text of a message may have."""

_JSON_FIELDS = ("attachments", "blocks", "metadata", "prompts", "view")
"""Arguments that a form gives as JSON."""

Arguments = dict[str, Any]


class RefusedError(Exception):
    """A call that Slack refuses; the status is that of HTTP, `retry_after` a header that is left out where empty."""

    def __init__(self, error: str, messages: list[str] | None = None, status: int = 200, retry_after: str = "") -> None:
        super().__init__(error)
        self.error = {429: "ratelimited"}.get(status, f"http_{status}" if status >= 500 else error)
        self.messages = messages
        self.status = status
        self.retry_after = retry_after

    def answer(self) -> web.Response:
        """What Slack answers: JSON, or a page of HTML where its servers fail."""
        headers = {"Retry-After": self.retry_after} if self.retry_after else {}
        if self.status >= 500:
            page = "<!DOCTYPE html><html><body>Server Error</body></html>"
            return web.Response(status=self.status, text=page, content_type="text/html", headers=headers)
        faults = {"response_metadata": {"messages": self.messages}} if self.messages else {}
        return web.json_response({"ok": False, "error": self.error, **faults}, status=self.status, headers=headers)


async def arguments(request: web.Request) -> Arguments:
    """The arguments in the address and in the body, be it JSON or a form, decoded."""
    if request.content_type == "application/json":
        return {**request.query, **_json_object(await request.read())}
    form = {**request.query, **await request.post()}
    return {name: _decoded(value) if name in _JSON_FIELDS else value for name, value in form.items()}


def _json_object(body: bytes) -> Arguments:
    try:
        given = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise RefusedError("invalid_json") from error
    if not isinstance(given, dict):
        raise RefusedError("json_not_object")
    return given


def _decoded(value: Any) -> Any:
    """The value of JSON; what is none stays as it is and fails the checks of its argument."""
    with suppress(ValueError, TypeError, RecursionError):
        return json.loads(value)
    return value


def take_token(request: web.Request, given: Arguments) -> str:
    """The token of a call, out of its header or its arguments, where it is taken away; empty where there is none."""
    _, _, bearer = request.headers.get("Authorization", "").partition("Bearer ")
    return str(given.pop("token", "")) or bearer


def check_token(token: str, wanted: str) -> None:
    """Refuses every token but the wanted one: another kind of token otherwise than one that nobody was given."""
    if not token:
        raise RefusedError("not_authed")
    if token[:5] != wanted[:5] and token.startswith(("xoxb-", "xapp-")):
        raise RefusedError("not_allowed_token_type")
    if token != wanted:
        raise RefusedError("invalid_auth")


def needed(given: Arguments, name: str) -> Any:
    """The argument of this name, which may not be missing or empty."""
    if not given.get(name):
        raise RefusedError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
    return given[name]


def content(given: Arguments) -> tuple[str, list[Mapping[str, Any]]]:
    """The text and the blocks of a message."""
    text, blocks = str(given.get("text") or given.get("markdown_text") or ""), given.get("blocks") or []
    if not (text or blocks or given.get("attachments")):
        raise RefusedError("no_text")
    if len(text) > MAX_TEXT:
        raise RefusedError("msg_too_long")
    if not isinstance(blocks, list):
        raise RefusedError("invalid_blocks_format")
    if faults := check(blocks):
        raise RefusedError("invalid_blocks", faults)
    return text, blocks


def view(given: Arguments, kind: str) -> Mapping[str, Any]:
    """The view of a call, which has to be of this kind."""
    found = needed(given, "view")
    if not isinstance(found, dict) or found.get("type") != kind:
        raise RefusedError("invalid_arguments", [f"[ERROR] must be of type {kind} [json-pointer:/view/type]"])
    if faults := check(found.get("blocks"), most=MAX_VIEW_BLOCKS, at="/view/blocks"):
        raise RefusedError("invalid_arguments", faults)
    return found
