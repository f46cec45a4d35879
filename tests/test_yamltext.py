"""YAML as this project reads it: every scalar is text, every surprise is refused with its line."""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path

import pytest

from chatbot.model import Problem
from chatbot.yamltext import MAX_BYTES, MAX_DEPTH, Node, read


def reading(tmp_path: Path, content: str | bytes) -> tuple[Node | None, list[Problem]]:
    path = tmp_path / "file.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(path, "file.yaml")


def plain(node: Node | None) -> object:
    """A node as plain data."""
    if node is None or isinstance(node.value, str):
        return node and node.value
    if isinstance(node.value, list):
        return [plain(item) for item in node.value]
    return {key: plain(value) for key, value in node.value.items()}


REFUSED: dict[str, tuple[str | bytes, int, str]] = {
    "87-anchor": ("a: &x 1\n", 1, "anchors and aliases"),
    "87-alias-bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", 1, "anchors and aliases"),
    "87-alias-without-anchor": ("a: 1\nb: *a\n", 2, "anchors and aliases"),
    "88-merge-key": ("a: 1\n<<: {b: 2}\n", 2, "merge keys"),
    "89-self-reference": ("a: 1\nb: &a [*a]\n", 2, "anchors and aliases"),
    "91-tab": ("a: 1\nb:\n\tc: 2\n", 3, "tab"),
    "92-two-documents": ("a: 1\n---\nb: 2\n", 3, "second document"),
    "92-rubbish-after-the-end": ("a: 1\n...\nrubbish\n", 3, "second document"),
    "92-version": ("%YAML 9.9\n---\na: 1\n", 1, "not valid YAML"),
    "92-tag-directive": ("%TAG ! tag:example.org,2024:\n---\na: 1\n", 1, "directives"),
    "93-python-object": ("a: 1\nb: !!python/object:os.system x\n", 2, "tags"),
    "93-binary": ("a: !!binary aGk=\n", 1, "tags"),
    "93-local-tag": ("a: !foo 1\n", 1, "tags"),
    "93-set": ("!!set {a, b}\n", 1, "tags"),
    "93-omap": ("!!omap [a: 1]\n", 1, "tags"),
    "93-str": ("a: !!str 1\n", 1, "tags"),
    "96-deep": ("a: 1\nb: " + "[" * 1000 + "]" * 1000, 2, f"more than {MAX_DEPTH} deep"),
    "97-latin-1": ("a: 1\nb: caf\xe9\n".encode("latin-1"), 2, "byte 0xe9 at offset 11"),
    "97-latin-1-after-a-mark": (b"\xef\xbb\xbfa: \xe9\n", 1, "byte 0xe9 at offset 6"),
    "97-utf-16": ("a: 1\n".encode("utf-16"), 1, "at offset 0"),
    "97-utf-16-without-a-mark": ("a: 1\n".encode("utf-16-le"), 1, "U+0000 stands at byte offset 1"),
    "97-mark-in-the-middle": ("a: 1\nb: \ufeffx\n", 2, "U+FEFF stands at byte offset 8"),
    "97-nul": ("a: 1\nb: x\0y\n", 2, "U+0000 stands at byte offset 9"),
    "97-escape-character": ("é: 1\nb: \x1b[31m\n", 2, "U+001B stands at byte offset 9"),
    "98-escaped-nul": ('a: 1\nb: "x\\0"\n', 2, "U+0000"),
    "98-escaped-escape": ('a: "\\e[31m"\n', 1, "U+001B"),
    "98-lone-surrogate": ('a: "\\ud800"\n', 1, "not valid YAML"),
    "98-surrogate-pair": ('a: "\\ud83d\\ude00"\n', 1, "not valid YAML"),
    "98-bidi": ("a: x\u202ey\n", 1, "U+202E"),
    "98-zero-width": ("a: x\u200by\n", 1, "U+200B"),
    "100-empty": ("", 1, "empty"),
    "100-comment-only": ("# nothing\n", 1, "empty"),
    "100-list-as-key": ("a: 1\n[b, c]: 2\n", 2, "key"),
    "100-mapping-as-key": ("{b: c}: 2\n", 1, "key"),
    "101-unquoted-colon": ("a: 1\ntext: Role: manager\n", 2, "colon"),
    "101-unclosed-quote": ('a: 1\nb: "x\nc: y\nd: z\n', 2, "quote"),
    "101-bad-indent": ("a:\n  b: 1\n c: 2\n", 3, "indentation"),
    "101-unclosed-bracket": ("a: 1\nb: [x, y\nc: z\n", 3, "bracket"),
    "101-special-character": ("a: 1\nb: @x\n", 2, "quoted"),
    "108-too-large": (b"a" * (MAX_BYTES + 1), 1, "larger than"),
}


@pytest.mark.parametrize(("content", "line", "words"), REFUSED.values(), ids=REFUSED)
def test_a_surprise_is_refused_with_its_line_and_plain_words(
    tmp_path: Path, content: str | bytes, line: int, words: str
) -> None:
    node, (problem,) = reading(tmp_path, content)
    assert node is None
    assert (problem.level, problem.file, problem.line) == ("error", "file.yaml", line)
    assert words in problem.message


TEXTS = {
    "94-no": "no",
    "94-on": "on",
    "94-yes": "yes",
    "94-true": "true",
    "94-time": "22:30",
    "94-octal": "010",
    "94-version": "1.10",
    "94-date": "2024-01-02",
    "94-null": "~",
    "94-not-a-number": ".nan",
    "94-exponent": "1e3",
    "95-impossible-date": "2024-13-45",
    "95-long-integer": "9" * 1000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_scalar_stays_the_text_it_is(tmp_path: Path, text: str) -> None:
    node, problems = reading(tmp_path, f"a: {text}\n{text}: b\n")
    assert plain(node) == {"a": text, text: "b"}
    assert problems == []


def test_90_a_key_that_stands_twice_is_an_error_with_both_lines_and_the_rest_is_read(tmp_path: Path) -> None:
    node, (problem,) = reading(tmp_path, "a:\n  - 1\nb: 2\na: 3\nb: 4\n")[0], reading(tmp_path, "a:\n  - 1\na: 3\n")[1]
    assert plain(node) == {"a": ["1"], "b": "2"}
    assert (problem.level, problem.line) == ("error", 3)
    assert "'a' stands twice (first at line 1)" in problem.message


def test_97_a_mark_at_the_start_and_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    node, problems = reading(tmp_path, b"\xef\xbb\xbfa: 1\r\nb:\r\n  - 2\r\n")
    assert plain(node) == {"a": "1", "b": ["2"]}
    assert problems == []


@pytest.mark.parametrize("odd", ["\xa0", "\u2028", "\u2029", "\x85", "\u202f"])
def test_99_odd_spaces_are_read_as_plain_ones_with_a_warning_and_lines_stay_exact(tmp_path: Path, odd: str) -> None:
    node, (problem,) = reading(tmp_path, f"a: 1\nb: x{odd}y\nc: &c 1\n".replace("&c ", ""))
    assert plain(node) == {"a": "1", "b": "x y", "c": "1"}
    assert (problem.level, problem.line) == ("warning", 2)
    _, problems = reading(tmp_path, f"a: 1\nb: x{odd}y\nc: &c 1\n")
    assert [found.line for found in problems] == [2, 3]


def test_text_over_several_lines_becomes_one_line(tmp_path: Path) -> None:
    node, _ = reading(tmp_path, "a: >-\n  one\n  two \nb: |\n  three\n  four\n")
    assert plain(node) == {"a": "one two", "b": "three four"}


def test_a_value_has_the_line_of_its_key(tmp_path: Path) -> None:
    node, _ = reading(tmp_path, "a:\n  - x\nb:\n  c:\n    d\n")
    assert node is not None and isinstance(node.value, dict)
    inner = node.value["b"].value
    assert isinstance(inner, dict)
    assert (node.value["a"].line, node.value["b"].line, inner["c"].line) == (1, 3, 4)


def test_108_what_is_no_regular_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "endless.yaml").symlink_to("/dev/zero")
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere")
    for path in sorted(tmp_path.iterdir()):
        node, (problem,) = read(path, path.name)
        assert node is None
        assert str(problem) == f"{path.name}:1: error: not a regular file"


def test_96_a_bomb_costs_neither_time_nor_memory(tmp_path: Path) -> None:
    before, begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    node, (problem,) = reading(tmp_path, "[" * 2_000_000)
    assert node is None
    assert "deep" in problem.message
    assert time.process_time() - begin < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000
