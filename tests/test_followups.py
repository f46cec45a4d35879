"""What a message takes over from the talk before it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hospital_knowledge import open_hospital

from chatbot.compiled import Compiled
from chatbot.followups import (
    State,
    after,
    is_fragment,
    next_leg,
    retarget,
    retold,
    spoken_of,
    takes_over,
)
from chatbot.model import Candidate, Kind, Match
from chatbot.moves import Move, choice_of, move_of, number_in
from chatbot.utterance import Utterance, hear

CHOICES = (Candidate("Birth Midwife", 0.5, role="birth-midwife"), Candidate("Ward Sister", 0.5, role="ward-sister"))


@pytest.fixture(scope="session")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return open_hospital(tmp_path_factory)


def heard(text: str, book: Compiled) -> Utterance:
    return hear(text, book.speller, book.names)


def talk(question: str, kind: Kind, roles: tuple[str, ...], book: Compiled, dimension: str = "") -> State:
    """The state of a talk in which one question was asked and read so."""
    return after(State(), heard(question, book), Match(kind, roles, dimension))


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("why?", Move.WHY),
        ("but why", Move.WHY),
        ("how come?", Move.WHY),
        ("source?", Move.SOURCE),
        ("says who?", Move.SOURCE),
        ("what's the source for that?", Move.SOURCE),
        ("more", Move.MORE),
        ("tell me more please", Move.MORE),
        ("go on", Move.MORE),
        ("the other way round?", Move.SWAP),
        ("and vice versa?", Move.SWAP),
        ("why does a porter push beds?", None),
        ("more pay for the porter", None),
        ("hello", None),
    ],
)
def test_a_few_words_act_on_the_last_answer(hospital: Compiled, text: str, move: Move | None) -> None:
    assert move_of(heard(text, hospital)) is move


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("1", "birth-midwife"),
        ("2", "ward-sister"),
        ("2.", "ward-sister"),
        ("two", "ward-sister"),
        ("number two please", "ward-sister"),
        ("the second one", "ward-sister"),
        ("option 1", "birth-midwife"),
    ],
)
def test_a_choice_is_picked_by_its_number(hospital: Compiled, text: str, role: str) -> None:
    choice = choice_of(heard(text, hospital), CHOICES)
    assert choice is not None
    assert choice.role == role


@pytest.mark.parametrize("text", ["0", "3", "99999999999999999999", "nine"])
def test_a_number_out_of_range_picks_nothing(hospital: Compiled, text: str) -> None:
    assert choice_of(heard(text, hospital), CHOICES) is None


@pytest.mark.parametrize("text", ["two porters", "1 2", "the midwife", "how many?", "a 2 b"])
def test_only_a_message_that_is_nothing_but_a_number_is_one(hospital: Compiled, text: str) -> None:
    assert number_in(heard(text, hospital)) is None


@pytest.mark.parametrize(
    "text", ["and the porter?", "what about a midwife?", "no, I meant the porter", "porter", "same for the midwife"]
)
def test_a_message_that_only_names_roles_asks_the_last_question_again(hospital: Compiled, text: str) -> None:
    state = talk("what does a Ward Sister earn?", Kind.STATEMENT, ("ward-sister",), hospital, "pay")
    assert is_fragment(heard(text, hospital), state, hospital.relevance, hospital.dimension_named)


@pytest.mark.parametrize(
    "text", ["who delivers babies?", "what does a porter do?", "pay of a porter", "does a porter push beds?", "why?"]
)
def test_a_whole_question_is_no_fragment(hospital: Compiled, text: str) -> None:
    state = talk("what does a Ward Sister earn?", Kind.STATEMENT, ("ward-sister",), hospital, "pay")
    assert not is_fragment(heard(text, hospital), state, hospital.relevance, hospital.dimension_named)


def test_nothing_is_a_fragment_where_nothing_was_said_before(hospital: Compiled) -> None:
    assert not is_fragment(heard("and the porter?", hospital), State(), hospital.relevance, hospital.dimension_named)


def test_the_last_question_is_told_again_with_other_roles(hospital: Compiled) -> None:
    state = talk("what does a Ward Sister earn?", Kind.STATEMENT, ("ward-sister",), hospital, "pay")
    again = retold(state, ("linen-porter",))
    assert again.roles == ("linen-porter",)
    assert again.stems == heard("what does a Ward Sister earn?", hospital).stems


def test_a_correction_replaces_the_second_of_two_roles(hospital: Compiled) -> None:
    state = talk("sister vs midwife", Kind.OVERVIEW, ("birth-midwife", "ward-sister"), hospital)
    named = replace(state, match=Match(Kind.TRANSITION, ("ward-sister", "birth-midwife")))
    assert retarget(heard("no, I meant the porter", hospital), named) == ("ward-sister", "linen-porter")


def test_together_adds_a_role_to_those_before(hospital: Compiled) -> None:
    state = talk("what does a Ward Sister earn?", Kind.STATEMENT, ("ward-sister",), hospital, "pay")
    assert retarget(heard("compare that with a porter", hospital), state) == ("ward-sister", "linen-porter")


@pytest.mark.parametrize(
    ("text", "leg"),
    [
        ("and from there to porter?", ("birth-midwife", "linen-porter")),
        ("and to porter?", ("ward-sister", "linen-porter")),
        ("and from porter?", ("linen-porter", "birth-midwife")),
        ("what does a porter earn?", ()),
    ],
)
def test_a_move_goes_on_from_where_it_ended_or_takes_another_end(
    hospital: Compiled, text: str, leg: tuple[str, ...]
) -> None:
    state = talk("from sister to midwife", Kind.TRANSITION, ("ward-sister", "birth-midwife"), hospital)
    assert next_leg(heard(text, hospital), state) == leg


@pytest.mark.parametrize("text", ["and pay?", "what about pay?", "does she have to study?", "what do they earn?"])
def test_pronouns_and_openings_speak_of_the_roles_in_play(hospital: Compiled, text: str) -> None:
    state = talk("what does a Ward Sister do?", Kind.PROFILE, ("ward-sister",), hospital)
    utterance = heard(text, hospital)
    assert takes_over(utterance, state)
    assert spoken_of(utterance, state).roles == ("ward-sister",)


@pytest.mark.parametrize("text", ["what does a porter earn?", "which of all the roles has the longest working day?"])
def test_what_names_its_own_roles_takes_none_over(hospital: Compiled, text: str) -> None:
    state = talk("what does a Ward Sister do?", Kind.PROFILE, ("ward-sister",), hospital)
    assert not takes_over(heard(text, hospital), state)


def test_the_other_one_is_the_role_that_was_spoken_of_before(hospital: Compiled) -> None:
    state = talk("what does a Ward Sister do?", Kind.PROFILE, ("ward-sister",), hospital)
    state = after(state, heard("and a porter?", hospital), Match(Kind.PROFILE, ("linen-porter",)))
    assert spoken_of(heard("and the other one's pay?", hospital), state).roles == ("ward-sister",)


def test_the_two_are_the_last_two_roles(hospital: Compiled) -> None:
    state = talk("what does a Ward Sister do?", Kind.PROFILE, ("ward-sister",), hospital)
    state = after(state, heard("and a porter?", hospital), Match(Kind.PROFILE, ("linen-porter",)))
    assert set(spoken_of(heard("compare the two on pay", hospital), state).roles) == {"ward-sister", "linen-porter"}


@pytest.mark.parametrize("kind", [Kind.META, Kind.UNKNOWN])
def test_small_talk_and_refusals_leave_the_talk_as_it_was_but_take_choices_back(hospital: Compiled, kind: Kind) -> None:
    state = replace(talk("sister", Kind.PROFILE, ("ward-sister",), hospital), offered=CHOICES)
    moved = after(state, heard("thanks", hospital), Match(kind))
    assert moved == replace(state, offered=())


def test_the_choices_of_a_question_back_are_on_offer(hospital: Compiled) -> None:
    match = Match(Kind.CLARIFY, candidates=CHOICES)
    assert after(State(), heard("what does a carer earn?", hospital), match).offered == CHOICES


def test_of_several_roles_that_may_suit_the_first_is_in_play(hospital: Compiled) -> None:
    state = talk("I love babies", Kind.GUIDANCE, ("birth-midwife", "ward-sister"), hospital)
    assert state.recent == ("birth-midwife",)
