"""What Slack delivers -> what is asked of the bot, or nothing. Knows Slack's payloads and nothing else.

Whatever of a payload is not as Slack writes it makes it nothing; payloads are never trusted to have a field or a type.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chatbot.text import MAX_QUESTION

Payload = Mapping[str, Any]

HELP = "help"
"""What is asked by a message that only names the bot."""

SHORTCUT = "explain_roles"
"""The callback id of the message shortcut."""

MAX_KEY = 200
"""Characters of an id that is believed."""

ANSWERED_SUBTYPES = frozenset({"", "file_share"})
"""Kinds of message that a person writes to be answered; edits, joins, bots and the like have others."""

_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))
_LINK = re.compile(r"<(?:https?:|mailto:|tel:)[^<>|]*(?:\|([^<>]*))?>")
_REFERENCE = re.compile(r"<[@#!][^<>|]*(?:\|([^<>]*))?>")
_PRESSED = re.compile(r"([A-Za-z0-9_-]{16,64})(?:/([a-z]+|[0-9]{1,2}))?")


class Act(StrEnum):
    """What is to be done with a request."""

    ASK = "ask"
    CHOOSE = "choose"
    EXPLAIN = "explain"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Request:
    """Something asked of the bot.

    `key` is the same however often and in whatever form Slack delivers it; requests of one `lane` are answered one
    after the other, with what was said before in mind. The reply goes to the thread `thread` of `channel`, or where
    there is a `reply_address`, there. `text` is what a person wrote; `answer` is the id of the answer acted on.
    """

    act: Act
    key: str
    lane: str
    team: str
    channel: str
    user: str
    thread: str = ""
    text: str = ""
    answer: str = ""
    reply_address: str = ""


def from_event(body: Payload, bot_user: str, *, external: bool = False) -> Request | None:
    """The question of a mention or a direct message; None for what is no question of a person to the bot.

    `external` lets channels that are shared with other organisations ask too.
    """
    event = _mapping(body, "event")
    kind, channel, sent = _text(event, "type"), _text(event, "channel"), _text(event, "ts")
    user, team = _text(event, "user"), team_of(body)
    addressed = kind == "app_mention" or (kind == "message" and _text(event, "channel_type") == "im")
    shared = body.get("is_ext_shared_channel") is True and not external
    if not (addressed and channel and sent and user) or shared or not _by_a_person(event, bot_user, _own_users(body)):
        return None
    thread = _text(event, "thread_ts") or sent
    return Request(
        act=Act.ASK,
        key=f"{team}:{channel}:{sent}",
        lane=f"{team}:{channel}:{thread}",
        team=team,
        channel=channel,
        user=user,
        thread=thread,
        text=spoken(event.get("text"), bot_user),
    )


def from_command(body: Payload) -> Request | None:
    """The question of a slash command. Its lane is the person's own in the channel, as nobody else sees the answers."""
    channel, user = _text(body, "channel_id"), _text(body, "user_id")
    lane = f"{team_of(body)}:{channel}:{user}"
    return _by_form(body, Act.ASK, lane, channel, user, spoken(body.get("text"), ""))


def from_shortcut(body: Payload) -> Request | None:
    """The wish to have the roles explained that a message names."""
    channel, user = _id_of(body, "channel"), _id_of(body, "user")
    return _by_form(body, Act.EXPLAIN, _key_of(body), channel, user, spoken(_mapping(body, "message").get("text"), ""))


def from_button(body: Payload, action: Payload) -> Request | None:
    """The choice that a button stands for, or the wish to share an answer; the same button is heard once."""
    ident, detail = pressed(action)
    team, user, container = team_of(body), _id_of(body, "user"), _mapping(body, "container")
    channel = _id_of(body, "channel") or _text(container, "channel_id")
    message = _text(container, "message_ts") or _text(_mapping(body, "message"), "ts")
    address = _address(body)
    if not (ident and channel and user and message):
        return None
    alone = container.get("is_ephemeral") is True
    if alone and not address:
        return None
    thread = _text(container, "thread_ts") or _text(_mapping(body, "message"), "thread_ts") or message
    return Request(
        act=Act.CHOOSE if detail else Act.SHARE,
        key=f"{team}:{ident}/{detail or Act.SHARE}",
        lane=f"{team}:{channel}:{user if alone else thread}",
        team=team,
        channel=channel,
        user=user,
        thread=thread,
        text=detail,
        answer=ident,
        reply_address=address if alone else "",
    )


def _by_form(body: Payload, act: Act, lane: str, channel: str, user: str, text: str) -> Request | None:
    """What a person asks through a form of Slack's, to be answered for that person alone."""
    address = _address(body)
    if not (channel and user and address):
        return None
    return Request(act, _key_of(body), lane, team_of(body), channel, user, text=text, reply_address=address)


def _key_of(body: Payload) -> str:
    """The key of what a person did through a form: Slack gives each deed a trigger and an address of its own."""
    deed = f"{body.get('trigger_id')} {body.get('response_url')}"
    return f"{team_of(body)}:{hashlib.sha256(deed.encode('utf-8', 'replace')).hexdigest()[:32]}"


def pressed(action: Payload) -> tuple[str, str]:
    """(id of the answer, what was chosen of it) that a button's value holds; empty where the value is not ours."""
    found = _PRESSED.fullmatch(_text(action, "value"))
    return (found[1], found[2] or "") if found else ("", "")


def presser(body: Payload) -> str:
    """The person who pressed a button, with the workspace."""
    return f"{team_of(body)}:{_id_of(body, 'user')}"


def team_of(body: Payload) -> str:
    """The workspace, with the organisation it belongs to where there is one."""
    enterprise = _text(body, "enterprise_id") or _id_of(body, "enterprise")
    team = _text(body, "team_id") or _id_of(body, "team") or _text(_mapping(body, "event"), "team")
    return "/".join(filter(None, (enterprise, team))) or "-"


def spoken(text: object, bot_user: str) -> str:
    """What a person wrote, in plain text: the bot's name left out, links and references by their labels.

    Entities are resolved once, at the end, so that what was typed as text stays text. Nothing but the name is a call
    for help.
    """
    if not isinstance(text, str):
        return HELP
    plain = text[: 2 * MAX_QUESTION]
    plain = re.sub(rf"<@{re.escape(bot_user)}(?:\|[^<>]*)?>", " ", plain) if bot_user else plain
    plain = _LINK.sub(lambda link: f" {link[1] or ''} ", plain)
    plain = _REFERENCE.sub(lambda reference: f" {reference[1] or ''} ", plain)
    plain = _ENTITY.sub(lambda entity: _ENTITIES[entity[0]], plain)
    return "\n".join(" ".join(line.split()) for line in plain.split("\n")).strip() or HELP


def _own_users(body: Payload) -> frozenset[str]:
    """The users that the app is, as Slack says with each event."""
    given = body.get("authorizations")
    authorized = [one for one in given if isinstance(one, Mapping)] if isinstance(given, list) else []
    return frozenset(_text(one, "user_id") for one in authorized if one.get("is_bot") is True)


def _by_a_person(event: Payload, bot_user: str, others: frozenset[str]) -> bool:
    """Whether a person wrote a message, and just now: no bot (nor the bot itself), no edit, no notice of Slack's."""
    odd = any(event.get(field) for field in ("bot_id", "bot_profile", "edited", "hidden"))
    own = _text(event, "user") in {bot_user, "USLACKBOT", *others}
    return not odd and not own and _text(event, "subtype") in ANSWERED_SUBTYPES


def _mapping(body: Payload, name: str) -> Payload:
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(body: Payload, name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) and len(value) <= MAX_KEY and value.isascii() else ""


def _id_of(body: Payload, name: str) -> str:
    return _text(_mapping(body, name), "id")


def _address(body: Payload) -> str:
    value = body.get("response_url")
    return value if isinstance(value, str) else ""
