"""Messages that ask nothing anew: they act on the last answer ("why?", "more") or pick from what was offered ("2")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from chatbot.model import Candidate, Detail
from chatbot.text import stem
from chatbot.utterance import LEAD_INS, Utterance


class Move(StrEnum):
    """Messages that act on the last answer instead of asking anew."""

    WHY = "why"
    SOURCE = "source"
    MORE = "more"
    SWAP = "swap"


DETAILS = {Move.WHY: Detail.WHY, Move.SOURCE: Detail.SOURCE, Move.MORE: Detail.MORE}
"""What a move shows more of."""

MEANT = frozenset("meant mean no nope sorry not wrong actually rather instead".split())
"""Words of a correction."""

_POLITE = frozenset("please pls the a an is that it for me can you tell give show what's so of this your".split())
_WAYS_TO_SAY = {
    Move.WHY: "why|how come|why though|why not|how do know|explain why|reason|reasons",
    Move.SOURCE: "source|sources|says who|who says|where from|where does come from|where do come from|"
    "where does all come from|where taken from|where got from|reference|references|cite|citation|got source|"
    "have source|what source|which source|what sources|where did get|where do get|evidence|proof",
    Move.MORE: "more|go on|continue|details|more details|rest|everything|full answer|longer|elaborate|say more|"
    "and more|more info|in more detail|expand|how|how exactly|how so|steps|what steps|missing|in between",
    Move.SWAP: "other way round|other way around|vice versa|reverse|opposite direction|other direction|"
    "in reverse|back|swap them|opposite way|around other way|what about other way round|how about other way round",
}
_MOVES = {words: move for move, ways in _WAYS_TO_SAY.items() for words in ways.split("|")}
_NUMBERS = {word: n for n, word in enumerate("one two three four five six seven eight nine".split(), 1)}
_ORDINALS = {word: n for n, word in enumerate("first second third fourth fifth sixth".split(), 1)}
_WHERE_FROM = ["where", "did", "you", "get"]


def move_of(utterance: Utterance) -> Move | None:
    """The move a message makes, if it is one and nothing else."""
    words = list(utterance.words)
    while words and words[0] in LEAD_INS and len(words) > 1:
        words = words[1:]
    if words[:4] == _WHERE_FROM and len(words) <= 7:
        return Move.SOURCE
    return _MOVES.get(" ".join(word for word in words if word not in _POLITE)) if len(words) <= 9 else None


def choice_of(utterance: Utterance, offered: Sequence[Candidate]) -> Candidate | None:
    """The offered choice that a message picks by number: "2", "two", "the second one"."""
    place = number_in(utterance)
    return offered[place - 1] if place and 1 <= place <= len(offered) else None


def named_choice(utterance: Utterance, offered: Sequence[Candidate], names: Mapping[str, str]) -> Candidate | None:
    """The offered dimension that a message names, by its names as stems, and says nothing beside: "the budget"."""
    words = utterance.words
    telling = [n for n, word in enumerate(words) if word not in _POLITE | MEANT | LEAD_INS | {"i"}]
    said = words[telling[0] : telling[-1] + 1] if telling else ()
    meant = names.get(" ".join(map(stem, words))) or names.get(" ".join(map(stem, said)))
    return next((choice for choice in offered if choice.dimension and choice.dimension == meant), None)


def number_in(utterance: Utterance) -> int | None:
    """The number that a message consists of, if it is nothing but one."""
    words = [w for w in utterance.words if w not in {"the", "number", "option", "no", "please", "choice", "one's"}]
    words = words[:1] if len(words) == 2 and words[1] in {"one", "please"} else words
    if len(words) != 1:
        return None
    if words[0].isdigit():
        return int(words[0][:4])
    return _NUMBERS.get(words[0]) or _ORDINALS.get(words[0])
