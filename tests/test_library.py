"""Where compiled knowledge lies, and how it is opened."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from small_knowledge import compiled_cache, open_small, write_knowledge

from chatbot.compiled import Compiled, digest, is_compiled, open_compiled, save
from chatbot.conversation import Conversation
from chatbot.errors import KnowledgeError
from chatbot.knowledge import load
from chatbot.library import cache_folder, default_folder, open_book
from chatbot.yamlfiles import content_files


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "chatbot"


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return open_small(tmp_path_factory.mktemp("small"), compiled_cache(tmp_path_factory))


def test_the_knowledge_that_ships_is_the_default() -> None:
    assert (default_folder() / "dimensions.yaml").is_file()


def test_the_cache_lies_where_the_environment_says(cache: Path) -> None:
    assert cache_folder() == cache


@pytest.mark.parametrize("given", ["", "relative/folder"])
def test_a_cache_that_is_no_absolute_path_is_not_used(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", given)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "chatbot"


def test_a_folder_is_compiled_once_and_opened_from_then_on(cache: Path, tmp_path: Path) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    first = open_book([folder])
    (compiled,) = cache.iterdir()
    written = (compiled / "book.json").stat().st_mtime_ns
    second = open_book([folder])
    assert (compiled / "book.json").stat().st_mtime_ns == written
    assert second.knowledge == first.knowledge
    question = "what does a Ward Nurse do?"
    assert Conversation(second).ask(question) == Conversation(first).ask(question)


def test_what_is_saved_is_opened_as_it_was(small: Compiled, tmp_path: Path) -> None:
    save(small, tmp_path / "book")
    opened = open_compiled(tmp_path / "book")
    assert opened.knowledge == small.knowledge
    assert opened.vocabulary == small.vocabulary
    assert opened.classifier.score(["pay"]) == small.classifier.score(["pay"])
    asked = ["sick", "birth", "degree"]
    assert opened.relevance.search(asked) == small.relevance.search(asked)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_saving_what_is_there_already_does_no_harm(small: Compiled, tmp_path: Path) -> None:
    for _ in range(2):
        save(small, tmp_path / "book")
    assert is_compiled(tmp_path / "book")


def test_a_change_of_the_knowledge_gives_it_another_name(tmp_path: Path) -> None:
    folder = write_knowledge(tmp_path)
    before = digest(content_files([folder]))
    assert digest(content_files([folder])) == before
    role = folder / "roles" / "ward-nurse.yaml"
    role.write_text(role.read_text(encoding="utf-8").replace("three years", "four years"), encoding="utf-8")
    assert digest(content_files([folder])) != before


def test_hidden_files_and_backups_are_no_part_of_the_knowledge(tmp_path: Path) -> None:
    folder = write_knowledge(tmp_path)
    before = digest(content_files([folder]))
    for name in (".hidden.yaml", "roles/.swap.yaml", "roles/ward-nurse.yaml~", "notes.txt"):
        (folder / name).write_text("x", encoding="utf-8")
    assert digest(content_files([folder])) == before


def test_a_cache_that_cannot_be_written_costs_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    book = open_book([write_knowledge(tmp_path / "knowledge")])
    assert Conversation(book).ask("what does a Ward Nurse do?").statements


def test_a_folder_that_does_not_load_is_told_with_every_problem(cache: Path, tmp_path: Path) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    (folder / "roles" / "ward-nurse.yaml").write_text("nme: Ward Nurse\naliases: 3\n", encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        open_book([folder])
    assert len(caught.value.problems) >= 3
    assert all(problem.level == "error" for problem in caught.value.problems)
    assert not cache.exists()


def test_a_folder_that_is_not_there_is_told(cache: Path, tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no such folder"):
        open_book([tmp_path / "missing"])


def test_what_is_compiled_needs_no_examples_any_more(small: Compiled, tmp_path: Path) -> None:
    knowledge = load(write_knowledge(tmp_path))
    assert knowledge.examples
    assert small.knowledge == dataclasses.replace(knowledge, examples=())
