"""How sure a reading is: the chance that the answer is the one the person needed.

Platt scaling (Platt 1999): a logistic function of the log odds of the intent and of how close the nearest example that
has it comes, with an offset for each kind. The weights were fitted on the labelled questions of tests/questions;
`chatbot evaluate` prints how far what they say and what is right lie apart on any others.
"""

from __future__ import annotations

import math

from chatbot.compiled import INTENT
from chatbot.evidence import Evidence
from chatbot.model import REFUSALS, Kind, Match

BASE = 0.6
INTENT_WEIGHT = 0.56
NEAREST_WEIGHT = 0.86
KIND_OFFSETS = {Kind.WHO: -0.55, Kind.STATEMENT: -0.25, Kind.VERIFY: -0.1, Kind.OVERVIEW: 0.6, Kind.META: 0.4}

PLAIN = 0.9
"""What stands for the cosine to the nearest example where wording was sure and meaning was not read."""

UNSTATED = 0.6
"""Confidence that nothing held speaks to a question whose subject is known."""

_LEAST = 0.02


def confidence(match: Match, evidence: Evidence, intent: str) -> float:
    """The chance, 0 to 1, that a reading with this intent is right."""
    share = evidence.intents.get(intent, 0.0)
    if match.kind in REFUSALS:
        return round(share, 2) if intent == Kind.UNKNOWN else UNSTATED
    nearest = evidence.sense.nearest[INTENT].get(intent, 0.0) if evidence.sense else PLAIN
    odds = BASE + INTENT_WEIGHT * _log_odds(share) + NEAREST_WEIGHT * nearest + KIND_OFFSETS.get(match.kind, 0.0)
    return round(1 / (1 + math.exp(-odds)), 2)


def _log_odds(share: float) -> float:
    bounded = min(max(share, _LEAST), 1 - _LEAST)
    return math.log(bounded / (1 - bounded))
