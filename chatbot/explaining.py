"""Why an answer is what it is, for the person who edits the knowledge: candidates, scores, what nothing explained."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill
from typing import Any

from chatbot.model import Answer

TITLES = {
    "words": "Heard",
    "roles": "Roles",
    "intents": "Candidates",
    "forms": "Forms",
    "holders": "Fits the role",
    "topics": "Topics named",
    "by_wording": "By wording",
    "by_meaning": "By meaning",
    "meaning": "Meaning",
    "nearest_examples": "Nearest examples",
    "like_statements": "Like statements",
    "decided": "Decided",
    "runner_up": "Runner-up",
    "unexplained": "Not explained",
}
"""What is shown of an explanation, in this order, and what it is called; scores run from 0 to 1 but those of topics."""


def explained(answer: Answer, width: int = 0) -> str:
    """The explanation of an answer, a line for each thing, folded where a width is given; what is empty is left out."""
    first = f"Read as {answer.kind}, confidence {answer.confidence:.2f}."
    wide = max(map(len, TITLES.values()))
    told = {title: _told(answer.explanation.get(name)) for name, title in TITLES.items()}
    lines = [f"  {title:{wide}}  {text}" for title, text in told.items() if text]
    if width:
        lines = [
            fill(line, max(width, 2 * wide), subsequent_indent=" " * (wide + 4), break_on_hyphens=False)
            for line in lines
        ]
    return "\n".join([first, *lines])


def _told(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {score:.2f}" for name, score in value.items())
    if isinstance(value, list):
        return " ".join(_named(item) if isinstance(item, Mapping) else str(item) for item in value)
    return str(value or "")


def _named(mention: Mapping[str, Any]) -> str:
    return f"{mention['title']} ({' or '.join(mention['roles']) or 'not held'})"
