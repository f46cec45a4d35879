"""Our own errors, told to the user once, at the edge (`chatbot.cli`), and the hint that goes with a wrong name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from itertools import islice

from chatbot.model import Problem

MAX_HINTED = 2_000
"""Known words among which a hint is looked for, so that a thousand faults in a large folder are told at once."""


class ChatbotError(Exception):
    """What went wrong, in words for the user."""


class KnowledgeError(ChatbotError):
    """A knowledge folder does not load; `problems` holds every fault found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


class UnknownRoleError(ChatbotError):
    """A role was named that the knowledge does not hold."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, or nothing."""
    near = get_close_matches(word[:80], islice(known, MAX_HINTED), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
