"""Who does it: which of some roles hold the thing that a question asks about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from chatbot.compiled import Compiled
from chatbot.evidence import Evidence
from chatbot.model import Says, Statement
from chatbot.ordering import Edges, chain, extreme

SHARED = 0.98
"""A role whose best statement fits this share as well as the first one's holds the thing too."""

TELLING = 3.5
"""A score that names a holder however long the question: about one word that a single cell has."""

ELSEWHERE = 0.3
"""How much a statement on another dimension than the one asked about counts."""

FOREIGN_PARTNER = 0.75
"""How much a statement beside a role that is not asked about counts."""

ROLE_PULL = 0.8
"""How much what is said counts for the role that it fits for certain, beside a statement that covers all of it."""

DENIED = 0.7
"""A role whose denial fits this share as well as the best one's lacks the thing too."""

THIN = 0.25
"""Least share of the question's telling words that a statement has to cover to name a holder."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A role's claim on a thing: how well its statements fit, and those statements, best first."""

    role: str
    score: float
    statements: tuple[Statement, ...]


def holdings(evidence: Evidence, book: Compiled, roles: Sequence[str], dimension: str) -> list[Holding]:
    """How far each role holds what the question asks on the dimension, strongest first.

    A statement that denies the thing counts against its role. Roles are told apart by what they say on the subject;
    a tie is cut by the order of the knowledge base.
    """
    found: list[Holding] = []
    for role in roles:
        fits = _fits(evidence, book, role, dimension, roles)
        granted = [(score, s) for score, s in fits if s.says is not Says.DOES_NOT]
        denied = max((score for score, s in fits if s.says is Says.DOES_NOT), default=0.0)
        best = granted[0][0] if granted else 0.0
        support = sum(score for score, _ in granted[1:4]) / 8
        score = best + support + _elsewhere(evidence, book, role, dimension) - (denied if denied >= best else 0.0)
        score += ROLE_PULL * evidence.total * evidence.roles[role] * bool(granted)
        found.append(Holding(role, score, tuple(s for _, s in granted[:3])))
    return sorted(found, key=lambda holding: -holding.score)


def _elsewhere(evidence: Evidence, book: Compiled, role: str, dimension: str) -> float:
    """What the role's statements on other dimensions add: a trace, to tell roles apart where their own are silent."""
    statements = book.knowledge.statements
    best = 0.0
    for number, hit in evidence.hits.items():
        statement = statements[number]
        if statement.role == role and statement.dimension != dimension and statement.says is not Says.DOES_NOT:
            best = max(best, hit.score)
    return ELSEWHERE * best


def _fits(
    evidence: Evidence, book: Compiled, role: str, dimension: str, roles: Sequence[str]
) -> list[tuple[float, Statement]]:
    fits = []
    for number, hit in evidence.hits.items():
        statement = book.knowledge.statements[number]
        if statement.role == role and statement.dimension == dimension:
            apart = statement.partner and statement.partner not in roles
            share = 0.85 if statement.says is Says.SHARES else 1.0
            fits.append((hit.score * share * (FOREIGN_PARTNER if apart else 1.0), statement))
    return sorted(fits, key=lambda fit: (-fit[0], fit[1].text))


def who_holds(
    evidence: Evidence,
    book: Compiled,
    roles: Sequence[str],
    dimension: str,
    stems: Sequence[str],
    *,
    denied: bool = False,
    least: bool = False,
    ordered: bool = False,
) -> tuple[Holding, ...]:
    """The holders among the roles, strongest first; none where nothing held speaks to the question.

    `stems` are the question's telling words; `denied` asks who does not hold the thing, `least` who has the least
    of it, `ordered` who has the most.
    """
    ranked = holdings(evidence, book, roles, dimension)
    spoken = [holding for holding in ranked if holding.statements]
    edges = book.order(dimension, stems)
    topical = not set(stems) <= book.order_stems[dimension]
    clear = bool(ranked) and ranked[0].score > 0 and ranked[0].score >= min(THIN * evidence.total, TELLING)
    without = _without(ranked, evidence, book, dimension) if denied and clear else ()
    if without:
        return without
    least = least or denied
    if least or ordered or not (clear or (topical and len(roles) > 2)):
        by_order = _by_order(book, edges, roles, dimension, ranked, least=least)
        if by_order and (least or not clear or not (topical and _is_specific(ranked, evidence))):
            return by_order
    if not clear:
        return ()
    if least:
        last = ranked[-1]
        return (replace(last, statements=_own(book, last.role, dimension)),) if last.score < ranked[0].score else ()
    equal = SHARED if len(roles) > 2 else 1.0
    return tuple(holding for holding in spoken if holding.score >= equal * spoken[0].score)


def _is_specific(ranked: Sequence[Holding], evidence: Evidence) -> bool:
    """Whether the subject itself singles out one role, so that no order is needed."""
    second = ranked[1].score if len(ranked) > 1 else 0.0
    return ranked[0].score >= 0.6 * evidence.total and second < 0.7 * ranked[0].score


def _without(ranked: Sequence[Holding], evidence: Evidence, book: Compiled, dimension: str) -> tuple[Holding, ...]:
    """Those that do not hold the thing: the ones of whom a statement says so, else the weakest claim."""
    best = ranked[0].score
    lacking = [holding for holding in ranked if holding.score < 0.5 * best]
    denied = {h.role: denials(evidence, book, h.role, dimension) for h in lacking}
    strongest = max((fits[0][0] for fits in denied.values() if fits), default=0.0)
    named = [h for h in lacking if denied[h.role] and denied[h.role][0][0] >= DENIED * strongest]
    chosen = named if named and len(ranked) > 2 else lacking[-1:]
    return tuple(
        Holding(h.role, best - h.score, tuple(s for _, s in denied[h.role][:2]) or _own(book, h.role, dimension))
        for h in chosen
    )


def denials(evidence: Evidence, book: Compiled, role: str, dimension: str) -> list[tuple[float, Statement]]:
    """The statements that say the role does not have what the question asks about, best first, with their fit."""
    return [fit for fit in _fits(evidence, book, role, dimension, (role,)) if fit[1].says is Says.DOES_NOT]


def _own(book: Compiled, role: str, dimension: str) -> tuple[Statement, ...]:
    return tuple(book.cells.get((role, dimension), ())[:1])


def _by_order(
    book: Compiled, edges: Edges, roles: Sequence[str], dimension: str, ranked: Iterable[Holding], *, least: bool
) -> tuple[Holding, ...]:
    scores = {holding.role: holding.score for holding in ranked}
    sign = -1 if least else 1
    first = sorted(
        extreme(edges, roles, least=least),
        key=lambda role: (sign * book.standing[role], sign * scores[role]),
        reverse=True,
    )
    return tuple(
        Holding(role, 1.0, _reasons(book, edges, role, roles, dimension, least=least) or _own(book, role, dimension))
        for role in first[:1]
    )


def _reasons(
    book: Compiled, edges: Edges, role: str, roles: Sequence[str], dimension: str, *, least: bool
) -> tuple[Statement, ...]:
    """Why the role stands first: the statements that put it before the others, its own first."""
    reasons: dict[str, Statement] = {}
    for other in roles:
        if other != role:
            for statement in chain(edges, *((other, role) if least else (role, other))):
                reasons.setdefault(statement.id, statement)
    ordered = sorted(reasons.values(), key=lambda statement: statement.role != role)
    figures = [s for s in book.cells.get((role, dimension), ()) if s.figure][:1]
    own = [s for s in ordered if s.role == role]
    return tuple(dict.fromkeys([*own, *figures, *ordered]))[:3]
