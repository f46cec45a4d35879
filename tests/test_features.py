"""Words as features: the same in every process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from chatbot.features import BUCKETS, CHAR_WEIGHT, features, units


def test_the_units_of_a_text_are_its_words_and_its_neighbouring_pairs_ends_included() -> None:
    assert units(["who", "pays"]) == [("who",), ("pays",), ("^", "who"), ("who", "pays"), ("pays", "$")]


def test_a_text_without_words_still_has_its_ends() -> None:
    assert units([]) == [("^", "$")]


def test_a_pair_is_one_feature() -> None:
    assert list(features(("who", "pays")).values()) == [1.0]


def test_a_word_stands_for_itself_and_its_character_runs_at_less_weight() -> None:
    weights = features(("pay",))  # " pay ": three runs of 3, two of 4, one of 5
    assert sum(weights.values()) == 1.0 + CHAR_WEIGHT * 6


@pytest.mark.parametrize("unit", [("a",), ("",), ("warehouse",), ("x" * 500,), ("\u00fcber",), ("two", "words")])
def test_every_feature_has_its_place_in_the_table(unit: tuple[str, ...]) -> None:
    assert all(0 <= bucket < BUCKETS for bucket in features(unit))


def test_inflected_words_share_features() -> None:
    assert features(("warehouse",)).keys() & features(("warehouses",)).keys()


@pytest.mark.parametrize("seed", ["0", "1"])
def test_features_do_not_depend_on_the_hash_seed(seed: str) -> None:
    code = "from chatbot.features import features; print(sorted(features(('warehouse',)).items()))"
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == str(sorted(features(("warehouse",)).items()))
