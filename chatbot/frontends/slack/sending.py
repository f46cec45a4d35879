"""Posts messages to Slack: waits where Slack says so, tries again where it fails, gives up with one line in the log."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from chatbot.errors import ChatbotError
from chatbot.frontends.slack.incoming import Request
from chatbot.frontends.slack.layout import Message
from chatbot.frontends.slack.redaction import OURS, pseudonym

log = logging.getLogger(OURS)

FAILED_TRIES = 2
"""Tries of a message at which Slack fails: it may have been posted all the same, so that each may post it once more."""

LONGEST_WAIT = 30.0
"""Seconds that a message may take in all; one that would have to wait longer for Slack is given up."""

USUAL_WAIT = 1.0
"""Seconds to wait where it does not say how long."""

SHORTEST_WAIT = 0.5
TIMEOUT = 10.0
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SLACK_HOSTS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})

NO_ACCESS = {
    "invalid_auth": "Slack does not accept the bot token",
    "not_authed": "no bot token was sent",
    "account_inactive": "the bot's account is deactivated",
    "token_revoked": "the bot token was revoked",
    "token_expired": "the bot token has expired",
    "missing_scope": "the bot token lacks a scope; `chatbot slack check` says which",
}
"""Errors after which nothing can be posted any more."""

NO_SOCKET = {
    "invalid_auth": "Slack does not accept the app token",
    "not_authed": "no app token was sent",
    "not_allowed_token_type": "SLACK_APP_TOKEN holds a token of another kind",
    "missing_scope": "the app token lacks the scope connections:write",
    "token_revoked": "the app token was revoked",
    "token_expired": "the app token has expired",
    "account_inactive": "the app is deactivated",
}
"""Errors after which no Socket Mode connection can be opened."""

LIMITED = "ratelimited"
UNWELL = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
"""Errors of Slack's own, after which it may do in a moment."""

TOO_MUCH = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long"})
"""Errors after which the text alone may still be taken."""

FAILURES = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError)
"""What the client raises, also on answers that are not Slack's (a proxy's page)."""


class AccessError(ChatbotError):
    """Slack does not let the bot in (any more)."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a message was not taken: Slack's name of it, and the seconds to wait, None where waiting does not help."""

    name: str
    wait: float | None = None


class Sender:
    """Posts to one workspace. Messages of one channel go one after the other, so that a wait holds for all of them."""

    def __init__(self, client: AsyncWebClient, *, hosts: Collection[str] = SLACK_HOSTS) -> None:
        self._client = client
        self._hosts = hosts
        self._is_local = any((urlsplit(f"//{host}").hostname or "") in LOOPBACK for host in hosts)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def post(self, request: Request, message: Message, *, public: bool = False) -> bool:
        """Posts a message where the request came from; False where it had to be given up.

        A reply to an address is for one person's eyes unless it is `public`. Raises AccessError.
        """
        if request.reply_address:
            if not self._is_ours(request.reply_address):
                log.warning("dropped an answer: its address is not Slack's")
                return False
            return await self._persist(request, message, lambda m: self._respond(request, m, public=public))
        turn = self._turns.setdefault(request.channel, asyncio.Lock())
        async with turn:
            return await self._persist(request, message, lambda m: self._say(request, m))

    async def _persist(self, request: Request, message: Message, send: Callable[[Message], Awaitable[Any]]) -> bool:
        clock, failed = asyncio.get_running_loop().time, 0
        end = clock() + LONGEST_WAIT
        while True:
            try:
                await send(message)
                return True
            except FAILURES as error:
                trouble = trouble_of(error, USUAL_WAIT)
            if trouble.name in TOO_MUCH and message.blocks:
                message = Message(message.text, ())
                continue
            failed += trouble.name != LIMITED
            if trouble.wait is None or failed == FAILED_TRIES or clock() + trouble.wait > end:
                break
            await asyncio.sleep(trouble.wait)
        log.warning("dropped an answer in thread %s: %s", pseudonym(request.lane), trouble.name)
        return False

    async def _say(self, request: Request, message: Message) -> None:
        try:
            await self._client.chat_postMessage(
                channel=request.channel,
                thread_ts=request.thread or None,
                text=message.text,
                blocks=message.blocks or None,
                mrkdwn=False,
                unfurl_links=False,
                unfurl_media=False,
            )
        except SlackApiError as error:
            name = trouble_of(error, 0).name
            if name in NO_ACCESS:
                raise AccessError(f"{NO_ACCESS[name]} ({name})") from None
            raise

    async def _respond(self, request: Request, message: Message, *, public: bool) -> None:
        webhook = AsyncWebhookClient(
            request.reply_address, session=self._client.session, retry_handlers=[], proxy=self._client.proxy
        )
        response = await webhook.send_dict(
            {
                "text": message.text,
                **({"blocks": message.blocks} if message.blocks else {}),
                "mrkdwn": False,
                "response_type": "in_channel" if public else "ephemeral",
                "replace_original": False,
                "unfurl_links": False,
                "unfurl_media": False,
            }
        )
        if response.status_code != 200 or _error_name(response):
            raise SlackApiError("the response address does not take it", response)  # type: ignore[no-untyped-call]

    def _is_ours(self, address: str) -> bool:
        """Whether an address is one of Slack's, so that nobody makes the bot call another server."""
        try:
            parts = urlsplit(address)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return False
        if host in SLACK_HOSTS:
            return parts.scheme == "https" and port in (None, 443)
        return parts.netloc in self._hosts or (host in LOOPBACK and self._is_local)


def trouble_of(error: Exception, usual_wait: float) -> Trouble:
    """What went wrong when a message was sent, and how long to wait before the next try."""
    response = getattr(error, "response", None)
    status = getattr(response, "status_code", 0) or getattr(response, "status", 0)
    name = _error_name(response)
    if status == 429 or name in (LIMITED, "rate_limited"):
        return Trouble(LIMITED, _seconds(getattr(response, "headers", {}), usual_wait))
    if status >= 500 or name in UNWELL or not isinstance(error, SlackApiError) or (status == 200 and not name):
        return Trouble(name or (f"http_{status}" if status else type(error).__name__), usual_wait)
    return Trouble(name or f"http_{status}")


def _error_name(response: Any) -> str:
    data, body = getattr(response, "data", None), getattr(response, "body", "")
    if isinstance(body, str) and body.startswith("{"):
        with suppress(ValueError):
            data = json.loads(body)
    if isinstance(data, dict):
        return str(data.get("error") or "")
    return body[:40] if isinstance(body, str) and body.replace("_", "").isalpha() and body != "ok" else ""


def _seconds(headers: Any, usual_wait: float) -> float:
    """The seconds of a Retry-After header; the usual wait where it has none that can be read."""
    given = next((value for name, value in dict(headers).items() if name.casefold() == "retry-after"), "")
    try:
        seconds = float(given)
    except ValueError:
        return usual_wait
    return max(seconds, SHORTEST_WAIT) if seconds >= 0 else usual_wait
