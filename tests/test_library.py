"""Where compiled knowledge lies, and how it is opened."""

from __future__ import annotations

import dataclasses
import os
import shutil
from contextlib import nullcontext
from pathlib import Path

import pytest
from small_knowledge import compiled_cache, open_small, write_knowledge

from chatbot.compiled import BOOK, SEAL, VECTORS, WEIGHTS, Compiled, digest, open_compiled, save, vectors_in
from chatbot.conversation import Conversation
from chatbot.encoder import MODEL, SHIPPED
from chatbot.errors import KnowledgeError
from chatbot.knowledge import load
from chatbot.library import KEPT, WORDING_ALONE, cache_folder, default_folder, open_book
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
    assert small.meaning is not None
    opened = open_compiled(tmp_path / "book", small.meaning.encoder)
    assert opened is not None
    assert opened.meaning is not None
    assert opened.meaning.read("who births children") == small.meaning.read("who births children")
    assert opened.knowledge == small.knowledge
    assert opened.vocabulary == small.vocabulary
    assert opened.classifier.score(["pay"]) == small.classifier.score(["pay"])
    asked = ["sick", "birth", "degree"]
    assert opened.relevance.search(asked) == small.relevance.search(asked)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_saving_what_is_there_already_does_no_harm(small: Compiled, tmp_path: Path) -> None:
    for _ in range(2):
        save(small, tmp_path / "book")
    assert open_compiled(tmp_path / "book")


@pytest.mark.parametrize("file", [BOOK, WEIGHTS, VECTORS, SEAL])
@pytest.mark.parametrize("damage", ["cut", "changed", "gone"])
def test_what_is_damaged_is_not_opened_but_made_again(file: str, damage: str, cache: Path, tmp_path: Path) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    before = Conversation(open_book([folder])).ask("what does a Ward Nurse do?")
    (compiled,) = cache.iterdir()
    content = (compiled / file).read_bytes()
    (compiled / file).unlink()
    if damage != "gone":
        (compiled / file).write_bytes(content[:-1] if damage == "cut" else bytes([content[0] ^ 1]) + content[1:])
    assert open_compiled(compiled) is None
    assert Conversation(open_book([folder])).ask("what does a Ward Nurse do?") == before
    assert open_compiled(compiled)


def test_what_was_compiled_for_something_else_is_not_opened(small: Compiled, tmp_path: Path) -> None:
    save(small, tmp_path / "one")
    (tmp_path / "one").rename(tmp_path / "another")
    assert open_compiled(tmp_path / "another") is None


def test_what_another_version_wrote_is_not_opened(small: Compiled, tmp_path: Path) -> None:
    save(small, tmp_path / "book")
    seal = tmp_path / "book" / SEAL
    seal.write_text(seal.read_text().replace('"version": ', '"version": 9'))
    assert open_compiled(tmp_path / "book") is None
    assert vectors_in(tmp_path / "book") is None


def test_only_sentences_that_changed_are_encoded_again(cache: Path, tmp_path: Path) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    open_book([folder])
    role = folder / "roles" / "ward-nurse.yaml"
    role.write_text(role.read_text(encoding="utf-8").replace("three years", "four years"), encoding="utf-8")
    told: list[tuple[int, int]] = []
    open_book([folder], compiling=nullcontext(lambda done, total: told.append((done, total))))
    assert 1 <= len(told) <= 3
    assert told[-1] == (len(told), len(told))


def test_the_cache_keeps_only_what_was_compiled_last(cache: Path, tmp_path: Path) -> None:
    for n in range(KEPT + 2):
        (cache / f"{n}").mkdir(parents=True)
        os.utime(cache / f"{n}", (n, n))
    open_book([write_knowledge(tmp_path / "knowledge")], encoder=WORDING_ALONE)
    left = {path.name for path in cache.iterdir()}
    assert len(left) == KEPT
    assert {"0", "1", "2"}.isdisjoint(left)


def test_an_encoder_that_cannot_be_loaded_is_told_once_and_wording_goes_on_alone(cache: Path, tmp_path: Path) -> None:
    damaged = shutil.copytree(SHIPPED, tmp_path / "encoder")
    (damaged / MODEL).write_bytes(b"not a model")
    folder, warnings = write_knowledge(tmp_path / "knowledge"), list[str]()
    for _ in range(2):
        warnings.clear()
        talk = Conversation(open_book([folder], str(damaged), warnings.append))
        for question in ("what does a Ward Nurse do?", "whose arms hold the newborn first"):
            answer = talk.ask(question)
        assert len(warnings) == 1
        assert MODEL in warnings[0]
        assert "wording alone" in warnings[0]
    assert MODEL in str(answer.explanation["meaning"])


def test_a_folder_that_is_no_encoder_is_told(cache: Path, tmp_path: Path) -> None:
    warnings: list[str] = []
    book = open_book([write_knowledge(tmp_path / "knowledge")], str(tmp_path / "missing"), warnings.append)
    Conversation(book).ask("whose arms hold the newborn first")
    assert [str(tmp_path / "missing") in warning for warning in warnings] == [True]


def test_no_encoder_need_be_used(cache: Path, tmp_path: Path) -> None:
    book = open_book([write_knowledge(tmp_path / "knowledge")], encoder=WORDING_ALONE)
    assert book.meaning is None
    assert "no encoder" in str(Conversation(book).ask("whose arms hold the newborn first").explanation["meaning"])


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
