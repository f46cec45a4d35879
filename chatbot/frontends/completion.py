"""What the person may be about to type: commands, roles by any of their names, dimensions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from chatbot.compiled import Compiled
from chatbot.words import STOP

SHOWN = 8
MAX_TAIL = 60
"""Characters before the cursor that are looked at."""

TYPED_BEFORE = 2
"""Letters that are typed before completions show by themselves; Tab asks for them at any time."""

OWN = ("role", "dimension")
"""How a thing's own name is described; any other name of it is described by its own name."""

OTHER = 2
"""How much worse another name fits than a thing's own."""

_FUZZY_FROM = 4
_WORD = re.compile(r"[^\s\"',]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A name that can be completed; `ident` stands for it among a command's arguments, `meta` says what it is."""

    name: str
    ident: str
    meta: str


def entries(book: Compiled) -> list[Entry]:
    """Every name of every role and dimension, the proper name of each before its other names."""
    found = []
    for role in book.knowledge.roles:
        found.append(Entry(role.name, role.id, OWN[0]))
        found.extend(Entry(alias, role.id, role.name) for alias in (*role.aliases, *role.titles))
    for dimension in book.knowledge.dimensions:
        found.append(Entry(dimension.name, dimension.id, OWN[1]))
        found.extend(Entry(alias, dimension.id, dimension.name) for alias in dimension.aliases)
    return found


class BookCompleter(Completer):
    """Completes a command at the start of the line, ids after one that takes them, names anywhere else."""

    def __init__(
        self,
        book: Compiled,
        commands: Sequence[tuple[str, str]],
        with_ids: Sequence[str],
        questions: Callable[[], Sequence[str]],
    ) -> None:
        self._questions = questions
        self._entries = entries(book)
        self._whole = {entry.name.casefold() for entry in self._entries if entry.meta in OWN}
        self._commands = commands
        self._with_ids = tuple(f"/{name} " for name in with_ids)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """The best few completions of what stands before the cursor."""
        before = document.text_before_cursor
        if not before:
            return (
                [Completion(question) for question in self._questions()] if complete_event.completion_requested else []
            )
        if before.startswith("/") and " " not in before:
            return self._of_commands(before)
        if before.startswith("/") and not before.startswith(self._with_ids):
            return []
        least = 1 if complete_event.completion_requested else TYPED_BEFORE
        return self._of_names(before[-MAX_TAIL:], least, by_id=before.startswith("/"))

    def _of_commands(self, before: str) -> Iterator[Completion]:
        ranked = ((rank(before[1:], name), name, meta) for name, meta in self._commands)
        for _, name, meta in sorted((r, n, m) for r, n, m in ranked if r is not None or before == "/"):
            yield Completion(f"/{name}", -len(before), display_meta=meta)

    def _of_names(self, before: str, least: int, *, by_id: bool) -> Iterator[Completion]:
        for tail in (tail for tail in _tails(before) if len(tail) >= least):
            if tail.casefold() in self._whole:
                return
            found = self._best(tail)
            for entry in found:
                text = entry.ident if by_id else entry.name
                yield Completion(text, -len(tail), display=entry.name, display_meta=entry.meta)
            if found:
                return

    def _best(self, typed: str) -> list[Entry]:
        """The entries that fit, best first, one for each role or dimension: by its own name, if that fits at all."""
        ranked = ((rank(typed, entry.name), entry) for entry in self._entries)
        fits = [(fit + (entry.meta not in OWN) * OTHER, entry) for fit, entry in ranked if fit is not None]
        best: dict[str, Entry] = {}
        for _, entry in sorted(fits, key=lambda fit: fit[0]):
            best.setdefault(entry.ident, entry)
        return list(best.values())[:SHOWN]


def _tails(before: str) -> Iterator[str]:
    """The last words before the cursor, longest run first; a run of several has to fit word by word."""
    starts = [word.start() for word in _WORD.finditer(before)]
    for start in starts[-3:]:
        tail = before[start:]
        if tail.split()[0].casefold() not in STOP and not tail[-1].isspace():
            yield tail


def rank(typed: str, name: str) -> int | None:
    """How well a name fits what was typed, 0 best: begins with it, a word of it does, its letters in order; or not."""
    typed, name = typed.casefold(), name.casefold()
    if name.startswith(typed):
        return 0
    if f" {typed}" in name:
        return 1
    if len(typed) < _FUZZY_FROM or not typed[0].isalnum():
        return None
    spans = [_span(typed, name[start.start() :]) for start in re.finditer(rf"\b{re.escape(typed[0])}", name)]
    close = [span for span in spans if span is not None]
    return 2 + min(close) - len(typed) if close and min(close) <= 2 * len(typed) + 4 else None


def _span(typed: str, name: str) -> int | None:
    """The length of the piece of a name that holds the letters in order; None where it does not."""
    place = -1
    for letter in typed:
        place = name.find(letter, place + 1)
        if place < 0:
            return None
    return place + 1
