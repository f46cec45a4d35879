"""Words -> numbers: the features that the classifiers weigh, the same when fitting and when answering.

Each word gives itself and its character n-grams (the "char_wb" scheme of scikit-learn), each neighbouring pair of
words gives a bigram. Features are hashed (Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask
Learning"), so that no vocabulary has to be opened to answer a question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

BUCKETS = 2**16
"""Width of the feature space; at 2**16 the shipped examples fill about a third of it."""

CHAR_SIZES = (3, 4, 5)
CHAR_WEIGHT = 0.5


@lru_cache(maxsize=32_768)
def _of_word(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    padded = f" {word} "
    grams = [padded[i : i + n] for n in CHAR_SIZES for i in range(len(padded) - n + 1)]
    return (_bucket("w", word),), tuple(_bucket("c", gram) for gram in grams)


def _bucket(scheme: str, text: str) -> int:
    return crc32(f"{scheme}:{text}".encode()) % BUCKETS


@lru_cache(maxsize=32_768)
def _of_pair(first: str, second: str) -> int:
    return _bucket("b", f"{first} {second}")


def count(words: Sequence[str]) -> dict[int, float]:
    """Bucket -> how often its features occur; character n-grams count CHAR_WEIGHT each."""
    counts: Counter[int] = Counter()
    for word in words:
        whole, grams = _of_word(word)
        counts.update(whole)
        for gram in grams:
            counts[gram] += CHAR_WEIGHT  # type: ignore[assignment]
    bounded = ["^", *words, "$"]
    counts.update(_of_pair(first, second) for first, second in zip(bounded, bounded[1:], strict=False))
    return dict(counts)

