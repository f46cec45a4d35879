"""A request and what is remembered of its talk -> the reply: an answer, and what to remember. Nothing of Slack's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chatbot.answering import answer, together
from chatbot.comparing import compare_roles
from chatbot.compiled import Compiled
from chatbot.context import match_kept, match_recalled, recalled, remembered
from chatbot.conversation import Conversation
from chatbot.frontends.slack.incoming import Act, Request
from chatbot.model import Answer, Detail, Kind, Match, Reason
from chatbot.prose import listed
from chatbot.utterance import hear

Context = Mapping[str, Any]
"""What `context.remembered` gives; for an answer that can be shared also, under `shown`, what it was made from."""

GONE = "That answer is no longer kept, or the knowledge has changed since. Please ask again."
NOBODY = "That message names no role that I know. I know {roles}."


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, and the talk after it, if it is to be remembered."""

    answer: Answer
    context: Context | None = None

    @property
    def can_be_shared(self) -> bool:
        """Whether the answer goes to one person alone and can be made again from what is remembered."""
        return bool(self.context and self.context.get("shown"))


def reply(request: Request, context: Context | None, book: Compiled) -> Reply:
    """The reply to a request. `context` is that of its lane or of the answer acted on, None where that is gone."""
    if request.act is Act.EXPLAIN:
        return _explained(request.text, book)
    if context is None:
        return Reply(_told(GONE, book))
    if request.act is Act.SHARE:
        return Reply(_shown_again(context, book) or _told(GONE, book))
    state = recalled(context, book)
    if request.act is Act.CHOOSE and not state.offered:
        return Reply(_told(GONE, book))
    talk = Conversation(book, state)
    given = talk.ask(request.text)
    after = remembered(talk.state, book)
    return Reply(given, _shareable(given, after, book) if request.reply_address else after)


def _shareable(given: Answer, context: Context, book: Compiled) -> Context:
    """A context with what those parts that answer were made from, if they can be made again from it to the letter."""
    parts = [part for part in (given, *given.also) if not part.is_refusal and part.kind is not Kind.CLARIFY]
    kept = [(match_kept(part.match, book), str(part.detail)) for part in parts if part.match]
    again = [_made_again(*one, book) for one in kept]
    same = all(one and _said(one) == _said(part) for one, part in zip(again, parts, strict=True))
    return {**context, "shown": kept} if same and kept else context


def _said(part: Answer) -> object:
    return part.lead, part.blocks, part.closing


def _shown_again(context: Context, book: Compiled) -> Answer | None:
    """What can be shared of an answer; None where the knowledge no longer holds all that it was made from."""
    again = [_made_again(data, detail, book) for data, detail in context.get("shown", ())]
    whole = [one for one in again if one]
    return together(whole) if whole and len(whole) == len(again) else None


def _made_again(data: Mapping[str, Any], detail: str, book: Compiled) -> Answer | None:
    match = match_recalled(data, book)
    return answer(match, book, None, Detail(detail)) if match_kept(match, book) == data else None


def _explained(text: str, book: Compiled) -> Reply:
    """What is known of the roles that a text names: a profile, or their main differences."""
    named = hear(text, book.speller, book.names).mentions
    roles = [mention.roles[0] for mention in named if len(mention.roles) == 1 and not mention.described]
    strange = [mention.title for mention in named if not mention.roles]
    if not roles:
        known = listed([role.name for role in book.knowledge.roles])
        lead = f'I hold nothing on "{strange[0]}". ' if strange else ""
        return Reply(_told(lead + NOBODY.format(roles=known), book))
    given = replace(compare_roles(book, tuple(dict.fromkeys(roles))), question=None)
    return Reply(given, _shareable(given, {}, book))


def _told(text: str, book: Compiled) -> Answer:
    """Something said that is no answer from the knowledge."""
    return answer(Match(Kind.UNKNOWN, confidence=1.0, reason=Reason.BAD_INPUT, subject=text), book, None)
