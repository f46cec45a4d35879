"""How sure a reading is: the chance that the answer is the one the person needed.

Platt scaling (Platt 1999) of the trained scores: a logistic function of the log odds of the intent and of the form,
with an offset for each kind. The weights were fitted on the labelled questions of tests/questions; `chatbot evaluate`
prints the calibration error that they leave.
"""

from __future__ import annotations

import math

from chatbot.evidence import Evidence
from chatbot.model import REFUSALS, Kind, Match

BASE = 1.1
INTENT_WEIGHT = 0.55
FORM_WEIGHT = 0.2
KIND_OFFSETS = {Kind.VERIFY: -0.7, Kind.GUIDANCE: -0.2, Kind.COMPARISON: 0.3, Kind.STATEMENT: 0.2, Kind.PROFILE: 0.6}
UNSTATED = 0.6
"""Confidence that nothing held speaks to a question whose subject is known."""

_LEAST = 0.02
_FORMED = frozenset({Kind.WHO, Kind.STATEMENT, Kind.COMPARISON, Kind.VERIFY})


def confidence(match: Match, evidence: Evidence, intent: str) -> float:
    """The chance, 0 to 1, that a reading with this intent is right."""
    share = evidence.intents.get(intent, 0.0)
    if match.kind in REFUSALS:
        return round(share, 2) if intent == Kind.UNKNOWN else UNSTATED
    odds = BASE + INTENT_WEIGHT * _log_odds(share) + KIND_OFFSETS.get(match.kind, 0.0)
    if match.kind in _FORMED:
        odds += FORM_WEIGHT * _log_odds(max(evidence.forms.values()))
    return round(1 / (1 + math.exp(-odds)), 2)


def _log_odds(share: float) -> float:
    bounded = min(max(share, _LEAST), 1 - _LEAST)
    return math.log(bounded / (1 - bounded))
