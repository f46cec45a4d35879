"""Our own errors, translated for the user once, at the edge (`chatbot.cli`)."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.model import Problem


class ChatbotError(Exception):
    """What went wrong, in words for the user."""


class KnowledgeError(ChatbotError):
    """A knowledge folder does not load; `problems` holds every fault found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


class UnknownRoleError(ChatbotError):
    """A role was named that the knowledge does not hold."""
