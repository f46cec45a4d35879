"""Linear classifiers over hashed features: words -> how likely each label is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from chatbot.features import count

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Classifier:
    """Multinomial logistic regressions ("heads") that share one weight matrix, one column for each label.

    `weights` has a row for each feature bucket and `idf` a weight; `heads` maps a head's name to its labels, whose
    columns follow one another in that order.
    """

    weights: Array
    idf: Array
    bias: Array
    heads: Mapping[str, Sequence[str]]

    def score(self, words: Sequence[str]) -> dict[str, dict[str, float]]:
        """For each head, label -> probability; the probabilities of a head sum to one."""
        counts = count(words)
        buckets = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        values = damped(np.fromiter(counts.values(), dtype=np.float32, count=len(counts))) * self.idf[buckets]
        norm = float(np.sqrt(values @ values)) or 1.0
        logits = (values / norm) @ self.weights[buckets] + self.bias
        return dict(self._by_head(logits))

    def _by_head(self, logits: Array) -> list[tuple[str, dict[str, float]]]:
        scored, start = [], 0
        for head, labels in self.heads.items():
            part = logits[start : start + len(labels)]
            start += len(labels)
            powers = np.exp(part - part.max())
            shares = (powers / powers.sum()).tolist()
            scored.append((head, dict(zip(labels, shares, strict=True))))
        return scored


def damped(occurrences: Any) -> Any:
    """Sub-linear term frequency: the tenth repetition of a word tells little."""
    return np.where(occurrences > 1, 1 + np.log(np.maximum(occurrences, 1)), occurrences)
