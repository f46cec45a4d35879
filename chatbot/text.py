"""Many ways of typing the same thing -> the same text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_QUESTION = 4_000
"""Characters that one question may have."""

_TAGS = range(0xE0000, 0xE0080)
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_MARKS = frozenset({"Mn", "Me"})
_LATIN = "LATIN"
_LOOKALIKES = frozenset(
    "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425"  # Cyrillic capitals
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458"  # Cyrillic small letters
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf"  # Greek
)
"""Letters of other scripts that cannot be told from Latin ones by eye."""

_SLACK_LINK = re.compile(r"<(?:https?|mailto):[^<>|]{0,500}(?:\|([^<>]{0,200}))?>")
_SLACK_MENTION = re.compile(r"<[@#!][^<>]{0,100}>")
_BARE_LINK = re.compile(r"https?://\S{1,500}")
_EMOJI_NAME = re.compile(r":[a-z][a-z0-9_+-]{1,40}:")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,6}")
_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]{1,3}\b)?")
_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\u00b4": "'"})


def visible(raw: str) -> str:
    """The text as received, without control, bidi, invisible and surrogate characters; safe to show.

    Line breaks and tabs become spaces, and more than two combining marks on one letter are dropped.
    """
    if raw.isascii() and raw.isprintable():
        return raw.strip()
    kept: list[str] = []
    marks = 0
    for character in raw:
        category = unicodedata.category(character)
        if character.isspace():
            kept.append(" ")
        elif category in _INVISIBLE or ord(character) in _TAGS:
            continue
        else:
            marks = marks + 1 if category in _MARKS else 0
            if marks <= 2:
                kept.append(character)
    return "".join(kept).strip()


def normalize(text: str) -> str:
    """Lower-case plain text: compatibility forms folded, accents and chat decoration removed."""
    text = _SLACK_LINK.sub(lambda link: f" {link[1] or ''} ", text)
    text = _SLACK_MENTION.sub(" ", text)
    text = _BARE_LINK.sub(" ", text).translate(_QUOTES)
    if not text.isascii():
        folded = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in folded if unicodedata.category(c) not in _MARKS)
    return _EMOJI_NAME.sub(" ", text.casefold())


def tokenize(normalized: str) -> list[str]:
    """Words and numbers of a normalized text; an apostrophe stays inside its word, "c.e.o." is one word."""
    undotted = _DOTTED.sub(lambda letters: letters[0].replace(".", ""), normalized)
    return _TOKEN.findall(undotted)


def has_words(text: str) -> bool:
    """Whether anything but punctuation, emoji and space is left."""
    return any(character.isalnum() for character in text)


def mixes_scripts(text: str) -> bool:
    """Whether a word mixes Latin letters with those of another script, or looks Latin beside Latin and is not."""
    if text.isascii():
        return False
    words = [[c for c in word if c.isalpha()] for word in unicodedata.normalize("NFKC", text).split()]
    scripts = [{_script(c) for c in word} for word in words]
    disguised = any(len(word) > 1 and _LOOKALIKES.issuperset(word) for word in words)
    return any(len(found) > 1 for found in scripts) or (disguised and {_LATIN} in scripts)


def is_foreign_script(text: str) -> bool:
    """Whether most letters are of another script than Latin."""
    letters = [c for c in unicodedata.normalize("NFKC", text) if c.isalpha()]
    return sum(_script(c) != _LATIN for c in letters) * 2 > len(letters)


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    first = unicodedata.name(character, _LATIN).split(" ", 1)[0]
    return _LATIN if first in {"FEMININE", "MASCULINE", "MODIFIER"} else first


_SUFFIXES = (
    ("ies", "y", 4),
    ("sses", "ss", 4),
    ("ings", "", 4),
    ("ing", "", 4),
    ("ied", "y", 4),
    ("ed", "", 4),
    ("es", "", 4),
    ("ly", "", 6),
    ("s", "", 3),
)


_PLURALS = (("ives", "ife"), ("ves", "f"), ("ies", "y"), ("men", "man"), ("es", ""), ("s", ""))


@lru_cache(maxsize=16_384)
def singulars(word: str) -> tuple[str, ...]:
    """What a word may be the plural of: "midwives" of "midwife", "foremen" of "foreman", "porters" of "porter"."""
    ends = [(plural, end) for plural, end in _PLURALS if word.endswith(plural) and len(word) > len(plural) + 1]
    return tuple(word.removesuffix(plural) + end for plural, end in ends)


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """The word without its inflection, so that "shipments" meets "shipment" and "warehousing" "warehouse".

    A light stemmer in the spirit of Harman's S-stemmer (1991), with -ing, -ed and -ly and a final e dropped.
    """
    word = word.removesuffix("'s")
    for suffix, replacement, least in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) + len(replacement) >= least and not word.endswith("ss"):
            word = word[: len(word) - len(suffix)] + replacement
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word[-1] == "e" else word
