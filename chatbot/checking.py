"""Faults that show only when a whole knowledge base is seen together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from chatbot.fields import did_you_mean
from chatbot.model import Kind, Problem, Says
from chatbot.text import normalize, tokenize
from chatbot.words import STOP

if TYPE_CHECKING:
    from chatbot.knowledge import Draft

MIN_EXAMPLES = 8
"""Example questions below which a dimension is hard to recognise."""


def check_draft(draft: Draft) -> Iterator[Problem]:
    """Every problem between files: names claimed twice, dangling references, empty cells, contested examples."""
    yield from _references(draft)
    yield from _names(draft)
    yield from _contradictions(draft)
    yield from _empty_cells(draft)
    yield from _examples(draft)


def _problem(draft: Draft, level: str, kind: str, ident: str, message: str) -> Problem:
    place = draft.places[kind, ident]
    return Problem(level, place.file, place.line, message)


def _references(draft: Draft) -> Iterator[Problem]:
    for role, other in draft.same_as.items():
        if other not in draft.roles or other == role or other in draft.same_as:
            hint = did_you_mean(other, draft.roles)
            yield _problem(draft, "error", "same-as", role, f"'same-as' names no other known role: {other!r}{hint}")
    for role in draft.roles.values():
        if role.proxy_of and (role.proxy_of not in draft.roles or role.proxy_of == role.id):
            hint = did_you_mean(role.proxy_of, draft.roles)
            message = f"'proxy-of' names no other known role: {role.proxy_of!r}{hint}"
            yield _problem(draft, "error", "proxy-of", role.id, message)


def _key(name: str) -> str:
    return " ".join(tokenize(normalize(name)))


def _names(draft: Draft) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    dimensions = {_key(name) for d in draft.dimensions.values() for name in (d.name, *d.aliases)}
    for role in draft.roles.values():
        home = draft.same_as.get(role.id, role.id)
        for name in (role.name, *role.aliases):
            key = _key(name)
            if len(key) < 2 or key in STOP or key in dimensions:
                yield _problem(draft, "error", "role", role.id, f"{name!r} cannot be a name of a role: too common")
            elif owners.setdefault(key, home) != home:
                message = f"the name {name!r} belongs to the roles {owners[key]!r} and {role.id!r}"
                yield _problem(draft, "error", "role", role.id, message)
        repeated = [k for k, n in Counter(map(_key, role.aliases)).items() if n > 1]
        for key in repeated:
            yield _problem(draft, "error", "role", role.id, f"the alias {key!r} stands twice, spelt differently")
    for title in draft.titles:
        for name in title.names:
            if _key(name) in owners:
                message = f"the title {name!r} is a name of the role {owners[_key(name)]!r}"
                yield _problem(draft, "error", "title", name.casefold(), message)


def _contradictions(draft: Draft) -> Iterator[Problem]:
    texts: dict[tuple[str, str, str], str] = {}
    said: dict[tuple[str, str, str, str], tuple[Says, str]] = {}
    for statement in draft.statements.values():
        key = (statement.role, statement.partner, _key(statement.text))
        if texts.setdefault(key, statement.id) != statement.id:
            message = f"the statement says the same as {texts[key]!r}"
            yield _problem(draft, "error", "statement", statement.id, message)
        if statement.path:
            continue
        for topic in statement.topics:
            cell = (statement.role, statement.partner, statement.dimension, topic)
            says, first = said.setdefault(cell, (statement.says, statement.id))
            if (says is Says.DOES_NOT) != (statement.says is Says.DOES_NOT):
                message = f"on {topic!r} the statement contradicts {first!r}"
                yield _problem(draft, "warning", "statement", statement.id, message)


def _empty_cells(draft: Draft) -> Iterator[Problem]:
    held = {(draft.same_as.get(s.role, s.role), s.dimension) for s in draft.statements.values() if not s.partner}
    for role in draft.roles:
        if role in draft.same_as:
            continue
        for dimension in draft.dimensions:
            if (role, dimension) not in held:
                message = f"nothing is said of {role!r} by itself on {dimension!r}"
                yield _problem(draft, "warning", "role", role, message)


def _examples(draft: Draft) -> Iterator[Problem]:
    claimed: dict[str, set[str]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for example in draft.examples:
        counts[example.dimension] += 1
        claimed[example.text.casefold()].add(example.dimension or Kind.UNKNOWN)
    for text, dimensions in claimed.items():
        if len(dimensions) > 1:
            both = " and ".join(sorted(map(repr, dimensions)))
            yield _problem(draft, "warning", "example", text, f"the example is claimed by {both}")
    for dimension in draft.dimensions:
        if counts[dimension] < MIN_EXAMPLES:
            message = f"{dimension!r} has {counts[dimension]} example questions; {MIN_EXAMPLES} or more are wanted"
            yield _problem(draft, "warning", "dimension", dimension, message)
