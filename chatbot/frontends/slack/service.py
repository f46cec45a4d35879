"""Runs the Slack app until it is told to stop: opens the store, connects, hands what Slack delivers to the adapter."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlsplit

import aiohttp
import uvicorn
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
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

NO_SOCKET = {
    "invalid_auth": "Slack does not accept the app token",
    "not_allowed_token_type": "SLACK_APP_TOKEN holds a token of another kind",
    "missing_scope": "the app token lacks the scope connections:write",
}
"""Errors after which no Socket Mode connection can be opened."""

PATIENCE = 10.0
"""Seconds that answers under way have to end when the app is stopped."""


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
    store = Store(settings.store)
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
                str(own.get("user_id", "")),
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
            await asyncio.sleep(trouble.wait)
    raise AssertionError


async def serve(book: Compiled, given: Credentials, settings: Settings) -> signal.Signals | None:
    """Runs until SIGTERM or SIGINT, and tells which it was. Raises ChatbotError where it cannot go on."""
    stopped = asyncio.Event()
    heard: list[signal.Signals] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, _stop, number, heard, stopped)
    async with adapter(book, given, settings) as at_work:
        app = build(at_work, given.signing_secret)
        way_in = (
            over_http(app, given.signing_secret, settings.http) if settings.http else connected(app, given.app_token)
        )
        async with way_in:
            at_work.desk.broken.add_done_callback(lambda _: stopped.set())
            await stopped.wait()
        if at_work.desk.broken.done():
            at_work.desk.broken.result()
    log.info("stopped")
    return heard[0] if heard else None


def _stop(number: signal.Signals, heard: list[signal.Signals], stopped: asyncio.Event) -> None:
    heard.append(number)
    stopped.set()


class _Handler(AsyncSocketModeHandler):
    """Bolt's, that acknowledges what Bolt would fail on."""

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Hands a request to Bolt where it is one."""
        try:
            if is_sound(req.payload):
                await super().handle(client, req)
                return
        except Exception as error:  # whatever Bolt takes for granted and a payload has not
            log.warning("Slack delivered what cannot be read: %s", type(error).__name__)
        await client.send_socket_mode_response(SocketModeResponse(req.envelope_id))


@asynccontextmanager
async def connected(app: AsyncApp, app_token: str) -> AsyncIterator[None]:
    """Socket Mode, connected until the block ends."""
    opened = await _granted(lambda: app.client.apps_connections_open(app_token=app_token), NO_SOCKET)
    handler = _Handler(app, app_token, ping_interval=PING)
    handler.client.wss_uri = opened["url"]
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]
        log.info("connected to Slack")
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def over_http(app: AsyncApp, signing_secret: str, where: tuple[str, int]) -> AsyncIterator[int]:
    """An HTTP server until the block ends, and its port; a proxy that speaks TLS stands in front of it.

    `where` is its host and port, 0 for any free one. Raises AccessError where that cannot be had.
    """
    host, port = where
    guarded = Guarded(app, signing_secret)
    config = uvicorn.Config(guarded, host=host, port=port, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
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
