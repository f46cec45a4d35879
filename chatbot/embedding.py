"""Sentences -> their vectors: encodes those that no earlier compiled knowledge holds, on all processors."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from chatbot.encoder import Encoder

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Halves = npt.NDArray[np.float16]

Known = Mapping[bytes, "Halves"]
"""Key of a sentence -> its vector in half precision."""


Progress = Callable[[int, int], None]
"""Told how much of how much is done."""


def silent(done: int, total: int) -> None:
    """Progress that nobody watches."""


def key_of(sentence: str) -> bytes:
    """Eight bytes that stand for a sentence."""
    return hashlib.blake2b(sentence.encode(), digest_size=8).digest()


def embed(sentences: Sequence[str], encoder: Encoder, known: Known, progress: Progress = silent) -> Halves:
    """The vectors of sentences, a row each, in half precision, so that what is kept and what is new are alike.

    `progress` is told how many of the sentences that are not known are done.
    """
    import numpy as np

    found = [known.get(key_of(sentence)) for sentence in sentences]
    missing = [place for place, vector in enumerate(found) if vector is None]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        encoded = pool.map(encoder.encode, (sentences[place] for place in missing))
        for done, (place, vector) in enumerate(zip(missing, encoded, strict=True), 1):
            found[place] = vector.astype(np.float16)
            progress(done, len(missing))
    return np.array(found, dtype=np.float16)
