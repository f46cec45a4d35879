"""From where to where a question about a career move goes."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.model import Mention
from chatbot.utterance import Utterance

_TO = frozenset(
    "to into become becoming be toward towards reach get getting for being onto until next end up as aim aiming step "
    "make making turn apply".split()
)
_FROM = frozenset(
    "from i'm im am is was been currently now leave leaving quit being since after beyond of my our".split()
)
_WINDOW = 4


def endpoints(utterance: Utterance, roles: Sequence[str]) -> tuple[str, ...]:
    """(from, to), or (to,) where only the goal is named. Words in front of a name tell which end it is."""
    if len(roles) == 1:
        return tuple(roles)
    first, second = roles[0], roles[1]
    mentions = {m.roles[0]: m for m in reversed(utterance.mentions) if len(m.roles) == 1}
    if first not in mentions or second not in mentions:
        return (first, second)
    leaning = {role: _leaning(mentions[role], utterance.words) for role in (first, second)}
    return (second, first) if leaning[first] > leaning[second] else (first, second)


def _leaning(mention: Mention, words: Sequence[str]) -> int:
    """1 for a goal, -1 for an origin, 0 where nothing tells; the nearest word in front decides."""
    for word in reversed(words[max(0, mention.start - _WINDOW) : mention.start]):
        if word in _FROM and word not in ("being", "of"):
            return -1
        if word in _TO:
            return 1
        if word == "being" or word == "as":
            return 0
    return 0
