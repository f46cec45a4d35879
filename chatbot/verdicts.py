"""Claims held against the knowledge: yes, no or partly, with the statements that decide; silence decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.amounts import judge_amount
from chatbot.claims import Claim
from chatbot.compiled import Compiled
from chatbot.evidence import Evidence
from chatbot.grading import Ruling, borne_out, is_of_some, put
from chatbot.model import Says, Statement, Verdict
from chatbot.ranks import is_superior, judge_order, judge_report, line_of_report, names_any
from chatbot.speaking import COVERED, Voice, split_over, standing_of, voices_of
from chatbot.utterance import Utterance
from chatbot.words import DOWNWARD, MAINLY, PARTIAL_HEDGES, REPORTING, UPWARD

NEAR = 0.85
"""A statement at this share of the rank of the best one speaks nearly as well."""

ORDERED = 0.1
"""Two roles are ordered only on a dimension that is at least this likely."""

TRIED = 3
"""Dimensions on which a claim is tried, the likeliest first."""


def rule(
    utterance: Utterance, evidence: Evidence, book: Compiled, roles: Sequence[str], first: str
) -> tuple[str, Ruling]:
    """The dimension that a claim is about, and the verdict: on the first where a statement itself decides."""
    voices = voices_of(utterance, evidence, book, roles)
    rulings: list[tuple[str, Ruling]] = []
    for dimension in standing_of(voices, evidence, first, ordered=len(roles) > 1)[:TRIED]:
        ruling = judge(utterance, evidence, book, roles, dimension, voices)
        if ruling.verdict and ruling.direct:
            return dimension, ruling
        rulings.append((dimension, ruling))
    return next((found for found in rulings if found[1].verdict), (first, Ruling(None)))


def judge(
    utterance: Utterance,
    evidence: Evidence,
    book: Compiled,
    roles: Sequence[str],
    dimension: str,
    heard: Sequence[Voice],
) -> Ruling:
    """The verdict on what an utterance claims of one role, or of two beside each other, on a dimension."""
    claim = Claim.of(utterance)
    voices = [voice for voice in heard if voice.statement.dimension == dimension]
    if len(roles) >= 2:
        return _judge_two(utterance, claim, evidence, book, roles, dimension, voices)
    if names_any(utterance, REPORTING) and is_superior(utterance):
        return Ruling(None)
    figure = judge_amount(utterance, claim, book, roles[0], dimension, voices)
    return figure if figure.verdict else _judge_topic(claim, evidence, book, roles[0], dimension, voices)


def _judge_two(
    utterance: Utterance,
    claim: Claim,
    evidence: Evidence,
    book: Compiled,
    roles: Sequence[str],
    dimension: str,
    voices: Sequence[Voice],
) -> Ruling:
    line = line_of_report(utterance)
    if line:
        return judge_report(claim, book, *line, dimension)
    likely = evidence.intents[dimension] >= ORDERED
    ordered = judge_order(utterance, claim, book, roles, dimension, voices) if likely else Ruling(None)
    if ordered.verdict or "than" in utterance.has or names_any(utterance, UPWARD | DOWNWARD):
        return ordered
    if _asks_of_both(utterance):
        return _judge_both(claim, evidence, book, roles, dimension, voices)
    return _judge_topic(claim, evidence, book, roles[0], dimension, voices)


def _asks_of_both(utterance: Utterance) -> bool:
    return not {"both", "and", "neither"}.isdisjoint(utterance.has) and "not" not in utterance.has


def _judge_both(
    claim: Claim, evidence: Evidence, book: Compiled, roles: Sequence[str], dimension: str, voices: Sequence[Voice]
) -> Ruling:
    rulings = [_judge_topic(claim, evidence, book, role, dimension, voices) for role in roles]
    statements = tuple(s for ruling in rulings for s in ruling.statements)
    verdicts = {ruling.verdict for ruling in rulings}
    if len(verdicts) == 1:
        return Ruling(verdicts.pop(), statements)
    return Ruling(Verdict.PARTLY if Verdict.YES in verdicts else None, statements)


def _judge_topic(
    claim: Claim, evidence: Evidence, book: Compiled, role: str, dimension: str, voices: Sequence[Voice]
) -> Ruling:
    """The verdict on a claim about one role: by the statement that speaks to it best."""
    fits = [voice.statement for voice in voices if voice.statement.role == role]
    split = split_over([voice for voice in voices if voice.statement.role == role]) if claim.several else ()
    if split:
        return Ruling(Verdict.PARTLY, split)
    denial = _denial(claim, voices, role)
    if denial:
        return Ruling(put(False, claim), tuple(dict.fromkeys((denial, *fits)))[:2])
    focus = _judge_focus(claim, book, role, dimension, fits)
    if focus.verdict:
        return focus
    if not fits:
        return _judge_by_others(claim, evidence, book, role, dimension)
    best = fits[0]
    if claim.exclusive and not best.only:
        others = [s for s in book.cells.get((role, dimension), ()) if s not in fits and s.says is not Says.DOES_NOT]
        return Ruling(put(False, claim), tuple([best, *others][:2]))
    return Ruling(_judge_degree(best, claim), tuple(fits[:2]))


def _denial(claim: Claim, voices: Sequence[Voice], role: str) -> Statement | None:
    """The statement that denies the thing: the best one, or one near it where a claim says that the thing is needed."""
    own = [voice for voice in voices if voice.statement.role == role]
    near = [v for v in own if v.rank >= NEAR * own[0].rank] if claim.required else own[:1]
    return next((v.statement for v in near if v.denies), None)


def _judge_degree(best: Statement, claim: Claim) -> Verdict:
    """How far a statement that grants the thing bears the claim out as put: as needed, for all, or as the rule."""
    if claim.required and claim.negated and best.hedge:
        return Verdict.YES
    if claim.required and best.hedge:
        needed = best.hedge not in PARTIAL_HEDGES and not claim.absolute
        return Verdict.PARTLY if needed else put(False, claim)
    if claim.absolute and is_of_some(best):
        return put(False, claim)
    return borne_out(best, claim)


def _judge_by_others(claim: Claim, evidence: Evidence, book: Compiled, role: str, dimension: str) -> Ruling:
    """Where nothing speaks to the claim itself: what else the role does denies an only; another's own denies it."""
    if (claim.exclusive and not claim.negated) or (claim.sweeping and claim.negated):
        others = [s for s in book.cells.get((role, dimension), ()) if s.says is Says.DOES and not s.partner]
        return Ruling(Verdict.NO if len(others) > 1 else None, tuple(others[:2]), direct=False)
    return _given_to_another(claim, evidence, book, role, dimension)


def _judge_focus(claim: Claim, book: Compiled, role: str, dimension: str, fits: Sequence[Statement]) -> Ruling:
    """Claims of what a role mainly does, where statements say what that is."""
    cell = book.cells.get((role, dimension), ())
    mains = [s for s in cell if s.hedge in MAINLY | {"generally"} and s.says is Says.DOES]
    if not claim.mainly or not mains:
        return Ruling(None)
    borne_out = [s for s in mains if s in fits]
    return Ruling(Verdict.YES if bool(borne_out) != claim.negated else Verdict.NO, tuple((borne_out or mains)[:2]))


def _given_to_another(claim: Claim, evidence: Evidence, book: Compiled, role: str, dimension: str) -> Ruling:
    """Whether the thing is another role's alone, or more another's than this one's: then a claim to it is denied."""
    for number, hit in sorted(evidence.hits.items(), key=lambda item: -item[1].score):
        statement = book.knowledge.statements[number]
        alone = statement.only and statement.role != role
        more = statement.partner == role and statement.more == statement.role
        if statement.dimension == dimension and (alone or more) and hit.score >= COVERED * evidence.total:
            return Ruling(put(False, claim), (statement,), direct=False)
    return Ruling(None)
