from __future__ import annotations

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from small_knowledge import compiled_cache, open_small

from chatbot.compiled import Compiled
from chatbot.frontends.completion import BookCompleter, rank


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return open_small(tmp_path_factory.mktemp("small"), compiled_cache(tmp_path_factory))


@pytest.fixture
def completer(book: Compiled) -> BookCompleter:
    return BookCompleter(book, [("compare", "side by side"), ("clear", "anew")], ["compare"], lambda: ["Why not ask?"])


def offered(completer: BookCompleter, typed: str, *, tab: bool = False) -> list[str]:
    """The lines that the completions make of what was typed, best first."""
    event = CompleteEvent(completion_requested=tab, text_inserted=not tab)
    found = completer.get_completions(Document(typed), event)
    return [typed[: len(typed) + completion.start_position] + completion.text for completion in found]


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("what does a del", "what does a Delivery Midwife"),
        ("what does a mid", "what does a Delivery Midwife"),
        ("what does a ward nu", "what does a Ward Nurse"),
        ("wrdnrs", "Ward Nurse"),
        ("pay of birth att", "pay of birth attendant"),
        ("how long is the trai", "how long is the Training"),
        ("the educ", "the education"),
        ('compare "ward', 'compare "Ward Nurse'),
    ],
)
def test_a_name_is_completed_while_it_is_typed(completer: BookCompleter, typed: str, line: str) -> None:
    assert offered(completer, typed)[0] == line


@pytest.mark.parametrize("typed", ["what does the ", "a", "what is", "who", "zzz", "Ward Nurse", "\x1b", "(["])
def test_ordinary_words_bring_no_menu(completer: BookCompleter, typed: str) -> None:
    assert offered(completer, typed) == []


def test_one_role_is_offered_once_by_its_best_name(completer: BookCompleter) -> None:
    assert offered(completer, "birth") == ["birth attendant"]


def test_a_command_is_completed_at_the_start_of_the_line_only(completer: BookCompleter) -> None:
    assert offered(completer, "/") == ["/clear", "/compare"]
    assert offered(completer, "/cmpr") == ["/compare"]
    assert offered(completer, "what about /com") == []


def test_arguments_of_a_command_are_completed_by_id(completer: BookCompleter) -> None:
    assert offered(completer, "/compare ward nu") == ["/compare ward-nurse"]
    assert offered(completer, "/compare WN DM trai") == ["/compare WN DM training"]
    assert offered(completer, "/clear ward") == []


def test_an_empty_line_offers_questions_on_tab(completer: BookCompleter) -> None:
    assert offered(completer, "", tab=True) == ["Why not ask?"]
    assert offered(completer, "") == []


def test_what_begins_like_a_name_fits_better_than_what_is_in_it() -> None:
    ranks = [rank("nurse", name) for name in ("Nurse", "Ward Nurse", "No use", "Midwife")]
    assert ranks[:2] == [0, 1]
    assert ranks[3] is None
    assert rank("mdwf", "Midwife") is not None


def test_a_very_long_line_is_completed_at_once(completer: BookCompleter) -> None:
    assert offered(completer, "x " * 2_000 + "ward nu")[0].endswith("Ward Nurse")
