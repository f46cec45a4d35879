"""One thread of talk: ask(text) -> Answer, with what was said before in mind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.answering import answer, together, with_choices
from chatbot.aspects import are_apart, ways_apart
from chatbot.compiled import Compiled
from chatbot.followups import (
    State,
    after,
    asks_the_same,
    asks_who_then,
    beside,
    completes_pair,
    continues_who,
    goes_on,
    in_place,
    is_ellipsis,
    is_fragment,
    more_of_the_same,
    next_leg,
    retarget,
    retold,
    roles_pointed_at,
    set_apart,
    spoken_of,
    takes_over,
    topic_of,
    weighed_last,
    with_parts,
    with_words,
)
from chatbot.matching import interpret, settled
from chatbot.messages import MAX_PARTS, split_questions
from chatbot.model import Answer, Candidate, Detail, Kind, Match, Reason
from chatbot.moves import DETAILS, Move, choice_of, move_of, named_choice, number_in
from chatbot.ranks import names_any
from chatbot.refusals import replied, unreadable
from chatbot.relevance import words_of
from chatbot.text import MAX_QUESTION, visible
from chatbot.utterance import Utterance, hear

_NO_CHOICE = re.compile(r"\s*[-+\u2212]?\s*[\d.]+\s*(?<![0-9.])|\s*[-+\u2212]\s*\d+\s*")
"""Numbers that pick nothing from a list: negative ones, digits of another script."""

CERTAIN = 0.8
"""How sure the reading of a question as one about the roles in play has to be, where by itself it is refused."""

FRESH = State()
"""Nothing was said yet."""

_TOO_LONG = f"A question may have at most {MAX_QUESTION:,} characters."


class Conversation:
    """A talk with one person. Answers depend on the knowledge and on what was asked in this talk, on nothing else."""

    def __init__(self, book: Compiled, state: State = FRESH) -> None:
        self._book = book
        self._state = state

    @property
    def state(self) -> State:
        """Where the talk stands; another conversation can go on from it."""
        return self._state

    @property
    def roles(self) -> tuple[str, ...]:
        """Ids of the roles in play, the most recent first."""
        return self._state.recent

    def ask(self, text: str) -> Answer:
        """The answer to a message. Where it holds several questions, the later answers stand under `also`."""
        shown = visible(text[: MAX_QUESTION + 1])
        if len(text) > MAX_QUESTION:
            return replace(refusal(_TOO_LONG, self._book), question=visible(text))
        parts = split_questions(_lines(text)) if len(shown) > 20 else [shown]
        answers: list[Answer] = []
        asked, open_question = 0, FRESH
        for part in map(visible, parts):
            found, many = self._ask_part(part, MAX_PARTS - len(answers))
            answers += found
            asked += many
            open_question = self._state if self._state.offered else open_question
        if open_question.offered:  # a number that comes next is meant for it, whatever was answered after it
            self._state = replace(open_question, recent=self._state.recent, pair=self._state.pair)
        note = f"I answered the first {MAX_PARTS} of {asked} questions." if asked > MAX_PARTS else ""
        return replace(together(answers, note), question=shown)

    def _ask_part(self, text: str, most: int) -> tuple[list[Answer], int]:
        """The answers to a question, one for each aspect it asks of, at most so many; and how many those are in all."""
        if not most:
            return [], 1
        before = self._state
        for pieces, anew in ways_apart(text, self._book):
            answers = [self._ask_one(piece) for piece in pieces[:most]]
            if are_apart(answers, anew=anew):
                return answers, len(pieces)
            self._state = before
        return [self._ask_one(text)], 1

    def _ask_one(self, text: str) -> Answer:
        refused = unreadable(text)
        if refused:
            return answer(refused, self._book, text)
        if self._state.offered and _NO_CHOICE.fullmatch(text):
            return answer(self._ask_again(), self._book, text)
        utterance = hear(text, self._book.speller, self._book.names)
        match, detail = self._read(utterance)
        return answer(match, self._book, text, detail)

    def _read(self, utterance: Utterance) -> tuple[Match, Detail]:
        """The reading of an utterance in this talk; the talk moves on."""
        refused = replied(utterance, self._book)
        if refused:
            return refused, Detail.SHORT
        move = move_of(utterance)
        if move in DETAILS and self._state.match and self._state.match.kind is not Kind.CLARIFY:
            return self._state.match, DETAILS[move]
        utterance, match = self._match(utterance, move)
        match = with_choices(match, self._book)
        self._state = after(self._state, utterance, match)
        return match, Detail.SHORT

    def _match(self, utterance: Utterance, move: Move | None) -> tuple[Utterance, Match]:
        state, book = self._state, self._book
        if move is not None and not self._can(move):
            return utterance, Match(Kind.CLARIFY, confidence=0.9, reason=Reason.AMBIGUOUS)
        if move is Move.SWAP:
            roles = tuple(reversed(self._swappable()))
            utterance = retold(state, roles)
            match = interpret(utterance, book)
            return utterance, replace(match, roles=roles) if match.kind is Kind.TRANSITION else match
        if number_in(utterance) is not None and (state.offered or len(utterance.words) == 1):
            return self._choose(utterance, choice_of(utterance, state.offered))
        choice = named_choice(utterance, state.offered, book.dimension_named)
        if choice:
            return self._choose(utterance, choice)
        if state.match is not None:
            utterance = with_parts(utterance, book.names)
        leg = next_leg(utterance, state)
        if leg:
            return utterance, Match(Kind.TRANSITION, leg, confidence=0.8)
        apart = set_apart(utterance, state)
        if apart:
            return beside(utterance, apart.roles), apart
        if is_ellipsis(utterance, state):
            utterance = retold(state, roles_pointed_at(utterance, state))
            return utterance, interpret(utterance, book)
        pair = completes_pair(utterance, state)
        if pair:
            same = asks_the_same(utterance, state)
            utterance = retold(state, pair) if same else in_place(utterance, pair[:1])
            return utterance, interpret(utterance, book)
        if is_fragment(utterance, state, book.relevance, book.dimension_named):
            utterance = retold(state, retarget(utterance, state))
            return utterance, interpret(utterance, book)
        return self._in_talk(utterance)

    def _swappable(self) -> tuple[str, ...]:
        """The two roles whose order can be turned round, as they were named."""
        named = self._state.utterance.roles if self._state.utterance else ()
        return named if len(named) == 2 else self._state.pair

    def _can(self, move: Move) -> bool:
        """Whether there is an answer that the move can act on."""
        answered = self._state.match is not None and self._state.match.kind is not Kind.CLARIFY
        return answered and (move is not Move.SWAP or len(self._swappable()) == 2)

    def _in_talk(self, utterance: Utterance) -> tuple[Utterance, Match]:
        """The reading of a whole question, which may speak of the roles in play without naming them."""
        state, book = self._state, self._book
        among = more_of_the_same(utterance, state)
        orders = (phrases for both in book.order_phrases.values() for phrases in both)
        if among is not None and not any(names_any(utterance, phrases) for phrases in orders):
            return self._among(among, utterance)
        if asks_who_then(utterance, state) and state.utterance:
            asked = replace(state.utterance, mentions=())
            return asked, interpret(asked, book, carries_who=True)
        carries_who = continues_who(utterance, state)
        if carries_who:
            utterance = beside(utterance, weighed_last(state))
        match = interpret(utterance, book, carries_who=carries_who)
        talks_of_itself = match.kind is Kind.META and not goes_on(utterance)
        if talks_of_itself or carries_who or not state.recent or utterance.mentions:
            return utterance, match
        if takes_over(utterance, state):
            utterance = spoken_of(utterance, state)
            return utterance, interpret(utterance, book)
        alone = match.kind is Kind.UNKNOWN
        if alone or _is_open(match, utterance, book):
            told = spoken_of(utterance, state)
            again = interpret(told, book)
            if not again.reason and (not alone or again.confidence >= CERTAIN):
                return told, again
        return utterance, match

    def _among(self, roles: Sequence[str], utterance: Utterance) -> tuple[Utterance, Match]:
        """Who of some roles, or of all, has more or less of what was just told: of its topic, or else its dimension."""
        assert self._state.match is not None and self._state.utterance is not None
        dimension = self._state.match.dimension
        told = beside(with_words(utterance, topic_of(self._state.utterance)), roles)
        match = interpret(told, self._book, carries_who=True)
        if match.dimension == dimension:
            return told, match
        told = beside(with_words(utterance, words_of(self._book.dimension[dimension].name)), roles)
        return told, interpret(told, self._book, carries_who=True)

    def _choose(self, utterance: Utterance, choice: Candidate | None) -> tuple[Utterance, Match]:
        state = self._state
        if choice is None or state.utterance is None:
            return state.utterance or utterance, self._ask_again()
        if choice.dimension and state.match:
            return with_words(state.utterance, words_of(choice.name)), settled(state.match, choice.dimension)
        chosen = retold(state, (choice.role,))
        return chosen, interpret(chosen, self._book)

    def _ask_again(self) -> Match:
        state = self._state
        if state.match is not None and state.match.kind is Kind.CLARIFY:
            return state.match
        return Match(Kind.CLARIFY, confidence=0.9, reason=Reason.AMBIGUOUS)


def _is_open(match: Match, utterance: Utterance, book: Compiled) -> bool:
    """Whether a reading leaves open which roles are meant."""
    if match.kind is Kind.WHO:
        return "xwhich" not in utterance.cues
    everybody = match.kind is Kind.COMPARISON and len(match.roles) == len(book.role)
    return everybody or (match.kind is Kind.CLARIFY and not match.candidates)


def refusal(message: str, book: Compiled) -> Answer:
    """The answer to input that could not be read as a question; its question is null."""
    match = Match(Kind.UNKNOWN, confidence=1.0, reason=Reason.BAD_INPUT, subject=message)
    return answer(match, book, None)


def _lines(text: str) -> str:
    """The text with its line breaks kept, for lists of questions, and nothing else that is invisible."""
    return "\n".join(visible(line) for line in text.split("\n"))
