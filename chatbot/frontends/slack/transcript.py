"""Messages and views as plain text, for a reader who has no Slack in front of them."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chatbot.frontends.slack.block_rules import elements
from chatbot.frontends.slack.local_workspace import Message
from chatbot.terminal import table
from chatbot.text import visible

NARROWEST = 20
"""Columns that text is wrapped to at least."""

TABLE = 100
"""Columns of a table where lines may be of any length."""

Block = Mapping[str, Any]


def as_text(message: Message, width: int) -> str:
    """A message as people see it, wrapped to so many columns; 0 leaves lines as long as they are."""
    return blocks_as_text(message.blocks, width) or "\n".join(_wrapped(html.unescape(message.text), width))


def blocks_as_text(blocks: Sequence[Block], width: int) -> str:
    """Blocks as people see them, one below the other."""
    return "\n".join(line for block in blocks for line in _lines(block, width)).strip("\n")


def labels(message: Message) -> Sequence[str]:
    """What is written on the buttons of a message."""
    return [label for block in message.blocks for label in _labels(block)]


def _lines(block: Block, width: int) -> Iterator[str]:
    match block["type"]:
        case "rich_text":
            for element in block["elements"]:
                yield from _rich(element, width)
        case "header":
            yield from ("", *_wrapped(block["text"]["text"], width))
        case "table":
            rows = [["\n".join(_lines(cell, 0)) for cell in row] for row in block["rows"]]
            yield from ("", table(rows, width=width or TABLE, color=False), "")
        case _:
            yield " ".join(f"[{visible(label)}]" for label in _labels(block))


def _rich(element: Block, width: int) -> Iterator[str]:
    """A paragraph, or the items of a list behind their bullets."""
    if element["type"] != "rich_text_list":
        yield from _wrapped(_words(element), width)
        return
    for item in element["elements"]:
        yield from _wrapped(_words(item), width, "• ")


def _words(paragraph: Block) -> str:
    return "".join(map(_word, paragraph["elements"]))


def _word(element: Block) -> str:
    """The words of an element; a source has its address behind it, the number of a source stands for itself."""
    text = str(element.get("text", ""))
    is_named = element["type"] == "link" and not text.startswith("[")
    return f"{text} ({element['url']})" if is_named else text


def _wrapped(text: str, width: int, mark: str = "") -> Iterator[str]:
    """The lines of a text without what a terminal would obey, those after the first as far in as the mark is wide."""
    for line in text.rstrip("\n").split("\n"):
        shown = mark + visible(line)
        indent = " " * len(mark)
        yield from (
            textwrap.wrap(
                shown, max(width, NARROWEST), subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
            )
            if width
            else [shown]
        )
        mark = indent


def _labels(block: Block) -> Iterator[str]:
    for element in elements(block):
        parts = ("positive_button", "negative_button") if element["type"] == "feedback_buttons" else ()
        for button in (*(element[part] for part in parts), element):
            if "text" in button:
                yield button["text"]["text"]
