"""How many questions a minute are answered, and how the others are passed over."""

from __future__ import annotations

import pytest

from chatbot.frontends.slack.caps import REMEMBERED, Caps, Ruling

ANSWER, NOTE, SILENCE = Ruling.ANSWER, Ruling.NOTE, Ruling.SILENCE


def test_beyond_the_cap_there_is_one_note_and_then_silence() -> None:
    caps = Caps(3, 0)
    assert [caps.rule("U1", "t", 0.0 + n) for n in range(6)] == [ANSWER, ANSWER, ANSWER, NOTE, SILENCE, SILENCE]


def test_after_a_minute_questions_are_answered_again() -> None:
    caps = Caps(1, 0)
    assert [caps.rule("U1", "t", at) for at in (0.0, 1.0, 59.9, 60.0, 61.1)] == [ANSWER, NOTE, SILENCE, ANSWER, NOTE]


def test_each_person_and_each_thread_has_a_cap_of_its_own() -> None:
    caps = Caps(2, 3)
    asked = [("U1", "a"), ("U1", "b"), ("U2", "a"), ("U3", "a"), ("U4", "a"), ("U1", "c"), ("U4", "d")]
    assert [caps.rule(user, thread, 0.0) for user, thread in asked] == [ANSWER] * 4 + [NOTE, NOTE, ANSWER]


@pytest.mark.parametrize("count", [50])
def test_a_cap_of_nothing_is_none(count: int) -> None:
    assert {Caps(0, 0).rule("U1", "t", 0.0) for _ in range(count)} == {ANSWER}


def test_what_is_remembered_is_bounded() -> None:
    caps = Caps(1, 0)
    for number in range(REMEMBERED + 500):
        caps.rule(f"U{number}", "t", 0.0)
    assert len(caps._heard) == REMEMBERED
