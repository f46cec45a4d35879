"""Match -> Answer: every factual sentence is a statement of the knowledge base, with its hedge and source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from chatbot.answering import answer, suggestions
from chatbot.compiled import Compiled
from chatbot.conversation import Conversation
from chatbot.evaluation import read_labels
from chatbot.model import REFUSALS, Answer, Detail, Kind, Match, Reason, Verdict
from chatbot.selection import distinct

QUESTIONS = Path(__file__).parent / "questions"
COO, LM, OA, OM = "chief-operating-officer", "logistics-manager", "operations-assistant", "operations-manager"
ENGINE_REASONS = [reason for reason in Reason if reason not in (Reason.BAD_INPUT, Reason.AMBIGUOUS)]

_NOTE = re.compile(r" \[\d+\](?: |$)")
_BESIDE = re.compile(r"^Beside an? [^:]+: ")
_MARKUP = re.compile(r"\*\*|\]\(|`|</?[a-z]+>|^#|^[-*] ", re.MULTILINE)


def asked() -> list[str]:
    """Every fifth of the single questions, of all kinds."""
    talks = (talk for file in sorted(QUESTIONS.glob("*.jsonl")) for talk in read_labels(file) if len(talk) == 1)
    return [talk[0].question for talk in islice(talks, 0, None, 5)]


def factual_sentences(part: Answer) -> Iterator[str]:
    """The sentences of an answer's text without its lead, headings, note numbers, sources and closing."""
    body = part.text.removeprefix(part.lead).removesuffix(part.closing)
    body = re.split(r"^Sources?:$", body, maxsplit=1, flags=re.MULTILINE)[0]
    headings = [f"{block.heading}: " for block in part.blocks if block.heading]
    for line in filter(None, body.split("\n")):
        heading = next((heading for heading in headings if line.startswith(heading)), "")
        yield from filter(None, _NOTE.split(line.removeprefix(heading)))


def parts_of(question: str, book: Compiled) -> list[Answer]:
    """The answers to the questions of a message, each with its own text."""
    whole = Conversation(book).ask(question)
    first = whole.text.split("\n\n", 1)[0] if whole.also else whole.text
    return [replace(whole, text=first), *whole.also]


@pytest.mark.parametrize("question", asked())
def test_every_factual_sentence_is_a_statement_with_its_hedge(book: Compiled, question: str) -> None:
    held = {statement.text: statement for statement in book.knowledge.statements}
    for part in parts_of(question, book):
        sentences = [_BESIDE.sub("", sentence) for sentence in factual_sentences(part)]
        assert set(sentences) == {statement.text for statement in part.statements}
        assert all(held[sentence].hedge in sentence.casefold() for sentence in sentences)


@pytest.mark.parametrize("question", asked())
def test_every_statement_is_cited_and_the_text_is_free_of_markup(book: Compiled, question: str) -> None:
    text = Conversation(book).ask(question).text
    assert not _MARKUP.search(text)
    for part in parts_of(question, book):
        assert all(
            f"{statement.source.title}, {statement.source.publisher}" in part.text for statement in part.statements
        )
        assert bool(part.statements) == (part.kind not in (*REFUSALS, Kind.META))


@pytest.mark.parametrize("question", asked())
def test_no_question_is_echoed(book: Compiled, question: str) -> None:
    assert question.casefold() not in Conversation(book).ask(question).text.casefold()


@pytest.mark.parametrize("role", [COO, LM, OA, OM])
@pytest.mark.parametrize("detail", [Detail.SHORT, Detail.MORE])
def test_a_statement_beside_another_role_names_it_in_an_answer_about_one(
    book: Compiled, role: str, detail: Detail
) -> None:
    for dimension in book.dimension:
        given = answer(Match(Kind.STATEMENT, (role,), dimension), book, None, detail)
        sentences = list(factual_sentences(given))
        for statement, sentence in zip(given.statements, sentences, strict=True):
            if statement.partner:
                assert book.role[statement.partner].name.casefold() in sentence.casefold()


def test_two_roles_that_have_differences_of_their_own_are_told_apart_by_those(book: Compiled) -> None:
    for dimension in book.dimension:
        given = answer(Match(Kind.COMPARISON, (LM, OM), dimension), book, None)
        for block, partner in zip(given.blocks, (OM, LM), strict=True):
            assert partner in {statement.partner for statement in block.statements}
        assert "Beside" not in given.text


def test_two_roles_without_differences_are_compared_by_what_holds_for_each_alone(book: Compiled) -> None:
    for dimension in book.dimension:
        given = answer(Match(Kind.COMPARISON, (LM, OA), dimension), book, None)
        assert [block.role for block in given.blocks] == [LM, OA]
        assert all(not statement.partner for statement in given.statements)


def test_an_overview_has_the_same_facts_whichever_role_is_named_first(book: Compiled) -> None:
    one, other = (
        Conversation(book).ask(f"what is the difference between a {first} and a {second}?")
        for first, second in (("COO", "logistics manager"), ("logistics manager", "COO"))
    )
    assert one.statements == other.statements
    assert one.text == other.text


def test_more_shows_more_until_there_is_no_more(book: Compiled) -> None:
    for kind, roles, dimension in (
        (Kind.STATEMENT, (LM,), "pay"),
        (Kind.COMPARISON, (LM, OM), "pay"),
        (Kind.PROFILE, (LM,), ""),
        (Kind.OVERVIEW, (LM, OM), ""),
        (Kind.TRANSITION, (LM, OM), ""),
    ):
        short = answer(Match(kind, roles, dimension), book, None)
        more = answer(Match(kind, roles, dimension), book, None, Detail.MORE)
        assert short.has_more
        assert not more.has_more
        assert set(short.statements) < set(more.statements)


@pytest.mark.parametrize(("verdict", "lead"), [(Verdict.YES, "Yes"), (Verdict.NO, "No"), (Verdict.PARTLY, "Partly")])
def test_a_verdict_comes_first_and_then_what_it_rests_on(book: Compiled, verdict: Verdict, lead: str) -> None:
    reason = book.cells[LM, "pay"][0]
    given = answer(Match(Kind.VERIFY, (LM,), "pay", verdict=verdict, statements=(reason,)), book, None)
    assert given.text.startswith(lead)
    assert given.statements == (reason,)


@pytest.mark.parametrize(
    "claim", ["does a COO report to the CEO?", "does an ops manager hire staff?", "do FMs plan long-term?"]
)
def test_a_verdict_rests_on_nothing_twice(book: Compiled, claim: str) -> None:
    statements = Conversation(book).ask(claim).statements
    assert statements
    assert list(statements) == distinct(statements)


def test_the_hedge_of_the_statement_softens_who_does_it(book: Compiled) -> None:
    usual = next(s for s in book.knowledge.statements if s.hedge == "usually" and not s.path)
    given = answer(Match(Kind.WHO, (usual.role,), usual.dimension, statements=(usual,)), book, None)
    assert given.lead == f"Usually the {book.role[usual.role].name}."


def test_two_that_share_a_thing_are_both_named_each_with_its_share(book: Compiled) -> None:
    shares = (book.cells[COO, "pay"][0], book.cells[LM, "pay"][0])
    given = answer(Match(Kind.WHO, (COO, LM), "pay", statements=shares), book, None)
    assert given.lead.startswith("Both the Chief Operating Officer and the Logistics Manager")
    assert [block.heading for block in given.blocks] == ["Chief Operating Officer", "Logistics Manager"]


def test_a_question_of_worth_is_left_to_the_person(book: Compiled) -> None:
    given = answer(Match(Kind.STATEMENT, (LM,), "job-outlook", judged=True), book, None)
    assert "yours to judge" in given.closing


def test_asking_back_offers_numbered_choices(book: Compiled) -> None:
    given = Conversation(book).ask("what does a manager earn?")
    numbered = [f"{place}. {candidate.name}" for place, candidate in enumerate(given.candidates, 1)]
    assert given.lead.split("\n")[1:] == numbered
    assert len(numbered) > 1


@pytest.mark.parametrize("reason", ENGINE_REASONS)
def test_a_refusal_says_nothing_as_fact_and_offers_questions_that_do_work(book: Compiled, reason: Reason) -> None:
    given = answer(Match(Kind.UNKNOWN, reason=reason), book, "?")
    assert (given.kind, given.statements, given.roles, given.dimension) == (Kind.UNKNOWN, (), (), "")
    assert 2 <= len(given.suggestions) <= 3
    assert all(suggestion in given.text for suggestion in given.suggestions)


def test_every_suggestion_is_answered_as_it_is_meant(book: Compiled) -> None:
    for role in book.role:
        for dimension in book.dimension:
            profile, overview, statement = (
                Conversation(book).ask(question) for question in suggestions(book, [role], dimension)
            )
            assert (profile.kind, profile.roles) == (Kind.PROFILE, (role,))
            assert overview.kind is Kind.OVERVIEW
            assert (statement.kind, statement.roles, statement.dimension) == (Kind.STATEMENT, (role,), dimension)


def test_a_refused_aspect_is_met_with_the_aspects_that_are_known(book: Compiled) -> None:
    given = Conversation(book).ask("what is the dress code of a COO?")
    assert given.reason is Reason.UNKNOWN_ASPECT
    assert all(dimension.name.lower() in given.text for dimension in book.knowledge.dimensions)
    assert "Chief Operating Officer" in given.text


def test_a_refused_role_is_met_with_the_roles_that_are_known(book: Compiled) -> None:
    given = Conversation(book).ask("what does a plumber do?")
    assert given.reason is Reason.UNKNOWN_ROLE
    assert all(role.name in given.text for role in book.knowledge.roles)


def test_a_title_that_resembles_a_known_one_is_not_that_one(book: Compiled) -> None:
    given = Conversation(book).ask("what does a supply chain manager earn?")
    assert given.reason is Reason.UNKNOWN_ROLE
    assert "not the same job: Logistics Manager" in given.text
    assert [candidate.role for candidate in given.candidates] == [LM]


def test_of_a_mixed_pair_the_known_half_is_told(book: Compiled) -> None:
    given = Conversation(book).ask("plumber vs COO")
    assert (given.kind, given.reason) == (Kind.UNKNOWN, Reason.UNKNOWN_ROLE)
    assert '"plumber"' in given.text
    assert "Chief Operating Officer" in given.text


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        ("I want to kill myself", "distress"),
        ("you are stupid", "abuse"),
        ("is logistics manager a job for women?", "discrimination"),
        ("I have chest pain, what should I do?", "medical"),
        ("can I sue my boss, the operations manager?", "legal"),
    ],
)
def test_some_questions_get_a_fixed_reply_of_the_knowledge(book: Compiled, message: str, reply: str) -> None:
    given = Conversation(book).ask(message)
    fixed = next(held.text for held in book.knowledge.replies if held.id == reply)
    assert (given.kind, given.statements) == (Kind.UNKNOWN, ())
    assert given.text.startswith(fixed)
    assert message.casefold() not in given.text.casefold()


@pytest.mark.parametrize("kind", [Kind.STATEMENT, Kind.COMPARISON])
def test_an_empty_cell_is_told_as_such(book: Compiled, kind: Kind) -> None:
    roles = (LM,) if kind is Kind.STATEMENT else (LM, OM)
    silent = book.knowledge.dimensions[0].id
    bare = replace(book, knowledge=replace(book.knowledge, statements=()))
    given = answer(Match(kind, roles, silent), bare, None)
    assert (given.kind, given.reason, given.statements) == (Kind.UNKNOWN, Reason.NO_KNOWLEDGE, ())
    assert all(book.role[role].name in given.text for role in roles)
