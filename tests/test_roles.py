"""Which jobs a text names."""

from __future__ import annotations

import json

import pytest

from chatbot.model import KnowledgeBase, Mention, Role, Title
from chatbot.roles import Names, find_roles, index_names, name_words

KNOWLEDGE = KnowledgeBase(
    name="A park",
    roles=(
        Role("forest-warden", "Forest Warden", aliases=("FW", "ranger"), titles=("outdoor chief",)),
        Role("river-warden", "River Warden", aliases=("RW", "warden of rivers"), titles=("outdoor chief",)),
        Role("park-guide", "Park Guide"),
    ),
    dimensions=(),
    statements=(),
    titles=(Title(("beach warden", "BW"), nearest="river-warden"),),
)
OCCUPATIONS = {
    "ranks": ["warden", "wardens", "chief", "guide", "manager"],
    "jobs": ["plumber", "plumbers"],
    "letters": ["ceo"],
    "levels": ["deputy", "assistant"],
}
NAMES = index_names(KNOWLEDGE, OCCUPATIONS)


def found(text: str) -> tuple[Mention, ...]:
    return find_roles(text.split(), NAMES)


def named(text: str) -> list[tuple[str, ...]]:
    return [mention.roles for mention in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        "what does a forest warden do",
        "what do forest wardens do",
        "a forest warden's day",
        "what does a ranger do",
        "fw duties",
        "pay of a fw",
    ],
)
def test_a_role_is_named_by_its_name_an_alias_or_an_abbreviation_in_singular_or_plural(text: str) -> None:
    assert named(text) == [("forest-warden",)]


def test_roles_are_given_in_the_order_of_the_text_with_their_places() -> None:
    first, second = found("rw and forest warden")
    assert (first.roles, first.start, first.end) == (("river-warden",), 0, 1)
    assert (second.roles, second.start, second.end) == (("forest-warden",), 2, 4)


def test_the_longest_name_wins_where_names_overlap() -> None:
    (mention,) = found("the warden of rivers")
    assert mention.roles == ("river-warden",)
    assert mention.title == "warden of rivers"


def test_a_shared_title_names_every_role_that_has_it() -> None:
    assert named("who is the outdoor chief") == [("forest-warden", "river-warden")]


@pytest.mark.parametrize("text", ["what does a beach warden do", "bw pay"])
def test_a_title_that_is_not_held_names_no_role_but_the_nearest_one(text: str) -> None:
    (mention,) = found(text)
    assert (mention.roles, mention.title, mention.nearest) == ((), "beach warden", "river-warden")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("what does a plumber earn", "plumber"),
        ("the ceo said so", "ceo"),
        ("is a harbour manager rich", "harbour manager"),
        ("what does the manager of harbours do", "manager of harbours"),
    ],
)
def test_a_job_that_nobody_knows_is_told_by_its_title(text: str, title: str) -> None:
    (mention,) = found(text)
    assert (mention.roles, mention.title, mention.nearest) == ((), title, "")


def test_a_level_in_front_makes_another_job_of_a_known_title() -> None:
    (mention,) = found("what does a deputy forest warden do")
    assert mention.roles == ()
    assert mention.title == "deputy forest warden"


@pytest.mark.parametrize("text", ["the forest one", "forest role", "a rw and a forest"])
def test_a_part_of_a_name_is_enough_where_its_surroundings_make_a_name_of_it(text: str) -> None:
    last = found(text)[-1]
    assert last.roles == ("forest-warden",)
    assert last.part


@pytest.mark.parametrize("text", ["the forest is on fire", "a walk by the river", "parks", "forestry"])
def test_a_part_of_a_name_alone_is_only_a_word(text: str) -> None:
    assert found(text) == ()


def test_two_parts_share_the_word_at_their_end() -> None:
    assert named("river and forest wardens") == [("river-warden",), ("forest-warden",)]


def test_the_bare_end_of_several_names_means_each_of_those_roles() -> None:
    (mention,) = found("what does the warden do")
    assert mention.roles == ("forest-warden", "river-warden")
    assert mention.part


def test_a_bare_end_that_one_role_has_alone_means_that_role() -> None:
    assert named("the guide role") == [("park-guide",)]


def test_the_words_of_a_name_are_those_of_a_text_with_shorthand_written_out() -> None:
    assert name_words("Ops Mgr") == ("operations", "manager")
    assert name_words("C.E.O.") == ("ceo",)


def test_names_survive_being_written_as_json() -> None:
    written = json.dumps(NAMES.as_json())
    again = Names.from_json(json.loads(written))
    assert json.dumps(again.as_json()) == written
    assert find_roles(["fw"], again) == found("fw")
