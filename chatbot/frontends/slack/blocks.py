"""The pieces that Slack messages are made of. All text goes into fields in which nothing is parsed, or is escaped.

The limits are Slack's, or stay below them where it does not tell them: a message whose blocks are too long in sum is
refused somewhat above 13,000 characters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

Block = dict[str, Any]
Element = dict[str, Any]

MAX_BLOCKS = 50
MAX_PAYLOAD = 12_000
"""Characters that the blocks of one message take as JSON."""

ROOM = 2_000
"""Characters of them that are left to what goes with a list or a table."""

MAX_PIECE = 2_900
"""Characters of one piece of text."""

MAX_TEXT = 3_900
"""Characters of the text that stands in for blocks, in notifications and for screen readers."""

MAX_LABEL = 75

_JOINER = "\u2060"
_SPECIAL = re.compile(r"<(?=[@#!]|https?:|mailto:)|@(?=here\b|channel\b|everyone\b)")

T = TypeVar("T")


def inert(text: str) -> str:
    """Text as it is, in which nothing can be taken for a mention of people or a link, even if it were parsed."""
    return _SPECIAL.sub(lambda sign: sign[0] + _JOINER, text)


def escaped(text: str) -> str:
    """Text for a field that Slack parses: nothing in it mentions anybody or links anywhere."""
    return inert(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shortened(text: str, most: int) -> str:
    """Text of at most so many characters, with a sign where something is left out."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def rich(elements: Sequence[Element]) -> Block:
    """A block of formatted text."""
    return {"type": "rich_text", "elements": elements}


def section(elements: Sequence[Element]) -> Element:
    """A paragraph of formatted text."""
    return {"type": "rich_text_section", "elements": elements}


def said(text: str, *, bold: bool = False) -> Element:
    """Words of a paragraph, shown as they are."""
    words: Element = {"type": "text", "text": inert(text)}
    return words | {"style": {"bold": True}} if bold else words


def title(text: str) -> Element:
    """A paragraph in bold."""
    return section([said(text, bold=True)])


def bulleted(items: Sequence[Element]) -> Element:
    """Paragraphs, each behind a bullet."""
    return {"type": "rich_text_list", "style": "bullet", "elements": items}


def paragraph(text: str) -> Block:
    """A block of plain words, in pieces where they are many."""
    pieces = [text[at : at + MAX_PIECE] for at in range(0, len(text), MAX_PIECE)]
    return rich([section([said(piece)]) for piece in pieces])


def link(text: str, url: str) -> Element:
    """Words that open an address, where there is one."""
    return {"type": "link", "url": url, "text": inert(text)} if url else said(text)


def plain_text(text: str, most: int) -> Element:
    """Text of a button, a header or the like."""
    return {"type": "plain_text", "text": inert(shortened(text, most)), "emoji": False}


def button(label: str, action: str, value: str) -> Element:
    """A button."""
    return {"type": "button", "text": plain_text(label, MAX_LABEL), "action_id": action, "value": value}


def size(blocks: Any) -> int:
    """Characters that something takes as JSON."""
    return len(json.dumps(blocks))


def chunks(items: Sequence[T], limit: int) -> Iterator[list[T]]:
    """Items in order, as many together as take at most `limit` characters as JSON, but at least one."""
    held: list[T] = []
    for item in items:
        if held and size([*held, item]) > limit:
            yield held
            held = []
        held.append(item)
    if held:
        yield held


def packed(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks in order, as many to a message as Slack takes; each message holds one table at most."""
    held: list[Block] = []
    for block in blocks:
        tables = sum(other["type"] == "table" for other in (*held, block))
        if held and (len(held) >= MAX_BLOCKS - 4 or size([*held, block]) > MAX_PAYLOAD or tables > 1):
            yield held
            held = []
        held.append(block)
    yield held


def standing_in(blocks: Sequence[Block]) -> str:
    """The text of blocks, escaped and cut to what a notification takes."""
    text = "\n".join(line for block in blocks for line in _lines(block))
    return escaped(shortened(text, MAX_TEXT)) or " "


def _lines(part: Any) -> Iterator[str]:
    """The text of a block, a line for each of its paragraphs and rows."""
    if part["type"] == "rich_text_section":
        yield "".join(element.get("text", "") for element in part["elements"]).strip()
    elif part["type"] == "table":
        for row in part["rows"]:
            yield " | ".join(" ".join(_lines(cell)) for cell in row)
    elif part["type"] in ("rich_text", "rich_text_list"):
        for element in part["elements"]:
            yield from _lines(element)
