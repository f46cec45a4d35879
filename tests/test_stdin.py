"""Questions on standard input: whatever bytes come, each line gets its one answer, in order, at once."""

from __future__ import annotations

import io
import json
import resource
from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from programs import chatbot

from chatbot.compiled import Compiled
from chatbot.conversation import Conversation
from chatbot.frontends.stdin import MAX_CONVERSATIONS, MAX_IDENT, MAX_LINE, BadLineError, Request, parse, serve
from chatbot.model import Answer, Kind, Reason
from chatbot.text import MAX_QUESTION

PAY = b"what does a COO earn?"


def answers(book: Compiled, source: bytes) -> list[tuple[Answer, Request]]:
    written: list[tuple[Answer, Request]] = []
    serve(book, io.BytesIO(source), lambda answer, request: written.append((answer, request)))
    return written


def questions(book: Compiled, source: bytes) -> list[str | None]:
    return [answer.question for answer, _ in answers(book, source)]


SPLIT: dict[str, tuple[bytes, list[str | None]]] = {
    "51-no-final-newline": (b"hello\npay", ["hello", "pay"]),
    "52-windows-ends": (b"hello\r\npay\r\n", ["hello", "pay"]),
    "52-one-return-is-dropped": (b"hello\r\r\n", ["hello"]),
    "52-bare-return-is-white-space": (b"pay\rof\ra COO\n", ["pay of a COO"]),
    "52-mixed": (b"hello\r\npay\nthanks\r\n", ["hello", "pay", "thanks"]),
    "53-mark-at-the-start": (b"\xef\xbb\xbfhello\n", ["hello"]),
    "53-mark-before-an-object": (b'\xef\xbb\xbf{"question": "hello"}\n', ["hello"]),
    "53-mark-in-the-middle": (b"hello\n\xef\xbb\xbfpay of \xef\xbb\xbfa COO\n", ["hello", "pay of a COO"]),
    "53-only-one-mark-is-dropped": (b"\xef\xbb\xbf\xef\xbb\xbf\nhello", ["", "hello"]),
    "54-not-utf-8": (b"hello\ncaf\xe9\npay\n", ["hello", None, "pay"]),
    "55-nul": (b"pay of a C\0OO\n", ["pay of a COO"]),
    "55-other-line-ends": ("pay\x0bof\x0ca\x85C\u2028O\u2029O\n".encode(), ["pay of a C O O"]),
    "60-blank-lines": (b"\n  \n\t\r\nhello\n\n\n", ["hello"]),
    "60-options-are-questions": (b"--help\n-x\n-\n", ["--help", "-x", "-"]),
    "60-comments-are-questions": (b"# pay of a COO\n", ["# pay of a COO"]),
    "empty": (b"", []),
    "only-a-mark": (b"\xef\xbb\xbf", []),
}


@pytest.mark.parametrize(("source", "asked"), SPLIT.values(), ids=SPLIT)
def test_lines_end_at_newlines_only_and_blank_ones_are_skipped(
    book: Compiled, source: bytes, asked: list[str | None]
) -> None:
    assert questions(book, source) == asked


DEEP = b'{"question": ' + b"[" * 30_000 + b"]" * 30_000 + b"}"
LONG = "x" * (MAX_IDENT + 1)
BAD: dict[str, tuple[bytes, str]] = {
    "54-latin-1": (b"caf\xe9 \xff", "byte 0xe9 at offset 3"),
    "54-cut-character": ("café".encode()[:-1], "byte 0xc3 at offset 3"),
    "54-surrogate": (b"pay \xed\xa0\x80", "byte 0xed at offset 4"),
    "53-utf-16": ("pay".encode("utf-16"), "byte 0xff at offset 0"),
    "57-too-long": (b"x" * (MAX_LINE + 1), "longer than 65,536 bytes"),
    "57-too-long-after-a-mark": (b"\xef\xbb\xbf" + b"x" * MAX_LINE, "longer than 65,536 bytes"),
    "57-too-long-with-a-return": (b"x" * MAX_LINE + b"\ry", "longer than 65,536 bytes"),
    "59-not-json": (b'{"question": ', "does not parse"),
    "59-two-objects": (b'{"question": "a"} {"question": "b"}', "does not parse"),
    "59-single-quotes": (b"{'question': 'pay'}", "does not parse"),
    "59-duplicate-key": (b'{"question": "a", "question": "b"}', "a key stands twice"),
    "59-duplicate-key-inside": (b'{"question": "a", "x": {"y": 1, "y": 2}}', "a key stands twice"),
    "59-nan": (b'{"question": "a", "x": NaN}', "NaN is no JSON"),
    "59-infinity": (b'{"question": "a", "x": -Infinity}', "-Infinity is no JSON"),
    "59-long-integer": (b'{"question": "a", "id": ' + b"9" * 5000 + b"}", "number is too long"),
    "59-deep": (DEEP, "does not parse"),
    "59-no-question": (b'{"q": "pay"}', 'no "question" that is text'),
    "59-empty-object": (b"{}", 'no "question" that is text'),
    "59-question-null": (b'{"question": null}', 'no "question" that is text'),
    "59-question-number": (b'{"question": 1}', 'no "question" that is text'),
    "59-question-list": (b'{"question": ["pay"]}', 'no "question" that is text'),
    "59-id-object": (b'{"question": "pay", "id": {"a": 1}}', 'The "id" is not text or an integer'),
    "59-id-list": (b'{"question": "pay", "id": []}', 'The "id" is not text or an integer'),
    "59-id-boolean": (b'{"question": "pay", "id": true}', 'The "id" is not text or an integer'),
    "59-id-fraction": (b'{"question": "pay", "id": 1.5}', 'The "id" is not text or an integer'),
    "59-id-too-long": (json.dumps({"question": "pay", "id": LONG}).encode(), "at most 128 characters"),
    "59-conversation-object": (b'{"question": "pay", "conversation": {}}', 'The "conversation" is not'),
    "59-conversation-too-long": (json.dumps({"question": "pay", "conversation": LONG}).encode(), "at most 128"),
}


@pytest.mark.parametrize(("line", "words"), BAD.values(), ids=BAD)
def test_a_bad_line_is_answered_as_such_and_the_lines_after_it_are_answered(
    book: Compiled, line: bytes, words: str
) -> None:
    (bad, _), (good, _) = answers(book, line + b"\n" + PAY + b"\n")
    asked = "pay" if b'{"question": "pay"' in line else None  # null only where it could not be read
    assert (bad.question, bad.kind, bad.reason, bad.roles) == (asked, Kind.UNKNOWN, Reason.BAD_INPUT, ())
    assert words in bad.text
    assert (good.question, good.kind) == (PAY.decode(), Kind.STATEMENT)


@pytest.mark.parametrize(
    ("question", "shown"),
    [("?!…", "?!…"), ("😀", "😀"), ("\u200b \x07", ""), ("", ""), ("x" * (MAX_QUESTION + 1), "x" * (MAX_QUESTION + 1))],
)
def test_a_question_that_could_be_read_and_not_answered_is_shown(book: Compiled, question: str, shown: str) -> None:
    ((answer, _),) = answers(book, json.dumps({"question": question}).encode())
    assert (answer.question, answer.kind, answer.reason) == (shown, Kind.UNKNOWN, Reason.BAD_INPUT)


def test_a_line_of_64_kib_and_a_question_of_4000_characters_are_just_read(book: Compiled) -> None:
    assert parse(b"x" * MAX_LINE).question == "x" * MAX_LINE
    with pytest.raises(BadLineError):
        parse(b"x" * (MAX_LINE + 1))
    ((answer, _),) = answers(book, PAY + b" " * (MAX_QUESTION - len(PAY)) + b"\r\n")
    assert answer.kind is Kind.STATEMENT


def test_an_object_carries_its_id_and_conversation_as_they_came() -> None:
    for value in ("a", " a ", "", 0, -7, 10**100, "é\u202e", "x" * MAX_IDENT, None):
        line = json.dumps({"question": "pay", "id": value, "conversation": value, "other": 1.5})
        assert parse(line.encode()) == Request("pay", value, value)


def test_what_could_be_read_of_a_bad_object_is_given_back(book: Compiled) -> None:
    lines = [{"id": 7, "conversation": "c"}, {"question": "pay", "id": 8, "conversation": []}]
    source = "\n".join(map(json.dumps, lines)).encode()
    assert [request for _, request in answers(book, source)] == [Request("", 7, "c"), Request("", 8)]


def test_only_a_line_that_starts_with_a_brace_is_an_object() -> None:
    for line in (' {"question": "pay"}', '["pay"]', '"pay"', "null", "1"):
        assert parse(line.encode()) == Request(line)


def asked(*talk: tuple[str, str | int | None]) -> bytes:
    return "\n".join(json.dumps({"question": text, "conversation": talk_id}) for text, talk_id in talk).encode()


def alone(book: Compiled, question: str) -> Answer:
    return Conversation(book).ask(question)


FIRST, FOLLOW_UP = "what does a COO earn?", "and a logistics manager?"


def test_lines_of_one_conversation_share_what_was_said(book: Compiled) -> None:
    (_, (second, _)) = answers(book, asked((FIRST, "a"), (FOLLOW_UP, "a")))
    assert (second.roles, second.dimension) == (("logistics-manager",), "pay")


@pytest.mark.parametrize("other", [None, "b", " a", "A", 1])
def test_34_lines_of_other_conversations_and_plain_lines_share_nothing(book: Compiled, other: str | int | None) -> None:
    (_, (second, _)) = answers(book, asked((FIRST, "a"), (FOLLOW_UP, other)))
    assert second == alone(book, FOLLOW_UP)
    assert answers(book, asked((FIRST, None), (FOLLOW_UP, None)))[1][0] == alone(book, FOLLOW_UP)


def test_the_number_1_and_the_text_1_are_two_conversations(book: Compiled) -> None:
    (_, (second, _)) = answers(book, asked((FIRST, 1), (FOLLOW_UP, "1")))
    assert second == alone(book, FOLLOW_UP)


def test_the_most_recently_used_conversations_are_kept(book: Compiled) -> None:
    others: list[tuple[str, str | int | None]] = [("hello", n) for n in range(MAX_CONVERSATIONS - 1)]
    kept = answers(book, asked((FIRST, "a"), *others, (FOLLOW_UP, "a")))
    assert kept[-1][0].dimension == "pay"
    used = answers(book, asked((FIRST, "a"), *others, (FIRST, "a"), ("hello", "x"), (FOLLOW_UP, "a")))
    assert used[-1][0].dimension == "pay"
    dropped = answers(book, asked((FIRST, "a"), *others, ("hello", "x"), (FOLLOW_UP, "a")))
    assert dropped[-1][0] == alone(book, FOLLOW_UP)


def test_62_the_same_question_a_thousand_times_has_the_same_answer(book: Compiled) -> None:
    written = answers(book, (PAY + b"\n") * 1000)
    assert len(written) == 1000
    assert len({answer.text for answer, _ in written}) == 1


def test_56_many_lines_cost_constant_memory(book: Compiled) -> None:
    class Lines(io.RawIOBase):
        left = 3000

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            self.left -= 1
            data = PAY + b"\n" if self.left >= 0 else b""
            buffer[: len(data)] = data
            return len(data)

    count = 0

    def write(answer: Answer, request: Request) -> None:
        nonlocal count
        count += 1

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    serve(book, io.BufferedReader(Lines()), write)
    assert count == 3000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def json_lines(output: bytes) -> list[dict[str, Any]]:
    assert output == b"" or output.endswith(b"\n")
    return [json.loads(line) for line in output.decode("utf-8").split("\n")[:-1]]


def test_text_answers_are_parted_by_a_blank_line_and_nothing_else_is_written(book: Compiled) -> None:
    done = chatbot("ask", "-", stdin=b"hello\n?!\n\xff\n")
    first, second, third, rest = done.stdout.decode().split("\n\n")
    assert first == alone(book, "hello").text
    assert second == alone(book, "?!").text
    assert third.startswith("The line is not UTF-8")
    assert rest == ""
    assert (done.returncode, done.stderr) == (0, b"")


def test_without_a_command_questions_are_read_too(book: Compiled) -> None:
    assert chatbot(stdin=PAY).stdout == chatbot("ask", "-", stdin=PAY).stdout != b""


def test_json_lines_are_utf_8_and_one_line_each_whatever_the_ids_hold(book: Compiled) -> None:
    idents = ["é\u2028\u2029\x85", "\ud800", "\x1b[2J\n", "\u202e", 10**100]
    lines = "\n".join(json.dumps({"question": "pay of a COO, é 💰?", "id": ident}) for ident in idents)
    done = chatbot("ask", "-", "--format", "json", stdin=lines.encode(), LC_ALL="C", PYTHONIOENCODING="ascii")
    assert [line["id"] for line in json_lines(done.stdout)] == idents
    assert {line["question"] for line in json_lines(done.stdout)} == {"pay of a COO, é 💰?"}
    assert len(done.stdout.decode().splitlines()) == len(idents)


def in_talks(some: Sequence[str]) -> Iterable[dict[str, Any]]:
    return ({"question": question, "id": n, "conversation": f"c{n % 7}"} for n, question in enumerate(some))


def test_the_same_input_gives_the_same_bytes_whatever_the_seed_the_locale_and_the_other_conversations(
    book: Compiled,
) -> None:
    some = [FIRST, FOLLOW_UP, "why?", "who handles customs?", "OM vs LM", "stress of a COO", "which role suits me?"] * 4
    lines = [json.dumps(item) for item in in_talks(some)]
    others = [json.dumps({"question": question, "conversation": "other"}) for question in reversed(some)]
    mixed = [line for pair in zip(others, lines, strict=True) for line in pair]
    arguments = ("ask", "-", "--format", "json", "--explain")
    one = chatbot(*arguments, stdin="\n".join(lines).encode(), PYTHONHASHSEED="1", LC_ALL="C", OMP_NUM_THREADS="1")
    two = chatbot(*arguments, stdin="\n".join(mixed).encode(), PYTHONHASHSEED="2", LC_ALL="C.UTF-8")
    assert one.stdout.splitlines() == two.stdout.splitlines()[1::2]
    assert len(json_lines(one.stdout)) == len(some)


def test_the_order_of_plain_lines_does_not_matter(book: Compiled) -> None:
    some = [FIRST, FOLLOW_UP, "why?", "and the other one?", "who handles customs?", "source?"]
    forth = answers(book, "\n".join(some).encode())
    back = answers(book, "\n".join(reversed(some)).encode())
    assert [answer for answer, _ in forth] == [answer for answer, _ in reversed(back)]


def test_lines_that_arrive_together_are_answered_as_one_by_one(book: Compiled) -> None:
    asked = ["pay of a COO?", "and of an OM?", "who deals with the landlord?", "whose headache is a late lorry?"] * 5
    lines = [json.dumps({"question": q, "conversation": n % 3}).encode() + b"\n" for n, q in enumerate(asked)]

    class OneByOne(io.BytesIO):
        """A source whose lines arrive apart."""

        def read1(self, size: int | None = -1, /) -> bytes:
            return self.readline()

    told: list[list[Answer]] = [[], []]
    for answers, source in zip(told, (io.BytesIO(b"".join(lines)), OneByOne(b"".join(lines))), strict=True):
        serve(book, source, lambda answer, _, answers=answers: answers.append(answer))
    assert told[0] == told[1]
    assert [answer.question for answer in told[0]] == asked
