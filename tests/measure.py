"""Measures what answering costs: time to the first answer, memory, questions a second. `python tests/measure.py`

Every figure is of whole processes, as a person or a script would start them, on one core and with knowledge that is
compiled already. The questions are those of tests/questions, each with a number of its own behind it, so that none is
asked twice and wording is sure of none: the encoder is asked each time.
"""

from __future__ import annotations

import itertools
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

QUESTION = "who handles customs compliance?"
PARAPHRASE = "who deals with the landlord and the lift repair people?"
RUNS = 5
MANY, FEW = 20_000, 1_000
STREAM = 3_000

_ASK = [sys.executable, "-m", "chatbot", "ask"]
_QUESTIONS = Path(__file__).parent / "questions"
_UNITS_PER_MIB = 1024 * 1024 if sys.platform == "darwin" else 1024  # of ru_maxrss: bytes there, KiB elsewhere


@dataclass(frozen=True)
class Run:
    """One process: seconds by the clock and the most memory it held, in MiB."""

    seconds: float
    peak: float


def main() -> None:
    """Prints all figures, one a line."""
    _stay_on_one_core()
    run([*_ASK, QUESTION])  # compiles what is not compiled yet
    bare = statistics.median(run([sys.executable, "-c", "pass"]).seconds for _ in range(RUNS))
    _show("bare Python", f"{bare * 1000:.0f} ms (median of {RUNS})")
    for what, question in (("by wording", QUESTION), ("with meaning", PARAPHRASE)):
        answers = [run([*_ASK, question]) for _ in range(RUNS)]
        cold = statistics.median(answer.seconds for answer in answers)
        _show(f"one answer {what}, whole process", f"{cold * 1000:.0f} ms, {cold / bare:.0f} times bare Python")
        _show("its peak memory", f"{max(answer.peak for answer in answers):.1f} MiB")
    stream = ask_many(STREAM)
    _show(f"{STREAM:,} questions on one core", f"{STREAM / (stream.seconds - cold):,.0f} a second")
    few, many = ask_many(FEW), ask_many(MANY)
    _show(f"peak memory after {FEW:,} lines", f"{few.peak:.1f} MiB")
    _show(f"peak memory after {MANY:,} lines", f"{many.peak:.1f} MiB ({many.peak - few.peak:+.1f})")


def ask_many(lines: int) -> Run:
    """Answers so many questions through standard input in one process."""
    with tempfile.TemporaryFile() as file:
        file.writelines(f"{question} {number}\n".encode() for number, question in _questions(lines))
        file.seek(0)
        return run([*_ASK, "-"], file.fileno())


def _questions(lines: int) -> Iterator[tuple[int, str]]:
    items = [json.loads(line) for path in sorted(_QUESTIONS.glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    texts = [turn["q"].replace("\n", " ") for item in items for turn in item.get("turns", [item])]
    return enumerate(itertools.islice(itertools.cycle(texts), lines))


def run(command: Sequence[str], stdin: int = subprocess.DEVNULL) -> Run:
    """Runs a command to its end; its output goes nowhere. Raises CalledProcessError where it fails."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdin=stdin, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(seconds, _peak(usage))


def _peak(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / _UNITS_PER_MIB


def _stay_on_one_core() -> None:
    """Keeps this process and those it starts on one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _show(what: str, figure: str) -> None:
    sys.stdout.write(f"{what:40}  {figure}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
