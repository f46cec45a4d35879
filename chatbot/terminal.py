"""Answer -> text for a terminal: wrapped, with tables for comparisons and the sources as footnotes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chatbot.answering import sentences
from chatbot.compiled import Compiled
from chatbot.drawing import TABLE, address, bullets, draw, fitted, linked, listed, paragraph, ruled, styled
from chatbot.model import Answer, Kind, Source
from chatbot.prose import sources_of

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

_CELL, _LABEL = 26, 16
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
        drawn += _below([paragraph(note, "note")] if note else [])
    return draw(drawn, width=width, color=color)


def table(rows: Sequence[Sequence[Any]], *, width: int, color: bool) -> str:
    """Rows under a header row, beside each other where there is room and one below the other where there is none."""
    header, *body = [[str(cell) for cell in row] for row in rows]
    label = min(max(len(row[0]) for row in (header, *body)), 2 * width // 5)
    if width >= _LABEL + _CELL * (len(header) - 1):
        long = any(sum(map(len, row[1:])) + label + len(row) * 2 > width for row in body)
        grid = ruled(header, label, leading=int(long))
        for row in body:
            grid.add_row(styled(row[0], "bold"), *map(styled, row[1:]))
        return draw([fitted(grid, TABLE)], width=width, color=color)
    drawn: list[RenderableType] = []
    for row in body:
        drawn.append(paragraph(row[0], "heading"))
        drawn += [paragraph(f"{name}: {cell}") for name, cell in zip(header[1:], row[1:], strict=True) if cell]
    return draw(drawn, width=width, color=color)


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
    drawn: list[RenderableType] = [fitted(styled(f"{number}. " if number else "", "note").append(first, style))]
    numbered = [choice.partition(" ") for choice in choices]
    return [*drawn, *([listed([(f"  {mark}", styled(name)) for mark, _, name in numbered])] if numbered else [])]


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
            drawn += [*([""] if drawn else []), paragraph(heading, "heading")]
        drawn.append(bullets(texts))
    return drawn


def _noted(text: str, source: Source, sources: Sequence[Source], links: bool) -> Text:
    """A sentence with the number of its footnote, a link itself; nothing parts the two at the end of a line."""
    return styled(text).append_text(linked(f"[{sources.index(source) + 1}]", "note", links * source.url))


def _compared(answer: Answer, book: Compiled, cells: Cells, width: int) -> Sequence[RenderableType]:
    """Roles beside each other: a column for each where they fit, else one below the other."""
    dimensions = list(dict.fromkeys(dimension for dimension, _ in cells)) if answer.kind is Kind.OVERVIEW else []
    roles = [role for role in answer.roles if any(role == held for _, held in cells)]
    label = _LABEL if dimensions else 0
    if width < label + _CELL * len(roles):
        return _stacked(book, dimensions, roles, cells)
    names = [book.role[role].name for role in roles]
    grid = ruled(["", *names] if label else names, label)
    for dimension in dimensions or [answer.dimension]:
        row = [_cell(cells.get((dimension, role), ())) for role in roles]
        grid.add_row(*([styled(book.dimension[dimension].name, "bold")] if label else []), *row)
    return [fitted(grid, TABLE)]


def _cell(texts: Sequence[Text]) -> RenderableType:
    return texts[0] if len(texts) == 1 else bullets(texts)


def _stacked(book: Compiled, dimensions: Sequence[str], roles: Sequence[str], cells: Cells) -> Sequence[RenderableType]:
    """Under each dimension its roles; the roles alone where the whole is about one dimension."""
    drawn: list[RenderableType] = []
    for dimension in dimensions or [""]:
        if dimension:
            drawn += [*([""] if drawn else []), paragraph(book.dimension[dimension].name, "heading")]
        for role in roles:
            texts = [texts for (of, who), texts in cells.items() if who == role and dimension in ("", of)]
            held = [text for shown in texts for text in shown]
            drawn += [paragraph(book.role[role].name, "bold"), bullets(held)] if held else []
    return drawn


def _footnotes(sources: Sequence[Source], width: int, links: bool) -> Sequence[RenderableType]:
    """A note for each source; its address, where it is shown, is never broken, so that it can be clicked and copied."""
    drawn: list[RenderableType] = []
    for number, source in enumerate(sources, 1):
        rest = "".join(f", {part}" for part in (source.publisher, str(source.year or "")) if part)
        text = linked(source.title, "", links * source.url).append(rest, "note")
        drawn.append(listed([(f"[{number}]", text)], "note"))
        if source.url and not links:
            drawn.append(address(source.url, width))
    return drawn


def _closing(answer: Answer) -> Sequence[RenderableType]:
    if answer.kind is Kind.UNKNOWN and answer.closing and answer.suggestions:
        return [paragraph("You could ask:", "note"), bullets(map(styled, answer.suggestions))]
    return [paragraph(answer.closing, "note")] if answer.closing else []
