from __future__ import annotations

from pathlib import Path

import pytest
from small_knowledge import compiled_cache, open_small

from chatbot.compiled import Compiled
from chatbot.frontends.commands import COMMANDS, Reply, Session, View

VIEW = View(width=80, color=False, links=False)


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return open_small(tmp_path_factory.mktemp("small"), compiled_cache(tmp_path_factory))


@pytest.fixture
def session(book: Compiled) -> Session:
    return Session(book)


def said(session: Session, line: str) -> str:
    return session.say(line, VIEW).text


def test_what_has_no_slash_is_a_question(session: Session) -> None:
    assert "[1] Handbook of Wards" in said(session, "What does a Ward Nurse do?")


@pytest.mark.parametrize("line", ["", "   ", "\n"])
def test_nothing_is_said_to_nothing(session: Session, line: str) -> None:
    assert session.say(line, VIEW) == Reply()


@pytest.mark.parametrize("line", ["/quit", "/q", "quit", "Exit", " /QUIT "])
def test_leaving_has_several_names(session: Session, line: str) -> None:
    assert session.say(line, VIEW).leave


def test_several_lines_are_never_a_command(session: Session) -> None:
    assert not session.say("/quit\n/quit", VIEW).leave


def test_help_names_every_command_and_the_keys(session: Session) -> None:
    shown = said(session, "/help")
    assert all(command.usage in shown for command in COMMANDS.values())
    assert "Ctrl-R" in shown


@pytest.mark.parametrize("line", ["/", "/xyzzy", "/\x1b[31m", "/" + "x" * 5000])
def test_an_unknown_command_is_told_of_help(session: Session, line: str) -> None:
    shown = said(session, line)
    assert "/help lists them" in shown
    assert "\x1b" not in shown
    assert len(shown) < 200


def test_a_misspelt_command_is_told_what_it_may_have_been(session: Session) -> None:
    assert "Did you mean /source?" in said(session, "/sorce")


def test_the_beginning_of_a_command_is_enough_where_it_is_one_alone(session: Session) -> None:
    assert said(session, "/dim") == said(session, "/dimensions")
    assert "Did you mean /compare or /clear?" in said(session, "/c")


@pytest.mark.parametrize(
    "line",
    [
        "/compare WN DM",
        "/compare ward nurse delivery midwife",
        '/compare "Ward Nurse" "Delivery Midwife"',
        "/compare ward-nurse vs delivery-midwife",
        "/compare DM, WN",
    ],
)
def test_roles_are_compared_however_they_are_named(session: Session, line: str) -> None:
    assert said(session, line) == said(Session(session.book), "/compare ward-nurse delivery-midwife")


@pytest.mark.parametrize("dimension", ["training", "on training", "degree", "Training"])
def test_a_comparison_may_name_its_dimension(session: Session, dimension: str) -> None:
    shown = said(session, f"/compare WN DM {dimension}")
    assert shown.startswith("Training: Delivery Midwife and Ward Nurse beside each other.")
    assert "midwifery" in shown


@pytest.mark.parametrize("line", ["/compare", "/compare WN", '/compare "WN', "/compare WN WN", "/compare ' ' \""])
def test_a_comparison_of_fewer_than_two_is_told_how_it_is_written(session: Session, line: str) -> None:
    assert "Usage: /compare ROLE ROLE [DIMENSION]" in said(session, line)


def test_a_comparison_with_a_stranger_or_an_unknown_dimension_says_which(session: Session) -> None:
    assert 'no role "xyzzy"' in said(session, "/compare xyzzy WN DM")
    assert 'no dimension "dress code"' in said(session, "/compare WN DM dress code")


def test_the_talk_goes_on_from_a_comparison(session: Session) -> None:
    said(session, "/compare WN DM")
    assert set(session.conversation.roles) == {"ward-nurse", "delivery-midwife"}


def test_roles_and_dimensions_are_listed_with_their_other_names(session: Session) -> None:
    assert "birth attendant" in said(session, "/roles")
    assert "how one learns the job" in said(session, "/dimensions")


def test_why_tells_how_the_question_was_read(session: Session) -> None:
    said(session, "whose arms hold the newborn first?")
    told = said(session, "/why")
    for title in ("Read as", "By wording", "By meaning", "Like statements", "Decided", "Runner-up", "Not explained"):
        assert title in told


def test_why_explains_nothing_before_a_question(session: Session) -> None:
    assert "Read as" not in said(session, "/why")


def test_why_tells_of_a_refusal_what_nothing_explained(session: Session) -> None:
    said(session, "zzyzx of a Ward Nurse?")
    assert "Not explained" in said(session, "/why")


@pytest.mark.parametrize("word", ["source", "more"])
def test_a_command_that_stands_for_a_word_says_the_same(book: Compiled, word: str) -> None:
    by_word, by_command = Session(book), Session(book)
    for session in (by_word, by_command):
        said(session, "What does a Ward Nurse do?")
    assert said(by_command, f"/{word}") == said(by_word, word)


def test_clearing_forgets_the_talk(session: Session, tmp_path: Path) -> None:
    said(session, "What does a Ward Nurse do?")
    assert session.say("/clear", VIEW).clear
    assert session.conversation.roles == ()
    assert said(session, f"/save {tmp_path / 'talk.md'}") == "There is nothing to save yet."


def test_keys_are_changed_by_name(session: Session) -> None:
    assert session.say("/vi", VIEW).editing == "vi"
    assert session.say("/emacs", VIEW).editing == "emacs"


def test_the_talk_is_saved_as_markdown_with_footnotes_of_its_own_for_each_answer(
    session: Session, tmp_path: Path
) -> None:
    said(session, "What does a Ward Nurse do?")
    said(session, "/compare WN DM training")
    path = tmp_path / "my talk.md"
    assert said(session, f'/save "{path}"') == f"Saved 2 questions and answers to {path}."
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Two health roles\n\n## 1. `What does a Ward Nurse do?`\n")
    assert "## 2. `/compare WN DM training`\n" in text
    assert "[^1-1]: [Handbook of Wards](" in text
    assert "[^2-1]: " in text


def test_saving_again_brings_the_file_up_to_date(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "talk.md"
    said(session, "What does a Ward Nurse do?")
    said(session, f"/save {path}")
    said(session, "What does a Delivery Midwife do?")
    assert said(session, f"/save {path}").startswith("Saved 2 questions")
    assert "## 2. " in path.read_text(encoding="utf-8")


def test_a_file_that_was_there_before_is_never_written_over(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "precious"
    path.write_text("keep")
    said(session, "What does a Ward Nurse do?")
    assert "is there already" in said(session, f"/save {path}")
    assert path.read_text() == "keep"


@pytest.mark.parametrize("name", ["", "no/such/folder/talk.md", ".", "x" * 300])
def test_a_place_that_cannot_be_written_is_told(session: Session, tmp_path: Path, name: str) -> None:
    said(session, "What does a Ward Nurse do?")
    shown = said(session, f"/save {tmp_path / name}" if name else "/save")
    assert "Usage: /save FILE" in shown or "cannot be written" in shown or "is there already" in shown
    assert list(tmp_path.iterdir()) == []


def test_a_choice_is_made_by_its_number(session: Session) -> None:
    assert "1. Delivery Midwife" in said(session, "what are the tasks of a health carer?")
    assert "A Ward Nurse looks after the sick" in said(session, "2")


@pytest.mark.parametrize("number", ["0", "3", "99"])
def test_a_number_out_of_range_is_asked_again(session: Session, number: str) -> None:
    said(session, "what are the tasks of a health carer?")
    assert "1. Delivery Midwife" in said(session, number)


@pytest.mark.parametrize(
    "line",
    [
        "\x1b[2Jhi",
        "\x1b]52;c;aGk=\x07",
        "\u202eevil",
        "{0.__class__}",
        "$(touch x)",
        "%s%n",
        "a" * 100_000,
        "\x00" * 10,
    ],
)
def test_nothing_that_is_typed_reaches_the_terminal_as_a_command(session: Session, line: str) -> None:
    shown = said(session, line) + said(session, f"/{line}") + said(session, f"/compare {line} {line}")
    assert all(character.isprintable() or character == "\n" for character in shown)
