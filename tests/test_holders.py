"""Who does it."""

from __future__ import annotations

import pytest
from hospital_knowledge import open_hospital

from chatbot.compiled import Compiled
from chatbot.evidence import weigh
from chatbot.holders import denials, holdings, who_holds
from chatbot.utterance import hear

EVERYBODY = ("birth-midwife", "linen-porter", "ward-sister")


@pytest.fixture(scope="session")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return open_hospital(tmp_path_factory)


def held(question: str, dimension: str, book: Compiled, roles: tuple[str, ...] = EVERYBODY, **how: bool) -> list[str]:
    utterance = hear(question, book.speller, book.names)
    found = who_holds(weigh(utterance, book), book, roles, dimension, utterance.stems, **how)
    return [holding.role for holding in found]


@pytest.mark.parametrize(
    ("question", "dimension", "role"),
    [
        ("who hands out the pills", "duties", "ward-sister"),
        ("who delivers babies", "duties", "birth-midwife"),
        ("who pushes wheelchairs", "duties", "linen-porter"),
        ("who cares for newborns", "patients", "birth-midwife"),
        ("who starts at six in the morning", "shifts", "linen-porter"),
        ("who gets a night bonus", "pay", "ward-sister"),
    ],
)
def test_the_role_whose_statements_speak_of_the_thing_holds_it(
    hospital: Compiled, question: str, dimension: str, role: str
) -> None:
    assert held(question, dimension, hospital) == [role]


def test_the_strongest_claim_comes_first_with_its_best_statement_first(hospital: Compiled) -> None:
    utterance = hear("who delivers babies", hospital.speller, hospital.names)
    ranked = holdings(weigh(utterance, hospital), hospital, EVERYBODY, "duties")
    assert [holding.score for holding in ranked] == sorted((h.score for h in ranked), reverse=True)
    assert ranked[0].statements[0].id == "bm-duties-births"


def test_a_statement_that_denies_the_thing_makes_nobody_its_holder(hospital: Compiled) -> None:
    utterance = hear("who delivers babies", hospital.speller, hospital.names)
    evidence = weigh(utterance, hospital)
    denied = [statement for _, statement in denials(evidence, hospital, "ward-sister", "duties")]
    assert [statement.id for statement in denied] == ["ws-duties-no-births"]
    held_by_sister = next(h for h in holdings(evidence, hospital, EVERYBODY, "duties") if h.role == "ward-sister")
    assert held_by_sister.score <= 0
    assert denied[0] not in held_by_sister.statements


def test_only_the_roles_in_question_are_weighed(hospital: Compiled) -> None:
    among = ("linen-porter", "ward-sister")
    assert held("who dresses wounds", "duties", hospital, among) == ["ward-sister"]


def test_who_does_not_hold_it_is_told_by_a_statement_that_says_so(hospital: Compiled) -> None:
    assert held("who has no night shifts", "shifts", hospital, denied=True) == ["linen-porter"]


def test_who_has_the_most_and_the_least_is_told_by_the_order(hospital: Compiled) -> None:
    assert held("who earns the most", "pay", hospital, ordered=True) == ["birth-midwife"]
    assert held("who earns the least", "pay", hospital, least=True) == ["linen-porter"]
    assert held("who trains longest", "training", hospital, ordered=True) == ["birth-midwife"]


def test_where_nothing_held_speaks_of_the_thing_nobody_holds_it(hospital: Compiled) -> None:
    assert held("who plays the violin", "duties", hospital) == []


def test_of_those_that_lack_something_only_they_are_told_whose_denial_is_of_that(hospital: Compiled) -> None:
    assert held("which of these jobs has no night shifts", "shifts", hospital, denied=True) == ["linen-porter"]
    assert held("who does not deliver babies", "duties", hospital, denied=True) == ["ward-sister"]
