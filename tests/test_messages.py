"""One message and the questions in it."""

from __future__ import annotations

import pytest

from chatbot.messages import split_questions


@pytest.mark.parametrize(
    "message",
    [
        "What does a COO earn?",
        "what does a COO earn",
        "Hi! What does a COO earn?",
        "good morning team, what does a COO earn?",
        "What does a COO earn??!",
        "I am a nurse. My boss left. What does a COO earn?",
        "What does a COO earn? Thanks a lot!",
        "What does a COO earn? I need it for my thesis.",
        "does a COO earn more, or the other way round?",
        "e.g. v1.2, 3.5 and U.S. pay",
        "hello there",
        "- what does a COO earn?",
        "???",
        "",
    ],
)
def test_one_question_stays_whole(message: str) -> None:
    assert len(split_questions(message)) == 1


def test_each_question_mark_ends_a_question() -> None:
    assert split_questions("What does a COO do? And what does a COO earn?") == [
        "What does a COO do?",
        "And what does a COO earn?",
    ]


@pytest.mark.parametrize(
    "message",
    [
        "1. What does a COO do?\n2. What does a COO earn?",
        "(1) What does a COO do?\n(2) What does a COO earn?",
        "- What does a COO do?\n- What does a COO earn?",
        "* What does a COO do?\n* What does a COO earn?",
        "\u2022 What does a COO do?\n\u2022 What does a COO earn?",
    ],
)
def test_the_items_of_a_list_are_questions_without_their_marks(message: str) -> None:
    assert split_questions(message) == ["What does a COO do?", "What does a COO earn?"]


def test_the_items_of_a_list_need_no_question_mark() -> None:
    assert split_questions("1) what is a COO\n2) what does it pay") == ["what is a COO", "what does it pay"]


def test_and_within_a_question_does_not_split_it() -> None:
    assert len(split_questions("Who hires and fires, and trains people?")) == 1
    assert len(split_questions("What do a COO and a CFO earn?")) == 1


def test_a_greeting_belongs_to_the_question_behind_it() -> None:
    assert split_questions("Hello! ok? What does a COO earn?") == ["Hello! ok? What does a COO earn?"]


def test_what_leads_up_to_a_question_stays_with_it() -> None:
    first, second = split_questions("What does a COO do? I am new to this. What do they earn?")
    assert first == "What does a COO do?"
    assert second == "I am new to this. What do they earn?"


def test_no_question_is_lost_however_many_there_are() -> None:
    assert len(split_questions("What does a COO earn? " * 50)) == 50
