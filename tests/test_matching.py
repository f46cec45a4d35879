"""Question -> Match: what is certain comes first, then the evidence decides."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hospital_knowledge import open_hospital

from chatbot.compiled import Compiled
from chatbot.conversation import Conversation
from chatbot.matching import interpret
from chatbot.model import Kind, Match, Reason, Verdict
from chatbot.refusals import replied, unreadable
from chatbot.utterance import hear


def read(text: str, book: Compiled) -> Match:
    """A question that stands by itself, read."""
    return unreadable(text) or _understood(text, book)


def _understood(text: str, book: Compiled) -> Match:
    utterance = hear(text, book.speller, book.names)
    return replied(utterance, book) or interpret(utterance, book)


@pytest.fixture(scope="session")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return open_hospital(tmp_path_factory)


@pytest.mark.parametrize("text", ["", "???", "...", "\U0001f355\U0001f355", " \n "])
def test_what_has_no_words_is_bad_input(text: str) -> None:
    match = unreadable(text)
    assert match is not None
    assert match.reason is Reason.BAD_INPUT


@pytest.mark.parametrize(
    "text",
    [
        "\u043a\u0442\u043e \u043b\u0435\u0447\u0438\u0442?",  # Russian
        "\u8c01\u8d1f\u8d23\u63a5\u751f\uff1f",  # Chinese
        "w\u0430rd sister",  # a Cyrillic letter in a Latin word
    ],
)
def test_other_scripts_and_disguised_letters_are_another_language(text: str) -> None:
    match = unreadable(text)
    assert match is not None
    assert match.reason is Reason.LANGUAGE


@pytest.mark.parametrize("text", ["who pays?", "caf\u00e9 r\u00e9sum\u00e9", "2", "ward\u2019s"])
def test_plain_text_is_readable(text: str) -> None:
    assert unreadable(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Was macht eine Hebamme und wie viel verdient sie?",
        "Quelle est la diff\u00e9rence entre les deux ?",
        "\u00bfCu\u00e1nto gana una enfermera y qui\u00e9n hace las tareas?",
    ],
)
def test_a_question_in_another_language_is_told_by_its_small_words(hospital: Compiled, text: str) -> None:
    assert read(text, hospital).reason is Reason.LANGUAGE


@pytest.mark.parametrize("text", ["I have chest pain", "ward sister, my symptoms are back", "CHEST PAIN!!"])
def test_a_phrase_of_a_fixed_reply_calls_for_it_whatever_else_is_said(hospital: Compiled, text: str) -> None:
    match = replied(hear(text, hospital.speller, hospital.names), hospital)
    assert match is not None
    assert match.subject == hospital.knowledge.replies[0].text


def test_words_that_only_resemble_a_phrase_call_for_nothing(hospital: Compiled) -> None:
    assert replied(hear("my chest is painted", hospital.speller, hospital.names), hospital) is None


@pytest.mark.parametrize(
    ("question", "kind", "roles", "dimension"),
    [
        ("who delivers babies?", Kind.WHO, ("birth-midwife",), "duties"),
        ("who earns the most?", Kind.WHO, ("birth-midwife",), "pay"),
        ("what does a Linen Porter earn?", Kind.STATEMENT, ("linen-porter",), "pay"),
        ("how long does a midwife train?", Kind.STATEMENT, ("birth-midwife",), "training"),
        (
            "how do the shifts of a Ward Sister and a Birth Midwife differ?",
            Kind.COMPARISON,
            ("birth-midwife", "ward-sister"),
            "shifts",
        ),
        (
            "what is the difference between a Ward Sister and a Birth Midwife?",
            Kind.OVERVIEW,
            ("birth-midwife", "ward-sister"),
            "",
        ),
        ("what does a Birth Midwife do?", Kind.PROFILE, ("birth-midwife",), ""),
        ("does a Ward Sister deliver babies?", Kind.VERIFY, ("ward-sister",), "duties"),
        ("how does a Ward Sister become a Birth Midwife?", Kind.TRANSITION, ("ward-sister", "birth-midwife"), ""),
        ("how do I become a Birth Midwife?", Kind.TRANSITION, ("birth-midwife",), ""),
        ("hello", Kind.META, (), ""),
    ],
)
def test_a_clear_question_is_read_as_it_is_meant(
    hospital: Compiled, question: str, kind: Kind, roles: tuple[str, ...], dimension: str
) -> None:
    match = read(question, hospital)
    assert (match.kind, match.roles, match.dimension) == (kind, roles, dimension)
    assert match.confidence > 0.5


@pytest.mark.parametrize(
    "question",
    [
        "WHAT DOES A LINEN PORTER EARN",
        "what does a linnen porter earn??",
        "what does a linenporter earn",
        "what does an LP earn",
        ":wave: what does a linen porter earn \U0001f4b0",
    ],
)
def test_typing_does_not_change_the_reading(hospital: Compiled, question: str) -> None:
    match = read(question, hospital)
    assert (match.kind, match.roles, match.dimension) == (Kind.STATEMENT, ("linen-porter",), "pay")


def test_a_name_alone_asks_for_the_profile(hospital: Compiled) -> None:
    assert read("Linen Porter", hospital).kind is Kind.PROFILE


def test_a_claim_has_its_verdict_and_the_statement_that_decides(hospital: Compiled) -> None:
    match = read("does a Ward Sister deliver babies?", hospital)
    assert match.verdict is Verdict.NO
    assert [statement.id for statement in match.statements] == ["ws-duties-no-births"]


def test_the_order_in_which_two_roles_are_named_does_not_matter_to_a_comparison(hospital: Compiled) -> None:
    one = read("how do the shifts of a Ward Sister and a Birth Midwife differ?", hospital)
    other = read("how do the shifts of a Birth Midwife and a Ward Sister differ?", hospital)
    assert replace(one, explanation={}) == replace(other, explanation={})


@pytest.mark.parametrize("question", ["what does a plumber earn?", "plumber", "does a plumber have night shifts?"])
def test_a_title_that_nobody_holds_is_refused_by_name(hospital: Compiled, question: str) -> None:
    match = read(question, hospital)
    assert (match.kind, match.reason, match.subject) == (Kind.UNKNOWN, Reason.UNKNOWN_ROLE, "plumber")


def test_a_title_that_is_known_not_to_be_held_comes_with_the_nearest_role(hospital: Compiled) -> None:
    match = read("what does an x-ray technician earn?", hospital)
    assert match.reason is Reason.UNKNOWN_ROLE
    assert [candidate.role for candidate in match.candidates] == ["ward-sister"]


@pytest.mark.parametrize("question", ["plumber vs ward sister", "does a ward sister earn more than a plumber?"])
def test_a_mixed_pair_is_refused_and_the_known_half_is_told(hospital: Compiled, question: str) -> None:
    match = read(question, hospital)
    assert (match.reason, match.subject, match.roles) == (Reason.UNKNOWN_ROLE, "plumber", ("ward-sister",))


def test_a_shared_title_is_asked_back(hospital: Compiled) -> None:
    match = read("what does a carer earn?", hospital)
    assert (match.kind, match.reason) == (Kind.CLARIFY, Reason.AMBIGUOUS)
    assert [candidate.role for candidate in match.candidates] == ["birth-midwife", "ward-sister"]


def test_an_aspect_that_is_not_held_is_refused(hospital: Compiled) -> None:
    match = read("what does a Ward Sister wear?", hospital)
    assert (match.kind, match.reason) == (Kind.UNKNOWN, Reason.UNKNOWN_ASPECT)


def test_what_has_nothing_to_do_with_roles_is_off_topic(hospital: Compiled) -> None:
    match = read("what is the capital of France?", hospital)
    assert (match.kind, match.reason) == (Kind.UNKNOWN, Reason.OFF_TOPIC)


def test_silence_is_no_verdict(hospital: Compiled) -> None:
    match = read("does a Linen Porter teach classes?", hospital)
    assert (match.kind, match.reason, match.verdict) == (Kind.UNKNOWN, Reason.NO_KNOWLEDGE, None)


def test_the_reading_says_what_decided_and_what_came_second(hospital: Compiled) -> None:
    explained = read("who delivers babies to the zzyzx?", hospital).explanation
    assert explained["decided"] == "duties"
    assert explained["runner_up"] not in ("", "duties")
    assert explained["unexplained"] == ["zzyzx"]
    assert {"words", "roles", "intents", "forms", "topics"} <= explained.keys()


def test_a_reading_is_the_same_each_time(hospital: Compiled) -> None:
    question = "who delivers babies?"
    assert read(question, hospital) == read(question, hospital)


@pytest.mark.parametrize(
    "question", ["how do I become a plumber?", "who is above a plumber?", "which role is over a plumber"]
)
def test_a_title_that_nobody_holds_is_told_where_it_is_what_is_asked_about(book: Compiled, question: str) -> None:
    answer = Conversation(book).ask(question)
    assert answer.reason is Reason.UNKNOWN_ROLE
    assert "plumber" in answer.text


@pytest.mark.parametrize(
    ("question", "dimension"),
    [
        ("rank all six by salary", "pay"),
        ("list the roles from best paid to worst paid", "pay"),
        ("put the roles in order of seniority", "reporting-structure"),
        ("order all six by how many people they have under them", "reporting-structure"),
    ],
)
def test_all_roles_are_set_beside_each_other_where_their_order_is_asked_for(
    book: Compiled, question: str, dimension: str
) -> None:
    match = read(question, book)
    assert (match.kind, match.roles, match.dimension) == (Kind.COMPARISON, tuple(sorted(book.role)), dimension)


@pytest.mark.parametrize(
    ("question", "holder"),
    [
        ("who never has to look further ahead than the end of the month?", "operations-assistant"),
        ("who has the least say?", "operations-assistant"),
        ("who has most clout?", "chief-operating-officer"),
    ],
)
def test_a_denied_superlative_asks_for_the_other_end(book: Compiled, question: str, holder: str) -> None:
    assert read(question, book).roles == (holder,)


@pytest.mark.parametrize(
    ("question", "role", "verdict"),
    [
        ("does the COO rather than the head of ops report to the CEO?", "chief-operating-officer", Verdict.YES),
        ("is an OA, as opposed to an OM, allowed to approve spending?", "operations-assistant", Verdict.NO),
        ("does the OM and not the LM hire people?", "operations-manager", Verdict.YES),
    ],
)
def test_a_claim_is_not_about_the_role_that_it_leaves_aside(
    book: Compiled, question: str, role: str, verdict: Verdict
) -> None:
    match = read(question, book)
    assert (match.kind, match.roles, match.verdict) == (Kind.VERIFY, (role,), verdict)
