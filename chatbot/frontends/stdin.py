"""Questions from a stream of bytes, one a line -> answers on a stream, one for each, in order, flushed at once."""

from __future__ import annotations

import codecs
import json
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from chatbot.compiled import Compiled
from chatbot.conversation import Conversation, refusal
from chatbot.model import Answer
from chatbot.text import visible

MAX_LINE = 64 * 1024
"""Bytes of a raw line that are read; the rest of it is discarded."""

MAX_CONVERSATIONS = 1_000
"""Conversations that are kept, the most recently used ones."""

MAX_IDENT = 128


class BadLineError(ValueError):
    """A line that cannot be answered; `question` and `ident` are what could be read of it."""

    def __init__(self, message: str, ident: str | int | None = None, conversation: str | int | None = None) -> None:
        super().__init__(message)
        self.ident = ident
        self.conversation = conversation
        self.question: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One line of input: a question and, where it was given as JSON, its id and conversation."""

    question: str
    ident: str | int | None = None
    conversation: str | int | None = None


def serve(book: Compiled, source: BinaryIO, write: Callable[[Answer, Request], None]) -> None:
    """Answers every line of the source. A bad line gets an answer that says so, and the lines after it are answered."""
    conversations: OrderedDict[str | int, Conversation] = OrderedDict()
    for line in _lines(source):
        try:
            request = parse(line)
        except BadLineError as bad:
            question = None if bad.question is None else visible(bad.question)
            write(replace(refusal(str(bad), book), question=question), Request("", bad.ident, bad.conversation))
            continue
        write(_conversation(request, book, conversations).ask(request.question), request)


def _conversation(request: Request, book: Compiled, kept: OrderedDict[str | int, Conversation]) -> Conversation:
    if request.conversation is None:
        return Conversation(book)
    conversation = kept.pop(request.conversation, None) or Conversation(book)
    kept[request.conversation] = conversation
    if len(kept) > MAX_CONVERSATIONS:
        kept.popitem(last=False)
    return conversation


def _lines(source: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream without their ends; blank ones and one BOM at the start are dropped.

    Of a line that is too long only so much is kept that this can be seen.
    """
    first = True
    while line := source.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE and not line.endswith(b"\n"):
            _skip_rest(source)
        else:
            line = line.removesuffix(b"\n").removesuffix(b"\r")
            line = line.removeprefix(codecs.BOM_UTF8) if first else line
        first = False
        if line.strip():
            yield line


def _skip_rest(source: BinaryIO) -> None:
    while (rest := source.readline(MAX_LINE)) and not rest.endswith(b"\n"):
        pass


def parse(line: bytes) -> Request:
    """The request on one line of bytes. Raises BadLineError, with words for the person, when there is none."""
    if len(line) > MAX_LINE:
        raise BadLineError(f"The line is longer than {MAX_LINE:,} bytes.")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadLineError(f"The line is not UTF-8: byte 0x{line[error.start]:02x} at offset {error.start}.") from error
    return _parse_json(text) if text.startswith("{") else Request(text)


def _parse_json(text: str) -> Request:
    try:
        data = json.loads(
            text, object_pairs_hook=_without_duplicates, parse_int=_short_int, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as error:
        detail = str(error) if isinstance(error, BadLineError) else "it does not parse"
        raise BadLineError(f"The line starts with {{ but is no JSON object: {detail}.") from error
    question = data.get("question")
    try:
        ident = _ident(data.get("id"), "id")
        conversation = _ident(data.get("conversation"), "conversation", ident)
    except BadLineError as bad:
        bad.question = question if isinstance(question, str) else None
        raise
    if not isinstance(question, str):
        raise BadLineError('The JSON object has no "question" that is text.', ident, conversation)
    return Request(question, ident, conversation)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        raise BadLineError("a key stands twice")
    return data


def _short_int(digits: str) -> int:
    if len(digits) > MAX_IDENT:
        raise BadLineError("a number is too long")
    return int(digits)


def _no_constant(name: str) -> None:
    raise BadLineError(f"{name} is no JSON")


def _ident(value: object, name: str, ident: str | int | None = None) -> str | int | None:
    """The value if it may be an id; it is given back as it came. `ident` is what is known of the line so far."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int)) or len(str(value)) > MAX_IDENT:
        raise BadLineError(f'The "{name}" is not text or an integer of at most {MAX_IDENT} characters.', ident)
    return value
