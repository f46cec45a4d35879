"""The Python interface: three lines."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

import pytest
from small_knowledge import compiled_cache, write_knowledge

import chatbot
from chatbot.errors import ChatbotError, KnowledgeError


def test_the_example_of_the_documentation_holds() -> None:
    results = doctest.testmod(chatbot)
    assert results.attempted == 3
    assert results.failed == 0


def test_a_folder_is_talked_about_in_three_lines(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(compiled_cache(tmp_path_factory)))
    folder = write_knowledge(tmp_path)
    for given in (folder, str(folder)):
        talk = chatbot.load(given)
        assert talk.ask("what does a Ward Nurse do?").roles == ("ward-nurse",)
        assert talk.ask("and a Delivery Midwife?").roles == ("delivery-midwife",)


def test_a_broken_folder_raises_one_error_with_every_problem(tmp_path: Path) -> None:
    folder = write_knowledge(tmp_path)
    (folder / "sources.yaml").write_text("handbook: {title: A}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        chatbot.load(folder)
    problems = caught.value.problems
    assert any(problem.file.endswith("sources.yaml") and "publisher" in problem.message for problem in problems)
    assert any("letter" in problem.message for problem in problems)
    assert all(problem.line >= 1 for problem in problems)
    assert str(caught.value).count("\n") == len(problems) - 1


def test_a_missing_folder_raises_our_own_error(tmp_path: Path) -> None:
    with pytest.raises(ChatbotError, match="no such folder"):
        chatbot.load(tmp_path / "missing")


def test_two_conversations_share_nothing() -> None:
    one, other = chatbot.load(), chatbot.load()
    one.ask("what does a COO earn?")
    assert other.roles == ()


def test_importing_the_package_loads_nothing_of_weight() -> None:
    heavy = "numpy scipy sklearn yaml rapidfuzz click rich prompt_toolkit"
    code = f"import sys, chatbot; print(sorted(set('{heavy}'.split()) & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
