"""One question that asks of several aspects -> the questions it stands for: "skills and pay of X" are two.

How it may be taken apart is found by joining words and the book's own names of dimensions. Whether it is, is for the
answers to the pieces to show: each has to be of another dimension, for certain, and of the same roles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.compiled import Compiled
from chatbot.model import Answer, Kind
from chatbot.text import normalize, stem, tokenize
from chatbot.utterance import hear
from chatbot.words import STOP

SURELY = 0.8
"""How sure the answer to each piece has to be. Of the 8,150 example questions on one dimension in knowledge/questions
some dozen are taken apart at an "and" then, all at "and who", "and what" and the like, as in "who does the thinking and
who does the doing"; of 182 with the names of two dimensions in one of four frames 181 (173 at 0.85)."""

MODIFIERS = 2
"""Words at most that stand between a joining word and the name of an aspect: "and the average pay"."""

_GENERAL = frozenset({Kind.PROFILE, Kind.OVERVIEW})
_OF_ASPECTS = frozenset({Kind.STATEMENT, Kind.COMPARISON})
_WORD = re.compile(r"\bas well as\b|,|[^\s,;:()?!]+", re.I)
_JOIN = re.compile(r"\b(?:and|plus|also|as well as)\b|[,&+]", re.I)
_ASKING = frozenset("who whom what which how why when where".split())
_CHOOSING = frozenset("who whom which".split())
_ARTICLES = frozenset("a an the their its his her".split())
_HOLDING = frozenset("not no without between balance balances combine combines reconcile weigh mix".split())
"""Words in front of two things that keep them together, or deny one of them."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text: where it stands, how it is spelt right, and its stem."""

    start: int
    end: int
    said: str
    stem: str
    joins: bool = False


@dataclass(frozen=True, slots=True)
class _Name:
    """The name of a dimension: the place of its first word and of the word behind it."""

    start: int
    end: int
    dimension: str


def ways_apart(text: str, book: Compiled) -> Iterator[tuple[list[str], bool]]:
    """The ways in which a question may be several, each as the questions it then is, and whether they ask anew."""
    if not _JOIN.search(text):
        return
    words = [_word(found, book) for found in _WORD.finditer(text)]
    names = _names(words, book)
    chain = _chain(names, words)
    if len(chain) > 1:
        yield _in_one_frame(text, words, chain), False
    join = next((n for n in range(1, len(words) - 1) if _begins_anew(words, names, n)), None)
    if join and not _weighs_roles(words[join + 1], text, book):
        pieces = [text[: words[join].start].rstrip(" ,"), text[words[join + 1].start :]]
        yield pieces, words[join + 1].said in _ASKING


def are_apart(answers: Sequence[Answer], *, anew: bool) -> bool:
    """Whether the pieces of a question surely ask about different dimensions of the same roles.

    The first may ask about them in general: "what does X do and earn?". Pieces that ask `anew` may also ask who does a
    thing, and are apart then if anything tells them apart.
    """
    told = _OF_ASPECTS | {Kind.WHO} if anew else _OF_ASPECTS
    if any(answer.confidence < SURELY for answer in answers) or any(answer.kind not in told for answer in answers[1:]):
        return False
    if answers[0].kind not in _GENERAL | told:
        return False
    asked = {(answer.kind, answer.roles, answer.dimension) for answer in answers}
    if any(answer.kind is Kind.WHO for answer in answers):
        return len(asked) == len(answers)
    return len({answer.roles for answer in answers}) == 1 and len({a.dimension for a in answers}) == len(answers)


def _word(found: re.Match[str], book: Compiled) -> _Word:
    if _JOIN.fullmatch(found[0]):
        return _Word(found.start(), found.end(), found[0], "", joins=True)
    said = [fixed for word in _spoken(found[0]) for fixed in book.speller.repair(word)]
    return _Word(found.start(), found.end(), " ".join(said), " ".join(map(stem, said)))


@lru_cache(maxsize=8_192)
def _spoken(word: str) -> tuple[str, ...]:
    return tuple(tokenize(normalize(word)))


def _names(words: Sequence[_Word], book: Compiled) -> list[_Name]:
    """The names of dimensions in a text, in order, the longest where several begin at one word."""
    names: list[_Name] = []
    for start in range(len(words)):
        if not names or start >= names[-1].end:
            ends = range(min(start + book.longest_name, len(words)), start, -1)
            spans = ((end, " ".join(word.stem for word in words[start:end])) for end in ends)
            found = next(
                ((end, book.dimension_named[span]) for end, span in spans if span in book.dimension_named), None
            )
            names += [_Name(start, *found)] if found else []
    return names


def _chain(names: Sequence[_Name], words: Sequence[_Word]) -> list[_Name]:
    """The first names that are joined with one another, all of different dimensions."""
    chain: list[_Name] = []
    for name in names:
        if chain and _are_joined(chain[-1], name, words) and all(name.dimension != held.dimension for held in chain):
            chain.append(name)
        elif len(chain) < 2:
            chain = [] if _is_held(name, words) else [name]
        else:
            break
    return chain


def _are_joined(one: _Name, other: _Name, words: Sequence[_Word]) -> bool:
    """Whether two names are joined with each other: "skills needed and the average pay"."""
    between = words[one.end : other.start]
    joins = [n for n, word in enumerate(between) if word.joins]
    close = bool(joins) and joins[0] <= 1 and len(between) - joins[-1] - 1 <= MODIFIERS
    asks_anew = any(word.said in _ASKING and word.said != words[one.start - 1].said for word in between)
    return close and not asks_anew


def _is_held(name: _Name, words: Sequence[_Word]) -> bool:
    """Whether a name stands behind a word that keeps it together with what follows: "between the budget and ..."."""
    before = (word.said for word in reversed(words[: name.start]) if word.said not in _ARTICLES)
    return next(before, "") in _HOLDING


def _begins_anew(words: Sequence[_Word], names: Sequence[_Name], join: int) -> bool:
    """Whether what follows a joining word asks by itself ("and how ...") or merely names an aspect ("and pay")."""
    if not words[join].joins or words[join].said == ",":
        return False
    ends_in_name = bool(names) and names[-1].end == len(words) and join < names[-1].start <= join + 1 + MODIFIERS
    return words[join + 1].said in _ASKING or (ends_in_name and not any(_is_held(name, words) for name in names))


def _weighs_roles(first: _Word, text: str, book: Compiled) -> bool:
    """Whether a piece that begins so asks which of the roles named: "X or Y, who plans it and who carries it out?"."""
    return first.said in _CHOOSING and len(hear(text, book.speller, book.names).roles) > 1


def _in_one_frame(text: str, words: Sequence[_Word], names: Sequence[_Name]) -> list[str]:
    """The question with each of the names alone in the place of all."""
    before, after = text[: words[names[0].start].start], text[words[names[-1].end - 1].end :]
    starts = [names[0].start, *(_with_modifiers(words, name.start) for name in names[1:])]
    ends = [*(_with_rest(words, name.end) for name in names[:-1]), names[-1].end]
    spans = zip(starts, ends, strict=True)
    return [f"{before}{text[words[start].start : words[end - 1].end]}{after}" for start, end in spans]


def _with_modifiers(words: Sequence[_Word], start: int) -> int:
    """Where the words begin that belong to a name: "average pay"."""
    while not words[start - 1].joins and words[start - 1].said not in STOP:
        start -= 1
    return start


def _with_rest(words: Sequence[_Word], end: int) -> int:
    """Where what belongs to a name ends: at the next joining word."""
    return next(n for n in range(end, len(words)) if words[n].joins)
