"""How a claim is put: what it denies, how far it goes, what it asks for as needed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.utterance import AUXILIARY_TAG, Utterance, cut
from chatbot.words import (
    ABSOLUTES,
    BEING,
    DENYING,
    DENYING_PHRASES,
    EXCLUSIVES,
    FRAMES,
    FREQUENT,
    GRANTED,
    JOINING,
    LEVELLING,
    MAINLY,
    MAXIMUM,
    MINIMAL,
    NEGATIONS,
    NEITHER,
    NEVER,
    NOT_DENYING,
    POINTERS,
    QUANTIFIERS,
    REQUIRED,
    SOFTENERS,
    SUBORDINATORS,
    SWEEPING,
    TAGS,
    WHOLE,
)

_END = re.compile(rf" (?:{'|'.join(map(re.escape, TAGS))}|yes|no|eh|huh|{AUXILIARY_TAG})$")
_FRAME = re.compile(rf"^(?:{'|'.join(FRAMES)}) ")
_OPENING = re.compile(r"^(?:isn't|aren't|doesn't|don't|isnt|arent|doesnt|dont|won't|can't|shouldn't|wouldn't) ")
_ASIDE = re.compile(r"(?<=\w) (?:rather than|instead of|as opposed to) .*")
_NOT_OF = (("rather", "than"), ("instead", "of"), ("as", "opposed", "to"), ("and", "not"), ("but", "not"))
"""How a claim says before a name that it is not about that one."""

_WITH_NOBODY = re.compile(r"(?<=\w) with (?:nobody|none)\b.*")
_HARMLESS = re.compile(rf"\b(?:{'|'.join(NOT_DENYING)}|{MAXIMUM})\b")


@dataclass(frozen=True, slots=True)
class Claim:
    """How a claim is put.

    `negated`: it denies, `never`: for good, `sweeping`: of anybody, anything; `exclusive`: only; `absolute`: always,
    every; `soft`: may, can, ever, often; `required`: it says that a thing is needed; `several`: it is about more than
    one thing.
    """

    negated: bool
    exclusive: bool
    absolute: bool
    soft: bool
    never: bool
    frequent: bool
    required: bool
    whole: bool
    sweeping: bool
    several: bool
    mainly: bool

    @classmethod
    def of(cls, utterance: Utterance) -> Claim:
        """The way an utterance puts its claim; a question tag and a negative opening do not turn it round."""
        body = body_of(utterance.words)
        main = _main_clause(body)
        present = set(_HARMLESS.sub("", " ".join(body)).split())
        unless = _is_unless(main)
        return cls(
            negated=_is_negated(main) and not unless and not _excludes(main),
            exclusive=bool(_exclusives(main)) or "nothing else" in " ".join(body),
            never=not present.isdisjoint(NEVER),
            absolute=bool(_exclusives(main)) or not present.isdisjoint(ABSOLUTES - EXCLUSIVES - {"must"}),
            soft=not set(main).isdisjoint(SOFTENERS - {"usually", "typically", "normally"}) and not unless,
            frequent=not present.isdisjoint(FREQUENT),
            required=_is_required(body) or unless or _is_spared(main),
            whole=not present.isdisjoint(WHOLE),
            sweeping=not present.isdisjoint(SWEEPING),
            several=_tells_several(body),
            mainly=not present.isdisjoint(MAINLY),
        )


def body_of(words: Sequence[str]) -> list[str]:
    """The words of a claim without its tags, its frame ("I was told that") and a negative opening ("Isn't it ...")."""
    told = " ".join(words)
    while (bare := _FRAME.sub("", _END.sub("", told))) != told:
        told = bare
    return _OPENING.sub("", _ASIDE.sub("", told)).split()


def without_others(utterance: Utterance) -> Utterance:
    """A claim without the role that it says it is not about: "does X, and not Y, do A?" asks whether X does A."""
    words = utterance.words
    for start, phrase in itertools.product(range(1, len(words)), _NOT_OF):
        after = start + len(phrase)
        named = next((m for m in utterance.mentions if m.roles and after <= m.start <= after + 1), None)
        spoken_of = any(m.roles and m.end <= start for m in utterance.mentions)
        if words[start:after] == phrase and named and spoken_of and named.end < len(words):
            return cut(utterance, start, named.end)
    return utterance


def _main_clause(body: Sequence[str]) -> list[str]:
    """The words before a subordinate clause that comes after the claim; "the one who ..." carries the claim on."""
    for place, word in enumerate(body):
        carried = body[place - 1] in POINTERS or not QUANTIFIERS.isdisjoint(body[:place])
        if place > 1 and word in SUBORDINATORS and not carried:
            return list(body[:place])
    return list(body)


def _is_negated(body: Sequence[str]) -> bool:
    """Whether an odd number of words deny; what comes after an "only" does not count."""
    ends = _exclusives(body)
    told = _WITH_NOBODY.sub("", _HARMLESS.sub("", " ".join(body[: ends[0]] if ends else body)))
    words = told.split()
    denials = sum(word in NEGATIONS or word in DENYING for word in words)
    denials += sum(phrase in told for phrase in DENYING_PHRASES) - all(word in words for word in NEITHER)
    return denials % 2 == 1


def _tells_several(body: Sequence[str]) -> bool:
    """Whether more than one thing is claimed; what is named as known ("on top of the stock") is not claimed."""
    told = " ".join(body)
    return not JOINING.isdisjoint(body) and not any(f" {phrase} " in told for phrase in GRANTED)


def _excludes(body: Sequence[str]) -> bool:
    """Whether an only, and no denial right before it, is what a claim says."""
    places = _exclusives(body)
    return bool(places) and NEGATIONS.isdisjoint(body[max(0, places[0] - 3) : places[0]])


def _is_required(body: Sequence[str]) -> bool:
    """Whether a claim says that a thing is needed: "needs", "is needed", not "the number needed"."""
    places = [i for i, word in enumerate(body) if word in REQUIRED]
    return any(not body[i].endswith("ed") or not BEING.isdisjoint(body[max(0, i - 2) : i]) for i in places)


def _exclusives(body: Sequence[str]) -> list[int]:
    """Where a claim shuts out all else: not in "with only", "just as", "not only"."""
    pairs = enumerate(itertools.pairwise((*body, "")))
    said = [i for i, (word, after) in pairs if word in EXCLUSIVES and not (word == "just" and after in LEVELLING)]
    return [i for i in said if not (i and body[i - 1] in MINIMAL | {"not"})]


def _is_spared(body: Sequence[str]) -> bool:
    """Whether a claim says that one may do without a thing: "can ... without"."""
    return "without" in body and not SOFTENERS.isdisjoint(body[: body.index("without")])


def _is_unless(body: Sequence[str]) -> bool:
    """Whether a claim says by two denials that a thing is needed: "cannot ... without"."""
    return "without" in body and any(word in NEGATIONS for word in body[: body.index("without")])
