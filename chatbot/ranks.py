"""Claims that put two roles in order: who reports to whom, who has more of a thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from chatbot.amounts import top_of, words_between
from chatbot.claims import Claim
from chatbot.compiled import Compiled
from chatbot.grading import Ruling, borne_out, is_partial, put
from chatbot.model import Dimension, Mention, Statement, Verdict
from chatbot.ordering import chain
from chatbot.relevance import words_of
from chatbot.speaking import Voice
from chatbot.utterance import AUXILIARIES, Utterance
from chatbot.words import (
    AHEAD,
    BEHIND,
    DOWNWARD,
    EQUAL,
    LEAST,
    MOST,
    NEARLY,
    PRONOUNS,
    REPORTING,
    SUPERIORS,
    TOLD_MORE,
    UPWARD,
)

NEAR = 0.7
"""A statement at this share of the rank of the best one speaks to the claim as well."""

_AS_AS = re.compile(r"\bas (?!well\b)(?:\w+ ){1,4}?as\b")
_MORE_THAN = re.compile(TOLD_MORE)


def names_any(utterance: Utterance, phrases: Iterable[str]) -> bool:
    """Whether one of the phrases stands outside names."""
    text = f" {' '.join(words_between(utterance))} "
    return any(f" {phrase} " in text for phrase in phrases)


def is_superior(utterance: Utterance) -> bool:
    """Whether the one role named is the one reported to: "does a plumber report to a COO?"."""
    verbs = [i for i, word in enumerate(utterance.words) if word.startswith(("report", "answer", "work", "manag"))]
    named = [mention.start for mention in utterance.mentions if mention.roles]
    return bool(verbs) and bool(named) and min(named) > verbs[0]


def line_of_report(utterance: Utterance) -> tuple[str, str] | None:
    """The junior and the senior, where one of two roles is said to report to the other."""
    roles = utterance.roles
    if len(roles) != 2:
        return None
    placed = [m for m in utterance.mentions if len(m.roles) == 1 and m.start < m.end]
    junior = _has_superior(utterance.words, placed, roles) or _reports(utterance, placed)
    return (junior, next(role for role in roles if role != junior)) if junior else None


def _has_superior(words: Sequence[str], placed: Sequence[Mention], roles: Sequence[str]) -> str:
    """The role whose boss the other one is said to be: "is the boss of B A?", "has A as boss"; empty where none is."""
    for mention in placed:
        after, role = words[mention.end : mention.end + 3], mention.roles[0]
        if not SUPERIORS.isdisjoint(after[:1]):
            return role
        if after[:1] == ("as",) and not SUPERIORS.isdisjoint(after[1:]):
            return next(other for other in roles if other != role)
    return ""


def _reports(utterance: Utterance, placed: Sequence[Mention]) -> str:
    """The role that is said to report: the last one named before the verb, else the first; empty where none is."""
    if not names_any(utterance, REPORTING):
        return ""
    words = utterance.words
    verb = _place_of(REPORTING, words)
    if 1 < verb < len(words) and words[verb - 1] in PRONOUNS and words[verb - 2] not in AUXILIARIES:
        return ""
    before = [mention.roles[0] for mention in placed if mention.start < verb]
    return before[-1] if before else utterance.roles[0]


def _place_of(phrases: Iterable[str], words: Sequence[str]) -> int:
    """Where the first of the phrases begins; behind the last word where none stands."""
    held = {tuple(phrase.split()) for phrase in phrases}
    return next((i for i in range(len(words)) for n in (1, 2, 3, 4) if words[i : i + n] in held), len(words))


def judge_report(claim: Claim, book: Compiled, junior: str, senior: str, dimension: str) -> Ruling:
    """Whether the one reports to the other: only a statement that says so of these two decides."""
    up = tuple(s for s in book.cells.get((junior, dimension), ()) if senior in s.reports_to)
    down = tuple(s for s in book.cells.get((senior, dimension), ()) if junior in s.reports_to)
    if up:
        beside = sorted(up, key=lambda statement: statement.partner != senior)
        return Ruling(borne_out(beside[0], claim), tuple(beside[:2]))
    if down:
        return Ruling(Verdict.YES if claim.negated else Verdict.NO, down[:2])
    return Ruling(None)


def direction(utterance: Utterance, dimension: Dimension) -> int:
    """1 where the first role named is said to have more than the second, -1 for less, 0 where neither is said."""
    text = f" {' '.join(words_between(utterance))} "
    for phrases, sign in ((dimension.less, -1), (dimension.more, 1)):
        for phrase in phrases:
            at = text.find(f" {' '.join(words_of(phrase))} ")
            if at >= 0:
                before = text[:at].split()[-1:]
                return -sign if before and before[0] in LEAST else sign
    for patterns, sign in ((UPWARD | BEHIND, -1), (DOWNWARD, 1)):
        if names_any(utterance, patterns):
            return sign
    words = set(text.split())
    return -1 if words & LEAST else 1 if words & (MOST | AHEAD) else 0


def judge_order(
    utterance: Utterance, claim: Claim, book: Compiled, roles: Sequence[str], dimension: str, voices: Sequence[Voice]
) -> Ruling:
    """The verdict on a claim that one of two roles has more than the other, or as much."""
    sign = direction(utterance, book.dimension[dimension])
    told = _told_to_have_more(voices, roles)
    if sign and told:
        return Ruling(put((told.role == roles[0]) == (sign > 0), claim), (told,))
    edges = book.order(dimension, utterance.stems)
    up, down = chain(edges, roles[0], roles[1]), chain(edges, roles[1], roles[0])
    if not (up or down):
        return Ruling(None)
    if _is_level(utterance):
        level = bool(NEARLY & utterance.has) and _is_close(up or down, book, roles[:2], dimension)
        short = bool(up) and claim.negated and not EQUAL & utterance.has
        return Ruling(put(level or short, claim) if not short else Verdict.NO, up or down)
    if not sign:
        return Ruling(None)
    claimed, against = (up, down) if sign > 0 else (down, up)
    if claimed:
        weakest = next((step for step in claimed if is_partial(step)), claimed[0])
        return Ruling(borne_out(weakest, claim), _with_both_figures(claimed, book, roles, dimension))
    return Ruling(put(False, claim), against)


def _is_level(utterance: Utterance) -> bool:
    """Whether two are said to be level: "the same", "as much as"."""
    return bool(EQUAL & utterance.has) or bool(_AS_AS.search(" ".join(words_between(utterance))))


def _told_to_have_more(voices: Sequence[Voice], roles: Sequence[str]) -> Statement | None:
    """The statement that says in its text, of the thing asked about, that its role has more of it than the other."""
    near = [voice.statement for voice in voices if voice.rank >= NEAR * voices[0].rank]
    told = (s for s in near if s.partner in roles and not (s.more or s.figure) and _MORE_THAN.search(s.text))
    return next(told, None)


def _with_both_figures(
    steps: tuple[Statement, ...], book: Compiled, roles: Sequence[str], dimension: str
) -> tuple[Statement, ...]:
    """The deciding statements; where one is a figure, those of all the roles in that measure."""
    figure = steps[0].figure
    if figure is None:
        return steps
    return tuple(dict.fromkeys([*steps, *_in_measure(figure.measure, book, roles, dimension)]))


def _in_measure(measure: str, book: Compiled, roles: Sequence[str], dimension: str) -> list[Statement]:
    """The roles' own figures in a measure, in the order of the roles."""
    held = (s for role in roles for s in book.cells.get((role, dimension), ()) if not s.partner)
    return [s for s in held if s.figure and s.figure.measure == measure]


def _is_close(steps: Sequence[Statement], book: Compiled, roles: Sequence[str], dimension: str) -> bool:
    """Whether the figures of two roles in the measure that orders them differ by less than a tenth."""
    measure = steps[0].figure.measure if steps[0].figure else ""
    tops = {s.role: top_of(s) for s in reversed(_in_measure(measure, book, roles, dimension))}
    return len(tops) == 2 and max(tops.values()) - min(tops.values()) < 0.1 * max(tops.values())
