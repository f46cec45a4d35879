"""`chatbot slack simulate`: what people do in Slack goes in as lines, what they see comes out as text."""

from __future__ import annotations

import os
import pty
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

pytest.importorskip("slack_bolt")

from programs import PATIENCE, PROGRAM, chatbot, in_shell, started, surroundings
from slack_office import app_in, day, office, store_in

from chatbot.cli import run
from chatbot.compiled import Compiled
from chatbot.frontends.slack.blocks import button, escaped
from chatbot.frontends.slack.incoming import Act, Request
from chatbot.frontends.slack.local_slack import LocalSlack
from chatbot.frontends.slack.local_workspace import Fault, Message
from chatbot.frontends.slack.service import Settings
from chatbot.frontends.slack.simulating import HELP, Session, typed
from chatbot.frontends.slack.store import Store
from chatbot.frontends.slack.transcript import as_text, blocks_as_text
from chatbot.slack_commands import FAULTS
from chatbot.slack_commands import slack as group

FREE = Settings(store="", per_user=0, per_thread=0)
SESSION = """\
who opens the hives?
and what do they earn?
/new what does the countryman earn?
/press cheese maker
/dm tools of a beekeeper
/dm and wages?

/career wages of a fromager
/press Share in channel
/press Share in channel
/press good
/press Up
/explain Ask the beekeeper & the fromager <!here>
/frob me
/quit
who opens the hives?
"""

SEEN = """\
#general, thread 1:
  Usually the Beekeeper.
  • A Beekeeper usually opens the hives once a week in summer. [1]
  [1] Almanac of the Hills (https://example.org/almanac), Hill Press, 2024
  [Good answer] [Bad answer]

#general, thread 1:
  Beekeeper, wages:
  • In 2024 half of all Beekeepers earned 21,000 crowns or more. [1]
  [1] Survey of Country Wages, Office of Small Trades
  [Good answer] [Bad answer]

#general, thread 2:
  Which one do you mean by "countryman" on wages?
  1. Beekeeper
  2. Cheese Maker
  Press a button, or answer with a number or a name.
  [Beekeeper] [Cheese Maker]

(pressed: Cheese Maker)
#general, thread 2:
  Cheese Maker, wages:
  • In 2024 Cheese Makers earned between 18,000 and 26,000 crowns. [1]
  [1] Survey of Country Wages, Office of Small Trades
  [Good answer] [Bad answer]

direct message:
  Beekeeper, tools:
  • A Beekeeper works with a smoker and a veil. [1]
  [1] Almanac of the Hills (https://example.org/almanac), Hill Press, 2024
  [Good answer] [Bad answer]

direct message:
  Beekeeper, wages:
  • In 2024 half of all Beekeepers earned 21,000 crowns or more. [1]
  [1] Survey of Country Wages, Office of Small Trades
  [Good answer] [Bad answer]

#general, only you see this:
  Cheese Maker, wages:
  • In 2024 Cheese Makers earned between 18,000 and 26,000 crowns. [1]
  [1] Survey of Country Wages, Office of Small Trades
  [Share in channel]
  [Good answer] [Bad answer]

(pressed: Share in channel)
#general:
  Cheese Maker, wages:
  • In 2024 Cheese Makers earned between 18,000 and 26,000 crowns. [1]
  [1] Survey of Country Wages, Office of Small Trades

(pressed: Share in channel)

(pressed: Good answer)

There is no such button. There is [Share in channel] [Good answer] [Bad answer] [Beekeeper] [Cheese Maker].

#general, only you see this:
  Beekeeper and Cheese Maker, the main differences:

  Aspect   Beekeeper                                     Cheese Maker
  ────────────────────────────────────────────────────────────────────────────────────────────────────
  Duties   The Beekeeper is out of doors while the       A Cheese Maker stirs the vat and turns the
           Cheese Maker stays in. [1]                    wheels. [1]

  Tools    A Beekeeper works with a smoker and a veil.   A Cheese Maker cuts the curd with a harp. [1]
           [1]

  Wages    In 2024 half of all Beekeepers earned         In 2024 Cheese Makers earned between 18,000
           21,000 crowns or more. [2]                    and 26,000 crowns. [2]

  [1] Almanac of the Hills (https://example.org/almanac), Hill Press, 2024
  [2] Survey of Country Wages, Office of Small Trades
  [Share in channel]
  [Good answer] [Bad answer]

There is no /frob. There is /new, /dm, /career, /explain, /press, /home, /fault, /help, /quit.

"""

FAULTY = """\
/press good
/fault duplicate
/fault rate-limit
who opens the hives?
/fault duplicate
/fault server-error
/dm wages of a fromager
/fault disconnect
/fault garbage
/fault rain
and wages?
no, I meant the fromager
"""

ANSWER = """\
#general, thread 1:
  Usually the Beekeeper.
  • A Beekeeper usually opens the hives once a week in summer. [1]
  [1] Almanac of the Hills (https://example.org/almanac), Hill Press, 2024
  [Good answer] [Bad answer]
"""

SURVIVED = f"""\
There is no button yet.

Nobody has mentioned the app yet.

(the next chat.postMessage will be refused with 429, Retry-After 1)

(chat.postMessage was refused: ratelimited)
{ANSWER}
(delivered the last mention again)

(the next chat.postMessage will be refused with 500)

(chat.postMessage was refused: http_500)
direct message:
  Cheese Maker, wages:
  • In 2024 Cheese Makers earned between 18,000 and 26,000 crowns. [1]
  [1] Survey of Country Wages, Office of Small Trades
  [Good answer] [Bad answer]

(Slack closed the connection, the app opened another)

(sent a frame that is no JSON)

There is no such fault. There is rate-limit, server-error, disconnect, duplicate, garbage.

#general, thread 1:
  Beekeeper, wages:
  • In 2024 half of all Beekeepers earned 21,000 crowns or more. [1]
  [1] Survey of Country Wages, Office of Small Trades
  [Good answer] [Bad answer]

#general, thread 1:
  That is a lot of questions in one minute. Please wait a little before the next one.

"""

AWKWARD = {  # nothing of it is to reach a real Slack, whatever is set
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "SLACK_BOT_TOKEN": "xoxb-real",
    "SLACK_CLIENT_ID": "1",
    "LC_ALL": "C",
    "SLACK_CLIENT_SECRET": "2",
}


@pytest.fixture(autouse=True)
def no_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "SLACK_BOT_TOKEN", "SLACK_CLIENT_ID"):
        monkeypatch.delenv(name, raising=False)


def simulated(farm: Path, text: str, *options: str, **changes: str) -> subprocess.CompletedProcess[bytes]:
    return chatbot("slack", "simulate", "--knowledge", str(farm), *options, stdin=text.encode(), **changes)


def test_a_session_goes_in_as_lines_and_comes_out_as_people_see_it(farm: Path, tmp_path: Path) -> None:
    never = tmp_path / "never.db"
    done = simulated(farm, SESSION, CHATBOT_STORE=f"sqlite:///{never}", TMPDIR=str(tmp_path), **AWKWARD)
    assert (done.stdout.decode(), done.returncode) == (SEEN, 0)
    assert [line.split()[2:] for line in done.stderr.decode().splitlines()] == [["info", "connected", "to", "Slack"]]
    assert not never.exists()
    assert list(tmp_path.glob("chatbot-*")) == []


def test_faults_named_in_a_line_happen_and_do_no_harm(farm: Path, tmp_path: Path) -> None:
    store = tmp_path / "kept.db"
    done = simulated(farm, FAULTY, "--per-thread", "2", "--store", f"sqlite:///{store}")
    assert (done.stdout.decode(), done.returncode) == (SURVIVED, 0)
    assert b"Traceback" not in done.stderr
    assert store.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_good_order_while_it_waits_for_a_line(farm: Path, number: signal.Signals) -> None:
    with started("slack", "simulate", "--knowledge", str(farm)) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write("who opens the hives? \u2028".encode() + b"\xff\x00\n")
        assert process.stdout.readline() == b"#general, thread 1:\n"
        process.send_signal(number)
        assert process.wait(PATIENCE) == 130
        assert b"Traceback" not in process.stderr.read()


@pytest.mark.parametrize(
    ("redirection", "told"), [("<&-", b"standard input is closed"), (">&-", b"standard output is closed")]
)
def test_a_closed_stream_is_told_in_words(redirection: str, told: bytes) -> None:
    done = in_shell(redirection, "slack", "simulate")
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert told in done.stderr


def test_an_unknown_fault_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["slack", "simulate", "--fault", "rain"]) == 2
    assert "'rain' is not one of 'rate-limit'" in capsys.readouterr().err


def test_the_faults_of_the_option_are_those_there_are() -> None:
    assert list(FAULTS) == list(Fault)
    assert all(fault in HELP for fault in FAULTS)
    assert "simulate" in group.commands


def test_the_home_tab_is_shown_each_time_it_is_opened(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            session = Session(at.slack, at.adapter.desk)
            first = await session.take("/home")
            assert first.startswith(f"home tab:\n  {book.knowledge.name}\n  I tell how")
            assert "\n\n  Privacy\n  I see messages that mention me" in first
            assert await session.take("/home") == first

    day(deed)


def test_what_leads_to_nothing_is_told_and_an_empty_line_is_not(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            session = Session(at.slack, at.adapter.desk)
            assert await session.take("  \n") == ""
            assert await session.take("/help") == HELP
            assert "How job roles differ".casefold() in (await session.take("/new")).casefold()

    day(deed)


def test_every_fault_that_goes_on_by_itself_leaves_a_session_whole(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path, faults=list(Fault)) as at:
            session = Session(at.slack, at.adapter.desk)
            seen = [await session.take("/new what does a COO earn?") for _ in range(11)]
            assert all(text.count("Chief Operating Officer, pay:") == 1 for text in seen)
            assert sum("was refused" in text for text in seen) == 2

    day(deed)


def test_a_message_that_is_not_taken_is_told_of(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            at.slack.fail("chat.postMessage", "channel_not_found")
            session = Session(at.slack, at.adapter.desk)
            assert await session.take("what does a COO earn?") == "(chat.postMessage was refused: channel_not_found)"

    day(deed)


def test_what_an_earlier_run_left_unanswered_is_seen_first(book: Compiled, tmp_path: Path) -> None:
    left = Request(Act.ASK, "T:C1:5.1", "T:C1:5.1", "T", "C1", "U1", thread="5.1", text="what does a COO earn?")
    Store(store_in(tmp_path)).keep(left)

    async def deed() -> None:
        async with office(book, tmp_path) as at:
            session = Session(at.slack, at.adapter.desk)
            assert (await session.take("")).startswith("#general:\n  Chief Operating Officer, pay:")
            assert await session.take("") == ""

    day(deed)


def test_what_the_app_does_not_take_is_told_of(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with LocalSlack(patience=0.05) as slack, app_in(slack, book, tmp_path, FREE) as at:
            session = Session(slack, at.desk)
            with closing(sqlite3.connect(tmp_path / "slack.db")) as database:
                database.execute("DROP TABLE requests")
            assert await session.take("what does a COO earn?") == "(the app did not take it)"

    day(deed)


def test_lines_are_as_long_as_the_terminal_is_wide(book: Compiled, tmp_path: Path) -> None:
    async def deed() -> None:
        async with office(book, tmp_path) as at:
            session = Session(at.slack, at.adapter.desk, lambda: 60)
            for line in ("compare COO and LM", "what does a COO earn?"):
                shown = (await session.take(line)).split("\n")
                assert [part for part in shown if len(part) > 60 and "http" not in part] == []

    day(deed)


def message(text: str, blocks: list[dict[str, object]]) -> Message:
    return Message("C1", "1.0", "", text, blocks, "", 0.0)


def test_a_message_without_blocks_is_shown_as_it_was_meant() -> None:
    assert as_text(message(escaped("<b> & \x1b[31m @here"), []), 0) == "<b> & [31m @here"


def test_nothing_in_a_message_is_obeyed_by_a_terminal() -> None:
    blocks = [{"type": "actions", "elements": [button("\x1b]0;x\x07Up", "a", "b")]}]
    assert blocks_as_text(blocks, 0) == "[]0;xUp]"


def test_what_is_typed_is_no_markup() -> None:
    assert typed("<!here> & <@U1>") == "&lt;!here&gt; &amp; &lt;@U1&gt;"


def test_at_a_terminal_it_asks_for_each_line(farm: Path) -> None:
    ours, theirs = pty.openpty()
    command = [*PROGRAM, "slack", "simulate", "--knowledge", str(farm)]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, env=surroundings()) as process:
        os.close(theirs)
        assert b"/help shows what else there is." in read_until(ours, b"\r\n> ")
        os.write(ours, b"who opens the hives?\n")
        assert b"#general, thread 1:\r\n  Usually the Beekeeper." in read_until(ours, b"\r\n> ")
        os.write(ours, b"\x04")
        assert process.wait(PATIENCE) == 0
    os.close(ours)


def read_until(handle: int, end: bytes) -> bytes:
    seen = b""
    while not seen.endswith(end):
        seen += os.read(handle, 4096)
    return seen
