"""Which statements speak to a claim, and how well: by the words they share with it and by what both mean."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from dataclasses import dataclass

from chatbot.compiled import Compiled
from chatbot.evidence import Evidence
from chatbot.grading import denies, set_aside
from chatbot.model import Statement
from chatbot.relevance import stems_of
from chatbot.utterance import Utterance

COVERED = 0.25
"""Least share of a claim's telling words that a statement has to cover to speak to the claim."""

ENOUGH = 1.3
"""Share of the telling words beyond which more of them say no more."""

UNLIKE = 0.2
"""Cosine up to which a statement has nothing to do with a claim."""

LIKENESS_WEIGHT = 3.0
"""What a cosine beyond that counts for, beside a share of the words."""

LIKELIHOOD_WEIGHT = 0.2
"""What the log likelihood of its dimension counts for in ranking a statement."""

ORDER_WEIGHT = 0.3
"""What it counts for besides where two roles are put in order."""

LEAST_LIKELY = 0.01
"""A dimension is taken to be at least this likely."""

PLAUSIBLE = 0.02
"""A claim may be about any dimension that is at least this likely."""

WHOLE_SHARE = 0.8
"""A statement that covers this share of a claim is heard however unlikely its dimension."""

SURE = 0.4
"""A statement at this cosine is about what is claimed, not only about a word of it; taken where meaning is not read."""

FIRST = 1.0
"""How far a denial of just what is claimed goes before what grants it."""

APART = 0.05
"""What a statement loses that only holds beside a role that the claim does not name."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A statement that speaks to a claim.

    `rank` compares it with others; `share` says how much of the claim it covers, `likeness` how alike the two are by
    meaning; `topic` is the topic of the statement that the claim names whole. `denies` is true where it says that the
    role has not what is claimed.
    """

    statement: Statement
    rank: float
    share: float
    likeness: float
    topic: str = ""
    denies: bool = False


def voices_of(utterance: Utterance, evidence: Evidence, book: Compiled, roles: Sequence[str]) -> list[Voice]:
    """All statements of the roles that speak to a claim, on whatever dimension, best first."""
    stems, total = set(utterance.stems), evidence.total or 1.0
    words = book.relevance.search(utterance.stems)
    found = []
    for place, hit in evidence.hits.items():
        statement = book.knowledge.statements[place]
        named = bool(hit.topic) and stems <= stems_of(hit.topic)
        if statement.role in roles and (hit.score >= COVERED * total or named):
            shared = words[place].score / total if place in words else 0.0
            likeness = evidence.sense.likeness[place] if evidence.sense else SURE
            rank = _rank(statement, shared, likeness, evidence, roles)
            denied = _denies(statement, stems, book)
            found.append(Voice(statement, rank, hit.score / total, likeness, hit.topic, denied))
    return sorted(found, key=lambda voice: (-voice.rank - _denial_first(voice), voice.statement.text))


def _denies(statement: Statement, stems: Set[str], book: Compiled) -> bool:
    """Whether a statement denies what a claim is about: as a whole, or where it tells in passing what its role has not.

    One that does both, "it plans transport rather than driving the lorries", denies only what stands in passing.
    """
    aside = set_aside(statement)
    if not aside:
        return denies(statement)
    denied, told = stems_of(aside), stems_of(statement.text.replace(aside, ""))

    def weight(words: Set[str]) -> float:
        return sum(book.relevance.weight(word) for word in stems & words)

    against, granted = weight(denied - told), weight(told - denied)
    return against > granted or (against == granted and denies(statement))


def _denial_first(voice: Voice) -> float:
    """A denial that covers the whole claim is heard first: a grant may name the things and yet do less with them."""
    return FIRST if voice.denies and _covers(voice) else 0.0


def _rank(statement: Statement, shared: float, likeness: float, evidence: Evidence, roles: Sequence[str]) -> float:
    likely = math.log(max(LEAST_LIKELY, evidence.intents.get(statement.dimension, 0.0)))
    apart = APART if statement.partner and statement.partner not in roles else 0.0
    return min(ENOUGH, shared) + LIKENESS_WEIGHT * max(0.0, likeness - UNLIKE) + LIKELIHOOD_WEIGHT * likely - apart


def standing_of(voices: Sequence[Voice], evidence: Evidence, first: str, *, ordered: bool = False) -> list[str]:
    """The dimensions that a claim may be about, likeliest first: those whose statements speak to it, and the first.

    Where roles are `ordered`, the statements tell less, and how likely the dimension is counts for more.
    """
    likely = {name: math.log(max(LEAST_LIKELY, share)) for name, share in evidence.intents.items()}
    best = {first: LIKELIHOOD_WEIGHT * likely.get(first, 0.0)}
    for voice in voices:
        dimension = voice.statement.dimension
        if dimension == first or evidence.intents[dimension] >= PLAUSIBLE or _covers(voice):
            rank = voice.rank + _denial_first(voice)
            best[dimension] = max(best.get(dimension, rank), rank)
    weight = ORDER_WEIGHT if ordered else 0.0
    return sorted(best, key=lambda dimension: -best[dimension] - weight * likely.get(dimension, 0.0))


def split_over(voices: Sequence[Voice]) -> tuple[Statement, ...]:
    """Two statements that speak to different things of a claim and do not agree; none where all of them do."""
    told = [voice for voice in voices if voice.topic]
    granting = [voice for voice in told if not voice.denies]
    for denial in (voice for voice in told if voice.denies):
        for grant in granting:
            if stems_of(denial.topic).isdisjoint(stems_of(grant.topic)):
                return grant.statement, denial.statement
    return ()


def _covers(voice: Voice) -> bool:
    """Whether a statement covers a claim by its words and by what it means."""
    return voice.share >= WHOLE_SHARE and voice.likeness >= SURE
