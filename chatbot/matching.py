"""Question -> Match: what it asks, of which roles, on which dimension, and how sure that reading is.

The cheap and certain comes first: what cannot be read at all, fixed replies, other languages, titles nobody holds.
Then the evidence decides, within what the number of roles named allows.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from chatbot.claims import without_others
from chatbot.compiled import INTENT, Compiled
from chatbot.confidence import confidence
from chatbot.evidence import Evidence, weigh
from chatbot.forms import denies, exempted, form_of, points_at_nobody, sets_all_beside
from chatbot.guidance import best_fits
from chatbot.holders import who_holds
from chatbot.intents import close_dimensions, intent_of, softened
from chatbot.model import ABOUT_YOU, Candidate, Kind, Match, Mention, Reason
from chatbot.ordering import chain
from chatbot.ranks import direction, names_any
from chatbot.smalltalk import small_talk
from chatbot.strangers import stranger_in, unborne, unknown_role
from chatbot.transitions import endpoints
from chatbot.utterance import Utterance
from chatbot.verdicts import rule
from chatbot.words import (
    FAIRNESS,
    LEAST,
    MEASURED,
    MOST,
    VALUED,
    VALUES,
)

FAR_BETTER = 1.5
POSSIBLE = 0.1
"""A who-question moves to another dimension that is possible where its topic fits FAR_BETTER times as well."""

_CLAIMING = frozenset({"xaux", "xtag", "xreported", "xclaims"})
"""Cues of a claim, or of a question that is answered with yes or no."""

CHOSEN = 0.95
"""Confidence in a reading that the person chose."""


def interpret(utterance: Utterance, book: Compiled, *, carries_who: bool = False) -> Match:
    """The reading of an utterance. `carries_who` is true where it carries on a question of who does it."""
    if utterance.cues & _CLAIMING and "xwh" not in utterance.cues:
        utterance = without_others(utterance)
    evidence = weigh(utterance, book)
    roles = utterance.roles
    intent = intent_of(utterance, softened(utterance, evidence, book), roles)
    stranger = stranger_in(utterance, roles, intent)
    if stranger:
        refused = unknown_role(stranger, roles, evidence, book)
        return replace(refused, explanation=_explanation(Kind.UNKNOWN, utterance, evidence, book))
    shared = next((m for m in utterance.mentions if len(m.roles) > 1), None)
    meant = [role for role in shared.roles if role not in roles] if shared and not shared.part else []
    if roles and len(meant) == 1:
        roles = (*roles, *meant)
    elif shared and (meant or not roles) and intent != Kind.GUIDANCE:
        return _ask_which(shared, intent, evidence, book)
    match = _decide(intent, utterance, evidence, book, roles, carries_who)
    stranger = unborne(utterance, match)
    if stranger:
        match = unknown_role(stranger, roles, evidence, book)
    words = tuple(sorted(utterance.stems, key=lambda stem: -book.relevance.weight(stem)))
    explained = _explanation(intent, utterance, evidence, book)
    sure = confidence(match, evidence, intent)
    return replace(match, words=words, confidence=sure, explanation=explained)


def _ask_which(mention: Mention, intent: str, evidence: Evidence, book: Compiled) -> Match:
    """Asks back which of several roles a shared title or a bare "manager" means."""
    candidates = tuple(Candidate(book.role[role].name, 0.5, role=role) for role in mention.roles)
    return Match(
        Kind.CLARIFY,
        dimension=intent if intent in book.dimension else "",
        confidence=0.8,
        reason=Reason.AMBIGUOUS,
        subject=mention.title,
        candidates=candidates,
    )


def _decide(
    intent: str,
    utterance: Utterance,
    evidence: Evidence,
    book: Compiled,
    roles: tuple[str, ...],
    carries_who: bool,
) -> Match:
    if intent == Kind.UNKNOWN:
        return _refuse(roles)
    if intent == Kind.META:
        return Match(Kind.META, subject=small_talk(utterance.words))
    if intent == Kind.GUIDANCE:
        return _guide(utterance, evidence, book)
    if intent == Kind.TRANSITION:
        return _move(utterance, roles)
    if intent in (Kind.OVERVIEW, Kind.PROFILE):
        if "xaux" in utterance.cues and utterance.stems and not evidence.hits:
            return Match(Kind.UNKNOWN, reason=Reason.NO_KNOWLEDGE, subject=" ".join(roles))
        return _in_general(utterance, roles)
    return _on_dimension(intent, utterance, evidence, book, roles, carries_who)


def _refuse(roles: Sequence[str]) -> Match:
    if roles:
        return Match(Kind.UNKNOWN, reason=Reason.UNKNOWN_ASPECT, candidates=(), subject=" ".join(roles))
    return Match(Kind.UNKNOWN, reason=Reason.OFF_TOPIC)


def _guide(utterance: Utterance, evidence: Evidence, book: Compiled) -> Match:
    fits = best_fits(utterance, evidence, book)
    if fits[0].score <= 0:
        return Match(Kind.CLARIFY, reason=Reason.AMBIGUOUS, subject=ABOUT_YOU)
    return Match(
        Kind.GUIDANCE, roles=tuple(fit.role for fit in fits), statements=tuple(s for f in fits for s in f.statements)
    )


def _move(utterance: Utterance, roles: tuple[str, ...]) -> Match:
    if not roles:
        return Match(Kind.CLARIFY, reason=Reason.AMBIGUOUS)
    return Match(Kind.TRANSITION, roles=endpoints(utterance, roles))


def _in_general(utterance: Utterance, roles: Sequence[str]) -> Match:
    if not roles:
        return Match(Kind.CLARIFY, reason=Reason.AMBIGUOUS)
    return Match(Kind.PROFILE if len(roles) == 1 else Kind.OVERVIEW, roles=tuple(sorted(roles)))


def _on_dimension(
    dimension: str,
    utterance: Utterance,
    evidence: Evidence,
    book: Compiled,
    roles: tuple[str, ...],
    carries_who: bool,
) -> Match:
    form = Kind.WHO if carries_who else form_of(utterance, evidence, roles, book.names)
    if form is Kind.WHO:
        return _who(dimension, utterance, evidence, book, roles)
    if not roles and points_at_nobody(utterance, form) and not sets_all_beside(utterance):
        return Match(Kind.CLARIFY, dimension=dimension, reason=Reason.AMBIGUOUS)
    judged = len(roles) == 1 and _asks_for_a_value(utterance)
    if judged and form in (Kind.VERIFY, Kind.STATEMENT):
        return Match(Kind.STATEMENT, roles, dimension, judged=True)
    if form is Kind.VERIFY:
        return _verify(dimension, utterance, evidence, book, roles)
    if not roles:
        return Match(Kind.COMPARISON, tuple(sorted(book.role)), dimension)
    rivals = close_dimensions(utterance, evidence, book)
    if len(rivals) > 1:
        return Match(Kind.CLARIFY, tuple(sorted(roles)), reason=Reason.AMBIGUOUS, candidates=rivals)
    return _told_of(roles, rivals[0].dimension)


def _told_of(roles: Sequence[str], dimension: str) -> Match:
    return Match(Kind.STATEMENT if len(roles) == 1 else Kind.COMPARISON, tuple(sorted(roles)), dimension)


def settled(asked: Match, dimension: str) -> Match:
    """The reading of a question that was asked back, now that its dimension is chosen."""
    return replace(
        _told_of(asked.roles, dimension), confidence=CHOSEN, words=asked.words, explanation=asked.explanation
    )


def _asks_for_a_value(utterance: Utterance) -> bool:
    """Whether a judgement is asked for that is the person's own: "a good career", not "good at talking"."""
    pairs = itertools.pairwise((*utterance.words, ""))
    return any(
        (not FAIRNESS.isdisjoint({word, word + after}) and after not in MEASURED)
        or (word in VALUES and after not in VALUED)
        for word, after in pairs
    )


def _who(dimension: str, utterance: Utterance, evidence: Evidence, book: Compiled, roles: Sequence[str]) -> Match:
    dimension = _better_dimension(dimension, evidence, book)
    says_more, says_less = (names_any(utterance, phrases) for phrases in book.order_phrases[dimension])
    if not roles and (not (utterance.stems or says_more or says_less) or _picks_from_nobody(utterance)):
        return Match(Kind.CLARIFY, dimension=dimension if utterance.stems else "", reason=Reason.AMBIGUOUS)
    aside = exempted(utterance)
    named = [role for role in roles if role not in aside] if utterance.roles else []
    among = named if len(named) > 1 else [role.id for role in book.knowledge.roles if role.id not in aside]
    sign = direction(utterance, book.dimension[dimension])
    denied = denies(utterance)
    if denied and sign > 0 and not named:  # "who never looks further ahead" asks for the one who looks least far
        denied, sign = False, -1
    if sign and len(named) == 2 and book.measures[dimension] and not _is_ordered(book, named, dimension, utterance):
        return Match(Kind.COMPARISON, tuple(sorted(named)), dimension)
    holders = who_holds(
        evidence,
        book,
        among,
        dimension,
        utterance.stems,
        denied=denied and not aside,
        least=(sign < 0 and not utterance.has.isdisjoint(LEAST | MOST)) or says_less,
        ordered=sign > 0 and (not utterance.has.isdisjoint(MOST) or says_more),
    )
    if not holders:
        return Match(Kind.UNKNOWN, reason=Reason.NO_KNOWLEDGE, dimension=dimension)
    return Match(
        Kind.WHO,
        tuple(holding.role for holding in holders),
        dimension,
        denied=denied,
        statements=tuple(s for holding in holders for s in holding.statements),
        candidates=tuple(Candidate(book.role[h.role].name, round(min(1.0, h.score), 2), role=h.role) for h in holders),
    )


def _is_ordered(book: Compiled, roles: Sequence[str], dimension: str, utterance: Utterance) -> bool:
    """Whether anything held puts the one of two roles before the other."""
    edges = book.order(dimension, utterance.stems)
    return bool(chain(edges, roles[0], roles[1]) or chain(edges, roles[1], roles[0]))


def _better_dimension(dimension: str, evidence: Evidence, book: Compiled) -> str:
    """The dimension of a topic that is named whole, where it fits far better than all that is said on the first."""
    best: dict[str, float] = {}
    named: dict[str, float] = {}
    for number, hit in evidence.hits.items():
        place = book.knowledge.statements[number].dimension
        best[place] = max(best.get(place, 0.0), hit.score)
        if hit.topic:
            named[place] = max(named.get(place, 0.0), hit.score)
    other = max(named, key=lambda place: named[place], default=dimension)
    far = named.get(other, 0.0) >= FAR_BETTER * max(best.get(dimension, 0.0), 0.1)
    return other if far and evidence.intents[other] >= POSSIBLE else dimension


def _picks_from_nobody(utterance: Utterance) -> bool:
    """Whether a comparative weighs two that nothing names: "which of them is higher?"."""
    return not utterance.has.isdisjoint({"higher", "lower", "better", "worse"}) and not utterance.has.isdisjoint(
        {"them", "two", "one"}
    )


def _verify(dimension: str, utterance: Utterance, evidence: Evidence, book: Compiled, roles: Sequence[str]) -> Match:
    found, ruling = rule(utterance, evidence, book, roles, dimension)
    if ruling.verdict:
        return Match(Kind.VERIFY, tuple(sorted(roles)), found, verdict=ruling.verdict, statements=ruling.statements)
    return Match(Kind.UNKNOWN, reason=Reason.NO_KNOWLEDGE, dimension=dimension, subject=" ".join(roles))


def _explanation(intent: str, utterance: Utterance, evidence: Evidence, book: Compiled) -> Mapping[str, object]:
    """Why it was read so: what was heard, the candidates and their scores, what decided, what nothing explained."""
    ranked = sorted(evidence.intents.items(), key=lambda item: -item[1])
    topics: dict[str, float] = {}
    for hit in evidence.hits.values():
        if hit.topic:
            topics[hit.topic] = max(topics.get(hit.topic, 0.0), hit.score)
    return {
        "words": list(utterance.words),
        "roles": [{"roles": list(m.roles), "title": m.title} for m in utterance.mentions],
        "intents": _rounded(dict(ranked[:4])),
        "dimensions": _rounded({label: share for label, share in ranked if label in book.dimension and share >= 0.01}),
        "forms": _rounded(evidence.forms),
        "holders": _rounded(_best(evidence.roles, 3)),
        "topics": {t: round(s, 2) for t, s in sorted(topics.items(), key=lambda item: (-item[1], item[0]))[:5]},
        **_by_meaning(evidence, book),
        "decided": intent,
        "runner_up": next((label for label, _ in ranked if label != intent), ""),
        "unexplained": [stem for stem in utterance.stems if not book.relevance.weight(stem)],
    }


def _by_meaning(evidence: Evidence, book: Compiled) -> Mapping[str, object]:
    """What the words and the meaning said each for itself, or why meaning was not asked."""
    wording = _rounded(_best(evidence.wording, 4))
    sense = evidence.sense
    if sense is None:
        failed = book.meaning.encoder.failure if book.meaning else "no encoder is asked for"
        return {"by_wording": wording, "meaning": f"wording alone: {failed or 'it is sure'}"}
    return {
        "by_wording": wording,
        "by_meaning": _rounded(_best(sense.scores[INTENT], 4)),
        "nearest_examples": _rounded(_best(sense.nearest[INTENT], 4)),
        "like_statements": {book.knowledge.statements[n].id: round(sense.likeness[n], 3) for n in sense.alike[:3]},
    }


def _best(scores: Mapping[str, float], many: int) -> Mapping[str, float]:
    return dict(sorted(scores.items(), key=lambda item: -item[1])[:many])


def _rounded(scores: Mapping[str, float]) -> dict[str, float]:
    return {name: round(score, 3) for name, score in scores.items()}
