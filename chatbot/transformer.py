"""Models of sentence-transformers: found by name or folder, and run as they are. Needs the extra."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.encoder import EncoderError, sha256_of
from chatbot.errors import ChatbotError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from chatbot.encoder import Vector

EXTRA = "sentence-transformers"
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")


class MissingExtraError(ChatbotError):
    """An optional part of the package is needed and not installed; the message says how to install it."""


def load_model(name: str) -> SentenceTransformer:
    """The model of a folder, or of a name that the model hub or its local cache knows.

    Raises MissingExtraError without the extra, EncoderError where no such model can be loaded.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging
    except ImportError as error:
        raise MissingExtraError(
            f"a sentence-transformers model needs the extra: pip install 'career-chatbot[{EXTRA}]' ({error})"
        ) from error
    logging.disable_progress_bar()
    try:
        return SentenceTransformer(name, device="cpu").eval()
    except Exception as error:  # the library raises what its many parts raise
        reason = str(error).partition("\n")[0]
        raise EncoderError(f"{name}: no sentence-transformers model that can be loaded: {reason}") from error


def weights_of(name: str) -> str:
    """The sha256 of a model's weights as they were published; empty where they are in several files."""
    from huggingface_hub import try_to_load_from_cache

    for file in _WEIGHTS:
        path = Path(name, file) if Path(name).is_dir() else try_to_load_from_cache(name, file)
        if isinstance(path, (str, Path)) and Path(path).is_file():
            return sha256_of(Path(path))
    return ""


class LiveEncoder:
    """A sentence-transformers model that is run by torch, on one thread a sentence."""

    def __init__(self, name: str) -> None:
        """Loads the model; raises as `load_model` does."""
        self._model = load_model(name)
        import torch

        torch.set_num_threads(1)  # more would sum in another order, and vectors must not depend on how many there are
        weights = hashlib.sha256()
        for key, tensor in sorted(self._model.state_dict().items()):
            weights.update(key.encode() + tensor.cpu().numpy().tobytes())
        self.digest = weights.hexdigest()[:16]

    def encode(self, sentence: str) -> Vector:
        """The vector of a sentence, of length one; float32."""
        vector: Vector = self._model.encode(sentence, normalize_embeddings=True, show_progress_bar=False)
        return vector
