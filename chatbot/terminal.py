"""Answer -> text for a terminal: wrapped, with tables for comparisons and the sources as footnotes.

The colours are of middle brightness, so that they read on dark and on light alike; without colour no control
code is written at all.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Any

from chatbot.answering import sentences
from chatbot.compiled import Compiled
from chatbot.model import Answer, Kind, Source
from chatbot.prose import sources_of

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

COLORS = {"heading": 31, "mark": 31, "note": 243, "yes": 28, "no": 160, "partly": 130}
"""What is coloured, with the colour of the 256-colour palette."""

_SIXTEEN = {"heading": "bold", "mark": "bold", "note": "", "yes": "green", "no": "red", "partly": "magenta"}
"""The same where a terminal has sixteen colours, whose brightness is anybody's guess."""

PROSE = 92
"""Columns that a line of prose takes at most."""

TABLE = 132
"""Columns that a table takes at most."""

NARROWEST = 10
"""Columns that are written for at least; a narrower terminal wraps the lines itself."""

_CELL, _LABEL = 26, 16
_INDENT = 4
_BOLD = ("heading", "yes", "no", "partly")
_LINK_ID = re.compile(r"\x1b\]8;id=[^;]*;")

Cells = Mapping[tuple[str, str], Sequence["Text"]]
"""What a comparison holds, by dimension and role."""


def show(answer: Answer, book: Compiled, *, width: int, color: bool, links: bool) -> str:
    """An answer as lines for a terminal `width` columns wide. `links` draws hyperlinks, together with `color` only."""
    parts = [answer, *answer.also]
    links = links and color
    drawn: list[RenderableType] = []
    for number, part in enumerate(parts, 1):
        drawn += [*([""] if drawn else []), *_one(part, book, width, links, number if answer.also else 0)]
    if answer.also:
        note = answer.text.rpartition(answer.also[-1].text)[2].strip()
        drawn += _below([_prose(note, "note")] if note else [])
    return drawing(drawn, width=width, color=color)


def drawing(pieces: Iterable[RenderableType], *, width: int, color: bool) -> str:
    """What the library draws of the pieces, one below the other; lines end where their text ends."""
    out = StringIO()
    console = _console(out, width, color)
    for piece in pieces:
        console.print(piece, crop=False)
    text = _LINK_ID.sub("\x1b]8;;", out.getvalue())
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def table(rows: Sequence[Sequence[Any]], *, width: int, color: bool) -> str:
    """Rows under a header row, beside each other where there is room and one below the other where there is none."""
    header, *body = [[str(cell) for cell in row] for row in rows]
    label = min(max(len(row[0]) for row in (header, *body)), 2 * width // 5)
    if width >= _LABEL + _CELL * (len(header) - 1):
        long = any(sum(map(len, row[1:])) + label + len(row) * 2 > width for row in body)
        grid = _grid(header, label, leading=int(long))
        for row in body:
            grid.add_row(_text(row[0], "bold"), *map(_text, row[1:]))
        return drawing([_within(grid, TABLE)], width=width, color=color)
    drawn: list[RenderableType] = []
    for row in body:
        drawn.append(_prose(row[0], "heading"))
        drawn += [_prose(f"{name}: {cell}") for name, cell in zip(header[1:], row[1:], strict=True) if cell]
    return drawing(drawn, width=width, color=color)


def _console(out: StringIO, width: int, color: bool) -> Console:
    from rich.console import Console
    from rich.theme import Theme

    many = "256color" in os.environ.get("TERM", "") or "COLORTERM" in os.environ
    return Console(
        file=out,
        theme=Theme(_styles() if many else _SIXTEEN, inherit=False),
        width=max(width, NARROWEST),
        height=25,
        color_system=("256" if many else "standard") if color else None,
        force_terminal=color,
        no_color=False,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )


def _styles() -> dict[str, str]:
    return {name: f"{'bold ' if name in _BOLD else ''}color({number})" for name, number in COLORS.items()}


def _text(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(text, style)


class _Within:
    """A piece drawn at most so many columns wide."""

    def __init__(self, piece: RenderableType, most: int) -> None:
        self.piece, self.most = piece, most

    def __rich_console__(self, console: Console, options: Any) -> Iterable[RenderableType]:
        yield from console.render(self.piece, options.update_width(min(options.max_width, self.most)))  # type: ignore[misc]


def _within(piece: RenderableType, most: int = PROSE) -> RenderableType:
    return _Within(piece, most)


def _prose(text: str, style: str = "") -> RenderableType:
    return _within(_text(text, style))


def _below(pieces: Sequence[RenderableType]) -> Sequence[RenderableType]:
    """Pieces set off by a blank line; nothing where there are none."""
    return ["", *pieces] if pieces else []


def _one(answer: Answer, book: Compiled, width: int, links: bool, number: int) -> list[RenderableType]:
    """One answer as pieces to draw; `number` is its place in a message of several questions, else 0."""
    sources = sources_of(answer)
    body = _body(answer, book, width, sources, links)
    notes = _footnotes(sources, width, links)
    return [*_lead(answer, number), *_below(body), *_below(notes), *_below(_closing(answer))]


def _lead(answer: Answer, number: int) -> Sequence[RenderableType]:
    if not answer.lead:
        return []
    choosing = answer.kind is Kind.CLARIFY
    first, *choices = answer.lead.split("\n") if choosing else [answer.lead]
    style = str(answer.verdict) if answer.verdict else "bold" if answer.blocks or choosing else ""
    drawn: list[RenderableType] = [_within(_text(f"{number}. " if number else "", "note").append(first, style))]
    numbered = [choice.partition(" ") for choice in choices]
    return [*drawn, *([_listed([(f"  {mark}", _text(name)) for mark, _, name in numbered])] if numbered else [])]


def _body(
    answer: Answer, book: Compiled, width: int, sources: Sequence[Source], links: bool
) -> Sequence[RenderableType]:
    shown = [
        (heading, [_noted(text, source, sources, links) for text, source in block])
        for heading, block in sentences(answer, book)
    ]
    if answer.kind in (Kind.COMPARISON, Kind.OVERVIEW):
        pairs = zip(answer.blocks, shown, strict=True)
        return _compared(answer, book, {(block.dimension, block.role): texts for block, (_, texts) in pairs}, width)
    drawn: list[RenderableType] = []
    for heading, texts in shown:
        if heading:
            drawn += [*([""] if drawn else []), _prose(heading, "heading")]
        drawn.append(_bullets(texts))
    return drawn


def _noted(text: str, source: Source, sources: Sequence[Source], links: bool) -> Text:
    """A sentence with the number of its footnote, a link itself; nothing parts the two at the end of a line."""
    return _text(text).append_text(_linked(f"[{sources.index(source) + 1}]", "note", source, links))


def _linked(text: str, style: str, source: Source, links: bool) -> Text:
    """Text that opens the source where links are drawn."""
    shown = _text("").append(text, style)
    if links and source.url:
        shown.stylize(f"link {source.url}")
    return shown


def _bullets(texts: Iterable[Text]) -> RenderableType:
    return _listed([("•", text) for text in texts])


def _listed(items: Iterable[tuple[str, RenderableType]], style: str = "mark") -> RenderableType:
    """Items behind their marks, with hanging lines."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 1))
    grid.add_column()
    grid.add_column(overflow="fold")
    for mark, item in items:
        grid.add_row(_text(mark, style), item)
    return _within(grid)


def _compared(answer: Answer, book: Compiled, cells: Cells, width: int) -> Sequence[RenderableType]:
    """Roles beside each other: a column for each where they fit, else one below the other."""
    dimensions = list(dict.fromkeys(dimension for dimension, _ in cells)) if answer.kind is Kind.OVERVIEW else []
    roles = [role for role in answer.roles if any(role == held for _, held in cells)]
    label = _LABEL if dimensions else 0
    if width < label + _CELL * len(roles):
        return _stacked(book, dimensions, roles, cells)
    names = [book.role[role].name for role in roles]
    grid = _grid(["", *names] if label else names, label)
    for dimension in dimensions or [answer.dimension]:
        row = [_cell(cells.get((dimension, role), ())) for role in roles]
        grid.add_row(*([_text(book.dimension[dimension].name, "bold")] if label else []), *row)
    return [_within(grid, TABLE)]


def _cell(texts: Sequence[Text]) -> RenderableType:
    return texts[0] if len(texts) == 1 else _bullets(texts)


def _grid(names: Sequence[str], label: int, leading: int = 1) -> Table:
    """A table with a rule under its header; a first column of labels, `label` wide, where that is not 0.

    `leading` is the number of blank lines between rows.
    """
    from rich import box
    from rich.table import Table

    grid = Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        header_style="heading",
        border_style="note",
        leading=leading,
        pad_edge=False,
    )
    for place, name in enumerate(names):
        if place == 0 and label:
            grid.add_column(name, width=label)
        else:
            grid.add_column(name, ratio=1, overflow="fold")
    return grid


def _stacked(book: Compiled, dimensions: Sequence[str], roles: Sequence[str], cells: Cells) -> Sequence[RenderableType]:
    """Under each dimension its roles; the roles alone where the whole is about one dimension."""
    drawn: list[RenderableType] = []
    for dimension in dimensions or [""]:
        if dimension:
            drawn += [*([""] if drawn else []), _prose(book.dimension[dimension].name, "heading")]
        for role in roles:
            texts = [texts for (of, who), texts in cells.items() if who == role and dimension in ("", of)]
            held = [text for shown in texts for text in shown]
            drawn += [_prose(book.role[role].name, "bold"), _bullets(held)] if held else []
    return drawn


def _footnotes(sources: Sequence[Source], width: int, links: bool) -> Sequence[RenderableType]:
    """A note for each source; its address, where it is shown, is never broken, so that it can be clicked and copied."""
    drawn: list[RenderableType] = []
    for number, source in enumerate(sources, 1):
        rest = "".join(f", {part}" for part in (source.publisher, str(source.year or "")) if part)
        text = _linked(source.title, "", source, links).append(rest, "note")
        drawn.append(_listed([(f"[{number}]", text)], "note"))
        if source.url and not links:
            drawn.append(_address(source.url, width))
    return drawn


def _address(url: str, width: int) -> RenderableType:
    from rich.text import Text

    indent = " " * _INDENT if len(url) + _INDENT <= width else ""
    return _within(Text(indent + url, "note", no_wrap=True, overflow="ignore"))


def _closing(answer: Answer) -> Sequence[RenderableType]:
    if answer.kind is Kind.UNKNOWN and answer.closing and answer.suggestions:
        return [_prose("You could ask:", "note"), _bullets(map(_text, answer.suggestions))]
    return [_prose(answer.closing, "note")] if answer.closing else []
