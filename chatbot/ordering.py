"""Which of two roles has more on a dimension, as figures and statements say; the order is data, never code."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence

from chatbot.model import Figure, Role, Statement

Edges = Mapping[str, Mapping[str, Statement]]
"""Role -> the roles that have less than it -> the statement that says so."""


def measures_of(statements: Iterable[Statement], roles: Sequence[Role], dimension: str) -> dict[str, Edges]:
    """For each measure that a dimension has figures of, who has more of it than whom."""
    here = [s for s in statements if s.dimension == dimension and s.path is None]
    ordered: dict[str, dict[str, dict[str, Statement]]] = {}
    for measure in dict.fromkeys(s.figure.measure for s in here if s.figure):
        edges: dict[str, dict[str, Statement]] = {}
        for more, less, statement in _by_figures(here, roles, measure):
            _add(edges, more, less, statement)
        ordered[measure] = edges
    return dict(ordered)


def edges_of(statements: Iterable[Statement], roles: Sequence[Role], dimension: str) -> Edges:
    """Who has more than whom on a dimension, directly: by a statement of the pair, by rank, by figures.

    Of several measures the one that the dimension states first counts.
    """
    here = [s for s in statements if s.dimension == dimension and s.path is None]
    edges: dict[str, dict[str, Statement]] = {}
    for statement in here:
        if statement.more and statement.partner:
            less = statement.partner if statement.more == statement.role else statement.role
            _add(edges, statement.more, less, statement)
    for statement in here:
        for superior in statement.reports_to:
            _add(edges, superior, statement.role, statement)
    measure = next((s.figure.measure for s in here if s.figure), "")
    for more, less, statement in _by_figures(here, roles, measure):
        _add(edges, more, less, statement)
    return edges


def _add(edges: dict[str, dict[str, Statement]], more: str, less: str, statement: Statement) -> None:
    if more not in edges.get(less, {}):
        edges.setdefault(more, {}).setdefault(less, statement)


def _by_figures(
    statements: Sequence[Statement], roles: Iterable[Role], measure: str
) -> Iterator[tuple[str, str, Statement]]:
    """The pairs that figures of a measure order, each with the figure of the one that has more."""
    held = {s.role: s for s in reversed(statements) if s.figure and s.figure.measure == measure and not s.partner}
    for lent in roles:
        if lent.id not in held and lent.proxy_of in held:
            held[lent.id] = held[lent.proxy_of]
    for role, statement in held.items():
        for other, beside in held.items():
            if _exceeds(statement.figure, beside.figure):
                yield role, other, statement


def _exceeds(one: Figure | None, other: Figure | None) -> bool:
    """Whether a figure is the larger of two that may be ordered: same measure, unit, country and year."""
    if one is None or other is None:
        return False
    same = (one.measure, one.unit, one.country, one.year) == (other.measure, other.unit, other.country, other.year)
    if one.occupation and one.occupation == other.occupation:
        return False
    return same and one.low > other.high


def chain(edges: Edges, more: str, less: str) -> tuple[Statement, ...]:
    """The statements by which `more` has more than `less`, directly or by way of other roles; empty if none say so."""
    seen, queue = {more}, deque([(more, ())])
    while queue:
        at, path = queue.popleft()
        for below, statement in edges.get(at, {}).items():
            steps: tuple[Statement, ...] = (*path, statement)
            if below == less:
                return steps
            if below not in seen:
                seen.add(below)
                queue.append((below, steps))  # type: ignore[arg-type]
    return ()


def standing(orders: Iterable[Edges], role: str) -> int:
    """How often a role has more than another, less how often it has less, over all dimensions; cuts ties."""
    total = 0
    for edges in orders:
        total += len(edges.get(role, {})) - sum(role in below for below in edges.values())
    return total


def extreme(edges: Edges, roles: Sequence[str], *, least: bool = False) -> tuple[str, ...]:
    """The roles that have the most (or least) among these; several where nothing orders them, none if nothing does."""
    beats = {
        role: sum(bool(chain(edges, *((other, role) if least else (role, other)))) for other in roles if other != role)
        for role in roles
    }
    beaten = {
        role: any(chain(edges, *((role, other) if least else (other, role))) for other in roles if other != role)
        for role in roles
    }
    top = [role for role in roles if not beaten[role] and beats[role]]
    most = max((beats[role] for role in top), default=0)
    return tuple(role for role in top if beats[role] == most)
