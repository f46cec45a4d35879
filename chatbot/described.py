"""Roles described instead of named: "the person who looks after the building"."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from chatbot.model import KnowledgeBase
from chatbot.relevance import stems_of
from chatbot.text import stem

if TYPE_CHECKING:
    from chatbot.roles import Mention, Names

MIN_WORDS = 2
"""Telling words that a description needs."""

MARGIN = 1.5
"""How many times better than the next role a description has to fit."""

_HOLDERS = frozenset("person one guy someone somebody man woman lady bloke boss executive individual".split())
_ORDINALS = frozenset("number second right".split())
_OPENERS = frozenset(
    "who that heading running leading managing in responsible looking handling doing below under after two hand "
    "dealing keeping taking directing overseeing right directly whose which at with behind command".split()
)
_REACH = 16
_GAP = 4


def weigh_descriptions(knowledge: KnowledgeBase) -> dict[str, dict[str, float]]:
    """For each role the stems of its descriptions, weighed by how few roles share them."""
    stems = {role.id: {s for text in role.described for s in stems_of(text)} for role in knowledge.roles}
    among = {word: sum(word in held for held in stems.values()) for held in stems.values() for word in held}
    return {
        role: {word: round(math.log(1 + len(stems) / among[word]), 4) for word in sorted(held)}
        for role, held in stems.items()
    }


def find_described(words: Sequence[str], names: Names) -> tuple[Mention, ...]:
    """The one role that a text describes without naming it, if there is one."""
    from chatbot.roles import Mention

    for start, word in enumerate(words[:-2]):
        holder = word in _HOLDERS and words[start + 1] in _OPENERS
        if holder or (word in _ORDINALS and words[start + 1] in {"two", "in", "hand"}):
            clause = words[start : start + _REACH]
            scores = sorted(((_fit(clause, held), role) for role, held in names.described.items()), reverse=True)
            if scores and _is_clear(scores):
                (_, end), role = scores[0]
                return (Mention(start, start + end, (role,), " ".join(clause[:end]), described=True),)
    return ()


def _is_clear(scores: Sequence[tuple[tuple[float, int], str]]) -> bool:
    best = scores[0][0][0]
    second = scores[1][0][0] if len(scores) > 1 else 0.0
    return best > 0 and best >= MARGIN * second


def _fit(clause: Sequence[str], held: Mapping[str, float]) -> tuple[float, int]:
    """(weight of the telling words that fit, end of the description): words fit as long as the gaps stay small."""
    weight, found, end = 0.0, 0, 0
    for place, word in enumerate(clause):
        if end and place - end > _GAP:
            break
        share = held.get(stem(word), 0.0)
        if share:
            weight, found, end = weight + share, found + 1, place + 1
    return (weight, end) if found >= MIN_WORDS else (0.0, 0)
