"""What the terminal in front of the person can do: colours, hyperlinks, width, characters."""

from __future__ import annotations

import locale
import os
from collections.abc import Mapping
from typing import TextIO

_LINKING_TERMS = ("xterm-kitty", "foot", "alacritty", "xterm-ghostty", "wezterm", "contour")
_LINKING_PROGRAMS = frozenset({"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio"})
_FIRST_VTE = 5000
_KNOWN_TERMS = (*_LINKING_TERMS, "xterm", "screen", "tmux", "rxvt", "linux", "vt", "ansi", "st", "konsole", "gnome")
_NEAREST = {
    **dict.fromkeys(map(ord, "\u2500\u2501\u2550\u2013\u2014\u00b7"), "-"),
    **dict.fromkeys(map(ord, "\u2018\u2019"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d"), '"'),
    0x2022: "*",
    0x2026: "...",
    0xA0: " ",
}


def wants_color(choice: str, stream: TextIO | None) -> bool:
    """Whether to colour what goes to a stream: always, never, or auto, which means on a terminal that likes it."""
    if choice != "auto" or stream is None:
        return choice == "always"
    refused = os.environ.get("NO_COLOR") or os.environ.get("CLICOLOR") == "0"
    return stream.isatty() and not refused and not is_dumb(os.environ)


def wants_links(environment: Mapping[str, str]) -> bool:
    """Whether the terminal is one that is known to draw hyperlinks (OSC 8); all others are shown the address."""
    vte = environment.get("VTE_VERSION", "")
    return (
        environment.get("TERM", "").startswith(_LINKING_TERMS)
        or environment.get("TERM_PROGRAM") in _LINKING_PROGRAMS
        or (vte.isdigit() and int(vte) >= _FIRST_VTE)
        or not {"WT_SESSION", "KONSOLE_VERSION", "DOMTERM"}.isdisjoint(environment)
    )


def is_dumb(environment: Mapping[str, str]) -> bool:
    """Whether the terminal only takes plain lines, or is one that nobody has heard of."""
    term = environment.get("TERM", "")
    if term in ("", "dumb", "unknown"):
        return True
    return not term.startswith(_KNOWN_TERMS) and not _is_described(term)


def _is_described(term: str) -> bool:
    import curses

    try:
        curses.setupterm(term, 1)
    except (ValueError, curses.error):
        return False
    return True


def columns(stream: TextIO) -> int:
    """The width of the terminal behind a stream, 80 where it tells none."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def writable(text: str, stream: TextIO) -> str:
    """The text in characters that the terminal behind a stream shows; others become the nearest plain ones or "?"."""
    encodings = (locale.getencoding(), stream.encoding or "utf-8")
    narrow = [encoding for encoding in encodings if "utf" not in encoding.casefold()]
    return text.translate(_NEAREST).encode(narrow[0], "replace").decode(narrow[0]) if narrow else text
