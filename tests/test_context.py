"""What is kept of a talk between messages: enough to go on, none of its words that the knowledge does not hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatbot.answering import answer
from chatbot.compiled import Compiled
from chatbot.context import match_kept, match_recalled, recalled, remembered
from chatbot.conversation import Conversation
from chatbot.evaluation import read_labels
from chatbot.followups import State
from chatbot.model import Answer

QUESTIONS = Path(__file__).parent / "questions"
TALKS = [
    [label.question for label in talk]
    for file in sorted(QUESTIONS.glob("*.jsonl"))
    for talk in read_labels(file)
    if len(talk) > 1
]


def kept(conversation: Conversation, book: Compiled) -> State:
    """The talk after it went through JSON, as through a store."""
    return recalled(json.loads(json.dumps(remembered(conversation.state, book))), book)


def forgetful(book: Compiled, questions: list[str]) -> list[Answer]:
    """The answers of a talk of which between any two messages only that is kept which may be."""
    answers, state = [], State()
    for question in questions:
        talk = Conversation(book, state)
        answers.append(talk.ask(question))
        state = kept(talk, book)
    return answers


def reading(answer: Answer) -> tuple[object, ...]:
    return answer.kind, answer.roles, answer.dimension, answer.verdict, answer.reason


def test_a_talk_goes_on_from_what_is_kept_of_it(book: Compiled) -> None:
    same = total = 0
    for questions in TALKS:
        talk = Conversation(book)
        pairs = zip([talk.ask(question) for question in questions], forgetful(book, questions), strict=True)
        results = [reading(first) == reading(second) for first, second in pairs]
        same, total = same + sum(results), total + len(results)
    assert total > 80
    assert same / total > 0.97


@pytest.mark.parametrize("follow_up", ["why?", "source?", "more", "and the other one?", "what about a COO?"])
def test_short_follow_ups_are_answered_from_what_is_kept(book: Compiled, follow_up: str) -> None:
    questions = ["difference between LM and OM in education?", follow_up]
    talk = Conversation(book)
    remembering = [talk.ask(question) for question in questions][-1]
    assert forgetful(book, questions)[-1].text == remembering.text


def test_what_is_kept_of_a_question_makes_its_answer_again_to_the_letter(book: Compiled) -> None:
    for questions in TALKS:
        talk = Conversation(book)
        for given in map(talk.ask, questions):
            parts = [part for part in (given, *given.also) if part.match and not part.is_refusal]
            for part in parts:
                data = json.loads(json.dumps(match_kept(part.match, book)))
                again = answer(match_recalled(data, book), book, None, part.detail)
                assert (again.lead, again.blocks, again.closing) == (part.lead, part.blocks, part.closing)


def test_a_choice_can_be_made_from_what_is_kept(book: Compiled) -> None:
    offered, chosen = forgetful(book, ["what does the manager earn?", "2"])
    assert chosen.roles == (offered.candidates[1].role,)
    assert chosen.dimension == "pay"


def test_words_that_the_knowledge_does_not_hold_are_not_kept(book: Compiled) -> None:
    talk = Conversation(book)
    talk.ask("my brother-in-law Zebulon at Quuxcorp wonders who handles customs compliance")
    data = json.dumps(remembered(talk.state, book)).casefold()
    assert "customs" in data
    assert not {word for word in ("zebulon", "quuxcorp", "brother") if word in data}


def test_the_name_of_a_job_that_is_not_held_is_not_kept(book: Compiled) -> None:
    talk = Conversation(book)
    talk.ask("plumber vs COO")
    assert "plumber" not in json.dumps(remembered(talk.state, book))


def test_before_the_first_answer_there_is_nothing_to_keep(book: Compiled) -> None:
    assert remembered(State(), book) == {}
    assert recalled({}, book) == State()


def test_what_another_version_kept_is_taken_for_nothing(book: Compiled) -> None:
    assert recalled({"version": 0, "anything": "else"}, book) == State()


def test_what_the_knowledge_lost_is_left_out(book: Compiled) -> None:
    talk = Conversation(book)
    talk.ask("who handles customs compliance?")
    data = remembered(talk.state, book)
    lost = {**data["match"], "roles": ["gone"], "statements": ["gone"]}
    state = recalled({**data, "match": lost, "recent": ["gone"]}, book)
    assert state.match is not None
    assert (state.match.roles, state.match.statements, state.recent) == ((), (), ())
    assert Conversation(book, state).ask("and what do they earn?").text
