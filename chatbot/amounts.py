"""Claims about one role that its figures decide: an amount, more or fewer in time to come, beside all others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatbot.claims import Claim
from chatbot.compiled import Compiled
from chatbot.grading import Ruling, put
from chatbot.model import Figure, Statement
from chatbot.speaking import Voice
from chatbot.utterance import Utterance
from chatbot.words import (
    AT_LEAST,
    BOOMING,
    CROWD,
    DWINDLING,
    GROWING,
    LEAST,
    TOLD_CROWD,
    TOLD_LESS,
    TOLD_LEVEL,
    TREND_UNITS,
)

FAR_BELOW = 0.5
"""Who earns an amount earns that or a little more; a claim of less than this share of what is earned is wrong."""

SPOKEN = 0.6
"""Where a statement covers this share of a claim, it decides, and not the trend."""

_MONEY = re.compile(r"(?<![\d.])(\d{1,3}(?:[ ,]\d{3})+|\d+)(?:\.\d+)? ?(k\b)?")
_CROWD, _TOLD_CROWD, _TOLD_LEVEL, _TOLD_LESS = (re.compile(p) for p in (CROWD, TOLD_CROWD, TOLD_LEVEL, TOLD_LESS))


def judge_amount(
    utterance: Utterance, claim: Claim, book: Compiled, role: str, dimension: str, voices: Sequence[Voice]
) -> Ruling:
    """The verdict that figures of the role give; none where the claim names no amount, trend or average."""
    cell = book.cells.get((role, dimension), ())
    for ruling in (
        _judge_figure(utterance, claim, book, role, dimension),
        _judge_crowd(utterance, claim, cell),
        _judge_trend(utterance, claim, () if voices and voices[0].share >= SPOKEN and not _grows(utterance) else cell),
    ):
        if ruling.verdict:
            return ruling
    return Ruling(None)


def _grows(utterance: Utterance) -> bool:
    """Whether a claim plainly speaks of a trend: "more and more", "fewer and fewer"."""
    return re.search(r"\b(more|fewer|less) and \1\b", " ".join(utterance.words)) is not None


def _judge_crowd(utterance: Utterance, claim: Claim, cell: Sequence[Statement]) -> Ruling:
    """Claims that set the role beside all others: decided by a statement that does the same."""
    told = [s for s in cell if _TOLD_CROWD.search(s.text)]
    if not told or not _CROWD.search(" ".join(words_between(utterance))):
        return Ruling(None)
    said = told[0]
    if _TOLD_LEVEL.search(said.text):
        return Ruling(put(False, claim), (said,))
    less = not (LEAST | DWINDLING).isdisjoint(utterance.has) or not {"below", "under"}.isdisjoint(utterance.has)
    return Ruling(put(less == bool(_TOLD_LESS.search(said.text)), claim), (said,))


def _judge_trend(utterance: Utterance, claim: Claim, cell: Sequence[Statement]) -> Ruling:
    """Claims that there will be more or fewer: decided by the sign of a figure of change."""
    trend = next((s for s in cell if s.figure and s.figure.unit in TREND_UNITS and not s.partner), None)
    has = utterance.has
    sign = -1 if has & DWINDLING else 1 if has & (GROWING | BOOMING) else 0
    if trend is None or trend.figure is None or not sign or "than" in has:
        return Ruling(None)
    if trend.figure.high > 0 and has & BOOMING:
        return Ruling(put(False, claim), (trend,))
    return Ruling(put((trend.figure.high > 0) == (sign > 0), claim), (trend,))


def words_between(utterance: Utterance) -> list[str]:
    """The words outside names."""
    inside = {i for m in utterance.mentions for i in range(m.start, m.end) if m.roles}
    return [word for i, word in enumerate(utterance.words) if i not in inside]


def _judge_figure(utterance: Utterance, claim: Claim, book: Compiled, role: str, dimension: str) -> Ruling:
    """Claims that name an amount: held against the figures of the role."""
    amounts = [_amount(found) for found in _MONEY.finditer(" ".join(words_between(utterance)))]
    figures = [s for s in book.cells.get((role, dimension), ()) if s.figure and s.figure.low >= 1000]
    amounts = [amount for amount in amounts if amount >= 1000]
    if not amounts or not figures:
        return Ruling(None)
    limit = max(figures, key=top_of) if claim.soft else figures[0]
    below = not LEAST.isdisjoint(utterance.has) or {"under", "below"} & utterance.has
    at_least = claim.soft or not AT_LEAST.isdisjoint(utterance.has) or amounts[0] >= FAR_BELOW * top_of(limit)
    holds = top_of(limit) < amounts[0] if below else top_of(limit) >= amounts[0] and at_least
    return Ruling(put(holds, claim), tuple(dict.fromkeys((limit, figures[0]))))


def _amount(found: re.Match[str]) -> float:
    return float(re.sub(r"\D", "", found[1])) * (1000 if found[2] else 1)


def top_of(statement: Statement) -> float:
    """The upper end of a statement's figure; 0 where it has none."""
    return statement.figure.high if isinstance(statement.figure, Figure) else 0.0
