from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from chatbot.frontends.history import MAX_BYTES, MAX_ENTRIES, PrivateHistory
from chatbot.text import MAX_QUESTION

ROOT = Path(__file__).parent.parent


def lines(history: PrivateHistory) -> list[str]:
    """What is remembered, the newest first."""
    return list(history.load_history_strings())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "chatbot" / "history"


def test_what_was_typed_is_there_in_the_next_run_the_newest_first(path: Path) -> None:
    first = PrivateHistory(path)
    first.store_string("pay of an OM?")
    first.store_string("and of an LM? \u00e9")
    assert lines(PrivateHistory(path)) == ["and of an LM? \u00e9", "pay of an OM?"]
    assert first.trouble == ""


def test_the_file_and_its_folder_are_the_owners_alone(path: Path) -> None:
    PrivateHistory(path).store_string("x")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_others_could_read_is_closed_to_them(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text("old\n")
    path.chmod(0o644)
    assert lines(PrivateHistory(path)) == ["old"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_is_not_followed_and_its_target_stays_as_it_is(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "passwords"
    target.write_text("root\n")
    path.parent.mkdir(parents=True)
    path.symlink_to(target)
    history = PrivateHistory(path)
    history.store_string("secret")
    assert history.trouble
    assert lines(history) == []
    assert target.read_text() == "root\n"


def test_a_folder_in_its_place_leaves_history_in_memory(path: Path) -> None:
    path.mkdir(parents=True)
    history = PrivateHistory(path)
    history.append_string("x")
    assert history.trouble
    assert history.get_strings() == ["x"]


def test_a_pipe_in_its_place_does_not_hang(path: Path) -> None:
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    history = PrivateHistory(path)
    assert history.trouble
    assert lines(history) == []


def test_a_place_where_nothing_can_be_made_leaves_history_in_memory(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    history = PrivateHistory(tmp_path / "state" / "chatbot" / "history")
    history.store_string("x")
    assert history.trouble == "Not a directory"


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_an_unreadable_file_leaves_history_in_memory(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text("x\n")
    path.chmod(0)
    assert PrivateHistory(path).trouble == "Permission denied"


def test_without_a_home_history_is_in_memory() -> None:
    history = PrivateHistory(None)
    history.append_string("x")
    assert history.trouble == "there is no home folder"
    assert history.get_strings() == ["x"]


def test_rubbish_is_read_as_harmless_text(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\x00\xff\x1b[2J\x07\n\xe2\x80\xaegood\n" + bytes(range(256)) * 50 + b"\nlast\n")
    found = lines(PrivateHistory(path))
    assert found[0] == "last"
    assert "good" in found
    assert all(text.isprintable() for text in found)


def test_a_huge_file_is_read_and_kept_in_part_only(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
        file.seek(0, os.SEEK_END)
        file.write(b"\nthe newest\n")
    history = PrivateHistory(path)
    assert lines(history) == ["the newest"]
    assert path.stat().st_size <= MAX_BYTES


def test_the_file_never_holds_more_than_its_bounds(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text("".join(f"question {n}\n" for n in range(MAX_ENTRIES)))
    history = PrivateHistory(path)
    history.store_string("one more")
    kept = lines(history)
    assert kept[:2] == ["one more", f"question {MAX_ENTRIES - 1}"]
    assert MAX_ENTRIES // 2 <= len(kept) <= MAX_ENTRIES


def test_a_line_is_one_bounded_line_without_control_characters(path: Path) -> None:
    history = PrivateHistory(path)
    history.store_string("1. pay?\n2. \x1b[31mskills?")
    history.store_string("x" * 3 * MAX_QUESTION)
    assert [len(text) for text in lines(history)] == [MAX_QUESTION, len("1. pay? 2. [31mskills?")]


def test_two_processes_that_write_at_once_lose_and_tear_no_line(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from chatbot.frontends.history import PrivateHistory\n"
        "history = PrivateHistory(Path(sys.argv[1]))\n"
        "for n in range(200): history.store_string(f'{sys.argv[2]} {n} ' + 'x' * 50)"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, str(path), name], cwd=ROOT) for name in ("one", "two")]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    wanted = {f"{name} {n} {'x' * 50}" for name in ("one", "two") for n in range(200)}
    assert set(lines(PrivateHistory(path))) == wanted


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"XDG_STATE_HOME": "/some/state"}, "/some/state/chatbot/history"),
        ({"XDG_STATE_HOME": "relative"}, "{home}/.local/state/chatbot/history"),
        ({}, "{home}/.local/state/chatbot/history"),
        ({"HOME": "/nonexistent"}, "None"),
        ({"HOME": "here"}, "None"),
    ],
)
def test_it_lies_in_the_state_folder_of_an_existing_home(
    changes: dict[str, str], expected: str, tmp_path: Path
) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "XDG_STATE_HOME"}
    code = "from chatbot.frontends.history import history_path; print(history_path())"
    shown = subprocess.run(
        [sys.executable, "-c", code],
        env={**environment, "HOME": str(tmp_path), **changes},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.strip() == expected.format(home=tmp_path)
