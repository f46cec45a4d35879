"""What the app shows unasked: its home tab and the questions it suggests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chatbot.answering import suggestions
from chatbot.compiled import Compiled
from chatbot.frontends.slack.blocks import (
    MAX_PIECE,
    Block,
    bulleted,
    paragraph,
    plain_text,
    rich,
    said,
    section,
    shortened,
)

MAX_BLOCKS = 100
MAX_HEADER = 150
MAX_TITLE = 60
MAX_ROLES = 60
"""Roles whose coverage is shown."""

PRIVACY = (
    "I see messages that mention me, and what you write to me directly; I cannot read channels. A question is kept "
    "only until it is answered. After that I keep for some days what the answer was about, so that you can ask on, and "
    "which answers were rated good or bad. Nothing leaves this workspace and the machine I run on, and nothing is "
    "learnt from it."
)


def home(book: Compiled, *, keeps_unanswered: bool = False) -> Mapping[str, Any]:
    """The home tab: what is known, how much of it, where it is from, and what is kept of what people ask."""
    return {"type": "home", "blocks": list(_home(book, keeps_unanswered))[:MAX_BLOCKS]}


def _home(book: Compiled, keeps_unanswered: bool) -> Iterator[Block]:
    known = book.knowledge
    sources = dict.fromkeys(statement.source for statement in known.statements)
    yield _header(known.name)
    held = f"{len(known.statements):,} statements"
    yield paragraph(
        f"I tell how {len(known.roles)} roles differ. All I say is one of {held}, and comes with its source."
    )
    yield _header("Ask me")
    yield _list(suggestions(book))
    yield _header("Roles, and how many statements I hold on each")
    yield _list([_covered(book, role.id) for role in known.roles[:MAX_ROLES]])
    yield _header("Aspects on which I tell them apart")
    yield _list([f"{d.name}: {d.covers}" if d.covers else d.name for d in known.dimensions])
    yield _header("Sources")
    publishers = list(dict.fromkeys(source.publisher for source in sources))
    yield paragraph(
        f"{len(sources)} sources by {len(publishers)} publishers, among them: {', '.join(publishers[:12])}."
    )
    yield _header("Privacy")
    kept = " Questions I could not answer are kept for those who look after me, without who asked." * keeps_unanswered
    yield paragraph(PRIVACY + kept)


def _covered(book: Compiled, role: str) -> str:
    held = [len(book.cells.get((role, dimension), ())) for dimension in book.dimension]
    filled = sum(count > 0 for count in held)
    return f"{book.role[role].name}: {sum(held)} on {filled} of {len(held)} aspects"


def prompts(book: Compiled) -> Sequence[Mapping[str, str]]:
    """Questions to start with, as Slack suggests them."""
    return [{"title": shortened(question, MAX_TITLE), "message": question} for question in suggestions(book)]


def _header(text: str) -> Block:
    return {"type": "header", "text": plain_text(text, MAX_HEADER)}


def _list(items: Sequence[str]) -> Block:
    return rich([bulleted([section([said(shortened(item, MAX_PIECE))]) for item in items])])
