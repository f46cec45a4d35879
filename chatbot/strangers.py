"""Titles that no role holds: whether a question is about one, alone or beside a known role."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from chatbot.compiled import Compiled
from chatbot.evidence import Evidence
from chatbot.model import Candidate, Kind, Match, Mention, Reason
from chatbot.text import normalize, tokenize
from chatbot.utterance import AUXILIARIES, Utterance
from chatbot.words import DOWNWARD, UPWARD

_LINKS = frozenset(
    "or and vs versus nor a an the to beside compared with from what is "
    "differ differs different rank ranks above below outrank outranks".split()
)

_HELD_AGAINST = frozenset("than above over below under beneath".split())
"""Words before a title against which a role is held: "who is above a plumber?"."""

_BECOMING = frozenset("become becoming".split())
_RANKING = UPWARD | DOWNWARD | {"same", "above", "below", "over", "under"}
_CHOICES = frozenset("or vs versus nor".split())


def stranger_in(utterance: Utterance, roles: Sequence[str], intent: str) -> Mention | None:
    """The title that no role holds and that the question is about, alone or beside a known role."""
    strangers = [mention for mention in utterance.mentions if not mention.roles]
    if not strangers:
        return None
    if roles:
        return next((m for m in strangers if _is_beside_role(m, utterance)), None)
    if intent in (Kind.GUIDANCE, Kind.META) and not _is_goal(strangers[0], utterance):
        return None
    if "xwhich" in utterance.cues and not _is_asked_about(strangers, utterance):
        return None
    return strangers[0]


def unborne(utterance: Utterance, match: Match) -> Mention | None:
    """The title that no role holds of which a claim was judged without a statement that names it.

    The rank of such a title, "a plumber is above the COO", is never judged: statements rank the roles that are held.
    """
    strangers = [mention for mention in utterance.mentions if not mention.roles]
    if match.kind is not Kind.VERIFY or not strangers:
        return None
    subject = min((mention.start for mention in utterance.mentions if mention.roles), default=0)
    told = " ".join(f" {' '.join(tokenize(normalize(statement.text)))} " for statement in match.statements)
    ranks = not _RANKING.isdisjoint(utterance.has)
    return next(
        (m for m in strangers if (ranks and m.start < subject) or not _is_named(m, utterance, told)),
        None,
    )


def _is_named(stranger: Mention, utterance: Utterance, told: str) -> bool:
    """Whether statements name a title as it is written or in full, "chief executive" for "chief executive officer"."""
    title = stranger.title.casefold().split()
    short = " ".join(title[:-1] if len(title) > 2 else title)
    written = " ".join(utterance.words[stranger.start : stranger.end])
    return f" {written} " in told or f" {short} " in told


def _is_beside_role(stranger: Mention, utterance: Utterance) -> bool:
    """Whether the title is put beside a known role as its equal: "plumber vs COO"."""
    compares = not utterance.has.isdisjoint({"difference", "differences", "differ", "compare", "compared", "between"})
    for mention in utterance.mentions:
        first, second = sorted((mention, stranger), key=lambda m: m.start)
        link = set(utterance.words[first.end : second.start])
        if mention.roles and ("than" in link or (link <= _LINKS and (link & _CHOICES or compares))):
            return True
    return False


def _is_goal(stranger: Mention, utterance: Utterance) -> bool:
    """Whether a person wants to become what a title says: "how do I become a plumber?"."""
    return not _BECOMING.isdisjoint(utterance.words[max(0, stranger.start - 2) : stranger.start])


def _is_asked_about(strangers: Sequence[Mention], utterance: Utterance) -> bool:
    """Whether a who-question is after all about a title: "whom does a plumber report to?", "CEO or CFO, who ...?"."""
    for one, other in pairwise(strangers):
        if set(utterance.words[one.end : other.start]) <= _LINKS:
            return True
    before = utterance.words[: strangers[0].start]
    asks_for_object = any(
        word in {"who", "whom"} and following in AUXILIARIES - {"is", "are", "has", "have"}
        for word, following in pairwise(before)
    )
    return asks_for_object or not _HELD_AGAINST.isdisjoint(before[-2:])


def unknown_role(stranger: Mention, roles: Sequence[str], evidence: Evidence, book: Compiled) -> Match:
    """The refusal of a question about a title nobody holds; its candidates are what is known and near."""
    near = [stranger.nearest] if stranger.nearest else []
    ranked = [*roles, *near] or _lookalikes(stranger.title, book)
    candidates = [
        Candidate(book.role[r].name, round(0.9 - 0.2 * i, 2), role=r) for i, r in enumerate(dict.fromkeys(ranked))
    ]
    return Match(
        Kind.UNKNOWN,
        confidence=0.9,
        reason=Reason.UNKNOWN_ROLE,
        roles=tuple(roles),
        subject=stranger.title,
        candidates=tuple(candidates),
        dimension=max(book.dimension, key=lambda label: evidence.intents[label]),
    )


def _lookalikes(title: str, book: Compiled) -> list[str]:
    words = set(title.split())
    shared = {role.id: len(words & set(role.name.casefold().split())) for role in book.knowledge.roles}
    return [role for role in sorted(shared, key=lambda r: -shared[r]) if shared[role]][:2]
