"""The Slack app as an operator starts it: commands, tokens, manifest, and what becomes of a process that is killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import time
from pathlib import Path

import pytest

pytest.importorskip("slack_bolt")

import aiohttp
import yaml
from programs import chatbot
from slack_load import app, kills, load, slack_with
from slack_office import day

from chatbot.frontends.slack.credentials import CredentialsError, credentials
from chatbot.frontends.slack.local_slack import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Fault, LocalSlack
from chatbot.frontends.slack.redaction import masked, pseudonym
from chatbot.frontends.slack.web import HEALTH, PATH

TOKENS = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_SIGNING_SECRET": "s" * 32}
FEWEST = {"app_mentions:read", "assistant:write", "chat:write", "commands", "im:history"}


def test_the_manifest_asks_for_the_fewest_scopes() -> None:
    done = chatbot("slack", "manifest")
    written = yaml.safe_load(done.stdout)
    assert set(written["oauth_config"]["scopes"]["bot"]) == FEWEST
    assert "message.im" in written["settings"]["event_subscriptions"]["bot_events"]
    assert written["settings"]["socket_mode_enabled"] is True
    assert written["features"]["agent_view"]["suggested_prompts"]
    assert len(written["features"]["agent_view"]["agent_description"]) <= 300
    assert len(written["display_information"]["description"]) <= 140
    assert all(len(shortcut["name"]) <= 24 for shortcut in written["features"]["shortcuts"])


def test_the_manifest_for_http_names_the_address_everywhere() -> None:
    address = "https://bot.example.org/slack/events"
    written = json.loads(chatbot("slack", "manifest", "--request-url", address, "--format", "json").stdout)
    settings = written["settings"]
    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"]["request_url"] == settings["interactivity"]["request_url"] == address
    assert written["features"]["slash_commands"][0]["url"] == address


def test_the_manifest_speaks_of_the_folder_that_is_given(farm: Path) -> None:
    shipped, other = chatbot("slack", "manifest"), chatbot("slack", "manifest", "--knowledge", str(farm))
    assert shipped.stdout != other.stdout
    assert b"Operating" not in other.stdout


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is not set"),
        ({"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN is not set"),
        ({"SLACK_BOT_TOKEN": "xapp-1-secret"}, "SLACK_BOT_TOKEN has to begin with xoxb- and holds an app-level token"),
        ({"SLACK_APP_TOKEN": "xoxb-1-secret"}, "SLACK_APP_TOKEN has to begin with xapp- and holds a bot token"),
        ({"SLACK_BOT_TOKEN": "xoxb-1 secret"}, "SLACK_BOT_TOKEN holds spaces"),
        ({"SLACK_APP_TOKEN": "xapp-1-secret\n"}, "SLACK_APP_TOKEN holds spaces"),
    ],
    ids=str,
)
def test_tokens_that_cannot_be_right_are_told_and_not_shown(changes: dict[str, str], told: str) -> None:
    with pytest.raises(CredentialsError) as caught:
        credentials({**TOKENS, **changes}, http=False)
    assert told in str(caught.value)
    assert "secret" not in str(caught.value)


def test_http_needs_the_signing_secret_and_no_app_token() -> None:
    assert credentials({**TOKENS, "SLACK_APP_TOKEN": ""}, http=True).signing_secret
    with pytest.raises(CredentialsError, match="SLACK_SIGNING_SECRET is not set"):
        credentials({**TOKENS, "SLACK_SIGNING_SECRET": ""}, http=True)


def test_without_tokens_it_does_not_start_and_says_which_are_missing() -> None:
    done = chatbot("slack", SLACK_BOT_TOKEN="", SLACK_APP_TOKEN="")
    assert done.returncode == 2
    assert b"SLACK_BOT_TOKEN" in done.stderr
    assert b"SLACK_APP_TOKEN" in done.stderr
    assert b"Traceback" not in done.stderr


async def checked(slack: LocalSlack, **tokens: str) -> tuple[int, str]:
    arguments = ("slack", "check", "--api-url", slack.api_url)
    done = await asyncio.to_thread(chatbot, *arguments, **{**TOKENS, **tokens})
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout.decode()


def test_check_tells_in_words_what_is_wrong() -> None:
    async def deed() -> None:
        async with LocalSlack() as slack:
            status, told = await checked(slack)
            assert (status, told.count("ok ")) == (0, 3)
            status, told = await checked(slack, SLACK_BOT_TOKEN="xoxb-other", SLACK_APP_TOKEN="xapp-other")
            assert (status, told.count("wrong")) == (2, 2)
            assert "xoxb-other" not in told
            assert "Slack does not accept the app token" in told
            slack.scopes.discard("im:history")
            slack.scopes.add("channels:history")
            status, told = await checked(slack)
            assert status == 2
            assert "im:history missing" in told
            assert "channels:history not needed" in told

    day(deed)


def test_check_tells_where_slack_cannot_be_reached() -> None:
    done = chatbot("slack", "check", "--api-url", "http://127.0.0.1:1/api/", **TOKENS)
    assert done.returncode == 2
    assert b"cannot be reached" in done.stdout


def test_a_token_that_slack_refuses_ends_it_with_words(tmp_path: Path) -> None:
    async def deed() -> None:
        async with LocalSlack() as slack:
            store = f"sqlite:///{tmp_path / 'slack.db'}"
            arguments = ("slack", "--api-url", slack.api_url, "--store", store)
            done = await asyncio.to_thread(chatbot, *arguments, **{**TOKENS, "SLACK_BOT_TOKEN": "xoxb-other"})
            assert done.returncode == 2
            assert b"Slack does not accept the bot token (invalid_auth)" in done.stderr
            assert b"Traceback" not in done.stderr

    day(deed)


def test_an_app_token_that_slack_refuses_ends_it_with_words(tmp_path: Path) -> None:
    async def deed() -> None:
        async with LocalSlack() as slack:
            arguments = ("slack", "--api-url", slack.api_url, "--store", f"sqlite:///{tmp_path / 'slack.db'}")
            done = await asyncio.to_thread(chatbot, *arguments, **{**TOKENS, "SLACK_APP_TOKEN": "xapp-other"})
            assert done.returncode == 2
            assert b"Slack does not accept the app token (invalid_auth)" in done.stderr

    day(deed)


def test_it_waits_for_a_slack_that_is_not_there_yet_and_minds_no_proxy(tmp_path: Path) -> None:
    async def deed() -> None:
        async with LocalSlack() as slack:
            slack.fail("auth.test", "", status=503)
            slack.fail("apps.connections.open", "", status=500)
            with app(slack.api_url, tmp_path, HTTPS_PROXY="http://127.0.0.1:1", SLACK_CLIENT_ID="1") as running:
                await slack.connected(60)
                await slack.mention("who handles customs compliance?")
                await slack.until(lambda: bool(slack.messages))
                assert running.log.read_text().count("trying again") == 2

    day(deed)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_answer_under_way_is_posted_before_it_stops(tmp_path: Path, number: signal.Signals) -> None:
    async def deed() -> None:
        async with slack_with() as slack:
            slack.fail("chat.postMessage", "ratelimited", status=429, retry_after="3")
            with app(slack.api_url, tmp_path) as running:
                await slack.connected(60)
                await slack.mention("who handles customs compliance?")
                await slack.until(lambda: any(call.method == "chat.postMessage" for call in slack.calls), 60)
                os.kill(running.process.pid, number)
                assert await asyncio.to_thread(running.process.wait, 20) in (0, 130)
                assert len(slack.messages) == 1

    day(deed)


def test_over_http_too_and_whatever_connection_is_left_open(tmp_path: Path) -> None:
    async def deed() -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        async with slack_with() as slack, aiohttp.ClientSession() as session:
            address = f"http://127.0.0.1:{port}"
            slack.fail("chat.postMessage", "ratelimited", status=429, retry_after="3")
            options = ("--http", f"127.0.0.1:{port}")
            with app(slack.api_url, tmp_path, *options, SLACK_SIGNING_SECRET=SIGNING_SECRET) as running:
                await answering(session, address + HEALTH)
                asked = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "5.1", "text": "pay of a COO?"}
                body = json.dumps(slack.event_body(asked))
                headers = {**slack.signed(body), "content-type": "application/json"}
                async with session.post(address + PATH, data=body, headers=headers) as response:
                    assert response.status == 200
                with socket.create_connection(("127.0.0.1", port)) as idler:
                    idler.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
                    await slack.until(lambda: any(call.method == "chat.postMessage" for call in slack.calls), 60)
                    running.process.terminate()
                    assert await asyncio.to_thread(running.process.wait, 20) == 0
                assert len(slack.messages) == 1

    day(deed)


async def answering(session: aiohttp.ClientSession, address: str) -> None:
    """Waits until a server answers there."""
    for _ in range(600):
        try:
            async with session.get(address):
                return
        except aiohttp.ClientError:
            await asyncio.sleep(0.1)
    raise TimeoutError(address)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_it_is_told_to(tmp_path: Path, number: signal.Signals) -> None:
    async def deed() -> None:
        async with slack_with() as slack:
            with app(slack.api_url, tmp_path) as running:
                await slack.connected(60)
                await slack.mention("who handles customs compliance?")
                os.kill(running.process.pid, number)
                status = await asyncio.to_thread(running.process.wait, 20)
                assert status == (130 if number is signal.SIGINT else 0)
                assert len(slack.messages) == 1
                assert "Traceback" not in running.log.read_text()

    day(deed)


def test_killed_again_and_again_it_answers_all_that_it_acknowledged() -> None:
    survived = asyncio.run(kills(3, 25, seed=11))
    assert survived["not answered"] == 0
    assert survived["answered twice"] <= survived["mentions"] / 4
    assert survived["of these posted before a kill, ms at most"] < 1_000


def test_under_load_everything_is_answered_once_and_in_order() -> None:
    measured = asyncio.run(load(100, 50, "--per-user", "0", "--per-thread", "0", people=10, channels=4))
    assert measured["threads complete"] == measured["threads in order"] == measured["threads"] == 10
    assert measured["answers"] == measured["mentions"] == 100
    assert measured["not acknowledged"] == 0


def test_beyond_the_caps_each_drop_is_logged_once() -> None:
    faults = (Fault.DUPLICATE, Fault.RATE_LIMIT)
    measured = asyncio.run(load(60, 50, "--per-thread", "4", faults=faults, people=5, channels=2))
    assert measured["answers"] == 20
    assert measured["threads in order"] == measured["threads"]
    assert measured["lines of dropping in the log"] == 40
    assert measured["other lines in the log"] == 1


@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-12-34-abc",
        "xapp-1-A2-3-abc",
        "https://hooks.slack.com/commands/T1/2/abc",
        "http://127.0.0.1:5/response/abc",
        "wss://x/link/?ticket=abc",
        'token": "abc',
        "me@example.org",
        "+49 151 1234567",
        "DE89 3704 0044 0532 0130 00",
    ],
)
def test_secrets_and_personal_data_are_masked(secret: str) -> None:
    assert "abc" not in masked(f"before {secret} after")
    assert masked(f"before {secret} after") != f"before {secret} after"


def test_ordinary_words_are_not_masked() -> None:
    text = "who handles customs, and what does a COO earn in 2025?"
    assert masked(text) == text
    assert masked(pseudonym("T1:C1:5.1")) == pseudonym("T1:C1:5.1") != pseudonym("T1:C1:5.2")


def test_an_app_token_revoked_in_mid_flight_ends_it_with_words(tmp_path: Path) -> None:
    async def deed() -> None:
        async with slack_with() as slack:
            with app(slack.api_url, tmp_path) as running:
                await slack.connected(60)
                slack.fail("apps.connections.open", "token_revoked", times=50)
                await slack.disconnect()
                assert await asyncio.to_thread(running.process.wait, 20) == 2
                assert "the app token was revoked (token_revoked)" in running.log.read_text()

    day(deed)


def test_it_can_be_stopped_while_slack_is_not_there(tmp_path: Path) -> None:
    with app("http://127.0.0.1:1/api/", tmp_path) as running:
        for _ in range(200):
            if "trying again" in running.log.read_text():
                break
            time.sleep(0.1)
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(5) == 0


@pytest.mark.parametrize(
    "options",
    [
        ("--api-url", "nonsense"),
        ("--api-url", "http://[::1"),
        ("--keep-days", "nan"),
        ("--http", "nowhere"),
        ("--per-user", "-1"),
        ("--store", "sqlite://"),
        ("--store", "postgresql://u:secret@h:port/db"),
    ],
    ids=" ".join,
)
def test_options_that_cannot_be_right_are_told(options: tuple[str, str]) -> None:
    done = chatbot("slack", *options, **TOKENS)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert b"secret" not in done.stderr
    assert done.stderr
