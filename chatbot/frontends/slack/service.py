"""Runs the Slack app until it is told to stop: opens the store, connects, hands what Slack delivers to the adapter."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import uvicorn
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from chatbot.compiled import Compiled
from chatbot.frontends.slack.app import Adapter, build
from chatbot.frontends.slack.caps import Caps
from chatbot.frontends.slack.credentials import Credentials
from chatbot.frontends.slack.desk import Desk
from chatbot.frontends.slack.redaction import OURS
from chatbot.frontends.slack.sending import (
    FAILURES,
    LONGEST_WAIT,
    NO_ACCESS,
    NO_SOCKET,
    TIMEOUT,
    USUAL_WAIT,
    AccessError,
    Sender,
    trouble_of,
)
from chatbot.frontends.slack.store import Store
from chatbot.frontends.slack.web import Guarded, is_sound

log = logging.getLogger(OURS)

SLACK_API = "https://slack.com/api/"
PING = 5.0
"""Seconds between pings; after a connection that breaks without a word, so long until the next."""

PATIENCE = 10.0
"""Seconds that answers under way have to end when the app is stopped."""


ENDING = 5
"""Seconds that requests under way over HTTP have to end then."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the app runs. Caps are questions a minute, 0 for none; `http` is (host, port), None for Socket Mode."""

    store: str
    api_url: str = SLACK_API
    http: tuple[str, int] | None = None
    per_user: int = 20
    per_thread: int = 10
    keep_days: float = 30.0
    keep_unanswered: Collection[str] = ()
    external: bool = False


@asynccontextmanager
async def web_client(token: str, api_url: str) -> AsyncIterator[AsyncWebClient]:
    """A client of the Web API with connections of its own, that leaves trying again to us."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session:
        yield AsyncWebClient(token=token, base_url=api_url, session=session, retry_handlers=[])


@asynccontextmanager
async def adapter(book: Compiled, given: Credentials, settings: Settings) -> AsyncIterator[Adapter]:
    """The adapter, ready to be handed what Slack delivers; it takes up what was left unanswered. Raises AccessError."""
    store = Store(settings.store, alone=True)
    async with web_client(given.bot_token, settings.api_url) as client:
        own = await _granted(client.auth_test, NO_ACCESS)
        sender = Sender(client, hosts=[urlsplit(settings.api_url).netloc])
        caps = Caps(settings.per_user, settings.per_thread)
        desk = Desk(book, store, sender, caps, settings.keep_unanswered)
        pruning = asyncio.create_task(desk.prune(settings.keep_days))
        try:
            left = await desk.resume()
            if left:
                log.info("answering what was left unanswered: %d", left)
            yield Adapter(
                book,
                client,
                store,
                desk,
                str(own.get("user_id") or ""),
                settings.external,
                bool(settings.keep_unanswered),
            )
        finally:
            pruning.cancel()
            await desk.close(PATIENCE)
            store.close()


async def _granted(ask: Callable[[], Awaitable[AsyncSlackResponse]], refused: Mapping[str, str]) -> AsyncSlackResponse:
    """What Slack answers, asked again until it does. Raises AccessError where it refuses, with these words for it."""
    for attempt in count():
        try:
            return await ask()
        except FAILURES as error:
            trouble = trouble_of(error, min(LONGEST_WAIT, USUAL_WAIT * 2 ** min(attempt, 10)))
            if trouble.wait is None or trouble.name in refused:
                words = refused.get(trouble.name, "Slack refuses the app")
                raise AccessError(f"{words} ({trouble.name})") from None
            log.warning("Slack does not answer (%s); trying again in %d s", trouble.name, trouble.wait)
            await asyncio.sleep(min(trouble.wait, LONGEST_WAIT))
    raise AssertionError


async def serve(book: Compiled, given: Credentials, settings: Settings) -> signal.Signals | None:
    """Runs until SIGTERM or SIGINT, and tells which it was. Raises ChatbotError where it cannot go on."""
    heard: list[signal.Signals] = []
    working = asyncio.create_task(_work(book, given, settings))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, _stop, number, heard, working)
    try:
        await working
    except asyncio.CancelledError:
        if not heard:
            raise
    log.info("stopped")
    return heard[0] if heard else None


def _stop(number: signal.Signals, heard: list[signal.Signals], working: asyncio.Task[None]) -> None:
    heard.append(number)
    working.cancel()


async def _work(book: Compiled, given: Credentials, settings: Settings) -> None:
    """Takes what Slack delivers until the desk cannot go on, and raises why."""
    async with adapter(book, given, settings) as at_work:
        app, secret, broken = build(at_work, given.signing_secret), given.signing_secret, at_work.desk.broken
        if settings.http:
            async with over_http(app, secret, settings.http):
                await broken
        else:
            async with connected(app, given.app_token, broken):
                await broken


class _Client(SocketModeClient):
    """The library's, that tells where it is let in no more instead of trying for ever."""

    refused: Callable[[AccessError], None] | None = None

    async def issue_new_wss_url(self) -> str:
        """The address of the next connection. Raises what the library does."""
        try:
            return await super().issue_new_wss_url()
        except SlackApiError as error:
            name = trouble_of(error, 0).name
            if name in NO_SOCKET and self.refused:
                self.refused(AccessError(f"{NO_SOCKET[name]} ({name})"))
            raise


class _Handler(AsyncSocketModeHandler):
    """Bolt's, with a client of ours, that acknowledges what Bolt would fail on."""

    client: _Client

    def __init__(self, app: AsyncApp, app_token: str) -> None:  # Bolt's own would open a client that goes unused
        self.app, self.app_token = app, app_token
        self.client = _Client(app_token, logger=app.logger, web_client=app.client, ping_interval=PING)
        self.client.message_listeners.append(_with_payload)
        self.client.socket_mode_request_listeners.append(self.handle)  # type: ignore[arg-type]

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Hands a request to Bolt where it is one."""
        try:
            if is_sound(req.payload):
                await super().handle(client, req)
                return
        except Exception as error:  # whatever Bolt takes for granted and a payload has not
            log.warning("Slack delivered what cannot be read: %s", type(error).__name__)
        await client.send_socket_mode_response(SocketModeResponse(req.envelope_id))


async def _with_payload(client: object, envelope: dict[str, Any], written: str | None) -> None:
    """Gives an envelope without a payload an empty one: the library fails on it, and would not acknowledge it."""
    if "envelope_id" in envelope and not isinstance(envelope.get("payload"), dict):
        envelope["payload"] = {}


@asynccontextmanager
async def connected(app: AsyncApp, app_token: str, broken: asyncio.Future[None] | None = None) -> AsyncIterator[None]:
    """Socket Mode, connected until the block ends; `broken` is told where Slack lets the app in no more."""
    opened = await _granted(lambda: app.client.apps_connections_open(app_token=app_token), NO_SOCKET)
    handler = _Handler(app, app_token)
    handler.client.wss_uri = opened["url"]
    if broken:
        handler.client.refused = lambda error: None if broken.done() else broken.set_exception(error)
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]
        log.info("connected to Slack")
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


class _Server(uvicorn.Server):
    """The library's, that leaves signals to us: it would raise them once more while the last answers are posted."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures none."""
        yield


@asynccontextmanager
async def over_http(app: AsyncApp, signing_secret: str, where: tuple[str, int]) -> AsyncIterator[int]:
    """An HTTP server until the block ends, and its port; a proxy that speaks TLS stands in front of it.

    `where` is its host and port, 0 for any free one. Raises AccessError where that cannot be had.
    """
    host, port = where
    guarded = Guarded(app, signing_secret)
    config = uvicorn.Config(
        guarded,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=ENDING,
    )
    server = _Server(config)
    with _bound(host, port) as listening:
        running = asyncio.create_task(server.serve([listening]))
        try:
            while not server.started and not running.done():
                await asyncio.sleep(0.01)
            taken: int = listening.getsockname()[1]
            log.info("listening on %s port %d", host, taken)
            yield taken
        finally:
            server.should_exit = True
            await running


def _bound(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise AccessError(f"{host}:{port} cannot be listened on: {error.strerror}") from error
