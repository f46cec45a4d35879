"""An evaluation's report as text and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chatbot.benchmark import Measured
from chatbot.evaluation import Bin, Report
from chatbot.text import visible

SHOWN_WRONG = 20


def report_json(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "n": report.n,
        "strict": report.strict,
        "useful": report.useful,
        "refused": report.refused,
        "unknown_refused": report.unknown_refused,
        "near_refused": report.near_refused,
        "calibration_error": report.calibration_error,
        "questions_per_second": report.questions_per_second,
        "by_kind": report.by_kind,
        "by_dimension": report.by_dimension,
        "by_tag": report.by_tag,
        "confusions": report.confusions,
    }


def as_text(report: Report) -> str:
    """The report for people: the figures, the groups, the commonest confusions, the first wrong answers."""
    lines = [
        f"{report.n} questions: useful {report.useful:.1%}, strict {report.strict:.1%}",
        f"answerable questions refused: {report.refused:.1%}; calibration error {report.calibration_error:.3f}; "
        f"{report.questions_per_second:,.0f} questions a second",
        *_refusals(report),
    ]
    for title, groups in (("kind", report.by_kind), ("dimension", report.by_dimension), ("tag", report.by_tag)):
        lines += ["", f"by {title}", *_table(groups)]
    lines += ["", "confidence  n  mean confidence  useful", *(_bin(held) for held in report.reliability)]
    if report.confusions:
        lines += ["", "asked -> answered", *(f"  {pair}  {times}" for pair, times in report.confusions.items())]
    if report.wrong:
        lines += ["", f"not useful (first {SHOWN_WRONG})"]
        lines += [
            f"  {o.label.kind} -> {o.answer.kind}: {visible(o.label.question)[:100]}"
            for o in report.wrong[:SHOWN_WRONG]
        ]
    return "\n".join(lines)


def _refusals(report: Report) -> list[str]:
    """The line on questions that have to be refused, near misses apart, as far as there are any."""
    if report.unknown_refused is None:
        return []
    near = "" if report.near_refused is None else f"; near misses refused: {report.near_refused:.1%}"
    return [f"unknown questions refused: {report.unknown_refused:.1%}{near}"]


def benchmark_text(measured: Measured) -> str:
    """What a benchmark found, for people."""
    lines = [
        f"{measured.examples} examples of {measured.labels} labels, {measured.questions} questions: "
        f"accuracy {measured.accuracy:.2%}"
    ]
    if measured.auroc is not None:
        lines.append(f"{measured.out_of_scope} questions out of scope: AUROC {measured.auroc:.4f}")
    return "\n".join(lines)


def _bin(held: Bin) -> str:
    return f"  from {held.low:.1f}  n {held.n:4}  said {held.confidence:6.1%}  useful {held.useful:6.1%}"


def _table(groups: Mapping[str, Mapping[str, float]]) -> list[str]:
    return [
        f"  {name:28} n {group['n']:4}  useful {group['useful']:6.1%}  strict {group['strict']:6.1%}"
        for name, group in groups.items()
    ]
