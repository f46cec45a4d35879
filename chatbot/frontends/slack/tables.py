"""A comparison -> Slack tables: a row for each dimension, a column for each role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from chatbot.compiled import Compiled
from chatbot.frontends.slack.blocks import MAX_PAYLOAD, MAX_PIECE, ROOM, Block, chunks, rich, said, section, size, title
from chatbot.model import Answer

MAX_ROWS, MAX_COLUMNS = 100, 20

Cells = Mapping[tuple[str, str], Sequence[str]]
"""The sentences of each dimension and role."""


def tables(answer: Answer, book: Compiled, cells: Cells) -> Iterator[Block]:
    """The tables of a comparison: one, or several where it would be too long for a message."""
    names = ("Aspect", *(book.role[role].name for role in answer.roles))
    header = [_cell([name], bold=True) for name in names]
    held = [header]
    for dimension in dict.fromkeys(block.dimension for block in answer.blocks):
        beside = [cells.get((dimension, role), ()) for role in answer.roles]
        for row in _rows(book.dimension[dimension].name, beside):
            if len(held) > 1 and (size([*held, row]) > MAX_PAYLOAD - ROOM or len(held) >= MAX_ROWS):
                yield _table(held)
                held = [header]
            held.append(row)
    yield _table(held)


def _rows(name: str, beside: Sequence[Sequence[str]]) -> Iterator[list[Block]]:
    """What roles have on one dimension: one row, or several where one would be too long."""
    share = (MAX_PAYLOAD - 2 * ROOM) // len(beside)
    for number, texts in enumerate(zip_longest(*(chunks(items, share) for items in beside), fillvalue=[])):
        yield [_cell([name] if number == 0 else [], bold=True), *map(_cell, texts)]


def _cell(texts: Sequence[str], *, bold: bool = False) -> Block:
    return rich([title(texts[0]) if bold and texts else section([said("\n".join(texts)[:MAX_PIECE] or "-")])])


def _table(rows: Sequence[Sequence[Block]]) -> Block:
    return {"type": "table", "column_settings": [{"is_wrapped": True}] * len(rows[0]), "rows": rows}
