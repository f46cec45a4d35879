"""Long words are forgiven their slips; short ones, on which everything hangs, never."""

from __future__ import annotations

import pytest

from chatbot.spelling import LONG, MIN_LENGTH, Speller

VOCABULARY = {
    "logistics": 9,
    "manager": 9,
    "education": 9,
    "salary": 9,
    "celery": 1,
    "budget": 5,
    "gadget": 5,
    "coo": 9,
    "cfo": 9,
    "duty": 9,
    "strength": 3,
}


@pytest.fixture
def speller() -> Speller:
    return Speller(VOCABULARY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("logistcs", "logistics"),
        ("lgoistics", "logistics"),
        ("managr", "manager"),
        ("salery", "salary"),
        ("budegt", "budget"),
        ("bduget", "budget"),
        ("educasion", "education"),
        ("edducatoin", "education"),
        ("xalary", "salary"),
        ("logisticsmanagereducation", "logistics manager education"),
    ],
)
def test_a_slip_in_a_long_word_is_repaired(speller: Speller, typed: str, meant: str) -> None:
    assert " ".join(speller.repair(typed)) == meant


@pytest.mark.parametrize("typed", ["cfo", "coo", "cmo", "ceo", "dury", "duti", "coos"])
def test_11_a_word_under_five_letters_is_never_taken_for_another(speller: Speller, typed: str) -> None:
    assert len(typed) < MIN_LENGTH
    assert speller.repair(typed) == (typed,)


@pytest.mark.parametrize("typed", ["manager", "managers", "salaries", "strengths", "what", "manager's"])
def test_a_known_word_in_any_form_is_left_alone(speller: Speller, typed: str) -> None:
    assert speller.repair(typed) == (typed,)


@pytest.mark.parametrize("typed", ["zzzzzzzz", "quantum", "m4nager", "1234567", "x" * 4000])
def test_a_word_that_resembles_nothing_stays_as_it_is(speller: Speller, typed: str) -> None:
    assert speller.repair(typed) == (typed,)


@pytest.mark.parametrize("typed", ["harder", "printer", "printers", "garden's", "while"])
def test_a_word_of_everyday_english_is_no_slip_though_the_knowledge_has_one_like_it(typed: str) -> None:
    words = dict.fromkeys(("harden", "painter", "painters", "warden", "whole"), 5)
    assert Speller(words).repair(typed) == (typed,)


def test_below_eight_letters_one_slip_is_forgiven_and_from_there_two(speller: Speller) -> None:
    assert len("budget") < LONG <= len("logistics")
    assert speller.repair("bugdte") == ("bugdte",)
    assert speller.repair("logistixx") == ("logistics",)


def test_of_two_words_equally_near_the_commoner_is_meant_and_the_order_of_the_vocabulary_does_not_matter() -> None:
    words = {"garden": 2, "harden": 7, "warden": 7}
    for vocabulary in (words, dict(reversed(words.items()))):
        assert Speller(vocabulary).repair("xarden") == ("harden",)
