"""The local Slack, driven by Slack's own clients: what an app sends is taken or refused as Slack would do it."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, nullcontext
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler, AsyncServerErrorRetryHandler
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from chatbot.frontends.slack.block_rules import check
from chatbot.frontends.slack.local_slack import (
    APP_TOKEN,
    BOT_TOKEN,
    BOT_USER,
    SIGNING_SECRET,
    Fault,
    LocalSlack,
)


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack's packages read tokens and proxies from variables; with a proxy they would not reach this machine."""
    for name in list(os.environ):
        if name.startswith("SLACK_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


def runs(test: Callable[[], Awaitable[None]]) -> Callable[[], None]:
    """A test that is a coroutine, as a plain function; it may take half a minute."""

    def run() -> None:
        asyncio.run(asyncio.wait_for(test(), 30))

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


def client(slack: LocalSlack, token: str | None = BOT_TOKEN, **options: Any) -> AsyncWebClient:
    return AsyncWebClient(token, base_url=slack.api_url, **options)


def new_app(slack: LocalSlack) -> AsyncApp:
    """An app that answers mentions in their thread, commands to the one who gave them, and notes what is pressed."""
    app = AsyncApp(client=client(slack), signing_secret=SIGNING_SECRET, logger=quiet())
    app.seen = []

    @app.event("app_mention")
    async def answer(event: Mapping[str, Any], say: Any, body: Mapping[str, Any]) -> None:
        app.seen.append(body["event_id"])
        await say(text=f"echo {event['text']}", thread_ts=event["ts"])

    @app.command("/career")
    async def command(ack: Any, respond: Any, body: Mapping[str, Any]) -> None:
        await ack()
        await respond(text=f"you asked {body['text']}")

    @app.action("share")
    async def share(ack: Any, body: Mapping[str, Any], respond: Any) -> None:
        await ack()
        app.seen.append(body)
        await respond(text="shared", response_type="in_channel", delete_original="message" not in body)

    @app.action("feedback")
    async def feedback(ack: Any, body: Mapping[str, Any]) -> None:
        await ack()
        app.seen.append(body)

    @app.shortcut("explain_roles")
    async def explain(ack: Any, body: Mapping[str, Any], respond: Any) -> None:
        await ack()
        await respond(text=f"explained {body['message']['text']}")

    @app.event("app_home_opened")
    async def home(event: Mapping[str, Any], client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section(3)]})

    @app.event("message")
    async def direct(event: Mapping[str, Any], say: Any) -> None:
        await say(text=f"echo {event['text']}", thread_ts=event["ts"])

    return app


def quiet() -> logging.Logger:
    """A logger of its own kind: the clients tell at length of the faults that are wanted here."""
    logger = logging.getLogger("test_local_slack")
    logger.setLevel(logging.CRITICAL + 1)
    return logger


@asynccontextmanager
async def running(slack: LocalSlack, app: AsyncApp | None = None) -> AsyncIterator[AsyncApp]:
    app = app or new_app(slack)
    handler = AsyncSocketModeHandler(app, APP_TOKEN, ping_interval=0.5)
    try:
        await handler.connect_async()
        await slack.connected()
        yield app
    finally:
        await handler.close_async()


@asynccontextmanager
async def started(*faults: Fault, patience: float = 3.0) -> AsyncIterator[tuple[LocalSlack, AsyncApp]]:
    async with LocalSlack(faults=faults, patience=patience) as slack, running(slack) as app:
        yield slack, app


async def refusal(call: Awaitable[Any]) -> SlackApiError:
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value


# What people do


@runs
async def test_a_mention_is_acknowledged_and_answered_in_its_thread() -> None:
    async with started() as (slack, _):
        ts = await slack.mention("what does a COO earn?")
        await slack.until(lambda: bool(slack.posted("C1", ts)))
        (delivery,), (answer,) = slack.deliveries, slack.posted(thread_ts=ts)
    assert delivery.acknowledged and delivery.seconds < 3
    assert (answer.text, answer.thread_ts, answer.user) == (f"echo <@{BOT_USER}> what does a COO earn?", ts, "")
    assert [call.method for call in slack.calls] == ["apps.connections.open", "auth.test", "chat.postMessage"]
    assert [call.token for call in slack.calls] == [APP_TOKEN, BOT_TOKEN, BOT_TOKEN]


@runs
async def test_a_direct_message_comes_in_a_channel_of_its_own() -> None:
    async with started() as (slack, _):
        await slack.direct("hello", user="U7")
        await slack.until(lambda: bool(slack.posted("DU7")))
    assert slack.messages[0].text == "echo hello"


@runs
async def test_a_command_is_answered_to_the_one_who_gave_it() -> None:
    async with started() as (slack, _):
        delivery = await slack.command("roles", user="U3")
        await slack.until(lambda: bool(slack.messages))
    assert delivery.acknowledged
    assert (slack.messages[0].text, slack.messages[0].user) == ("you asked roles", "U3")
    assert slack.calls[-1].method == "response_url"


@runs
async def test_a_shortcut_arrives_with_its_message() -> None:
    async with started() as (slack, _):
        assert (await slack.shortcut("COO or LM")).acknowledged
        await slack.until(lambda: bool(slack.messages))
    assert slack.messages[0].text == "explained COO or LM"


@runs
async def test_opening_the_home_publishes_a_view() -> None:
    async with started() as (slack, _):
        await slack.open_home(user="U2")
        await slack.until(lambda: "U2" in slack.views)
    assert slack.views["U2"]["type"] == "home"


def button(text: str = "Share", **fields: Any) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": text}, "action_id": "share", **fields}


def feedback(**fields: Any) -> dict[str, Any]:
    return {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": {"text": {"type": "plain_text", "text": "Helpful"}, "value": "yes"},
        "negative_button": {"text": {"type": "plain_text", "text": "Not helpful"}, "value": "no"},
        **fields,
    }


BUTTONS = [
    {"type": "actions", "block_id": "sharing", "elements": [button(value="42")]},
    {"type": "context_actions", "elements": [feedback()]},
]


@runs
async def test_a_button_is_pressed_by_its_label_or_by_its_action_id() -> None:
    async with started() as (slack, app):
        await app.client.chat_postMessage(channel="C1", text="answer", blocks=BUTTONS, thread_ts="1.000001")
        for name in ("Share", "share"):
            assert (await slack.press(slack.messages[0], name, user="U5")).acknowledged
        await slack.until(lambda: len(slack.messages) == 3)
    body = app.seen[0]
    assert (body["actions"][0]["value"], body["actions"][0]["block_id"]) == ("42", "sharing")
    assert (body["user"]["id"], body["channel"]["id"], body["message"]["text"]) == ("U5", "C1", "answer")
    assert (body["container"]["thread_ts"], body["container"]["is_ephemeral"]) == ("1.000001", False)
    assert [message.text for message in slack.messages] == ["answer", "shared", "shared"]


@runs
async def test_an_ephemeral_message_is_not_sent_along_and_may_be_deleted() -> None:
    async with started() as (slack, app):
        await app.client.chat_postEphemeral(channel="C1", user="U1", text="answer", blocks=BUTTONS)
        await slack.press(slack.messages[0], "Share")
        await slack.until(lambda: not slack.messages)
    assert "message" not in app.seen[0]
    assert app.seen[0]["container"]["is_ephemeral"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("positive", "yes"), ("negative", "no"), ("Helpful", "yes"), ("Not helpful", "no"), ("feedback", "yes")],
)
def test_feedback_is_given_by_what_is_written_or_by_what_is_meant(name: str, value: str) -> None:
    @runs
    async def test() -> None:
        async with started() as (slack, app):
            await app.client.chat_postMessage(channel="C1", text="answer", blocks=BUTTONS)
            await slack.press(slack.messages[0], name)
            await slack.until(lambda: bool(app.seen))
        action = app.seen[0]["actions"][0]
        assert (action["type"], action["value"], action["block_id"]) == ("feedback_buttons", value, "b1")

    test()


@runs
async def test_a_button_that_is_not_there_cannot_be_pressed() -> None:
    async with LocalSlack() as slack:
        await client(slack).chat_postMessage(channel="C1", text="answer", blocks=BUTTONS)
        with pytest.raises(LookupError, match=r"no button 'Delete' among .*'Share'"):
            await slack.press(slack.messages[0], "Delete")


# The Web API


@runs
async def test_a_message_is_posted_updated_and_deleted() -> None:
    async with LocalSlack() as slack:
        web = client(slack)
        posted = await web.chat_postMessage(channel="C1", text="one", thread_ts="1.000001")
        await web.chat_update(channel="C1", ts=posted["ts"], text="two")
        (message,) = slack.messages
        assert (message.text, message.ts, message.replaces) == ("two", posted["ts"], posted["ts"])
        assert slack.posted(thread_ts="1.000001") == [message]
        await web.chat_delete(channel="C1", ts=posted["ts"])
        again = await refusal(web.chat_delete(channel="C1", ts=posted["ts"]))
    assert (slack.messages, slack.posted("C1", "1.000001")) == ([], [])
    assert again.response["error"] == slack.calls[-1].error == "message_not_found"


@runs
async def test_an_ephemeral_message_is_out_of_reach_for_updates() -> None:
    async with LocalSlack() as slack:
        posted = await client(slack).chat_postEphemeral(channel="C1", user="U1", text="one")
        refused = await refusal(client(slack).chat_update(channel="C1", ts=posted["message_ts"], text="two"))
    assert refused.response["error"] == "message_not_found"
    assert slack.messages[0].text == "one"


@runs
async def test_auth_test_tells_who_the_app_is_and_what_it_may_do() -> None:
    async with LocalSlack() as slack:
        slack.scopes.discard("im:history")
        answer = await client(slack).auth_test()
    assert answer["user_id"] == BOT_USER
    assert answer.headers["x-oauth-scopes"] == "app_mentions:read,assistant:write,chat:write,commands"


@runs
async def test_suggested_prompts_status_and_title_are_taken() -> None:
    prompts = [{"title": "Pay", "message": "what does a COO earn?"}]
    async with LocalSlack() as slack:
        web = client(slack)
        await web.assistant_threads_setSuggestedPrompts(channel_id="D1", prompts=prompts)
        await web.assistant_threads_setStatus(channel_id="D1", thread_ts="1.000001", status="is looking")
        await web.assistant_threads_setTitle(channel_id="D1", thread_ts="1.000001", title="Pay")
    assert slack.prompts == {"D1": prompts}
    assert [call.error for call in slack.calls] == ["", "", ""]


@runs
async def test_a_view_is_opened_for_a_trigger() -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Roles"}, "blocks": []}
    async with LocalSlack() as slack:
        await client(slack).views_open(trigger_id="trigger-1", view=view)
        refused = await refusal(client(slack).views_open(trigger_id="trigger-1", view={**view, "type": "home"}))
    assert refused.response["error"] == "invalid_arguments"


@runs
async def test_arguments_come_as_json_as_a_form_or_in_the_address() -> None:
    blocks = [section(3)]
    form = {"channel": "C1", "text": "a", "blocks": json.dumps(blocks), "token": BOT_TOKEN}
    async with LocalSlack() as slack, aiohttp.ClientSession() as session:
        for given in ({"json": form | {"blocks": blocks}}, {"data": form}, {"params": form}):
            async with session.post(f"{slack.api_url}chat.postMessage", **given) as response:
                assert (await response.json())["ok"]
    assert [call.payload for call in slack.calls] == [{"channel": "C1", "text": "a", "blocks": blocks}] * 3
    assert [call.token for call in slack.calls] == [BOT_TOKEN] * 3


@pytest.mark.parametrize(("body", "error"), [(b"{", "invalid_json"), (b"[]", "json_not_object"), (b"", "not_authed")])
def test_a_body_that_is_no_object_is_refused(body: bytes, error: str) -> None:
    @runs
    async def test() -> None:
        kind = {"Content-Type": "application/json"}
        async with LocalSlack() as slack, aiohttp.ClientSession(headers=kind) as session:
            response = await session.post(f"{slack.api_url}chat.postMessage", data=body)
            assert await response.json() == {"ok": False, "error": error}

    test()


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("auth.test", None, "not_authed"),
        ("auth.test", "xoxb-other", "invalid_auth"),
        ("auth.test", "nonsense", "invalid_auth"),
        ("auth.test", APP_TOKEN, "not_allowed_token_type"),
        ("apps.connections.open", None, "not_authed"),
        ("apps.connections.open", BOT_TOKEN, "not_allowed_token_type"),
        ("apps.connections.open", "xapp-other", "invalid_auth"),
        ("chat.whisper", BOT_TOKEN, "unknown_method"),
    ],
)
def test_a_token_opens_what_it_is_for(method: str, token: str | None, error: str) -> None:
    @runs
    async def test() -> None:
        async with LocalSlack() as slack:
            refused = await refusal(client(slack, token).api_call(method))
        assert refused.response["error"] == slack.calls[0].error == error

    test()


def text(kind: str, length: int) -> dict[str, Any]:
    return {"type": kind, "text": "x" * length}


def section(length: int, **fields: Any) -> dict[str, Any]:
    return {"type": "section", "text": text("mrkdwn", length), **fields}


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"text": "x"}, ""),
        ({"text": ""}, "no_text"),
        ({"text": "x", "channel": ""}, "channel_not_found"),
        ({"text": "x" * 40_000}, ""),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": "[{"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [section(3001)]}, "invalid_blocks"),
        ({"text": "x", "blocks": [section(2900)] * 4}, ""),
        ({"text": "x", "blocks": [section(2900)] * 5}, "msg_blocks_too_long"),
    ],
)
def test_a_message_is_taken_or_refused(given: dict[str, Any], error: str) -> None:
    @runs
    async def test() -> None:
        async with LocalSlack() as slack:
            try:
                await client(slack).api_call("chat.postMessage", json={"channel": "C1", **given})
            except SlackApiError as refused:
                assert refused.response["error"] == error
        assert slack.calls[0].error == error
        assert bool(slack.messages) is (error == "")

    test()


@runs
async def test_refused_blocks_are_told_with_pointers() -> None:
    async with LocalSlack() as slack:
        message = await refusal(client(slack).chat_postMessage(channel="C1", text="x", blocks=[section(3001)]))
        view = {"type": "home", "blocks": [section(1)] * 101}
        home = await refusal(client(slack).views_publish(user_id="U1", view=view))
    fault = "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert message.response["response_metadata"]["messages"] == [fault]
    fault = "[ERROR] no more than 100 items allowed [json-pointer:/view/blocks]"
    assert home.response["response_metadata"]["messages"] == [fault]
    assert slack.views == {}


@runs
async def test_a_response_address_expires_after_five_uses() -> None:
    async with started() as (slack, _):
        await slack.command("roles")
        await slack.until(lambda: bool(slack.messages))
        address = AsyncWebhookClient(f"{slack.api_url.removesuffix('api/')}response/R1")
        answers = [await address.send(text=str(number)) for number in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [404]
    assert slack.calls[-1].error == "expired_url"
    assert [message.text for message in slack.messages] == ["you asked roles", "0", "1", "2", "3"]


@runs
async def test_a_response_address_replaces_what_was_pressed() -> None:
    async with started() as (slack, app):
        await app.client.chat_postMessage(channel="C1", text="answer", blocks=BUTTONS, thread_ts="1.000001")
        old = slack.messages[0]
        await slack.press(old, "positive")
        address = AsyncWebhookClient(app.seen[0]["response_url"])
        assert (await address.send(text="thanks", replace_original=True)).status_code == 200
        bad = await address.send(text="thanks", blocks=[section(3001)])
    assert (bad.status_code, json.loads(bad.body)["error"]) == (400, "invalid_blocks")
    (new,) = slack.messages
    assert (new.text, new.ts, new.replaces, new.thread_ts) == ("thanks", old.ts, old.ts, "1.000001")


# What goes wrong


@runs
async def test_scripted_failures_come_first_and_end() -> None:
    async with LocalSlack() as slack:
        slack.fail("chat.postMessage", "channel_not_found", times=2)
        errors = [
            (await refusal(client(slack).chat_postMessage(channel="C1", text="x"))).response["error"] for _ in range(2)
        ]
        await client(slack).chat_postMessage(channel="C1", text="x")
    assert errors == ["channel_not_found"] * 2
    assert [call.error for call in slack.calls] == ["channel_not_found"] * 2 + [""]


@pytest.mark.parametrize(("given", "header"), [(None, "1"), ("30", "30"), ("soon", "soon"), ("", None)])
def test_too_many_calls_are_told_when_to_come_back(given: str | None, header: str | None) -> None:
    @runs
    async def test() -> None:
        async with LocalSlack() as slack:
            slack.fail("auth.test", "ratelimited", status=429, retry_after=given)
            refused = await refusal(client(slack).auth_test())
        assert (refused.response.status_code, refused.response["error"]) == (429, "ratelimited")
        assert refused.response.headers.get("Retry-After") == header

    test()


@runs
async def test_a_server_error_is_a_page_of_html() -> None:
    async with LocalSlack() as slack, aiohttp.ClientSession() as session:
        slack.fail("auth.test", "", status=503)
        async with session.post(f"{slack.api_url}auth.test") as response:
            assert (response.status, response.content_type) == (503, "text/html")
    assert slack.calls[0].error == "http_503"


@runs
async def test_every_tenth_message_meets_the_rate_limit_once() -> None:
    async with LocalSlack(faults=[Fault.RATE_LIMIT]) as slack:
        web = client(slack, retry_handlers=[AsyncRateLimitErrorRetryHandler()])
        for number in range(11):
            await web.chat_postMessage(channel="C1", text=str(number))
    errors = [call.error for call in slack.calls]
    assert errors == [""] * 9 + ["ratelimited"] + [""] * 2
    assert [message.text for message in slack.messages] == [str(number) for number in range(11)]
    assert slack.calls[10].at - slack.calls[9].at >= 1


@runs
async def test_every_tenth_message_meets_a_server_error_once() -> None:
    async with LocalSlack(faults=[Fault.SERVER_ERROR]) as slack:
        for number in range(18):
            with pytest.raises(SlackApiError) if number in (4, 15) else nullcontext():
                await client(slack).chat_postMessage(channel="C1", text=str(number))
    assert [index for index, call in enumerate(slack.calls) if call.error == "http_500"] == [4, 15]


@runs
async def test_after_a_disconnect_the_app_comes_back_for_the_next_envelope() -> None:
    async with started() as (slack, app):
        await slack.mention("one")
        await slack.disconnect()
        await slack.mention("two")
        await slack.until(lambda: len(slack.messages) == 2)
    assert [call.method for call in slack.calls].count("apps.connections.open") == 2
    assert [delivery.acknowledged for delivery in slack.deliveries] == [True, True]
    assert len(app.seen) == 2


@runs
async def test_an_envelope_waits_for_an_app_and_goes_to_the_newest() -> None:
    async with LocalSlack() as slack:
        waiting = asyncio.create_task(slack.mention("one"))
        async with running(slack) as old, running(slack) as new:
            await waiting
            await slack.mention("two")
            await slack.until(lambda: len(slack.messages) == 2)
            assert (len(old.seen), len(new.seen)) == (1, 1)
        assert [delivery.acknowledged for delivery in slack.deliveries] == [True, True]


@asynccontextmanager
async def socket(slack: LocalSlack) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A socket without any client, greeted already."""
    url = (await client(slack).apps_connections_open(app_token=APP_TOKEN))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as link:
        hello = await link.receive_json()
        assert hello["type"] == "hello"
        yield link


@runs
async def test_an_unacknowledged_envelope_is_sent_again_and_given_up_in_the_end() -> None:
    async with LocalSlack(patience=0.1) as slack, socket(slack) as link:
        waiting = asyncio.create_task(slack.mention("hello"))
        envelopes = [await link.receive_json() for _ in range(4)]
        await waiting
    assert [envelope["retry_attempt"] for envelope in envelopes] == [0, 1, 2, 3]
    assert [envelope["retry_reason"] for envelope in envelopes] == ["", "timeout", "timeout", "timeout"]
    assert len({envelope["payload"]["event_id"] for envelope in envelopes}) == 1
    assert not slack.deliveries[0].acknowledged
    assert slack.deliveries[0].seconds > 0.3


@runs
async def test_an_envelope_may_be_said_to_be_a_retry() -> None:
    async with LocalSlack(patience=0.1) as slack, socket(slack) as link:
        body = slack.event_body({"type": "app_mention"}, event_id="Ev1", team_id="T2")
        waiting = asyncio.create_task(slack.deliver("events_api", body, retry=3))
        envelope = await link.receive_json()
        await waiting
    assert (envelope["retry_attempt"], envelope["payload"]) == (3, body)
    assert (body["event_id"], body["team_id"]) == ("Ev1", "T2")


@runs
async def test_what_was_under_way_on_a_closed_socket_is_sent_again() -> None:
    async with LocalSlack() as slack:
        async with socket(slack) as link:
            waiting = asyncio.create_task(slack.mention("hello"))
            assert (await link.receive_json())["retry_attempt"] == 0
        async with socket(slack) as link:
            again = await link.receive_json()
            await link.send_json({"envelope_id": again["envelope_id"], "payload": {"text": "done"}})
            await waiting
    assert again["retry_attempt"] == 1
    assert slack.deliveries[0].acknowledged
    assert slack.deliveries[0].response == {"text": "done"}


@runs
async def test_what_acknowledges_nothing_is_passed_over() -> None:
    async with LocalSlack() as slack, socket(slack) as link:
        waiting = asyncio.create_task(slack.mention("hello"))
        envelope = await link.receive_json()
        for frame in ("{", "[]", "null", '{"envelope_id": []}', '{"envelope_id": "other"}'):
            await link.send_str(frame)
        await link.send_bytes(b"\xff")
        await link.send_json({"envelope_id": envelope["envelope_id"]})
        await waiting
    assert slack.deliveries[0].acknowledged


@runs
async def test_no_ticket_no_socket() -> None:
    async with LocalSlack() as slack, aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(f"ws{slack.api_url[4:-4]}link/?ticket=mine")


@runs
async def test_duplicates_carry_the_same_event_as_a_retry() -> None:
    async with LocalSlack(faults=[Fault.DUPLICATE]) as slack, socket(slack) as link:
        waiting = asyncio.gather(*(slack.mention(str(number)) for number in range(10)))
        envelopes = [await link.receive_json() for _ in range(11)]
        for envelope in envelopes:
            await link.send_json({"envelope_id": envelope["envelope_id"]})
        await waiting
    first, second = envelopes[-2:]
    assert first["payload"] == second["payload"]
    assert first["envelope_id"] != second["envelope_id"]
    assert [envelope["retry_attempt"] for envelope in envelopes] == [0] * 10 + [1]
    assert len(slack.deliveries) == 11


@runs
async def test_a_command_is_never_doubled() -> None:
    async with started(Fault.DUPLICATE) as (slack, _):
        for number in range(10):
            await slack.command(str(number))
        await slack.until(lambda: len(slack.messages) == 10)
    assert len(slack.deliveries) == 10


GARBAGE: dict[str, str | bytes] = {
    "text": "no JSON",
    "nothing": "",
    "brace": "{",
    "braces": "{" * 5000,
    "list": "[]",
    "null": "null",
    "no-envelope": '{"type": "events_api"}',
    "no-payload": '{"type": "events_api", "envelope_id": "e", "payload": null}',
    "bytes": b"\xff\x00",
    "too-large-for-the-client": "x" * 5_000_000,
}


@pytest.mark.parametrize("frame", GARBAGE.values(), ids=GARBAGE)
def test_the_client_survives_garbage(frame: str | bytes) -> None:
    @runs
    async def test() -> None:
        async with started() as (slack, _):
            await slack.send_raw(frame)
            await slack.mention("still there?")
            await slack.until(lambda: bool(slack.messages))

    test()


@runs
async def test_all_faults_together_lose_nothing() -> None:
    faults = [fault for fault in Fault if fault not in (Fault.RATE_LIMIT, Fault.SERVER_ERROR)]
    async with started(*faults) as (slack, app):
        for number in range(120):
            await slack.mention(str(number))
        await slack.until(lambda: len(slack.messages) >= 132)
    assert all(delivery.acknowledged for delivery in slack.deliveries)
    assert len(set(app.seen)) == 120
    assert [call.method for call in slack.calls].count("apps.connections.open") == 3


@runs
async def test_many_mentions_at_once_with_every_fault_are_all_answered() -> None:
    async with LocalSlack(faults=list(Fault)) as slack:
        app = new_app(slack)
        app.client.retry_handlers += [AsyncRateLimitErrorRetryHandler(1), AsyncServerErrorRetryHandler(1)]
        async with running(slack, app):
            written = await asyncio.gather(*(slack.mention(str(number)) for number in range(120)))
            await slack.until(lambda: all(slack.posted(thread_ts=ts) for ts in written), 25)
    assert all(delivery.acknowledged for delivery in slack.deliveries)


@runs
async def test_a_condition_that_never_comes_tells_what_was_seen() -> None:
    async with LocalSlack() as slack:
        await client(slack).chat_postMessage(channel="C1", text="only this")
        with pytest.raises(TimeoutError, match=r"0\.05 s: calls {'chat.postMessage': 1}, .* the last 'only this'"):
            await slack.until(lambda: len(slack.messages) == 2, timeout=0.05)
        with pytest.raises(TimeoutError):
            await slack.connected(timeout=0.05)


def test_what_it_signs_is_taken_and_nothing_else_is() -> None:
    slack, verifier = LocalSlack(), SignatureVerifier(SIGNING_SECRET)
    assert verifier.is_valid_request("text=é", slack.signed("text=é"))
    assert not verifier.is_valid_request("text=e", slack.signed("text=é"))
    assert not verifier.is_valid_request("text=é", slack.signed("text=é", str(int(time.time()) - 301)))


@runs
async def test_two_thousand_mentions_go_through_quickly() -> None:
    async with LocalSlack() as slack, socket(slack) as link:

        async def acknowledge() -> None:
            async for frame in link:
                await link.send_json({"envelope_id": frame.json()["envelope_id"]})

        task = asyncio.create_task(acknowledge())
        before = time.process_time()
        for _ in range(2_000):
            await slack.mention("hello")
        used = time.process_time() - before
        task.cancel()
    assert used < 10
    assert len({delivery.envelope_id for delivery in slack.deliveries}) == 2_000


# Limits of blocks


def rich(*words: dict[str, Any], kind: str = "rich_text_section", **fields: Any) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(words), **fields}]}


def listed(*words: dict[str, Any]) -> dict[str, Any]:
    return rich({"type": "rich_text_section", "elements": list(words)}, kind="rich_text_list", style="bullet")


WORD = {"type": "text", "text": "x"}


def table(rows: int, columns: int, **cell: Any) -> dict[str, Any]:
    return {"type": "table", "rows": [[cell or {"type": "raw_text", "text": "x"}] * columns] * rows}


def header(length: int, kind: str = "plain_text") -> dict[str, Any]:
    return {"type": "header", "text": text(kind, length)}


def holding(kind: str, number: int, element: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "elements": [element] * number}


def pressed(**fields: Any) -> dict[str, Any]:
    return holding("actions", 1, button(**fields))


PLAIN = {key: value for key, value in button().items() if key != "action_id"}
RATED = {key: value for key, value in feedback().items() if key != "action_id"}
OPTION = {"text": text("plain_text", 3), "value": "a"}
IMAGE = {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "a"}

# what is just inside, what is just outside, where, and what Slack says of it
LIMITS: dict[str, tuple[list[Any], list[Any], str, str]] = {
    "section": ([section(3000)], [section(3001)], "/0/text/text", "must be less than 3001 characters"),
    "section-empty": ([section(1)], [section(0)], "/0/text/text", "must be more than 0 characters"),
    "section-without-text": ([section(1)], [{"type": "section"}], "/0", "must define either"),
    "fields": (
        [section(1, fields=[text("mrkdwn", 2000)] * 10)],
        [section(1, fields=[text("mrkdwn", 1)] * 11)],
        "/0/fields",
        "no more than 10 items allowed",
    ),
    "field": (
        [section(1, fields=[text("mrkdwn", 2000)])],
        [section(1, fields=[text("mrkdwn", 2001)])],
        "/0/fields/0/text",
        "must be less than 2001 characters",
    ),
    "accessory": (
        [section(1, accessory=IMAGE)],
        [section(1, accessory=button("x" * 76))],
        "/0/accessory/text/text",
        "must be less than 76 characters",
    ),
    "header": ([header(150)], [header(151)], "/0/text/text", "must be less than 151 characters"),
    "header-plain": ([header(1)], [header(1, "mrkdwn")], "/0/text/type", "unsupported type: mrkdwn"),
    "context": (
        [holding("context", 10, text("mrkdwn", 1))],
        [holding("context", 11, text("mrkdwn", 1))],
        "/0/elements",
        "no more than 10 items allowed",
    ),
    "context-image": (
        [holding("context", 1, IMAGE)],
        [holding("context", 1, IMAGE | {"image_url": None})],
        "/0/elements/0/image_url",
        "must provide a string",
    ),
    "context-empty": (
        [holding("context", 1, text("mrkdwn", 1))],
        [holding("context", 0, {})],
        "/0/elements",
        "no less than 1 items allowed",
    ),
    "context_actions": (
        [holding("context_actions", 5, RATED)],
        [holding("context_actions", 6, RATED)],
        "/0/elements",
        "no more than 5 items allowed",
    ),
    "context_actions-kind": (
        [holding("context_actions", 1, RATED)],
        [holding("context_actions", 1, PLAIN)],
        "/0/elements/0/type",
        "unsupported type: button",
    ),
    "feedback": (
        [holding("context_actions", 1, feedback())],
        [holding("context_actions", 1, feedback(negative_button=None))],
        "/0/elements/0/negative_button",
        "must provide an object",
    ),
    "actions": (
        [holding("actions", 25, PLAIN)],
        [holding("actions", 26, PLAIN)],
        "/0/elements",
        "no more than 25 items allowed",
    ),
    "button": ([pressed(text="x" * 75)], [pressed(text="x" * 76)], "/0/elements/0/text/text", "must be less than 76"),
    "button-value": (
        [pressed(value="x" * 2000)],
        [pressed(value="x" * 2001)],
        "/0/elements/0/value",
        "must be less than 2001 characters",
    ),
    "button-style": ([pressed(style="danger")], [pressed(style="red")], "/0/elements/0/style", "valid enum value"),
    "button-url": (
        [pressed(url="https://example.org")],
        [pressed(url="x" * 3001)],
        "/0/elements/0/url",
        "must be less than 3001 characters",
    ),
    "action_id": (
        [pressed(action_id="x" * 255)],
        [pressed(action_id="x" * 256)],
        "/0/elements/0/action_id",
        "must be less than 256 characters",
    ),
    "action_id-once": (
        [pressed(action_id="a"), pressed(action_id="b")],
        [pressed(action_id="a"), pressed(action_id="a")],
        "/1",
        "`action_id` a already exists",
    ),
    "block_id": (
        [section(1, block_id="x" * 255)],
        [section(1, block_id="x" * 256)],
        "/0/block_id",
        "must be less than 256 characters",
    ),
    "block_id-once": (
        [section(1, block_id="a"), section(1, block_id="b")],
        [section(1, block_id="a"), section(1, block_id="a")],
        "/1",
        "`block_id` a already exists",
    ),
    "overflow": (
        [holding("actions", 1, {"type": "overflow", "options": [OPTION] * 5})],
        [holding("actions", 1, {"type": "overflow", "options": [OPTION] * 6})],
        "/0/elements/0/options",
        "no more than 5 items allowed",
    ),
    "select": (
        [holding("actions", 1, {"type": "static_select", "options": [OPTION] * 100})],
        [holding("actions", 1, {"type": "static_select", "options": [OPTION] * 101})],
        "/0/elements/0/options",
        "no more than 100 items allowed",
    ),
    "image": ([IMAGE], [IMAGE | {"alt_text": ""}], "/0/alt_text", "must be more than 0 characters"),
    "markdown": (
        [{"type": "markdown", "text": "x" * 12_000}],
        [{"type": "markdown", "text": "x" * 6_000}, {"type": "markdown", "text": "x" * 6_001}],
        "/1/text",
        "must be less than 12001 characters together",
    ),
    "rows": ([table(100, 20)], [table(101, 1)], "/0/rows", "no more than 100 items allowed"),
    "columns": ([table(1, 20)], [table(1, 21)], "/0/rows/0", "no more than 20 items allowed"),
    "table-empty": ([table(1, 1)], [table(0, 1)], "/0/rows", "no less than 1 items allowed"),
    "width": (
        [table(2, 2)],
        [{"type": "table", "rows": table(1, 2)["rows"] + table(1, 3)["rows"]}],
        "/0/rows",
        "all rows must have the same number of columns",
    ),
    "one-table": ([table(1, 1), section(1)], [table(1, 1), table(1, 1)], "/1", "only_one_table_allowed"),
    "cell": (
        [table(1, 1, **rich(WORD))],
        [table(1, 1, **text("mrkdwn", 1))],
        "/0/rows/0/0/type",
        "unsupported type: mrkdwn",
    ),
    "cell-empty": (
        [table(1, 1, **text("raw_text", 1))],
        [table(1, 1, **text("raw_text", 0))],
        "/0/rows/0/0/text",
        "must be more than 0 characters",
    ),
    "cell-number": (
        [table(1, 1, type="raw_number", value=1.5, text="1.5")],
        [table(1, 1, type="raw_number", value="1.5", text="1.5")],
        "/0/rows/0/0/value",
        "must provide a number",
    ),
    "column_settings": (
        [table(1, 1) | {"column_settings": [{"align": "right"}, None]}],
        [table(1, 1) | {"column_settings": [{}] * 21}],
        "/0/column_settings",
        "no more than 20 items allowed",
    ),
    "list": (
        [listed(WORD)],
        [rich(WORD, kind="rich_text_list", style="bullet")],
        "/0/elements/0/elements/0/type",
        "unsupported type: text",
    ),
    "list-style": (
        [listed(WORD)],
        [rich(*listed(WORD)["elements"][0]["elements"], kind="rich_text_list")],
        "/0/elements/0/style",
        "must be a valid enum value",
    ),
    "quote": (
        [rich(WORD, kind="rich_text_quote"), rich(WORD, kind="rich_text_preformatted")],
        [rich(WORD, kind="rich_text_heading")],
        "/0/elements/0/type",
        "unsupported type: rich_text_heading",
    ),
    "blocks": ([section(1)] * 50, [section(1)] * 51, "", "no more than 50 items allowed"),
    "kind": ([{"type": "divider"}], [{"type": "ruler"}], "/0/type", "unsupported type: ruler"),
    "kind-no-text": ([{"type": "divider"}], [{"type": []}], "/0/type", "unsupported type: []"),
    "object": ([], ["text"], "/0", "must provide an object"),
    **{
        f"rich-{kind}": (
            [rich({"type": kind, field: value})],
            [rich({"type": kind, field: ""})],
            f"/0/elements/0/elements/0/{field}",
            "must be",
        )
        for kind, field, value in [
            ("text", "text", "x"),
            ("link", "url", "https://example.org"),
            ("user", "user_id", "U1"),
            ("channel", "channel_id", "C1"),
            ("emoji", "name", "wave"),
            ("broadcast", "range", "here"),
        ]
    },
}


@pytest.mark.parametrize(("inside", "outside", "where", "what"), LIMITS.values(), ids=LIMITS)
def test_each_limit_lets_through_what_is_inside_and_nothing_more(
    inside: list[Any], outside: list[Any], where: str, what: str
) -> None:
    assert check(inside) == []
    (fault,) = check(outside)
    assert fault.startswith("[ERROR] ") and what in fault
    assert fault.endswith(f" [json-pointer:/blocks{where}]")


def test_a_view_holds_more_blocks_than_a_message() -> None:
    assert check([section(1)] * 100, most=100) == []
    assert len(check([section(1)] * 101, most=100)) == 1
    assert check("[]", at="/view/blocks") == ["[ERROR] must provide an array [json-pointer:/view/blocks]"]
