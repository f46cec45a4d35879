"""Pieces of text, lists and tables, drawn for a terminal. The one room that knows the library that draws.

The colours are of middle brightness, so that they read on dark and on light alike; without colour no control
code is written at all.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from typing import TYPE_CHECKING, Any

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

_INDENT = 4
_BOLD = ("heading", "yes", "no", "partly")
_LINK_ID = re.compile(r"\x1b\]8;id=[^;]*;")


def draw(pieces: Iterable[RenderableType], *, width: int, color: bool) -> str:
    """What the library draws of the pieces, one below the other; lines end where their text ends."""
    out = StringIO()
    console = _console(out, width, color)
    for piece in pieces:
        console.print(piece, crop=False)
    text = _LINK_ID.sub("\x1b]8;;", out.getvalue())
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


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


def styled(text: str, style: str = "") -> Text:
    """A piece of text in one style."""
    from rich.text import Text

    return Text(text, style)


class _Fitted:
    def __init__(self, piece: RenderableType, most: int) -> None:
        self.piece, self.most = piece, most

    def __rich_console__(self, console: Console, options: Any) -> Iterable[RenderableType]:
        yield from console.render(self.piece, options.update_width(min(options.max_width, self.most)))  # type: ignore[misc]


def fitted(piece: RenderableType, most: int = PROSE) -> RenderableType:
    """A piece drawn at most so many columns wide."""
    return _Fitted(piece, most)


def paragraph(text: str, style: str = "") -> RenderableType:
    """Wrapped text."""
    return fitted(styled(text, style))


def linked(text: str, style: str, url: str) -> Text:
    """Text that opens an address, where there is one."""
    shown = styled("").append(text, style)
    if url:
        shown.stylize(f"link {url}")
    return shown


def bullets(texts: Iterable[Text]) -> RenderableType:
    """Texts, each behind a bullet."""
    return listed([("•", text) for text in texts])


def listed(items: Iterable[tuple[str, RenderableType]], style: str = "mark") -> RenderableType:
    """Items behind their marks, with hanging lines."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 1))
    grid.add_column()
    grid.add_column(overflow="fold")
    for mark, item in items:
        grid.add_row(styled(mark, style), item)
    return fitted(grid)


def ruled(names: Sequence[str], label: int, leading: int = 1) -> Table:
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


def address(url: str, width: int) -> RenderableType:
    """An address in one piece, whatever the width, so that it can be clicked and copied."""
    from rich.text import Text

    indent = " " * _INDENT if len(url) + _INDENT <= width else ""
    return fitted(Text(indent + url, "note", no_wrap=True, overflow="ignore"))


@contextmanager
def progress_bar(message: str, total: int | None = None) -> Iterator[Callable[..., None]]:
    """Shows on standard error, which is a terminal, how much is done; gives the function to say so with.

    That function is called with how much is done, and of how much where that was not known before.
    """
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(message, total=total)
        yield lambda done, of=None: progress.update(task, completed=done, **({"total": of} if of else {}))
