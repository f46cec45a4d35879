"""What an utterance means: its vector beside the vectors of example questions and statements.

Over the vectors stand the same heads as over the words (`classifier`): multinomial logistic regressions, fitted when
knowledge is compiled. Sums are taken by numpy's einsum, whose order does not depend on the number of threads.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.encoder import Encoder, EncoderError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

ARRAYS = ("weights", "bias", "keys", "rows", "examples", "labels", "texts", "topics")

MOST_ALIKE = 100
"""Statements at most that count by being like a question; the rest of them tell nothing apart."""

KEPT_SENSES = 256
"""Utterances whose sense is kept in memory, the most recent ones: one question may be read several times."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """What compiled knowledge holds on meaning, for the encoder with this digest.

    `weights` (label x dimensions) and `bias` (label) are those of all heads. `rows` (sentence x dimensions, half
    precision) are the vectors of all sentences, which `keys` (sentence x 8 bytes) name. `examples` are the rows of the
    example questions and `labels` the place of what each is an example of, among the labels of all heads; `texts` and
    `topics` are the rows of each statement.
    """

    digest: str
    heads: Mapping[str, Sequence[str]]
    weights: Floats
    bias: Floats
    keys: npt.NDArray[np.uint8]
    rows: npt.NDArray[np.float16]
    examples: npt.NDArray[np.int32]
    labels: npt.NDArray[np.int32]
    texts: npt.NDArray[np.int32]
    topics: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Sense:
    """The meaning of one utterance: for each head label -> probability, and cosines.

    `nearest` is for each head and label that has examples the cosine to the nearest one, `density` how many examples a
    label of the first head has on average, `likeness` the cosine to each statement, by its place, and `alike` the
    places of those that are most like it, best first.
    """

    scores: Mapping[str, Mapping[str, float]]
    nearest: Mapping[str, Mapping[str, float]]
    density: float
    likeness: Sequence[float]
    alike: Sequence[int]


class LazyEncoder:
    """An encoder that is loaded on first need and once, by whichever thread comes first.

    Where it cannot be loaded, `warn` is told why, once, when it is first needed.
    """

    def __init__(self, digest: Callable[[], str], load: Callable[[], Encoder], warn: Callable[[str], None]) -> None:
        """`digest` names what `load` will give; both raise EncoderError where it cannot be loaded."""
        self._name, self._load, self._warn = digest, load, warn
        self._lock = threading.Lock()
        self._encoder: Encoder | None = None
        self._told = False
        self.failure = ""

    @property
    def digest(self) -> str:
        """Names the encoder by its content; empty where it cannot be loaded, as far as is known by now."""
        try:
            return "" if self.failure else self._name()
        except EncoderError as error:
            self.failure = str(error)
            return ""

    def prepare(self) -> None:
        """Loads the encoder ahead of need, as in the background; says nothing."""
        with self._lock:
            if self._encoder is None and not self.failure:
                try:
                    self._encoder = self._load()
                except EncoderError as error:
                    self.failure = str(error)

    def get(self) -> Encoder | None:
        """The encoder; None where it cannot be loaded."""
        self.prepare()
        if self.failure and not self._told:
            self._told = True
            self._warn(f"{self.failure}; questions are understood by their wording alone")
        return self._encoder


def unheld(encoder: LazyEncoder | None) -> Meaning | None:
    """Meaning without vectors, for an encoder that cannot be loaded."""

    def none() -> Vectors:
        raise EncoderError("no vectors are held")

    return Meaning(none, encoder) if encoder else None


class Meaning:
    """Reads utterances by their vectors."""

    def __init__(self, vectors: Callable[[], Vectors], encoder: LazyEncoder) -> None:
        """`vectors` is called on first need, so that a question that wording settles opens nothing."""
        self.encoder = encoder
        self.vectors = lru_cache(maxsize=1)(vectors)
        self._scorer = lru_cache(maxsize=1)(lambda: Scorer(self.vectors()))
        self.read = lru_cache(maxsize=KEPT_SENSES)(self._read)

    def prepare(self) -> None:
        """Opens what reading needs ahead of need; may run in another thread."""
        self.encoder.prepare()
        if not self.encoder.failure:
            self._scorer()

    def _read(self, sentence: str) -> Sense | None:
        """The sense of a sentence; None where the encoder cannot be loaded."""
        encoder = self.encoder.get()
        return self._scorer().score(encoder.encode(sentence)) if encoder else None


class Scorer:
    """Vectors made ready to be compared."""

    def __init__(self, held: Vectors) -> None:
        import numpy as np

        rows = held.rows.astype(np.float32)
        statements = rows[held.texts] + rows[held.topics]
        lengths = np.linalg.norm(statements, axis=1, keepdims=True)
        self._heads, self._weights, self._bias = held.heads, held.weights, held.bias
        order = np.argsort(held.labels, kind="stable")
        self._examples = rows[held.examples[order]]
        places, self._starts = np.unique(held.labels[order], return_index=True)
        labels = [(head, label) for head in held.heads for label in held.heads[head]]
        self._labels = [labels[place] for place in places]
        firsts = int(np.count_nonzero(held.labels < len(next(iter(held.heads.values())))))
        self._density = firsts / max(1, sum(head == labels[0][0] for head, _ in self._labels))
        self._statements = statements / np.maximum(lengths, np.float32(1e-6))

    def score(self, vector: Floats) -> Sense:
        """What a unit vector says."""
        import numpy as np

        logits = np.einsum("ij,j->i", self._weights, vector) + self._bias
        found = np.maximum.reduceat(np.einsum("ij,j->i", self._examples, vector), self._starts)
        likeness = np.einsum("ij,j->i", self._statements, vector)
        alike = np.argsort(-likeness, kind="stable")[:MOST_ALIKE].tolist()
        scores, start = {}, 0
        for head, labels in self._heads.items():
            own = logits[start : start + len(labels)]
            powers = np.exp(own - own.max())
            scores[head] = dict(zip(labels, (powers / powers.sum()).tolist(), strict=True))
            start += len(labels)
        nearest: dict[str, dict[str, float]] = {head: {} for head in self._heads}
        for (head, label), cosine in zip(self._labels, found.tolist(), strict=True):
            nearest[head][label] = cosine
        return Sense(scores, nearest, self._density, likeness.tolist(), alike)


def save_vectors(held: Vectors, path: Path) -> None:
    """Writes the vectors as a numpy archive."""
    import numpy as np

    fields = {name: getattr(held, name) for name in ARRAYS}
    about = json.dumps({"digest": held.digest, "heads": held.heads})
    np.savez(path, about=np.frombuffer(about.encode(), dtype=np.uint8), **fields)


def open_vectors(path: Path) -> Vectors:
    """The vectors that `save_vectors` wrote."""
    import numpy as np

    with np.load(path, allow_pickle=False) as archive:
        about = json.loads(archive["about"].tobytes())
        return Vectors(about["digest"], about["heads"], **{name: archive[name] for name in ARRAYS})
