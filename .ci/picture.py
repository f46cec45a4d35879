"""Makes examples/repl.svg, the picture of the dialogue in README: a real session in a real pseudo-terminal.

Run `.venv/bin/python .ci/picture.py` from the project's folder, after README's second command.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.style import Style
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "examples" / "repl.svg"
COLUMNS, ROWS = 96, 40
SESSION = ("so the logistics manager sets company policy, right?", "LM vs OM on budget")
_NAMES = {"brown": "yellow", "default": ""}


def main() -> None:
    """Plays the session and draws the last screen of it."""
    sys.path.insert(0, str(ROOT / "tests"))
    from pty_helpers import REPL, Terminal

    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "HOME": home, "HOME_OF_TEST": str(ROOT), "TERM": "xterm-256color", "XDG_STATE_HOME": home}
        terminal = Terminal([sys.executable, "-c", REPL, str(ROOT / "knowledge")], env, ROWS, COLUMNS)
        try:
            terminal.wait_for_prompt()
            for question in SESSION:
                terminal.ask(question)
            terminal.send("and the COO")
            terminal.pump(1.0)
            PICTURE.write_text(_drawn(terminal.screen), encoding="utf-8")
        finally:
            terminal.close()
    print(f"wrote {PICTURE.relative_to(ROOT)}")


def _drawn(screen: object) -> str:
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), color_system="truecolor", force_terminal=True)
    for row in range(ROWS):
        console.print(_line(screen.buffer[row]), end="\n", soft_wrap=True)  # type: ignore[attr-defined]
    return console.export_svg(title="chatbot", unique_id="chatbot")


def _line(cells: object) -> Text:
    text = Text()
    for column in range(COLUMNS):
        cell = cells[column]  # type: ignore[index]
        style = Style(color=_color(cell.fg), bgcolor=_color(cell.bg), bold=cell.bold, reverse=cell.reverse)
        text.append(cell.data, style)
    text.rstrip()
    return text


def _color(name: str) -> str | None:
    known = _NAMES.get(name, name)
    return f"#{known}" if len(known) == 6 and all(c in "0123456789abcdef" for c in known) else known or None


if __name__ == "__main__":
    main()
