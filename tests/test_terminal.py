from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from small_knowledge import compiled_cache, open_small

from chatbot.answering import answer
from chatbot.comparing import compare_roles
from chatbot.compiled import Compiled
from chatbot.conversation import Conversation
from chatbot.drawing import COLORS, PROSE, TABLE
from chatbot.model import Answer, Kind, Match, Reason, Verdict
from chatbot.screen import columns, is_dumb, wants_color, wants_links, writable
from chatbot.terminal import show, table

CODE = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")
NURSE, MIDWIFE = "ward-nurse", "delivery-midwife"


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return open_small(tmp_path_factory.mktemp("small"), compiled_cache(tmp_path_factory))


@pytest.fixture
def overview(book: Compiled) -> Answer:
    return compare_roles(book, [NURSE, MIDWIFE])


def plain(answer: Answer, book: Compiled, width: int = 80) -> str:
    return show(answer, book, width=width, color=False, links=False)


def test_a_wide_terminal_shows_roles_side_by_side(overview: Answer, book: Compiled) -> None:
    shown = plain(overview, book)
    assert any("Delivery Midwife" in line and "Ward Nurse" in line for line in shown.splitlines()[1:])
    assert any(line.startswith("Training") and "Delivery" in line and "Nurse" in line for line in shown.splitlines())


def test_a_narrow_terminal_shows_one_role_below_the_other(overview: Answer, book: Compiled) -> None:
    lines = plain(overview, book, 40).splitlines()
    assert [line for line in lines if line in ("Duties", "Training", "Delivery Midwife", "Ward Nurse")] == [
        *("Duties", "Delivery Midwife", "Ward Nurse"),
        *("Training", "Delivery Midwife", "Ward Nurse"),
    ]


def test_one_dimension_is_set_side_by_side_without_a_column_of_labels(book: Compiled) -> None:
    shown = plain(compare_roles(book, [NURSE, MIDWIFE], "training"), book)
    header = next(line for line in shown.splitlines()[1:] if "Ward Nurse" in line)
    assert header.split("  ")[0] == "Delivery Midwife"


@pytest.mark.parametrize("width", [1, 10, 20, 33, 57, 80, 120, 500])
def test_all_is_said_at_any_width(overview: Answer, book: Compiled, width: int) -> None:
    shown = "".join(plain(overview, book, width).split())
    assert "midwifery." in shown
    assert "https://example.org/handbook" in shown


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_no_line_but_an_address_is_longer_than_the_terminal(overview: Answer, book: Compiled, width: int) -> None:
    lines = plain(overview, book, width).splitlines()
    assert all(len(line) <= width or line.startswith("https://") for line in lines)


def test_very_wide_terminals_do_not_get_very_long_lines(overview: Answer, book: Compiled) -> None:
    profile = compare_roles(book, [NURSE])
    assert max(map(len, plain(overview, book, 400).splitlines())) <= TABLE
    assert max(map(len, plain(profile, book, 400).splitlines())) <= PROSE


def test_every_sentence_carries_the_number_of_a_footnote(book: Compiled) -> None:
    shown = plain(compare_roles(book, [NURSE]), book)
    assert "A Ward Nurse trains for three years.[1]" in shown
    assert "[1] Handbook of Wards, Ward Press, 2024\n    https://example.org/handbook" in shown


def test_an_address_is_never_broken(book: Compiled) -> None:
    assert "\nhttps://example.org/handbook" in plain(compare_roles(book, [NURSE]), book, 20)


def test_without_colour_there_are_no_control_codes(overview: Answer, book: Compiled) -> None:
    assert "\x1b" not in show(overview, book, width=80, color=False, links=True)


def test_colour_changes_no_word(overview: Answer, book: Compiled) -> None:
    colored = show(overview, book, width=80, color=True, links=False)
    assert "\x1b[" in colored
    unstyled = "\n".join(line.rstrip() for line in CODE.sub("", colored).splitlines())
    assert unstyled == plain(overview, book)


def test_hyperlinks_take_the_place_of_addresses(book: Compiled) -> None:
    shown = show(compare_roles(book, [NURSE]), book, width=80, color=True, links=True)
    assert "\x1b]8;;https://example.org/handbook\x1b\\" in shown
    assert "https://" not in CODE.sub("", shown)


def test_the_same_answer_is_drawn_in_the_same_bytes(overview: Answer, book: Compiled) -> None:
    drawn = {show(overview, book, width=80, color=True, links=True) for _ in range(3)}
    assert len(drawn) == 1


def test_what_looks_like_markup_is_shown_as_it_stands(book: Compiled) -> None:
    match = Match(Kind.UNKNOWN, reason=Reason.BAD_INPUT, subject="[bold]x[/bold] :smile: \\[link=y]")
    assert plain(answer(match, book, None), book) == "[bold]x[/bold] :smile: \\[link=y]"


def test_choices_stand_one_below_the_other_with_their_numbers(book: Compiled) -> None:
    shown = plain(answer(Match(Kind.CLARIFY, reason=Reason.AMBIGUOUS, subject="carer"), book, "carer"), book)
    assert "\n  1. Delivery Midwife\n  2. Ward Nurse\n" in shown


def test_a_refusal_lists_questions_that_do_work(book: Compiled) -> None:
    shown = plain(answer(Match(Kind.UNKNOWN, reason=Reason.OFF_TOPIC), book, "weather"), book)
    assert "You could ask:\n• What does a Delivery Midwife do?\n" in shown


def test_several_questions_get_numbered_answers_with_their_own_sources(book: Compiled) -> None:
    whole = Conversation(book).ask("What does a Ward Nurse do? What does a Delivery Midwife do?")
    assert len(whole.also) == 1
    shown = plain(whole, book)
    assert shown.startswith("1. ")
    assert "\n\n2. " in shown
    assert shown.index("Handbook of Wards") < shown.index("\n\n2. ") < shown.index("A Letter on Births")


def test_that_some_questions_were_left_out_is_told(book: Compiled) -> None:
    whole = Conversation(book).ask("What does a Ward Nurse do? " * 7)
    assert plain(whole, book).endswith("I answered the first 5 of 7 questions.")


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_verdict_has_a_colour_of_its_own(verdict: Verdict, book: Compiled) -> None:
    statement = book.knowledge.statements[0]
    verified = answer(Match(Kind.VERIFY, (statement.role,), verdict=verdict, statements=(statement,)), book, "so?")
    first = show(verified, book, width=80, color=True, links=False).splitlines()[0]
    assert first != CODE.sub("", first)


@pytest.mark.parametrize("number", sorted(set(COLORS.values())))
def test_every_colour_reads_on_black_and_on_white(number: int) -> None:
    luminance = _luminance(number)
    assert (luminance + 0.05) / 0.05 >= 3.8
    assert 1.05 / (luminance + 0.05) >= 3.8


def _luminance(number: int) -> float:
    """The relative luminance of a colour of the 256-colour palette, as WCAG 2 defines it."""
    steps = (0, 95, 135, 175, 215, 255)
    if number >= 232:
        channels = [8 + 10 * (number - 232)] * 3
    else:
        channels = [steps[(number - 16) // 36], steps[(number - 16) // 6 % 6], steps[(number - 16) % 6]]
    linear = [c / 255 / 12.92 if c / 255 <= 0.03928 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_a_table_is_stacked_where_its_columns_do_not_fit() -> None:
    rows = [["Role", "Also called"], ["Ward Nurse", "WN"]]
    assert table(rows, width=20, color=False) == "Ward Nurse\nAlso called: WN"
    assert table(rows, width=80, color=False).splitlines()[2].split() == ["Ward", "Nurse", "WN"]


@pytest.mark.parametrize(
    ("environment", "linking"),
    [
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "xterm", "VTE_VERSION": "7600"}, True),
        ({"TERM": "xterm", "VTE_VERSION": "4600"}, False),
        ({"TERM": "xterm", "VTE_VERSION": "soon"}, False),
        ({"TERM": "xterm", "TERM_PROGRAM": "iTerm.app"}, True),
        ({"WT_SESSION": "x"}, True),
        ({"TERM": "xterm-256color"}, False),
        ({}, False),
    ],
)
def test_hyperlinks_are_for_terminals_known_to_draw_them(environment: Mapping[str, str], linking: bool) -> None:
    assert wants_links(environment) is linking


@pytest.mark.parametrize("term", ["", "dumb", "unknown", "no-such-terminal"])
def test_a_terminal_nobody_heard_of_is_dumb(term: str) -> None:
    assert is_dumb({"TERM": term})


@pytest.mark.parametrize("term", ["xterm-256color", "screen", "tmux-256color", "linux", "vt100", "xterm-ghostty"])
def test_a_usual_terminal_is_not_dumb(term: str) -> None:
    assert not is_dumb({"TERM": term})


def test_a_pipe_has_no_colour_unless_it_is_always_wanted() -> None:
    assert not wants_color("auto", io.StringIO())
    assert not wants_color("auto", None)
    assert wants_color("always", io.StringIO())


@pytest.mark.parametrize(
    ("name", "value", "colored"),
    [("NO_COLOR", "1", False), ("NO_COLOR", "", True), ("CLICOLOR", "0", False), ("TERM", "dumb", False)],
)
def test_a_terminal_has_colour_unless_it_is_refused(
    name: str, value: str, colored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for given in ("NO_COLOR", "CLICOLOR"):
        monkeypatch.delenv(given, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv(name, value)
    master, slave = os.openpty()
    with open(slave, "w") as stream:
        assert wants_color("auto", stream) is colored
        assert not wants_color("never", stream)
    os.close(master)


def test_a_stream_that_is_no_terminal_is_80_columns_wide(tmp_path: Path) -> None:
    assert columns(io.StringIO()) == 80
    with (tmp_path / "file").open("w") as file:
        assert columns(file) == 80


def test_a_stream_of_few_characters_gets_the_nearest() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    assert writable("\u2022 \u201ca\u201d \u2013 \u2500 \u2026 \u00e9", stream) == '* "a" - - ... ?'
