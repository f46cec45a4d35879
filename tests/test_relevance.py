"""Which statements speak to a question."""

from __future__ import annotations

import pytest

from chatbot.model import Source, Statement
from chatbot.relevance import PHRASE_BONUS, TEXT_WEIGHT, content, index_statements, stems_of, words_of

SOURCE = Source("book", "A Book", "A Press")


def statement(ident: str, text: str, *topics: str, role: str = "cook", dimension: str = "work") -> Statement:
    return Statement(ident, role, dimension, text, SOURCE, topics=topics)


STATEMENTS = [
    statement("soup", "The cook boils water.", "hot soup"),
    statement("bread", "The cook bakes with hot stones.", "bread"),
    statement("guns", "The gunner cleans the guns.", "guns", role="gunner"),
]
INDEX = index_statements(STATEMENTS)


def test_only_telling_words_count_each_once_and_without_inflection() -> None:
    assert content("who bakes the bread and the breads".split()) == ("bake", "bread")


def test_words_of_knowledge_are_spelt_as_the_vocabulary_has_them() -> None:
    assert words_of("The Organization's ops") == ("the", "organization's", "operations")
    assert words_of("labor") == ("labour",)
    assert stems_of("the guns") == {"gun"}


def test_statements_that_share_no_word_are_not_found() -> None:
    assert set(INDEX.search(["soup"])) == {0}
    assert INDEX.search(["violin"]) == {}
    assert INDEX.search([]) == {}


def test_a_word_among_the_topics_counts_more_than_one_in_the_text() -> None:
    hits = INDEX.search(["hot"])
    assert hits[1].score == pytest.approx(TEXT_WEIGHT * hits[0].score)


def test_a_topic_that_is_named_whole_is_told_and_gains_a_bonus() -> None:
    part, whole = INDEX.search(["soup"])[0], INDEX.search(["soup", "hot"])[0]
    assert part.topic == ""
    assert whole.topic == "hot soup"
    plain = INDEX.weight("soup") + INDEX.weight("hot")
    assert whole.score == pytest.approx((1 + PHRASE_BONUS) * plain)


def test_a_word_that_fewer_cells_have_is_more_telling() -> None:
    among_both = index_statements([*STATEMENTS, statement("polish", "Polish", "bread", role="gunner")])
    assert among_both.weight("soup") > among_both.weight("bread") > 0


def test_a_word_that_no_statement_has_weighs_nothing() -> None:
    assert INDEX.weight("violin") == 0.0


def test_an_empty_knowledge_base_is_searched_in_vain() -> None:
    assert index_statements([]).search(["soup"]) == {}
