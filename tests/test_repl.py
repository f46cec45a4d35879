"""The dialogue at a real pseudo-terminal: keys in, screen out."""

from __future__ import annotations

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from small_knowledge import compiled_cache, open_small

from chatbot.text import MAX_QUESTION

pytest.importorskip("pyte", reason="pyte draws the screen of the pseudo-terminal")

from pty_helpers import Terminal, environment, repl_command

CTRL_C, CTRL_D, CTRL_R, CTRL_Z, TAB, UP, RIGHT, ESCAPE = (
    "\x03",
    "\x04",
    "\x12",
    "\x1a",
    "\t",
    "\x1b[A",
    "\x1b[C",
    "\x1b",
)
PASTE, PASTE_END = b"\x1b[200~", b"\x1b[201~"
QUESTION = "What does a Ward Nurse do?"
STYLE = re.compile(rb"\x1b\[([0-9;]*)m")
NARROW = {"LANG": None, "LC_ALL": "C"}

Start = Callable[..., Terminal]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled_cache(tmp_path_factory)


@pytest.fixture(scope="session")
def folder(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small knowledge, compiled already."""
    folder = tmp_path_factory.mktemp("small")
    open_small(folder, cache)
    return folder


@pytest.fixture
def start(folder: Path, cache: Path, tmp_path: Path) -> Iterator[Start]:
    """Starts the dialogue at a terminal of its own and waits for the first prompt."""
    started: list[Terminal] = []

    def start(*arguments: str, rows: int = 24, columns: int = 80, wait: bool = True, **changes: str | None) -> Terminal:
        env = environment(tmp_path, cache, **changes)
        terminal = Terminal(repl_command(folder, *arguments), env, rows, columns)
        started.append(terminal)
        if wait:
            terminal.wait_for_prompt()
        return terminal

    yield start
    for terminal in started:
        terminal.close()


def history_file(home: Path) -> Path:
    return home / "state" / "chatbot" / "history"


def test_the_first_screen_shows_in_five_lines_what_can_be_done(start: Start) -> None:
    shown = start().text.split("\n>")[0].strip().splitlines()
    assert len(shown) == 5
    assert shown[0].startswith("Two health roles: how 2 jobs differ, on 2 dimensions")
    assert "/compare DM WN" in shown[3]


def test_a_question_is_answered_and_the_next_one_asked_for(start: Start) -> None:
    terminal = start()
    terminal.ask(QUESTION)
    assert "A Ward Nurse looks after the sick on a ward by day and by night.[1]" in terminal.text
    assert terminal.leave() == 0


def test_the_bar_names_the_knowledge_and_the_roles_in_play(start: Start) -> None:
    terminal = start()
    assert terminal.screen.display[-1].startswith("Two health roles")
    terminal.ask(QUESTION)
    assert "Ward Nurse" in terminal.screen.display[-1]


def test_names_are_completed_while_typing_and_taken_by_tab(start: Start) -> None:
    terminal = start()
    terminal.send("tasks of a mid")
    terminal.wait_for("Delivery Midwife  role")
    terminal.send(TAB)
    terminal.wait_for("> tasks of a Delivery Midwife")


def test_commands_are_completed_too(start: Start) -> None:
    terminal = start()
    terminal.send("/dimen")
    terminal.wait_for("the aspects on which I tell them apart")
    terminal.send(TAB + "\r")
    terminal.wait_for("how one learns the job")


def test_tab_on_an_empty_line_offers_questions(start: Start) -> None:
    terminal = start()
    terminal.send(TAB)
    terminal.wait_for("What does a Delivery Midwife do?")


def test_history_outlives_the_session_in_a_private_file(start: Start, tmp_path: Path) -> None:
    first = start()
    first.ask(QUESTION)
    assert first.leave() == 0
    assert history_file(tmp_path).read_text() == f"{QUESTION}\n"
    assert stat.S_IMODE(history_file(tmp_path).stat().st_mode) == 0o600
    second = start()
    second.send(UP)
    second.wait_for(f"> {QUESTION}")


def test_ctrl_r_searches_what_was_typed_before(start: Start, tmp_path: Path) -> None:
    history_file(tmp_path).parent.mkdir(parents=True)
    history_file(tmp_path).write_text("first about training\nthen about duties\n")
    terminal = start()
    terminal.send(CTRL_R + "train")
    terminal.wait_for("first about training")
    terminal.send(CTRL_C)
    terminal.wait_for_prompt()
    terminal.send(CTRL_R + "TRAIN")
    terminal.wait_for("first about training")
    terminal.send("\r\r")
    terminal.wait_for("beside each other")


def test_the_rest_of_a_line_typed_before_is_suggested_and_taken_by_right(start: Start, tmp_path: Path) -> None:
    history_file(tmp_path).parent.mkdir(parents=True)
    history_file(tmp_path).write_text(f"{QUESTION}\n")
    terminal = start()
    terminal.send("What does")
    terminal.wait_for(f"> {QUESTION}")
    assert terminal.screen.cursor.x == len("> What does")
    terminal.send(RIGHT)
    terminal.wait_for(lambda: terminal.screen.cursor.x == len(f"> {QUESTION}"))


def test_two_sessions_at_once_both_keep_their_lines(start: Start, tmp_path: Path) -> None:
    one, two = start(), start()
    one.ask("What does a Ward Nurse do?")
    two.ask("What does a Delivery Midwife do?")
    one.ask("/roles")
    assert (one.leave(), two.leave()) == (0, 0)
    assert len(history_file(tmp_path).read_text().splitlines()) == 3


def test_ctrl_c_gives_up_the_line_and_stays(start: Start) -> None:
    terminal = start()
    terminal.send("half a line" + CTRL_C)
    terminal.wait_for_prompt()
    terminal.send(CTRL_C)
    terminal.wait_for("Ctrl-D leaves.\n")
    terminal.send(CTRL_C)
    terminal.wait_for_prompt()
    terminal.ask(QUESTION)
    assert terminal.leave() == 0


def test_ctrl_c_while_completing_gives_up_the_line(start: Start) -> None:
    terminal = start()
    terminal.send("mid")
    terminal.wait_for("Delivery Midwife  role")
    terminal.send(TAB)
    terminal.wait_for("> Delivery Midwife")
    terminal.send(CTRL_C)
    terminal.wait_for_prompt()
    assert terminal.leave() == 0


def test_ctrl_d_leaves_an_empty_line_only(start: Start) -> None:
    terminal = start()
    terminal.send("half" + CTRL_D)
    terminal.pump(0.3)
    assert terminal.process.poll() is None
    terminal.send(CTRL_C)
    terminal.wait_for_prompt()
    assert terminal.leave() == 0


@pytest.mark.parametrize("ending", [CTRL_D, "/quit\r", "exit\r"])
def test_the_terminal_is_given_back_as_it_was(start: Start, ending: str) -> None:
    terminal = start()
    assert not terminal.is_as_before()
    terminal.send(ending)
    assert terminal.wait_for_exit() == 0
    assert terminal.is_as_before()
    written = bytes(terminal.written)
    for on, off in ((b"\x1b[?2004h", b"\x1b[?2004l"), (b"\x1b[?25l", b"\x1b[?25h")):
        assert written.rfind(off) >= written.rfind(on)


def test_a_request_to_end_gives_the_terminal_back_first(start: Start) -> None:
    terminal = start()
    terminal.send("half a line")
    terminal.wait_for("half a line")
    terminal.process.terminate()
    assert terminal.wait_for_exit() == -signal.SIGTERM
    assert terminal.is_as_before()
    assert b"Traceback" not in terminal.written


def test_a_closed_terminal_ends_the_dialogue_and_loses_no_history(start: Start, tmp_path: Path) -> None:
    terminal = start()
    terminal.ask(QUESTION)
    terminal.hang_up()
    terminal.process.wait(20)
    assert history_file(tmp_path).read_text() == f"{QUESTION}\n"


@pytest.mark.skipif(not shutil.which("bash"), reason="needs a shell with job control")
def test_ctrl_z_and_fg_come_back_to_the_same_line(folder: Path, cache: Path, tmp_path: Path) -> None:
    env = environment(tmp_path, cache, PS1="shell$ ", HISTFILE="", BASH_SILENCE_DEPRECATION_WARNING="1")
    script = tmp_path / "repl.py"
    script.write_text(repl_command(folder)[2].replace("os.close(os.open", "(lambda *_: None)("))
    shell = [sys.executable, "-c", f"{ATTACH}os.execvp('bash', ['bash', '--norc', '--noprofile', '-i'])"]
    terminal = Terminal(shell, env)
    try:
        terminal.wait_for("shell$")
        terminal.send(f"{sys.executable} {script} {folder}\r")
        terminal.wait_for_prompt()
        terminal.send("half a line")
        terminal.wait_for("> half a line")
        terminal.send(CTRL_Z)
        terminal.wait_for("Stopped")
        terminal.send("fg\r")
        terminal.wait_for(lambda: terminal.line == "> half a line")
        terminal.send(CTRL_C)
        terminal.wait_for_prompt()
        terminal.send(CTRL_D)
        terminal.wait_for(lambda: terminal.line == "shell$")
    finally:
        terminal.close()


ATTACH = "import os; os.close(os.open(os.ttyname(0), os.O_RDWR)); "


def test_the_line_follows_a_terminal_that_is_resized_while_typing(start: Start) -> None:
    terminal = start()
    terminal.send("a line that is longer than thirty columns")
    terminal.wait_for("thirty columns")
    for rows, columns in ((24, 30), (5, 12), (40, 120), (1, 1), (24, 80)):
        terminal.resize(rows, columns)
        terminal.pump(0.15)
    terminal.send(" indeed")
    terminal.wait_for("thirty columns indeed")
    terminal.send(CTRL_C)
    terminal.wait_for_prompt()
    assert terminal.leave() == 0


def test_a_screen_of_twenty_columns_shows_every_word(start: Start) -> None:
    terminal = start(columns=20, rows=60)
    terminal.ask(QUESTION)
    shown = " ".join(terminal.text.split())
    assert "A Ward Nurse looks after the sick on a ward by day and by night.[1]" in shown.replace(" • ", " ")
    assert terminal.leave() == 0


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (2, 5), (3, 200)])
def test_a_tiny_screen_is_survived(start: Start, rows: int, columns: int) -> None:
    terminal = start(rows=rows, columns=columns, wait=False)
    terminal.pump(1.0)
    terminal.send(QUESTION + "\r")
    terminal.wait_for(lambda: "byday" in "".join(terminal.seen.split()))
    terminal.pump(0.3)
    assert terminal.leave() == 0
    assert "Traceback" not in terminal.seen


@pytest.mark.parametrize("marks", [(PASTE, PASTE_END), (b"", b"")], ids=["marked as a paste", "not marked"])
def test_a_paste_of_five_megabytes_is_one_bounded_question(
    start: Start, tmp_path: Path, marks: tuple[bytes, bytes]
) -> None:
    terminal = start()
    began = time.monotonic()
    terminal.send(marks[0] + b"word " * 1_000_000 + b"\r/quit\r" + marks[1])
    terminal.wait_for("The paste was cut: a question may have 4,000 characters.")
    assert time.monotonic() - began < 15
    assert terminal.process.poll() is None
    terminal.send("\r")
    terminal.wait_for("You could ask")
    terminal.wait_for_prompt()
    assert terminal.leave() == 0
    assert [len(line) for line in history_file(tmp_path).read_text().splitlines()] == [MAX_QUESTION - 1]


def test_nothing_in_a_paste_is_obeyed(start: Start) -> None:
    terminal = start()
    terminal.send(PASTE + b"/quit\r\n\x1b]0;owned\x07\x1b[2J\x03\x04tasks\r\n/quit\r\n" + PASTE_END)
    terminal.wait_for("tasks")
    assert terminal.process.poll() is None
    assert b"owned\x07" not in terminal.written
    terminal.send("\r")
    terminal.wait_for_prompt()
    assert terminal.process.poll() is None


@pytest.mark.parametrize("changes", [{"NO_COLOR": "1"}, {"CLICOLOR": "0"}], ids=["NO_COLOR", "CLICOLOR=0"])
def test_without_colour_no_colour_or_weight_is_written(start: Start, changes: dict[str, str]) -> None:
    terminal = start(**changes)
    terminal.send("mid")
    terminal.wait_for("Delivery Midwife  role")
    terminal.send(TAB)
    terminal.wait_for("> Delivery Midwife")
    terminal.send(CTRL_C)
    terminal.wait_for_prompt()
    terminal.ask(QUESTION)
    assert {style for style in STYLE.findall(bytes(terminal.written)) if style.strip(b"0;")} == set()


def test_colour_may_be_refused_and_demanded(start: Start) -> None:
    refused, demanded = start("never"), start("always", NO_COLOR="1")
    for terminal in (refused, demanded):
        terminal.ask(QUESTION)
    assert b"38;5;" not in refused.written
    assert b"38;5;" in demanded.written


@pytest.mark.parametrize("term", ["dumb", None, "", "no-such-terminal"])
def test_a_dumb_terminal_gets_plain_lines_only(start: Start, term: str | None) -> None:
    terminal = start(TERM=term)
    terminal.ask(QUESTION)
    assert "A Ward Nurse looks after the sick" in terminal.text
    terminal.send("half" + CTRL_C)
    terminal.wait_for_prompt()
    assert terminal.leave() == 0
    assert b"\x1b" not in terminal.written


def test_a_terminal_of_few_characters_gets_those(start: Start) -> None:
    terminal = start(**NARROW)
    terminal.ask(QUESTION)
    assert "* A Ward Nurse looks after the sick" in terminal.text
    assert terminal.leave() == 0
    assert terminal.written.isascii()


@pytest.mark.parametrize(
    "changes",
    [{"HOME": "/nonexistent", "XDG_STATE_HOME": None}, {"HOME": "/nonexistent", "XDG_STATE_HOME": "relative"}],
    ids=["no home", "relative state folder"],
)
def test_without_a_place_for_history_it_is_told_once_and_lives_in_memory(
    start: Start, changes: dict[str, str | None]
) -> None:
    terminal = start(**changes)
    terminal.ask(QUESTION)
    terminal.ask("/roles")
    assert terminal.seen.count("History is not kept") == 1
    terminal.send(UP + UP)
    terminal.wait_for(lambda: terminal.line == f"> {QUESTION}")


@pytest.mark.parametrize("kind", ["folder", "link", "rubbish"])
def test_a_history_file_that_is_none_is_survived(start: Start, tmp_path: Path, kind: str) -> None:
    path = history_file(tmp_path)
    path.parent.mkdir(parents=True)
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to("/etc/passwd")
    else:
        path.write_bytes(os.urandom(100_000) + b"\x1b[2J\n")
    terminal = start()
    assert ("History is not kept" in terminal.text) is (kind != "rubbish")
    terminal.send(UP)
    terminal.ask(CTRL_C + QUESTION)
    assert "Traceback" not in terminal.seen


def test_vi_keys_and_emacs_keys(start: Start) -> None:
    terminal = start()
    terminal.ask("/vi")
    terminal.send("abc def" + ESCAPE)
    terminal.pump(0.8)
    terminal.send("0dwi")
    terminal.wait_for("> def")
    terminal.send(CTRL_C)
    terminal.wait_for_prompt()
    terminal.ask("/emacs")
    terminal.send("abc def\x01X")
    terminal.wait_for("> Xabc def")


def test_the_screen_is_cleared_on_demand(start: Start) -> None:
    terminal = start()
    terminal.ask(QUESTION)
    terminal.ask("/clear")
    assert "looks after the sick" not in terminal.text


def test_a_choice_is_answered_by_its_number(start: Start) -> None:
    terminal = start()
    terminal.ask("what are the tasks of a health carer?")
    assert "  1. Delivery Midwife" in terminal.text
    terminal.ask("2")
    assert "looks after the sick" in terminal.text


def test_no_pager_is_run(start: Start, tmp_path: Path) -> None:
    terminal = start(rows=6, PAGER=f"touch {tmp_path / 'paged'}")
    terminal.ask("/help")
    assert not (tmp_path / "paged").exists()


def test_the_first_prompt_is_there_at_once(start: Start) -> None:
    """0.3 s on an idle machine; the bound leaves room for one on which other tests run."""
    times = []
    for _ in range(3):
        began = time.monotonic()
        terminal = start(wait=False)
        terminal.wait_for(lambda terminal=terminal: terminal.line == ">")
        times.append(time.monotonic() - began)
    assert min(times) < 1.5


def test_a_question_through_a_pipe_loads_nothing_of_the_terminal(folder: Path, cache: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from chatbot.cli import run; run(['ask', '--knowledge', sys.argv[1], sys.argv[2]])\n"
        "sys.stderr.write(', '.join({'rich', 'prompt_toolkit', 'asyncio'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), QUESTION],
        env=environment(tmp_path, cache),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stderr == ""
    assert "Ward Nurse" in done.stdout
