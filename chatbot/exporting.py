"""A sentence-transformers model -> an encoder folder that answers without torch. Needs the extra.

The whole model, pooling and all, becomes one ONNX graph, whose weights are then quantised to int8 by channel
(onnxruntime's dynamic quantisation) in seven bits, so that processors without VNNI do not overflow either.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot.encoder import MANIFEST, MODEL, TOKENIZER, EncoderError, keep_to_this_machine, sha256_of

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OPSET = 17
_WEIGHTS = ("*.safetensors", "*.bin", "README.md")


def export(model: SentenceTransformer, name: str, weights: str, folder: Path) -> None:
    """Writes the folder whole or not at all. The manifest holds the model's name and the sha256 of its weights.

    Raises EncoderError where the folder holds something already, or the model cannot be made into one graph.
    """
    refuse_taken(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as place:
        draft = Path(place, folder.name)
        _save_without_weights(model, draft)
        (draft / MODEL).parent.mkdir()
        _quantize(_graph(model, Path(place)), draft / MODEL)
        manifest = {
            "model": name,
            "max_tokens": model.max_seq_length,
            "weights_sha256": weights,
            "sha256": {file: sha256_of(draft / file) for file in (MODEL, TOKENIZER)},
        }
        (draft / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        if folder.is_dir():
            folder.rmdir()
        draft.rename(folder)


def refuse_taken(folder: Path) -> None:
    """Raises EncoderError where a folder holds something already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise EncoderError(f"{folder}: exists already; name a new folder")


def _save_without_weights(model: SentenceTransformer, draft: Path) -> None:
    weights = draft.parent / "weights"
    model.save(str(weights), create_model_card=False)
    shutil.copytree(weights, draft, ignore=shutil.ignore_patterns(*_WEIGHTS))
    if not (draft / TOKENIZER).is_file():
        raise EncoderError("the model has no fast tokenizer (tokenizer.json), which answering needs")


def _graph(model: SentenceTransformer, place: Path) -> Path:
    import torch

    tokens = model.preprocess(["a sentence of some words"])
    given = {name: tokens[name] for name in INPUTS if name in tokens}

    class Whole(torch.nn.Module):  # type: ignore[misc]
        """The model as a function of its tensors."""

        def forward(self, *tensors: Any) -> Any:
            """The vectors of a batch of tokens."""
            return model(dict(zip(given, tensors, strict=True)))["sentence_embedding"]

    whole = Whole()
    whole.add_module("model", model)
    path = place / "full.onnx"
    axes: Mapping[str, Mapping[int, str]] = {name: {0: "batch", 1: "tokens"} for name in given}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # tracing warns of each branch that the tokens of one sentence decide
            torch.onnx.export(
                whole.eval(),
                tuple(given.values()),
                str(path),
                input_names=list(given),
                output_names=["sentence_embedding"],
                dynamic_axes={**axes, "sentence_embedding": {0: "batch"}},
                opset_version=OPSET,
                dynamo=False,
            )
    except (RuntimeError, KeyError, TypeError, ValueError) as error:
        raise EncoderError(f"the model cannot be made into one graph: {error}") from error
    return path


def _quantize(graph: Path, target: Path) -> None:
    keep_to_this_machine()
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    simplified = graph.with_name("simplified.onnx")
    quant_pre_process(str(graph), str(simplified), skip_symbolic_shape=True)
    quantize_dynamic(str(simplified), str(target), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
