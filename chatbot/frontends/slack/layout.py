"""Answer -> messages as Slack shows them. All text goes into fields in which nothing is parsed, or is escaped.

The limits are Slack's, or stay below them where it does not tell them (a message whose blocks are too long in sum is
refused somewhat above 13,000 characters).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from chatbot.answering import sentences
from chatbot.compiled import Compiled
from chatbot.model import Answer, Kind, Source
from chatbot.prose import sources_of

Block = dict[str, Any]
Element = dict[str, Any]

MAX_BLOCKS = 50
MAX_PAYLOAD = 12_000
"""Characters that the blocks of one message take as JSON."""

ROOM = 2_000
"""Characters of them that are left to what goes with a list or a table."""

MAX_ROWS, MAX_COLUMNS = 100, 20
MAX_PIECE = 2_900
"""Characters of one piece of text."""

MAX_TEXT = 3_900
"""Characters of the text that stands in for the blocks, in notifications and for screen readers."""

MAX_LABEL = 75
MAX_MESSAGES = 5
"""Messages that one answer takes at most."""

CUT = "The rest is left out here. Ask about one dimension, or two roles, to see all of it."

PRESS = "Press a button, or answer with a number or a name."

_JOINER = "\u2060"
_SPECIAL = re.compile(r"<(?=[@#!]|https?:|mailto:)|@(?=here\b|channel\b|everyone\b)")


@dataclass(frozen=True, slots=True)
class Message:
    """One message: blocks, and the same as text for where blocks are not shown."""

    text: str
    blocks: Sequence[Block]


def messages(answer: Answer, book: Compiled, extra: Sequence[Block] = ()) -> list[Message]:
    """An answer as the messages to post, in order; `extra` blocks close the last of them."""
    parts = [answer, *answer.also]
    blocks = [block for n, part in enumerate(parts, 1) for block in _one(part, book, f"{n}. " if answer.also else "")]
    note = answer.text.rpartition(answer.also[-1].text)[2].strip() if answer.also else ""
    blocks += [_paragraph(note)] if note else []
    packed = list(_packed(blocks))
    if len(packed) > MAX_MESSAGES:
        packed = packed[:MAX_MESSAGES]
        packed[-1] = [*packed[-1][: MAX_BLOCKS - 4], _paragraph(CUT)]
    packed[-1] = [*packed[-1], *extra]
    return [Message(_standing_in(blocks), blocks) for blocks in packed]


def inert(text: str) -> str:
    """Text as it is, in which nothing can be taken for a mention of people or a link, even if it were parsed."""
    return _SPECIAL.sub(lambda sign: sign[0] + _JOINER, text)


def escaped(text: str) -> str:
    """Text for a field that Slack parses: nothing in it mentions anybody or links anywhere."""
    return inert(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def choices(answer: Answer, ident: str) -> list[Block]:
    """The choices of a question back as buttons; each stands for its number."""
    numbered = enumerate(answer.candidates, 1) if answer.kind is Kind.CLARIFY else ()
    buttons = [button(candidate.name, f"choose-{n}", f"{ident}/{n}") for n, candidate in numbered]
    return [{"type": "actions", "elements": buttons[:25]}] if buttons else []


def feedback(ident: str) -> list[Block]:
    """The buttons that say whether an answer was good."""
    rated = {
        name: {"text": _plain(label), "accessibility_label": label, "value": f"{ident}/{value}"}
        for name, label, value in (
            ("positive_button", "Good answer", "good"),
            ("negative_button", "Bad answer", "bad"),
        )
    }
    return [{"type": "context_actions", "elements": [{"type": "feedback_buttons", "action_id": "feedback", **rated}]}]


def sharing(ident: str) -> list[Block]:
    """The button that shows to the channel what only one person sees."""
    return [{"type": "actions", "elements": [button("Share in channel", "share", ident)]}]


def button(label: str, action: str, value: str) -> Element:
    """A button."""
    return {"type": "button", "text": _plain(label), "action_id": action, "value": value}


def _plain(text: str) -> Element:
    cut = text if len(text) <= MAX_LABEL else f"{text[: MAX_LABEL - 1]}…"
    return {"type": "plain_text", "text": inert(cut), "emoji": False}


def _one(answer: Answer, book: Compiled, number: str) -> Iterator[Block]:
    sources = sources_of(answer)
    first, *rest = answer.lead.split("\n")
    if answer.lead:
        yield _rich([_section([_said(number + first, bold=bool(answer.blocks) or answer.kind is Kind.CLARIFY)])])
    if rest:
        yield _paragraph("\n".join(rest))
    yield from _body(answer, book, sources)
    if sources:
        yield _rich([_section(_note(n, source)) for n, source in enumerate(sources, 1)])
    closing = PRESS if answer.kind is Kind.CLARIFY and answer.candidates else answer.closing
    if closing:
        yield _paragraph(closing)


def _body(answer: Answer, book: Compiled, sources: Sequence[Source]) -> Iterator[Block]:
    shown = [
        (heading, [_sourced(text, source, sources) for text, source in block])
        for heading, block in sentences(answer, book)
    ]
    is_table = answer.kind in (Kind.COMPARISON, Kind.OVERVIEW) and len(answer.roles) < MAX_COLUMNS
    if is_table:
        yield from _tables(answer, book, [elements for _, elements in shown])
        return
    for heading, items in shown:
        titled = [_title(heading)] if heading else []
        for some in _chunks(items, MAX_PAYLOAD - ROOM):
            yield _rich([*titled, {"type": "rich_text_list", "style": "bullet", "elements": some}])
            titled = []


def _tables(answer: Answer, book: Compiled, shown: Sequence[Sequence[Element]]) -> Iterator[Block]:
    """A row for each dimension, a column for each role; further tables where one would be too long."""
    cells: dict[tuple[str, str], list[Element]] = {}
    for block, items in zip(answer.blocks, shown, strict=True):
        cells.setdefault((block.dimension, block.role), []).extend(items)
    header = [_cell([_title(name)]) for name in ("Aspect", *(book.role[role].name for role in answer.roles))]
    held = [header]
    for dimension in dict.fromkeys(block.dimension for block in answer.blocks):
        beside = [cells.get((dimension, role), []) for role in answer.roles]
        for row in _rows(book.dimension[dimension].name, beside):
            if len(held) > 1 and (_size([*held, row]) > MAX_PAYLOAD - ROOM or len(held) >= MAX_ROWS):
                yield _table(held)
                held = [header]
            held.append(row)
    yield _table(held)


def _rows(name: str, beside: Sequence[Sequence[Element]]) -> Iterator[list[Block]]:
    """What roles have on one dimension: one row, or several where one would be too long for a message."""
    share = (MAX_PAYLOAD - 2 * ROOM) // len(beside)
    for number, cells in enumerate(zip_longest(*(_chunks(items, share) for items in beside), fillvalue=[])):
        yield [_cell([_title(name)] if number == 0 else []), *map(_cell, cells)]


def _title(name: str) -> Element:
    return _section([_said(name, bold=True)])


def _cell(sections: Sequence[Element]) -> Block:
    return _rich(sections or [_section([_said("-")])])


def _chunks(items: Sequence[Element], limit: int) -> Iterator[list[Element]]:
    """Items in order, as many together as are at most `limit` characters long as JSON, but at least one."""
    held: list[Element] = []
    for item in items:
        if held and _size([*held, item]) > limit:
            yield held
            held = []
        held.append(item)
    if held:
        yield held


def _table(rows: Sequence[Sequence[Block]]) -> Block:
    return {"type": "table", "column_settings": [{"is_wrapped": True}] * len(rows[0]), "rows": rows}


def _rich(elements: Sequence[Element]) -> Block:
    return {"type": "rich_text", "elements": elements}


def _section(elements: Sequence[Element]) -> Element:
    return {"type": "rich_text_section", "elements": elements}


def _paragraph(text: str) -> Block:
    pieces = [text[at : at + MAX_PIECE] for at in range(0, len(text), MAX_PIECE)]
    return _rich([_section([_said(piece)]) for piece in pieces])


def _said(text: str, *, bold: bool = False) -> Element:
    said: dict[str, Any] = {"type": "text", "text": inert(text)}
    return said | {"style": {"bold": True}} if bold else said


def _sourced(text: str, source: Source, sources: Sequence[Source]) -> Element:
    """A sentence with the number of its source."""
    return _section([_said(f"{_cut(text)} "), _link(f"[{sources.index(source) + 1}]", source.url)])


def _cut(text: str) -> str:
    return text if len(text) <= MAX_PIECE else f"{text[:MAX_PIECE]}…"


def _link(text: str, url: str) -> Element:
    return {"type": "link", "url": url, "text": inert(text)} if url else _said(text)


def _note(number: int, source: Source) -> list[Element]:
    rest = "".join(f", {part}" for part in (source.publisher, str(source.year or "")) if part)
    return [_said(f"[{number}] "), _link(_cut(source.title), source.url), _said(f"{_cut(rest)}\n")]


def _packed(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks, as many to a message as Slack takes; each message holds one table at most."""
    held: list[Block] = []
    for block in blocks:
        tables = sum(other["type"] == "table" for other in (*held, block))
        if held and (len(held) >= MAX_BLOCKS - 4 or _size([*held, block]) > MAX_PAYLOAD or tables > 1):
            yield held
            held = []
        held.append(block)
    yield held


def _size(blocks: Any) -> int:
    return len(json.dumps(blocks))


def _standing_in(blocks: Sequence[Block]) -> str:
    """The text of blocks, escaped and cut to what a notification takes."""
    text = "\n".join(line for block in blocks for line in _lines(block))
    return escaped(text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}…") or " "


def _lines(part: Any) -> Iterator[str]:
    """The text of a block, a line for each of its sections and rows."""
    if part["type"] == "rich_text_section":
        yield "".join(element.get("text", "") for element in part["elements"]).strip()
    elif part["type"] == "table":
        for row in part["rows"]:
            yield " | ".join(" ".join(_lines(cell)) for cell in row)
    elif part["type"] in ("rich_text", "rich_text_list"):
        for element in part["elements"]:
            yield from _lines(element)
