"""Which statements an answer shows, and in which order; the most telling first."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.compiled import Compiled
from chatbot.model import About, Block, Statement
from chatbot.prose import stands_in
from chatbot.relevance import stems_of

SHORT_CELL = 2
SHORT_PAIR = 1
ALIKE = 0.6
"""Two statements that share this much of their telling words say the same; one of them is shown in a short answer."""

MISSING_DIMENSIONS = 3

_PATH_HEADINGS = {
    About.REQUIREMENT: "What it asks for",
    About.EXPERIENCE: "Experience",
    About.CREDENTIALS: "Credentials",
    About.STEPS: "Usual steps",
}


def cell(
    book: Compiled, role: str, dimension: str, words: Sequence[str], beside: Sequence[str] = ()
) -> list[Statement]:
    """A role's statements on a dimension: those that share the question's words first, then in the order written.

    Statements beside another role come after the role's own, and those beside a role in `beside` before all others.
    """
    held = book.cells.get((role, dimension), ())
    own = [s for s in held if not s.partner]
    paired = [s for s in held if s.partner in beside]
    others = [s for s in held if s.partner and s.partner not in beside]
    return _by_words(paired, words, book) + _by_words(own, words, book) + _by_words(others, words, book)


def _by_words(statements: Sequence[Statement], words: Sequence[str], book: Compiled) -> list[Statement]:
    asked = set(words)

    def fit(statement: Statement) -> float:
        held = {stem for topic in statement.topics for stem in stems_of(topic)}
        return sum(book.relevance.weight(stem) for stem in asked & held)

    return sorted(statements, key=lambda statement: -round(fit(statement), 3)) if asked else list(statements)


def statement_block(book: Compiled, role: str, dimension: str, words: Sequence[str], *, full: bool) -> Block:
    """One role on one dimension."""
    statements = cell(book, role, dimension, words)
    if not statements:
        return lent_block(book, role, dimension)
    own = [s for s in statements if not s.partner] or statements
    return Block(tuple(statements if full else own[: SHORT_CELL + 1]), role=role, dimension=dimension)


def lent_block(book: Compiled, role: str, dimension: str) -> Block:
    """The figures of the role's proxy on a dimension that holds nothing of its own; the heading names the proxy."""
    proxy = book.role.get(book.role[role].proxy_of)
    if proxy is None:
        return Block((), book.role[role].name, role, dimension)
    lent = [s for s in book.cells.get((proxy.id, dimension), ()) if s.figure and not s.partner]
    return Block(tuple(lent[: SHORT_CELL + 1]), stands_in(book.role[role], proxy), role, dimension)


def side_by_side(
    book: Compiled, roles: Sequence[str], dimension: str, words: Sequence[str], *, full: bool
) -> list[Block]:
    """Each of several roles on one dimension. Two that have differences of their own are told apart by those."""
    most = 99 if full else SHORT_CELL if len(roles) == 2 else SHORT_PAIR
    blocks = []
    for role in roles:
        beside = [other for other in roles if other != role] if len(roles) == 2 else []
        held = [s for s in cell(book, role, dimension, words, beside) if not s.partner or s.partner in roles]
        statements = _measured_first(held, book, dimension)
        shown = statements if full else distinct(statements)
        own = Block(tuple(shown[:most]), book.role[role].name, role, dimension)
        blocks.append(own if statements else lent_block(book, role, dimension))
    return blocks


def distinct(statements: Sequence[Statement]) -> list[Statement]:
    """The statements without those that say again what one before them says of the same role."""
    kept: list[Statement] = []
    for statement in statements:
        words = stems_of(statement.text)
        before = (stems_of(other.text) for other in kept if other.role == statement.role)
        if not any(_overlap(words, said) >= ALIKE for said in before):
            kept.append(statement)
    return kept


def _overlap(some: frozenset[str], others: frozenset[str]) -> float:
    """Jaccard similarity (Jaccard 1912): what two sets share of what they have together."""
    return len(some & others) / (len(some | others) or 1)


def _measured_first(statements: Sequence[Statement], book: Compiled, dimension: str) -> list[Statement]:
    """The figure in the measure that all roles are put in, first, so that like stands beside like."""
    measure = next(iter(book.measures[dimension]), "")
    first = [s for s in statements if s.figure and s.figure.measure == measure and not s.partner][:1]
    return [*first, *(s for s in statements if s not in first)]


def overview_blocks(book: Compiled, roles: Sequence[str], *, full: bool) -> list[Block]:
    """Several roles on the headline dimensions, or on all of them."""
    shown = [d for d in book.knowledge.dimensions if full or d.headline] or book.knowledge.dimensions
    blocks = []
    for dimension in shown:
        for block in side_by_side(book, roles, dimension.id, (), full=False):
            heading = f"{dimension.name}, {book.role[block.role].name}"
            blocks.append(Block(block.statements[:SHORT_PAIR], heading, block.role, dimension.id))
    return blocks


def profile_blocks(book: Compiled, role: str, *, full: bool) -> list[Block]:
    """One role on the headline dimensions, or on all of them."""
    shown = [d for d in book.knowledge.dimensions if full or d.headline] or book.knowledge.dimensions
    cells = [(d, cell(book, role, d.id, ())) for d in shown]
    most = [SHORT_CELL if i == 0 else 1 for i in range(len(cells))]
    return [Block(tuple(held[:n]), d.name, role, d.id) for (d, held), n in zip(cells, most, strict=True) if held]


def path_blocks(book: Compiled, goal: str, origin: str, *, full: bool) -> list[Block]:
    """The way into a role: what is already there and what is missing, where one starts from a known role."""
    blocks = _gap_blocks(book, origin, goal) if origin else []
    paths = [s for s in book.knowledge.statements if s.path and s.role == goal and s.path.origin in ("", origin)]
    for about, heading in _PATH_HEADINGS.items():
        held = [s for s in paths if s.path and s.path.about is about]
        held.sort(key=lambda s: s.path is not None and not s.path.origin)
        if held:
            blocks.append(Block(tuple(held if full else held[:SHORT_CELL]), heading, goal))
    return blocks


def _gap_blocks(book: Compiled, origin: str, goal: str) -> list[Block]:
    """What the old role brings along, and what the new one asks beyond it, told by the topics they share."""
    held = _skills(book, origin)
    wanted = _skills(book, goal)
    known, needed = _stems(held), _stems(wanted)
    common = sorted(held, key=lambda s: -_share(s, needed, book))
    missing = sorted(wanted, key=lambda s: _share(s, known, book))
    beside = [s for s in wanted if s.partner == origin]
    lacking = tuple(dict.fromkeys([*beside[:1], *(s for s in missing if not s.partner)]))[:SHORT_CELL]
    already = tuple(s for s in common if not s.partner and _share(s, needed, book))[:SHORT_CELL]
    there = [Block(already, "Already there", origin)] if already else []
    return [*there, Block(lacking, "Missing so far", goal)] if lacking else there


def _skills(book: Compiled, role: str) -> list[Statement]:
    """What a role can do: its statements on the headline dimensions, those on rank and pay aside."""
    ranks = {s.dimension for s in book.knowledge.statements if s.reports_to or s.figure}
    headlines = [d.id for d in book.knowledge.dimensions if d.headline and d.id not in ranks]
    dimensions = headlines[:MISSING_DIMENSIONS] or list(book.dimension)
    return [s for d in dimensions for s in book.cells.get((role, d), ()) if s.says != "does-not" and not s.figure]


def _stems(statements: Sequence[Statement]) -> frozenset[str]:
    return frozenset(stem for s in statements for topic in s.topics for stem in stems_of(topic))


def _share(statement: Statement, known: frozenset[str], book: Compiled) -> float:
    stems = _stems([statement])
    whole = sum(book.relevance.weight(stem) for stem in stems)
    return sum(book.relevance.weight(stem) for stem in stems & known) / whole if whole else 0.0
