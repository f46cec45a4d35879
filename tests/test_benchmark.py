"""The classifier by itself on an intent set."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from programs import chatbot

from chatbot.benchmark import IntentSetError, auroc, measure, read_set
from chatbot.encoder import SHIPPED, OnnxEncoder

TRAIN = """text,label
bake a loaf of bread,food
"butter, jam and toast",food
a cake for tea,food
will it rain tomorrow,weather
how cold is it outside,weather
is a storm coming,weather
"""
TEST = "text,label\nrolls from the oven,food\nsnow and frost tonight,weather\n"
OTHERS = "text,label\nreset my password,oos\nwho won the match,oos\n"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    named = [tmp_path / name for name in ("train.csv", "test.csv", "others.csv")]
    for path, text in zip(named, (TRAIN, TEST, OTHERS), strict=True):
        path.write_text(text, encoding="utf-8")
    return named


def test_rows_are_read_with_quotes_and_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "set.csv").write_text('label,text\nfood,"butter, jam"\n', encoding="utf-8-sig")
    assert read_set(tmp_path / "set.csv") == [("butter, jam", "food")]


@pytest.mark.parametrize("text", ["", "question,intent\na,b\n", "text,label\n"])
def test_a_file_that_is_no_intent_set_is_told(text: str, tmp_path: Path) -> None:
    (tmp_path / "set.csv").write_text(text)
    with pytest.raises(IntentSetError, match=r"set\.csv"):
        read_set(tmp_path / "set.csv")


def test_meaning_answers_what_shares_no_word_with_an_example(files: list[Path]) -> None:
    train, test, others = map(read_set, files)
    measured = measure(train, test, [text for text, _ in others], OnnxEncoder(SHIPPED))
    assert (measured.labels, measured.examples, measured.questions, measured.out_of_scope) == (2, 6, 2, 2)
    assert measured.accuracy == 1.0
    assert measured.auroc == 1.0


def test_wording_alone_is_measured_too(files: list[Path]) -> None:
    train, _, _ = map(read_set, files)
    assert measure(train, train, [], None).accuracy == 1.0


@pytest.mark.parametrize(
    ("inside", "outside", "expected"),
    [([0.9, 0.8], [0.1], 1.0), ([0.1], [0.9], 0.0), ([0.5], [0.5], 0.5), ([0.9, 0.2], [0.5, 0.2], 0.625)],
)
def test_the_area_under_the_curve_counts_pairs_in_order(
    inside: list[float], outside: list[float], expected: float
) -> None:
    assert auroc(inside, outside) == pytest.approx(expected)


def test_the_command_prints_what_was_measured(files: list[Path]) -> None:
    train, test, others = map(str, files)
    done = chatbot("benchmark", train, test, "--out-of-scope", others, "--format", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["accuracy"] == 1.0
    told = chatbot("benchmark", train, test).stdout.decode()
    assert "accuracy 100.00%" in told


def test_a_file_that_is_missing_fails_with_its_name() -> None:
    done = chatbot("benchmark", "missing.csv", "missing.csv")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"missing.csv" in done.stderr
