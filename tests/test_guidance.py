"""Likes, skills and background, and the roles that suit them."""

from __future__ import annotations

import pytest
from hospital_knowledge import open_hospital

from chatbot.compiled import Compiled
from chatbot.evidence import weigh
from chatbot.guidance import SHOWN, Fit, best_fits
from chatbot.utterance import hear


@pytest.fixture(scope="session")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return open_hospital(tmp_path_factory)


def fits(tale: str, book: Compiled) -> tuple[Fit, ...]:
    utterance = hear(tale, book.speller, book.names)
    return best_fits(utterance, weigh(utterance, book), book)


@pytest.mark.parametrize(
    ("tale", "role"),
    [
        ("I love babies and newborns", "birth-midwife"),
        ("I like pushing beds and wheelchairs", "linen-porter"),
        ("I am good with bandages, medicines and the dying", "ward-sister"),
        ("I want an early shift and no nights", "linen-porter"),
        ("I have a degree in midwifery and like teaching parents", "birth-midwife"),
    ],
)
def test_the_role_whose_statements_take_up_most_of_the_tale_fits_best(hospital: Compiled, tale: str, role: str) -> None:
    assert fits(tale, hospital)[0].role == role


def test_fits_are_ranked_and_each_has_the_statements_that_speak_for_it(hospital: Compiled) -> None:
    found = fits("I love babies and teaching parents", hospital)
    assert [fit.score for fit in found] == sorted((fit.score for fit in found), reverse=True)
    assert {statement.id for statement in found[0].statements} >= {"bm-duties-births", "bm-duties-classes"}
    assert all(statement.role == fit.role for fit in found for statement in fit.statements)


def test_what_a_person_dislikes_speaks_against_a_role(hospital: Compiled) -> None:
    liking, disliking = fits("I love laundry", hospital), fits("I hate laundry", hospital)
    assert liking[0].role == "linen-porter"
    assert disliking[0].role != "linen-porter"


def test_a_dislike_ends_with_its_clause(hospital: Compiled) -> None:
    assert fits("I hate laundry, but I love wheelchairs and pushing beds", hospital)[0].role == "linen-porter"


def test_a_statement_that_denies_a_like_speaks_against_its_role(hospital: Compiled) -> None:
    midwife, sister = fits("Ward Sister or Birth Midwife, I want to deliver babies", hospital)
    assert (midwife.role, midwife.against) == ("birth-midwife", ())
    assert [statement.id for statement in sister.against] == ["ws-duties-no-births"]
    assert "ws-duties-no-births" not in {statement.id for statement in sister.statements}


def test_of_several_roles_named_only_those_are_weighed(hospital: Compiled) -> None:
    found = fits("Ward Sister or Linen Porter, I love babies and wounds", hospital)
    assert {fit.role for fit in found} == {"ward-sister", "linen-porter"}
    assert found[0].role == "ward-sister"


def test_no_more_roles_are_ranked_than_are_shown(hospital: Compiled) -> None:
    assert len(fits("I like everything", hospital)) <= SHOWN
