"""Likes, skills and background -> the roles that suit them, with what speaks for and against each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.compiled import Compiled
from chatbot.evidence import Evidence
from chatbot.model import Says, Statement
from chatbot.utterance import Utterance
from chatbot.words import NEGATIONS, STOP

SHOWN = 3
"""Roles that a guidance answer ranks."""

ROLE_PULL = 0.5
"""How much what the person says counts for the role that it fits for certain, beside words that statements share."""

NEAR = 0.4
"""A role is shown beside the best one where it scores at least this share of it."""

_DISLIKES = frozenset(
    "hate hates dislike dislikes avoid avoids bored boring tired sick nothing little minimal less fewer away afraid "
    "scared loathe loathes detest detests allergic".split()
)
_CLAUSE_ENDS = frozenset("but and though although however rather just which what".split())


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a role suits: `score` in units of idf, `statements` that speak for it, `against` that speak against."""

    role: str
    score: float
    statements: tuple[Statement, ...]
    against: tuple[Statement, ...] = ()


def best_fits(utterance: Utterance, evidence: Evidence, book: Compiled) -> tuple[Fit, ...]:
    """The roles ranked by how much of what the person says their statements take up; at most SHOWN, best first.

    Every telling word counts once for a role, at the weight of the statement that takes it up best; words that the
    person turns down ("no staff to lead") count the other way round.
    """
    named = utterance.roles if len(utterance.roles) > 1 else ()
    named_only = not any(mention.described for mention in utterance.mentions)
    passed = utterance.roles if len(utterance.roles) == 1 and named_only and "xwhich" in utterance.cues else ()
    roles = named or tuple(role.id for role in book.knowledge.roles if role.id not in passed)
    disliked = _disliked(utterance)
    fits = [_fit(role, disliked, utterance, evidence, book) for role in roles]
    order = sorted(fits, key=lambda fit: -fit.score)
    near = [fit for fit in order if fit.score >= NEAR * order[0].score] or order[:1]
    return tuple(order if named else near[:SHOWN])


def _disliked(utterance: Utterance) -> frozenset[str]:
    """The telling words of clauses that deny: "I don't want to be an executive"."""
    from chatbot.text import stem

    found: set[str] = set()
    denying = 0
    for place, word in enumerate(utterance.words):
        denying = 0 if place in utterance.breaks else denying
        if word in NEGATIONS | _DISLIKES:
            denying = 7
        elif word in _CLAUSE_ENDS:
            denying = 0
        elif denying:
            denying -= 1
            if word not in STOP:
                found.add(stem(word))
    return frozenset(found)


def _fit(role: str, disliked: frozenset[str], utterance: Utterance, evidence: Evidence, book: Compiled) -> Fit:
    statements = book.knowledge.statements
    speaking = [(hit.score, statements[n]) for n, hit in evidence.hits.items() if _suits(statements[n], role)]
    speaking.sort(key=lambda pair: (-pair[0], pair[1].text))
    score = 0.0
    for stem in utterance.stems:
        best = _taken_up(stem, role, book)
        score += -best if stem in disliked else best
    weights = {word: book.relevance.weight(word) for word in utterance.stems}
    liked = sum(weight for word, weight in weights.items() if word not in disliked)
    support = sum(value for value, s in speaking[:4] if s.says is not Says.DOES_NOT) / 4
    score += support * liked / (sum(weights.values()) or 1.0)
    score += ROLE_PULL * liked * evidence.roles[role]
    granted = [s for _, s in speaking if s.says is not Says.DOES_NOT]
    against = [s for _, s in speaking if s.says is Says.DOES_NOT]
    return Fit(role, score, tuple(_first_each(granted)[:3]), tuple(against[:1]))


def _suits(statement: Statement, role: str) -> bool:
    """Whether a statement tells what a role is like; a figure does not."""
    return statement.role == role and statement.figure is None


def _taken_up(stem: str, role: str, book: Compiled) -> float:
    """The weight at which a role's statements take up a stem; negative where they only deny it."""
    postings = book.relevance.postings.get(stem, ())
    granted = denied = 0.0
    for at in range(0, len(postings), 2):
        statement = book.knowledge.statements[int(postings[at])]
        if _suits(statement, role) and statement.path is None:
            if statement.says is Says.DOES_NOT:
                denied = max(denied, postings[at + 1])
            else:
                granted = max(granted, postings[at + 1])
    return book.relevance.weight(stem) * (granted or -denied)


def _first_each(statements: Sequence[Statement]) -> list[Statement]:
    """The best statement of each dimension first, then the rest."""
    seen: set[str] = set()
    first = [s for s in statements if not (s.dimension in seen or seen.add(s.dimension))]  # type: ignore[func-returns-value]
    return [*first, *(s for s in statements if s not in first)]
