"""Labelled questions and how well they are answered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatbot.compiled import Compiled
from chatbot.evaluation import ANSWERABLE, Label, LabelsError, Report, evaluate, judge, read_labels
from chatbot.library import open_book
from chatbot.model import REFUSALS, Answer, Block, Kind, Source, Statement, Verdict
from chatbot.reporting import as_text, report_json

FILES = sorted((Path(__file__).parent / "questions").glob("*.jsonl"))
STATEMENT = Statement("s", "cook", "pay", "A Cook is paid in soup.", Source("book", "A Book", "A Press"))


def label(kind: Kind, *roles: str, dimension: str = "", verdict: str = "") -> Label:
    return Label("?", kind, roles, dimension, verdict)


def given(kind: Kind, *roles: str, dimension: str = "", verdict: Verdict | None = None, **fields: object) -> Answer:
    blocks = () if kind in (*REFUSALS, Kind.META) else (Block((STATEMENT,)),)
    return Answer("?", kind, "text", roles, dimension, verdict, **{"blocks": blocks, **fields})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def report(book: Compiled) -> Report:
    return evaluate(book, [talk for file in FILES for talk in read_labels(file)])


def test_the_development_questions_are_answered_well(report: Report) -> None:
    """A floor, not a measurement: these are the questions that the reading was developed against."""
    assert report.n > 400
    assert report.useful >= 0.78
    assert report.unknown_refused is not None and report.unknown_refused >= 0.86
    assert report.near_refused is not None and report.near_refused >= 0.8
    assert report.refused <= 0.06


def test_another_folder_with_few_examples_is_answered_too() -> None:
    """A floor as well, on questions about the second folder of which a half was looked at."""
    folder = Path(__file__).parent / "second-folder"
    talks = [talk for file in sorted(folder.glob("*.jsonl")) for talk in read_labels(file)]
    hospital = Path(__file__).parent.parent / "examples" / "hospital"
    assert evaluate(open_book([hospital]), talks).useful >= 0.7


def test_the_reliability_table_holds_every_answer_given(report: Report) -> None:
    assert 500 < sum(held.n for held in report.reliability) < report.n
    assert [held.low for held in report.reliability] == sorted({held.low for held in report.reliability})
    for held in report.reliability:
        assert held.low <= held.confidence <= held.low + 0.1
        assert 0 <= held.useful <= 1
    assert "confidence" in as_text(report)


def test_a_report_is_taken_apart_by_kind_dimension_and_tag(report: Report) -> None:
    assert sum(group["n"] for group in report.by_kind.values()) == report.n
    assert set(report.by_kind) == {str(kind) for kind in Kind}
    assert {"follow-up", "abbr", "typo"} <= report.by_tag.keys()
    assert all(0 <= group["strict"] <= group["useful"] <= 1 for group in report.by_dimension.values())
    assert len(report.wrong) == round((1 - report.useful) * report.n)
    assert sum(report.confusions.values()) <= len(report.wrong)


def test_confidence_is_calibrated_on_them(report: Report) -> None:
    assert report.calibration_error < 0.1


@pytest.mark.parametrize(
    ("gold", "got", "strict", "useful"),
    [
        (label(Kind.WHO, "a", dimension="pay"), given(Kind.WHO, "a", dimension="pay"), True, True),
        (label(Kind.WHO, "a", dimension="pay"), given(Kind.STATEMENT, "a", dimension="pay"), False, True),
        (label(Kind.WHO, "a", "b", dimension="pay"), given(Kind.WHO, "b", "a", dimension="pay"), True, True),
        (label(Kind.WHO, "a", dimension="pay"), given(Kind.WHO, "a", dimension="rank"), False, False),
        (label(Kind.STATEMENT, "a", dimension="pay"), given(Kind.COMPARISON, "a", "b", dimension="pay"), False, True),
        (label(Kind.STATEMENT, "a", dimension="pay"), given(Kind.PROFILE, "a"), False, False),
        (label(Kind.COMPARISON, "a", "b", dimension="pay"), given(Kind.STATEMENT, "a", dimension="pay"), False, False),
        (label(Kind.OVERVIEW, "a", "b"), given(Kind.OVERVIEW, "a", "b"), True, True),
        (label(Kind.OVERVIEW, "a", "b"), given(Kind.COMPARISON, "a", "b", dimension="pay"), False, False),
        (label(Kind.PROFILE, "a"), given(Kind.OVERVIEW, "a", "b"), False, True),
        (
            label(Kind.VERIFY, "a", dimension="pay", verdict="no"),
            given(Kind.VERIFY, "a", dimension="pay", verdict=Verdict.NO),
            True,
            True,
        ),
        (
            label(Kind.VERIFY, "a", dimension="pay", verdict="no"),
            given(Kind.VERIFY, "a", dimension="pay", verdict=Verdict.PARTLY),
            False,
            False,
        ),
        (label(Kind.GUIDANCE, "a"), given(Kind.GUIDANCE, "a", "b", "c"), True, True),
        (label(Kind.GUIDANCE, "a"), given(Kind.GUIDANCE, "b", "a"), False, False),
        (label(Kind.TRANSITION, "a", "b"), given(Kind.TRANSITION, "a", "b"), True, True),
        (label(Kind.TRANSITION, "a", "b"), given(Kind.TRANSITION, "b", "a"), False, True),
        (label(Kind.META), given(Kind.META), True, True),
        (label(Kind.UNKNOWN), given(Kind.UNKNOWN), True, True),
        (label(Kind.UNKNOWN), given(Kind.PROFILE, "a"), False, False),
        (label(Kind.CLARIFY), given(Kind.CLARIFY), True, True),
        (label(Kind.CLARIFY), given(Kind.UNKNOWN, suggestions=("ask this",)), False, True),
        (label(Kind.CLARIFY), given(Kind.UNKNOWN), False, False),
        (label(Kind.WHO, "a", dimension="pay"), given(Kind.UNKNOWN), False, False),
        (label(Kind.WHO, "a", dimension="pay"), given(Kind.WHO, "a", dimension="pay", blocks=()), False, False),
    ],
)
def test_an_answer_is_right_strictly_or_as_far_as_the_person_needed(
    gold: Label, got: Answer, strict: bool, useful: bool
) -> None:
    assert judge(gold, got) == (strict, useful)


def test_every_kind_but_small_talk_and_refusals_is_answerable() -> None:
    assert set(Kind) - ANSWERABLE == {Kind.META, Kind.CLARIFY, Kind.UNKNOWN}


def written(folder: Path, *items: object) -> Path:
    path = folder / "labels.jsonl"
    path.write_text("\n".join(json.dumps(item) for item in items) + "\n\n", encoding="utf-8")
    return path


def test_a_line_is_a_question_or_a_talk_whose_later_turns_are_follow_ups(tmp_path: Path) -> None:
    turn = {"q": "pay of a cook?", "kind": "statement", "roles": ["cook"], "dimension": "pay", "verdict": None}
    path = written(tmp_path, {**turn, "tags": ["short"]}, {"turns": [turn, turn], "tags": ["talk"]})
    (single,), (opening, follow_up) = read_labels(path)
    assert single == Label("pay of a cook?", Kind.STATEMENT, ("cook",), "pay", "", ("short",))
    assert opening.tags == ("talk",)
    assert follow_up.tags == ("talk", "follow-up")


def test_another_right_reading_counts(tmp_path: Path, book: Compiled) -> None:
    wrong = {"q": "what does a COO earn?", "kind": "profile", "roles": ["chief-operating-officer"]}
    right = {"kind": "statement", "roles": ["chief-operating-officer"], "dimension": "pay"}
    path = written(tmp_path, wrong, {**wrong, "alt": [right]})
    assert evaluate(book, read_labels(path)).useful == 0.5


def test_near_misses_are_reported_apart_from_other_questions_that_have_to_be_refused(
    tmp_path: Path, book: Compiled
) -> None:
    unknown = {"kind": "unknown", "roles": []}
    far = {**unknown, "q": "what is the capital of France?"}
    near = {**unknown, "q": "what does a COO earn?", "tags": ["near"]}
    report = evaluate(book, read_labels(written(tmp_path, far, near)))
    assert (report.unknown_refused, report.near_refused) == (0.5, 0.0)
    assert "unknown questions refused: 50.0%; near misses refused: 0.0%" in as_text(report)
    assert report_json(report)["near_refused"] == 0.0


def test_without_questions_that_have_to_be_refused_nothing_is_said_of_them(tmp_path: Path, book: Compiled) -> None:
    coo = {"q": "what does a COO earn?", "kind": "statement", "roles": ["chief-operating-officer"], "dimension": "pay"}
    report = evaluate(book, read_labels(written(tmp_path, {**coo, "tags": ["near"]})))
    assert (report.unknown_refused, report.near_refused) == (None, None)
    assert "unknown questions" not in as_text(report)


def test_each_talk_is_a_conversation_of_its_own(tmp_path: Path, book: Compiled) -> None:
    coo = {"q": "what does a COO earn?", "kind": "statement", "roles": ["chief-operating-officer"], "dimension": "pay"}
    lm = {"q": "and a logistics manager?", "kind": "statement", "roles": ["logistics-manager"], "dimension": "pay"}
    assert evaluate(book, read_labels(written(tmp_path, {"turns": [coo, lm]}))).useful == 1.0
    assert evaluate(book, read_labels(written(tmp_path, coo, lm))).useful < 1.0


def test_nothing_asked_is_nothing_answered(book: Compiled) -> None:
    report = evaluate(book, [])
    assert (report.n, report.useful, report.refused, report.calibration_error) == (0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    "line",
    ['{"q": "x"}', '{"q": "x", "kind": "nonsense"}', "[]", "{", '{"q": 3, "kind": "who"}', '{"kind": "who"}', "null"],
)
def test_a_line_that_is_no_labelled_question_is_told_with_file_and_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(f'{{"q": "x", "kind": "meta"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(LabelsError, match=r"labels\.jsonl:2: "):
        list(read_labels(path))


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(LabelsError, match="cannot be read"):
        list(read_labels(tmp_path / "missing.jsonl"))
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LabelsError, match="cannot be read"):
        list(read_labels(tmp_path / "bytes.jsonl"))
