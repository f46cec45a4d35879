"""Questions from a stream of bytes, one a line -> answers on a stream, one for each, in order, flushed at once."""

from __future__ import annotations

import codecs
import json
import os
import signal
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
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

_WORKERS = min(4, os.cpu_count() or 1)
"""Threads that answer; beyond a few they wait for one another more than for the encoder."""


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
    """Answers every line of the source, in order. A bad line gets an answer that says so; those after it are answered.

    Lines that arrive together are answered on several threads, each conversation on one after the other.
    """
    talks = _Talks(book)
    with ThreadPoolExecutor(_WORKERS, initializer=_leave_interrupts_to_the_main_thread) as pool:
        try:
            for lines in _arrivals(source):
                for answer, request in [talks.put(line, pool) for line in lines]:
                    write(answer.result(), request)
        finally:
            pool.shutdown(cancel_futures=True)


def _leave_interrupts_to_the_main_thread() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


class _Talks:
    """The conversations that go on, and the last question put in each."""

    def __init__(self, book: Compiled) -> None:
        self._book = book
        self._kept: OrderedDict[str | int, tuple[Conversation, Future[Answer] | None]] = OrderedDict()

    def put(self, line: bytes, pool: Executor) -> tuple[Future[Answer], Request]:
        """The answer to a line, now or later, and what it asked."""
        try:
            request = parse(line)
        except BadLineError as bad:
            question = None if bad.question is None else visible(bad.question)
            refused = replace(refusal(str(bad), self._book), question=question)
            return pool.submit(lambda: refused), Request("", bad.ident, bad.conversation)
        if request.conversation is None:
            return pool.submit(Conversation(self._book).ask, request.question), request
        talk, last = self._kept.pop(request.conversation, (Conversation(self._book), None))
        answer = pool.submit(_ask_after, last, talk, request.question)
        self._kept[request.conversation] = (talk, answer)
        if len(self._kept) > MAX_CONVERSATIONS:
            self._kept.popitem(last=False)
        return answer, request


def _ask_after(last: Future[Answer] | None, talk: Conversation, question: str) -> Answer:
    """The answer, once that before it in the same talk is given; it was put first, so it is under way."""
    if last is not None:
        last.result()
    return talk.ask(question)


def _arrivals(source: BinaryIO) -> Iterator[list[bytes]]:
    """The lines of a stream without their ends, as many together as have arrived; blank ones are dropped.

    One BOM at the start is dropped too. Of a line that is too long only so much is kept that this can be seen.
    """
    rest, first = b"", True
    while chunk := source.read1(MAX_LINE):  # type: ignore[attr-defined]
        *lines, rest = (rest + chunk).split(b"\n")
        if first and lines:
            lines[0], first = _unmarked(lines[0]), False
        rest = rest[: MAX_LINE + 1]
        yield _bare(lines)
    yield _bare([_unmarked(rest) if first else rest])


def _unmarked(line: bytes) -> bytes:
    return line if len(line) > MAX_LINE else line.removeprefix(codecs.BOM_UTF8)


def _bare(lines: list[bytes]) -> list[bytes]:
    bare = (line if len(line) > MAX_LINE else line.removesuffix(b"\r") for line in lines)
    return [line for line in bare if line.strip()]


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
