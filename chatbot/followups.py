"""What a message takes over from the talk before it: roles, dimension, kind, or the whole last question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from chatbot.matching import Inherited
from chatbot.model import Candidate, Detail, Kind, Match
from chatbot.roles import Mention, Names
from chatbot.utterance import LEAD_INS, Utterance
from chatbot.words import PRONOUNS, STOP


class Move(StrEnum):
    """Messages that act on the last answer instead of asking anew."""

    WHY = "why"
    SOURCE = "source"
    MORE = "more"
    SWAP = "swap"


@dataclass(frozen=True, slots=True)
class State:
    """One thread of talk: the last utterance that was read and how, the roles in play, the choices on offer."""

    utterance: Utterance | None = None
    match: Match | None = None
    recent: tuple[str, ...] = ()
    offered: tuple[Candidate, ...] = ()


_POLITE = frozenset("please pls the a an is that it for me can you tell give show what's so of this your".split())
_MOVES: Mapping[str, Move] = {
    **dict.fromkeys(("why", "how come", "why though", "why not", "how do know", "explain why", "reason", "reasons"), Move.WHY),
    **dict.fromkeys(("source", "sources", "says who", "who says", "where from", "reference", "references", "cite", "citation", "got source", "have source", "what source", "which source", "what sources", "where did get", "where do get", "evidence", "proof"), Move.SOURCE),
    **dict.fromkeys(("more", "go on", "continue", "details", "more details", "rest", "everything", "full answer", "longer", "elaborate", "say more", "and more", "more info", "in more detail", "expand"), Move.MORE),
    **dict.fromkeys(("other way round", "other way around", "vice versa", "reverse", "opposite direction", "and other way round", "and other way around", "and reverse", "and vice versa", "other direction", "in reverse", "and back", "what about other way round", "what about other way around", "how about other way round", "swap them", "and opposite way"), Move.SWAP),
}
_NUMBERS = {word: n for n, word in enumerate("one two three four five six seven eight nine".split(), 1)}
_ORDINALS = {word: n for n, word in enumerate("first second third fourth fifth sixth".split(), 1)}
_MEANT = frozenset("meant mean no nope sorry not wrong actually rather instead".split())
_PAIR = frozenset("two both each them they their these those pair".split())
_TOGETHER = frozenset("compare next side beside vs together contrast against juxtapose versus".split())
_OPENERS = frozenset("and what how same ok okay now also then".split())
_FRESH = frozenset("who whose whom".split())
_POINTING = PRONOUNS | {"job", "role", "position", "post"}


def move_of(utterance: Utterance) -> Move | None:
    """The move a message makes, if it is one and nothing else."""
    words = list(utterance.words)
    while words and words[0] in LEAD_INS - {"and"} and len(words) > 1:
        words = words[1:]
    return _MOVES.get(" ".join(word for word in words if word not in _POLITE)) if len(words) <= 9 else None


def choice_of(utterance: Utterance, offered: Sequence[Candidate]) -> Candidate | None:
    """The offered choice that a message picks by number: "2", "two", "the second one"."""
    place = number_in(utterance)
    return offered[place - 1] if place and 1 <= place <= len(offered) else None


def number_in(utterance: Utterance) -> int | None:
    """The number that a message consists of, if it is nothing but one."""
    words = [w for w in utterance.words if w not in {"the", "number", "option", "no", "please", "choice", "one's"}]
    words = words[:1] if len(words) == 2 and words[1] in {"one", "please"} else words
    if len(words) != 1:
        return None
    if words[0].isdigit():
        return int(words[0][:4])
    return _NUMBERS.get(words[0]) or _ORDINALS.get(words[0])


def with_parts(utterance: Utterance, names: Names) -> Utterance:
    """In a talk a part of a name is enough: "same question for logistics"."""
    if utterance.mentions or len(utterance.stems) > 2:
        return utterance
    found = [
        Mention(i, i + 1, (names.parts[word],), word, part=True)
        for i, word in enumerate(utterance.words)
        if word in names.parts
    ]
    inside = {mention.title for mention in found}
    kept = tuple(stem for stem in utterance.stems if not any(part.startswith(stem) for part in inside))
    return replace(utterance, mentions=tuple(found), stems=kept) if found and not kept else utterance


def is_fragment(utterance: Utterance, state: State) -> bool:
    """Whether a message only names roles, so that it asks the last question again of them."""
    if not utterance.roles or state.utterance is None or state.match is None:
        return False
    rest = [w for w in utterance.words if w not in STOP and w not in _MEANT | _OPENERS | _TOGETHER | LEAD_INS | _PAIR]
    outside = {i for m in utterance.mentions for i in range(m.start, m.end)}
    telling = [w for i, w in enumerate(utterance.words) if i not in outside and w in rest]
    return not telling and not _asks_anew(utterance)


def _asks_anew(utterance: Utterance) -> bool:
    """Whether a message of names and small words is a whole question: "what does a COO do?"."""
    words = utterance.words
    if {"from", "to"} <= {*words} or "become" in words:
        return True
    verbs = {"do", "does", "is", "are", "difference", "differ", "become", "vs", "versus", "compare", "differences"}
    opens = words[0] in _OPENERS - {"what", "how"} or words[:2] in (("what", "about"), ("how", "about"))
    opens = opens or bool(_TOGETHER & utterance.has and _PAIR & utterance.has)
    return not opens and not verbs.isdisjoint(words) and words[0] not in _MEANT


def retarget(utterance: Utterance, state: State) -> tuple[str, ...]:
    """The roles that a fragment asks the last question of."""
    named, last = utterance.roles, state.match.roles if state.match else ()
    if _TOGETHER & utterance.has and len(named) == 1:
        return tuple(dict.fromkeys([*last[:2], *named]))
    corrected = bool(_MEANT & utterance.has)
    if corrected and len(named) == 1 and len(last) == 2:
        return (last[0], named[0]) if named[0] != last[0] else last
    return named


def retold(state: State, roles: Sequence[str]) -> Utterance:
    """The last utterance with other roles in place of its own."""
    assert state.utterance is not None
    kept = tuple(m for m in state.utterance.mentions if not m.roles)
    mentions = tuple(Mention(0, 0, (role,)) for role in roles)
    return replace(state.utterance, mentions=(*mentions, *kept))


def inherited(utterance: Utterance, state: State) -> Inherited:
    """What a message without names takes over; nothing where it stands by itself."""
    vague = any(len(mention.roles) > 1 for mention in utterance.mentions)
    if state.match is None or utterance.roles or vague:
        return Inherited()
    words = utterance.words
    points = not _POINTING.isdisjoint(words[:-1] if words[-1:] == ("that",) else words)
    opens = bool(words) and (words[0] in {"and", "same"} or words[:2] in (("what", "about"), ("how", "about"), ("ok", "and")))
    pair = bool(_PAIR & utterance.has) or "other" in utterance.has
    asks_who = "xwhich" in utterance.cues
    if asks_who and not points and not pair:
        return Inherited(kind=Kind.WHO if opens and state.match.kind is Kind.WHO else None)
    if opens and state.match.kind is Kind.WHO and not points and utterance.stems and words[0] == "and" and len(words) > 3:
        return Inherited(kind=Kind.WHO)
    if not (points or opens or pair or len(words) <= 5):
        return Inherited()
    return Inherited(_roles_meant(utterance, state), state.match.dimension, None)


def _roles_meant(utterance: Utterance, state: State) -> tuple[str, ...]:
    last = state.match.roles if state.match else ()
    if "other" in utterance.has and "each" not in utterance.has and len(state.recent) > 1:
        return (next((role for role in state.recent if role not in last[:1]), state.recent[1]),)
    if {"two", "both"} & utterance.has and len(state.recent) > 1:
        return state.recent[:2]
    if state.match and state.match.kind is Kind.GUIDANCE:
        return last[:1]
    if state.match and state.match.kind is Kind.TRANSITION:
        return last[-1:]
    return last or state.recent[:1]


def after(state: State, utterance: Utterance, match: Match) -> State:
    """The state of the talk after a question was read as `match`."""
    if match.kind in (Kind.META, Kind.UNKNOWN):
        return replace(state, offered=())
    recent = tuple(dict.fromkeys([*reversed(match.roles), *state.recent]))
    return State(utterance, match, recent, match.candidates if match.kind is Kind.CLARIFY else ())


DETAILS = {Move.WHY: Detail.WHY, Move.SOURCE: Detail.SOURCE, Move.MORE: Detail.MORE}
