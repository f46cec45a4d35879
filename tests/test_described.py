"""Roles described instead of named."""

from __future__ import annotations

import pytest

from chatbot.described import find_described, weigh_descriptions
from chatbot.model import KnowledgeBase, Role
from chatbot.roles import index_names

KNOWLEDGE = KnowledgeBase(
    name="A ship",
    roles=(
        Role("cook", "Ship Cook", described=("person who fries fish", "one who ladles out the soup")),
        Role("gunner", "Ship Gunner", described=("person who loads cannons and powder",)),
        Role("carpenter", "Ship Carpenter", described=("one who mends planks with powder and glue",)),
    ),
    dimensions=(),
    statements=(),
)
NAMES = index_names(KNOWLEDGE, {"ranks": [], "jobs": [], "letters": [], "levels": []})


def described(text: str) -> list[tuple[str, ...]]:
    return [mention.roles for mention in find_described(text.split(), NAMES.described)]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("what does the person who fries fish earn", "cook"),
        ("pay of the guy that ladles soup", "cook"),
        ("is the woman who loads cannons rich", "gunner"),
        ("whichever one who mends the planks", "carpenter"),
        ("what does the soup lady earn", "cook"),
    ],
)
def test_a_role_is_known_by_what_its_holder_does(text: str, role: str) -> None:
    assert described(text) == [(role,)]


def test_the_description_covers_the_words_that_tell_and_no_more() -> None:
    (mention,) = find_described("what does the person who fries fish earn in a year".split(), NAMES.described)
    assert mention.title == "person who fries fish"
    assert mention.described


@pytest.mark.parametrize(
    "text",
    [
        "what does the person who has powder earn",
        "someone who mends the planks, which job suits him",
        "the fish fries well",
        "the person who sings",
        "who fries fish",
        "",
    ],
)
def test_a_shared_word_is_too_little_and_without_a_certain_holder_there_is_no_description(text: str) -> None:
    assert described(text) == []


def test_words_that_come_too_late_do_not_belong_to_the_description() -> None:
    (mention,) = find_described("the person who fries a great many kinds of quite fresh fish".split(), NAMES.described)
    assert mention.title == "the person who fries".removeprefix("the ")


def test_two_descriptions_name_two_roles() -> None:
    assert described("the guy who fries fish and the one who loads cannons") == [("cook",), ("gunner",)]


def test_a_word_that_fewer_roles_share_tells_more() -> None:
    weights = weigh_descriptions(KNOWLEDGE)["gunner"]
    assert weights["cannon"] > weights["powder"] > 0
