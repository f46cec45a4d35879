"""What has been read so far of one knowledge folder or of several, before it is checked as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field

from chatbot.model import Dimension, Example, Problem, Reply, Role, Source, Statement, Title


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing stands, for messages about it."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass
class Draft:
    """Roles, statements and the rest by their ids, in the order read; `places` finds a thing by kind and id.

    `sources` are those of the folder that is being read: each folder names its own.
    """

    name: str = ""
    roles: dict[str, Role] = field(default_factory=dict)
    same_as: dict[str, str] = field(default_factory=dict)
    dimensions: dict[str, Dimension] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    titles: list[Title] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    used_sources: set[str] = field(default_factory=set)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, level: str, kind: str, ident: str, message: str) -> Problem:
        """A problem of the thing with this kind and id, at its place."""
        place = self.places[kind, ident]
        return Problem(level, place.file, place.line, message)
