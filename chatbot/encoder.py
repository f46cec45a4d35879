"""A sentence -> a unit vector of its meaning, by an encoder folder that onnxruntime runs; no torch on the way.

An encoder folder is a sentence-transformers model folder with an int8 ONNX file in place of its weights and a manifest
that names it (`exporting` writes one). Every sentence is encoded by itself: in a batch int8 gives it another vector.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from chatbot.errors import ChatbotError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vector = npt.NDArray[np.float32]

MANIFEST, MODEL, TOKENIZER = "encoder.json", "onnx/model_int8.onnx", "tokenizer.json"
SHIPPED = Path(__file__).parent / "minilm"


class EncoderError(ChatbotError):
    """An encoder that cannot be loaded; the message says why."""


class Encoder(Protocol):
    """What turns sentences into vectors; `digest` tells encoders apart whose vectors must not be mixed."""

    @property
    def digest(self) -> str:
        """Names the encoder by its content."""

    def encode(self, sentence: str) -> Vector:
        """The vector of a sentence, of length one. May be called from several threads."""


def keep_to_this_machine() -> None:
    """Keeps onnxruntime, which is to be imported only after this, from reporting its use to its makers."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"


class OnnxEncoder:
    """An encoder folder, run on one thread a sentence."""

    def __init__(self, folder: Path) -> None:
        """Loads the folder. Raises EncoderError where it is none, is damaged, or onnxruntime is missing."""
        self.digest = digest_of(folder)
        manifest = _manifest(folder)
        for name in (MODEL, TOKENIZER):
            _check(folder / name, manifest[name])
        try:
            self._session = _session(folder / MODEL)
            self._tokenizer = _tokenizer(folder / TOKENIZER, manifest["max_tokens"])
        except ImportError as error:
            raise EncoderError(f"understanding by meaning needs onnxruntime and tokenizers: {error}") from error
        except Exception as error:  # onnxruntime and tokenizers have no common class for a file they cannot read
            raise EncoderError(f"{folder}: cannot be loaded: {error}") from error
        self._inputs = [put.name for put in self._session.get_inputs()]

    def encode(self, sentence: str) -> Vector:
        """The vector of a sentence, of length one; float32."""
        import numpy as np

        tokens = self._tokenizer.encode(sentence)
        fields = {"input_ids": tokens.ids, "attention_mask": tokens.attention_mask, "token_type_ids": tokens.type_ids}
        given = {name: np.array([fields[name]], dtype=np.int64) for name in self._inputs}
        vector: Vector = self._session.run(None, given)[0][0]
        return vector / np.float32(np.linalg.norm(vector) or 1.0)


def is_encoder(folder: Path) -> bool:
    """Whether a folder is one that answers without torch."""
    return (folder / MANIFEST).is_file()


def digest_of(folder: Path) -> str:
    """The name of an encoder folder by its content, without reading all of it. Raises EncoderError."""
    try:
        return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()[:16]
    except OSError as error:
        raise EncoderError(f"{folder}: no encoder folder: {error.strerror}") from error


def _manifest(folder: Path) -> Mapping[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        return {**manifest["sha256"], "max_tokens": int(manifest["max_tokens"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderError(f"{folder / MANIFEST}: no manifest of an encoder: {error!r}") from error


def sha256_of(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with open(path, "rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _check(path: Path, sha256: str) -> None:
    try:
        found = sha256_of(path)
    except OSError as error:
        raise EncoderError(f"{path}: cannot be read: {error.strerror}") from error
    if found != sha256:
        raise EncoderError(f"{path}: not the file that {MANIFEST} names; export the encoder again")


def _session(model: Path) -> Any:
    keep_to_this_machine()
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # an arena grows to the longest question ever asked, and is no faster here
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _tokenizer(path: Path, max_tokens: int) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer
