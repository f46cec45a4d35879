"""A knowledge base made ready to answer: everything a question opens, built once and kept in one folder.

Opening needs neither a YAML parser nor scikit-learn. The folder is named after a hash of what it was made from, so
that a change of the knowledge, of the package's own examples or of this format makes a new one.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

import numpy as np

from chatbot.classifier import Classifier
from chatbot.model import (
    About,
    Dimension,
    Figure,
    Kind,
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
from chatbot.relevance import Relevance, content, index_statements, words_of
from chatbot.roles import Names, index_names
from chatbot.spelling import Speller
from chatbot.utterance import example_words

VERSION = 1
STATEMENT_WEIGHT = 0.3
"""How much a statement counts as an example of its dimension, beside a question people ask."""

INTENT, FORM = "intent", "form"
FORMS = (Kind.WHO, Kind.STATEMENT, Kind.COMPARISON, Kind.VERIFY)
OTHER_INTENTS = (Kind.OVERVIEW, Kind.PROFILE, Kind.GUIDANCE, Kind.TRANSITION, Kind.META, Kind.UNKNOWN)
_ARRAYS = ("weights", "idf", "bias")
_ENGLISH = FilePath(__file__).parent / "english"


@dataclass(frozen=True)
class Compiled:
    """What answering opens: the knowledge, the names in it, the classifiers and the index over the statements."""

    knowledge: KnowledgeBase
    names: Names
    vocabulary: Mapping[str, int]
    classifier: Classifier
    relevance: Relevance

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
    def dimension_names(self) -> Mapping[str, Sequence[str]]:
        """How each dimension may be named in a question, in plain words."""
        return {d.id: [" ".join(words_of(name)) for name in (d.name, *d.aliases)] for d in self.knowledge.dimensions}

    @cached_property
    def order_phrases(self) -> Mapping[str, tuple[Sequence[str], Sequence[str]]]:
        """For each dimension the phrases for more and those for less, in plain words."""
        plain = {d.id: (d.more, d.less) for d in self.knowledge.dimensions}
        return {
            ident: ([" ".join(words_of(p)) for p in more], [" ".join(words_of(p)) for p in less])
            for ident, (more, less) in plain.items()
        }

    @cached_property
    def reply_phrases(self) -> Sequence[tuple[str, Sequence[str]]]:
        """The text of each fixed reply with the phrases that call for it, in plain words."""
        replies = self.knowledge.replies
        return [(reply.text, [" ".join(words_of(phrase)) for phrase in reply.phrases]) for reply in replies]

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
            if set(content(words_of(measure.replace("-", " ")))) & set(stems):
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


def compile_knowledge(knowledge: KnowledgeBase) -> Compiled:
    """Builds the indexes and fits the classifiers; seconds, not milliseconds. Needs scikit-learn."""
    from chatbot.fitting import fit

    occupations = _occupations()
    names = index_names(knowledge, occupations)
    examples = [*((e.text, e.kind, e.dimension) for e in knowledge.examples), *_english_examples()]
    vocabulary = _vocabulary(knowledge, names, [text for text, _, _ in examples])
    speller = Speller(vocabulary)
    heads = {INTENT: [*(d.id for d in knowledge.dimensions), *OTHER_INTENTS], FORM: list(FORMS)}
    return Compiled(
        knowledge=dataclasses.replace(knowledge, examples=()),
        names=names,
        vocabulary=vocabulary,
        classifier=fit(
            _labelled(knowledge, examples, speller, names), {h: list(map(str, ls)) for h, ls in heads.items()}
        ),
        relevance=index_statements(knowledge.statements),
    )


def _labelled(
    knowledge: KnowledgeBase, examples: Sequence[tuple[str, Kind, str]], speller: Speller, names: Names
) -> list[Any]:
    from chatbot.fitting import Labelled

    taught = []
    for text, kind, dimension in examples:
        labels = {INTENT: dimension, FORM: str(kind)} if dimension else {INTENT: str(kind)}
        taught.append(Labelled(example_words(text, speller, names), labels))
    for statement in knowledge.statements:
        if statement.path is None:
            words = tuple(words_of(" ".join(statement.topics)))
            taught.append(Labelled(words, {INTENT: statement.dimension}, STATEMENT_WEIGHT))
    for dimension in knowledge.dimensions:
        for name in (dimension.name, *dimension.aliases, dimension.covers):
            taught.append(Labelled(tuple(words_of(name)), {INTENT: dimension.id}))
    return taught


def _occupations() -> dict[str, list[str]]:
    from chatbot.yamltext import read

    node, _ = read(_ENGLISH / "occupations.yaml", "occupations.yaml")
    assert node is not None and isinstance(node.value, dict)
    return {name: str(item.value).split() for name, item in node.value.items()}


def _english_examples() -> list[tuple[str, Kind, str]]:
    from chatbot.yamltext import read

    node, _ = read(_ENGLISH / "kinds.yaml", "kinds.yaml")
    assert node is not None and isinstance(node.value, dict)
    pairs = [(kind, item) for kind, items in node.value.items() for item in items.value]
    return [(str(item.value), Kind(kind), "") for kind, item in pairs if not isinstance(item, str)]


def _vocabulary(knowledge: KnowledgeBase, names: Names, examples: Sequence[str]) -> dict[str, int]:
    """Words that spelling is repaired to: those of the knowledge, and those that several examples use."""
    held: Counter[str] = Counter()
    for statement in knowledge.statements:
        held.update(words_of(statement.text))
        for topic in statement.topics:
            held.update(words_of(topic))
    for role in knowledge.roles:
        for text in role.described:
            held.update(words_of(text))
    for dimension in knowledge.dimensions:
        for text in (dimension.name, *dimension.aliases, *dimension.more, *dimension.less):
            held.update(dict.fromkeys(words_of(text), 5))
    for name in (*names.full, *names.titles):
        held.update(dict.fromkeys(name.split(), 20))
    used = Counter(word for text in examples for word in words_of(text))
    held.update({word: times for word, times in used.items() if times > 1})
    held.update(dict.fromkeys((*names.ranks, *names.jobs), 1))
    return {word: times for word, times in sorted(held.items()) if not word.isdigit()}


def digest(files: Sequence[FilePath]) -> str:
    """The content hash that names what is compiled from these files and the package's own examples."""
    sha = hashlib.sha256(f"{VERSION}".encode())
    code = (FilePath(__file__).with_name(f"{room}.py") for room in ("compiled", "features", "fitting", "utterance"))
    for path in (*files, *sorted(_ENGLISH.glob("*.yaml")), *code):
        sha.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()[:32]


def save(compiled: Compiled, folder: FilePath) -> None:
    """Writes the folder whole or not at all; another process that writes the same one at the same time may win."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = FilePath(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name in _ARRAYS:
            np.save(draft / f"{name}.npy", getattr(compiled.classifier, name), allow_pickle=False)
        document = {
            "knowledge": dataclasses.asdict(compiled.knowledge),
            "names": compiled.names.as_json(),
            "vocabulary": dict(compiled.vocabulary),
            "heads": dict(compiled.classifier.heads),
            "relevance": dataclasses.asdict(compiled.relevance),
        }
        (draft / "book.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        os.chmod(draft, 0o755)
        os.replace(draft, folder)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        if not (folder / "book.json").is_file():
            raise


def open_compiled(folder: FilePath) -> Compiled:
    """Opens what `save` wrote. The weights stay on disk and only the rows a question needs are read."""
    document = json.loads((folder / "book.json").read_bytes())
    weights, idf, bias = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS)
    return Compiled(
        knowledge=_knowledge(document["knowledge"]),
        names=Names.from_json(document["names"]),
        vocabulary=document["vocabulary"],
        classifier=Classifier(weights, idf, np.array(bias), document["heads"]),
        relevance=Relevance(**document["relevance"]),
    )


def opened(files: Sequence[FilePath], cache: FilePath, load: Callable[[], KnowledgeBase]) -> Compiled:
    """What the files compile to, from the cache where it is there, compiled and kept where it is not."""
    folder = cache / digest(files)
    if not (folder / "book.json").is_file():
        compiled = compile_knowledge(load())
        try:
            save(compiled, folder)
        except OSError:
            return compiled
    return open_compiled(folder)


def _knowledge(data: Mapping[str, Any]) -> KnowledgeBase:
    sources: dict[str, Source] = {}
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


def _statement(data: dict[str, Any], sources: dict[str, Source]) -> Statement:
    source = Source(**data["source"])
    data["source"] = sources.setdefault(f"{source.id} {source.url}", source)
    data["says"] = Says(data["says"])
    data["topics"], data["reports_to"] = tuple(data["topics"]), tuple(data["reports_to"])
    data["figure"] = Figure(**data["figure"]) if data["figure"] else None
    data["path"] = Path(About(data["path"]["about"]), data["path"]["origin"]) if data["path"] else None
    return Statement(**data)
