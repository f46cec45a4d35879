"""One strict way of reading YAML: every scalar stays text, every node knows its line, surprises are refused.

Refused are anchors, aliases, merge keys, tags, duplicate keys, several documents, deep nesting, control
characters and anything that is not UTF-8. Problems are collected, never raised.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from chatbot.model import Problem

MAX_BYTES = 16 * 2**20
MAX_DEPTH = 12

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ODD_SPACES = {"\u00a0": " ", "\u2028": " ", "\u2029": " ", "\x85": " "}


@dataclass(frozen=True, slots=True)
class Node:
    """A YAML value with the line it starts on: text, a list of nodes, or a mapping of text to nodes."""

    value: str | list[Node] | dict[str, Node]
    line: int

    @property
    def shape(self) -> str:
        """What the value is, in an editor's words."""
        return {str: "text", list: "a list", dict: "a mapping"}[type(self.value)]


class _Refusal(Exception):
    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


def read(path: Path, shown: str) -> tuple[Node | None, list[Problem]]:
    """The one document of a file and the problems in it; the node is None where the file cannot be used."""
    try:
        text = _decode(path)
        return _read_text(text, shown)
    except _Refusal as refusal:
        return None, [Problem("error", shown, refusal.line, str(refusal))]


def _decode(path: Path) -> str:
    try:
        if not path.is_file():
            raise _Refusal(1, "not a regular file")
        if path.stat().st_size > MAX_BYTES:
            raise _Refusal(1, f"larger than {MAX_BYTES // 2**20} MiB")
        raw = path.read_bytes()
    except OSError as error:
        raise _Refusal(1, f"cannot be read: {error.strerror or error}") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _Refusal(line, f"not UTF-8: byte 0x{raw[error.start]:02x} at offset {error.start}") from error
    for bad in ("\x00", "\ufeff"):
        if bad in text:
            offset = len(text[: text.index(bad)].encode())
            raise _Refusal(text.count("\n", 0, text.index(bad)) + 1, f"character {bad!r} at byte offset {offset}")
    return text


def _read_text(text: str, shown: str) -> tuple[Node | None, list[Problem]]:
    notes: list[Problem] = []
    try:
        events = yaml.parse(text, Loader=_LOADER)
        node = _document(iter(events), shown, notes)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        return None, [Problem("error", shown, line, _plain_words(error, text, line))]
    except ValueError as error:
        return None, [Problem("error", shown, 1, f"not valid YAML: {error}")]
    return node, notes


def _plain_words(error: yaml.YAMLError, text: str, line: int) -> str:
    problem = str(getattr(error, "problem", None) or error)
    lines = text.splitlines()
    here = lines[line - 1] if line <= len(lines) else ""
    if "\t" in here:
        return "a tab stands where YAML wants spaces; indent with two spaces"
    if "mapping values are not allowed" in problem:
        return "a text with a colon in it must be quoted"
    if "found unexpected end of stream" in problem or "quoted scalar" in problem:
        return "a quote is opened and never closed"
    return f"not valid YAML: {problem}"


def _document(events: Iterator[yaml.Event], shown: str, notes: list[Problem]) -> Node:
    root: Node | None = None
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent) and (event.tags or event.version not in (None, (1, 1), (1, 2))):
            raise _Refusal(line, "YAML directives (%) are not used here")
        if isinstance(event, (yaml.ScalarEvent, yaml.SequenceStartEvent, yaml.MappingStartEvent, yaml.AliasEvent)):
            if root is not None:
                raise _Refusal(line, "a second document starts; one file holds one document")
            root = _node(event, events, 1, shown, notes)
    if root is None:
        raise _Refusal(1, "the file is empty")
    return root


def _node(event: yaml.Event, events: Iterator[yaml.Event], depth: int, shown: str, notes: list[Problem]) -> Node:
    line = event.start_mark.line + 1
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise _Refusal(line, "anchors and aliases (& and *) are not used here; write the text out")
    if getattr(event, "tag", None):
        raise _Refusal(line, f"tags ({event.tag}) are not used here")
    if depth > MAX_DEPTH:
        raise _Refusal(line, f"nested more than {MAX_DEPTH} deep")
    if isinstance(event, yaml.ScalarEvent):
        return Node(_clean(event.value, line, shown, notes), line)
    if isinstance(event, yaml.SequenceStartEvent):
        return Node([_node(item, events, depth + 1, shown, notes) for item in _until_end(events)], line)
    return Node(_mapping(events, depth, shown, notes), line)


def _until_end(events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    for event in events:
        if isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            return
        yield event


def _mapping(events: Iterator[yaml.Event], depth: int, shown: str, notes: list[Problem]) -> dict[str, Node]:
    mapping: dict[str, Node] = {}
    for event in _until_end(events):
        line = event.start_mark.line + 1
        if not isinstance(event, yaml.ScalarEvent):
            raise _Refusal(line, "a key must be plain text")
        if event.value == "<<" and event.style is None:
            raise _Refusal(line, "merge keys (<<) are not used here; write the fields out")
        key = _node(event, events, depth + 1, shown, notes).value
        value = _node(next(events), events, depth + 1, shown, notes)
        assert isinstance(key, str)
        if key in mapping:
            first = mapping[key].line
            notes.append(Problem("error", shown, line, f"the key {key!r} stands twice (first at line {first})"))
            continue
        mapping[key] = value
    return mapping


def _clean(text: str, line: int, shown: str, notes: list[Problem]) -> str:
    if text.isascii() and text.isprintable():
        return text.strip()
    if any(odd in text for odd in _ODD_SPACES):
        notes.append(Problem("warning", shown, line, "an unusual space or line separator was read as a plain space"))
        for odd, space in _ODD_SPACES.items():
            text = text.replace(odd, space)
    for character in text:
        if character != "\n" and unicodedata.category(character) in {"Cc", "Cs", "Cf"}:
            raise _Refusal(line, f"the invisible character U+{ord(character):04X} stands in a text")
    return " ".join(text.split())
