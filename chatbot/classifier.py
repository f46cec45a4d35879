"""Linear classifiers over hashed features: words -> how likely each label is. Plain Python, so that it opens at once.

The score of a text is the sum of what its units contribute, divided by the length of its feature vector (the units
taken for orthogonal). What a unit contributes is looked up once and kept.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping, Sequence
from functools import lru_cache

from chatbot.features import features, units

KEPT_UNITS = 8_192
"""Units whose contributions are kept in memory, the most recently used ones."""

Buffer = bytes | memoryview


class Classifier:
    """Multinomial logistic regressions ("heads") that share one table with a row for each feature bucket.

    A row holds the bucket's idf and then one weight (times idf) for each label, as little-endian 32-bit floats;
    `heads` maps a head's name to its labels, whose columns follow one another, and `bias` has one value for each.
    """

    def __init__(self, table: Buffer, bias: Sequence[float], heads: Mapping[str, Sequence[str]]) -> None:
        self.table = table
        self.bias = tuple(bias)
        self.heads = {head: tuple(labels) for head, labels in heads.items()}
        self._row = struct.Struct(f"<{1 + len(self.bias)}f")
        self._contribution = lru_cache(maxsize=KEPT_UNITS)(self._weigh)

    def score(self, words: Sequence[str]) -> dict[str, dict[str, float]]:
        """For each head, label -> probability; the probabilities of a head sum to one."""
        parts = [self._contribution(unit) for unit in units(words)]
        squares, *sums = map(sum, zip(*parts, strict=True))
        length = math.sqrt(squares) or 1.0
        logits = [total / length + bias for total, bias in zip(sums, self.bias, strict=True)]
        scored, start = {}, 0
        for head, labels in self.heads.items():
            scored[head] = dict(zip(labels, _softmax(logits[start : start + len(labels)]), strict=True))
            start += len(labels)
        return scored

    def _weigh(self, unit: tuple[str, ...]) -> tuple[float, ...]:
        """The squared length of a unit's feature vector, then what the unit adds to each label."""
        size = self._row.size
        rows = [(count, self._row.unpack_from(self.table, bucket * size)) for bucket, count in features(unit).items()]
        squares = sum((count * row[0]) ** 2 for count, row in rows)
        weighted = [[count * weight for weight in row[1:]] for count, row in rows]
        return (squares, *map(sum, zip(*weighted, strict=True)))


def _softmax(logits: Sequence[float]) -> list[float]:
    top = max(logits)
    powers = [math.exp(logit - top) for logit in logits]
    whole = sum(powers)
    return [power / whole for power in powers]
