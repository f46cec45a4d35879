"""The words the project thinks in. Every type is frozen; this file imports nothing of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a question asks for, and so what its answer is."""

    WHO = "who"
    STATEMENT = "statement"
    COMPARISON = "comparison"
    OVERVIEW = "overview"
    PROFILE = "profile"
    VERIFY = "verify"
    GUIDANCE = "guidance"
    TRANSITION = "transition"
    META = "meta"
    CLARIFY = "clarify"
    UNKNOWN = "unknown"


REFUSALS = frozenset({Kind.CLARIFY, Kind.UNKNOWN})
"""Kinds that leave the question unanswered."""


class Verdict(StrEnum):
    """How a claim stands against the knowledge."""

    YES = "yes"
    NO = "no"
    PARTLY = "partly"


class Reason(StrEnum):
    """Why a question was not answered."""

    OFF_TOPIC = "off-topic"
    UNKNOWN_ROLE = "unknown-role"
    UNKNOWN_ASPECT = "unknown-aspect"
    NO_KNOWLEDGE = "no-knowledge"
    AMBIGUOUS = "ambiguous"
    LANGUAGE = "language"
    BAD_INPUT = "bad-input"


class Says(StrEnum):
    """Whether a statement gives a thing to its role, shares it out, or denies it."""

    DOES = "does"
    SHARES = "shares"
    DOES_NOT = "does-not"


class About(StrEnum):
    """What a path statement tells of the way into a role."""

    EXPERIENCE = "experience"
    CREDENTIALS = "credentials"
    STEPS = "steps"
    REQUIREMENT = "requirement"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from; `url` and `year` are empty and None where there is none."""

    id: str
    title: str
    publisher: str
    url: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that can order roles. Only figures of one measure, unit, year and country are ordered."""

    measure: str
    low: float
    high: float
    unit: str
    country: str
    year: str
    occupation: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """Marks a statement about the way into its role; `origin` is the role one comes from, if it matters."""

    about: About
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the knowledge base: a fact about a role on a dimension, with its hedge and source.

    `partner` is set where the sentence only holds beside that other role. `more` names which of the two has
    more on the dimension, and `reports_to` the known roles that the role reports to, as this sentence says.
    """

    id: str
    role: str
    dimension: str
    text: str
    source: Source
    partner: str = ""
    topics: tuple[str, ...] = ()
    says: Says = Says.DOES
    only: bool = False
    hedge: str = ""
    figure: Figure | None = None
    reports_to: tuple[str, ...] = ()
    more: str = ""
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """A job the knowledge base holds.

    `aliases` are other names of the same job and belong to no other role; `titles` are job titles that may
    mean it and may be shared; `described` are ways of naming the holder without a title. `proxy_of` is the
    role whose figures stand in where this one has none.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    described: tuple[str, ...] = ()
    proxy_of: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    """An aspect along which roles differ. `more` and `less` are the words that order roles along it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    covers: str = ""
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    headline: bool = False


@dataclass(frozen=True, slots=True)
class Title:
    """A job title that people ask about and that is not held, with the nearest role that is."""

    names: tuple[str, ...]
    nearest: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A fixed answer for questions that no statement should answer: distress, legal advice, abuse."""

    id: str
    text: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A question people ask, with `{role}` and `{other}` for names, labelled for the classifiers.

    `holder` is the role that is the answer to a who-question, where it has one.
    """

    text: str
    kind: Kind
    dimension: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """All that is known, in the order in which answers show it."""

    name: str
    roles: tuple[Role, ...]
    dimensions: tuple[Dimension, ...]
    statements: tuple[Statement, ...]
    titles: tuple[Title, ...] = ()
    replies: tuple[Reply, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of a knowledge folder: `level` is "error" (the folder does not load) or "warning"."""

    level: str
    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.level}: {self.message}"


@dataclass(frozen=True, slots=True)
class Mention:
    """Words `start` to `end` of a text name `roles`: one; several for a shared title; none for a title not held.

    `title` is the job as it was written; `nearest` the held role closest to a title that is not held; `part` is
    true where only a part of a name stands ("the logistics one"); `described` where no name stands at all.
    """

    start: int
    end: int
    roles: tuple[str, ...] = ()
    title: str = ""
    nearest: str = ""
    part: bool = False
    described: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A role or dimension that a question may have meant; `score` runs from 0 to 1."""

    name: str
    score: float
    role: str = ""
    dimension: str = ""


ABOUT_YOU = "about-you"
"""Subject of a question back that asks for likes and skills, not for a role."""


@dataclass(frozen=True, slots=True)
class Match:
    """How a question was read: what it asks, of which roles, on which dimension, and how sure that is.

    `denied` is true where a who-question asks who does not; `judged` where a value is asked for that only the
    person can set; `words` are the content words that decide which statements speak to the point.
    """

    kind: Kind
    roles: tuple[str, ...] = ()
    dimension: str = ""
    confidence: float = 0.0
    reason: Reason | None = None
    verdict: Verdict | None = None
    subject: str = ""
    words: tuple[str, ...] = ()
    denied: bool = False
    judged: bool = False
    statements: tuple[Statement, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    explanation: Mapping[str, Any] = field(default_factory=dict)


class Detail(StrEnum):
    """How much of an answer is shown: the short one, all of it, its reasons, its sources."""

    SHORT = "short"
    MORE = "more"
    WHY = "why"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Block:
    """Statements of an answer that belong together: of one role, or on one dimension, or one step of a way."""

    statements: tuple[Statement, ...]
    heading: str = ""
    role: str = ""
    dimension: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One reply, free of markup. `text` is the whole of it as plain text; front ends may render the parts instead.

    `lead` is the direct answer, `blocks` hold the statements it rests on, `closing` what the person may do next;
    `has_more` is true where "more" would show more.
    `also` has the answers to the second and later questions of one message. `match` and `detail` are what the answer
    was made from; from a match with the same statements the same answer can be made again.
    """

    question: str | None
    kind: Kind
    text: str
    roles: tuple[str, ...] = ()
    dimension: str = ""
    verdict: Verdict | None = None
    confidence: float = 1.0
    reason: Reason | None = None
    lead: str = ""
    blocks: tuple[Block, ...] = ()
    closing: str = ""
    has_more: bool = False
    candidates: tuple[Candidate, ...] = ()
    suggestions: tuple[str, ...] = ()
    also: tuple[Answer, ...] = ()
    explanation: Mapping[str, Any] = field(default_factory=dict)
    match: Match | None = None
    detail: Detail = Detail.SHORT

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements that the answer rests on, in the order shown, each once."""
        return tuple(dict.fromkeys(s for block in self.blocks for s in block.statements))

    @property
    def is_refusal(self) -> bool:
        """Whether the question is left unanswered."""
        return self.kind in REFUSALS
