"""Labelled questions -> how well they are answered: accuracy, refusals, confusions, calibration, timing."""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot.compiled import Compiled
from chatbot.conversation import Conversation
from chatbot.errors import ChatbotError
from chatbot.model import REFUSALS, Answer, Kind

BINS = 10
"""Equal bins of confidence over which the expected calibration error is taken."""

ANSWERABLE = frozenset(Kind) - REFUSALS - {Kind.META}

NEAR = frozenset({"near", "near-oos"})
"""Tags of near misses: an aspect of a known role that is not held, a title like a held one, a word in another sense."""


class LabelsError(ChatbotError):
    """A file of labelled questions that cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Label:
    """One question and what a right answer to it is. `alternatives` are other right readings of it."""

    question: str
    kind: Kind
    roles: tuple[str, ...]
    dimension: str
    verdict: str
    tags: tuple[str, ...] = ()
    alternatives: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A label, the answer it got, and whether that was right: strictly, and as far as the person needed."""

    label: Label
    answer: Answer
    strict: bool
    useful: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence begins at `low`: how many, their mean confidence, the share that was useful."""

    low: float
    n: int
    confidence: float
    useful: float


@dataclass(frozen=True, slots=True)
class Report:
    """What an evaluation found; shares run from 0 to 1, `by_*` map a name to {n, strict, useful}.

    `refused` is the share of answerable questions that were refused, `unknown_refused` that of those that have to be,
    `near_refused` that of the near misses among them; the last two are None where there are no such questions.
    """

    n: int
    strict: float
    useful: float
    refused: float
    unknown_refused: float | None
    near_refused: float | None
    calibration_error: float
    reliability: Sequence[Bin]
    questions_per_second: float
    by_kind: Mapping[str, Mapping[str, float]]
    by_dimension: Mapping[str, Mapping[str, float]]
    by_tag: Mapping[str, Mapping[str, float]]
    confusions: Mapping[str, int]
    wrong: Sequence[Outcome]


def read_labels(path: Path) -> Iterator[list[Label]]:
    """The labelled talks of a file, one a line; a flat line is a talk of one question. Raises LabelsError."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise LabelsError(f"{path}: cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _talk(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                raise LabelsError(f"{path}:{number}: not a labelled question: {error!r}") from error


def _talk(item: Mapping[str, Any]) -> list[Label]:
    tags = tuple(item.get("tags") or ())
    turns = item.get("turns", [item])
    return [_label(turn, turn["q"], (*tags, "follow-up") if n else tags) for n, turn in enumerate(turns)]


def _label(data: Mapping[str, Any], question: str, tags: tuple[str, ...]) -> Label:
    roles = data.get("roles") or []
    if not isinstance(question, str) or not isinstance(roles, list):
        raise TypeError("q has to be text and roles a list")
    return Label(
        question=question,
        kind=Kind(data["kind"]),
        roles=tuple(roles),
        dimension=data.get("dimension") or "",
        verdict=data.get("verdict") or "",
        tags=tuple(dict.fromkeys([*tags, *(data.get("tags") or ())])),
        alternatives=tuple(_label(other, question, ()) for other in data.get("alt") or ()),
    )


def evaluate(
    book: Compiled, talks: Iterable[list[Label]], progress: Callable[[int], None] = lambda done: None
) -> Report:
    """Asks every question, each talk in a conversation of its own, and scores the answers."""
    outcomes: list[Outcome] = []
    begin = time.perf_counter()
    for talk in talks:
        conversation = Conversation(book)
        for label in talk:
            outcomes.append(_outcome(label, conversation.ask(label.question)))
        progress(len(outcomes))
    seconds = time.perf_counter() - begin
    return _report(outcomes, seconds)


def _outcome(label: Label, answer: Answer) -> Outcome:
    readings = [judge(reading, answer) for reading in (label, *label.alternatives)]
    return Outcome(label, answer, any(strict for strict, _ in readings), any(useful for _, useful in readings))


def judge(label: Label, answer: Answer) -> tuple[bool, bool]:
    """(strict, useful): all fields as labelled; what the person needed is there and nothing unasked drowns it."""
    if answer.kind in ANSWERABLE and not answer.statements:
        return False, False
    if label.kind in (Kind.UNKNOWN, Kind.META):
        return (answer.kind is label.kind,) * 2
    if label.kind is Kind.CLARIFY:
        asked = answer.kind is Kind.CLARIFY
        return asked, asked or (answer.kind is Kind.UNKNOWN and bool(answer.suggestions))
    if answer.kind not in ANSWERABLE:
        return False, False
    return _judge_fact(label, answer)


def _judge_fact(label: Label, answer: Answer) -> tuple[bool, bool]:
    same_kind = answer.kind is label.kind
    same_roles = sorted(answer.roles) == sorted(label.roles)
    same_dimension = not label.dimension or answer.dimension == label.dimension
    covers = set(label.roles) <= set(answer.roles) and len(answer.roles) <= len(label.roles) + 1
    strict = same_kind and same_roles and same_dimension and (bool(label.dimension) or not answer.dimension)
    match label.kind:
        case Kind.GUIDANCE:
            top = bool(answer.roles) and answer.roles[0] in label.roles
            return same_kind and top, top
        case Kind.TRANSITION:
            return same_kind and answer.roles == label.roles, same_kind and same_roles
        case Kind.VERIFY:
            right = same_kind and str(answer.verdict or "") == label.verdict and same_dimension
            return right and same_roles, right and bool(set(answer.roles) & set(label.roles))
        case Kind.WHO | Kind.COMPARISON:
            return strict, same_roles and same_dimension
        case Kind.OVERVIEW:
            general = answer.kind in (Kind.OVERVIEW, Kind.COMPARISON, Kind.TRANSITION)
            return strict, same_roles and not answer.dimension and general
        case Kind.PROFILE:
            return strict, covers and not answer.dimension and answer.kind in (Kind.PROFILE, Kind.OVERVIEW)
    return strict, covers and same_dimension


def _report(outcomes: Sequence[Outcome], seconds: float) -> Report:
    answerable = [o for o in outcomes if o.label.kind in ANSWERABLE]
    unknown = [o for o in outcomes if o.label.kind is Kind.UNKNOWN]
    near = [o for o in unknown if not NEAR.isdisjoint(o.label.tags)]
    reliability = _reliability(outcomes)
    return Report(
        n=len(outcomes),
        strict=_share(o.strict for o in outcomes),
        useful=_share(o.useful for o in outcomes),
        refused=_share(o.answer.kind in REFUSALS for o in answerable),
        unknown_refused=_share(o.useful for o in unknown) if unknown else None,
        near_refused=_share(o.useful for o in near) if near else None,
        calibration_error=_calibration_error(reliability),
        reliability=reliability,
        questions_per_second=round(len(outcomes) / seconds, 1) if seconds else 0.0,
        by_kind=_grouped(outcomes, lambda o: [str(o.label.kind)]),
        by_dimension=_grouped(outcomes, lambda o: [o.label.dimension] if o.label.dimension else []),
        by_tag=_grouped(outcomes, lambda o: list(o.label.tags)),
        confusions=_confusions(outcomes),
        wrong=[outcome for outcome in outcomes if not outcome.useful],
    )


def _share(truths: Iterable[bool]) -> float:
    held = list(truths)
    return round(sum(held) / len(held), 4) if held else 0.0


def _grouped(outcomes: Sequence[Outcome], keys: Callable[[Outcome], list[str]]) -> dict[str, dict[str, float]]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        for key in keys(outcome):
            groups[key].append(outcome)
    return {
        key: {"n": len(group), "strict": _share(o.strict for o in group), "useful": _share(o.useful for o in group)}
        for key, group in sorted(groups.items())
    }


def _confusions(outcomes: Sequence[Outcome]) -> dict[str, int]:
    pairs = Counter(
        f"{o.label.kind} -> {o.answer.kind}" for o in outcomes if not o.useful and o.label.kind is not o.answer.kind
    )
    return dict(sorted(pairs.items(), key=lambda item: (-item[1], item[0])))


def _reliability(outcomes: Sequence[Outcome]) -> list[Bin]:
    """The bins of confidence that any answer falls into, refusals aside, lowest first."""
    bins: dict[int, list[Outcome]] = defaultdict(list)
    for outcome in (o for o in outcomes if o.answer.kind not in REFUSALS):
        bins[min(BINS - 1, int(outcome.answer.confidence * BINS))].append(outcome)
    return [
        Bin(
            low=place / BINS,
            n=len(held),
            confidence=round(sum(o.answer.confidence for o in held) / len(held), 4),
            useful=_share(o.useful for o in held),
        )
        for place, held in sorted(bins.items())
    ]


def _calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error (Guo et al. 2017): how far confidence and share of right answers lie apart."""
    n = sum(held.n for held in bins)
    return round(sum(held.n * abs(held.confidence - held.useful) for held in bins) / n, 4) if n else 0.0
