"""How far a statement bears a claim out: yes, no, or partly where it holds only for some."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chatbot.claims import Claim
from chatbot.model import Says, Statement, Verdict
from chatbot.words import OF_SOME, PARTIAL_HEDGES, PARTIAL_PHRASES, TOLD_ASIDE, TOLD_DENIALS, TOLD_USUAL

_REPORTS = re.compile(r"\b(?:reports?|answers?) (?:\w+ )?to\b")
_OF_SOME = re.compile(OF_SOME)
_DENIES = re.compile(TOLD_DENIALS)
_USUAL = re.compile(TOLD_USUAL)
_ASIDE = re.compile(TOLD_ASIDE)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict, None where the knowledge is silent, and the statements it rests on.

    `direct` is false where it only follows from what is said of something else.
    """

    verdict: Verdict | None
    statements: tuple[Statement, ...] = ()
    direct: bool = True


def put(holds: bool, claim: Claim) -> Verdict:
    """The verdict on a claim whose subject, without its denial, holds or not."""
    return Verdict.YES if holds != claim.negated else Verdict.NO


def borne_out(statement: Statement, claim: Claim) -> Verdict:
    """The verdict on a claim that a statement bears out: partly where it holds only for some and was put as a rule."""
    partial = is_partial(statement) or (claim.whole and _is_alternative(statement))
    if partial and claim.never and claim.negated:
        return Verdict.NO
    hedged = bool(statement.hedge) or bool(_USUAL.search(statement.text))
    if claim.absolute and not claim.exclusive:
        return (Verdict.YES if hedged else Verdict.NO) if claim.negated else (Verdict.NO if hedged else Verdict.YES)
    if partial and not claim.soft and not claim.frequent and statement.says is not Says.SHARES:
        return Verdict.PARTLY
    return Verdict.NO if claim.negated else Verdict.YES


def _is_alternative(statement: Statement) -> bool:
    """Whether a statement gives the whole of a thing as one of two cases: "the whole organisation or a department"."""
    return bool(
        re.search(r"\b(?:whole|entire|all)\b.{0,50}\bor\b|\bor\b.{0,50}\b(?:whole|entire|all)\b", statement.text)
    )


def is_partial(statement: Statement) -> bool:
    """Whether a statement holds only for some: by its hedge, or because it says itself that it depends."""
    if statement.hedge in PARTIAL_HEDGES or statement.says is Says.SHARES:
        return True
    if " or " in statement.text and _REPORTS.search(statement.text):
        return True
    return any(phrase in statement.text.casefold() for phrase in PARTIAL_PHRASES)


def denies(statement: Statement) -> bool:
    """Whether a statement denies the thing: by its mark, or because it says itself that there is none."""
    return statement.says is Says.DOES_NOT or bool(_DENIES.search(statement.text.casefold()))


def set_aside(statement: Statement) -> str:
    """What a statement says in passing its role has not: "the results" in "its own tasks count, not the results"."""
    return " ".join(_ASIDE.findall(statement.text))


def is_of_some(statement: Statement) -> bool:
    """Whether a statement gives a thing to a part of all cases only."""
    return bool(_OF_SOME.search(statement.text.casefold()))
