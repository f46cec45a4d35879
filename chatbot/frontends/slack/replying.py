"""A request and what is remembered of its talk -> the reply: an answer, and what to remember. Nothing of Slack's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chatbot.answering import answer
from chatbot.comparing import compare_roles
from chatbot.compiled import Compiled
from chatbot.context import recalled, remembered
from chatbot.conversation import Conversation
from chatbot.frontends.slack.incoming import Act, Request
from chatbot.model import Answer, Kind, Match, Reason
from chatbot.prose import listed
from chatbot.utterance import hear

Context = Mapping[str, Any]
"""What `context.remembered` gives."""

GONE = "That answer is no longer kept, or the knowledge has changed since. Please ask again."
NOBODY = "That message names no role that I know. I know {roles}."


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, and the talk after it, if it is to be remembered.

    `again` is true where the answer goes to one person alone and can be made again from what is remembered.
    """

    answer: Answer
    context: Context | None = None
    again: bool = False


def reply(request: Request, context: Context | None, book: Compiled) -> Reply:
    """The reply to a request. `context` is that of its lane or of the answer acted on, None where that is gone."""
    if request.act is Act.EXPLAIN:
        return _explained(request.text, book)
    if context is None:
        return Reply(_told(GONE, book))
    if request.act is Act.SHARE:
        return Reply(_answered(context, book) or _told(GONE, book))
    talk = Conversation(book, recalled(context, book))
    given = talk.ask(request.text)
    after = remembered(talk.state, book)
    shown = _answered(after, book) if request.reply_address else None  # only what one person sees can be shared
    return Reply(given, after, again=shown is not None and shown.text == given.text)


def _answered(context: Context, book: Compiled) -> Answer | None:
    """The answer that was given last in a talk."""
    match = recalled(context, book).match
    lost = match is None or len(match.statements) < len(context["statements"]) or match.roles != tuple(context["roles"])
    return None if match is None or lost else answer(match, book, None)


def _explained(text: str, book: Compiled) -> Reply:
    """What is known of the roles that a text names: a profile, or their main differences."""
    named = hear(text, book.speller, book.names).mentions
    roles = [mention.roles[0] for mention in named if len(mention.roles) == 1 and not mention.described]
    strange = [mention.title for mention in named if not mention.roles]
    if not roles:
        known = listed([role.name for role in book.knowledge.roles])
        lead = f'I hold nothing on "{strange[0]}". ' if strange else ""
        return Reply(_told(lead + NOBODY.format(roles=known), book))
    return Reply(replace(compare_roles(book, tuple(dict.fromkeys(roles))), question=None), {})


def _told(text: str, book: Compiled) -> Answer:
    """Something said that is no answer from the knowledge."""
    return answer(Match(Kind.UNKNOWN, confidence=1.0, reason=Reason.BAD_INPUT, subject=text), book, None)
