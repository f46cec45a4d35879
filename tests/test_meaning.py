"""What a vector says beside the vectors that are held, and when the encoder is loaded."""

from __future__ import annotations

import threading
import time

import numpy as np
import numpy.typing as npt
import pytest

from chatbot.embedding import embed, key_of
from chatbot.encoder import EncoderError
from chatbot.meaning import LazyEncoder, Meaning, Scorer, Vectors

AXES = {"bread": 0, "rain": 1, "love": 2}


class Letters:
    """An encoder whose sentences lie on the axes of the words they hold."""

    digest = "letters"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, sentence: str) -> npt.NDArray[np.float32]:
        self.asked.append(sentence)
        vector = np.zeros(3, dtype=np.float32)
        for word in sentence.split():
            vector[AXES[word]] = 1.0
        return vector / np.float32(np.linalg.norm(vector) or 1.0)


def held() -> Vectors:
    rows = np.eye(3, dtype=np.float16)
    return Vectors(
        digest="letters",
        heads={"intent": ["food", "weather"], "form": ["only"]},
        weights=np.array([[4, 0, 0], [0, 4, 0], [0, 0, 0]], dtype=np.float32),
        bias=np.zeros(3, dtype=np.float32),
        keys=np.zeros((3, 8), dtype=np.uint8),
        rows=rows,
        examples=np.array([0, 1, 0], dtype=np.int32),
        labels=np.array([0, 1, 0], dtype=np.int32),
        texts=np.array([0, 2], dtype=np.int32),
        topics=np.array([1, 2], dtype=np.int32),
    )


def lazy(encoder: Letters) -> LazyEncoder:
    return LazyEncoder(lambda: "letters", lambda: encoder, pytest.fail)


def test_each_head_has_probabilities_of_its_own() -> None:
    sense = Scorer(held()).score(Letters().encode("bread"))
    assert sense.scores["intent"]["food"] == pytest.approx(0.982, abs=1e-3)
    assert sum(sense.scores["intent"].values()) == pytest.approx(1.0)
    assert sense.scores["form"] == {"only": 1.0}


def test_nearness_is_told_for_each_label_and_likeness_for_each_statement() -> None:
    sense = Scorer(held()).score(Letters().encode("bread"))
    assert sense.nearest == {"intent": {"food": 1.0, "weather": 0.0}, "form": {}}
    assert sense.density == 1.5
    assert sense.likeness == pytest.approx([0.7071, 0.0], abs=1e-4)
    assert sense.alike == [0, 1]


def test_a_sentence_read_twice_is_encoded_once() -> None:
    encoder = Letters()
    meaning = Meaning(held, lazy(encoder))
    assert meaning.read("bread rain") == meaning.read("bread rain")
    assert encoder.asked == ["bread rain"]


def test_threads_that_need_the_encoder_at_once_wait_for_one_loading() -> None:
    loaded: list[Letters] = []

    def load() -> Letters:
        time.sleep(0.05)
        loaded.append(Letters())
        return loaded[-1]

    meaning = Meaning(held, LazyEncoder(lambda: "letters", load, pytest.fail))
    threads = [threading.Thread(target=meaning.prepare) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert meaning.read("bread") is not None
    for thread in threads:
        thread.join()
    assert len(loaded) == 1


def test_a_failure_in_the_background_is_told_when_the_encoder_is_needed_and_once() -> None:
    def fail() -> Letters:
        raise EncoderError("it is broken")

    told: list[str] = []
    meaning = Meaning(held, LazyEncoder(lambda: "letters", fail, told.append))
    meaning.prepare()
    assert told == []
    assert [meaning.read("bread"), meaning.read("rain")] == [None, None]
    assert told == ["it is broken; questions are understood by their wording alone"]
    assert meaning.encoder.digest == ""


def test_sentences_that_are_known_are_not_encoded() -> None:
    encoder, told = Letters(), list[tuple[int, int]]()
    known = {key_of("bread"): np.array([0, 0, 1], dtype=np.float16)}
    rows = embed(["bread", "rain"], encoder, known, lambda done, total: told.append((done, total)))
    assert rows.tolist() == [[0, 0, 1], [0, 1, 0]]
    assert encoder.asked == ["rain"]
    assert told == [(1, 1)]
