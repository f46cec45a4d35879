"""What the dialogue tells of itself: the first screen, and the bar below the line."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from chatbot.compiled import Compiled
from chatbot.prose import with_article

LEAVING = "Ctrl-D leaves."

_KEYS = "Tab completes  Ctrl-R searches  /help"
_FEW_KEYS = "/help"
_BETWEEN = "  \u00b7  "
_LONGEST_SHORT = 5
_NARROWEST = 10


def welcome(book: Compiled, width: int) -> str:
    """What can be done here, in five lines where the terminal is wide enough."""
    known = book.knowledge
    first, second = known.roles[0], known.roles[-1]
    aspect = next((d for d in reversed(known.dimensions) if d.headline), known.dimensions[0])
    lines = [
        f"{known.name}: how {len(known.roles)} jobs differ, on {len(known.dimensions)} dimensions, with sources.",
        f"  Ask     How does {with_article(first.name)} differ from {with_article(second.name)}?",
        f"  Go on   and {aspect.name.lower()}?  why?  source?  more  or a number, where I ask back",
        f"  Look    /compare {short(book, first.id)} {short(book, second.id)}  /roles  /dimensions  /save FILE  /help",
        "  Keys    Tab completes, Ctrl-R searches what you typed before, Ctrl-D leaves",
    ]
    return "\n".join(piece for line in lines for piece in _wrapped(line, max(width, _NARROWEST)))


def _wrapped(line: str, width: int) -> list[str]:
    """A line in pieces that leave the last column free, for some terminals break there."""
    return [line] if len(line) < width else wrap(line, width - 1, subsequent_indent="    ")


def short(book: Compiled, role: str) -> str:
    """A role's abbreviation where it has one, else its id."""
    names = book.role[role].aliases
    return next((name for name in names if name.isupper() and len(name) <= _LONGEST_SHORT), role)


def bar(book: Compiled, roles: Sequence[str], width: int, mode: str = "") -> str:
    """The knowledge in use, the roles in play and the keys, as much of it as fits."""
    name = book.knowledge.name
    names = ", ".join(book.role[role].name for role in roles)
    letters = " ".join(short(book, role) for role in roles)
    keys, few = (f"{mode}  {text}".strip() for text in (_KEYS, _FEW_KEYS))
    choices = ([name, names, keys], [name, names, few], [name, letters, keys], [name, letters, few], [letters, few])
    texts = (_BETWEEN.join(filter(None, choice)) for choice in (*choices, [letters or name]))
    return next((text for text in texts if len(text) < width), "")
