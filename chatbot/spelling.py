"""Misspelt words -> the words of the knowledge base and of common English that they were meant to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from chatbot.text import stem
from chatbot.words import SHORTHAND, STOP

_ENDINGS = ("s", "ing", "ed")
_COMMON = Path(__file__).parent / "english" / "words.txt"

MIN_LENGTH = 5
"""Shorter words are never repaired: COO is not CFO."""

LONG = 8
"""From this length on two slips are forgiven, below it one."""

MIN_JOINED = 9
"""Shortest unknown word that may be several words written together."""


@cache
def common_words() -> frozenset[str]:
    """Words of everyday English, which are no slips even where the knowledge has none of them: "while" is no "whole".

    They are the whole words of the vocabulary of the encoder that ships. Read on first need.
    """
    return frozenset(_COMMON.read_text(encoding="ascii").split())


class Speller:
    """Repairs words against a vocabulary of word -> how often it occurs. Made once, asked for each word."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self.vocabulary = vocabulary
        self._stems = {stem(word) for word in vocabulary}
        self._by_initial: dict[str, list[str]] = defaultdict(list)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in vocabulary:
            if len(word) >= MIN_LENGTH - 1:
                self._by_initial[word[0]].append(word)
                self._by_length[len(word)].append(word)
        self.repair = lru_cache(maxsize=16_384)(self._repair)

    def knows(self, word: str) -> bool:
        """Whether the word needs no repair."""
        bare = word.removesuffix("'s")
        if word in self.vocabulary or word in STOP or bare in self.vocabulary:
            return True
        is_slip = word.endswith("ys") and word[-3] not in "aeou"  # no English plural: "dutys"
        if not is_slip and word.endswith(_ENDINGS) and stem(word) in self._stems:
            return True
        return len(bare) >= MIN_LENGTH and not is_slip and not common_words().isdisjoint({bare, bare.removesuffix("s")})

    def _repair(self, word: str) -> tuple[str, ...]:
        """The word or words that this one stands for; itself where nothing is near enough."""
        bare = word.removesuffix("'s")
        if bare in SHORTHAND:
            *head, last = SHORTHAND[bare].split()
            return (*head, last + word[len(bare) :])
        if len(word) < MIN_LENGTH or not word.isalpha() or self.knows(word):
            return (word,)
        return self._nearest(word) or self._split(word) or (word,)

    def _nearest(self, word: str) -> tuple[str, ...]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        reach = 2 if len(word) >= LONG else 1
        near = process.extract(word, self._by_initial[word[0]], scorer=OSA.distance, score_cutoff=reach, limit=8)
        if not near and len(word) > MIN_LENGTH:
            alike = [known for size in (-1, 0, 1) for known in self._by_length.get(len(word) + size, ())]
            near = process.extract(word, alike, scorer=OSA.distance, score_cutoff=1, limit=8)
        best = min(near, key=lambda hit: (hit[1], -self.vocabulary[hit[0]], hit[0]), default=None)
        return (best[0],) if best else ()

    def _split(self, word: str) -> tuple[str, ...]:
        """The fewest known words that make up the whole of an unknown long one."""
        if not MIN_JOINED <= len(word) <= 60:
            return ()
        best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
        for end in range(3, len(word) + 1):
            for start in range(max(0, end - 20), end - 2):
                left, piece = best[start], word[start:end]
                if left is not None and (piece in self.vocabulary or piece in STOP):
                    candidate = (*left, piece)
                    if best[end] is None or len(candidate) < len(best[end] or ()):
                        best[end] = candidate
        return best[-1] or ()
