"""The Socket Mode of a Slack on this machine: envelopes go out over websockets until they are acknowledged."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from chatbot.frontends.slack.local_workspace import APP_ID, Delivery, Fault, Workspace

MAX_RETRIES = 3

GRACE = 1.0
"""Seconds that a socket is left open after its disconnect frame."""

_GARBAGE = '{"type": "events_api", "payload": {'


@dataclass(frozen=True, slots=True, eq=False)
class _Link:
    """An open socket, and what tells that it is open no more."""

    socket: web.WebSocketResponse
    closed: asyncio.Future[None]


class SocketMode:
    """The sockets that apps have opened; an envelope goes to the newest."""

    def __init__(self, workspace: Workspace, faults: frozenset[Fault], patience: float) -> None:
        self._workspace = workspace
        self._faults = faults
        self._patience = patience
        self._tickets: set[str] = set()
        self._links: list[_Link] = []
        self._awaited: dict[str, asyncio.Future[Mapping[str, Any]]] = {}
        self._delivered, self._envelope_ids = count(1), count(1)

    def new_ticket(self) -> str:
        """What an app has to show to open a socket."""
        ticket = f"ticket-{len(self._tickets) + 1}"
        self._tickets.add(ticket)
        return ticket

    def is_connected(self) -> bool:
        """Whether there is a socket that an envelope could go to."""
        return bool(self._links)

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serves one socket until it is closed."""
        if request.query.get("ticket") not in self._tickets:
            return web.Response(status=403)
        socket = web.WebSocketResponse(timeout=GRACE, compress=False)
        await socket.prepare(request)
        await socket.send_json(self._hello())
        link = _Link(socket, asyncio.get_running_loop().create_future())
        self._links.append(link)
        self._workspace.changed()
        try:
            async for frame in socket:
                self._acknowledge(frame)
        finally:
            self._forget(link)
            link.closed.set_result(None)
        return socket

    def _hello(self) -> dict[str, Any]:
        facts = {"host": "local", "build_number": 1, "approximate_connection_time": 18_060}
        number = len(self._links) + 1
        return {"type": "hello", "num_connections": number, "connection_info": {"app_id": APP_ID}, "debug_info": facts}

    def _acknowledge(self, frame: WSMessage) -> None:
        """Frames that acknowledge nothing that is waited for are passed over, as Slack does."""
        with suppress(ValueError, RecursionError, AttributeError):
            answer = json.loads(frame.data) if frame.type is WSMsgType.TEXT else {}
            awaited = self._awaited.get(str(answer.get("envelope_id")))
            if awaited and not awaited.done():
                awaited.set_result(answer.get("payload") or {})

    def _forget(self, link: _Link) -> None:
        if link in self._links:
            self._links.remove(link)

    async def deliver(self, kind: str, payload: Any, retry: int) -> Delivery:
        """Sends an envelope, with the faults that are due, and gives how it fared."""
        number = next(self._delivered)
        tenth = self._faults if number % 10 == 0 else frozenset()
        if Fault.GARBAGE in tenth:
            await self.send_raw(_GARBAGE)
        is_doubled = Fault.DUPLICATE in tenth and kind == "events_api"
        attempts = [retry, 1] if is_doubled else [retry]
        delivery, *_ = await asyncio.gather(*(self._deliver(kind, payload, attempt) for attempt in attempts))
        if Fault.DISCONNECT in self._faults and number % 50 == 0:
            await self.disconnect("refresh_requested")
        return delivery

    async def _deliver(self, kind: str, payload: Any, retry: int) -> Delivery:
        envelope = {"payload": payload, "envelope_id": self._new_envelope_id(), "type": kind}
        envelope["accepts_response_payload"] = kind != "events_api"
        acknowledged = self._awaited[envelope["envelope_id"]] = asyncio.get_running_loop().create_future()
        try:
            delivery = await self._send_until_acknowledged(envelope, acknowledged, retry)
        finally:
            del self._awaited[envelope["envelope_id"]]
        self._workspace.deliveries.append(delivery)
        self._workspace.changed()
        return delivery

    def _new_envelope_id(self) -> str:
        return f"envelope-{next(self._envelope_ids)}"

    async def _send_until_acknowledged(
        self, envelope: Mapping[str, Any], acknowledged: asyncio.Future[Mapping[str, Any]], retry: int
    ) -> Delivery:
        first = None
        for attempt in range(retry, max(retry, MAX_RETRIES) + 1):
            link = await self._newest()
            if acknowledged.done():
                break
            first = first or time.monotonic()
            reason = "timeout" if attempt else ""
            await self._send(link, json.dumps({**envelope, "retry_attempt": attempt, "retry_reason": reason}))
            ends = (acknowledged, link.closed)
            await asyncio.wait(ends, timeout=self._patience, return_when=asyncio.FIRST_COMPLETED)
        seconds = time.monotonic() - first if first else 0.0
        response = acknowledged.result() if acknowledged.done() else {}
        return Delivery(envelope["envelope_id"], acknowledged.done(), seconds, response)

    async def _newest(self) -> _Link:
        """The newest open socket; waits for an app to open one where there is none."""
        await self._workspace.until(self.is_connected, None)
        return self._links[-1]

    async def _send(self, link: _Link, frame: str | bytes) -> None:
        """Sends a frame; what is lost on a socket that just closes is found missing by whoever waits for the answer."""
        try:
            await (link.socket.send_str(frame) if isinstance(frame, str) else link.socket.send_bytes(frame))
        except ConnectionError:
            self._forget(link)

    async def send_raw(self, frame: str | bytes) -> None:
        """Sends any frame to the newest socket, as text or as bytes."""
        await self._send(await self._newest(), frame)

    async def disconnect(self, reason: str) -> None:
        """Tells the newest socket to go, sends nothing more over it, and closes it where the app has not done so."""
        if not self._links:
            return
        link = self._links.pop()
        await self._send(link, json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}}))
        await asyncio.wait([link.closed], timeout=GRACE)
        await link.socket.close()

    async def close(self) -> None:
        """Closes every socket."""
        await asyncio.gather(*(link.socket.close(code=WSCloseCode.GOING_AWAY) for link in self._links))
