"""Roles named one by one on the command line -> their comparison, on one dimension or on all."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.answering import answer
from chatbot.compiled import Compiled
from chatbot.errors import ChatbotError, UnknownRoleError, did_you_mean
from chatbot.model import Answer, Detail, Kind, Match, Mention
from chatbot.roles import find_roles
from chatbot.text import normalize, tokenize
from chatbot.utterance import hear


def compare_roles(book: Compiled, named: Sequence[str], dimension: str = "") -> Answer:
    """The answer that sets the named roles side by side; one role named twice gives its profile.

    Raises UnknownRoleError for a role, ChatbotError for a dimension that is not known.
    """
    roles = tuple(sorted({_role(book, name) for name in named}))
    if dimension:
        place = _dimension(book, dimension)
        kind = Kind.COMPARISON if len(roles) > 1 else Kind.STATEMENT
        return answer(Match(kind, roles, place, confidence=1.0), book, None)
    kind = Kind.OVERVIEW if len(roles) > 1 else Kind.PROFILE
    return answer(Match(kind, roles, confidence=1.0), book, None, Detail.MORE)


def _role(book: Compiled, name: str) -> str:
    """The id of the role that the whole of a name means, misspelt or not."""
    if name in book.role:
        return name
    heard = hear(name, book.speller, book.names)
    written = tokenize(normalize(name))
    for words, found in ((written, find_roles(written, book.names)), (heard.words, heard.mentions)):
        if len(found) == 1 and len(found[0].roles) == 1 and _is_all(found[0], words):
            return found[0].roles[0]
    hint = did_you_mean(name, [*book.role, *(role.name for role in book.knowledge.roles)])
    raise UnknownRoleError(f"unknown role {name[:80]!r}{hint}; `chatbot roles` lists those that are known")


def _is_all(mention: Mention, words: Sequence[str]) -> bool:
    return {"a", "an", "the"}.issuperset([*words[: mention.start], *words[mention.end :]])


def _dimension(book: Compiled, name: str) -> str:
    wanted = " ".join(tokenize(normalize(name)))
    for dimension in book.knowledge.dimensions:
        names = (dimension.id, dimension.name, *dimension.aliases)
        if wanted in {" ".join(tokenize(normalize(known))) for known in names}:
            return dimension.id
    hint = did_you_mean(name, book.dimension)
    raise ChatbotError(f"unknown dimension {name[:80]!r}{hint}; `chatbot dimensions` lists those that are known")
