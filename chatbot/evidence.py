"""What speaks for each reading of an utterance: trained scores, names of dimensions, statements like it.

Wording comes first: what its words alone settle is settled at once. Else its meaning is read too, and both are pooled
by their weighted geometric mean (a logarithmic opinion pool, Genest and Zidek 1986).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chatbot.compiled import FORM, INTENT, ROLE, Compiled
from chatbot.meaning import Sense
from chatbot.model import Kind, Statement
from chatbot.relevance import Hit
from chatbot.utterance import Utterance

RELEVANCE_PULL = 1.5
"""How far a statement that covers all the telling words of a question pulls towards its dimension, in log odds."""

FLOOR = 1e-4
"""Least probability that a trained score is taken to give."""

INTENT_SHARE, SHARE_LOST = 0.9, 0.2
"""Share of meaning in the pooled intents, less so much for each power of ten of examples that a label has."""

NEARNESS_PULL = 2.0
"""How far an example that is just like the question pulls towards its intent, in log odds."""

HOLDER_PULL = 2.0
"""How far a who-question that is just like this one pulls towards the role that is its answer, in log odds."""

FORM_SHARE = 0.3
"""Share of meaning in the pooled forms, which cue words tell better."""

ROLE_SHARE = 0.7
"""Share of meaning in the pooled roles."""

LIKE, ALIKE = 0.3, 0.8
"""Cosines between which a statement goes from saying nothing to a question to saying just what it asks."""

LIKENESS_PULL = 1.1
"""How much of a question a statement that is just like it covers by that alone."""

SURE = 0.8
"""Wording is sure from this probability of an intent and of a form on, where it leaves no word unexplained ..."""

COVERED = 0.8
"""... and, where it is asked who does a thing, some statement covers this share of the question's telling words."""

_WITHOUT_STATEMENTS = frozenset({Kind.PROFILE, Kind.OVERVIEW, Kind.META, Kind.TRANSITION, Kind.UNKNOWN})

Scores = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Scores of one utterance. Hits are of statements outside paths, by their place in the knowledge base.

    `intents` and `forms` are label -> probability, `roles` which role what is said fits, `wording` the intents by
    wording alone; `sense` is the meaning, None where it was not read. `total` is the weight of all telling words, so
    that hit.score / total says how much of the question a statement covers.
    """

    intents: Scores
    forms: Scores
    roles: Scores
    hits: Mapping[int, Hit]
    total: float
    unexplained: float
    wording: Scores
    sense: Sense | None


def weigh(utterance: Utterance, book: Compiled) -> Evidence:
    """All the evidence on an utterance."""
    scores = book.classifier.score(utterance.masked)
    statements = book.knowledge.statements
    hits = {n: hit for n, hit in book.relevance.search(utterance.stems).items() if statements[n].path is None}
    weights = [book.relevance.weight(stem) for stem in utterance.stems]
    rarest = math.log(1 + len(book.cells))
    total = sum(weight or rarest for weight in weights)
    unexplained = sum(rarest for weight in weights if not weight) / total if total else 0.0
    wording = _pulled(scores[INTENT], utterance, hits, total, statements)
    by_wording = Evidence(wording, scores[FORM], scores[ROLE], hits, total, unexplained, wording, None)
    sense = book.meaning.read(utterance.sentence) if book.meaning and not _is_sure(by_wording) else None
    if sense is None:
        return by_wording
    hits = _with_likeness(hits, sense, total, statements)
    intents = _pulled(pool(scores[INTENT], sense, INTENT), utterance, hits, total, statements)
    forms = _pooled(scores[FORM], sense.scores[FORM], FORM_SHARE)
    roles = _drawn(_pooled(scores[ROLE], sense.scores[ROLE], ROLE_SHARE), sense.nearest[ROLE], HOLDER_PULL)
    return Evidence(intents, forms, roles, hits, total, unexplained, wording, sense)


def _is_sure(evidence: Evidence) -> bool:
    """Whether the wording alone settles what is asked, and of which statements."""
    intent, share = max(evidence.intents.items(), key=lambda item: item[1])
    if share < SURE or max(evidence.forms.values()) < SURE or evidence.unexplained:
        return False
    told_by_form = evidence.forms[Kind.STATEMENT] + evidence.forms[Kind.COMPARISON] >= SURE
    covered = max((hit.score for hit in evidence.hits.values()), default=0.0) >= COVERED * evidence.total
    return intent in _WITHOUT_STATEMENTS or told_by_form or covered


def _pooled(words: Scores, vectors: Scores, share: float) -> Scores:
    """The geometric mean of two distributions, in which the second has this share."""
    logs = {
        label: (1 - share) * math.log(max(value, FLOOR)) + share * math.log(max(vectors[label], FLOOR))
        for label, value in words.items()
    }
    return _normalized(logs)


def pool(words: Scores, sense: Sense, head: str) -> Scores:
    """What words and meaning together say of intents, moved towards those that have an example close by."""
    share = min(1.0, max(0.0, INTENT_SHARE - SHARE_LOST * math.log10(max(1.0, sense.density))))
    return _drawn(_pooled(words, sense.scores[head], share), sense.nearest[head], NEARNESS_PULL)


def _drawn(scores: Scores, nearest: Scores, pull: float) -> dict[str, float]:
    """A distribution, moved towards the labels that have an example close by."""
    return _normalized({name: math.log(max(p, FLOOR)) + pull * nearest.get(name, 0.0) for name, p in scores.items()})


def _with_likeness(
    hits: Mapping[int, Hit], sense: Sense, total: float, statements: Sequence[Statement]
) -> dict[int, Hit]:
    """The hits with those added that are like the question by meaning, at the weight of the words they stand for."""
    found = dict(hits)
    for place in sense.alike:
        cosine = sense.likeness[place]
        if cosine > LIKE and statements[place].path is None:
            share = min(1.0, (cosine - LIKE) / (ALIKE - LIKE)) * LIKENESS_PULL * total
            held = found.get(place)
            found[place] = Hit(held.score + share, held.topic) if held else Hit(share)
    return found


def _pulled(
    trained: Scores, utterance: Utterance, hits: Mapping[int, Hit], total: float, statements: Sequence[Statement]
) -> Scores:
    """The trained intents, moved towards dimensions whose statements speak to the question."""
    roles = set(utterance.roles)
    best: dict[str, float] = {}
    for number, hit in hits.items():
        statement = statements[number]
        score = hit.score if not roles or statement.role in roles else 0.7 * hit.score
        best[statement.dimension] = max(best.get(statement.dimension, 0.0), score)
    for intent in (Kind.GUIDANCE, Kind.TRANSITION):
        best[intent] = max(best.values(), default=0.0)
    logits = {}
    for label, share in trained.items():
        logits[label] = math.log(max(share, FLOOR))
        if total:
            logits[label] += RELEVANCE_PULL * min(1.0, best.get(label, 0.0) / total)
    return _normalized(logits)


def _normalized(logs: Scores) -> dict[str, float]:
    top = max(logs.values())
    powers = {label: math.exp(log - top) for label, log in logs.items()}
    whole = sum(powers.values())
    return {label: power / whole for label, power in powers.items()}
