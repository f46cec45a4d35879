"""The tokens of the environment: what is wrong with them, in words that never show them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from chatbot.errors import ChatbotError
from chatbot.frontends.slack.manifest import SCOPES
from chatbot.frontends.slack.sending import FAILURES, LIMITED, NO_ACCESS, NO_SOCKET, trouble_of

BOT, APP, SECRET = "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"
_BEGINS = {BOT: "xoxb-", APP: "xapp-"}
_KINDS = {
    "xoxb-": "a bot token",
    "xapp-": "an app-level token",
    "xoxp-": "a user token",
    "xoxe": "a token for rotation",
}
_MANY_WORKSPACES = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
_WHERE = {
    BOT: "OAuth & Permissions, Bot User OAuth Token",
    APP: "Basic Information, App-Level Tokens, with the scope connections:write",
    SECRET: "Basic Information, App Credentials, Signing Secret",
}


class CredentialsError(ChatbotError):
    """Tokens that are missing or cannot be right."""


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """What Slack gave the app; `app_token` is for Socket Mode, `signing_secret` for HTTP."""

    bot_token: str
    app_token: str = ""
    signing_secret: str = ""


def credentials(environment: Mapping[str, str], *, http: bool) -> Credentials:
    """The credentials that the environment holds. Raises CredentialsError with everything that is wrong with them."""
    needed = (BOT, SECRET) if http else (BOT, APP)
    faults = [fault for name in needed for fault in _faults(name, environment.get(name, ""))]
    if faults:
        raise CredentialsError("\n".join(faults))
    return Credentials(environment[BOT], environment.get(APP, ""), environment.get(SECRET, ""))


def _faults(name: str, value: str) -> Sequence[str]:
    where = f"it is in the app's settings under {_WHERE[name]}"
    if not value:
        return [f"{name} is not set; {where}"]
    if value != "".join(value.split()):
        return [f"{name} holds spaces or line breaks; copy it again, {where}"]
    begins = _BEGINS.get(name, "")
    if not value.startswith(begins):
        kind = next((kind for start, kind in _KINDS.items() if value.startswith(start)), "something else")
        return [f"{name} has to begin with {begins} and holds {kind}; {where}"]
    if name == SECRET and any(value.startswith(start) for start in _KINDS):
        return [f"{name} holds a token; {where}"]
    return []


async def inspect(given: Credentials, client: AsyncWebClient, *, http: bool) -> tuple[Sequence[str], Sequence[str]]:
    """(what is well, what is wrong) with credentials, as Slack itself says."""
    well: list[str] = []
    wrong: list[str] = []
    try:
        response = await client.auth_test()
        well.append(f"{BOT}: accepted; the bot is {response.get('user')} in {response.get('team')}")
        _compare_scopes(response.headers, well, wrong)
    except FAILURES as error:
        wrong.append(f"{BOT}: {_said(error, NO_ACCESS)}")
    if not http:
        try:
            await client.apps_connections_open(app_token=given.app_token)
            well.append(f"{APP}: accepted; Socket Mode opens")
        except FAILURES as error:
            wrong.append(f"{APP}: {_said(error, NO_SOCKET)}")
    return well, wrong


def _compare_scopes(headers: Mapping[str, str], well: list[str], wrong: list[str]) -> None:
    given = next((value for name, value in dict(headers).items() if name.casefold() == "x-oauth-scopes"), "")
    scopes = {scope.strip() for scope in given.split(",")} - {""}
    missing = [scope for scope in SCOPES if scope not in scopes]
    beyond = sorted(scopes - set(SCOPES))
    if missing:
        wrong.append(f"scopes: {', '.join(missing)} missing; add under OAuth & Permissions, then install the app again")
    else:
        well.append("scopes: all that are needed")
    if beyond:
        well.append(f"scopes: {', '.join(beyond)} not needed; you can take them away")


def _said(error: Exception, hints: Mapping[str, str]) -> str:
    name = trouble_of(error, 0).name
    if name == LIMITED:
        return "Slack asks to wait; try again in a minute"
    if isinstance(error, SlackApiError):
        return f"{hints.get(name, 'Slack refuses it')} ({name})"
    return f"Slack cannot be reached ({name})"


def clear_surroundings(api_url: str) -> None:
    """Takes out of this process's environment what would mislead the libraries.

    Client ids make Bolt install into many workspaces and drop the token; a proxy leads nowhere where Slack's address
    is on this machine.
    """
    local = urlsplit(api_url).hostname in ("127.0.0.1", "localhost", "::1")
    for name in (*_MANY_WORKSPACES, *(_PROXIES if local else ())):
        os.environ.pop(name, None)
