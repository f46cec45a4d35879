"""Whole talks, as data: what is asked, and how each message is read in the light of those before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatbot.compiled import Compiled
from chatbot.conversation import Conversation, refusal
from chatbot.library import open_book
from chatbot.messages import MAX_PARTS
from chatbot.model import Kind, Reason
from chatbot.text import MAX_QUESTION

COO, FM, HOO = "chief-operating-officer", "facilities-manager", "head-of-operations"
LM, OA, OM = "logistics-manager", "operations-assistant", "operations-manager"

Turn = tuple[str, str, tuple[str, ...], str]
"""A message, and the kind, roles and dimension of its answer."""

TALKS: dict[str, list[Turn]] = {
    "a message that only names a role asks the same of it": [
        ("how much does a facilities manager earn?", "statement", (FM,), "pay"),
        ("and the logistics one?", "statement", (LM,), "pay"),
        ("what about a COO?", "statement", (COO,), "pay"),
    ],
    "a correction names the role that was meant": [
        ("how much does a facilities manager earn?", "statement", (FM,), "pay"),
        ("no, I meant the COO", "statement", (COO,), "pay"),
        ("sorry, the logistics manager", "statement", (LM,), "pay"),
    ],
    "a dimension is asked of the role in play": [
        ("what does a COO do?", "profile", (COO,), ""),
        ("and the pay?", "statement", (COO,), "pay"),
        ("what about education?", "statement", (COO,), "educational-requirements"),
    ],
    "a pronoun stands for the role in play": [
        ("what does a logistics manager earn?", "statement", (LM,), "pay"),
        ("who do they report to?", "statement", (LM,), "reporting-structure"),
        ("how are they measured?", "statement", (LM,), "performance-metrics"),
    ],
    "a comparison goes on with another dimension and asks which of the two": [
        ("compare the pay of a COO and an operations assistant", "comparison", (COO, OA), "pay"),
        ("and education?", "comparison", (COO, OA), "educational-requirements"),
        ("who earns more?", "who", (COO,), "pay"),
    ],
    "whose a thing is that was just asked of a role": [
        ("does a logistics manager deal with payroll?", "verify", (LM,), "budget-control"),
        ("who does then?", "who", (OA,), "budget-control"),
    ],
    "the extremes of what was told, and how far two are apart": [
        ("what does a logistics manager earn?", "statement", (LM,), "pay"),
        ("and a facilities manager?", "statement", (FM,), "pay"),
        ("who gets more?", "who", (LM,), "pay"),
        ("by how much?", "comparison", (FM, LM), "pay"),
        ("who makes the least?", "who", (OA,), "pay"),
    ],
    "the difference between the two in play": [
        ("what does an FM do?", "profile", (FM,), ""),
        ("and an LM?", "profile", (LM,), ""),
        ("what's the difference?", "overview", (FM, LM), ""),
    ],
    "the same of another, and of all others": [
        ("what industries hire facilities managers?", "statement", (FM,), "industry-variance"),
        ("are they the same for an LM?", "comparison", (FM, LM), "industry-variance"),
        ("how is the COO measured?", "statement", (COO,), "performance-metrics"),
        ("what about the others?", "comparison", (COO, FM, HOO, LM, OA, OM), "performance-metrics"),
    ],
    "who has the least of something else": [
        ("what does a logistics manager earn?", "statement", (LM,), "pay"),
        ("who has the least say?", "who", (OA,), "decision-making"),
    ],
    "more and less of what was told, without a word of it": [
        ("which role is best paid?", "who", (COO,), "pay"),
        ("and the worst?", "who", (OA,), "pay"),
        ("does a logistics manager do strategic planning?", "verify", (LM,), "strategic-vs-tactical"),
        ("how about an ops manager?", "verify", (OM,), "strategic-vs-tactical"),
        ("which one more so?", "who", (OM,), "strategic-vs-tactical"),
    ],
    "where it is from, and on to the next post": [
        ("how do I get from operations assistant to operations manager?", "transition", (OA, OM), ""),
        ("where does this come from?", "transition", (OA, OM), ""),
        ("how many years of experience?", "statement", (OM,), "educational-requirements"),
        ("and then to COO?", "transition", (OM, COO), ""),
        ("how exactly?", "transition", (OM, COO), ""),
        ("what's in between?", "transition", (OM, COO), ""),
    ],
    "the boss of a role that one wants": [
        ("how do I become an operations assistant?", "transition", (OA,), ""),
        ("who would be my boss?", "statement", (OA,), "reporting-structure"),
    ],
    "a thing that one role does, asked of another too": [
        ("what does a facilities manager do in an emergency?", "statement", (FM,), "crisis-management"),
        ("does an ops manager do that too?", "comparison", (FM, OM), "crisis-management"),
        ("does it pay better than a COO?", "verify", (COO, FM), "pay"),
    ],
    "two roles spoken of one after the other are compared": [
        ("what does a facilities manager earn?", "statement", (FM,), "pay"),
        ("and a head of operations?", "statement", (HOO,), "pay"),
        ("compare the two on education", "comparison", (FM, HOO), "educational-requirements"),
    ],
    "why, source and more keep to the answer before": [
        ("who handles customs compliance?", "who", (LM,), "regulatory-compliance"),
        ("why?", "who", (LM,), "regulatory-compliance"),
        ("source?", "who", (LM,), "regulatory-compliance"),
        ("more", "who", (LM,), "regulatory-compliance"),
    ],
    "a claim is turned round": [
        ("does an operations manager report to a logistics manager?", "verify", (LM, OM), "reporting-structure"),
        ("and the other way round?", "verify", (LM, OM), "reporting-structure"),
    ],
    "a move is turned round": [
        ("how do I get from operations assistant to operations manager?", "transition", (OA, OM), ""),
        ("and the other way round?", "transition", (OM, OA), ""),
    ],
    "a move goes on from where it ended": [
        ("how do I get from operations assistant to operations manager?", "transition", (OA, OM), ""),
        ("and from there to COO?", "transition", (OM, COO), ""),
    ],
    "a number answers a question back": [
        ("what does a manager earn?", "clarify", (), "pay"),
        ("2", "statement", (LM,), "pay"),
    ],
    "a number may be a word": [
        ("what does a manager earn?", "clarify", (), "pay"),
        ("two", "statement", (LM,), "pay"),
    ],
    "a name answers a question back as well": [
        ("what does a manager earn?", "clarify", (), "pay"),
        ("the facilities one", "statement", (FM,), "pay"),
    ],
    "a number out of range is asked again": [
        ("what does a manager earn?", "clarify", (), "pay"),
        ("99", "clarify", (), "pay"),
        ("0", "clarify", (), "pay"),
        ("1", "statement", (FM,), "pay"),
    ],
    "a number without a choice is asked back": [
        ("2", "clarify", (), ""),
    ],
    "small talk does not break the thread": [
        ("hello", "meta", (), ""),
        ("what does a COO earn?", "statement", (COO,), "pay"),
        ("thanks!", "meta", (), ""),
        ("and a logistics manager?", "statement", (LM,), "pay"),
    ],
    "a refusal does not break the thread": [
        ("what does a COO earn?", "statement", (COO,), "pay"),
        ("what does a plumber earn?", "unknown", (), ""),
        ("and a logistics manager?", "statement", (LM,), "pay"),
    ],
    "a whole new question takes nothing over": [
        ("what does a COO earn?", "statement", (COO,), "pay"),
        ("who handles customs compliance?", "who", (LM,), "regulatory-compliance"),
        ("what is the difference between a COO and a head of operations?", "overview", (COO, HOO), ""),
    ],
}


@pytest.mark.parametrize("talk", TALKS.values(), ids=TALKS.keys())
def test_a_talk_is_followed(book: Compiled, talk: list[Turn]) -> None:
    conversation = Conversation(book)
    answers = [conversation.ask(message) for message, *_ in talk]
    read = [(str(answer.kind), answer.roles, answer.dimension) for answer in answers]
    assert read == [tuple(expected) for _, *expected in talk]


def test_turning_a_claim_round_gives_it_another_verdict(book: Compiled) -> None:
    conversation = Conversation(book)
    first = conversation.ask("does an operations manager report to a logistics manager?")
    second = conversation.ask("and the other way round?")
    assert first.verdict != second.verdict


def test_why_and_source_rest_on_the_same_statements_and_more_on_more_of_them(book: Compiled) -> None:
    conversation = Conversation(book)
    first = conversation.ask("what does a logistics manager earn?")
    why, source, more = (conversation.ask(word) for word in ("why?", "source?", "more"))
    assert why.statements == source.statements == first.statements
    assert set(more.statements) > set(first.statements)
    assert first.has_more


def test_nothing_is_taken_over_where_nothing_was_said(book: Compiled) -> None:
    for message in ("why?", "more", "the other way round", "and the other one?"):
        assert Conversation(book).ask(message).statements == ()


def test_two_conversations_share_nothing(book: Compiled) -> None:
    one, other = Conversation(book), Conversation(book)
    one.ask("what does a COO earn?")
    other.ask("what does a logistics manager study?")
    assert one.ask("and a facilities manager?").dimension == "pay"
    assert other.ask("and a facilities manager?").dimension == "educational-requirements"
    assert Conversation(book).roles == ()


def test_the_roles_in_play_are_known_the_latest_first(book: Compiled) -> None:
    conversation = Conversation(book)
    for message in ("what does a COO earn?", "and a logistics manager?"):
        conversation.ask(message)
    assert conversation.roles == (LM, COO)


@pytest.mark.parametrize(
    "question",
    ["who handles customs compliance?", "what does a COO earn?", "what is the capital of France?", "hello"],
)
def test_the_same_question_twice_gives_the_same_answer(book: Compiled, question: str) -> None:
    conversation = Conversation(book)
    assert conversation.ask(question) == conversation.ask(question) == Conversation(book).ask(question)


def test_every_question_of_a_message_is_answered(book: Compiled) -> None:
    questions = ["What does a COO earn?", "Who handles customs compliance?", "What does a facilities manager study?"]
    answer = Conversation(book).ask(" ".join(questions))
    assert answer.question == " ".join(questions)
    assert [part.question for part in answer.also] == questions[1:]
    assert [str(part.kind) for part in (answer, *answer.also)] == ["statement", "who", "statement"]
    alone = [Conversation(book).ask(question).text for question in questions]
    assert answer.text == "\n\n".join(alone)


def test_a_greeting_in_front_is_no_part(book: Compiled) -> None:
    answer = Conversation(book).ask("Hello there! What does a COO earn?")
    assert (answer.kind, answer.also) == (Kind.STATEMENT, ())


def test_a_part_may_speak_of_the_roles_of_the_part_before(book: Compiled) -> None:
    answer = Conversation(book).ask("What does a logistics manager do? And what do they earn?")
    assert (answer.also[0].roles, answer.also[0].dimension) == ((LM,), "pay")


def test_of_more_questions_than_are_answered_the_rest_is_told(book: Compiled) -> None:
    asked = [f"What does a {name} earn?" for name in ("COO", "LM", "FM", "OM", "HoO", "OA")]
    answer = Conversation(book).ask(" ".join(asked))
    assert 1 + len(answer.also) == MAX_PARTS
    assert answer.text.endswith(f"I answered the first {MAX_PARTS} of 6 questions.")


def test_a_question_that_is_too_long_is_refused_and_the_next_one_answered(book: Compiled) -> None:
    conversation = Conversation(book)
    answer = conversation.ask("pay of a COO? " * MAX_QUESTION)
    assert (answer.kind, answer.reason, answer.statements) == (Kind.UNKNOWN, Reason.BAD_INPUT, ())
    assert conversation.ask("what does a COO earn?").kind is Kind.STATEMENT


def test_the_longest_question_allowed_is_read(book: Compiled) -> None:
    question = "what does a COO earn".ljust(MAX_QUESTION - 1, ".") + "?"
    assert Conversation(book).ask(question).reason is not Reason.BAD_INPUT


def test_the_question_is_given_back_without_what_cannot_be_seen(book: Compiled) -> None:
    answer = Conversation(book).ask("  what does\u202e a CO\u200bO earn?\x1b ")
    assert answer.question == "what does a COO earn?"
    assert answer.kind is Kind.STATEMENT


@pytest.mark.parametrize(
    "junk",
    ["", " ", "\x00", "?", "\ud800", "\U0001f355", "a" * 3999, "{role}", "%s %n", "'; DROP TABLE roles; --", "1" * 500],
)
def test_whatever_is_typed_is_answered_and_no_fact_is_made_of_it(book: Compiled, junk: str) -> None:
    answer = Conversation(book).ask(junk)
    assert answer.text
    assert answer.statements == ()


def test_input_that_could_not_be_read_is_refused_with_the_reason_given(book: Compiled) -> None:
    answer = refusal("The line is not UTF-8.", book)
    assert (answer.question, answer.kind, answer.reason) == (None, Kind.UNKNOWN, Reason.BAD_INPUT)
    assert answer.text == "The line is not UTF-8."


def test_a_choice_of_all_roles_is_made_by_number_too(book: Compiled) -> None:
    talk = Conversation(book)
    offered = talk.ask("what does he earn?")
    assert len(offered.candidates) == len(book.role)
    chosen = talk.ask("2")
    assert (chosen.roles, chosen.dimension) == ((offered.candidates[1].role,), "pay")


@pytest.mark.parametrize("said", ["help", "Hello!", "hi there", "thank you", "thanks", "bye", "help please"])
def test_small_talk_is_understood_whatever_the_knowledge_is_about(farm: Path, said: str) -> None:
    assert Conversation(open_book([farm])).ask(said).kind is Kind.META


@pytest.mark.parametrize(
    ("said", "kind", "roles", "dimension"),
    [
        (
            ["what does a facilities manager earn?", "is that more than an ops manager gets?"],
            Kind.VERIFY,
            {"facilities-manager", "operations-manager"},
            "pay",
        ),
        (
            ["what is a COO measured by?", "how does that differ from the OM?"],
            Kind.COMPARISON,
            {"chief-operating-officer", "operations-manager"},
            "performance-metrics",
        ),
        (
            ["does the OM report to the COO?", "what about the FM, does he too?"],
            Kind.VERIFY,
            {"facilities-manager", "operations-manager"},
            "reporting-structure",
        ),
        (
            ["compare COO and HoO", "skills?", "for the second one only"],
            Kind.STATEMENT,
            {"head-of-operations"},
            "skill-set",
        ),
        (["LM or FM, who is paid better?", "and in terms of growth?"], Kind.WHO, {"logistics-manager"}, "job-outlook"),
        (
            ["what does an OM do?", "and from there to COO?"],
            Kind.TRANSITION,
            {"operations-manager", "chief-operating-officer"},
            "",
        ),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else "",
)
def test_the_talk_goes_on(book: Compiled, said: list[str], kind: Kind, roles: set[str], dimension: str) -> None:
    talk = Conversation(book)
    last = [talk.ask(question) for question in said][-1]
    assert (last.kind, last.dimension) == (kind, dimension)
    assert set(last.roles) <= roles
    assert last.roles


def test_what_was_last_spoken_of_is_weighed_against_one_named_alone(book: Compiled) -> None:
    talk = Conversation(book)
    talk.ask("what does an FM earn?")
    assert str(talk.ask("is that more than an ops manager gets?").verdict) == "yes"
    assert str(talk.ask("do they earn more than a COO?").verdict) == "no"


@pytest.mark.parametrize(
    "claim",
    [
        "a plumber is above the COO, right?",
        "is a plumber the same as a facilities manager?",
        "is the CFO above the COO?",
        "is a warehouse manager the same as a logistics manager?",
        "does a logistics manager manage a fleet manager?",
    ],
)
def test_a_claim_on_a_title_that_nobody_holds_is_not_judged(book: Compiled, claim: str) -> None:
    answer = Conversation(book).ask(claim)
    assert (answer.verdict, answer.reason) == (None, Reason.UNKNOWN_ROLE)


def test_a_claim_that_a_statement_decides_by_name_is_judged(book: Compiled) -> None:
    answer = Conversation(book).ask("does a COO report to the CEO?")
    assert str(answer.verdict) == "yes"


def test_all_roles_are_set_beside_each_other(book: Compiled) -> None:
    answer = Conversation(book).ask("compare all six roles on pay")
    assert (answer.kind, answer.dimension, len(answer.roles)) == (Kind.COMPARISON, "pay", len(book.role))


def test_whether_a_wage_is_fair_is_not_judged(book: Compiled) -> None:
    answer = Conversation(book).ask("is my employee underpaid at 60k as a logistics manager?")
    assert (answer.verdict, answer.dimension) == (None, "pay")
