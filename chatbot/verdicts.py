"""Claims held against the knowledge: yes, no or partly, with the statements that decide; silence decides nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chatbot.compiled import Compiled
from chatbot.evidence import Evidence
from chatbot.model import Dimension, Figure, Says, Statement, Verdict
from chatbot.ordering import chain
from chatbot.relevance import stems_of, words_of
from chatbot.utterance import Utterance
from chatbot.words import (
    ABSOLUTES,
    DOWNWARD,
    EQUAL,
    EXCLUSIVES,
    FREQUENT,
    LEAST,
    MAINLY,
    MOST,
    NEARLY,
    NEGATIONS,
    NEVER,
    PARTIAL_HEDGES,
    PARTIAL_PHRASES,
    REPORTING,
    REQUIRED,
    SOFTENERS,
    UPWARD,
    WHOLE,
)

COVERED = 0.33
"""Least share of a claim's telling words that a statement has to cover to speak to the claim."""

_REPORTS = re.compile(r"\b(?:reports?|answers?) (?:\w+ )?to\b")
_MONEY = re.compile(r"(?<![\d.])(\d{1,3}(?:[ ,]\d{3})+|\d+)(?:\.\d+)? ?(k\b)?")
_OPPOSITE = {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES, Verdict.PARTLY: Verdict.PARTLY}


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict, None where the knowledge is silent, and the statements it rests on."""

    verdict: Verdict | None
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """How a claim is put. `negated`: it denies, `never`: for good; `exclusive`: only; `absolute`: always, every;

    `soft`: may, can, ever, often; `required`: it says that a thing is needed.
    """

    negated: bool
    exclusive: bool
    absolute: bool
    soft: bool
    never: bool
    frequent: bool
    required: bool
    whole: bool
    mainly: bool

    @classmethod
    def of(cls, utterance: Utterance) -> Claim:
        """The way an utterance puts its claim; a question tag and a negative opening do not turn it round."""
        words = list(utterance.words)
        body = _without_tag(words)
        present = set(body)
        return cls(
            negated=_is_negated(body),
            exclusive=not present.isdisjoint(EXCLUSIVES) or "nothing else" in " ".join(body),
            never=not present.isdisjoint(NEVER),
            absolute=not present.isdisjoint(ABSOLUTES - {"must"}),
            soft=not present.isdisjoint(SOFTENERS - {"usually", "typically", "normally"}),
            frequent=not present.isdisjoint(FREQUENT),
            required=not present.isdisjoint(REQUIRED),
            whole=not present.isdisjoint(WHOLE),
            mainly=not present.isdisjoint(MAINLY),
        )


def _is_negated(body: Sequence[str]) -> bool:
    """Whether an odd number of words deny; what comes after an "only" does not count, nor does "not only"."""
    ends = [i for i, word in enumerate(body) if word in EXCLUSIVES]
    told = body[: ends[0]] if ends else body
    return sum(word in NEGATIONS for word in told) % 2 == 1 and "not only" not in " ".join(body)


def _without_tag(words: list[str]) -> list[str]:
    """The words of a claim without its question tag and without a negative opening ("Isn't it true that")."""
    joined = re.sub(r"\b(?:rather than|instead of|as opposed to) .*", "", " ".join(words))
    joined = re.sub(
        r" (?:right|correct|true|yes|no|innit|or not|"
        r"(?:is|are|do|does|can|could|has|have|will|would|should)(?:n'?t| not)? (?:it|he|she|they|that|so)(?: not)?)$",
        "",
        joined,
    )
    joined = re.sub(r"^(?:isn't|aren't|doesn't|don't|isnt|arent|doesnt|dont|won't|can't|shouldn't) ", "", joined)
    return joined.split()


def judge(utterance: Utterance, evidence: Evidence, book: Compiled, roles: Sequence[str], dimension: str) -> Ruling:
    """The verdict on what an utterance claims of one role, or of two beside each other, on a dimension."""
    claim = Claim.of(utterance)
    reports = _names(utterance, REPORTING)
    if len(roles) >= 2:
        if reports:
            return _judge_report(claim, book, roles[0], roles[1], dimension)
        ordered = _judge_order(utterance, claim, book, roles, dimension)
        if ordered.verdict or "than" in utterance.has:
            return ordered
        if _asks_of_both(utterance):
            return _judge_both(utterance, claim, evidence, book, roles, dimension)
        return _judge_topic(utterance, claim, evidence, book, roles[0], dimension, beside=roles[1])
    if reports and _is_superior(utterance):
        return Ruling(None)
    figure = _judge_figure(utterance, claim, book, roles[0], dimension)
    return figure if figure.verdict else _judge_topic(utterance, claim, evidence, book, roles[0], dimension)


def _names(utterance: Utterance, phrases: Iterable[str]) -> bool:
    text = f" {' '.join(_between(utterance))} "
    return any(f" {phrase} " in text for phrase in phrases)


def _is_superior(utterance: Utterance) -> bool:
    """Whether the one role named is the one reported to: "does a plumber report to a COO?"."""
    verbs = [i for i, word in enumerate(utterance.words) if word.startswith(("report", "answer", "work", "manag"))]
    named = [mention.start for mention in utterance.mentions if mention.roles]
    return bool(verbs) and bool(named) and min(named) > verbs[0]


def _judge_report(claim: Claim, book: Compiled, junior: str, senior: str, dimension: str) -> Ruling:
    """Whether the one reports to the other: only a statement that says so of these two decides."""
    up = tuple(s for s in book.cells.get((junior, dimension), ()) if senior in s.reports_to)
    down = tuple(s for s in book.cells.get((senior, dimension), ()) if junior in s.reports_to)
    if up:
        beside = sorted(up, key=lambda statement: statement.partner != senior)
        return Ruling(_graded(beside[0], claim), tuple(beside[:2]))
    if down:
        return Ruling(Verdict.YES if claim.negated else Verdict.NO, down[:2])
    return Ruling(None)


def _asks_of_both(utterance: Utterance) -> bool:
    return not {"both", "and"}.isdisjoint(utterance.has) and "not" not in utterance.has


def _judge_both(
    utterance: Utterance, claim: Claim, evidence: Evidence, book: Compiled, roles: Sequence[str], dimension: str
) -> Ruling:
    rulings = [_judge_topic(utterance, claim, evidence, book, role, dimension) for role in roles]
    statements = tuple(s for ruling in rulings for s in ruling.statements)
    verdicts = {ruling.verdict for ruling in rulings}
    if len(verdicts) == 1:
        return Ruling(verdicts.pop(), statements)
    return Ruling(Verdict.PARTLY if Verdict.YES in verdicts else None, statements)


def direction(utterance: Utterance, dimension: Dimension) -> int:
    """1 where the first role named is said to have more than the second, -1 for less, 0 where neither is said."""
    text = f" {' '.join(_between(utterance))} "
    for phrases, sign in ((dimension.less, -1), (dimension.more, 1)):
        for phrase in phrases:
            at = text.find(f" {' '.join(words_of(phrase))} ")
            if at >= 0:
                before = text[:at].split()[-1:]
                return -sign if before and before[0] in LEAST else sign
    for patterns, sign in ((UPWARD, -1), (DOWNWARD, 1)):
        if _names(utterance, patterns):
            return sign
    words = set(text.split())
    return -1 if words & LEAST else 1 if words & MOST else 0


def _between(utterance: Utterance) -> list[str]:
    """The words outside names."""
    inside = {i for m in utterance.mentions for i in range(m.start, m.end) if m.roles}
    return [word for i, word in enumerate(utterance.words) if i not in inside]


def _judge_order(utterance: Utterance, claim: Claim, book: Compiled, roles: Sequence[str], dimension: str) -> Ruling:
    edges = book.order(dimension, utterance.stems)
    first, second = roles[0], roles[1]
    up, down = chain(edges, first, second), chain(edges, second, first)
    sign = direction(utterance, book.dimension[dimension])
    if EQUAL & utterance.has and (up or down):
        level = bool(NEARLY & utterance.has) and _is_close(up or down, book, roles[:2], dimension)
        return Ruling(Verdict.YES if claim.negated != level else Verdict.NO, up or down)
    if not sign or not (up or down):
        return Ruling(None)
    claimed, against = (up, down) if sign > 0 else (down, up)
    if claimed:
        weakest = next((step for step in claimed if is_partial(step)), claimed[0])
        return Ruling(_graded(weakest, claim), _with_both_figures(claimed, book, roles, dimension))
    return Ruling(Verdict.YES if claim.negated else Verdict.NO, against)


def _with_both_figures(
    steps: tuple[Statement, ...], book: Compiled, roles: Sequence[str], dimension: str
) -> tuple[Statement, ...]:
    """The deciding statements; where one is a figure, those of all the roles in that measure."""
    figure = steps[0].figure
    if figure is None:
        return steps
    return tuple(dict.fromkeys([*steps, *_in_measure(figure.measure, book, roles, dimension)]))


def _in_measure(measure: str, book: Compiled, roles: Sequence[str], dimension: str) -> list[Statement]:
    """The roles' own figures in a measure, in the order of the roles."""
    held = (s for role in roles for s in book.cells.get((role, dimension), ()) if not s.partner)
    return [s for s in held if s.figure and s.figure.measure == measure]


def _is_close(steps: Sequence[Statement], book: Compiled, roles: Sequence[str], dimension: str) -> bool:
    """Whether the figures of two roles in the measure that orders them differ by less than a tenth."""
    measure = steps[0].figure.measure if steps[0].figure else ""
    tops = {s.role: _top(s) for s in reversed(_in_measure(measure, book, roles, dimension))}
    return len(tops) == 2 and max(tops.values()) - min(tops.values()) < 0.1 * max(tops.values())


def _graded(statement: Statement, claim: Claim) -> Verdict:
    """The verdict on a claim that a statement bears out: partly where it holds only for some and was put as a rule."""
    partial = is_partial(statement) or (claim.whole and _is_alternative(statement))
    if partial and claim.never and claim.negated:
        return Verdict.NO
    hedged = bool(statement.hedge)
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


def _judge_figure(utterance: Utterance, claim: Claim, book: Compiled, role: str, dimension: str) -> Ruling:
    """Claims that name an amount: held against the figures of the role."""
    amounts = [_amount(found) for found in _MONEY.finditer(" ".join(_between(utterance)))]
    figures = [s for s in book.cells.get((role, dimension), ()) if s.figure and s.figure.low >= 1000]
    amounts = [amount for amount in amounts if amount >= 1000]
    if not amounts or not figures:
        return Ruling(None)
    limit = max(figures, key=_top) if claim.soft else figures[0]
    below = not LEAST.isdisjoint(utterance.has) or {"under", "below"} & utterance.has
    holds = _top(limit) < amounts[0] if below else _top(limit) >= amounts[0]
    verdict = Verdict.YES if holds else Verdict.NO
    return Ruling(_OPPOSITE[verdict] if claim.negated else verdict, tuple(dict.fromkeys((limit, figures[0]))))


def _amount(found: re.Match[str]) -> float:
    return float(re.sub(r"\D", "", found[1])) * (1000 if found[2] else 1)


def _top(statement: Statement) -> float:
    return statement.figure.high if isinstance(statement.figure, Figure) else 0.0


def _judge_topic(
    utterance: Utterance,
    claim: Claim,
    evidence: Evidence,
    book: Compiled,
    role: str,
    dimension: str,
    beside: str = "",
) -> Ruling:
    fits = _speaking(utterance, evidence, book, role, dimension, beside)
    focus = _judge_focus(claim, book, role, dimension, fits)
    if focus.verdict:
        return focus
    if not fits and claim.exclusive and not claim.negated:
        others = [s for s in book.cells.get((role, dimension), ()) if s.says is Says.DOES and not s.partner]
        return Ruling(Verdict.NO if len(others) > 1 else None, tuple(others[:2]))
    if not fits:
        return _given_to_another(claim, evidence, book, role, dimension)
    best = fits[0]
    if best.says is Says.DOES_NOT:
        return Ruling(Verdict.YES if claim.negated else Verdict.NO, tuple(fits[:2]))
    if claim.exclusive and not best.only:
        others = [s for s in book.cells.get((role, dimension), ()) if s not in fits and s.says is not Says.DOES_NOT]
        return Ruling(Verdict.YES if claim.negated else Verdict.NO, tuple([best, *others][:2]))
    if claim.required and best.hedge and best.hedge not in PARTIAL_HEDGES:
        return Ruling(Verdict.PARTLY, tuple(fits[:2]))
    if claim.required and best.hedge in PARTIAL_HEDGES:
        return Ruling(Verdict.YES if claim.negated else Verdict.NO, tuple(fits[:2]))
    return Ruling(_graded(best, claim), tuple(fits[:2]))


def _judge_focus(claim: Claim, book: Compiled, role: str, dimension: str, fits: Sequence[Statement]) -> Ruling:
    """Claims of what a role mainly does, where statements say what that is."""
    cell = book.cells.get((role, dimension), ())
    mains = [s for s in cell if s.hedge in MAINLY | {"generally"} and s.says is Says.DOES]
    if not claim.mainly or not mains:
        return Ruling(None)
    borne_out = [s for s in mains if s in fits]
    return Ruling(Verdict.YES if bool(borne_out) != claim.negated else Verdict.NO, tuple((borne_out or mains)[:2]))


def _speaking(
    utterance: Utterance, evidence: Evidence, book: Compiled, role: str, dimension: str, beside: str
) -> list[Statement]:
    """The role's statements on the dimension that speak to the claim, best first; those beside strangers last."""
    stems = set(utterance.stems)
    scored: list[tuple[float, Statement]] = []
    for number, hit in evidence.hits.items():
        statement = book.knowledge.statements[number]
        if statement.role != role or statement.dimension != dimension:
            continue
        weight = 1.0 if not statement.partner or statement.partner == beside else 0.85
        if hit.score * weight >= COVERED * evidence.total or (hit.topic and stems <= stems_of(hit.topic)):
            scored.append((hit.score * weight, statement))
    scored.sort(key=lambda pair: (-pair[0], pair[1].text))
    return [statement for _, statement in scored]


def _given_to_another(claim: Claim, evidence: Evidence, book: Compiled, role: str, dimension: str) -> Ruling:
    """Whether the thing is another role's alone, or more another's than this one's: then a claim to it is denied."""
    for number, hit in sorted(evidence.hits.items(), key=lambda item: -item[1].score):
        statement = book.knowledge.statements[number]
        alone = statement.only and statement.role != role
        more = statement.partner == role and statement.more == statement.role
        if statement.dimension == dimension and (alone or more) and hit.score >= COVERED * evidence.total:
            return Ruling(Verdict.YES if claim.negated else Verdict.NO, (statement,))
    return Ruling(None)
