"""One strict way of reading YAML: every scalar stays text, every node knows its line, surprises are refused.

Refused are anchors, aliases, merge keys, tags, duplicate keys, several documents, deep nesting, control
characters and anything that is not UTF-8. Problems are collected, never raised.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from chatbot.model import Problem

MAX_BYTES = 16 * 2**20
MAX_DEPTH = 12

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_ODD_SPACES = str.maketrans(dict.fromkeys("\xa0\u2028\u2029\u202f\x85", " "))


@dataclass(frozen=True, slots=True)
class Node:
    """A YAML value with its line, or that of its key: text, a list of nodes, or a mapping of text to nodes."""

    value: str | list[Node] | dict[str, Node]
    line: int

    @property
    def shape(self) -> str:
        """What the value is, in an editor's words."""
        return {str: "text", list: "a list", dict: "a mapping"}[type(self.value)]


class _RefusalError(Exception):
    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


def read(path: Path, shown: str) -> tuple[Node | None, list[Problem]]:
    """The one document of a file and the problems in it; the node is None where the file cannot be used."""
    problems: list[Problem] = []
    try:
        text = _decode(_bytes(path)).replace("\r\n", "\n").replace("\r", "\n")
        for number, line in enumerate(text.split("\n"), 1):
            if line.translate(_ODD_SPACES) != line:
                message = "an unusual space or line separator was read as a plain space"
                problems.append(Problem("warning", shown, number, message))
        return _parse(text.translate(_ODD_SPACES), shown, problems), problems
    except _RefusalError as refusal:
        return None, [*problems, Problem("error", shown, refusal.line, str(refusal))]


def as_yaml(data: Any) -> str:
    """Plain data as YAML, in the order it has."""
    text: str = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)
    return text


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise _RefusalError(1, "not a regular file")
        if path.stat().st_size > MAX_BYTES:
            raise _RefusalError(1, f"larger than {MAX_BYTES // 2**20} MiB")
        return path.read_bytes()
    except OSError as error:
        raise _RefusalError(1, f"cannot be read: {error.strerror or error}") from error


def _decode(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _RefusalError(line, f"not UTF-8: byte 0x{raw[error.start]:02x} at offset {error.start}") from error
    begin = 1 if text.startswith("\ufeff") else 0
    bad = _FORBIDDEN.search(text, begin)
    if bad:
        offset = len(text[: bad.start()].encode())
        line = text.count("\n", 0, bad.start()) + 1
        raise _RefusalError(line, f"the character U+{ord(bad[0]):04X} stands at byte offset {offset}")
    return text[begin:]


def _parse(text: str, shown: str, problems: list[Problem]) -> Node:
    try:
        return _document(yaml.parse(text, Loader=_LOADER), shown, problems)
    except yaml.MarkedYAMLError as error:
        raise _RefusalError(*_plain_words(error, text)) from error
    except (yaml.YAMLError, ValueError) as error:
        raise _RefusalError(1, f"not valid YAML: {error}") from error


def _plain_words(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str]:
    """The line on which to look, and what is wrong there."""
    problem, context = error.problem or "", error.context or ""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    if "quoted scalar" in context and "unexpected" in problem and error.context_mark:
        return error.context_mark.line + 1, "a quote is opened and never closed"
    if "\t" in text.split("\n")[line - 1]:
        return line, "a tab stands where YAML wants spaces; indent with two spaces"
    if "mapping values are not allowed" in problem:
        return line, "a text with a colon in it must be quoted"
    if "cannot start any token" in problem:
        return line, "a text that starts with a special character must be quoted"
    if "<document start>" in problem:
        return line, "a second document starts; one file holds one document"
    if "did not find expected" in problem:
        return line, f"the indentation, a bracket or a quote does not fit what stands before: {problem}"
    return line, f"not valid YAML: {problem}"


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _document(events: Iterator[yaml.Event], shown: str, problems: list[Problem]) -> Node:
    root: Node | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent) and event.tags:
            raise _RefusalError(_line(event), "YAML directives (%) are not used here")
        if isinstance(event, yaml.NodeEvent):
            if root is not None:
                raise _RefusalError(_line(event), "a second document starts; one file holds one document")
            root = _node(event, events, 1, shown, problems)
    if root is None:
        raise _RefusalError(1, "the file is empty")
    return root


def _node(event: yaml.Event, events: Iterator[yaml.Event], depth: int, shown: str, problems: list[Problem]) -> Node:
    line = _line(event)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise _RefusalError(line, "anchors and aliases (& and *) are not used here; write the text out")
    tag = getattr(event, "tag", None)
    if tag:
        raise _RefusalError(line, f"tags ({tag}) are not used here")
    if depth > MAX_DEPTH:
        raise _RefusalError(line, f"nested more than {MAX_DEPTH} deep")
    if isinstance(event, yaml.ScalarEvent):
        return Node(_clean(event.value, line), line)
    if isinstance(event, yaml.SequenceStartEvent):
        return Node([_node(item, events, depth + 1, shown, problems) for item in _until_end(events)], line)
    return Node(_mapping(events, depth, shown, problems), line)


def _until_end(events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    for event in events:
        if isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            return
        yield event


def _mapping(events: Iterator[yaml.Event], depth: int, shown: str, problems: list[Problem]) -> dict[str, Node]:
    mapping: dict[str, Node] = {}
    for event in _until_end(events):
        line = _line(event)
        key = _node(event, events, depth + 1, shown, problems).value
        if not isinstance(key, str):
            raise _RefusalError(line, "a key must be plain text")
        if key == "<<":
            raise _RefusalError(line, "merge keys (<<) are not used here; write the fields out")
        value = _node(next(events), events, depth + 1, shown, problems).value
        if key in mapping:
            message = f"the key {key[:80]!r} stands twice (first at line {mapping[key].line})"
            problems.append(Problem("error", shown, line, message))
        else:
            mapping[key] = Node(value, line)
    return mapping


def _clean(text: str, line: int) -> str:
    if text.isascii() and text.isprintable():
        return text.strip()
    for character in text:
        if character not in "\n\t" and unicodedata.category(character) in {"Cc", "Cs", "Cf"}:
            raise _RefusalError(line, f"the invisible character U+{ord(character):04X} stands in a text")
    return " ".join(text.split())
