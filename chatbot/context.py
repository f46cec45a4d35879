"""What is kept of a talk between two messages where it may not be kept in memory: what it was about, not its words.

The last question itself is not kept. One that asks the same in plain words takes its place, made of how the question
was read and of those of its words that the knowledge itself holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chatbot.compiled import Compiled
from chatbot.followups import State
from chatbot.model import ABOUT_YOU, Candidate, Kind, Match, Reason, Verdict
from chatbot.prose import listed, with_article
from chatbot.text import stem
from chatbot.utterance import Utterance, hear
from chatbot.words import DOWNWARD, LEAST, MOST, NEGATIONS, UPWARD

VERSION = 2
"""Of the form of what is kept; what has another form is taken for nothing."""

MOST_WORDS = 12
"""Words of a question that are kept."""

_ORDERING = MOST | LEAST | NEGATIONS | UPWARD | DOWNWARD
_WAYS_TO_ASK = {
    Kind.WHO: "who {words}?",
    Kind.STATEMENT: "what is the {dimension} of {roles}? {words}",
    Kind.COMPARISON: "how do {roles} differ in {dimension}? {words}",
    Kind.OVERVIEW: "how do {roles} differ?",
    Kind.PROFILE: "what does {roles} do?",
    Kind.VERIFY: "does {first} {words} {others}?",
    Kind.GUIDANCE: "I like {words}, which role suits me?",
    Kind.CLARIFY: "what is the {dimension} of it? {words}",
}


def remembered(state: State, book: Compiled) -> Mapping[str, Any]:
    """A talk as plain data, fit for JSON, without the text of any question; empty before the first answer."""
    match, utterance = state.match, state.utterance
    if match is None or utterance is None:
        return {}
    return {
        "version": VERSION,
        "match": match_kept(match, book),
        "words": _known_words(utterance, book),
        "named": list(utterance.roles),
        "recent": list(state.recent),
        "pair": list(state.pair),
        "offered": bool(state.offered),
    }


def recalled(data: Mapping[str, Any], book: Compiled) -> State:
    """The talk that `remembered` gave, as far as the knowledge still holds what it was about."""
    if data.get("version") != VERSION:
        return State()
    match = match_recalled(data["match"], book)
    utterance = hear(_asked(match, data, book), book.speller, book.names)
    offered = match.candidates if data["offered"] else ()
    return State(utterance, match, _held(data["recent"], book), _held(data["pair"], book), offered)


def match_kept(match: Match, book: Compiled) -> Mapping[str, Any]:
    """How a question was read, as plain data, without its text: of its words, those that the knowledge holds."""
    held = [word for word in match.words if book.relevance.weight(word) > 0]
    return {
        "kind": str(match.kind),
        "roles": list(match.roles),
        "dimension": match.dimension,
        "confidence": match.confidence,
        "verdict": match.verdict and str(match.verdict),
        "reason": match.reason and str(match.reason),
        "subject": match.subject if _is_ours(match, book) else "",
        "denied": match.denied,
        "judged": match.judged,
        "statements": [statement.id for statement in match.statements],
        "candidates": [[c.name, c.score, c.role, c.dimension] for c in match.candidates],
        "words": held[:MOST_WORDS],
    }


def match_recalled(data: Mapping[str, Any], book: Compiled) -> Match:
    """The match that `match_kept` gave, as far as the knowledge still holds what it was about."""
    candidates = tuple(Candidate(*fields) for fields in data["candidates"])
    held = all(c.role in ("", *book.role) and c.dimension in ("", *book.dimension) for c in candidates)
    return Match(
        kind=Kind(data["kind"]),
        roles=_held(data["roles"], book),
        dimension=data["dimension"] if data["dimension"] in book.dimension else "",
        confidence=data["confidence"],
        verdict=data["verdict"] and Verdict(data["verdict"]),
        reason=data["reason"] and Reason(data["reason"]),
        subject=data["subject"],
        words=tuple(data["words"]),
        denied=data["denied"],
        judged=data["judged"],
        statements=tuple(book.statement[ident] for ident in data["statements"] if ident in book.statement),
        candidates=candidates if held else (),
    )


def _known_words(utterance: Utterance, book: Compiled) -> Sequence[str]:
    """The words of a question, outside names, that the knowledge holds, and those that order or deny."""
    inside = {place for mention in utterance.mentions for place in range(mention.start, mention.end)}
    outside = [word for place, word in enumerate(utterance.words) if place not in inside]
    kept = [word for word in outside if word in _ORDERING or book.relevance.weight(stem(word)) > 0]
    return list(dict.fromkeys(kept))[:MOST_WORDS]


def _is_ours(match: Match, book: Compiled) -> bool:
    """Whether the subject of a match is a word of ours, not the person's."""
    return match.kind is Kind.META or match.subject == ABOUT_YOU or set(match.subject.split()) <= set(book.role)


def _held(roles: Sequence[str], book: Compiled) -> tuple[str, ...]:
    return tuple(role for role in roles if role in book.role)


def _asked(match: Match, data: Mapping[str, Any], book: Compiled) -> str:
    """A question that asks what the last one asked."""
    named = _held(data["named"], book) or match.roles
    names = [with_article(book.role[role].name) for role in (named if match.kind is not Kind.WHO else ())]
    if match.kind is Kind.TRANSITION and names:
        origin = f" from {names[0]}" if len(names) > 1 else ""
        return f"how do I get{origin} to {names[-1]}?"
    dimension = book.dimension[match.dimension].name if match.dimension else ""
    return _WAYS_TO_ASK.get(match.kind, "{roles} {words}").format(
        dimension=dimension,
        words=" ".join(data["words"]),
        roles=listed(names),
        first=names[0] if names else "",
        others=listed(names[1:]),
    )
