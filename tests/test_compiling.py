"""What classifiers are taught."""

from __future__ import annotations

from pathlib import Path

from chatbot.compiling import asked_in
from chatbot.knowledge import load

HOSPITAL = Path(__file__).parent.parent / "examples" / "hospital"


def test_what_asks_for_the_whole_role_is_no_example_of_a_dimension() -> None:
    folder = load(HOSPITAL)
    assert any(example.text == "what does a {role} do" and example.dimension for example in folder.examples)
    labels = {label for sentence, label in asked_in(folder) if sentence == "what does a worker do"}
    assert labels == {"profile"}
