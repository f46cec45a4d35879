"""The program with other knowledge: every kind of question about a hospital, and nothing left of what ships."""

from __future__ import annotations

import functools
import re
from dataclasses import replace

import pytest
from hospital_knowledge import HOSPITAL, open_hospital

from chatbot.compiled import Compiled
from chatbot.compiling import compile_knowledge
from chatbot.conversation import Conversation
from chatbot.knowledge import inspect, load
from chatbot.library import default_folder, find_encoder
from chatbot.model import Answer, Kind, KnowledgeBase, Reason, Statement, Verdict

WS, BM, LP = "ward-sister", "birth-midwife", "linen-porter"

Reading = tuple[str, tuple[str, ...], str]
"""Kind, roles and dimension."""

ANSWERED: list[tuple[str, Reading]] = [
    ("who hands out the medicines?", ("who", (WS,), "duties")),
    ("who delivers babies?", ("who", (BM,), "duties")),
    ("who is on call?", ("who", (BM,), "shifts")),
    ("who has no night shifts?", ("who", (LP,), "shifts")),
    ("who earns the most?", ("who", (BM,), "pay")),
    ("who earns the least?", ("who", (LP,), "pay")),
    ("how long does a midwife train?", ("statement", (BM,), "training")),
    ("what does a Linen Porter earn?", ("statement", (LP,), "pay")),
    ("wage of a nurse?", ("statement", (WS,), "pay")),
    ("how do the shifts of a Ward Sister and a Birth Midwife differ?", ("comparison", (BM, WS), "shifts")),
    ("how do the wages of a porter and a nurse differ?", ("comparison", (LP, WS), "pay")),
    ("what is the difference between a Ward Sister and a Birth Midwife?", ("overview", (BM, WS), "")),
    ("porter vs midwife", ("overview", (BM, LP), "")),
    ("what does a Birth Midwife do?", ("profile", (BM,), "")),
    ("tell me about the Linen Porter", ("profile", (LP,), "")),
    ("I like babies and teaching parents. Which job suits me?", ("guidance", (BM,), "")),
    ("how do I become a Birth Midwife?", ("transition", (BM,), "")),
    ("how does a Ward Sister become a Birth Midwife?", ("transition", (WS, BM), "")),
    ("how do I get from Linen Porter to Ward Sister?", ("transition", (LP, WS), "")),
    ("hello", ("meta", (), "")),
    ("thanks", ("meta", (), "")),
    ("which roles do you know?", ("meta", (), "")),
    ("where is your information from?", ("meta", (), "")),
]

VERDICTS: list[tuple[str, str, Verdict]] = [
    ("does a Birth Midwife deliver babies?", "duties", Verdict.YES),
    ("does a Ward Sister deliver babies?", "duties", Verdict.NO),
    ("does a Linen Porter have night shifts?", "shifts", Verdict.NO),
    ("a Linen Porter never has night shifts, right?", "shifts", Verdict.YES),
    ("does a Birth Midwife visit mothers at home?", "patients", Verdict.PARTLY),
    ("does a Birth Midwife earn more than a Ward Sister?", "pay", Verdict.YES),
    ("does a Ward Sister report to the Linen Porter?", "rank", Verdict.NO),
]

REFUSED: list[tuple[str, Reason]] = [
    ("what is the capital of France?", Reason.OFF_TOPIC),
    ("I have chest pain", Reason.OFF_TOPIC),
    ("what does a plumber earn?", Reason.UNKNOWN_ROLE),
    ("radiographer vs Ward Sister", Reason.UNKNOWN_ROLE),
    ("what does a Ward Sister wear?", Reason.UNKNOWN_ASPECT),
    ("does a Linen Porter teach classes?", Reason.NO_KNOWLEDGE),
    ("Was macht eine Hebamme und wie viel verdient sie?", Reason.LANGUAGE),
    ("???", Reason.BAD_INPUT),
]

TALK: list[tuple[str, Reading]] = [
    ("what does a Ward Sister earn?", ("statement", (WS,), "pay")),
    ("and a porter?", ("statement", (LP,), "pay")),
    ("no, I meant the midwife", ("statement", (BM,), "pay")),
    ("source?", ("statement", (BM,), "pay")),
    ("how many patients has a carer?", ("clarify", (), "patients")),
    ("2", ("statement", (WS,), "patients")),
    ("how does a Ward Sister become a Birth Midwife?", ("transition", (WS, BM), "")),
    ("and the other way round?", ("transition", (BM, WS), "")),
]

FOREIGN_WORDS = re.compile(
    r"operations|logistics|facilit|executive|supply chain|warehouse|customs|budget|bureau of labor"
)


@pytest.fixture(scope="session")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return open_hospital(tmp_path_factory)


def asked() -> list[str]:
    return [question for question, *_ in (*ANSWERED, *VERDICTS, *REFUSED)]


def reading(answer: Answer) -> Reading:
    """How a question was read; of the roles that may suit a person the best one."""
    roles = answer.roles[:1] if answer.kind is Kind.GUIDANCE else answer.roles
    return str(answer.kind), roles, answer.dimension


@functools.cache
def shipped() -> KnowledgeBase:
    return load(default_folder())


def test_the_folder_has_neither_errors_nor_warnings() -> None:
    assert inspect(HOSPITAL)[1] == []


def test_every_kind_of_answer_is_asked_for_here() -> None:
    kinds = {kind for _, (kind, *_) in [*ANSWERED, *TALK]} | {"verify", "unknown"}
    assert kinds == {str(kind) for kind in Kind}
    assert {verdict for *_, verdict in VERDICTS} == set(Verdict)
    assert {reason for _, reason in REFUSED} == set(Reason) - {Reason.AMBIGUOUS}


@pytest.mark.parametrize(("question", "expected"), ANSWERED)
def test_a_question_is_answered_from_it(hospital: Compiled, question: str, expected: Reading) -> None:
    answer = Conversation(hospital).ask(question)
    assert reading(answer) == expected
    held = {statement.text for statement in hospital.knowledge.statements}
    assert all(statement.text in held for statement in answer.statements)
    assert bool(answer.statements) == (answer.kind is not Kind.META)


@pytest.mark.parametrize(("claim", "dimension", "verdict"), VERDICTS)
def test_a_claim_is_held_against_it(hospital: Compiled, claim: str, dimension: str, verdict: Verdict) -> None:
    answer = Conversation(hospital).ask(claim)
    assert (answer.kind, answer.dimension, answer.verdict) == (Kind.VERIFY, dimension, verdict)
    assert answer.statements


@pytest.mark.parametrize(("question", "reason"), REFUSED)
def test_what_it_does_not_hold_is_refused_for_a_reason(hospital: Compiled, question: str, reason: Reason) -> None:
    answer = Conversation(hospital).ask(question)
    assert (answer.kind, answer.reason, answer.statements) == (Kind.UNKNOWN, reason, ())


def test_a_talk_about_it_is_followed(hospital: Compiled) -> None:
    conversation = Conversation(hospital)
    assert [reading(conversation.ask(message)) for message, _ in TALK] == [expected for _, expected in TALK]


def test_what_a_role_lacks_for_another_is_told_with_the_way_there(hospital: Compiled) -> None:
    answer = Conversation(hospital).ask("how does a Ward Sister become a Birth Midwife?")
    assert {"bm-path-degree", "bm-path-from-sister"} <= {statement.id for statement in answer.statements}
    assert "bm-path-open" not in {statement.id for statement in answer.statements}


def test_what_is_offered_instead_of_an_answer_is_about_its_roles_and_gets_answered(hospital: Compiled) -> None:
    offered = {suggestion for question, _ in REFUSED for suggestion in Conversation(hospital).ask(question).suggestions}
    assert len(offered) > 3
    assert not any(Conversation(hospital).ask(suggestion).is_refusal for suggestion in offered)


@pytest.mark.parametrize("question", asked())
def test_nothing_of_the_knowledge_that_ships_is_left(hospital: Compiled, question: str) -> None:
    text = Conversation(hospital).ask(question).text.casefold()
    names = {name.casefold() for role in shipped().roles for name in (role.name, *role.aliases)}
    assert not {name for name in names if re.search(rf"\b{re.escape(name)}\b", text)}
    assert not {s.source.publisher for s in shipped().statements if s.source.publisher.casefold() in text}
    assert not FOREIGN_WORDS.search(text)


@pytest.mark.parametrize("title", ["Operations Manager", "logistics manager", "chief operating officer"])
def test_the_roles_that_ship_are_strangers_here(hospital: Compiled, title: str) -> None:
    answer = Conversation(hospital).ask(f"what does a {title} earn?")
    assert (answer.reason, answer.statements) == (Reason.UNKNOWN_ROLE, ())


def renamed(knowledge: KnowledgeBase) -> KnowledgeBase:
    """The same knowledge under other ids; those of the roles keep their order, as answers are ordered by it."""
    return replace(
        knowledge,
        roles=tuple(replace(role, id=f"x-{role.id}") for role in knowledge.roles),
        dimensions=tuple(replace(dimension, id=dimension.id[::-1]) for dimension in knowledge.dimensions),
        examples=tuple(replace(example, dimension=example.dimension[::-1]) for example in knowledge.examples),
        titles=tuple(replace(title, nearest=title.nearest and f"x-{title.nearest}") for title in knowledge.titles),
        statements=tuple(map(renamed_statement, knowledge.statements)),
    )


def renamed_statement(statement: Statement) -> Statement:
    path = statement.path
    return replace(
        statement,
        id=statement.id[::-1],
        role=f"x-{statement.role}",
        partner=statement.partner and f"x-{statement.partner}",
        more=statement.more and f"x-{statement.more}",
        reports_to=tuple(f"x-{role}" for role in statement.reports_to),
        dimension=statement.dimension[::-1],
        source=replace(statement.source, id=statement.source.id[::-1]),
        path=path and replace(path, origin=path.origin and f"x-{path.origin}"),
    )


def test_renaming_every_id_gives_the_same_answers_under_the_new_names(hospital: Compiled) -> None:
    book = compile_knowledge(renamed(load(HOSPITAL)), find_encoder())
    for question in asked():
        before, after = Conversation(hospital).ask(question), Conversation(book).ask(question)
        assert (after.kind, after.verdict, after.reason, after.text) == (
            before.kind,
            before.verdict,
            before.reason,
            before.text,
        )
        assert after.roles == tuple(f"x-{role}" for role in before.roles)
        assert after.dimension == before.dimension[::-1]
