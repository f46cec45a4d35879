"""What the commands print, and how: lines to standard output at once, drawn for a terminal where there is one."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from chatbot.errors import ChatbotError
from chatbot.model import Answer

if TYPE_CHECKING:
    from chatbot.compiled import Compiled

ASSUMED_WIDTH = 100
"""Columns of what is coloured for a stream that is no terminal."""


def say(text: str) -> None:
    """Writes a line to standard output at once; fails as a whole where it cannot."""
    if sys.stdout is None:
        raise ChatbotError("standard output is closed")
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Holds Ctrl-C back until an answer is written whole."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def shown(answer: Answer, book: Compiled, shape: str, *, explain: bool = False) -> str:
    """An answer in a format, for a reader that is no terminal."""
    if shape == "json":
        from chatbot.rendering import as_json, json_line

        return json_line(as_json(answer, explain=explain))
    if shape == "markdown":
        from chatbot.rendering import as_markdown

        return as_markdown(answer, book)
    if not explain:
        return answer.text
    from chatbot.explaining import explained

    return f"{answer.text}\n\n{explained(answer)}"


def show(answer: Answer, book: Compiled, shape: str, color: str, *, explain: bool = False) -> None:
    """Prints an answer; text is drawn where a person reads it or colours are asked for."""
    if shape != "text" or not _is_drawn(color):
        say(shown(answer, book, shape, explain=explain))
        return
    from chatbot.screen import wants_color, wants_links, writable
    from chatbot.terminal import show as drawn

    colored = wants_color(color, sys.stdout)
    links = colored and sys.stdout.isatty() and wants_links(os.environ)
    text = drawn(answer, book, width=_width(), color=colored, links=links)
    if explain:
        from chatbot.explaining import explained

        text = f"{text}\n\n{explained(answer, _width())}"
    say(writable(text, sys.stdout))


def _is_drawn(color: str) -> bool:
    return sys.stdout is not None and (color == "always" or sys.stdout.isatty())


def _width() -> int:
    from chatbot.screen import columns

    return columns(sys.stdout) if sys.stdout.isatty() else ASSUMED_WIDTH


def show_table(rows: Sequence[Sequence[Any]], shape: str, color: str = "auto") -> None:
    """Prints rows under a header row as CSV, as Markdown, drawn for a terminal, or in plain columns."""
    if shape == "csv":
        from chatbot.rendering import as_csv

        say(as_csv(rows))
    elif shape == "markdown":
        from chatbot.rendering import markdown_table

        say(markdown_table(rows))
    elif _is_drawn(color):
        from chatbot.screen import wants_color, writable
        from chatbot.terminal import table

        say(writable(table(rows, width=_width(), color=wants_color(color, sys.stdout)), sys.stdout))
    else:
        say(_columns(rows))


def _columns(rows: Sequence[Sequence[Any]]) -> str:
    widths = [max(len(str(row[i])) for row in rows) for i in range(len(rows[0]))]
    cells = ([str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows)
    return "\n".join("  ".join(row).rstrip() for row in cells)


@contextmanager
def counting(message: str, total: int | None = None) -> Iterator[Callable[..., None]]:
    """Gives a function to call with how much is done, and of how much; a bar shows it on a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda done, of=None: None
        return
    from chatbot.drawing import progress_bar

    with progress_bar(message, total) as advance:
        yield advance
