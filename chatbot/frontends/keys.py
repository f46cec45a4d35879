"""What the terminal sends, held within bounds: a paste becomes one question, however long it is."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable

from prompt_toolkit.filters import has_selection
from prompt_toolkit.input.posix_utils import PosixStdinReader
from prompt_toolkit.input.vt100 import Vt100Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys

from chatbot.text import MAX_QUESTION, visible

BURST = 1_024
"""Characters that nobody types between two looks at the keyboard: a paste on a terminal that does not mark pastes."""

MAX_KEPT = 2 * MAX_QUESTION
_CHUNK = 64 * 1024
_SILENCE, _LONGEST = 0.05, 30.0
_START, _END = "\x1b[200~", "\x1b[201~"


class BoundedReader(PosixStdinReader):
    """Reads the keyboard and drops what a paste has beyond MAX_KEPT characters, as it arrives."""

    def __init__(self, handle: int, encoding: str) -> None:
        super().__init__(handle, encoding=encoding)
        self._left = 0
        self._held = ""
        self._pasting = False

    def read(self, count: int = _CHUNK) -> str:
        """What has been typed or pasted since the last look."""
        text = super().read(_CHUNK)
        if not self._pasting and _START not in text and len(text) >= BURST:
            return self._burst(text)
        return self._bounded(text)

    def _bounded(self, text: str) -> str:
        if not self._pasting:
            before, start, after = text.partition(_START)
            if not start:
                return text
            self._pasting, self._left, self._held = True, MAX_KEPT, ""
            return before + start + self._bounded(after)
        body, end, rest = (self._held + text).partition(_END)
        if end:
            self._pasting = False
            return body[: self._left] + end + self._bounded(rest)
        self._held = body[-len(_END) :]
        kept = body[: -len(_END)][: self._left]
        self._left -= len(kept)
        return kept

    def _burst(self, text: str) -> str:
        """All that comes without a pause, marked as the paste that it is."""
        until = time.monotonic() + _LONGEST
        while time.monotonic() < until and select.select([self.stdin_fd], [], [], _SILENCE)[0]:
            more = os.read(self.stdin_fd, _CHUNK)
            if not more:
                break
            if len(text) < MAX_KEPT:
                text += more.decode("utf-8", "replace")
        return _START + text[:MAX_KEPT].replace("\x1b", "") + _END


def bounded(keyboard: object) -> None:
    """Makes a keyboard of prompt_toolkit read within bounds, where it is a POSIX terminal."""
    if isinstance(keyboard, Vt100Input):
        keyboard.stdin_reader = BoundedReader(keyboard.fileno(), keyboard.stdin.encoding)


def bindings(tell: Callable[[str], None]) -> KeyBindings:
    """The keys that are ours: Tab takes a completion, a paste is cleaned of what a terminal obeys, and cut.

    `tell` is told what was cut.
    """
    keys = KeyBindings()

    @keys.add(Keys.Tab, filter=~has_selection)
    def complete(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.complete_state:
            buffer.complete_next()
        else:
            buffer.start_completion(select_first=True)

    @keys.add(Keys.BracketedPaste)
    def paste(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        text, room = pasted(event.data), max(0, MAX_QUESTION - len(buffer.text))
        buffer.insert_text(text[:room])
        if len(text) > room:
            tell(f"The paste was cut: a question may have {MAX_QUESTION:,} characters.")

    return keys


def pasted(data: str) -> str:
    """A paste as it may stand in the line: line breaks kept, for lists of questions, everything else made visible."""
    lines = data[:MAX_KEPT].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(filter(None, map(visible, lines)))
