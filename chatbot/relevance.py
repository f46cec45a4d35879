"""Which statements speak to a question: the words of their topics and texts, weighed by how telling they are."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.model import Statement
from chatbot.text import normalize, stem, tokenize
from chatbot.words import SHORTHAND, STOP

TEXT_WEIGHT = 0.35
"""A word of a statement's text counts this much of the same word among its topics."""

PHRASE_BONUS = 0.6
"""A topic all of whose words stand in the question gains this share of their weight."""


FAINT = 0.2
"""A statement that fits less than this share of how the best one fits is left aside."""


@dataclass(frozen=True, slots=True)
class Hit:
    """How well a statement speaks to a question: `score` in units of idf, `topic` the best topic named whole."""

    score: float
    topic: str = ""


def content(words: Sequence[str]) -> tuple[str, ...]:
    """The stems of the words that say what a question is about, in order, each once."""
    return tuple(dict.fromkeys(stem(word) for word in words if word not in STOP and len(word) > 1))


@lru_cache(maxsize=16_384)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text of the knowledge, with chat and American spellings as the vocabulary has them."""
    return tuple(part for word in tokenize(normalize(text)) for part in SHORTHAND.get(word, word).split())


@lru_cache(maxsize=16_384)
def stems_of(text: str) -> frozenset[str]:
    """The telling stems of a text of the knowledge, such as a topic."""
    return frozenset(content(words_of(text)))


@dataclass(frozen=True, slots=True)
class Relevance:
    """An index over statements, by their place in a list. `search` weighs all that share a word with the question.

    `postings` maps a stem to the statements that have it, as [place, weight, place, weight, ...]; `topics` maps one
    stem of a topic to [all its stems, the topic, places]; `idf` says how telling a stem is.
    """

    postings: Mapping[str, Sequence[float]]
    topics: Mapping[str, Sequence[tuple[Sequence[str], str, Sequence[int]]]]
    idf: Mapping[str, float]

    def weight(self, word: str) -> float:
        """How telling a stem is; 0 for one that no statement has."""
        return self.idf.get(word, 0.0)

    def search(self, stems: Sequence[str]) -> dict[int, Hit]:
        """Place of a statement -> how well it speaks to the stems of a question."""
        scores: dict[int, float] = defaultdict(float)
        for word in stems:
            idf, postings = self.idf.get(word, 0.0), self.postings.get(word, ())
            for at in range(0, len(postings), 2):
                scores[int(postings[at])] += idf * postings[at + 1]
        named = self._named_topics(stems)
        for place, (weight, _) in named.items():
            scores[place] += PHRASE_BONUS * weight
        least = FAINT * max(scores.values(), default=0.0)
        return {
            place: Hit(score, named[place][1] if place in named else "")
            for place, score in scores.items()
            if score >= least
        }

    def _named_topics(self, stems: Sequence[str]) -> dict[int, tuple[float, str]]:
        asked = set(stems)
        named: dict[int, tuple[float, str]] = {}
        for word in stems:
            for parts, topic, places in self.topics.get(word, ()):
                if asked.issuperset(parts):
                    weight = sum(self.idf[part] for part in parts)
                    for place in places:
                        named[place] = max(named.get(place, (0.0, "")), (weight, topic))
        return named


def index_statements(statements: Sequence[Statement]) -> Relevance:
    """The index over the statements; a stem is the more telling the fewer cells of role and dimension have it."""
    postings: dict[str, dict[int, float]] = defaultdict(dict)
    topics: dict[tuple[str, ...], tuple[str, list[int]]] = {}
    for place, statement in enumerate(statements):
        for word in content(words_of(statement.text)):
            postings[word][place] = TEXT_WEIGHT
        for topic in statement.topics:
            stems = tuple(sorted(stems_of(topic)))
            for word in stems:
                postings[word][place] = 1.0
            if stems:
                topics.setdefault(stems, (topic, []))[1].append(place)
    cells = len({(s.role, s.dimension) for s in statements}) or 1
    held = {word: {(statements[n].role, statements[n].dimension) for n in places} for word, places in postings.items()}
    by_word: dict[str, list[tuple[Sequence[str], str, Sequence[int]]]] = defaultdict(list)
    for stems, (topic, places) in topics.items():
        by_word[stems[0]].append((stems, topic, places))
    return Relevance(
        postings={word: [n for pair in places.items() for n in pair] for word, places in postings.items()},
        topics=dict(by_word),
        idf={word: round(math.log(1 + cells / len(among)), 4) for word, among in held.items()},
    )
