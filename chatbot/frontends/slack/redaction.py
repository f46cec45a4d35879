"""What may not reach a log: tokens, response addresses, tickets, and what people write."""

from __future__ import annotations

import hashlib
import logging
import re

from chatbot.text import visible

MAX_LINE = 500
OURS = "chatbot.slack"
"""The logger of this front end; what other libraries log is shown without data."""

_SECRETS = re.compile(
    r"\bx(?:ox[a-z]|app|wfp)-[A-Za-z0-9-]+|\bhttps?://[^\s'\"]*(?:hooks\.slack[^\s'\"/]*|/response)/[^\s'\"]*"
    r"|\b(?:ticket|token|secret|signature)[\"']?\s*[=:]\s*[\"']?[^\s\"'&,}]+",
    re.IGNORECASE,
)
_DATA = re.compile(r"[{\[(].*", re.DOTALL)
_PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b"
    r"|\+?\d(?:[ ()/.-]{0,2}\d){6,}"
)


_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def masked(text: str) -> str:
    """Text without tokens, e-mail addresses, telephone and account numbers."""
    return _PERSONAL.sub("…", _SECRETS.sub("…", text))


def pseudonym(ident: str) -> str:
    """A short name for a person, channel or thread by which lines of a log can be told apart."""
    return hashlib.sha256(ident.encode("utf-8", "replace")).hexdigest()[:8].translate(_LETTERS)


class Discreet(logging.Formatter):
    """Writes a record in one line without secrets; of other libraries' records no data and no traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for a record."""
        text = record.getMessage()
        if record.name != OURS:
            kind = f" ({record.exc_info[0].__name__})" if record.exc_info and record.exc_info[0] else ""
            text = f"{record.name}: {_DATA.sub('…', text)}{kind}"
        line = f"{self.formatTime(record)} {record.levelname.lower()} {masked(visible(text))}"
        return line[:MAX_LINE]


def log_discreetly() -> None:
    """Sends the logs of this process to standard error: ours from INFO on, those of other libraries from ERROR."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet())
    logging.basicConfig(level=logging.ERROR, handlers=[handler], force=True)
    logging.getLogger(OURS).setLevel(logging.INFO)
