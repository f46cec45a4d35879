"""Answer -> messages as Slack shows them: the lead, what it rests on, the sources, what to do next, the buttons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chatbot.answering import sentences
from chatbot.compiled import Compiled
from chatbot.frontends.slack.blocks import (
    MAX_BLOCKS,
    MAX_LABEL,
    MAX_PAYLOAD,
    MAX_PIECE,
    ROOM,
    Block,
    Element,
    bulleted,
    button,
    chunks,
    link,
    packed,
    paragraph,
    plain_text,
    rich,
    said,
    section,
    shortened,
    standing_in,
    title,
)
from chatbot.frontends.slack.tables import MAX_COLUMNS, tables
from chatbot.model import Answer, Kind, Source
from chatbot.prose import sources_of

MAX_MESSAGES = 5
"""Messages that one answer takes at most."""

MAX_CHOICES = 25
CUT = "The rest is left out here. Ask about one dimension, or two roles, to see all of it."
PRESS = "Press a button, or answer with a number or a name."


@dataclass(frozen=True, slots=True)
class Message:
    """One message: blocks, and the same as text for where blocks are not shown."""

    text: str
    blocks: Sequence[Block]


def messages(answer: Answer, book: Compiled, extra: Sequence[Block] = ()) -> list[Message]:
    """An answer as the messages to post, in order; `extra` blocks close the last of them."""
    parts = [answer, *answer.also]
    numbers = [f"{n}. " if answer.also else "" for n in range(1, len(parts) + 1)]
    asked = asking(answer)
    blocks = [block for n, part in zip(numbers, parts, strict=True) for block in _one(part, book, n, part is asked)]
    note = answer.text.rpartition(answer.also[-1].text)[2].strip() if answer.also else ""
    blocks += [paragraph(note)] if note else []
    held = list(packed(blocks))
    if len(held) > MAX_MESSAGES:
        held = held[:MAX_MESSAGES]
        held[-1] = [*held[-1][: MAX_BLOCKS - 4], paragraph(CUT)]
    held[-1] = [*held[-1], *extra]
    return [Message(standing_in(some), some) for some in held]


def asking(answer: Answer) -> Answer | None:
    """The part of an answer that is a question back, the last one, to which a choice belongs; None where none is."""
    return next((part for part in reversed((answer, *answer.also)) if part.kind is Kind.CLARIFY), None)


def choices(answer: Answer, ident: str) -> list[Block]:
    """The choices of a question back as buttons; each stands for its number."""
    asked = asking(answer)
    offered = asked.candidates[:MAX_CHOICES] if asked else ()
    buttons = [button(candidate.name, f"choose-{n}", f"{ident}/{n}") for n, candidate in enumerate(offered, 1)]
    return [{"type": "actions", "elements": buttons}] if buttons else []


def feedback(ident: str) -> list[Block]:
    """The buttons that say whether an answer was good."""
    rated = {
        name: {"text": plain_text(label, MAX_LABEL), "accessibility_label": label, "value": f"{ident}/{value}"}
        for name, label, value in (
            ("positive_button", "Good answer", "good"),
            ("negative_button", "Bad answer", "bad"),
        )
    }
    return [{"type": "context_actions", "elements": [{"type": "feedback_buttons", "action_id": "feedback", **rated}]}]


def sharing(ident: str) -> list[Block]:
    """The button that shows to the channel what only one person sees."""
    return [{"type": "actions", "elements": [button("Share in channel", "share", ident)]}]


def _one(answer: Answer, book: Compiled, number: str, is_asked: bool) -> Iterator[Block]:
    sources = sources_of(answer)
    first, *rest = answer.lead.split("\n")
    if answer.lead:
        is_heading = bool(answer.blocks) or answer.kind is Kind.CLARIFY
        yield rich([title(number + first)]) if is_heading else paragraph(number + first)
    if rest:
        yield paragraph("\n".join(rest))
    yield from _body(answer, book, sources)
    for some in chunks([section(_note(n, source)) for n, source in enumerate(sources, 1)], MAX_PAYLOAD - ROOM):
        yield rich(some)
    closing = PRESS if is_asked and answer.candidates else answer.closing
    if closing:
        yield paragraph(closing)


def _body(answer: Answer, book: Compiled, sources: Sequence[Source]) -> Iterator[Block]:
    shown = sentences(answer, book)
    if answer.kind in (Kind.COMPARISON, Kind.OVERVIEW) and len(answer.roles) < MAX_COLUMNS:
        cells: dict[tuple[str, str], list[str]] = {}
        for block, (_, items) in zip(answer.blocks, shown, strict=True):
            noted = [f"{text} [{sources.index(source) + 1}]" for text, source in items]
            cells.setdefault((block.dimension, block.role), []).extend(noted)
        yield from tables(answer, book, cells)
        return
    for heading, items in shown:
        headed = [title(heading)] if heading else []
        for some in chunks([_sourced(text, source, sources) for text, source in items], MAX_PAYLOAD - ROOM):
            yield rich([*headed, bulleted(some)])
            headed = []


def _sourced(text: str, source: Source, sources: Sequence[Source]) -> Element:
    """A sentence with the number of its source."""
    return section([said(f"{shortened(text, MAX_PIECE)} "), link(f"[{sources.index(source) + 1}]", source.url)])


def _note(number: int, source: Source) -> list[Element]:
    rest = "".join(f", {part}" for part in (source.publisher, str(source.year or "")) if part)
    linked = link(shortened(source.title, MAX_PIECE), source.url)
    return [said(f"[{number}] "), linked, said(f"{shortened(rest, MAX_PIECE)}\n")]
