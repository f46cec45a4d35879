"""From where to where a question about a career move goes."""

from __future__ import annotations

import pytest

from chatbot.model import Mention
from chatbot.transitions import endpoints
from chatbot.utterance import describe


def ends(text: str) -> tuple[str, ...]:
    """The ends of a move in a text in which A and B stand for two roles."""
    words = text.split()
    mentions = tuple(Mention(i, i + 1, (word.lower(),)) for i, word in enumerate(words) if word in "AB")
    utterance = describe([word.lower() for word in words], mentions, text.lower())
    return endpoints(utterance, utterance.roles)


@pytest.mark.parametrize(
    "text",
    [
        "how do I get from A to B",
        "how does an A become a B",
        "I am an A and want to be a B",
        "I'm an A how could I switch to B",
        "moving to B from A",
        "how do I become a B I am an A",
        "from my A job into a B one",
        "path A B",
    ],
)
def test_the_words_in_front_of_a_role_tell_which_end_it_is(text: str) -> None:
    assert ends(text) == ("a", "b")


def test_where_nothing_tells_the_first_role_is_the_origin() -> None:
    assert ends("B A path") == ("b", "a")


@pytest.mark.parametrize("text", ["how do I become a B", "B path", "from B"])
def test_one_role_alone_is_the_goal(text: str) -> None:
    assert ends(text) == ("b",)
