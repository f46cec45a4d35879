"""The HTTP way in: signed requests of Slack are taken, everything else is turned away without a traceback."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

pytest.importorskip("slack_bolt")

import aiohttp
from slack_office import TOKENS, Office, day, store_in

from chatbot.compiled import Compiled
from chatbot.frontends.slack.app import build
from chatbot.frontends.slack.local_slack import BOT_USER, LocalSlack
from chatbot.frontends.slack.service import Settings, adapter, over_http
from chatbot.frontends.slack.web import HEALTH, MAX_BODY, PATH, is_sound

CUSTOMS = "who handles customs compliance?"


class Visitor:
    """Somebody who sends requests to the app."""

    def __init__(self, office: Office, session: aiohttp.ClientSession, address: str) -> None:
        self.office, self.session, self.address = office, session, address

    async def post(self, body: bytes | str, kind: str = "application/json", **headers: str) -> int:
        """The status of the answer to a request with exactly these headers."""
        data = body.encode() if isinstance(body, str) else body
        async with self.session.post(
            self.address + PATH, data=data, headers={"content-type": kind, **headers}
        ) as response:
            await response.read()
            return response.status

    async def signed(self, body: str, kind: str = "application/json") -> int:
        return await self.post(body, kind, **self.office.slack.signed(body))

    def mention(self, ts: str = "5.1") -> str:
        event = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": ts, "text": f"<@{BOT_USER}> {CUSTOMS}"}
        return json.dumps(self.office.slack.event_body(event))


@asynccontextmanager
async def visitor(book: Compiled, folder: Path) -> AsyncIterator[Visitor]:
    async with LocalSlack() as slack, aiohttp.ClientSession() as session:
        settings = Settings(store=store_in(folder), api_url=slack.api_url, per_user=0, per_thread=0)
        async with adapter(book, TOKENS, settings) as at_work:
            app = build(at_work, TOKENS.signing_secret)
            async with over_http(app, TOKENS.signing_secret, ("127.0.0.1", 0)) as port:
                yield Visitor(Office(slack, at_work), session, f"http://127.0.0.1:{port}")


def test_a_signed_mention_is_answered_once_though_it_is_replayed(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with visitor(book, tmp_path) as at:
            body = at.mention()
            headers = at.office.slack.signed(body)
            assert [await at.post(body, **headers) for _ in range(3)] == [200] * 3
            await at.office.settle()
            assert len(at.office.seen) == 1

    day(deed)


def test_slack_may_verify_the_address(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with visitor(book, tmp_path) as at:
            body = json.dumps({"type": "url_verification", "challenge": "c", "token": "t"})
            assert await at.signed(body) == 200
            assert await at.post(body) == 401

    day(deed)


def test_a_command_comes_as_a_form_and_a_button_as_json_in_a_form(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with visitor(book, tmp_path) as at:
            form = "application/x-www-form-urlencoded"
            address = f"{at.office.slack.api_url.removesuffix('/api/')}/response/none"
            command = {"command": "/career", "text": CUSTOMS, "team_id": "T1", "channel_id": "C1", "user_id": "U1"}
            body = urlencode({**command, "trigger_id": "t1", "response_url": address})
            assert await at.signed(body, form) == 200
            pressed = {"type": "block_actions", "user": {"id": "U1"}, "team": {"id": "T1"}, "actions": []}
            assert await at.signed(urlencode({"payload": json.dumps(pressed)}), form) == 400
            action = {"type": "button", "action_id": "share", "block_id": "b", "value": "x"}
            body = urlencode({"payload": json.dumps({**pressed, "actions": [action]})})
            assert await at.signed(body, form) == 200
            await at.office.settle()
            assert [call.method for call in at.office.slack.calls if call.method == "response_url"]

    day(deed)


def test_what_is_not_signed_by_slack_is_turned_away(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with visitor(book, tmp_path) as at:
            body = at.mention()
            good = at.office.slack.signed(body)
            stamp, signature = "X-Slack-Request-Timestamp", "X-Slack-Signature"
            old = at.office.slack.signed(body, str(int(time.time()) - 400))
            ahead = at.office.slack.signed(body, str(int(time.time()) + 400))
            stamps = ["", "abc", "1e9", "-5", "9" * 400, "\u0661\u0662\u0663"]
            signatures = ["", "v0=", "v0=" + "0" * 64, good[signature].upper(), good[signature] + "é", "v1=" + "0" * 64]
            wrong = [
                {},
                old,
                ahead,
                *({**good, stamp: s} for s in stamps),
                *({**good, signature: s} for s in signatures),
            ]
            assert [await at.post(body, **headers) for headers in wrong] == [401] * len(wrong)
            checking = json.dumps({**json.loads(body), "ssl_check": 0})
            assert await at.post(checking, **{stamp: "abc"}) == 401
            await at.office.settle()
            assert at.office.seen == []

    day(deed)


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b"null", b"1", b'"x"', b"\xff\xfe", b"", b"[" * 3_000, b'{"a":' * 3_000, b"payload=%7B", b"\x00"],
    ids=lambda body: repr(body[:8]),
)
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
def test_a_body_that_cannot_be_read_is_refused_signed_or_not(
    book: Compiled, tmp_path: Path, body: bytes, kind: str
) -> None:
    async def deed() -> None:
        async with visitor(book, tmp_path) as at:
            assert await at.post(body, kind) in (400, 401)
            signed = at.office.slack.signed(body.decode("latin-1"))
            assert await at.post(body, kind, **signed) in (400, 401)
            assert await at.signed(at.mention()) == 200

    day(deed)


@pytest.mark.parametrize("event", [None, [], {}, {"type": 7}, "x"])
def test_an_event_of_a_strange_form_is_acknowledged_and_ignored(book: Compiled, tmp_path: Path, event: object) -> None:
    async def deed() -> None:
        async with visitor(book, tmp_path) as at:
            assert await at.signed(json.dumps({"type": "event_callback", "event": event})) == 200
            await at.office.settle()
            assert at.office.seen == []

    day(deed)


def test_a_body_too_large_is_not_read(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with visitor(book, tmp_path) as at:
            assert await at.post(b"x" * (MAX_BODY + 1)) == 413
            assert await at.signed(at.mention()) == 200

    day(deed)


def test_other_addresses_are_not_found_and_health_is_told(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with visitor(book, tmp_path) as at:
            statuses = []
            for path in ("/", "/slack/install", PATH, HEALTH):
                async with at.session.get(at.address + path) as response:
                    statuses.append(response.status)
            assert statuses == [404, 404, 405, 200]

    day(deed)


@pytest.mark.parametrize(
    ("payload", "sound"),
    [
        ({"type": "event_callback", "event": {"type": "message"}}, True),
        ({"command": "/career"}, True),
        ({"type": "block_actions", "user": {"id": "U1"}}, True),
        ({"type": "block_actions", "user": "U1"}, False),
        ({"type": "block_actions", "actions": [{"action_id": "share"}]}, True),
        ({"type": "block_actions", "actions": [1]}, False),
        ({"type": "block_actions", "actions": [{"action_id": 1}]}, False),
        ({"type": "x", "command": 1}, False),
        ({}, False),
        ([], False),
        (None, False),
    ],
)
def test_what_has_the_form_that_slack_writes_is_told_from_what_has_not(payload: object, sound: bool) -> None:
    assert is_sound(payload) is sound
