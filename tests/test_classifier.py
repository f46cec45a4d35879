"""The classifier that answers, in plain Python, and scikit-learn's, by which it is fitted."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from chatbot.classifier import Classifier
from chatbot.features import BUCKETS, features, units
from chatbot.fitting import REGULARIZATION, Labelled, fit, fit_head, fit_vectors, vectors

HEADS = {"topic": ["food", "money", "weather"], "form": ["ask", "tell"]}
TAUGHT = [
    ("what is for lunch", "food", "ask"),
    ("who bakes the bread", "food", "ask"),
    ("the soup is hot", "food", "tell"),
    ("bread and cheese for everybody", "food", "tell"),
    ("what does it cost", "money", "ask"),
    ("who earns the most", "money", "ask"),
    ("wages went up again", "money", "tell"),
    ("it costs a fortune", "money", "tell"),
    ("will it rain", "weather", "ask"),
    ("is there snow on the hills", "weather", "ask"),
    ("rain and wind all week", "weather", "tell"),
    ("the snow has melted", "weather", "tell"),
]
EXAMPLES = [Labelled(tuple(text.split()), {"topic": topic, "form": form}) for text, topic, form in TAUGHT]
ASKED = ["who bakes the soup", "what are the wages", "snow again", "rain rain rain", "zzz", "", "cost of the bread"]


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return fit(EXAMPLES, HEADS)


def idf_of(classifier: Classifier) -> np.ndarray:
    """The first column of the table."""
    columns = 1 + sum(map(len, classifier.heads.values()))
    return np.frombuffer(classifier.table, dtype="<f4").reshape(BUCKETS, columns)[:, 0].astype(float)


def counted(texts: Sequence[Sequence[str]]) -> list[list[dict[int, float]]]:
    return [[dict(features(unit)) for unit in units(words)] for words in texts]


def scikit_learn(head: str, idf: np.ndarray) -> LogisticRegression:
    """The regression of one head as scikit-learn fits it."""
    ordered = sorted(EXAMPLES, key=lambda example: example.words)
    weights, bias = fit_head(
        vectors(counted([e.words for e in ordered]), idf), ordered, head, HEADS[head], REGULARIZATION
    )
    first = 1 if len(HEADS[head]) == 2 else 0  # of two labels it weighs the second one only
    model = LogisticRegression()
    model.classes_, model.coef_, model.intercept_ = np.arange(len(bias)), weights.T[first:], bias[first:]
    return model


@pytest.mark.parametrize("head", HEADS)
def test_scores_equal_those_of_scikit_learn_on_the_same_vectors(classifier: Classifier, head: str) -> None:
    idf = idf_of(classifier)
    asked = [text.split() for text in ASKED]
    expected = scikit_learn(head, idf).predict_proba(vectors(counted(asked), idf))
    got = [[classifier.score(words)[head][label] for label in HEADS[head]] for words in asked]
    np.testing.assert_allclose(got, expected, atol=1e-5)


def test_what_was_taught_is_recognised(classifier: Classifier) -> None:
    for example in EXAMPLES:
        for head, scores in classifier.score(example.words).items():
            assert max(scores, key=lambda label: scores[label]) == example.labels[head]


@pytest.mark.parametrize("text", ASKED)
def test_the_probabilities_of_each_head_sum_to_one(classifier: Classifier, text: str) -> None:
    for scores in classifier.score(text.split()).values():
        assert sum(scores.values()) == pytest.approx(1.0)


def test_the_order_of_the_examples_does_not_matter(classifier: Classifier) -> None:
    again = fit(EXAMPLES[::-1], HEADS)
    assert again.table == classifier.table
    assert again.bias == classifier.bias


def test_a_label_without_examples_is_never_the_likeliest() -> None:
    classifier = fit(EXAMPLES, {"topic": [*HEADS["topic"], "love"]})
    assert all(classifier.score(text.split())["topic"]["love"] < 1e-9 for text in [*ASKED, "love"])


def test_a_head_of_one_label_always_gives_that_label() -> None:
    classifier = fit([Labelled(("a",), {"only": "yes"}), Labelled(("b",), {"only": "yes"})], {"only": ["no", "yes"]})
    assert classifier.score(["c"])["only"]["yes"] == pytest.approx(1.0)


def test_an_example_of_less_weight_counts_less() -> None:
    light = Labelled(("bread",), {"topic": "weather"}, weight=0.1)
    heavy = Labelled(("bread",), {"topic": "weather"}, weight=10.0)
    scores = [fit([*EXAMPLES, extra], HEADS).score(["bread"])["topic"]["weather"] for extra in (light, heavy)]
    assert scores[0] < scores[1]


def test_the_table_is_read_as_idf_and_weights_in_little_endian_floats() -> None:
    bucket = next(iter(features(("^", "$"))))
    table = bytearray(BUCKETS * 12)
    struct.pack_into("<3f", table, bucket * 12, 2.0, 2.0 * 3.0, 0.0)
    scores = Classifier(bytes(table), [0.0, 0.0], {"head": ["a", "b"]}).score([])["head"]
    assert scores["a"] == pytest.approx(np.exp(3) / (np.exp(3) + 1))


def test_heads_over_vectors_are_fitted_the_same_whatever_the_order() -> None:
    axes = np.eye(4, dtype=np.float16)
    examples = [Labelled((), {"topic": topic}, sentence=f"{n}") for n, topic in enumerate(["bread", "weather"] * 2)]
    weights, bias = fit_vectors(axes, examples, {"topic": ["bread", "weather", "love"]})
    again = fit_vectors(axes[::-1], examples[::-1], {"topic": ["bread", "weather", "love"]})
    assert weights.shape == (3, 4)
    assert [int((weights @ axis + bias).argmax()) for axis in axes.astype(float)] == [0, 1, 0, 1]
    assert np.array_equal(weights, again[0])
    assert np.array_equal(bias, again[1])
