"""The HTTP way in: what comes over the network is looked at before Bolt sees it, which fails on what is not Slack's."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from chatbot.frontends.slack.redaction import OURS

log = logging.getLogger(OURS)

PATH = "/slack/events"
HEALTH = "/health"
MAX_BODY = 1_000_000
"""Bytes of a request that are read; Slack's are smaller."""

PATIENCE = 10.0
"""Seconds in which a request has to have come whole."""

MAX_DEPTH = 100
"""Brackets that may be open at once; Slack's payloads nest a tenth of it."""

_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


class RefusedError(Exception):
    """A request that Bolt is not to see; `status` is the answer to it, 200 for what is only ignored."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Guarded:
    """An ASGI application: Bolt's, behind a guard that turns away what is too large, not signed or not readable."""

    def __init__(self, app: AsyncApp, signing_secret: str) -> None:
        self._bolt = AsyncSlackRequestHandler(app, path=PATH)
        self._verifier = SignatureVerifier(signing_secret)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["path"] != PATH or scope["method"] != "POST":
            await _answer(send, 200 if scope["path"] == HEALTH else 404 if scope["path"] != PATH else 405)
            return
        try:
            async with asyncio.timeout(PATIENCE):
                body = await _read(receive)
            self._check(_headers(scope), body)
        except RefusedError as refused:
            await _answer(send, refused.status)
            return
        except TimeoutError:
            await _answer(send, 408)
            return
        try:
            await self._bolt(scope, _again(body), send)
        except Exception as error:  # whatever Bolt takes for granted and a payload has not; its answer comes last
            log.warning("Slack delivered what cannot be read: %s", type(error).__name__)
            await _answer(send, 400)

    def _check(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises RefusedError where a body is not one that Slack sent, or nothing that can be taken."""
        timestamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            raise RefusedError(400) from None
        payload = _payload(text, headers.get("content-type", ""))
        if isinstance(payload, dict) and payload.get("ssl_check") == "1":
            return
        if not (_TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature)):
            raise RefusedError(401)
        if not self._verifier.is_valid(body=text, timestamp=timestamp, signature=signature):
            raise RefusedError(401)
        if not isinstance(payload, dict):
            raise RefusedError(400)
        if not is_sound(payload):
            raise RefusedError(200)


def is_sound(payload: object) -> bool:
    """Whether a payload has the form that Bolt takes for granted; what has not is acknowledged and ignored."""
    if not isinstance(payload, dict):
        return False
    if not any(isinstance(payload.get(name), str) for name in ("type", "command", "ssl_check")):
        return False
    if payload.get("type") == "event_callback" or "event" in payload:
        event = payload.get("event")
        return isinstance(event, dict) and isinstance(event.get("type"), str)
    actions = payload.get("actions", [])
    well = isinstance(actions, list) and all(
        isinstance(a, dict) and isinstance(a.get("action_id"), str) for a in actions
    )
    well = well and isinstance(payload.get("command", ""), str)
    named = (payload.get(name) for name in ("user", "team", "channel", "message"))
    return well and all(isinstance(one, (dict, type(None))) for one in named)


def _payload(text: str, content_type: str) -> object:
    """What a body says: JSON, or a form, which may hold JSON. Raises RefusedError where it says nothing."""
    written = text
    if "form-urlencoded" in content_type:
        form = {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}
        if "command" in form or "ssl_check" in form:
            return form
        written = form.get("payload", "")
    if _depth(written) > MAX_DEPTH:
        raise RefusedError(400)
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        raise RefusedError(400) from None


def _depth(text: str) -> int:
    """How many brackets are open at once, at most; those inside of strings count too, which Slack never nests so."""
    deepest = depth = 0
    for sign in re.findall(r"[\[{\]}]", text):
        depth += 1 if sign in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        part = await receive()
        if part["type"] != "http.request":
            raise RefusedError(400)
        body += part.get("body", b"")
        if len(body) > MAX_BODY:
            raise RefusedError(413)
        if not part.get("more_body"):
            return bytes(body)


def _again(body: bytes) -> Receive:
    """A body that was read, to be read once more."""

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _headers(scope: Scope) -> Mapping[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


async def _answer(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})
