"""Faults that show only when a whole knowledge base is seen together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from chatbot.drafts import Draft
from chatbot.errors import did_you_mean
from chatbot.model import Kind, Problem, Says
from chatbot.text import normalize, tokenize
from chatbot.words import STOP

MIN_EXAMPLES = 8
"""Example questions below which a dimension is hard to recognise."""


def check_draft(draft: Draft) -> Iterator[Problem]:
    """Every problem between files: names claimed twice, dangling references, empty cells, contested examples."""
    yield from _references(draft)
    yield from _names(draft)
    yield from _repeated(draft)
    yield from _contradictions(draft)
    yield from _empty_cells(draft)
    yield from _dimension_names(draft)
    yield from _examples(draft)


def _references(draft: Draft) -> Iterator[Problem]:
    for ident, other in draft.same_as.items():
        if other not in draft.roles or other == ident or other in draft.same_as:
            hint = did_you_mean(other, draft.roles)
            yield draft.problem("error", "same-as", ident, f"'same-as' names no other known role: {other!r}{hint}")
    for role in draft.roles.values():
        if role.proxy_of and (role.proxy_of not in draft.roles or role.proxy_of == role.id):
            hint = did_you_mean(role.proxy_of, draft.roles)
            message = f"'proxy-of' names no other known role: {role.proxy_of!r}{hint}"
            yield draft.problem("error", "proxy-of", role.id, message)


def _key(name: str) -> str:
    return " ".join(tokenize(normalize(name)))


def _names(draft: Draft) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    dimensions = {_key(name) for d in draft.dimensions.values() for name in (d.name, *d.aliases)}
    for role in draft.roles.values():
        home = draft.same_as.get(role.id, role.id)
        for name in filter(None, (role.name, *role.aliases)):
            key = _key(name)
            if len(key) < 2 or key in STOP or key in dimensions:
                yield draft.problem("error", "role", role.id, f"{name!r} cannot be a name of a role: too common")
            elif owners.setdefault(key, home) != home:
                message = f"the name {name!r} belongs to the roles {owners[key]!r} and {role.id!r}"
                yield draft.problem("error", "role", role.id, message)
        for key, times in Counter(map(_key, (role.name, *role.aliases))).items():
            if times > 1:
                yield draft.problem("error", "role", role.id, f"the name {key!r} stands twice, maybe spelt differently")
    for title in draft.titles:
        for name in title.names:
            if _key(name) in owners:
                message = f"the title {name!r} is a name of the role {owners[_key(name)]!r}"
                yield draft.problem("error", "title", name.casefold(), message)


def _repeated(draft: Draft) -> Iterator[Problem]:
    """Statements that say the same of one cell."""
    texts: dict[tuple[str, str, str, bool, str], str] = {}
    for s in draft.statements.values():
        first = texts.setdefault((s.role, s.dimension, s.partner, bool(s.path), _key(s.text)), s.id)
        if first != s.id:
            message = f"the statement says the same as {first!r} ({draft.places['statement', first]})"
            yield draft.problem("error", "statement", s.id, message)


def _contradictions(draft: Draft) -> Iterator[Problem]:
    """Statements of one cell of which one gives a topic to the role and the other denies it."""
    said: dict[tuple[str, str, str, str], tuple[Says, str]] = {}
    for s in draft.statements.values():
        for topic in () if s.path else s.topics:
            says, first = said.setdefault((s.role, s.partner, s.dimension, topic), (s.says, s.id))
            if (says is Says.DOES_NOT) != (s.says is Says.DOES_NOT):
                message = f"on {topic!r} the statement contradicts {first!r} ({draft.places['statement', first]})"
                yield draft.problem("warning", "statement", s.id, message)


def _empty_cells(draft: Draft) -> Iterator[Problem]:
    held = {(draft.same_as.get(s.role, s.role), s.dimension) for s in draft.statements.values() if not s.partner}
    for role in draft.roles:
        if role in draft.same_as:
            continue
        for dimension in draft.dimensions:
            if (role, dimension) not in held:
                message = f"nothing is said of {role!r} by itself on {dimension!r}"
                yield draft.problem("warning", "role", role, message)


def _dimension_names(draft: Draft) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for dimension in draft.dimensions.values():
        for name in (dimension.name, *dimension.aliases):
            first = owners.setdefault(_key(name), dimension.id)
            if first != dimension.id:
                message = f"the phrase {name!r} is claimed by {first!r} and {dimension.id!r}"
                yield draft.problem("warning", "dimension", dimension.id, message)


def _examples(draft: Draft) -> Iterator[Problem]:
    claimed: dict[str, set[str]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for example in draft.examples:
        counts[example.dimension] += 1
        claimed[example.text.casefold()].add(example.dimension or Kind.UNKNOWN)
    for text, dimensions in claimed.items():
        if len(dimensions) > 1:
            both = " and ".join(sorted(map(repr, dimensions)))
            yield draft.problem("warning", "example", text, f"the example {text[:80]!r} is claimed by {both}")
    for dimension in draft.dimensions:
        if counts[dimension] < MIN_EXAMPLES:
            message = f"{dimension!r} has {counts[dimension]} example questions; {MIN_EXAMPLES} or more are wanted"
            yield draft.problem("warning", "dimension", dimension, message)
