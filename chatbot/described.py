"""Roles described instead of named: "the person who looks after the building"."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from chatbot.model import KnowledgeBase, Mention
from chatbot.relevance import stems_of
from chatbot.text import stem

Descriptions = Mapping[str, Mapping[str, float]]
"""Role -> the stems that describe it, each with how telling it is."""

MIN_WORDS = 2
"""Telling words that a description needs, unless one alone tells the role from all others."""

MARGIN = 1.5
"""How many times better than the next role a description has to fit."""

_HOLDERS = frozenset("person one guy someone somebody man woman lady bloke boss executive individual".split())
_DEFINITE = frozenset("the that whichever our my".split())
_SHORT_HOLDERS = frozenset("guy person boss bloke lady man woman chap".split())
_ASKING = frozenset("who whose which".split())
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


def find_described(words: Sequence[str], described: Descriptions) -> tuple[Mention, ...]:
    """The roles that a text describes without naming them, in order."""
    found: list[Mention] = []
    for start in range(len(words) - 1):
        if found and start < found[-1].end:
            continue
        mention = _described_after(words, start, described) or _described_before(words, start, described)
        if mention:
            found.append(mention)
    return tuple(found)


def _described_after(words: Sequence[str], start: int, described: Descriptions) -> Mention | None:
    """A role whose description follows its holder: "the person who looks after the building"."""
    following = words[start + 1]
    definite = start > 0 and words[start - 1] in _DEFINITE
    holder = words[start] in _HOLDERS and following in _OPENERS and definite
    if holder or (words[start] in _ORDINALS and following in {"two", "in", "hand"}):
        return _mention(words[start : _next_holder(words, start)], start, described)
    return None


def _next_holder(words: Sequence[str], start: int) -> int:
    """Where the next description begins, or how far a description reaches."""
    reach = range(start + 2, min(len(words), start + _REACH) - 1)
    return next((i for i in reach if words[i] in _HOLDERS and words[i + 1] in _OPENERS), start + _REACH)


def _described_before(words: Sequence[str], end: int, described: Descriptions) -> Mention | None:
    """A role whose description stands before its holder: "the warehouse boss". Not where someone is asked for."""
    if words[end] not in _SHORT_HOLDERS or not _ASKING.isdisjoint(words) or "the" not in words[max(0, end - 3) : end]:
        return None
    start = end - 1 - list(reversed(words[:end])).index("the")
    return _mention(words[start : end + 1], start, described, least=1)


def _mention(clause: Sequence[str], start: int, described: Descriptions, least: int = MIN_WORDS) -> Mention | None:
    fits = ((_fit(clause, held, least), role) for role, held in described.items())
    scores = sorted(fits, key=lambda fit: -fit[0][0])
    if not scores or not _is_clear(scores):
        return None
    (_, end), role = scores[0]
    end = len(clause) if least == 1 else end
    return Mention(start, start + end, (role,), " ".join(clause[:end]), described=True)


def _is_clear(scores: Sequence[tuple[tuple[float, int], str]]) -> bool:
    best = scores[0][0][0]
    second = scores[1][0][0] if len(scores) > 1 else 0.0
    return best > 0 and best >= MARGIN * second


def _fit(clause: Sequence[str], held: Mapping[str, float], least: int) -> tuple[float, int]:
    """(weight of the telling words that fit, end of the description): words fit as long as the gaps stay small."""
    weight, found, end = 0.0, 0, 0
    for place, word in enumerate(clause):
        if end and place - end > _GAP:
            break
        share = held.get(stem(word), 0.0)
        if share:
            weight, found, end = weight + share, found + 1, place + 1
    own = max(held.values(), default=0.0)
    return (weight, end) if found >= least or (found and weight >= own) else (0.0, 0)
