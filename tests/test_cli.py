"""The command line: what is printed where, and the exit status, whatever becomes of the streams."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from farm import edit, write
from programs import PROGRAM, ROOT, chatbot, surroundings

from chatbot.compiled import Compiled

pytestmark = pytest.mark.usefixtures("book")  # compiled before a process of its own is started

PAY = "what does a COO earn?"
LABEL = {"q": PAY, "kind": "statement", "roles": ["chief-operating-officer"], "dimension": "pay", "verdict": None}


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """Two labelled questions, one of which has a label that no answer meets."""
    wrong = LABEL | {"roles": ["logistics-manager"]}
    path = tmp_path / "labels.jsonl"
    path.write_text(f"{json.dumps(LABEL)}\n{json.dumps({'turns': [wrong], 'tags': ['hard']})}\n")
    return path


def data_of(*arguments: str) -> Any:
    done = chatbot(*arguments, "--format", "json")
    assert done.stderr == b""
    return json.loads(done.stdout)


STATUSES: dict[str, tuple[tuple[str, ...], int]] = {
    "answered": (("ask", PAY), 0),
    "several, all answered": (("ask", f"{PAY} and what does an LM earn?"), 0),
    "unknown": (("ask", "dress code of a COO"), 1),
    "unknown role": (("ask", "what does a plumber earn?"), 1),
    "clarify": (("ask", "what does a manager do?"), 1),
    "several, one unanswered": (("ask", f"{PAY} What is the dress code of a COO?"), 1),
    "bad input": (("ask", "?!"), 1),
    "empty question": (("ask", ""), 1),
    "question like an option": (("ask", "--", "--pay of a COO?"), 0),
    "lines on stdin": (("ask", "-"), 0),
    "compare": (("compare", "COO", "LM"), 0),
    "compare by name, id and abbreviation": (("compare", "ops manager", "logistics-manager", "HoO"), 0),
    "compare on a dimension": (("compare", "COO", "LM", "--dimension", "pay"), 0),
    "compare an unknown role": (("compare", "COO", "plumber"), 1),
    "compare one role": (("compare", "COO"), 2),
    "compare nothing": (("compare",), 2),
    "compare on an unknown dimension": (("compare", "COO", "LM", "--dimension", "shoes"), 2),
    "roles": (("roles",), 0),
    "coverage": (("roles", "--coverage"), 0),
    "dimensions": (("dimensions",), 0),
    "check": (("check",), 0),
    "check strictly": (("check", "--strict"), 0),
    "check no folder": (("check", "no-such-folder"), 2),
    "help": (("--help",), 0),
    "help of a command": (("ask", "--help"), 0),
    "no question": (("ask",), 2),
    "two questions": (("ask", "a", "b"), 2),
    "unknown option": (("ask", PAY, "--fast"), 2),
    "unknown command": (("answer",), 2),
    "unknown format": (("ask", PAY, "--format", "xml"), 2),
    "no knowledge there": (("ask", PAY, "--knowledge", "no-such-folder"), 2),
    "no labels": (("evaluate",), 2),
    "labels that are not there": (("evaluate", "no-such-file"), 2),
    "minimum out of range": (("evaluate", "x", "--minimum", "1.5"), 2),
}


@pytest.mark.parametrize(("arguments", "status"), STATUSES.values(), ids=STATUSES)
def test_the_exit_status_tells_what_became_of_it(arguments: tuple[str, ...], status: int) -> None:
    done = chatbot(*arguments)
    assert done.returncode == status
    assert b"Traceback" not in done.stderr
    assert (done.stderr == b"") == (status == 0 or ("ask" in arguments[:1] and status == 1) or "check" in arguments)


SAID: dict[str, tuple[tuple[str, ...], str]] = {
    "role": (("compare", "COO", "logistic managr x"), "unknown role 'logistic managr x'; did you mean"),
    "dimension": (("compare", "COO", "LM", "--dimension", "pya"), "unknown dimension 'pya'; did you mean 'pay'?"),
    "option": (("ask", PAY, "--fast"), "--fast"),
    "folder": (("ask", PAY, "--knowledge", "no-such-folder"), "no-such-folder:1: error: no such folder"),
    "labels": (("evaluate", "no-such-file"), "no-such-file: cannot be read"),
}


@pytest.mark.parametrize(("arguments", "words"), SAID.values(), ids=SAID)
def test_what_failed_is_named_on_stderr_and_stdout_stays_empty(arguments: tuple[str, ...], words: str) -> None:
    done = chatbot(*arguments)
    assert words in done.stderr.decode()
    assert done.stdout == b""


def test_knowledge_that_does_not_load_is_told_with_every_file_and_line(farm: Path) -> None:
    edit(farm, "roles/beekeeper.yaml", "hedge: usually", "hedge: usualy")
    edit(farm, "sources.yaml", "year: 2024", "year: soon")
    for arguments in (("ask", PAY), ("ask", "-"), ("roles",), ("compare", "a", "b")):
        done = chatbot(*arguments, "--knowledge", str(farm))
        assert (done.returncode, done.stdout) == (2, b"")
        told = done.stderr.decode()
        assert "/roles/beekeeper.yaml:9: error: unknown hedge 'usualy'; did you mean 'usually'?" in told
        assert "/sources.yaml:5: error: 'year' has to be a year such as 2025, not 'soon'" in told


def test_check_prints_every_problem_as_text_or_json(farm: Path) -> None:
    edit(farm, "roles/beekeeper.yaml", "hedge: usually", "hedge: usualy")
    edit(farm, "sources.yaml", "survey:", "poll:\n  title: Poll\n  publisher: Polls\nsurvey:")
    done = chatbot("check", str(farm))
    assert (done.returncode, done.stderr) == (2, b"")
    assert done.stdout.decode().splitlines() == [
        f"{farm}/roles/beekeeper.yaml:9: error: unknown hedge 'usualy'; did you mean 'usually'?",
        f"{farm}/sources.yaml:6: warning: no statement uses the source 'poll'",
        "1 error, 1 warning",
    ]
    problems = data_of("check", str(farm))
    assert [set(problem) for problem in problems] == [{"level", "file", "line", "message"}] * 2
    assert [(problem["level"], problem["line"]) for problem in problems] == [("error", 9), ("warning", 6)]


def test_warnings_fail_a_strict_check_only(farm: Path) -> None:
    edit(farm, "sources.yaml", "survey:", "poll:\n  title: Poll\n  publisher: Polls\nsurvey:")
    assert [chatbot("check", str(farm), *strict).returncode for strict in ((), ("--strict",))] == [0, 2]


def test_the_knowledge_is_named_by_option_before_or_after_the_command_or_by_the_environment(farm: Path) -> None:
    edit(farm, "sources.yaml", "year: 2024", "year: soon")
    for arguments in (("--knowledge", str(farm), "roles"), ("roles", "--knowledge", str(farm))):
        assert b"sources.yaml:5" in chatbot(*arguments).stderr
    assert b"sources.yaml:5" in chatbot("roles", CHATBOT_KNOWLEDGE=str(farm)).stderr
    both = chatbot("check", CHATBOT_KNOWLEDGE=f"{farm}{os.pathsep}no-such-folder").stdout
    assert b"sources.yaml:5" in both and b"no-such-folder:1" in both
    assert chatbot("roles", "--knowledge", str(ROOT / "knowledge"), CHATBOT_KNOWLEDGE=str(farm)).returncode == 0


def test_options_before_the_command_hold_for_it() -> None:
    before = chatbot("--format", "json", "ask", PAY)
    assert before.stdout == chatbot("ask", PAY, "--format", "json").stdout
    assert json.loads(before.stdout)["dimension"] == "pay"
    assert "explain" in json.loads(chatbot("--explain", "--format", "json", "ask", PAY).stdout)
    assert chatbot("--format", "json", "ask", PAY, "--format", "text").stdout == chatbot("ask", PAY).stdout


FIELDS = {
    *("question", "id", "conversation", "kind", "roles", "dimension", "verdict", "confidence", "reason", "text"),
    *("statements", "candidates", "suggestions", "also"),
}


def test_one_answer_as_json_has_the_fields_of_the_contract() -> None:
    answer = data_of("ask", "who handles customs compliance?")
    assert set(answer) == FIELDS
    assert (answer["id"], answer["conversation"], answer["verdict"], answer["reason"]) == (None, None, None, None)
    assert set(answer["statements"][0]) == {"id", "role", "dimension", "partner", "text", "hedge", "source"}
    assert set(answer["statements"][0]["source"]) == {"title", "publisher", "url", "year"}
    two = data_of("ask", f"{PAY} who handles customs?")
    assert [set(part) for part in two["also"]] == [FIELDS]


def test_the_lists_as_json_have_the_fields_of_the_contract() -> None:
    assert all(set(role) == {"id", "name", "aliases"} for role in data_of("roles"))
    assert all(set(dimension) == {"id", "name"} for dimension in data_of("dimensions"))
    assert data_of("check") == []
    answer = data_of("compare", "LM", "COO")
    assert (answer["kind"], answer["roles"]) == ("overview", ["chief-operating-officer", "logistics-manager"])
    one = data_of("compare", "LM", "COO", "--dimension", "pay")
    assert (one["kind"], one["dimension"]) == ("comparison", "pay")
    assert data_of("compare", "COO", "LM", "--dimension", "pay") == one


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare", "COO", "LM"),
        ("compare", "COO", "LM", "--dimension", "pay"),
        ("roles",),
        ("roles", "--coverage"),
        ("dimensions",),
    ],
)
def test_tables_are_printed_as_text_markdown_and_csv(arguments: tuple[str, ...]) -> None:
    rows = list(csv.reader(io.StringIO(chatbot(*arguments, "--format", "csv").stdout.decode())))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    text = chatbot(*arguments, "--format", "markdown").stdout.decode()
    lines = [line for line in text.splitlines() if line.startswith("|")]
    assert len(lines) == len(rows) + 1
    assert lines[1].replace("|", "").split() == ["---"] * len(rows[0])


def test_coverage_counts_the_statements_of_every_cell(book: Compiled) -> None:
    counts = data_of("roles", "--coverage")
    assert set(counts) == set(book.role)
    for role, held in counts.items():
        for dimension, count in held.items():
            assert count == sum(
                (s.role, s.dimension, s.path) == (role, dimension, None) for s in book.knowledge.statements
            )


def test_evaluate_fails_below_its_minimum_only(labels: Path) -> None:
    assert [chatbot("evaluate", str(labels), "--minimum", least).returncode for least in ("0", "0.5", "0.51")] == [
        0,
        0,
        1,
    ]
    report = data_of("evaluate", str(labels))
    assert {"n", "strict", "useful", "refused", "calibration_error", "by_kind", "by_dimension", "by_tag"} <= set(report)
    assert (report["n"], report["useful"]) == (2, 0.5)
    assert report["by_tag"] == {"hard": {"n": 1, "strict": 0.0, "useful": 0.0}}


LABELS_THAT_ARE_NONE = {
    "cut off": "{",
    "list": "[]",
    "number": "1",
    "empty": "{}",
    "no kind": '{"q": "pay"}',
    "no question": '{"kind": "who"}',
    "unknown kind": '{"q": "pay", "kind": "what"}',
    "question is no text": '{"q": 1, "kind": "who"}',
    "roles are no list": '{"q": "pay", "kind": "who", "roles": "COO"}',
    "turn is no object": '{"turns": [1]}',
    "deep": "[" * 99_999,
}


@pytest.mark.parametrize("line", LABELS_THAT_ARE_NONE.values(), ids=LABELS_THAT_ARE_NONE)
def test_a_label_that_cannot_be_read_is_told_with_its_line(labels: Path, line: str) -> None:
    labels.write_text(f"{json.dumps(LABEL)}\n\n{line}\n")
    done = chatbot("evaluate", str(labels))
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"{labels}:3: not a labelled question" in done.stderr.decode()


def test_help_has_examples_and_the_exit_statuses() -> None:
    for arguments in ((), ("ask",), ("compare",), ("check",), ("evaluate",), ("roles",), ("dimensions",)):
        text = chatbot(*arguments, "--help").stdout.decode()
        assert "Example" in text and "  chatbot " in text and "Exit status" in text


def test_no_control_code_is_printed_where_there_is_no_terminal(book: Compiled) -> None:
    for arguments in (("ask", PAY), ("ask", "pay of a C\x1b[31mOO\x07"), ("compare", "COO", "LM"), ("--help",)):
        assert b"\x1b" not in chatbot(*arguments).stdout
    assert b"\x1b" not in chatbot("ask", "-", stdin=b"pay of a \x1b[31mCOO\n").stdout


def test_an_argument_that_is_not_utf_8_is_a_question_all_the_same() -> None:
    done = subprocess.run([*PROGRAM, "ask", b"pay of a COO \xff"], capture_output=True, env=surroundings(LC_ALL="C"))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("utf-8")


def test_files_of_labels_may_have_a_mark_and_odd_characters(labels: Path) -> None:
    question = LABEL | {"q": "what does\u2028a COO earn?"}
    write(labels.parent, labels.name, b"\xef\xbb\xbf" + json.dumps(question, ensure_ascii=False).encode() + b"\r\n")
    assert data_of("evaluate", str(labels))["n"] == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_completion_script(shell: str) -> None:
    script = chatbot(_CHATBOT_COMPLETE=f"{shell}_source").stdout.decode()
    assert "_CHATBOT_COMPLETE" in script


@pytest.mark.parametrize(
    ("words", "completed"),
    [("compare log", "logistics-manager"), ("compare om --dimension pa", "pay"), ("eva", "evaluate")],
)
def test_the_shell_completes_commands_roles_and_dimensions(words: str, completed: str) -> None:
    typed = f"chatbot {words}"
    place = str(len(typed.split()) - 1)
    done = chatbot(_CHATBOT_COMPLETE="bash_complete", COMP_WORDS=typed, COMP_CWORD=place)
    assert done.stdout.decode().splitlines() == [f"plain,{completed}"]


def test_compiling_and_evaluating_are_silent_where_nobody_watches(farm: Path, tmp_path: Path) -> None:
    asked = chatbot("ask", "hello", "--knowledge", str(farm), XDG_CACHE_HOME=str(tmp_path))
    assert asked.stderr == b""


def test_what_is_drawn_in_colour_says_what_plain_text_says() -> None:
    colored = chatbot("compare", "OM", "LM", "--dimension", "pay", "--color", "always").stdout.decode()
    assert "\x1b[" in colored
    assert "\x1b[" not in chatbot("compare", "OM", "LM", "--dimension", "pay").stdout.decode()
