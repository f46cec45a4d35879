"""What counts as a question to the bot, and what it says, whatever Slack or anybody else delivers."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("slack_bolt")

from chatbot.frontends.slack.incoming import (
    HELP,
    MAX_KEY,
    Act,
    from_button,
    from_command,
    from_event,
    from_shortcut,
    pressed,
    spoken,
)

BOT = "U0BOT"
IDENT = "0123456789abcdef"


def event(**fields: Any) -> dict[str, Any]:
    mention = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "5.1", "text": f"<@{BOT}> pay of a COO?"}
    return {"team_id": "T1", "event_id": "Ev1", "event": {**mention, **fields}}


def pressing(**fields: Any) -> dict[str, Any]:
    container = {"message_ts": "6.1", "channel_id": "C1", "thread_ts": "5.1"}
    people = {"team": {"id": "T1"}, "user": {"id": "U1"}, "channel": {"id": "C1"}}
    return {**people, "container": container, "response_url": "https://hooks.slack.com/1", **fields}


def test_a_mention_is_a_question_in_its_thread() -> None:
    request = from_event(event(thread_ts="4.0"), BOT)
    assert request
    assert (request.act, request.text, request.channel, request.thread) == (Act.ASK, "pay of a COO?", "C1", "4.0")


def test_a_message_that_opens_a_thread_is_answered_under_it() -> None:
    request = from_event(event(), BOT)
    assert request
    assert request.thread == "5.1"


def test_a_direct_message_needs_no_mention() -> None:
    request = from_event(event(type="message", channel_type="im", channel="D1", text="pay of a COO?"), BOT)
    assert request
    assert request.text == "pay of a COO?"


def test_one_message_has_one_key_in_whatever_event_it_comes() -> None:
    first, second = event(), event(type="message", channel_type="im")
    second["event_id"] = "Ev2"
    keys = {request.key for body in (first, second) if (request := from_event(body, BOT))}
    assert len(keys) == 1


def test_a_thread_is_one_lane_and_another_thread_another() -> None:
    lanes = [
        request.lane
        for fields in ({"ts": "5.1"}, {"ts": "5.2", "thread_ts": "5.1"}, {"ts": "5.3"})
        if (request := from_event(event(**fields), BOT))
    ]
    assert lanes[0] == lanes[1] != lanes[2]


def test_workspaces_and_organisations_are_told_apart() -> None:
    bodies = [event(), {**event(), "team_id": "T2"}, {**event(), "enterprise_id": "E1"}]
    requests = [from_event(body, BOT) for body in bodies]
    assert len({request.key for request in requests if request}) == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"subtype": "thread_broadcast"},
        {"bot_id": "B2"},
        {"user": BOT},
        {"user": "USLACKBOT"},
        {"edited": {"user": "U1", "ts": "5.2"}},
        {"hidden": True},
        {"type": "message", "channel_type": "channel"},
        {"type": "reaction_added"},
        {"user": None},
        {"channel": 5},
        {"ts": ["5.1"]},
        {"ts": "9" * (MAX_KEY + 1)},
    ],
    ids=str,
)
def test_what_no_person_wrote_to_the_bot_is_ignored(fields: dict[str, Any]) -> None:
    assert from_event(event(**fields), BOT) is None


@pytest.mark.parametrize("body", [{}, {"event": None}, {"event": []}, {"event": "x"}, {"event": {}}])
def test_a_payload_without_an_event_is_ignored(body: dict[str, Any]) -> None:
    assert from_event(body, BOT) is None


def test_text_that_comes_with_a_file_is_answered() -> None:
    assert from_event(event(subtype="file_share"), BOT)


def test_channels_shared_with_others_ask_only_where_that_is_allowed() -> None:
    shared = {**event(), "is_ext_shared_channel": True}
    assert from_event(shared, BOT) is None
    assert from_event(shared, BOT, external=True)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (f"<@{BOT}> hello", "hello"),
        (f"hello <@{BOT}|guide> there", "hello there"),
        (f"<@{BOT}>", HELP),
        (f"<@{BOT}> <@{BOT}>", HELP),
        (f"`<@{BOT}>` pay", "` ` pay"),
        ("see <https://e.org/x|the page> or <https://e.org>", "see the page or"),
        ("<#C1|general> and <@U5|zoe> and <!channel>", "general and zoe and"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("&amp;lt;!here&amp;gt;", "&lt;!here&gt;"),
        ("one\ntwo", "one\ntwo"),
        (None, HELP),
        (7, HELP),
        ("", HELP),
    ],
)
def test_what_a_person_wrote_is_read_as_plain_text(written: object, meant: str) -> None:
    assert spoken(written, BOT) == meant


COMMAND = {
    "team_id": "T1",
    "channel_id": "C1",
    "user_id": "U1",
    "trigger_id": "t1",
    "text": "pay of a COO",
    "response_url": "https://hooks.slack.com/1",
}


def test_a_command_is_answered_to_its_address() -> None:
    request = from_command(COMMAND)
    assert request
    assert (request.text, request.reply_address) == ("pay of a COO", COMMAND["response_url"])


@pytest.mark.parametrize("missing", ["channel_id", "user_id", "response_url"])
def test_a_command_that_cannot_be_answered_is_none(missing: str) -> None:
    assert from_command({**COMMAND, missing: None}) is None


def test_an_empty_command_asks_for_help() -> None:
    request = from_command({**COMMAND, "text": ""})
    assert request
    assert request.text == HELP


def test_a_shortcut_wants_the_roles_of_a_message_explained() -> None:
    body = {**pressing(), "trigger_id": "t1", "message": {"text": "we need a COO"}}
    request = from_shortcut(body)
    assert request
    assert (request.act, request.text) == (Act.EXPLAIN, "we need a COO")


def test_a_choice_goes_to_the_thread_of_its_message() -> None:
    request = from_button(pressing(), {"value": f"{IDENT}/2"})
    assert request
    assert (request.act, request.text, request.answer, request.thread) == (Act.CHOOSE, "2", IDENT, "5.1")
    assert request.reply_address == ""


def test_a_button_that_only_one_person_sees_is_answered_to_that_person() -> None:
    container = {"message_ts": "6.1", "channel_id": "C1", "is_ephemeral": True}
    request = from_button(pressing(container=container), {"value": IDENT})
    assert request
    assert (request.act, bool(request.reply_address)) == (Act.SHARE, True)


def test_a_choice_has_one_key_whoever_makes_it() -> None:
    presses = [from_button(pressing(user={"id": user}), {"value": f"{IDENT}/2"}) for user in ("U1", "U2")]
    assert len({request.key for request in presses if request}) == 1


@pytest.mark.parametrize("value", ["", "x", f"{IDENT}/200", f"{IDENT}/'; --", f"{IDENT}/2/3", None, 5, "a" * 900])
def test_a_value_that_is_not_ours_is_no_button_of_ours(value: object) -> None:
    assert pressed({"value": value}) == ("", "")
    assert from_button(pressing(), {"value": value}) is None
