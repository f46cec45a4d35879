"""Labelled examples -> classifiers over words and over vectors.

The only room that needs scikit-learn, and only when knowledge is compiled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from chatbot.classifier import Classifier
from chatbot.features import BUCKETS, features, units

REGULARIZATION = 10.0
"""Inverse strength C of the regressions over words; 3, 10 and 30 differ by less than a point on held-out questions."""

VECTOR_REGULARIZATION = 10.0
"""The same over vectors."""

NEVER = -50.0
"""Bias of a label that has no examples."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Labelled:
    """One example and its label in each head that it teaches; `weight` is how much it counts.

    `words` are what the classifier over words sees of it, `sentence` what the encoder hears.
    """

    words: tuple[str, ...]
    labels: Mapping[str, str]
    weight: float = 1.0
    sentence: str = ""


def fit(examples: Sequence[Labelled], heads: Mapping[str, Sequence[str]]) -> Classifier:
    """Fits one multinomial logistic regression for each head on the examples that carry a label for it.

    The result depends on the examples alone, not on their order. A label without examples is never predicted.
    """
    from threadpoolctl import threadpool_limits

    ordered = sorted(examples, key=lambda example: (example.words, sorted(example.labels)))
    counted = [[features(unit) for unit in units(example.words)] for example in ordered]
    idf = _inverse_document_frequencies(counted)
    matrix = vectors(counted, idf)
    with threadpool_limits(1):  # more threads would sum in another order, and be no faster on rows this sparse
        fitted = [fit_head(matrix, ordered, head, labels, REGULARIZATION) for head, labels in heads.items()]
    weights = np.concatenate([weights for weights, _ in fitted], axis=1)
    table = np.concatenate([idf[:, None], weights * idf[:, None]], axis=1).astype("<f4")
    bias = np.concatenate([bias for _, bias in fitted])
    return Classifier(table.tobytes(), [float(value) for value in bias], heads)


def fit_vectors(
    vectors: npt.NDArray[Any], examples: Sequence[Labelled], heads: Mapping[str, Sequence[str]]
) -> tuple[Floats, Floats]:
    """Weights (label x dimensions) and biases of the heads over vectors, of which each example has a row."""
    from threadpoolctl import threadpool_limits

    order = sorted(range(len(examples)), key=lambda i: (examples[i].sentence, sorted(examples[i].labels.items())))
    ordered, matrix = [examples[i] for i in order], vectors[order].astype(np.float64)
    with threadpool_limits(1):
        fitted = [fit_head(matrix, ordered, head, labels, VECTOR_REGULARIZATION) for head, labels in heads.items()]
    return np.concatenate([weights.T for weights, _ in fitted]), np.concatenate([bias for _, bias in fitted])


def vectors(counted: Sequence[Sequence[Mapping[int, float]]], idf: Floats) -> Any:
    """A sparse matrix with a row for each text, whose units are given with their features."""
    from scipy.sparse import csr_matrix

    indices: list[int] = []
    values: list[float] = []
    pointers = [0]
    for text in counted:
        weighed = [[(bucket, count * idf[bucket]) for bucket, count in unit.items()] for unit in text]
        length = sum(value**2 for unit in weighed for _, value in unit) ** 0.5 or 1.0
        indices += [bucket for unit in weighed for bucket, _ in unit]
        values += [value / length for unit in weighed for _, value in unit]
        pointers.append(len(indices))
    matrix = csr_matrix((values, indices, pointers), shape=(len(counted), BUCKETS))
    matrix.sum_duplicates()
    return matrix


def _inverse_document_frequencies(counted: Sequence[Sequence[Mapping[int, float]]]) -> Floats:
    frequencies = np.zeros(BUCKETS)
    for text in counted:
        frequencies[list({bucket for unit in text for bucket in unit})] += 1
    smoothed: Floats = np.log((1 + len(counted)) / (1 + frequencies)) + 1
    return smoothed


def fit_head(
    matrix: Any, examples: Sequence[Labelled], head: str, labels: Sequence[str], strength: float
) -> tuple[Floats, Floats]:
    """The weights (column of the matrix x label) and biases of one head."""
    from sklearn.linear_model import LogisticRegression

    weights, bias = np.zeros((matrix.shape[1], len(labels))), np.full(len(labels), NEVER)
    taught = [i for i, example in enumerate(examples) if head in example.labels]
    columns = {label: column for column, label in enumerate(labels)}
    targets = [columns[examples[i].labels[head]] for i in taught]
    present = sorted(set(targets))
    if len(present) < 2:
        bias[present] = 0.0
        return weights, bias
    model = LogisticRegression(C=strength, solver="newton-cg", tol=1e-3, max_iter=200)
    model.fit(matrix[taught], targets, sample_weight=[examples[i].weight for i in taught])
    if len(present) == 2:
        weights[:, present[1]], bias[present] = model.coef_[0], [0.0, float(model.intercept_[0])]
    else:
        weights[:, present], bias[present] = model.coef_.T, model.intercept_
    return weights, bias
