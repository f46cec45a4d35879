"""One message -> the questions in it."""

from __future__ import annotations

import re

from chatbot.text import tokenize
from chatbot.utterance import AUXILIARIES, LEAD_INS

MAX_PARTS = 5
"""Questions of one message that are answered."""

_LIST_MARK = re.compile(r"(?:^|\n)\s*(?:\(?\d{1,2}[.)]|[-*\u2022])\s+")
_ENDS = re.compile(r"(?<=[?\uff1f])[?!\uff1f\s]*")
_ASKING = AUXILIARIES | frozenset("who whose whom what which how why when where what's who's how's".split())
_GREETINGS = frozenset(
    "hi hey hello hiya there good morning evening afternoon dear all team folks bot yo please".split()
)


def split_questions(text: str) -> list[str]:
    """The questions of a message, in order; at least one. Sentences that lead up to a question stay with it.

    A question ends with its mark or its place in a list. What has no word of its own (a greeting, "ok?") is joined
    to what follows.
    """
    parts: list[str] = []
    for item in _items(text):
        for piece in filter(None, map(str.strip, _ENDS.split(item))):
            if parts and (_is_thin(parts[-1]) or not _asks(piece)):
                parts[-1] = f"{parts[-1]} {piece}"
            else:
                parts.append(piece)
    if len(parts) > 1 and _is_thin(parts[0]):
        parts[:2] = [f"{parts[0]} {parts[1]}"]
    return parts or [text]


def _items(text: str) -> list[str]:
    marks = len(_LIST_MARK.findall(text))
    items = _LIST_MARK.split(text) if marks > 1 else [text]
    return [item for item in items if item.strip()]


def _is_thin(part: str) -> bool:
    """Whether a part asks nothing by itself: greetings and fillers only."""
    return all(word in LEAD_INS or word in _GREETINGS for word in tokenize(part.casefold()))


def _asks(piece: str) -> bool:
    if piece.endswith(("?", "\uff1f")):
        return True
    words = [word for word in tokenize(piece.casefold()) if word not in LEAD_INS]
    return len(words) > 2 and words[0] in _ASKING
