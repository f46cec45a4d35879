"""One question that asks of several aspects: it is taken apart where that is certain, and only there."""

from __future__ import annotations

import pytest
from hospital_knowledge import open_hospital

from chatbot.aspects import ways_apart
from chatbot.compiled import Compiled
from chatbot.conversation import Conversation
from chatbot.messages import MAX_PARTS
from chatbot.model import Answer, Kind

COO, FM = "chief-operating-officer", "facilities-manager"
LM, OA, OM = "logistics-manager", "operations-assistant", "operations-manager"
BUDGET, EDUCATION, KPIS = "budget-control", "educational-requirements", "performance-metrics"
OUTLOOK, PAY, RANK, SKILLS = "job-outlook", "pay", "reporting-structure", "skill-set"


def parts_of(answer: Answer) -> tuple[Answer, ...]:
    return (answer, *answer.also)


@pytest.mark.parametrize(
    ("question", "roles", "dimensions"),
    [
        ("skills and pay of a COO?", (COO,), [SKILLS, PAY]),
        ("SKILS & SALERY OF A COO", (COO,), [SKILLS, PAY]),
        ("how do OM and LM differ in education and salary?", (LM, OM), [EDUCATION, PAY]),
        ("compare an OM and an LM on skills, pay and job outlook", (LM, OM), [SKILLS, PAY, OUTLOOK]),
        ("COO: salary, education, KPIs", (COO,), [PAY, EDUCATION, KPIS]),
        ("what skills and education does an OA need?", (OA,), [SKILLS, EDUCATION]),
        ("what are the required skills and the average pay of a facilities manager?", (FM,), [SKILLS, PAY]),
        ("skills needed and salary for an ops assistant", (OA,), [SKILLS, PAY]),
        ("what is the pay of a COO as well as the education", (COO,), [PAY, EDUCATION]),
        ("what does an LM earn and who do they report to?", (LM,), [PAY, RANK]),
        ("what does an LM earn and study?", (LM,), [PAY, EDUCATION]),
        ("what does a COO do and what is the pay?", (COO,), ["", PAY]),
        ("how much does an FM make and how is success measured?", (FM,), [PAY, KPIS]),
        ("how do OM and LM differ in what they earn and what they studied?", (LM, OM), [PAY, EDUCATION]),
    ],
)
def test_each_aspect_that_is_plainly_named_is_answered(
    book: Compiled, question: str, roles: tuple[str, ...], dimensions: list[str]
) -> None:
    answers = parts_of(Conversation(book).ask(question))
    assert [answer.dimension for answer in answers] == dimensions
    assert {answer.roles for answer in answers} == {roles}


@pytest.mark.parametrize(
    ("question", "kinds", "roles"),
    [
        ("what does an LM earn and who handles floods?", [Kind.STATEMENT, Kind.WHO], [(LM,), (FM,)]),
        ("who handles customs and who looks after the building?", [Kind.WHO, Kind.WHO], [(LM,), (FM,)]),
        ("who deals with carriers and what does that job pay?", [Kind.WHO, Kind.STATEMENT], [(LM,), (LM,)]),
    ],
)
def test_who_does_a_thing_may_be_asked_in_the_same_breath(
    book: Compiled, question: str, kinds: list[Kind], roles: list[tuple[str, ...]]
) -> None:
    answers = parts_of(Conversation(book).ask(question))
    assert [answer.kind for answer in answers] == kinds
    assert [answer.roles for answer in answers] == roles


@pytest.mark.parametrize(
    "question", ["OM or LM, who hires and who fires?", "OM vs LM: who plans it and what is it for?"]
)
def test_which_of_the_roles_named_is_one_question(book: Compiled, question: str) -> None:
    assert Conversation(book).ask(question).also == ()


def test_other_knowledge_has_other_aspects(tmp_path_factory: pytest.TempPathFactory) -> None:
    hospital = open_hospital(tmp_path_factory)
    answers = parts_of(Conversation(hospital).ask("shifts, pay & training of a Linen Porter"))
    assert [answer.dimension for answer in answers] == ["shifts", "pay", "training"]
    assert {answer.roles for answer in answers} == {("linen-porter",)}


@pytest.mark.parametrize(
    "question",
    [
        "budget and cost control of an OM",
        "roles and responsibilities of an LM",
        "what laws and regulations does a facilities manager follow?",
        "skills and experience of an OM",
        "what is the difference between strategy and daily tasks for an OM?",
        "how does an OM balance strategy and daily tasks?",
        "the budget of a COO, not the pay, the budget",
        "who handles customs and freight?",
        "who has the better pay and the bigger budget, OM or LM?",
        "does a COO decide on pay and budgets?",
        "how do pay and overtime of a COO look?",
        "pay of a COO and of an LM",
        "pay and salary of a COO",
        "COO and LM",
        "I like budgets and training people, which role suits me?",
    ],
)
def test_what_may_be_one_question_stays_one(book: Compiled, question: str) -> None:
    assert Conversation(book).ask(question).also == ()


def test_a_piece_is_the_question_with_one_of_the_names(book: Compiled) -> None:
    ((pieces, _),) = ways_apart("What are the duties needed, average pay & the KPIs of a COO?", book)
    assert pieces == [
        "What are the duties needed of a COO?",
        "What are the average pay of a COO?",
        "What are the KPIs of a COO?",
    ]


def test_there_are_few_ways_however_long_the_question(book: Compiled) -> None:
    question = "pay, skills and what " * 180
    ways = list(ways_apart(question, book))
    assert len(ways) <= 2
    assert all(len(pieces) <= len(book.dimension) for pieces, _ in ways)


def test_the_whole_question_stands_above_and_each_piece_under_its_own(book: Compiled) -> None:
    answer = Conversation(book).ask("skills and pay of a COO?")
    alone = [Conversation(book).ask(question) for question in ("skills of a COO?", "pay of a COO?")]
    assert (answer.question, answer.also[0].question) == ("skills and pay of a COO?", "pay of a COO?")
    assert answer.text == "\n\n".join(part.text for part in alone)
    assert answer.also == (alone[1],)


def test_of_more_aspects_than_are_answered_the_rest_is_told(book: Compiled) -> None:
    answer = Conversation(book).ask("education, skills, pay, outlook, kpis, budget and duties of a COO")
    assert len(parts_of(answer)) == MAX_PARTS
    assert answer.text.endswith(f"I answered the first {MAX_PARTS} of 7 questions.")


def test_the_talk_goes_on_from_the_last_aspect(book: Compiled) -> None:
    talk = Conversation(book)
    talk.ask("skills and pay of a COO?")
    follow_up = talk.ask("and a logistics manager?")
    assert (follow_up.roles, follow_up.dimension) == ((LM,), PAY)


def test_aspects_may_be_asked_of_the_roles_in_play(book: Compiled) -> None:
    talk = Conversation(book)
    talk.ask("what does a COO do?")
    answers = parts_of(talk.ask("and the education and the salary?"))
    assert [(answer.roles, answer.dimension) for answer in answers] == [((COO,), EDUCATION), ((COO,), PAY)]
