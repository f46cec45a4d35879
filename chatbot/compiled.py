"""A knowledge base made ready to answer: everything a question opens, built once and kept in one folder.

Opening needs neither a YAML parser nor scikit-learn. The folder is named after a hash of what it was made from, so
that a change of the knowledge, of the package's own examples or of this format makes a new one.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import mmap
import os
import shutil
import tempfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from chatbot.classifier import Classifier
from chatbot.meaning import LazyEncoder, Meaning, Vectors, open_vectors, save_vectors
from chatbot.model import (
    About,
    Dimension,
    Figure,
    KnowledgeBase,
    Path,
    Reply,
    Role,
    Says,
    Source,
    Statement,
    Title,
)
from chatbot.ordering import Edges, edges_of, measures_of, standing
from chatbot.relevance import Relevance, stems_of, words_of
from chatbot.roles import Names
from chatbot.spelling import Speller
from chatbot.text import stem
from chatbot.words import LEAST, MOST

VERSION = 3
"""Of the format; what another version wrote is not opened."""

BOOK, WEIGHTS, VECTORS, SEAL = "book.json", "weights.bin", "vectors.npz", "seal.json"
INTENT, FORM, ROLE = "intent", "form", "role"
_ENGLISH = FilePath(__file__).parent / "english"


@dataclass(frozen=True)
class Compiled:
    """What answering opens: the knowledge, the names in it, the classifiers and the index over the statements.

    Without `meaning` questions are understood by their wording alone.
    """

    knowledge: KnowledgeBase
    names: Names
    vocabulary: Mapping[str, int]
    classifier: Classifier
    relevance: Relevance
    meaning: Meaning | None = None

    @cached_property
    def speller(self) -> Speller:
        """Repairs spelling against the vocabulary."""
        return Speller(self.vocabulary)

    @cached_property
    def role(self) -> Mapping[str, Role]:
        """Roles by id."""
        return {role.id: role for role in self.knowledge.roles}

    @cached_property
    def dimension(self) -> Mapping[str, Dimension]:
        """Dimensions by id."""
        return {dimension.id: dimension for dimension in self.knowledge.dimensions}

    @cached_property
    def order_phrases(self) -> Mapping[str, tuple[Sequence[str], Sequence[str]]]:
        """For each dimension the phrases for more and those for less, in plain words."""
        plain = {d.id: (d.more, d.less) for d in self.knowledge.dimensions}
        return {
            ident: ([" ".join(words_of(p)) for p in more], [" ".join(words_of(p)) for p in less])
            for ident, (more, less) in plain.items()
        }

    @cached_property
    def order_stems(self) -> Mapping[str, frozenset[str]]:
        """For each dimension the stems of the words that order roles along it; they tell nothing of the subject."""
        general = frozenset(stem(word) for word in MOST | LEAST)
        return {
            d.id: general.union(*(stems_of(text) for text in (d.name, *d.aliases, *d.more, *d.less)))
            for d in self.knowledge.dimensions
        }

    @cached_property
    def statement(self) -> Mapping[str, Statement]:
        """Statements by id."""
        return {statement.id: statement for statement in self.knowledge.statements}

    @cached_property
    def dimension_named(self) -> Mapping[str, str]:
        """Dimensions by their names and aliases, as stems."""
        names = [(name, d.id) for d in reversed(self.knowledge.dimensions) for name in (d.name, *d.aliases)]
        return {" ".join(map(stem, words_of(name))): ident for name, ident in names}

    @cached_property
    def longest_name(self) -> int:
        """How many words the longest name of a dimension has."""
        return max(len(name.split()) for name in self.dimension_named)

    @cached_property
    def reply_phrases(self) -> Sequence[tuple[str, Sequence[str]]]:
        """The text of each fixed reply with the phrases that call for it, in plain words."""
        replies = self.knowledge.replies
        return [
            (reply.text, [" ".join(words_of(phrase)).replace("'", "") for phrase in reply.phrases]) for reply in replies
        ]

    @cached_property
    def orders(self) -> Mapping[str, Edges]:
        """For each dimension, which roles have more than which."""
        statements, roles = self.knowledge.statements, self.knowledge.roles
        return {d.id: edges_of(statements, roles, d.id) for d in self.knowledge.dimensions}

    @cached_property
    def measures(self) -> Mapping[str, Mapping[str, Edges]]:
        """For each dimension and each measure it has figures of, which roles have more of it than which."""
        statements, roles = self.knowledge.statements, self.knowledge.roles
        return {d.id: measures_of(statements, roles, d.id) for d in self.knowledge.dimensions}

    @cached_property
    def standing(self) -> Mapping[str, int]:
        """How high each role stands over all dimensions."""
        return {role: standing(self.orders.values(), role) for role in self.role}

    def order(self, dimension: str, stems: Sequence[str]) -> Edges:
        """Which roles have more than which on a dimension, by the measure that a question names, if it names one."""
        for measure, edges in self.measures[dimension].items():
            if stems_of(measure.replace("-", " ")) & set(stems):
                return edges
        return self.orders[dimension]

    @cached_property
    def cells(self) -> Mapping[tuple[str, str], Sequence[Statement]]:
        """The statements of a role on a dimension, without those on the way into the role."""
        cells: dict[tuple[str, str], list[Statement]] = {}
        for statement in self.knowledge.statements:
            if statement.path is None:
                cells.setdefault((statement.role, statement.dimension), []).append(statement)
        return cells


def digest(files: Sequence[FilePath], encoder: str = "") -> str:
    """The content hash that names what is compiled from these files, the package's own examples and an encoder."""
    sha = hashlib.sha256(f"{VERSION} {encoder}".encode())
    code = sorted(FilePath(__file__).parent.glob("*.py"))
    for path in (*files, *sorted(_ENGLISH.iterdir()), *code):
        sha.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()[:32]


def save(compiled: Compiled, folder: FilePath) -> None:
    """Writes the folder whole or not at all; another process that writes the same one at the same time may win."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = FilePath(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write(compiled, draft, folder.name)
        os.chmod(draft, 0o755)
        if folder.is_dir() and not _is_sealed(folder):
            folder.rename(draft.with_name(f"{draft.name}-damaged"))
            shutil.rmtree(draft.with_name(f"{draft.name}-damaged"), ignore_errors=True)
        os.replace(draft, folder)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        if not _is_sealed(folder):
            raise


def _write(compiled: Compiled, draft: FilePath, name: str) -> None:
    document = {
        "knowledge": _as_json(compiled.knowledge),
        "names": compiled.names.as_json(),
        "vocabulary": dict(compiled.vocabulary),
        "heads": compiled.classifier.heads,
        "bias": compiled.classifier.bias,
        "relevance": dataclasses.asdict(compiled.relevance),
    }
    (draft / BOOK).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    (draft / WEIGHTS).write_bytes(compiled.classifier.table)
    if compiled.meaning and not compiled.meaning.encoder.failure:
        save_vectors(compiled.meaning.vectors(), draft / VECTORS)
    sums = {path.name: zlib.crc32(path.read_bytes()) for path in sorted(draft.iterdir())}
    (draft / SEAL).write_text(json.dumps({"version": VERSION, "name": name, "sums": sums}), encoding="utf-8")


def _is_sealed(folder: FilePath) -> bool:
    """Whether the folder holds what `save` wrote under this name, unchanged."""
    try:
        seal = json.loads((folder / SEAL).read_bytes())
        sums = {name: zlib.crc32((folder / name).read_bytes()) for name in seal["sums"]}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(seal == {"version": VERSION, "name": folder.name, "sums": sums} and {BOOK, WEIGHTS} <= sums.keys())


def open_compiled(folder: FilePath, encoder: LazyEncoder | None = None) -> Compiled | None:
    """Opens what `save` wrote; None where the folder holds no such thing, or not as it was written.

    The weights stay on disk and only the rows a question needs are read.
    """
    if not _is_sealed(folder):
        return None
    document = json.loads((folder / BOOK).read_bytes())
    with open(folder / WEIGHTS, "rb") as weights:
        table = memoryview(mmap.mmap(weights.fileno(), 0, access=mmap.ACCESS_READ))
    vectors = folder / VECTORS
    return Compiled(
        knowledge=_knowledge(document["knowledge"]),
        names=Names.from_json(document["names"]),
        vocabulary=document["vocabulary"],
        classifier=Classifier(table, document["bias"], document["heads"]),
        relevance=Relevance(**document["relevance"]),
        meaning=Meaning(lambda: open_vectors(vectors), encoder) if encoder else None,
    )


def vectors_in(folder: FilePath) -> Vectors | None:
    """The vectors of a compiled folder; None where it holds none, or not as they were written."""
    return open_vectors(folder / VECTORS) if (folder / VECTORS).is_file() and _is_sealed(folder) else None


def _as_json(knowledge: KnowledgeBase) -> dict[str, Any]:
    """The knowledge as plain data: sources once, and of a statement only what differs from the default."""
    data = dataclasses.asdict(knowledge)
    sources = list(dict.fromkeys(statement.source for statement in knowledge.statements))
    for statement, held in zip(data["statements"], knowledge.statements, strict=True):
        statement["source"] = sources.index(held.source)
    defaults = {"says": Says.DOES}
    data["statements"] = [
        {
            name: value
            for name, value in statement.items()
            if name == "source" or (value and value != defaults.get(name))
        }
        for statement in data["statements"]
    ]
    return {**data, "sources": [dataclasses.asdict(source) for source in sources]}


def _knowledge(data: Mapping[str, Any]) -> KnowledgeBase:
    sources = [Source(**source) for source in data["sources"]]
    return KnowledgeBase(
        name=data["name"],
        roles=tuple(Role(**_tuples(role)) for role in data["roles"]),
        dimensions=tuple(Dimension(**_tuples(dimension)) for dimension in data["dimensions"]),
        statements=tuple(_statement(statement, sources) for statement in data["statements"]),
        titles=tuple(Title(tuple(title["names"]), title["nearest"]) for title in data["titles"]),
        replies=tuple(Reply(**_tuples(reply)) for reply in data["replies"]),
    )


def _tuples(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}


def _statement(data: dict[str, Any], sources: Sequence[Source]) -> Statement:
    data["source"] = sources[data["source"]]
    for name, kind in _STATEMENT_PARTS.items():
        if name in data:
            data[name] = kind(data[name])
    return Statement(**data)


def _path(data: Mapping[str, str]) -> Path:
    return Path(About(data["about"]), data["origin"])


_STATEMENT_PARTS: Mapping[str, Callable[[Any], Any]] = {
    "topics": tuple,
    "reports_to": tuple,
    "says": Says,
    "figure": lambda data: Figure(**data),
    "path": _path,
}
