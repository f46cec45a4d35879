"""Words -> features that the classifiers weigh, the same when fitting and when answering.

A text is a bag of units: its words, and its pairs of neighbouring words. A word stands for itself and its character
n-grams (the "char_wb" scheme of scikit-learn), a pair for itself. Features are hashed (Weinberger et al. 2009,
"Feature Hashing for Large Scale Multitask Learning"), so that no vocabulary has to be opened to answer a question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from zlib import crc32

BUCKETS = 2**16
"""Width of the feature space; the shipped examples fill about half of it."""

CHAR_SIZES = (3, 4, 5)
CHAR_WEIGHT = 0.5
"""How much a character n-gram counts beside the word it is part of."""

Features = Mapping[int, float]
"""Bucket -> how often its features occur in a unit."""


def units(words: Sequence[str]) -> list[tuple[str, ...]]:
    """The units of a text: (word,) for each word, (word, next) for each pair; ^ and $ stand for its ends."""
    return [*((word,) for word in words), *pairwise(["^", *words, "$"])]


def features(unit: tuple[str, ...]) -> Features:
    """The features of a unit with their weights."""
    if len(unit) == 2:
        return {_bucket("b", " ".join(unit)): 1.0}
    padded = f" {unit[0]} "
    counts: defaultdict[int, float] = defaultdict(float, {_bucket("w", unit[0]): 1.0})
    for size in CHAR_SIZES:
        for start in range(len(padded) - size + 1):
            counts[_bucket("c", padded[start : start + size])] += CHAR_WEIGHT
    return counts


def _bucket(scheme: str, text: str) -> int:
    return crc32(f"{scheme}:{text}".encode()) % BUCKETS
