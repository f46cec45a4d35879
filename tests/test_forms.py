"""Which form a question has, and what it asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hospital_knowledge import open_hospital

from chatbot.compiled import Compiled
from chatbot.evidence import Evidence, weigh
from chatbot.forms import denies
from chatbot.intents import UNKNOWN_THRESHOLD, WHO_UNKNOWN_THRESHOLD, intent_of
from chatbot.model import Kind
from chatbot.utterance import Utterance, hear


@pytest.fixture(scope="session")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return open_hospital(tmp_path_factory)


def heard(question: str, book: Compiled) -> tuple[Utterance, Evidence]:
    utterance = hear(question, book.speller, book.names)
    return utterance, weigh(utterance, book)


def unsure(evidence: Evidence, unknown: float) -> Evidence:
    """The evidence with this chance of being unanswerable, and duties the likeliest of all else."""
    intents = dict.fromkeys(evidence.intents, 0.01)
    return replace(evidence, intents={**intents, Kind.UNKNOWN: unknown, "duties": 1 - unknown})


@pytest.mark.parametrize(
    ("question", "denied"),
    [
        ("who has no night shifts", True),
        ("which of these jobs is there no licence for", True),
        ("which of the roles that train nurses says no", False),
        ("who decides that visitors may not come in", False),
    ],
)
def test_a_not_near_the_asking_word_asks_who_does_not(hospital: Compiled, question: str, denied: bool) -> None:
    assert denies(heard(question, hospital)[0]) is denied


def test_a_question_of_who_does_it_is_refused_for_better_reasons_than_others(hospital: Compiled) -> None:
    between = (UNKNOWN_THRESHOLD + WHO_UNKNOWN_THRESHOLD) / 2
    who, evidence = heard("who sorts the bandages", hospital)
    assert intent_of(who, unsure(evidence, between), ()) == "duties"
    assert intent_of(who, unsure(evidence, WHO_UNKNOWN_THRESHOLD), ()) == Kind.UNKNOWN
    what, evidence = heard("how are the bandages sorted", hospital)
    assert intent_of(what, unsure(evidence, between), ()) == Kind.UNKNOWN


def test_who_does_it_closes_a_tale_that_asks_for_no_guidance(hospital: Compiled) -> None:
    utterance, evidence = heard("I have spilt my tea all over the bed. Who do I ring?", hospital)
    even = {**dict.fromkeys(evidence.intents, 0.01), Kind.GUIDANCE: 0.5, "duties": 0.4}
    assert intent_of(utterance, replace(evidence, intents=even), ()) == "duties"
