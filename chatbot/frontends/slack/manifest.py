"""The app manifest: what Slack is told of the app, with the fewest scopes that do what it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chatbot.compiled import Compiled
from chatbot.frontends.slack.app import SHORTCUT
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
    reached = {"request_url": request_url} if request_url else {}
    example = prompts(book)[0]["message"]
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": NAME,
            "description": f"Explains {held}, with sources",
            "background_color": COLOR,
        },
        "features": {
            "bot_user": {"display_name": NAME, "always_online": True},
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "agent_view": {
                "agent_description": f"Answers questions on {held}, from statements that each name their source.",
                "suggested_prompts": [dict(prompt) for prompt in prompts(book)],
            },
            "slash_commands": [
                {
                    "command": COMMAND,
                    "description": "Ask about job roles; only you see the answer",
                    "usage_hint": example,
                    "should_escape": True,
                    **({"url": request_url} if request_url else {}),
                }
            ],
            "shortcuts": [
                {
                    "name": "Explain the roles named here",
                    "type": "message",
                    "callback_id": SHORTCUT,
                    "description": "Tells you of the roles a message names",
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**reached, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **reached},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not request_url,
            "token_rotation_enabled": False,
        },
    }
