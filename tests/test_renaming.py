"""Nothing hangs on what things are called: with every id renamed, the answers are the same under the new names."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from chatbot.compiled import Compiled
from chatbot.conversation import Conversation
from chatbot.knowledge import load
from chatbot.library import default_folder, open_book
from chatbot.model import Answer, KnowledgeBase

QUESTIONS = Path(__file__).parent / "questions"
STEP = 4
"""Every so manieth question of each file is put."""

ID = re.compile(r"[a-z][a-z0-9-]+")


def renamed(ident: str) -> str:
    """Another id, which comes elsewhere in the alphabet."""
    return f"x{ident[::-1]}"


def ids_of(knowledge: KnowledgeBase) -> frozenset[str]:
    statements = knowledge.statements
    return frozenset(
        [
            *(held.id for held in (*knowledge.roles, *knowledge.dimensions, *statements)),
            *(statement.source.id for statement in statements),
        ]
    )


def rename_folder(old: Path, new: Path, ids: frozenset[str]) -> Path:
    """Copies a knowledge folder with its ids renamed, in file names, in keys and where a field refers to them."""
    for path in sorted(old.rglob("*.yaml")):
        relative = path.relative_to(old)
        stem = "--".join(sorted(renamed(part) if part in ids else part for part in path.stem.split("--")))
        place = new / relative.with_name(f"{stem}.yaml")
        place.parent.mkdir(parents=True, exist_ok=True)
        lines = path.read_text(encoding="utf-8").split("\n")
        place.write_text("\n".join(rename_line(line, ids) for line in lines), encoding="utf-8")
    return new


FIELD = re.compile(r"(\s*(?:- )?(?:id|source|more|nearest|from|dimension|reports-to|same-as|proxy-of):)(.*)")
KEY = re.compile(r"(\s*)([a-z][a-z0-9-]*)(:\s*)")


def rename_line(line: str, ids: frozenset[str]) -> str:
    def other(found: re.Match[str]) -> str:
        return renamed(found[0]) if found[0] in ids else found[0]

    field, key = FIELD.fullmatch(line), KEY.fullmatch(line)
    if field and ids.issuperset(ID.findall(field[2])):
        return field[1] + ID.sub(other, field[2])
    if key and key[2] in ids:
        return f"{key[1]}{renamed(key[2])}{key[3]}"
    return line


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """The knowledge that ships under other ids."""
    folder = default_folder()
    return open_book([rename_folder(folder, tmp_path_factory.mktemp("renamed"), ids_of(load(folder)))])


def talks() -> list[Sequence[str]]:
    lines = [line for path in sorted(QUESTIONS.glob("*.jsonl")) for line in path.read_text().splitlines()[::STEP]]
    items: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return [[turn["q"] for turn in item.get("turns", [item])] for item in items]


def seen(answer: Answer, names: dict[str, str]) -> tuple[object, ...]:
    """What of an answer may not depend on ids, with ids as they are without renaming.

    Roles of a comparison stand in the order of their ids, and so do its sentences and the numbers of its notes.
    """
    roles, dimension = {names[role] for role in answer.roles}, names.get(answer.dimension, "")
    statements = {names[statement.id] for statement in answer.statements}
    words = sorted(re.findall(r"\w+", re.sub(r"\[\d+\]", "", answer.text)))
    return answer.kind, roles, dimension, answer.verdict, answer.reason, answer.confidence, statements, words


def test_a_renamed_folder_says_the_same(book: Compiled, other: Compiled) -> None:
    old, new = ids_of(book.knowledge), ids_of(other.knowledge)
    assert {renamed(ident) for ident in old} == new


def test_the_answers_are_the_same_under_the_new_names(book: Compiled, other: Compiled) -> None:
    same = {ident: ident for ident in ids_of(book.knowledge)}
    back = {renamed(ident): ident for ident in same}
    differing = []
    asked = talks()
    assert len(asked) > 60
    for talk in asked:
        one, two = Conversation(book), Conversation(other)
        for question in talk:
            before, after = seen(one.ask(question), same), seen(two.ask(question), back)
            if before != after:
                differing.append((question, before, after))
    assert differing == []
