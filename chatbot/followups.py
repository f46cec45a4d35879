"""What a message takes over from the talk before it: roles, dimension, kind, or the whole last question."""

from __future__ import annotations

from collections.abc import Container, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from chatbot.model import Candidate, Kind, Match, Mention
from chatbot.moves import MEANT
from chatbot.relevance import Relevance
from chatbot.roles import Names
from chatbot.text import stem
from chatbot.utterance import AUXILIARIES, LEAD_INS, Utterance, describe
from chatbot.words import DIFFERING, DOWNWARD, LEAST, MOST, PRONOUNS, STOP, UPWARD

SURE = 0.8
"""How sure it is that a message that only sets apart or beside is about the roles in play."""

MAX_TOGETHER = 5
"""Roles that are set beside each other when more and more are added."""


@dataclass(frozen=True, slots=True)
class State:
    """One thread of talk: the last utterance that was read and how, the roles in play, the choices on offer."""

    utterance: Utterance | None = None
    match: Match | None = None
    recent: tuple[str, ...] = ()
    pair: tuple[str, ...] = ()
    offered: tuple[Candidate, ...] = ()


_PAIR = frozenset("two both each them they their these those pair".split())
_TOGETHER = frozenset("compare compared next side beside vs together contrast against juxtapose versus".split())
_SETTING_APART = frozenset("differ differs different compare compares".split())
_ADDING = frozenset("too also add adding include including plus well".split())
_FIRST, _SECOND = frozenset({"first", "former"}), frozenset({"second", "latter"})
_PLURALS = frozenset("they them their these those both two".split())
_OPENERS = frozenset("and what how same ok okay now also then".split())
_POINTING = PRONOUNS - {"it's", "that"}
POINTING_TOO = _POINTING | {"that"}
"""Where a message sets what was last spoken of against a role it names: "is that more than an X gets?"."""

_PERSONAL = _POINTING - {"it", "its", "this", "these", "those"}
_INSTEAD = frozenset("then instead it that this".split())
_TAKEN_UP = frozenset("it that this so those these them".split())

_ABOUT = (("what", "about"), ("how", "about"))
_POINTED = frozenset("job role position post one person title manager".split())
_COMPARATIVES = frozenset(
    "more less fewer higher lower bigger smaller larger better worse further broader wider older harder easier "
    "safer longer shorter".split()
)
_PLAIN = frozenset("more less fewer".split())
"""Comparatives that do not say of what, as "higher" does."""

_EXTREMES = frozenset(map(stem, MOST | LEAST))
_AMONG = frozenset((("of", "these"), ("of", "those"), ("of", "them"), ("the", "two")))
_ALL = frozenset("all every six roles jobs titles any anyone".split())


def with_words(utterance: Utterance, more: Sequence[str]) -> Utterance:
    """The question with more words at its end."""
    words = (*utterance.words, *more)
    return describe(words, utterance.mentions, " ".join(words))


def topic_of(utterance: Utterance) -> list[str]:
    """The words of a question that say what it is about, without those that only put in order."""
    inside = {place for mention in utterance.mentions for place in range(mention.start, mention.end)}
    outside = [word for place, word in enumerate(utterance.words) if place not in inside]
    return [word for word in outside if stem(word) in utterance.stems and word not in MOST | LEAST]


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


def is_fragment(utterance: Utterance, state: State, relevance: Relevance, dimensions: Container[str]) -> bool:
    """Whether a message only names roles, so that it asks the last question again of them.

    `dimensions` are the names of dimensions, as stems.
    """
    if not utterance.roles or state.utterance is None or state.match is None:
        return False
    outside = {i for m in utterance.mentions for i in range(m.start, m.end)}
    small = STOP | _ADDING | MEANT | _OPENERS | _TOGETHER | LEAD_INS | _PAIR | UPWARD | DOWNWARD
    telling = [stem(w) for i, w in enumerate(utterance.words) if i not in outside and w not in small]
    return not any(relevance.weight(word) or word in dimensions for word in telling) and not _asks_anew(utterance)


def is_ellipsis(utterance: Utterance, state: State) -> bool:
    """Whether a message only points at roles in play: "and the other one?", "compare both"; it asks the last again."""
    if state.match is None or state.utterance is None or utterance.mentions or not state.recent:
        return False
    by_place = _FIRST | _SECOND if state.pair else frozenset()
    if not by_place.issuperset(utterance.stems):
        return False
    points = not utterance.has.isdisjoint({"other", "others", "both", "them", "two"} | by_place)
    return points and len(utterance.words) <= 7 and "xwhich" not in utterance.cues


def set_apart(utterance: Utterance, state: State) -> Match | None:
    """The reading of a message that only wants the two in play apart: "what's the difference?", "by how much?".

    In what was just told, where that was of one dimension, else in general.
    """
    last, roles = state.match, tuple(sorted(_weighed(state)))
    if last is None or len(roles) != 2 or utterance.mentions or utterance.stems:
        return None
    differ = not (_SETTING_APART | {"difference", "differences"}).isdisjoint(utterance.has)
    much = {"how", "much"} <= utterance.has and (differ or "by" in utterance.has)
    if last.dimension and (much or (differ and (last.kind is not Kind.WHO or "there" in utterance.has))):
        return Match(Kind.COMPARISON, roles, last.dimension, confidence=SURE)
    return Match(Kind.OVERVIEW, roles, confidence=SURE) if differ else None


def asks_who_then(utterance: Utterance, state: State) -> bool:
    """Whether a message asks whose the thing is that was just asked of a role: "who does it then?", "so who is?"."""
    last = state.match.kind if state.match else None
    asked = state.utterance is not None and bool(state.utterance.stems) and last not in (None, Kind.WHO, Kind.GUIDANCE)
    own = utterance.stems or utterance.mentions or len(utterance.words) > 7
    points = not _INSTEAD.isdisjoint(utterance.has) or not AUXILIARIES.isdisjoint(utterance.words[-1:])
    return asked and not own and points and "xwhich" in utterance.cues


def more_of_the_same(utterance: Utterance, state: State) -> tuple[str, ...] | None:
    """The roles between which a message asks who has more or less of what was just told; none for all of them.

    "which one more so?" weighs the two in play, "who gets the least?" and "and the worst?" all; None where it does not.
    """
    last = state.match
    if last is None or not last.dimension or utterance.mentions or not _EXTREMES.issuperset(utterance.stems):
        return None
    if "xwhich" not in utterance.cues and not (last.kind is Kind.WHO and goes_on(utterance)):
        return None
    if any((word in MOST | LEAST and word.endswith("st")) or word == "top" for word in utterance.words):
        return () if _POINTING.isdisjoint(utterance.words) else None
    plain = not _PLAIN.isdisjoint(utterance.words) and _COMPARATIVES & utterance.has <= _PLAIN
    return _weighed(state) if plain and "xwhich" in utterance.cues and len(_weighed(state)) == 2 else None


def roles_pointed_at(utterance: Utterance, state: State) -> tuple[str, ...]:
    """The roles that an ellipsis points at: both of the last two, or the other one of them; none for all of them."""
    if "others" in utterance.has:
        return ()
    both = not utterance.has.isdisjoint({"both", "two"}) or bool(_TOGETHER & utterance.has)
    if both and len(state.recent) > 1:
        return state.recent[:2]
    return _roles_meant(utterance, state)


def completes_pair(utterance: Utterance, state: State) -> tuple[str, ...]:
    """The roles of a message that sets the one in play against one it names: "do they earn more than X?"."""
    if len(utterance.roles) != 1 or not state.recent or state.match is None:
        return ()
    words, start = utterance.words, next(m.start for m in utterance.mentions if m.roles)
    pointing = not POINTING_TOO.isdisjoint(words[:start])
    weighing = not ({"than", "or", "same"} | _SETTING_APART).isdisjoint(words[:start])
    compares = not utterance.stems and not {"compare", "compares"}.isdisjoint(words[start:])
    last = state.match.roles[:1] or state.recent[:1]
    return (*last, *utterance.roles) if (compares or (pointing and weighing)) and last != utterance.roles else ()


def beside(utterance: Utterance, roles: Sequence[str]) -> Utterance:
    """The message as one about these roles; as it is where there are none."""
    named = tuple(Mention(0, 0, (role,)) for role in roles)
    return replace(utterance, mentions=named, cues=utterance.cues | {"xnames2"}) if named else utterance


def asks_the_same(utterance: Utterance, state: State) -> bool:
    """Whether a message has no subject of its own, where the last answer had one: "how does that differ from X?"."""
    weighs = bool(utterance.stems) or "than" in utterance.words
    return not weighs and state.match is not None and bool(state.match.dimension)


def weighed_last(state: State) -> tuple[str, ...]:
    """The two roles between which the last question asked to choose; empty where it did not."""
    named = state.utterance.roles if state.utterance else ()
    chose = state.match is not None and state.match.kind is Kind.WHO and len(named) == 2
    return named if chose else ()


def _asks_anew(utterance: Utterance) -> bool:
    """Whether a message of names and small words is a whole question: "what does a COO do?"."""
    words = utterance.words
    if {"from", "to"} <= {*words} or "become" in words:
        return True
    if _ADDING & utterance.has and _TAKEN_UP & utterance.has:  # "does X do that too?"
        return False
    verbs = {"do", "does", "is", "are", "difference", "differ", "become", "vs", "versus", "compare", "differences"}
    opens = words[0] in _OPENERS - {"what", "how"} or words[:2] in _ABOUT
    opens = opens or bool(_TOGETHER & utterance.has and _PAIR & utterance.has)
    return not opens and not verbs.isdisjoint(words) and words[0] not in MEANT


def next_leg(utterance: Utterance, state: State) -> tuple[str, ...]:
    """(from, to) of a move that a short message about one role changes; empty where it changes none."""
    last = state.match
    if last is None or not last.roles or len(utterance.roles) != 1 or len(utterance.words) > 9:
        return ()
    named, words = utterance.roles[0], utterance.words
    if {"get", "there", "from"} <= {*words} and last.roles[0] != named:
        return (named, last.roles[0])
    onwards = {"from", "there", "to"} <= {*words} or (("then", "to") in pairwise(words) and len(words) <= 6)
    if onwards and last.roles[-1] != named:
        return (last.roles[-1], named)
    if last.kind is not Kind.TRANSITION or len(words) > 7:
        return ()
    if "there" in words and "from" in words:
        return (last.roles[-1], named)
    if "from" in words:
        return (named, last.roles[-1])
    return (last.roles[0], named) if "to" in words and len(last.roles) > 1 else ()


def retarget(utterance: Utterance, state: State) -> tuple[str, ...]:
    """The roles that a fragment asks the last question of."""
    named, last = utterance.roles, state.match.roles if state.match else ()
    claimed = state.utterance.roles if state.utterance else ()
    if state.match and state.match.kind is Kind.VERIFY and len(named) == 1 and len(claimed) == 2:
        return (claimed[0], named[0]) if named[0] != claimed[0] else claimed
    if (_TOGETHER | _ADDING) & utterance.has and len(named) == 1:
        return tuple(dict.fromkeys([*last, *named]))[:MAX_TOGETHER]
    corrected = bool(MEANT & utterance.has)
    if corrected and len(named) == 1 and len(last) == 2:
        return (last[0], named[0]) if named[0] != last[0] else last
    return named


def retold(state: State, roles: Sequence[str]) -> Utterance:
    """The last utterance with other roles in place of its own."""
    assert state.utterance is not None
    vague = [m for m in state.utterance.mentions if len(m.roles) > 1]
    if vague and len(roles) == 1:
        words = state.utterance.words
        named = tuple(replace(m, roles=tuple(roles), part=False) if m in vague else m for m in state.utterance.mentions)
        return describe(words, named, " ".join(words))
    kept = tuple(m for m in state.utterance.mentions if not m.roles)
    mentions = tuple(Mention(0, 0, (role,)) for role in roles)
    return replace(state.utterance, mentions=(*mentions, *kept))


def takes_over(utterance: Utterance, state: State) -> bool:
    """Whether a message that names no role plainly speaks of the roles in play: by pronoun, by opening, by brevity."""
    if state.match is None or not state.recent or utterance.mentions or _ALL & utterance.has:
        return False
    words = utterance.words
    points = not _POINTING.isdisjoint(words) or any(w in _POINTED for v, w in pairwise(words) if v in {"that", "this"})
    if state.match.kind in (Kind.GUIDANCE, Kind.TRANSITION) and "my" in words:
        return True
    if "xwhich" in utterance.cues:
        return not _PERSONAL.isdisjoint(words) or _compares_last(utterance, state)
    becomes = words[-1:] == ("one",) and {*words[-2:-1]} & {"become", "becoming", "be", "being", "as", "for"}
    points = points or bool(becomes)
    opens = words[:1] == ("same",) or words[:2] == ("ok", "and")
    return points or opens or goes_on(utterance) or bool({"two", "both", "other"} & utterance.has) or len(words) <= 4


def goes_on(utterance: Utterance) -> bool:
    """Whether a message opens as one that goes on with the talk: "and ...", "what about ..."."""
    return utterance.words[:1] == ("and",) or utterance.words[:2] in _ABOUT


def _compares_last(utterance: Utterance, state: State) -> bool:
    """Whether a who-question weighs the two that were just compared: "and who has the bigger budget?"."""
    among = any(pair in _AMONG for pair in pairwise(utterance.words))
    return len(_weighed(state)) == 2 and (among or not _COMPARATIVES.isdisjoint(utterance.has))


def _weighed(state: State) -> tuple[str, ...]:
    """The two roles that a comparison without names is about: both of the last answer, else the last two in play."""
    last = state.match.roles if state.match else ()
    if len(last) == 2:
        return last
    if state.match is not None and state.match.kind is Kind.WHO and state.pair:
        return state.pair
    return state.recent[:2] if len(last) == 1 else ()


def continues_who(utterance: Utterance, state: State) -> bool:
    """Whether a message carries a who-question on to another thing: "and with the fire code?"."""
    last = state.match.kind if state.match else None
    opens = utterance.words[:1] == ("and",) and not PRONOUNS & utterance.has
    return last is Kind.WHO and opens and not utterance.mentions and len(utterance.stems) > 1


def spoken_of(utterance: Utterance, state: State) -> Utterance:
    """The message with the roles it speaks of in place of its pronouns, or at its end where it has none."""
    roles = _roles_meant(utterance, state)
    if "xwhich" in utterance.cues and _POINTING.isdisjoint(utterance.words):
        return replace(utterance, mentions=tuple(Mention(0, 0, (role,)) for role in roles))
    return in_place(utterance, roles, _POINTING | {"two", "both", "my"})


def in_place(utterance: Utterance, roles: Sequence[str], pronouns: Set[str] = POINTING_TOO) -> Utterance:
    """The message with roles in place of its first pronoun, or at its end where it has none."""
    words, mentions = list(utterance.words), list(utterance.mentions)
    pointing = [i for i, word in enumerate(words) if word in pronouns]
    place = pointing[0] if pointing else len(words)
    words[place : place + 1] = ["xrole"] * len(roles)
    shift = len(roles) - (1 if pointing else 0)
    moved = [replace(m, start=m.start + shift, end=m.end + shift) if m.start >= place else m for m in mentions]
    named = [Mention(place + n, place + n + 1, (role,)) for n, role in enumerate(roles)]
    kept = sorted([*moved, *named], key=lambda mention: mention.start)
    return describe(words, tuple(kept), " ".join(utterance.words))


def _roles_meant(utterance: Utterance, state: State) -> tuple[str, ...]:
    last = state.match.roles if state.match else ()
    if state.pair and not {"first", "former", "second", "latter"}.isdisjoint(utterance.has):
        return _by_place(utterance, state.pair)
    compares = not utterance.has.isdisjoint(DIFFERING | {"between", "beside", "against", "common", "alike"})
    if len(last) == 1 and len(state.recent) > 1 and compares and not _PLURALS.isdisjoint(utterance.has):
        return state.recent[:2]
    if "other" in utterance.has and "each" not in utterance.has and len(state.recent) > 1:
        return (next((role for role in state.recent if role not in last[:1]), state.recent[1]),)
    if {"two", "both"} & utterance.has and len(state.recent) > 1:
        return state.recent[:2]
    if "xwhich" in utterance.cues and len(last) < 2 and _compares_last(utterance, state):
        return _weighed(state)
    if state.match and state.match.kind is Kind.TRANSITION:
        return last[-1:]
    return last or state.recent[:1]


def _by_place(utterance: Utterance, pair: tuple[str, ...]) -> tuple[str, ...]:
    """The roles of a pair that a message points at by their order: "from the first to the second"."""
    places = {i: 0 if word in _FIRST else 1 for i, word in enumerate(utterance.words) if word in _FIRST | _SECOND}
    return tuple(dict.fromkeys(pair[place] for place in places.values()))


def after(state: State, utterance: Utterance, match: Match) -> State:
    """The state of the talk after a question was read as `match`."""
    if match.kind is Kind.META or (match.kind is Kind.UNKNOWN and not utterance.roles):
        return replace(state, offered=())
    if match.kind is Kind.UNKNOWN:
        match = replace(match, roles=utterance.roles, dimension="")
    roles = match.roles[:1] if match.kind is Kind.GUIDANCE else match.roles
    match = replace(match, roles=roles)
    recent = tuple(dict.fromkeys([*reversed(roles), *state.recent]))
    named = utterance.roles if len(utterance.roles) == 2 else state.pair
    return State(utterance, match, recent, named, match.candidates if match.kind is Kind.CLARIFY else ())
