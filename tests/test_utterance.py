"""What can be told of a question before asking what it means."""

from __future__ import annotations

import pytest

from chatbot.model import KnowledgeBase, Role
from chatbot.roles import index_names
from chatbot.spelling import Speller
from chatbot.utterance import Utterance, hear, hear_example

KNOWLEDGE = KnowledgeBase(
    name="A theatre",
    roles=(
        Role("stage-manager", "Stage Manager", aliases=("SM",), described=("person who calls the cues backstage",)),
        Role("prop-master", "Prop Master", aliases=("PM",)),
    ),
    dimensions=(),
    statements=(),
)
NAMES = index_names(KNOWLEDGE, {"ranks": ["manager", "master"], "jobs": [], "letters": [], "levels": []})
SPELLER = Speller(dict.fromkeys("stage manager prop master curtain rehearsal salary earns".split(), 5))


def heard(text: str) -> Utterance:
    return hear(text, SPELLER, NAMES)


def test_names_are_found_and_masked() -> None:
    utterance = heard("Does a Stage Manager earn more than a PM?")
    assert utterance.roles == ("stage-manager", "prop-master")
    assert utterance.masked[:9] == ("does", "a", "xrole", "earn", "more", "than", "a", "xother", "xaux")


@pytest.mark.parametrize(
    "text",
    ["What does a stage manager earn?", "what does a SM earn", "WHAT DOES A STAGE MANAGER EARN", "what does a sm earn"],
)
def test_however_a_role_is_named_the_classifier_sees_the_same_words(text: str) -> None:
    assert heard(text).masked == heard("what does a stage manager earn").masked


@pytest.mark.parametrize(
    "text",
    ["stgae manager salery", "stage manger salary", "stagemanager salary", "the :fire: stage manager's salary"],
)
def test_slips_shorthand_and_decoration_do_not_hide_a_role(text: str) -> None:
    utterance = heard(text)
    assert utterance.roles == ("stage-manager",)
    assert "salary" in utterance.words


def test_the_telling_words_are_those_outside_names_without_the_small_ones() -> None:
    assert heard("who pulls the curtain, the stage manager?").stems == ("pull", "curtain")


def test_a_clause_begins_after_a_comma_and_the_like() -> None:
    utterance = heard("I love curtains, not crowds: which role?")
    openings = {word for place, word in enumerate(utterance.words) if place in utterance.breaks}
    assert openings == {"i", "not", "which"}


def test_a_role_may_be_described_where_none_is_named() -> None:
    assert heard("what does the person who calls the cues backstage earn").roles == ("stage-manager",)
    assert heard("does the prop master know the person who calls the cues backstage").roles == ("prop-master",)


@pytest.mark.parametrize(
    ("cue", "with_it", "without_it"),
    [
        ("xaux", "does a stage manager sing?", "what does a stage manager sing?"),
        ("xaux", "well, is a stage manager rich?", "how rich is a stage manager?"),
        ("xwh", "how rich is a PM", "is a PM rich"),
        ("xtag", "a stage manager sings, right?", "a stage manager sings the right song"),
        ("xtag", "stage managers sing, don't they?", "what do stage managers sing, and why don't they stop?"),
        ("xreported", "I heard stage managers sing", "stage managers sing"),
        ("xtag", "a stage manager sings. Agree?", "a stage manager and the agreed songs"),
        ("xtag", "a stage manager sings, anything in it?", "is there anything a stage manager sings?"),
        ("xreported", "my aunt says stage managers sing", "does a stage manager say my line?"),
        ("xclaims", "a stage manager gets double?", "a stage manager pay?"),
        ("xclaims", "the PM answers to the SM?", "what the PM gets?"),
        ("xwhich", "who pulls the curtain?", "what about the curtain?"),
        ("xwhich", "which role pulls the curtain?", "which curtain does a PM pull?"),
        ("xobject", "who does a stage manager call?", "who calls a stage manager?"),
        ("xor", "is it the stage manager or the PM?", "stage manager and PM"),
        ("xneg", "who doesn't sing?", "who sings?"),
        ("xless", "who earns the least?", "who earns the most?"),
        ("xsoft", "can a PM sing?", "does a PM sing?"),
        ("xabsolute", "does a PM only sing?", "does a PM sing?"),
        ("xshort", "PM pay?", "what is the pay of a PM?"),
        ("xself", "I love curtains", "love curtains"),
        ("xstory", "I love curtains and crowds. Which one?", "Which one loves curtains and crowds?"),
        ("xyou", "do you know any roles?", "are there any roles?"),
    ],
)
def test_cue_words_tell_the_form_of_a_question(cue: str, with_it: str, without_it: str) -> None:
    assert cue in heard(with_it).cues
    assert cue not in heard(without_it).cues


@pytest.mark.parametrize(("text", "cue"), [("pay", "xnames0"), ("PM pay", "xnames1"), ("PM or SM pay", "xnames2")])
def test_the_number_of_roles_named_is_a_cue(text: str, cue: str) -> None:
    assert cue in heard(text).cues


def test_an_example_is_masked_as_the_question_it_stands_for() -> None:
    taught = hear_example("does a {role} earn more than a {other}?", SPELLER, NAMES)
    assert taught.masked == heard("does a stage manager earn more than a prop master?").masked


@pytest.mark.parametrize("text", ["", "   ", "?!", "\u00e4" * 50, "{role}", "' ' '"])
def test_anything_can_be_heard(text: str) -> None:
    assert heard(text).roles == ()
