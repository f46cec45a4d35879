"""Two dimensions that fit a question equally well: the person is asked which of them is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from small_knowledge import FILES, compiled_cache, open_small

from chatbot.classifier import Classifier
from chatbot.compiled import INTENT, Compiled
from chatbot.conversation import Conversation
from chatbot.intents import TOO_CLOSE
from chatbot.model import Answer, Kind, Reason
from chatbot.rendering import as_json

DAYS, NIGHTS = "days", "nights"
NURSE, MIDWIFE = "ward-nurse", "delivery-midwife"
QUESTIONS = """
statement: ["when does {role} start", "how long is the work of {role}", "hours of {role}?", "when does {role} end"]
comparison: ["how do the hours of {role} and {other} differ"]
"""
TWINS = """
- {id: days, name: Work by day, aliases: [day hours], covers: hours, more: [longer], less: [shorter]}
- {id: nights, name: Work by night, aliases: [night hours], covers: hours, more: [longer], less: [shorter]}
"""
HOURS = """
  days:
    - {id: ROLE-days, text: "A ROLE works eight hours.", topics: [hours], source: handbook}
  nights:
    - {id: ROLE-nights, text: "A ROLE works eight hours.", topics: [hours], source: handbook}
"""


class Undecided(Classifier):
    """A classifier to which two dimensions are one."""

    def score(self, words: Sequence[str]) -> dict[str, dict[str, float]]:
        scores = super().score(words)
        mean = (scores[INTENT][DAYS] + scores[INTENT][NIGHTS]) / 2
        return {**scores, INTENT: {**scores[INTENT], DAYS: mean, NIGHTS: mean}}


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """A small folder with two dimensions of which people ask in the same words."""
    changed = {
        "dimensions.yaml": FILES["dimensions.yaml"] + TWINS,
        "questions/days.yaml": QUESTIONS,
        "questions/nights.yaml": QUESTIONS,
    } | {
        f"roles/{role}.yaml": FILES[f"roles/{role}.yaml"].rstrip() + HOURS.replace("ROLE", role)
        for role in (NURSE, MIDWIFE)
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, text in changed.items():
            patch.setitem(FILES, name, text)
        book = open_small(tmp_path_factory.mktemp("twins"), compiled_cache(tmp_path_factory))
    held = book.classifier
    return replace(book, classifier=Undecided(held.table, held.bias, held.heads), meaning=None)


def asked_back(talk: Conversation, question: str = "when does a ward nurse start?") -> Answer:
    answer = talk.ask(question)
    assert (answer.kind, answer.reason) == (Kind.CLARIFY, Reason.AMBIGUOUS)
    return answer


def test_two_dimensions_that_fit_alike_are_asked_back_with_numbers(twins: Compiled) -> None:
    answer = asked_back(Conversation(twins))
    assert {candidate.dimension for candidate in answer.candidates} == {DAYS, NIGHTS}
    assert min(c.score for c in answer.candidates) >= TOO_CLOSE * max(c.score for c in answer.candidates)
    names = [candidate.name for candidate in answer.candidates]
    assert answer.lead == f"Which aspect of the Ward Nurse do you mean?\n1. {names[0]}\n2. {names[1]}"
    assert (answer.roles, answer.statements) == ((), ())
    shown = as_json(answer)["candidates"]
    assert [choice["dimension"] for choice in shown] == [candidate.dimension for candidate in answer.candidates]


@pytest.mark.parametrize(("choice", "place"), [("1", 0), ("2", 1), ("the second one", 1), ("two", 1)])
def test_a_number_chooses(twins: Compiled, choice: str, place: int) -> None:
    talk = Conversation(twins)
    offered = asked_back(talk).candidates
    answer = talk.ask(choice)
    assert (answer.kind, answer.roles, answer.dimension) == (Kind.STATEMENT, (NURSE,), offered[place].dimension)


@pytest.mark.parametrize("choice", ["Work by night", "night hours", "the night hours please", "I mean work by night"])
def test_a_name_chooses(twins: Compiled, choice: str) -> None:
    talk = Conversation(twins)
    asked_back(talk)
    answer = talk.ask(choice)
    assert (answer.kind, answer.roles, answer.dimension) == (Kind.STATEMENT, (NURSE,), NIGHTS)
    assert [statement.id for statement in answer.statements] == ["ward-nurse-nights"]


def test_the_talk_goes_on_from_what_was_chosen(twins: Compiled) -> None:
    talk = Conversation(twins)
    asked_back(talk)
    talk.ask("night hours")
    answer = talk.ask("and a delivery midwife?")
    assert (answer.kind, answer.roles, answer.dimension) == (Kind.STATEMENT, (MIDWIFE,), NIGHTS)


def test_a_comparison_is_asked_back_of_both_roles(twins: Compiled) -> None:
    talk = Conversation(twins)
    answer = asked_back(talk, "how do the hours of a ward nurse and a delivery midwife differ?")
    assert answer.lead.startswith("Which aspect of the Delivery Midwife and the Ward Nurse do you mean?")
    chosen = talk.ask("1")
    assert (chosen.kind, chosen.roles) == (Kind.COMPARISON, (MIDWIFE, NURSE))
    assert chosen.dimension == answer.candidates[0].dimension


def test_a_number_out_of_range_is_asked_again_and_a_new_question_is_answered(twins: Compiled) -> None:
    talk = Conversation(twins)
    first = asked_back(talk)
    assert talk.ask("7").candidates == first.candidates
    assert talk.ask("what training does a delivery midwife need?").dimension == "training"


def test_a_name_in_the_question_decides(twins: Compiled) -> None:
    for name, dimension in (("day hours", DAYS), ("work by night", NIGHTS)):
        assert Conversation(twins).ask(f"{name} of a ward nurse?").dimension == dimension
