"""Many ways of typing the same thing are one text, and nothing that is received can harm who reads it."""

from __future__ import annotations

import pytest

from chatbot.text import (
    has_words,
    is_foreign_script,
    mixes_scripts,
    normalize,
    stem,
    tokenize,
    visible,
)

WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
BOLD = {ord("A") + n: 0x1D400 + n for n in range(26)} | {ord("a") + n: 0x1D41A + n for n in range(26)}

SHOWN = {
    "plain": ("pay of a COO?", "pay of a COO?"),
    "spaces around": ("  pay \n", "pay"),
    "line breaks and tabs": ("pay\r\nof\ta\x0bCOO", "pay  of a COO"),
    "unusual spaces": ("pay\u2003of\xa0a\u2028COO\x85!", "pay of a COO !"),
    "NUL": ("C\x00OO", "COO"),
    "escape, bell, backspace": ("\x1b[2Jpay\x07\x08", "[2Jpay"),
    "C1 controls": ("pay\x9b31m", "pay31m"),
    "bidi controls": ("\u202epay\u202c \u2066of\u2069", "pay of"),
    "zero width": ("C\u200bO\ufeffO\u200d", "COO"),
    "tag characters": ("pay\U000e0041\U000e007f", "pay"),
    "private use and unassigned": ("pay\ue000\U000f0000\u0378", "pay"),
    "lone surrogates": ("pay \udcff\ud800", "pay"),
    "a storm of marks": ("e" + "\u0301" * 500 + "y", "e\u0301\u0301y"),
    "enclosing marks": ("e" + "\u20dd" * 500, "e\u20dd\u20dd"),
    "emoji": ("pay 👋🏽", "pay 👋🏽"),
    "other scripts": ("что делает?", "что делает?"),
}


@pytest.mark.parametrize(("raw", "shown"), SHOWN.values(), ids=SHOWN)
def test_text_is_shown_as_received_without_what_cannot_be_seen(raw: str, shown: str) -> None:
    assert visible(raw) == shown
    assert visible(shown) == shown
    assert shown.encode("utf-8")


ALIKE = {
    "case": "WHAT does a COO Earn",
    "full width": "what does a COO earn?".translate(WIDE),
    "mathematical letters": "what does a COO earn".translate(BOLD),
    "accents": "whát döes a COO éarn",
    "punctuation": "what, does: a (COO) earn?!",
    "hyphen and underscore": "what-does_a_COO-earn",
    "dotted abbreviation": "what does a C.O.O. earn",
    "chat decoration": "<@U12345> what *does* a `COO` _earn_ :thinking_face:",
    "bare address": "what does a COO https://example.org/x?y=z earn",
    "address with a label": "what does a <https://example.org|COO> earn",
    "emoji": "what does a COO earn 💰",
}


@pytest.mark.parametrize("typed", ALIKE.values(), ids=ALIKE)
def test_the_same_question_typed_otherwise_has_the_same_words(typed: str) -> None:
    assert tokenize(normalize(typed)) == ["what", "does", "a", "coo", "earn"]


@pytest.mark.parametrize("quote", ["'", "\u2019", "\u2018", "\u02bc", "`", "\u00b4"])
def test_an_apostrophe_of_any_shape_stays_inside_its_word(quote: str) -> None:
    typed = f"doesn{quote}t the LM{quote}s boss"
    assert tokenize(normalize(typed)) == ["doesn't", "the", "lm's", "boss"]
    assert not mixes_scripts(typed)


@pytest.mark.parametrize("text", ["", " ", "?!", "...", "😀", "👍🏽 ?", "\u200b", "—", "$ €"])
def test_punctuation_and_emoji_are_no_words(text: str) -> None:
    assert not has_words(text)


@pytest.mark.parametrize("text", ["a", "9", "é", "что", "职"])
def test_letters_and_digits_of_any_script_are_words(text: str) -> None:
    assert has_words(text)


@pytest.mark.parametrize(
    "text", ["L\u043egistics manager", "the C\u039fO", "what does a \u0421\u041e\u041e do", "\u0455alary pay"]
)
def test_letters_that_only_look_latin_are_noticed(text: str) -> None:
    assert mixes_scripts(text)


@pytest.mark.parametrize(
    "text",
    [
        "café",
        "COO".translate(WIDE),
        "COO".translate(BOLD) + " pay",
        "naïve Straße",
        "что делает менеджер",
        "pay 👍🏽",
        "1½ x²",
        "ﬁnance",
    ],
)
def test_latin_letters_of_any_make_and_whole_words_of_another_script_are_no_disguise(text: str) -> None:
    assert not mixes_scripts(text)


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("что делает COO", True),
        ("职位 what", False),
        ("pay".translate(WIDE), False),
        ("pay".translate(BOLD), False),
        ("??", False),
    ],
)
def test_a_text_is_of_another_script_where_most_of_its_letters_are(text: str, foreign: bool) -> None:
    assert is_foreign_script(text) is foreign


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("shipments", "shipment"),
        ("warehousing", "warehouse"),
        ("planned", "planning"),
        ("duties", "duty"),
        ("lm's", "lm"),
    ],
)
def test_words_that_differ_by_their_ending_have_one_stem(word: str, other: str) -> None:
    assert stem(word) == stem(other)


@pytest.mark.parametrize("word", ["boss", "business", "coo", "pay", "is", "s", "ed", "ing"])
def test_short_words_and_words_in_ss_keep_their_letters(word: str) -> None:
    assert stem(word) == word
