"""Measures the classifier itself on any intent set, so that it can be held against other engines on their own ground.

It is fitted and asked as for a knowledge folder: words and vectors pooled, with the weights of `evidence`, but without
roles, statements or spelling, which an intent set has not.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.compiled import INTENT
from chatbot.compiling import vectors_of
from chatbot.embedding import Progress, silent
from chatbot.encoder import Encoder
from chatbot.errors import ChatbotError
from chatbot.evidence import pool
from chatbot.fitting import Labelled, fit
from chatbot.meaning import Scorer
from chatbot.relevance import words_of

if TYPE_CHECKING:
    from chatbot.classifier import Classifier


class IntentSetError(ChatbotError):
    """A file of intents that cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a benchmark found. `accuracy` is of questions in scope; `auroc` tells in-scope ones from the others.

    `auroc` is None without out-of-scope questions.
    """

    labels: int
    examples: int
    questions: int
    accuracy: float
    out_of_scope: int = 0
    auroc: float | None = None


def read_set(path: Path) -> list[tuple[str, str]]:
    """The (text, label) rows of a CSV file with these two columns. Raises IntentSetError."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not {"text", "label"} <= set(reader.fieldnames or ()):
                raise IntentSetError(f"{path}:1: no columns text and label")
            rows = [(row["text"] or "", row["label"] or "") for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise IntentSetError(f"{path}: cannot be read: {error}") from error
    if not rows:
        raise IntentSetError(f"{path}: no rows")
    return rows


def measure(
    train: Sequence[tuple[str, str]],
    test: Sequence[tuple[str, str]],
    out_of_scope: Sequence[str],
    encoder: Encoder | None,
    progress: Progress = silent,
) -> Measured:
    """Fits on (text, label) rows and asks each question of the others once."""
    engine = Engine(train, encoder)
    texts = [text for text, _ in test] + list(out_of_scope)
    found = []
    for done, text in enumerate(texts, 1):
        found.append(engine.ask(text))
        progress(done, len(texts))
    right = sum(label == wanted for (label, _), (_, wanted) in zip(found, test, strict=False))
    scores = [score for _, score in found]
    return Measured(
        labels=len({label for _, label in train}),
        examples=len(train),
        questions=len(test),
        accuracy=right / len(test),
        out_of_scope=len(out_of_scope),
        auroc=auroc(scores[: len(test)], scores[len(test) :]) if out_of_scope else None,
    )


class Engine:
    """The classifiers over words and, with an encoder, over vectors, fitted on an intent set."""

    def __init__(self, train: Sequence[tuple[str, str]], encoder: Encoder | None) -> None:
        examples = [Labelled(words_of(text), {INTENT: label}, sentence=_sentence(text)) for text, label in train]
        heads = {INTENT: sorted({label for _, label in train})}
        self._words: Classifier = fit(examples, heads)
        self._encoder = encoder
        self._scorer = Scorer(vectors_of(examples, examples, [], heads, encoder, {})) if encoder else None

    def ask(self, text: str) -> tuple[str, float]:
        """The likeliest label, and how sure it is that the text is in scope at all.

        That is the root of its probability times the cosine to the nearest example, where there are vectors.
        """
        scores: Mapping[str, float] = self._words.score(words_of(text))[INTENT]
        closeness = 1.0
        if self._scorer and self._encoder:
            sense = self._scorer.score(self._encoder.encode(_sentence(text)))
            scores, closeness = pool(scores, sense, INTENT), max(sense.nearest[INTENT].values())
        label = max(scores, key=lambda name: scores[name])
        return label, math.sqrt(scores[label]) * closeness


def _sentence(text: str) -> str:
    return " ".join(text.split())


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """The chance that a question in scope scores above one that is not, ties half (Mann and Whitney 1947)."""
    ranked = sorted([(score, 1) for score in inside] + [(score, 0) for score in outside])
    total, start = 0.0, 0
    while start < len(ranked):
        end = start
        while end < len(ranked) and ranked[end][0] == ranked[start][0]:
            end += 1
        rank = (start + 1 + end) / 2
        total += rank * sum(side for _, side in ranked[start:end])
        start = end
    return (total - len(inside) * (len(inside) + 1) / 2) / (len(inside) * len(outside))
