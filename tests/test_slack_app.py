"""The Slack app as people meet it: real Bolt and real clients against the local Slack."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("slack_bolt")

from slack_office import Office, app_in, button_labels, day, office, store_in

from chatbot.compiled import Compiled
from chatbot.conversation import Conversation
from chatbot.frontends.slack.desk import BUSY
from chatbot.frontends.slack.incoming import Act, Request
from chatbot.frontends.slack.local_slack import BOT_USER, TEAM, Fault, LocalSlack
from chatbot.frontends.slack.redaction import OURS
from chatbot.frontends.slack.replying import GONE
from chatbot.frontends.slack.sending import AccessError
from chatbot.frontends.slack.service import Settings
from chatbot.frontends.slack.store import Store, StoreError

FREE = Settings(store="", per_user=0, per_thread=0)
CUSTOMS = "who handles customs compliance?"


@pytest.fixture(autouse=True)
def no_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "SLACK_BOT_TOKEN", "SLACK_CLIENT_ID"):
        monkeypatch.delenv(name, raising=False)


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == OURS]


def test_a_mention_is_answered_in_its_thread_with_sources(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            ts = await at.slack.mention(CUSTOMS, channel="C7")
            await at.settle()
            [message] = at.seen
            assert (message.channel, message.thread_ts, message.user) == ("C7", ts, "")
            assert "Logistics Manager" in message.text
            assert "[1]" in message.text

    day(deed)


def test_answers_open_no_previews_and_go_to_no_channel(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            await at.ask(CUSTOMS)
            [payload] = [call.payload for call in at.slack.calls if call.method == "chat.postMessage"]
            assert str(payload["unfurl_links"]).lower() in ("0", "false")
            assert str(payload["unfurl_media"]).lower() in ("0", "false")
            assert "reply_broadcast" not in payload

    day(deed)


def test_a_thread_is_a_talk_and_another_thread_another(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            ts = await at.slack.mention(CUSTOMS)
            await at.settle()
            [message] = await at.ask("and what do they earn?", thread_ts=ts)
            assert "Logistics Manager, pay:" in message.text
            [message] = await at.ask("and what do they earn?")
            assert "Logistics Manager, pay:" not in message.text

    day(deed)


def test_a_talk_goes_on_after_a_restart(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with LocalSlack() as slack:
            async with app_in(slack, book, tmp_path, FREE) as at:
                ts = await slack.mention(CUSTOMS)
                await at.desk.idle()
            async with app_in(slack, book, tmp_path, FREE) as at:
                await slack.mention("and what do they earn?", thread_ts=ts)
                await at.desk.idle()
            assert "Logistics Manager, pay:" in slack.messages[-1].text

    day(deed)


def test_in_a_direct_message_nobody_needs_to_be_mentioned(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            ts = await at.slack.direct(CUSTOMS)
            await at.settle()
            await at.slack.direct("and education?", thread_ts=ts)
            await at.settle()
            assert [message.thread_ts for message in at.seen] == [ts, ts]
            assert "ducation" in at.seen[-1].text

    day(deed)


def test_one_message_is_answered_once_however_often_and_in_whatever_form_it_comes(
    book: Compiled, tmp_path: Path
) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            event = {
                "type": "app_mention",
                "user": "U1",
                "channel": "D1",
                "ts": "5.1",
                "text": f"<@{BOT_USER}> {CUSTOMS}",
            }
            body = at.slack.event_body(event)
            for retry in (0, 1, 2):
                await at.slack.deliver("events_api", body, retry=retry)
            await at.slack.deliver("events_api", at.slack.event_body(event))
            message = {**event, "type": "message", "channel_type": "im"}
            await at.slack.deliver("events_api", at.slack.event_body(message))
            await at.settle()
            assert len(at.seen) == 1

    day(deed)


def test_a_message_answered_before_a_restart_is_not_answered_after_it(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with LocalSlack() as slack:
            for _ in range(2):
                async with app_in(slack, book, tmp_path, FREE) as at:
                    await slack.mention(CUSTOMS, ts="5.1")
                    await at.desk.idle()
            assert len(slack.messages) == 1

    day(deed)


@pytest.mark.parametrize(
    "fields",
    [
        {"subtype": "message_changed"},
        {"subtype": "channel_join"},
        {"bot_id": "B9", "user": "U9"},
        {"user": BOT_USER},
        {"edited": {"user": "U1", "ts": "2"}},
    ],
    ids=str,
)
def test_edits_joins_and_bots_are_acknowledged_and_ignored(
    book: Compiled, tmp_path: Path, fields: dict[str, Any]
) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            await at.slack.direct(CUSTOMS, **fields)
            await at.settle()
            assert at.seen == []
            assert all(delivery.acknowledged for delivery in at.slack.deliveries)

    day(deed)


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"type": "event_callback", "event": None},
        {"type": "event_callback", "event": []},
        {"type": "event_callback", "event": {"type": "app_mention"}},
        {"type": "event_callback", "event": {"type": 5}},
        {"type": "event_callback", "event": {"type": "something_new_of_slacks"}, "team_id": None},
        None,
        "text",
        [],
    ],
    ids=str,
)
def test_strange_events_are_acknowledged_and_ignored(book: Compiled, tmp_path: Path, payload: Any) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            assert (await at.slack.deliver("events_api", payload)).acknowledged
            assert await at.ask(CUSTOMS)

    day(deed)


@pytest.mark.parametrize(
    "question",
    [
        "what does a COO earn?",
        "I like spreadsheets and warehouses, which role suits me?",
        "what does a COO earn? and who handles customs compliance?",
        "how do I get from logistics manager to operations manager?",
        "which roles do you know?",
    ],
)
def test_a_command_is_answered_to_its_asker_alone_and_can_be_shared_once(
    book: Compiled, tmp_path: Path, question: str
) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            assert (await at.slack.command(question, user="U5")).seconds < 1
            await at.settle()
            [own] = at.seen
            assert own.user == "U5"
            assert button_labels(own) == ["Share in channel"]
            for _ in range(2):
                await at.slack.press(own, "share", user="U5")
            await at.settle()
            [shared] = at.seen[1:]
            assert (shared.user, shared.channel) == ("", own.channel)
            assert shared.text == own.text
            assert button_labels(shared) == []

    day(deed)


def test_of_several_answers_those_that_answer_are_shared(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            await at.slack.command("what does a COO earn? and what does a plumber earn?")
            await at.settle()
            await at.slack.press(at.seen[0], "share")
            await at.settle()
            own, shared = at.seen
            assert "plumber" in own.text
            assert shared.text.startswith("Chief Operating Officer, pay:")
            assert "plumber" not in shared.text

    day(deed)


def test_a_refusal_is_not_offered_for_sharing(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            await at.slack.command("what does a plumber earn?")
            await at.settle()
            assert button_labels(at.seen[0]) == []

    day(deed)


def test_choices_are_buttons_and_each_is_heard_once(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            [asked] = await at.ask("what does the manager earn?")
            labels = button_labels(asked)
            assert len(labels) > 1
            for user in ("U1", "U2"):
                await at.slack.press(asked, labels[1], user=user)
            await at.settle()
            [answer] = at.seen[1:]
            assert f"{labels[1]}, pay:" in answer.text
            assert answer.thread_ts == asked.thread_ts

    day(deed)


def test_a_choice_of_an_old_message_means_what_it_meant_then(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            ts = await at.slack.mention("what does the manager earn?")
            await at.settle()
            asked = at.seen[0]
            await at.ask("what does a COO do?", thread_ts=ts)
            await at.slack.press(asked, button_labels(asked)[0])
            await at.settle()
            assert "pay:" in at.seen[-1].text

    day(deed)


def test_a_choice_whose_answer_is_forgotten_is_told_so(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            [asked] = await at.ask("what does the manager earn?")
            at.adapter.store.forget_before(time.time() + 60)
            await at.slack.press(asked, button_labels(asked)[0])
            await at.settle()
            assert GONE in at.seen[-1].text

    day(deed)


def test_the_shortcut_explains_the_roles_that_a_message_names(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            await at.slack.shortcut("We are hiring a COO and a facilities manager <!channel>", user="U3")
            await at.slack.shortcut("Lunch is at noon", user="U3")
            await at.settle()
            explained = [
                message for message in at.seen if "Chief Operating Officer and Facilities Manager" in message.text
            ]
            assert explained
            assert {message.user for message in at.seen} == {"U3"}
            assert [labels for labels in map(button_labels, at.seen) if labels] == [["Share in channel"]]
            assert any("names no role" in message.text for message in at.seen)

    day(deed)


def test_ratings_keep_the_answer_and_the_last_word_of_each(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            [message] = await at.ask(CUSTOMS)
            for user, button in (("U1", "positive"), ("U1", "negative"), ("U2", "positive")):
                assert (await at.slack.press(message, button, user=user)).acknowledged
            assert at.adapter.store.ratings() == (1, 1)

    day(deed)


def test_the_app_shows_a_home_tab_and_suggests_questions(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            await at.slack.open_home(user="U4")
            await at.slack.open_home(user="U4", tab="messages")
            await at.slack.until(lambda: bool(at.slack.views.get("U4")) and bool(at.slack.prompts))
            assert at.slack.views["U4"]["type"] == "home"

    day(deed)


def test_an_empty_mention_gets_help(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            [message] = await at.ask("")
            assert message.text.startswith("I answer questions on how job roles differ")

    day(deed)


@pytest.mark.parametrize("faults", [[fault] for fault in Fault] + [list(Fault)], ids=lambda f: "+".join(f))
def test_faults_lose_nothing_and_double_nothing(book: Compiled, tmp_path: Path, faults: list[Fault]) -> None:
    async def deed() -> None:
        async with office(book, tmp_path, faults=faults) as at:
            threads = [f"{n}.0" for n in range(5)]
            asked = ["what does a COO earn?", "what does an LM earn?", "skills of an OA"] * 4
            for number, question in enumerate(asked):
                deliveries = [
                    at.slack.mention(question, thread_ts=thread, ts=f"9{thread}{number:02d}") for thread in threads
                ]
                await asyncio.gather(*deliveries)
            await at.settle()
            lines = [Conversation(book).ask(question).text.split("\n")[0] for question in asked]
            for thread in threads:
                assert [message.text.split("\n")[0] for message in at.slack.posted(thread_ts=thread)] == lines

    day(deed)


def test_slack_is_told_within_a_moment_that_a_message_arrived(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            at.slack.fail("chat.postMessage", "ratelimited", status=429, retry_after="1")
            await at.ask(CUSTOMS)
            assert max(delivery.seconds for delivery in at.slack.deliveries) < 1
            assert len(at.seen) == 1

    day(deed)


@pytest.mark.parametrize("retry_after", ["31", "3600"])
def test_where_slack_says_to_wait_too_long_an_answer_is_dropped_with_one_line(
    book: Compiled, tmp_path: Path, caplog: pytest.LogCaptureFixture, retry_after: str
) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            at.slack.fail("chat.postMessage", "ratelimited", status=429, retry_after=retry_after)
            assert await at.ask(CUSTOMS) == []
            assert await at.ask(CUSTOMS)
            assert at.adapter.store.pending() == []

    day(deed)
    assert len([line for line in logged(caplog) if "dropped" in line]) == 1


@pytest.mark.parametrize("retry_after", ["", "soon", "-5"])
def test_a_wait_that_cannot_be_read_is_a_short_one(book: Compiled, tmp_path: Path, retry_after: str) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            at.slack.fail("chat.postMessage", "ratelimited", status=429, retry_after=retry_after)
            assert await at.ask(CUSTOMS)

    day(deed)


@pytest.mark.parametrize(("error", "status"), [("internal_error", 200), ("", 503)])
def test_a_message_at_which_slack_fails_is_posted_once_more_and_no_oftener(
    book: Compiled, tmp_path: Path, caplog: pytest.LogCaptureFixture, error: str, status: int
) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            at.slack.fail("chat.postMessage", error, status=status)
            assert len(await at.ask(CUSTOMS)) == 1
            at.slack.fail("chat.postMessage", error, status=status, times=9)
            assert await at.ask(CUSTOMS) == []
            assert len([call for call in at.slack.calls if call.method == "chat.postMessage"]) == 4

    day(deed)
    assert len([line for line in logged(caplog) if "dropped" in line]) == 1


@pytest.mark.parametrize(("error", "status"), [("internal_error", 200), ("ratelimited", 429), ("", 500)])
def test_it_knows_who_it_is_without_asking_again(book: Compiled, tmp_path: Path, error: str, status: int) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            at.slack.fail("auth.test", error, status=status, times=9)
            assert await at.ask(CUSTOMS)

    day(deed)


@pytest.mark.parametrize(
    "question",
    [
        "what does the manager earn? and what does a COO earn?",
        "what does a COO earn? and what does the manager earn?",
    ],
)
def test_the_buttons_of_a_question_back_are_its_own_wherever_it_stands(
    book: Compiled, tmp_path: Path, question: str
) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            [asked] = await at.ask(question)
            assert button_labels(asked) == ["Facilities Manager", "Logistics Manager", "Operations Manager"]
            await at.slack.press(asked, "Logistics Manager")
            await at.settle()
            assert at.seen[-1].text.startswith("Logistics Manager, pay:")

    day(deed)


def test_that_an_answer_is_gone_is_told_only_to_who_wants_to_share_it(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            await at.slack.command("what does a COO earn?", user="U5")
            await at.settle()
            at.adapter.store.forget_before(time.time() + 1)
            await at.slack.press(at.seen[0], "share", user="U5")
            await at.settle()
            assert [message.user for message in at.seen] == ["U5", "U5"]
            assert "no longer kept" in at.seen[1].text

    day(deed)


def test_a_choice_that_the_knowledge_has_lost_is_told(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            [asked] = await at.ask("what does the manager earn?")
            with sqlite3.connect(tmp_path / "slack.db") as database:
                database.execute("update answers set context = replace(context, 'facilities-manager', 'gone')")
            await at.slack.press(asked, "Logistics Manager")
            await at.settle()
            assert "the knowledge has changed" in at.seen[-1].text

    day(deed)


def test_a_store_that_is_locked_for_a_while_is_waited_for(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            file = tmp_path / "slack.db"
            with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
                reading, locked = at.adapter.store.context_of_lane, asyncio.Event()

                def lock_first(lane: str) -> Mapping[str, Any]:
                    if not locked.is_set():
                        other.execute("begin exclusive")
                        loop.call_soon_threadsafe(locked.set)
                    return reading(lane)

                loop = asyncio.get_running_loop()
                at.adapter.store.context_of_lane = lock_first  # type: ignore[method-assign]
                await at.slack.mention(CUSTOMS)
                await locked.wait()
                await asyncio.sleep(2.5)
                other.execute("rollback")
                await at.settle()
            assert len(at.seen) == 1

    day(deed)


@pytest.mark.parametrize("error", ["channel_not_found", "not_in_channel", "is_archived", "restricted_action"])
def test_an_answer_that_no_channel_takes_is_dropped_with_one_line(
    book: Compiled, tmp_path: Path, caplog: pytest.LogCaptureFixture, error: str
) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            at.slack.fail("chat.postMessage", error)
            assert await at.ask(CUSTOMS) == []
            assert await at.ask(CUSTOMS)

    day(deed)
    assert [error in line for line in logged(caplog) if "dropped" in line] == [True]


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_too_long", "msg_blocks_too_long"])
def test_where_slack_does_not_take_the_blocks_the_text_is_posted(book: Compiled, tmp_path: Path, error: str) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            at.slack.fail("chat.postMessage", error)
            [message] = await at.ask(CUSTOMS)
            assert "Logistics Manager" in message.text
            assert list(message.blocks) == []

    day(deed)


def test_a_command_is_given_up_where_its_address_takes_nothing_more(
    book: Compiled, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            at.slack.fail("response_url", "expired_url", status=404)
            await at.slack.command("what does a COO earn?")
            await at.settle()
            assert at.seen == []

    day(deed)
    assert len([line for line in logged(caplog) if "dropped" in line]) == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://10.0.0.1/x",
        "https://hooks.slack.com:99999/x",
        "http://[bad/x",
        "https://hooks.slack.com.evil.example/x",
        "http://hooks.slack.com/x",
        "file:///x",
    ],
)
def test_an_address_that_is_not_slacks_is_not_called(
    book: Compiled, tmp_path: Path, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            request = Request(Act.ASK, "k", "l", TEAM, "C1", "U1", text=CUSTOMS, reply_address=address)
            await at.adapter.desk.take(request)
            await at.settle()

    day(deed)
    assert any("not Slack's" in line for line in logged(caplog))


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked", "account_inactive", "missing_scope"])
def test_where_slack_lets_the_bot_in_no_more_it_stops_and_keeps_the_question(
    book: Compiled, tmp_path: Path, error: str
) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            at.slack.fail("chat.postMessage", error)
            await at.slack.mention(CUSTOMS)
            with pytest.raises(AccessError, match=error):
                await asyncio.wait_for(at.adapter.desk.broken, 10)

    day(deed)
    assert [pending.request.text for pending in Store(store_in(tmp_path)).pending()] == [CUSTOMS]


def test_what_was_not_answered_is_answered_after_the_next_start(book: Compiled, tmp_path: Path) -> None:
    Store(store_in(tmp_path)).keep(Request(Act.ASK, "k", "l", TEAM, "C1", "U1", "5.1", CUSTOMS))

    async def deed() -> None:
        async with office(book, tmp_path) as at:
            await at.settle()
            assert [message.thread_ts for message in at.seen] == ["5.1"]

    day(deed)


def test_messages_of_an_answer_that_were_posted_are_not_posted_again(book: Compiled, tmp_path: Path) -> None:
    question = "how do a COO, an FM, a head of operations, an LM, an OA and an OM differ?"

    async def deed() -> None:
        async with office(book, tmp_path) as at:
            whole = await at.ask(question)
            assert len(whole) > 1
            store = at.adapter.store
            pending = store.keep(Request(Act.ASK, "k", "l", TEAM, "C1", "U1", "5.1", question))
            assert pending
            store.count_posted(pending, 1)
            await at.adapter.desk.resume()
            await at.settle()
            assert [message.text for message in at.slack.posted(thread_ts="5.1")] == [m.text for m in whole[1:]]

    day(deed)


def test_beyond_a_cap_there_is_one_note_and_a_line_for_each_drop(
    book: Compiled, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def deed() -> None:
        async with office(book, tmp_path, Settings(store="", per_user=2, per_thread=0)) as at:
            for number in range(5):
                await at.slack.mention(CUSTOMS, ts=f"5.{number}")
                await at.slack.mention(CUSTOMS, ts=f"5.{number}")
            await at.settle()
            assert [BUSY in message.text for message in at.seen] == [False, False, True]

    day(deed)
    assert len([line for line in logged(caplog) if "too many" in line]) == 3


def test_nothing_that_people_write_and_no_secret_reaches_the_log(
    book: Compiled, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            at.slack.fail("chat.postMessage", "channel_not_found")
            at.slack.fail("response_url", "expired_url", status=404)
            await at.slack.mention("who handles zebulons customs?", channel="CPRIVATE", user="UPERSON")
            await at.slack.command("who handles zebulons customs?", user="UPERSON")
            await at.slack.send_raw("{no json, zebulon")
            await at.settle()

    with caplog.at_level(logging.INFO):
        day(deed)
    lines = " ".join(logged(caplog)).casefold()
    assert lines
    assert not [word for word in ("zebulon", "cprivate", "uperson", "xoxb", "xapp", "/response/") if word in lines]


def test_unanswered_questions_are_kept_only_for_workspaces_that_are_named(book: Compiled, tmp_path: Path) -> None:
    async def deed(settings: Settings) -> None:
        async with office(book, tmp_path, settings) as at:
            await at.ask("what does a plumber earn? write to me@example.org")
            await at.ask("I want to kill myself")
            await at.ask(CUSTOMS)
            await at.ask("???")

    day(lambda: deed(FREE))
    assert Store(store_in(tmp_path)).unanswered() == []
    named = Settings(store="", per_user=0, per_thread=0, keep_unanswered=[TEAM])
    day(lambda: deed(named))
    [(team, question, reason)] = Store(store_in(tmp_path)).unanswered()
    assert (team, reason) == (TEAM, "unknown-role")
    assert "plumber" in question
    assert "me@example.org" not in question


def test_a_workspace_that_removes_the_app_is_forgotten(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            ts = await at.slack.mention(CUSTOMS)
            await at.settle()
            await at.slack.deliver("events_api", at.slack.event_body({"type": "app_uninstalled"}))
            assert at.adapter.store.context_of_lane(f"{TEAM}:C1:{ts}") == {}

    day(deed)


def test_a_text_too_long_is_told_so(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            [message] = await at.ask("who handles customs " * 500)
            assert "at most 4,000 characters" in message.text

    day(deed)


async def _talk(at: Office, count: int) -> None:
    for number in range(count):
        await at.slack.mention(CUSTOMS, thread_ts=f"{number}.0", ts=f"{number}.5")
    await at.settle()


def test_lanes_that_are_done_are_let_go(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            await _talk(at, 30)
            assert at.adapter.desk._lanes == {}

    day(deed)


@pytest.mark.parametrize("error", ["internal_error", "fatal_error", "service_unavailable"])
def test_where_slack_itself_is_unwell_it_is_asked_again(book: Compiled, tmp_path: Path, error: str) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            at.slack.fail("chat.postMessage", error)
            assert len(await at.ask(CUSTOMS)) == 1

    day(deed)


def test_a_command_whose_blocks_are_not_taken_gets_the_text(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            at.slack.fail("response_url", "invalid_blocks", status=400)
            await at.slack.command("what does a COO earn?")
            await at.settle()
            [message] = at.seen
            assert (list(message.blocks), message.user) == ([], "U1")

    day(deed)


def test_a_button_whose_answer_was_dropped_can_be_pressed_again(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            await at.slack.command("what does a COO earn?")
            await at.settle()
            at.slack.fail("response_url", "channel_not_found", status=404)
            for _ in range(2):
                await at.slack.press(at.seen[0], "share")
                await at.settle()
            assert [message.user for message in at.seen] == ["U1", ""]

    day(deed)


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("interactive", {"type": "shortcut", "callback_id": "other", "user": {"id": "U1"}, "team": {"id": TEAM}}),
        ("interactive", {"type": "view_submission", "view": {"callback_id": "x"}, "user": {"id": "U1"}}),
        ("interactive", {"type": "block_actions", "actions": [], "user": {"id": "U1"}}),
        ("slash_commands", {"command": "/other", "text": "x", "user_id": "U1", "team_id": TEAM}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_none_of_ours_is_acknowledged(
    book: Compiled, tmp_path: Path, kind: str, payload: dict[str, Any]
) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            assert (await at.slack.deliver(kind, payload)).acknowledged
            await at.settle()
            assert at.seen == []

    day(deed)


def test_unanswered_questions_of_an_organisation_go_by_the_workspace_too(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        named = Settings(store="", per_user=0, per_thread=0, keep_unanswered=[TEAM])
        async with office(book, tmp_path, named) as at:
            event = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "5.1", "text": "pay of a plumber?"}
            await at.slack.deliver("events_api", at.slack.event_body(event, enterprise_id="E1"))
            await at.settle()
            assert len(at.adapter.store.unanswered()) == 1

    day(deed)


def test_a_second_copy_on_the_same_file_is_refused(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            with pytest.raises(StoreError, match="another"):
                async with app_in(at.slack, book, tmp_path, FREE):
                    pass

    day(deed)


def test_the_bots_own_messages_are_known_by_what_comes_with_them(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            event = {
                "type": "message",
                "channel_type": "im",
                "user": "UOTHER",
                "channel": "D1",
                "ts": "5.1",
                "text": CUSTOMS,
            }
            own = [{"team_id": TEAM, "user_id": "UOTHER", "is_bot": True}]
            await at.slack.deliver("events_api", at.slack.event_body(event, authorizations=own))
            await at.settle()
            assert at.seen == []

    day(deed)


def test_a_request_that_fails_within_us_ends_alone(
    book: Compiled, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            await at.adapter.desk.take(Request(Act.ASK, "k", "\ud800", TEAM, "C1", "U1", "5.1", CUSTOMS))
            await at.settle()
            assert at.adapter.store.pending() == []
            assert await at.ask(CUSTOMS)

    day(deed)
    assert any("failed" in line for line in logged(caplog))
