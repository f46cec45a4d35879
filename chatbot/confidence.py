"""How sure a reading is: the chance that the answer is the one the person needed."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.evidence import Evidence
from chatbot.model import REFUSALS, Kind, Match
from chatbot.utterance import Utterance


def confidence(match: Match, utterance: Utterance, evidence: Evidence, roles: Sequence[str], intent: str) -> float:
    """A probability with two decimals."""
    share = evidence.intents.get(intent, 0.0)
    return round(share, 2)
