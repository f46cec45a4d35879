"""What classifiers are taught."""

from __future__ import annotations

from pathlib import Path

from farm import FILES, write

from chatbot.compiled import ROLE
from chatbot.compiling import asked_in, compile_knowledge
from chatbot.knowledge import load
from chatbot.utterance import hear

HOSPITAL = Path(__file__).parent.parent / "examples" / "hospital"


def test_what_asks_for_the_whole_role_is_no_example_of_a_dimension() -> None:
    folder = load(HOSPITAL)
    assert any(example.text == "what does a {role} do" and example.dimension for example in folder.examples)
    labels = {label for sentence, label in asked_in(folder) if sentence == "what does a worker do"}
    assert labels == {"profile"}


def test_a_question_that_names_its_answer_teaches_which_role_it_is(farm: Path) -> None:
    asked = "who has the leaner purse"

    def belief(held_by: str) -> float:
        questions = FILES["questions/wages.yaml"]
        write(farm, "questions/wages.yaml", f"{questions}held-by:\n  {held_by}:\n    - {asked}\n")
        book = compile_knowledge(load(farm))
        return book.classifier.score(hear(asked, book.speller, book.names).masked)[ROLE]["beekeeper"]

    assert belief("beekeeper") > 0.5 > belief("cheese-maker")
