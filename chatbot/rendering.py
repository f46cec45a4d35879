"""Answer -> JSON, Markdown or CSV. Plain text is `Answer.text`; the terminal has a room of its own."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from chatbot.answering import sentences
from chatbot.compiled import Compiled
from chatbot.model import Answer, Candidate, Dimension, Kind, Role, Source, Statement
from chatbot.prose import cited, sources_of

_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def as_json(answer: Answer, *, ident: Any = None, conversation: Any = None, explain: bool = False) -> dict[str, Any]:
    """The answer as the plain data of the JSON Lines protocol."""
    fields: dict[str, Any] = {
        "question": answer.question,
        "id": ident,
        "conversation": conversation,
        "kind": str(answer.kind),
        "roles": list(answer.roles),
        "dimension": answer.dimension or None,
        "verdict": str(answer.verdict) if answer.verdict else None,
        "confidence": round(answer.confidence, 2),
        "reason": str(answer.reason) if answer.reason else None,
        "text": answer.text,
        "statements": [statement_json(statement) for statement in answer.statements],
        "candidates": [_candidate(candidate) for candidate in answer.candidates],
        "suggestions": list(answer.suggestions),
        "also": [as_json(part, ident=ident, conversation=conversation, explain=explain) for part in answer.also],
    }
    if explain:
        fields["explain"] = dict(answer.explanation)
    return fields


def statement_json(statement: Statement) -> dict[str, Any]:
    """A statement with its source as plain data; what is not there is null."""
    source = statement.source
    return {
        "id": statement.id,
        "role": statement.role,
        "dimension": statement.dimension,
        "partner": statement.partner or None,
        "text": statement.text,
        "hedge": statement.hedge or None,
        "source": {
            "title": source.title,
            "publisher": source.publisher,
            "url": source.url or None,
            "year": source.year,
        },
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    kind = "role" if candidate.role else "dimension"
    return {kind: candidate.role or candidate.dimension, "name": candidate.name, "score": round(candidate.score, 2)}


def json_line(data: Any) -> str:
    """Plain data as one line of JSON. What UTF-8 cannot hold, or may be taken for the end of a line, is escaped."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(data, ensure_ascii=False))


def as_markdown(answer: Answer, book: Compiled) -> str:
    """The answer as Markdown that pastes cleanly: a table for a comparison, footnotes for the sources."""
    parts = [
        _markdown_one(part, book, f"{n}." if answer.also else "") for n, part in enumerate((answer, *answer.also), 1)
    ]
    return "\n\n".join(parts)


def _markdown_one(answer: Answer, book: Compiled, prefix: str) -> str:
    sources = list(sources_of(answer))
    lines = [escaped(answer.lead), ""] if answer.lead else []
    shown = [(heading, _noted(block, sources, prefix)) for heading, block in sentences(answer, book)]
    if answer.kind in (Kind.COMPARISON, Kind.OVERVIEW):
        lines.append(_table(_side_by_side(answer, book, [texts for _, texts in shown])))
    else:
        for heading, block in shown:
            title = [f"**{escaped(heading)}**", ""] if heading else []
            lines += [*title, *(f"- {text}" for text in block), ""]
    if answer.closing:
        lines += ["", escaped(answer.closing)]
    notes = [f"[^{prefix}{n}]: {_markdown_source(source)}" for n, source in enumerate(sources, 1)]
    return "\n".join([*lines, "", *notes]).replace("\n\n\n", "\n\n").strip()


def _noted(block: Sequence[tuple[str, Source]], sources: Sequence[Source], prefix: str) -> list[str]:
    return [f"{escaped(text)}[^{prefix}{sources.index(source) + 1}]" for text, source in block]


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _markdown_source(source: Source) -> str:
    title = f"[{escaped(source.title)}](<{source.url}>)" if source.url else escaped(source.title)
    year = f", {source.year}" if source.year else ""
    return f"{title}, {escaped(source.publisher)}{year}"


def escaped(text: str) -> str:
    """Text whose characters mean nothing in Markdown."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#~" else c for c in text)


def comparison_table(answer: Answer, book: Compiled) -> list[list[str]]:
    """Rows of dimension, then one cell for each role, under a header row.

    Cells hold statements as they stand, one a line, each with its source in brackets.
    """
    shown = [[f"{text} ({cited(source)})" for text, source in block] for _, block in sentences(answer, book)]
    return _side_by_side(answer, book, shown)


def _side_by_side(answer: Answer, book: Compiled, shown: Sequence[Sequence[str]]) -> list[list[str]]:
    names = [book.role[role].name for role in answer.roles]
    cells: dict[tuple[str, str], list[str]] = {}
    for block, texts in zip(answer.blocks, shown, strict=True):
        cells.setdefault((block.dimension, block.role), []).extend(texts)
    dimensions = dict.fromkeys(block.dimension for block in answer.blocks)
    rows = [
        [book.dimension[dimension].name, *("\n".join(cells.get((dimension, role), ())) for role in answer.roles)]
        for dimension in dimensions
    ]
    return [["Dimension", *names], *rows]


def as_csv(rows: Sequence[Sequence[str | int]]) -> str:
    """Rows as CSV (RFC 4180); cells that a spreadsheet would take for a formula are led by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return out.getvalue().rstrip("\n")


def _harmless(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in tuple("=+-@\t\r") else cell


def markdown_table(rows: Sequence[Sequence[str | int]]) -> str:
    """Rows as a Markdown table; the first is the header."""
    return _table([[escaped(str(cell)) for cell in row] for row in rows])


def _table(rows: Sequence[Sequence[str]]) -> str:
    texts = [[cell.replace("\n", "<br>") for cell in row] for row in rows]
    return "\n".join([_markdown_row(texts[0]), _markdown_row(["---"] * len(texts[0])), *map(_markdown_row, texts[1:])])


def roles_json(roles: Sequence[Role]) -> list[Mapping[str, Any]]:
    """The roles as plain data."""
    return [{"id": role.id, "name": role.name, "aliases": list(role.aliases)} for role in roles]


def dimensions_json(dimensions: Sequence[Dimension]) -> list[Mapping[str, Any]]:
    """The dimensions as plain data."""
    return [{"id": dimension.id, "name": dimension.name} for dimension in dimensions]
