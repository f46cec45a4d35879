"""One question as typed -> what can be told of it before asking what it means: words, names, form."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chatbot.described import find_described
from chatbot.model import Mention
from chatbot.relevance import content
from chatbot.roles import Names, find_roles
from chatbot.spelling import Speller
from chatbot.text import has_words, normalize, tokenize
from chatbot.words import ABSOLUTES, FINITE, LEAST, NEGATIONS, SOFTENERS, TAGS

MAX_WORDS = 400
"""Words of a question that are read."""

MAX_REPAIRS = 60
"""Unknown words of a question whose spelling is repaired; a text with more of them is no question of ours."""

AUXILIARIES = frozenset(
    "is are was were am do does did can could would should shall will has have had may might must isn't aren't doesn't "
    "don't can't couldn't wouldn't shouldn't won't isnt arent doesnt dont cant".split()
)
SPOKEN = {"xrole": "worker", "xother": "colleague"}
"""What an encoder hears in place of names, which would tell it more of the role than of the question."""

UNTRAINED = frozenset({"xclaims"})
"""Cues for rules alone: the classifiers learn the form without them."""

HEARD = 80
"""Words at the end of a text that an encoder hears, where the question is; what goes before is mostly a tale."""

LEAD_INS = frozenset(
    "so ok okay hey hi hello and but well alright right mm um please also then now quick question q sorry no yes "
    "thanks great cool hmm um uh oh just wait actually still plus ah".split()
)
_SELF = frozenset("i i'm im i've ive i'd id my me mine myself".split())
AUXILIARY_TAG = (
    r"(?:is|are|do|does|can|could|has|have|will|wo|would|should|did|was|were|must)(?:n'?t|'t| not)? "
    r"(?:it|he|she|they|that|so|them|you|i|we)(?: not)?"
)
"""A tag made of an auxiliary and a pronoun: "isn't it", "do they"."""

_TAGS = "|".join((*map(re.escape, TAGS), AUXILIARY_TAG))
_TAG = re.compile(rf"(?:(?:\b|(?=,))(?:{_TAGS})|, ?(?:no|yes|eh|huh))\W*$")
_REPORTED = re.compile(
    r"\b(?:true or false|is it true|is it correct|someone told me|fair to say|am i right|they say|"
    r"i(?:'ve| have)? (?:heard|read|hear)|i (?:was|am|have been) told|(?:would|do) you (?:agree|say)|"
    r"(?:my|a|the) \w+ (?:says|said|claims|reckons|told me|tells me))\b"
)
_RELATIVE_WHO = re.compile(
    r"\b(person|one|guy|someone|somebody|man|woman|lady|bloke|boss|manager|executive|people|those|xrole) who\b"
)
_WHICH_ROLE = re.compile(
    r"\b(?:who|whose|whom)\b|\b(?:name|tell me|find) (?:me )?(?:the|a) (?:role|job|position|post|one)\b|"
    r"\b(?:which|what) (?:(?:of|one|single) )?(?:the |these |those |them |your )?"
    r"(?:two |three |six |\d )?"
    r"(?:role|job|position|post|title|manager|person|one|them|these|those|people|career|occupation|profession|xrole)s?\b|"
    r"\bwhat's the (?:role|job|position|post)\b|"
    r"\bwhich (?:of|is|has|does|would|gets|pays|earns)\b"
)
_WH = frozenset("who whose whom what which how why when where what's who's how's where's whats".split())
_CLAUSE = re.compile(r"[,;:!?()\n]+|\.(?=\s|$)| - ")
_ARROW = re.compile(r"[-=]+>|\u2192")
_SENTENCE = re.compile(r"[.!?]\s+")
_PLACEHOLDER = re.compile(r"\{(?:role|other)\}(?:'s|s)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Utterance:
    """A question with its names found and masked.

    `masked` are the words with names replaced by xrole and xother, followed by cue words that tell the form (xaux,
    xtag, ...); `sentence` is the same as a person would say it, for an encoder; `stems` are the telling words outside
    names; at `breaks` a new clause begins.
    """

    words: tuple[str, ...]
    mentions: tuple[Mention, ...]
    masked: tuple[str, ...]
    sentence: str
    stems: tuple[str, ...]
    cues: frozenset[str]
    breaks: frozenset[int] = frozenset()

    @property
    def roles(self) -> tuple[str, ...]:
        """The held roles that are named for certain, in order, each once."""
        named = (m.roles[0] for m in self.mentions if len(m.roles) == 1)
        return tuple(dict.fromkeys(named))

    @property
    def has(self) -> frozenset[str]:
        """The words as a set."""
        return frozenset(self.words)


def hear(text: str, speller: Speller, names: Names) -> Utterance:
    """The utterance that a text is. Spelling is repaired; the text itself is not kept."""
    normalized = _ARROW.sub(" to ", normalize(text))
    words: list[str] = []
    breaks: set[int] = set()
    repairs = MAX_REPAIRS
    for clause in _CLAUSE.split(normalized):
        breaks.add(len(words))
        for word in tokenize(clause)[: MAX_WORDS - len(words)]:
            unknown = not speller.knows(word)
            words += _repaired(word, speller, names) if repairs or not unknown else (word,)
            repairs -= unknown and repairs > 0
    mentions = find_roles(words, names)
    mentions = _with_described(find_described(words, names.described), mentions)
    return replace(describe(words, mentions, normalized), breaks=frozenset(breaks))


def _with_described(described: Sequence[Mention], named: Sequence[Mention]) -> tuple[Mention, ...]:
    """Names and descriptions together; a name inside a description is part of it: "the boss of the COO"."""
    outside = [m for m in named if not any(d.start <= m.start < d.end for d in described)]
    if any(mention.roles and not mention.part for mention in outside):
        return tuple(named)
    kept = [m for m in outside if m.roles and len(m.roles) == 1] if described else list(named)
    return tuple(sorted([*described, *kept], key=lambda mention: mention.start))


def hear_example(text: str, speller: Speller, names: Names) -> Utterance:
    """The utterance that an example question is, which has {role} and {other} for names."""
    normalized = normalize(_PLACEHOLDER.sub(" xrole ", text))
    words = [fixed for word in tokenize(normalized) for fixed in speller.repair(word)]
    placeholders = [Mention(i, i + 1, (f"{i}",)) for i, word in enumerate(words) if word == "xrole"]
    taken = {mention.start for mention in placeholders}
    others = [m for m in find_roles(words, names) if m.roles and not m.part and m.start not in taken]
    mentions = sorted([*placeholders, *others], key=lambda mention: mention.start)
    return describe(words, tuple(mentions), normalized)


def describe(words: Sequence[str], mentions: Sequence[Mention], normalized: str) -> Utterance:
    """An utterance of words whose names are known."""
    return _of_form(words, mentions, _cues(words, mentions, normalized))


def cut(utterance: Utterance, start: int, end: int) -> Utterance:
    """The utterance without the words from `start` to `end`, in the form that it has."""
    words, gone = (*utterance.words[:start], *utterance.words[end:]), end - start
    outside = [m for m in utterance.mentions if not start <= m.start < end]
    mentions = [replace(m, start=m.start - gone, end=m.end - gone) if m.start >= end else m for m in outside]
    names = {cue for cue in _cues(words, mentions, " ".join(words)) if cue.startswith("xnames")}
    form = {cue for cue in utterance.cues if not cue.startswith("xnames")}
    breaks = frozenset(place - gone if place >= end else min(place, start) for place in utterance.breaks)
    return replace(_of_form(words, mentions, frozenset(names | form)), breaks=breaks)


def _of_form(words: Sequence[str], mentions: Sequence[Mention], cues: frozenset[str]) -> Utterance:
    masked = _mask(words, mentions)
    inside = {i for mention in mentions for i in range(mention.start, mention.end) if mention.roles}
    outside = [word for i, word in enumerate(words) if i not in inside]
    return Utterance(
        words=tuple(words),
        mentions=tuple(mentions),
        masked=(*masked, *sorted(cues - UNTRAINED)),
        sentence=" ".join(SPOKEN.get(word, word) for word in masked[-HEARD:]),
        stems=content(outside),
        cues=cues,
    )


def _repaired(word: str, speller: Speller, names: Names) -> tuple[str, ...]:
    return (word,) if word in names.full else speller.repair(word)


def _mask(words: Sequence[str], mentions: Sequence[Mention]) -> list[str]:
    masked: list[str] = []
    position, seen = 0, 0
    for mention in mentions:
        if not mention.roles or (mention.part and len(mention.roles) != 1):
            continue
        masked.extend(words[position : mention.start])
        masked.append("xrole" if seen == 0 else "xother")
        seen += 1
        position = mention.end
    masked.extend(words[position:])
    return masked


def _cues(words: Sequence[str], mentions: Sequence[Mention], normalized: str) -> frozenset[str]:
    body = next((i for i, word in enumerate(words) if word not in LEAD_INS), 0)
    first = words[body] if words else ""
    present = frozenset(words)
    joined = " ".join(words)
    named = len({m.roles for m in mentions if m.roles and (len(m.roles) == 1)})
    flags = {
        "xaux": first in AUXILIARIES or _turns_to_claim(normalized),
        "xwh": first in _WH,
        "xasked": normalized.rstrip().endswith("?") and first not in _WH and first not in AUXILIARIES,
        "xtag": bool(_TAG.search(normalized)) and first not in _WH,
        "xclaims": first not in _WH and _makes_a_sentence(words, mentions),
        "xreported": bool(_REPORTED.search(joined)),
        "xwhich": bool(_WHICH_ROLE.search(_RELATIVE_WHO.sub(r"\1 that", joined))),
        "xobject": _asks_for_object(words, mentions),
        "xyou": not present.isdisjoint({"you", "your"}),
        "xor": _has_choice(words, mentions),
        "xneg": not present.isdisjoint(NEGATIONS),
        "xless": not present.isdisjoint(LEAST),
        "xsoft": not present.isdisjoint(SOFTENERS),
        "xabsolute": not present.isdisjoint(ABSOLUTES),
        f"xnames{min(named, 2)}": True,
        "xshort": len(words) <= 3,
        "xstory": _closes_a_story(normalized),
        "xself": not present.isdisjoint(_SELF),
    }
    return frozenset(name for name, present in flags.items() if present)


def _makes_a_sentence(words: Sequence[str], mentions: Sequence[Mention]) -> bool:
    """Whether a finite verb follows a name, and no question word comes before: "a COO earns double"."""
    named = [m for m in mentions if m.roles and _WH.isdisjoint(words[: m.start])]
    return any(word in FINITE for m in named for word in words[m.end : m.end + 1])


def _turns_to_claim(normalized: str) -> bool:
    """Whether a later clause opens with an auxiliary and is long enough to be no tag: "in the UK, do they ..."."""
    clauses = [tokenize(clause) for clause in re.split(r"[,;:.!]", normalized)[1:]]
    bodies = [[word for word in clause if word not in LEAD_INS] for clause in clauses]
    return any(len(body) > 3 and body[0] in AUXILIARIES for body in bodies)


def _closes_a_story(normalized: str) -> bool:
    """Whether a short question closes a longer tale: "... and I love trucks. Which one?"."""
    sentences = [sentence for sentence in _SENTENCE.split(normalized) if has_words(sentence)]
    return len(sentences) > 1 and len(tokenize(sentences[-1])) <= 7


def _asks_for_object(words: Sequence[str], mentions: Sequence[Mention]) -> bool:
    """Whether who or which asks for what a named role acts on: "who does a COO talk to"."""
    starts = {m.start for m in mentions if m.roles}
    openings = [i for i, word in enumerate(words[:-1]) if word in {"who", "whom", "which", "what"}]
    verbs = AUXILIARIES - {"is", "are", "has", "have"}
    acting = [i for i in openings if words[i + 1] in verbs]
    taken_up = bool(starts) and any({*words[i + 2 : i + 3]} & {"they", "each", "both"} for i in acting)
    return taken_up or any(starts & {i + 2, i + 3} for i in acting)


def _has_choice(words: Sequence[str], mentions: Sequence[Mention]) -> bool:
    """Whether two names are offered as alternatives: "the COO or the Operations Manager"."""
    pairs = itertools.pairwise(mentions)
    return any("or" in words[first.end : second.start] and second.start - first.end <= 4 for first, second in pairs)
