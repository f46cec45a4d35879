"""Every example runs as its first lines say, and the YAML of the knowledge's README loads as it stands there."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chatbot.compiled import Compiled
from chatbot.conversation import Conversation
from chatbot.knowledge import inspect
from chatbot.library import open_book
from chatbot.model import Kind, Verdict

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
HOSPITAL = EXAMPLES / "hospital"
REGENERATE = "python -m chatbot ask - < examples/questions.txt > examples/transcript.txt"


def run(*command: str, given: Path | None = None, bin_folder: Path | None = None) -> str:
    """What a command writes, run from the project's folder; it has to end well and without a word on stderr."""
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}" if bin_folder else os.environ["PATH"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": path}
    done = subprocess.run(
        command,
        input=given.read_bytes() if given else b"",
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
    return done.stdout.decode("utf-8")


def python(*arguments: str, given: Path | None = None) -> str:
    return run(sys.executable, *arguments, given=given)


def test_the_transcript_is_what_the_questions_are_answered() -> None:
    answers = python("-m", "chatbot", "ask", "-", given=EXAMPLES / "questions.txt")
    kept = (EXAMPLES / "transcript.txt").read_text(encoding="utf-8")
    assert answers == kept, f"Answers have changed. If that is meant: {REGENERATE}"


def test_the_readme_tells_how_the_transcript_is_made() -> None:
    assert REGENERATE in (EXAMPLES / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["pipeline.sh", "coprocess.py", "api.py"])
def test_an_example_names_in_its_first_lines_how_to_run_it(name: str) -> None:
    head = (EXAMPLES / name).read_text(encoding="utf-8").splitlines()[:4]
    assert any(re.match(rf"(# )?Run: (bash|python) examples/{re.escape(name)}", line) for line in head)


@pytest.mark.skipif(not shutil.which("jq") or not shutil.which("bash"), reason="the pipeline needs bash and jq")
def test_the_pipeline_lists_every_answer_and_every_refusal(tmp_path: Path) -> None:
    command = tmp_path / "chatbot"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m chatbot "$@"\n')
    command.chmod(0o755)
    answered, refused, sources = _sections(run("bash", "examples/pipeline.sh", bin_folder=tmp_path))
    questions = (EXAMPLES / "questions.txt").read_text(encoding="utf-8").splitlines()
    assert [line.split(" | ")[-1] for line in answered] == questions
    unanswered = [line.split(" | ")[-1] for line in answered if line.startswith(("unknown", "clarify"))]
    assert [line.split(": ", 1)[1] for line in refused] == unanswered
    assert "unknown-role: what does a plumber earn?" in refused
    uses = [int(line.split()[0]) for line in sources]
    assert uses and uses == sorted(uses, reverse=True)


def _sections(text: str) -> list[list[str]]:
    return [part.strip().splitlines()[1:] for part in re.split(r"^(?=# )", text, flags=re.MULTILINE) if part]


def test_the_co_process_keeps_two_talks_apart() -> None:
    bot = [line for line in python("examples/coprocess.py").splitlines() if line.startswith("bot:")]
    assert bot == [
        "bot: statement, logistics-manager, pay",
        "bot: who, logistics-manager, regulatory-compliance",
        "bot: statement, chief-operating-officer, pay",
        "bot: who, logistics-manager, regulatory-compliance",
    ]


def test_the_api_example_shows_an_answer_its_parts_a_follow_up_and_a_refusal() -> None:
    shown = python("examples/api.py")
    assert shown.startswith("Logistics Manager, educational requirements:\n")
    assert "\n('facilities-manager',) educational-requirements: " in shown
    assert "\nrefused: True, reason: unknown-role\n" in shown


def test_the_hospital_has_no_problem() -> None:
    checked = python("-m", "chatbot", "check", "examples/hospital", "--strict", "--format", "json")
    assert json.loads(checked) == []


@pytest.fixture(scope="module")
def book() -> Compiled:
    return open_book([HOSPITAL])


@pytest.fixture
def talk(book: Compiled) -> Conversation:
    return Conversation(book)


@pytest.mark.parametrize(
    ("question", "kind", "roles"),
    [
        ("who delivers babies?", Kind.WHO, ("nurse-midwife",)),
        ("What is the salary of a ward clerk?", Kind.STATEMENT, ("ward-clerk",)),
        ("How do the tasks of a ward nurse and a midwife differ?", Kind.COMPARISON, ("nurse-midwife", "ward-nurse")),
        ("ward nurse vs ward clerk", Kind.OVERVIEW, ("ward-clerk", "ward-nurse")),
        ("Tell me about the midwife.", Kind.PROFILE, ("nurse-midwife",)),
        ("Does a midwife earn more than an RN?", Kind.VERIFY, ("nurse-midwife", "ward-nurse")),
        ("How do I get from ward nurse to midwife?", Kind.TRANSITION, ("ward-nurse", "nurse-midwife")),
        ("What do you know?", Kind.META, ()),
        ("How much does a nurse earn?", Kind.CLARIFY, ()),
        ("What does a surgeon earn?", Kind.UNKNOWN, ()),
    ],
)
def test_the_hospital_answers_questions_of_every_kind(
    talk: Conversation, question: str, kind: Kind, roles: tuple[str, ...]
) -> None:
    answer = talk.ask(question)
    assert (answer.kind, answer.roles) == (kind, roles)


def test_the_hospital_names_the_role_that_suits(talk: Conversation) -> None:
    answer = talk.ask("I like computers and keeping files in order, which job suits me?")
    assert (answer.kind, answer.roles[0]) == (Kind.GUIDANCE, "ward-clerk")


def test_the_hospital_denies_what_a_statement_denies(talk: Conversation) -> None:
    assert talk.ask("Does a ward clerk give out medicines?").verdict is Verdict.NO


def test_the_hospital_has_fixed_replies(talk: Conversation) -> None:
    assert talk.ask("should i take aspirin").text.startswith("I cannot give medical advice")


def test_the_yaml_of_the_knowledge_readme_loads_as_it_stands_there(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder)
    readme = (folder / "README.md").read_text(encoding="utf-8")
    snippets = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```$", readme, flags=re.MULTILINE | re.DOTALL)
    assert {name.split("/")[0] for name, _ in snippets} >= {"roles", "differences", "questions", "sources.yaml"}
    for name, text in snippets:
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text)
    _, problems = inspect(folder)
    assert [str(p) for p in problems if not re.match("nothing is said of '.*' by itself on", p.message)] == []


def test_the_slack_manifest_is_what_the_program_prints() -> None:
    pytest.importorskip("slack_bolt")
    kept = (EXAMPLES / "slack" / "manifest.yaml").read_text(encoding="utf-8")
    assert python("-m", "chatbot", "slack", "manifest") == kept, "chatbot slack manifest > examples/slack/manifest.yaml"


def test_the_systemd_unit_starts_a_command_that_there_is() -> None:
    pytest.importorskip("slack_bolt")
    unit = (EXAMPLES / "slack" / "chatbot.service").read_text(encoding="utf-8")
    [started] = re.findall(r"^ExecStart=\S+/chatbot (.*)$", unit, re.MULTILINE)
    options = [word for word in started.split() if word.startswith("--")]
    told = python("-m", "chatbot", "slack", "--help")
    assert options
    assert not [option for option in options if option not in told]
