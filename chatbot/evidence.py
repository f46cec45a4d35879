"""What speaks for each reading of an utterance: trained scores, names of dimensions, statements that share words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chatbot.compiled import FORM, INTENT, Compiled
from chatbot.model import Kind, Statement
from chatbot.relevance import Hit
from chatbot.utterance import Utterance

RELEVANCE_PULL = 1.5
"""How far a statement that covers all the telling words of a question pulls towards its dimension, in log odds."""

FLOOR = 1e-4
"""Least probability that a trained score is taken to give."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Scores of one utterance. Hits are of statements outside paths, by their place in the knowledge base.

    `intents` and `forms` are label -> probability; `total` is the weight of all telling words, so that
    hit.score / total says how much of the question a statement covers.
    """

    intents: Mapping[str, float]
    forms: Mapping[str, float]
    hits: Mapping[int, Hit]
    total: float
    unexplained: float


def weigh(utterance: Utterance, book: Compiled) -> Evidence:
    """All the evidence on an utterance."""
    scores = book.classifier.score(utterance.masked)
    statements = book.knowledge.statements
    hits = {n: hit for n, hit in book.relevance.search(utterance.stems).items() if statements[n].path is None}
    weights = [book.relevance.weight(stem) for stem in utterance.stems]
    rarest = math.log(1 + len(book.cells))
    total = sum(weight or rarest for weight in weights)
    unexplained = sum(rarest for weight in weights if not weight) / total if total else 0.0
    intents = _pulled(scores[INTENT], utterance, hits, total, statements)
    return Evidence(intents, scores[FORM], hits, total, unexplained)


def _pulled(
    trained: Mapping[str, float],
    utterance: Utterance,
    hits: Mapping[int, Hit],
    total: float,
    statements: Sequence[Statement],
) -> dict[str, float]:
    """The trained intents, moved towards dimensions whose statements share the question's words."""
    roles = set(utterance.roles)
    best: dict[str, float] = {}
    for number, hit in hits.items():
        statement = statements[number]
        score = hit.score if not roles or statement.role in roles else 0.7 * hit.score
        best[statement.dimension] = max(best.get(statement.dimension, 0.0), score)
    for intent in (Kind.GUIDANCE, Kind.TRANSITION):
        best[intent] = max(best.values(), default=0.0)
    logits = {}
    for label, share in trained.items():
        logits[label] = math.log(max(share, FLOOR))
        if total:
            logits[label] += RELEVANCE_PULL * min(1.0, best.get(label, 0.0) / total)
    top = max(logits.values())
    powers = {label: math.exp(logit - top) for label, logit in logits.items()}
    whole = sum(powers.values())
    return {label: power / whole for label, power in powers.items()}
