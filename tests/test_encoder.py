"""The encoder that ships: what its folder holds, and that a sentence's vector depends on the sentence alone."""

from __future__ import annotations

import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from programs import chatbot

from chatbot.compiled import Compiled
from chatbot.encoder import MANIFEST, MODEL, SHIPPED, TOKENIZER, EncoderError, OnnxEncoder, digest_of, is_encoder

SENTENCES = ["who deals with the landlord", "pay", "", "a very long tale " * 300, "\u00e9\u00df\u4e2d\u6587 \U0001f600"]


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return OnnxEncoder(SHIPPED)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return shutil.copytree(SHIPPED, tmp_path / "encoder")


def test_what_ships_names_the_weights_it_was_made_from() -> None:
    manifest = json.loads((SHIPPED / MANIFEST).read_text())
    assert manifest["model"] == "sentence-transformers/all-MiniLM-L6-v2"
    assert manifest["weights_sha256"] == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    assert manifest["weights_sha256"] in (SHIPPED / "NOTICE").read_text()


@pytest.mark.parametrize("name", [MODEL, TOKENIZER])
def test_what_ships_is_what_its_manifest_names(name: str) -> None:
    manifest = json.loads((SHIPPED / MANIFEST).read_text())
    assert hashlib.sha256((SHIPPED / name).read_bytes()).hexdigest() == manifest["sha256"][name]


@pytest.mark.parametrize("sentence", SENTENCES, ids=["question", "word", "nothing", "long", "foreign"])
def test_anything_has_a_vector_of_length_one(encoder: OnnxEncoder, sentence: str) -> None:
    vector = encoder.encode(sentence)
    assert vector.shape == (384,)
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_sentences_that_mean_alike_lie_close(encoder: OnnxEncoder) -> None:
    asked = encoder.encode("what does the job pay")
    assert encoder.encode("how much money does one earn") @ asked > encoder.encode("the lift is stuck") @ asked + 0.3


def test_a_sentence_has_the_same_vector_whatever_is_encoded_beside_it(encoder: OnnxEncoder) -> None:
    alone = [encoder.encode(sentence) for sentence in SENTENCES]
    with ThreadPoolExecutor(4) as pool:
        together = [list(pool.map(encoder.encode, SENTENCES[::step] * 3)) for step in (1, -1)]
    for step, found in zip((1, -1), together, strict=True):
        for expected, vector in zip(alone[::step] * 3, found, strict=True):
            assert np.array_equal(expected, vector)


def test_a_folder_without_a_manifest_is_no_encoder(tmp_path: Path) -> None:
    assert not is_encoder(tmp_path)
    with pytest.raises(EncoderError, match="no encoder folder"):
        digest_of(tmp_path)


@pytest.mark.parametrize("name", [MODEL, TOKENIZER])
def test_a_damaged_file_is_not_run(name: str, copied: Path) -> None:
    content = (copied / name).read_bytes()
    (copied / name).write_bytes(content[:-1] + b"x")
    with pytest.raises(EncoderError, match="export the encoder again"):
        OnnxEncoder(copied)


@pytest.mark.parametrize("name", [MODEL, TOKENIZER])
def test_a_missing_file_is_told(name: str, copied: Path) -> None:
    (copied / name).unlink()
    with pytest.raises(EncoderError, match="cannot be read"):
        OnnxEncoder(copied)


def test_what_the_runtime_cannot_read_is_told(copied: Path) -> None:
    (copied / MODEL).write_bytes(b"no graph")
    manifest = json.loads((copied / MANIFEST).read_text())
    manifest["sha256"][MODEL] = hashlib.sha256(b"no graph").hexdigest()
    (copied / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(EncoderError, match="cannot be loaded"):
        OnnxEncoder(copied)


@pytest.mark.parametrize("manifest", ["", "{}", "[]", '{"sha256": 3, "max_tokens": "x"}'])
def test_a_manifest_that_is_none_is_told(manifest: str, copied: Path) -> None:
    (copied / MANIFEST).write_text(manifest)
    with pytest.raises(EncoderError, match="no manifest"):
        OnnxEncoder(copied)


def test_what_runs_the_encoder_keeps_to_this_machine(book: Compiled, tmp_path: Path) -> None:
    """onnxruntime reports its use to its makers, by way of a file of the session, where nobody tells it not to."""
    question = "whose headache is the lady who owns our rooms?"
    done = chatbot("ask", question, "--explain", TMPDIR=str(tmp_path), ORT_DISABLE_TELEMETRY="0")
    assert b"By meaning" in done.stdout
    assert list(tmp_path.iterdir()) == []
