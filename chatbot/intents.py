"""What a question asks for, by the evidence and by what the roles it names allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chatbot.compiled import Compiled
from chatbot.evidence import Evidence
from chatbot.model import Candidate, Kind
from chatbot.text import stem
from chatbot.utterance import LEAD_INS, Utterance
from chatbot.words import (
    BECOMING,
    MOVING,
)

UNKNOWN_THRESHOLD = 0.15
"""A question is refused where being unanswerable is at least this likely ..."""

WHO_UNKNOWN_THRESHOLD = 0.4
"""... and one of who does a thing at this: it is refused anyway where no statement speaks to it. From 0.3 to 0.8 all
folders with 25 examples a dimension gain one to five points by it, and a folder with 130 loses none."""

TOO_CLOSE = 0.95
"""A dimension this near to the likeliest one, as a share of its probability, makes choosing between them a guess.
On the labelled questions developed against, asking back from 0.9 on costs 2 right answers and spares 2 wrong ones,
from 0.8 on 2 and 5, from 0.6 on 4 and 10, from 0.2 on 14 and 18; from 0.95 on it costs none."""

COVERING = 0.8
"""A topic that takes up this share of a claim's telling words covers it."""

ALIKE = 0.4
"""A statement at this cosine is about what is asked."""

TOLD = 0.15
"""A tale about oneself asks for guidance where that is at least this likely: its words point to many dimensions."""


def softened(utterance: Utterance, evidence: Evidence, book: Compiled) -> Evidence:
    """The evidence with less of a case for a refusal where a named role has a topic that covers the whole claim."""
    statements, roles = book.knowledge.statements, utterance.roles
    if not is_claim(utterance, evidence) or not any(
        hit.topic and statements[n].role in roles and hit.score >= COVERING * evidence.total and _is_like(evidence, n)
        for n, hit in evidence.hits.items()
    ):
        return evidence
    asides = {Kind.UNKNOWN, Kind.PROFILE, Kind.GUIDANCE, Kind.OVERVIEW}
    intents = {kind: share * (0.2 if kind in asides else 1) for kind, share in evidence.intents.items()}
    return replace(evidence, intents=intents)


def is_claim(utterance: Utterance, evidence: Evidence) -> bool:
    """Whether something is claimed of a named role."""
    put = bool({"xaux", "xtag", "xreported", "xclaims"} & utterance.cues) and evidence.forms[Kind.VERIFY] > 0.5
    return bool(utterance.roles) and put


def _is_like(evidence: Evidence, place: int) -> bool:
    """Whether a statement is about what is asked, and not only about a word of it."""
    return evidence.sense is None or evidence.sense.likeness[place] >= ALIKE


def intent_of(utterance: Utterance, evidence: Evidence, roles: Sequence[str]) -> str:
    """The likeliest intent that the number of roles in play allows."""
    if roles and _only_names(utterance):
        return Kind.PROFILE
    if len(roles) > 1 and not utterance.stems and utterance.has & {"better", "best", "worse"}:
        return Kind.OVERVIEW
    allowed = dict(evidence.intents)
    cues = utterance.cues
    if roles and not utterance.stems:
        allowed[Kind.UNKNOWN] = 0.0
    if "xself" in cues and "xor" in cues and "xwhich" not in cues:
        allowed[Kind.GUIDANCE] *= 3
    threshold = WHO_UNKNOWN_THRESHOLD if "xwhich" in cues and not roles else UNKNOWN_THRESHOLD
    if allowed.pop(Kind.UNKNOWN) >= threshold:
        return Kind.UNKNOWN
    if not roles:
        for kind in (Kind.OVERVIEW, Kind.PROFILE):
            allowed[kind] *= 0.3
    if not {"xself", "xstory", "xwhich"} & cues:
        allowed[Kind.GUIDANCE] *= 0.3
    if "xwhich" in cues and (not {"xself", "xyou"} & cues or _closes_with_who(utterance)):
        for kind in (Kind.GUIDANCE, Kind.META):
            allowed[kind] *= 0.2
    if roles:
        allowed[Kind.META] = 0.0
    if not utterance.mentions:
        allowed[Kind.TRANSITION] *= 0.5
    elif not utterance.has.isdisjoint(BECOMING):
        allowed[Kind.TRANSITION] *= 3
    elif ("xwhich" in cues or is_claim(utterance, evidence)) and utterance.has.isdisjoint(MOVING):
        allowed[Kind.TRANSITION] *= 0.1
    tells = bool({"xself", "xstory"} & cues) and "xyou" not in cues and utterance.has.isdisjoint(BECOMING)
    tells = tells and not _closes_with_who(utterance)
    rivals = (Kind.OVERVIEW, Kind.PROFILE, Kind.TRANSITION, Kind.META)
    strongest = max(TOLD, *(evidence.intents[kind] for kind in rivals))
    if tells and len(roles) != 1 and allowed[Kind.GUIDANCE] >= strongest:
        return Kind.GUIDANCE
    return max(allowed, key=lambda label: allowed[label])


def close_dimensions(utterance: Utterance, evidence: Evidence, book: Compiled) -> tuple[Candidate, ...]:
    """The dimensions between which choosing would be a guess, the likeliest first; one where it is clear or named."""
    shares = {label: share for label, share in evidence.intents.items() if label in book.dimension}
    least = TOO_CLOSE * max(shares.values())
    close = sorted((label for label in shares if shares[label] >= least), key=lambda label: -shares[label])
    named = _dimensions_named(utterance, book).intersection(close) if len(close) > 1 else frozenset()
    labels = named if len(named) == 1 else close
    return tuple(Candidate(book.dimension[label].name, shares[label], dimension=label) for label in labels)


def _dimensions_named(utterance: Utterance, book: Compiled) -> frozenset[str]:
    said = f" {' '.join(map(stem, utterance.words))} "
    return frozenset(dimension for name, dimension in book.dimension_named.items() if f" {name} " in said)


def _closes_with_who(utterance: Utterance) -> bool:
    """Whether the last clause asks who does it, so that what comes before is the case and not the person."""
    starts = [i for i in utterance.breaks if i < len(utterance.words)]
    last = utterance.words[max(starts) :] if starts else ()
    return bool(last) and last[0] in {"who", "whose", "who's"}


def _only_names(utterance: Utterance) -> bool:
    """Whether nothing but names is said."""
    named = sum(mention.end - mention.start for mention in utterance.mentions)
    others = [word for word in utterance.words if word in LEAD_INS or word in {"a", "an", "the", "vs"}]
    return all(mention.roles for mention in utterance.mentions) and named + len(others) == len(utterance.words)
