"""Fields of a YAML mapping, read by name and type; what is wrong is noted with its line, and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from chatbot.errors import did_you_mean
from chatbot.model import Problem
from chatbot.yamltext import Node

ID = re.compile(r"[a-z][a-z0-9-]{0,63}")
MAX_TEXT = 2_000
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")

Choice = TypeVar("Choice", bound=StrEnum)


class Notes:
    """The problems of one file, as they are found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def error(self, line: int, message: str) -> None:
        """Notes a fault that keeps the folder from loading."""
        self.problems.append(Problem("error", self.file, line, message))

    def warning(self, line: int, message: str) -> None:
        """Notes a fault that does not."""
        self.problems.append(Problem("warning", self.file, line, message))


def mapping(node: Node, notes: Notes, what: str) -> dict[str, Node]:
    """The entries of a node that has to be a mapping; empty where it is not."""
    if isinstance(node.value, dict):
        return node.value
    notes.error(node.line, f"{what} has to be a mapping, not {node.shape}")
    return {}


def sequence(node: Node, notes: Notes, what: str) -> list[Node]:
    """The items of a node that has to be a list; empty where it is not."""
    if isinstance(node.value, list):
        return node.value
    notes.error(node.line, f"{what} has to be a list, not {node.shape}")
    return []


def plain(node: Node, notes: Notes, what: str) -> str:
    """The text of a node that has to be text; empty where it is not, or too long."""
    if not isinstance(node.value, str):
        notes.error(node.line, f"{what} has to be text, not {node.shape}")
        return ""
    if not node.value:
        notes.error(node.line, f"{what} is empty")
    if len(node.value) > MAX_TEXT:
        notes.error(node.line, f"{what} is longer than {MAX_TEXT:,} characters")
        return ""
    return node.value


def identifier(text: str, line: int, notes: Notes, what: str) -> str:
    """The text if it is a proper id; noted where it is not."""
    if not ID.fullmatch(text):
        notes.error(
            line, f"{what} {text[:80]!r} is no id: a small letter, then at most 63 small letters, digits or '-'"
        )
    return text


class Fields:
    """One mapping of a file. Ask for each field by name, then call `close` to note what nobody asked for."""

    def __init__(self, node: Node, notes: Notes, what: str) -> None:
        self.line = node.line
        self._entries = mapping(node, notes, what)
        self._notes = notes
        self._what = what
        self._asked: set[str] = set()

    def node(self, name: str, *, required: bool = False) -> Node | None:
        """The value as it stands in the file; None where there is none."""
        self._asked.add(name)
        found = self._entries.get(name)
        if found is None and required:
            self._notes.error(self.line, f"{self._what} has no field {name!r}")
        return found

    def line_of(self, name: str) -> int:
        """Where the field stands; the line of the mapping where it is missing."""
        return self._entries[name].line if name in self._entries else self.line

    def text(self, name: str, *, required: bool = False) -> str:
        """A text; empty where it is missing or wrong."""
        found = self.node(name, required=required)
        return "" if found is None else plain(found, self._notes, f"the field {name!r}")

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(text for text, _ in self._items(name))

    def _items(self, name: str) -> list[tuple[str, int]]:
        """The texts of a list with their lines."""
        found = self.node(name)
        if found is None:
            return []
        items = sequence(found, self._notes, f"the field {name!r}")
        texts = [(plain(item, self._notes, f"an item of {name!r}"), item.line) for item in items]
        return [(text, line) for text, line in texts if text]

    def id(self, name: str, *, required: bool = False) -> str:
        """A text that is noted where it is no proper id."""
        text = self.text(name, required=required)
        return identifier(text, self.line_of(name), self._notes, name) if text else ""

    def choice(self, name: str, kind: type[Choice], default: Choice) -> Choice:
        """One of the words of an enumeration; the default where it is missing or wrong."""
        text = self.text(name)
        if not text:
            return default
        known = [str(item) for item in kind]
        if text not in known:
            hint = did_you_mean(text, known)
            self._notes.error(self.line_of(name), f"{name!r} is one of {', '.join(known)}, not {text[:40]!r}{hint}")
            return default
        return kind(text)

    def flag(self, name: str) -> bool:
        """Whether the field is true; false where it is missing."""
        text = self.text(name)
        if text not in ("", "true", "false"):
            self._notes.error(self.line_of(name), f"{name!r} is true or false, not {text[:40]!r}")
        return text == "true"

    def number(self, name: str) -> float | None:
        """A plain decimal number; None where it is missing or wrong."""
        text = self.text(name)
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self._notes.error(self.line_of(name), f"{name!r} has to be a number such as 1200 or 4.5, not {text[:40]!r}")
            return None
        return float(text)

    def year(self, name: str) -> int | None:
        """A year of four digits; None where it is missing or wrong."""
        text = self.text(name)
        if text and not re.fullmatch("[12][0-9]{3}", text):
            self._notes.error(self.line_of(name), f"{name!r} has to be a year such as 2025, not {text[:40]!r}")
            return None
        return int(text) if text else None

    def url(self, name: str) -> str:
        """An http or https address without credentials; empty where it is missing or wrong."""
        text = self.text(name)
        if not text:
            return ""
        if not _is_plain_address(text):
            self._notes.error(self.line_of(name), f"{name!r} has to be a plain http or https address")
            return ""
        return text

    def known(self, name: str, known: Collection[str], what: str, *, required: bool = False) -> str:
        """A text that has to be one of the known ids; empty where it is not."""
        text = self.text(name, required=required)
        return text if text and self._is_known(text, self.line_of(name), known, what) else ""

    def all_known(self, name: str, known: Collection[str], what: str) -> tuple[str, ...]:
        """Those of a list of texts that are known ids; the others are noted."""
        return tuple(text for text, line in self._items(name) if self._is_known(text, line, known, what))

    def _is_known(self, text: str, line: int, known: Collection[str], what: str) -> bool:
        if text in known:
            return True
        self._notes.error(line, f"unknown {what} {text[:80]!r}{did_you_mean(text, known)}")
        return False

    def close(self) -> None:
        """Notes every field that nobody asked for, except those whose name starts with "x-"."""
        for name, found in self._entries.items():
            if name not in self._asked and not name.startswith("x-"):
                hint = did_you_mean(name, sorted(self._asked))
                self._notes.error(found.line, f"unknown field {name!r} in {self._what}{hint}")


def _is_plain_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    odd = any(character.isspace() or character in '<>"\\^`{|}' for character in text)
    return parts.scheme in ("http", "https") and bool(host) and "@" not in parts.netloc and not odd
