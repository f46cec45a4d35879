"""Which of the fixed things about itself the chatbot is asked for: a greeting, its roles, its sources."""

from __future__ import annotations

from collections.abc import Sequence

_SUBJECTS: tuple[tuple[str, frozenset[str]], ...] = (
    ("bye", frozenset("bye goodbye cya farewell later night tomorrow".split())),
    (
        "origin",
        frozenset("source sources cite citation reference references reliable accurate trust data facts".split()),
    ),
    ("origin", frozenset("date updated recent sites websites information info get proof true knowledge".split())),
    (
        "dimensions",
        frozenset("dimensions dimension topics topic aspects aspect areas subjects themes criteria".split()),
    ),
    ("roles", frozenset("roles role jobs job titles title positions position occupations professions".split())),
    (
        "thanks",
        frozenset("thanks thank thankyou cheers appreciated ta great perfect brilliant helpful awesome".split()),
    ),
    ("thanks", frozenset("lovely nice cool super wonderful".split())),
    ("hello", frozenset("hi hello hey hiya yo morning afternoon evening greetings howdy welcome day".split())),
)
_ORIGIN_PHRASES = ("where is that from", "where is this from", "where does that come from", "where do you get")
_HELP = frozenset("help what how can who question questions use start".split())


_ALONE = frozenset("help hello hi hey hiya thanks thank cheers bye goodbye".split())


def is_small_talk(words: Sequence[str]) -> bool:
    """Whether a message is a greeting, thanks or a call for help and nothing else, whatever the knowledge is about."""
    return not _ALONE.isdisjoint(words) and _ALONE.union({"you", "please", "there"}).issuperset(words)


def small_talk(words: Sequence[str]) -> str:
    """One of hello, thanks, bye, roles, dimensions, origin, help."""
    text, present = " ".join(words), frozenset(words)
    if any(phrase in text for phrase in _ORIGIN_PHRASES):
        return "origin"
    for subject, telling in _SUBJECTS:
        if telling & present and not (subject in {"hello", "thanks"} and _HELP & present and len(words) > 3):
            return subject
    return "help"
