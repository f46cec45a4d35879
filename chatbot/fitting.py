"""Labelled words -> a Classifier. The only room that needs scikit-learn, and only when knowledge is compiled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chatbot.classifier import Array, Classifier, damped
from chatbot.features import BUCKETS, count

REGULARIZATION = 10.0
"""Inverse strength C of the logistic regressions; 3, 10 and 30 differ by less than a point on held-out questions."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """The words of one example and its label in each head that it teaches; `weight` is how much it counts."""

    words: tuple[str, ...]
    labels: dict[str, str]
    weight: float = 1.0


def fit(examples: Sequence[Labelled], heads: dict[str, Sequence[str]]) -> Classifier:
    """Fits one multinomial logistic regression for each head on the examples that carry a label for it.

    The result depends on the examples alone, not on their order. A label without examples is never predicted.
    """
    from scipy.sparse import csr_matrix

    ordered = sorted(examples, key=lambda example: (example.words, sorted(example.labels)))
    rows = [sorted(count(example.words).items()) for example in ordered]
    idf = _inverse_document_frequencies(rows)
    pointers = np.cumsum([0, *map(len, rows)])
    indices = np.array([bucket for row in rows for bucket, _ in row], dtype=np.int64)
    values = damped(np.array([value for row in rows for _, value in row], dtype=np.float64)) * idf[indices]
    for start, end in zip(pointers, pointers[1:], strict=False):
        values[start:end] /= np.linalg.norm(values[start:end]) or 1.0
    matrix = csr_matrix((values, indices, pointers), shape=(len(rows), BUCKETS))
    parts = [_fit_head(matrix, ordered, head, labels) for head, labels in heads.items()]
    return Classifier(
        weights=np.concatenate([weights for weights, _ in parts], axis=1).astype(np.float32),
        idf=idf.astype(np.float32),
        bias=np.concatenate([bias for _, bias in parts]).astype(np.float32),
        heads={head: tuple(labels) for head, labels in heads.items()},
    )


def _inverse_document_frequencies(rows: Sequence[Sequence[tuple[int, float]]]) -> Array:
    frequencies = np.zeros(BUCKETS)
    for row in rows:
        frequencies[[bucket for bucket, _ in row]] += 1
    return np.log((1 + len(rows)) / (1 + frequencies)) + 1


def _fit_head(matrix: object, examples: Sequence[Labelled], head: str, labels: Sequence[str]) -> tuple[Array, Array]:
    from sklearn.linear_model import LogisticRegression

    weights, bias = np.zeros((BUCKETS, len(labels))), np.full(len(labels), -50.0)
    taught = [i for i, example in enumerate(examples) if head in example.labels]
    columns = {label: column for column, label in enumerate(labels)}
    targets = [columns[examples[i].labels[head]] for i in taught]
    present = sorted(set(targets))
    if len(present) < 2:
        bias[present] = 0.0
        return weights, bias
    model = LogisticRegression(C=REGULARIZATION, max_iter=400, tol=1e-3)
    model.fit(matrix[taught], targets, sample_weight=[examples[i].weight for i in taught])  # type: ignore[index]
    if len(present) == 2:
        weights[:, present[1]], bias[present] = model.coef_[0], [0.0, float(model.intercept_[0])]
    else:
        weights[:, present], bias[present] = model.coef_.T, model.intercept_
    return weights, bias
