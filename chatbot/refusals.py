"""What is refused before its meaning is asked for: unreadable text, other languages, what has a fixed reply."""

from __future__ import annotations

from chatbot.compiled import Compiled
from chatbot.model import Kind, Match, Reason
from chatbot.smalltalk import is_small_talk, small_talk
from chatbot.text import has_words, is_foreign_script, mixes_scripts
from chatbot.utterance import Utterance
from chatbot.words import (
    FOREIGN,
    FOREIGN_GREETINGS,
    STOP,
)

FOREIGN_SHARE = 0.3
"""Share of foreign function words from which a question counts as put in another language."""


def unreadable(text: str) -> Match | None:
    """A refusal for what has no words, disguises its letters or is in another script."""
    if not has_words(text):
        return Match(Kind.UNKNOWN, confidence=1.0, reason=Reason.BAD_INPUT)
    if mixes_scripts(text) or is_foreign_script(text):
        return Match(Kind.UNKNOWN, confidence=1.0, reason=Reason.LANGUAGE)
    return None


def replied(utterance: Utterance, book: Compiled) -> Match | None:
    """What is answered whatever the evidence: small talk, a fixed reply, a question in another language."""
    text = f" {' '.join(utterance.words)} ".replace("'", "")
    for reply, phrases in book.reply_phrases:
        if any(f" {phrase} " in text for phrase in phrases):
            return Match(Kind.UNKNOWN, confidence=1.0, reason=Reason.OFF_TOPIC, subject=reply)
    if is_small_talk(utterance.words):
        return Match(Kind.META, confidence=1.0, subject=small_talk(utterance.words))
    foreign = sum(word in FOREIGN for word in utterance.words)
    if utterance.has & FOREIGN_GREETINGS and len(utterance.words) <= 3:
        return Match(Kind.UNKNOWN, confidence=0.9, reason=Reason.LANGUAGE)
    if foreign >= 2 and foreign >= FOREIGN_SHARE * len(utterance.words) and foreign > len(utterance.has & STOP):
        return Match(Kind.UNKNOWN, confidence=0.9, reason=Reason.LANGUAGE)
    return None
