"""The app manifest: what Slack is told of the app, with the fewest scopes that do what it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chatbot.compiled import Compiled
from chatbot.frontends.slack.incoming import SHORTCUT
from chatbot.frontends.slack.pages import prompts

SCOPES = ("app_mentions:read", "assistant:write", "chat:write", "commands", "im:history")
"""What the bot token has to allow: to be mentioned and written to, to answer, the slash command, suggestions."""

EVENTS = ("app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked")
COMMAND = "/career"
NAME = "Role Guide"
COLOR = "#1f3a5f"


def manifest(book: Compiled, request_url: str = "") -> Mapping[str, Any]:
    """The manifest for Socket Mode, or with the address at which Slack reaches the app, for HTTP."""
    held = f"how {len(book.role)} job roles differ"
    shown = {"name": NAME, "description": f"Explains {held}, with sources", "background_color": COLOR}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": shown,
        "features": _features(book, held, {"url": request_url} if request_url else {}),
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": _settings({"request_url": request_url} if request_url else {}),
    }


def _features(book: Compiled, held: str, reached: Mapping[str, str]) -> Mapping[str, Any]:
    asked = [dict(prompt) for prompt in prompts(book)]
    command = {"command": COMMAND, "description": "Ask about job roles; only you see the answer", **reached}
    shortcut = {"name": "Explain roles named here", "type": "message", "callback_id": SHORTCUT}
    return {
        "bot_user": {"display_name": NAME, "always_online": True},
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "agent_view": {
            "agent_description": f"Answers questions on {held}, from statements that each name their source.",
            "suggested_prompts": asked,
        },
        "slash_commands": [{**command, "usage_hint": asked[0]["message"], "should_escape": True}],
        "shortcuts": [{**shortcut, "description": "Tells you of the roles a message names"}],
    }


def _settings(reached: Mapping[str, str]) -> Mapping[str, Any]:
    return {
        "event_subscriptions": {**reached, "bot_events": list(EVENTS)},
        "interactivity": {"is_enabled": True, **reached},
        "org_deploy_enabled": False,
        "socket_mode_enabled": not reached,
        "token_rotation_enabled": False,
    }
