"""A knowledge base -> what answering opens: indexes built, classifiers fitted. Seconds of work, done once."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.compiled import FORM, INTENT, ROLE, Compiled
from chatbot.embedding import Known, Progress, embed, key_of, silent
from chatbot.encoder import Encoder
from chatbot.fitting import Labelled, fit, fit_vectors
from chatbot.meaning import LazyEncoder, Meaning, Vectors, unheld
from chatbot.model import Example, Kind, KnowledgeBase, Says, Statement
from chatbot.relevance import index_statements, words_of
from chatbot.roles import Names, index_names
from chatbot.spelling import Speller
from chatbot.utterance import Utterance, hear, hear_example
from chatbot.yamltext import Node, read

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

STATEMENT_WEIGHT = 1.0
"""How much a statement counts as an example of its dimension, beside a question people ask."""

REFUSALS_WEIGHT = 2.5
"""How much all examples of what has to be refused count, beside those of one dimension."""

NAMED = {Kind.STATEMENT: "what is the {} of a {{role}}?", Kind.COMPARISON: "{} of a {{role}} and a {{other}}"}
"""How anyone asks for a dimension by its name, for folders that have few examples of their own."""

OFTEN = 5
"""A word that so many examples use is no slip of the pen; a rarer one may be, if it is near a word that is sure."""

FORMS = (Kind.WHO, Kind.STATEMENT, Kind.COMPARISON, Kind.VERIFY)
OF_THE_WHOLE = (Kind.PROFILE, Kind.OVERVIEW)
OTHER_INTENTS = (Kind.OVERVIEW, Kind.PROFILE, Kind.GUIDANCE, Kind.TRANSITION, Kind.META, Kind.UNKNOWN)

_ENGLISH = Path(__file__).parent / "english"


def compile_knowledge(
    knowledge: KnowledgeBase,
    encoder: LazyEncoder | None = None,
    known: Known | None = None,
    progress: Progress = silent,
) -> Compiled:
    """Builds the indexes and fits the classifiers; seconds, not milliseconds. Needs scikit-learn.

    With an encoder, over vectors too; sentences whose vectors are `known` are not encoded again. `progress` is told
    how many of the others are done.
    """
    names, speller, examples = _prepared(knowledge)
    intents = [*(dimension.id for dimension in knowledge.dimensions), *map(str, OTHER_INTENTS)]
    roles = [role.id for role in knowledge.roles]
    heads = {INTENT: intents, FORM: [str(form) for form in FORMS], ROLE: roles}
    told = [_told(statement, speller, names) for statement in knowledge.statements]
    asked = _asked(knowledge, examples, speller, names)
    taught = [*asked, *_derived(knowledge, speller, names), *_held(knowledge.statements, told)]
    compiled = Compiled(
        knowledge=dataclasses.replace(knowledge, examples=()),
        names=names,
        vocabulary=speller.vocabulary,
        classifier=fit(taught, heads),
        relevance=index_statements(knowledge.statements),
    )
    ready = encoder.get() if encoder else None
    if encoder is None or ready is None:
        return dataclasses.replace(compiled, meaning=unheld(encoder))
    heard = [(text.sentence, topics) for text, topics in told]
    vectors = vectors_of(asked, taught, heard, heads, ready, known or {}, progress)
    return dataclasses.replace(compiled, meaning=Meaning(lambda: vectors, encoder))


def asked_in(knowledge: KnowledgeBase) -> list[tuple[str, str]]:
    """What an encoder hears of each example question, and the dimension or kind that it asks for."""
    names, speller, examples = _prepared(knowledge)
    return [(example.sentence, example.labels[INTENT]) for example in _asked(knowledge, examples, speller, names)]


def _prepared(knowledge: KnowledgeBase) -> tuple[Names, Speller, list[Example]]:
    """The names, the spelling and the examples, of this knowledge and of the package."""
    names = index_names(knowledge, _occupations())
    examples = [*knowledge.examples, *_english_examples()]
    return names, Speller(_vocabulary(knowledge, names, [example.text for example in examples])), examples


def vectors_of(
    asked: Sequence[Labelled],
    taught: Sequence[Labelled],
    told: Sequence[tuple[str, str]],
    heads: Mapping[str, Sequence[str]],
    encoder: Encoder,
    known: Known,
    progress: Progress = silent,
) -> Vectors:
    """Every sentence once, in alphabetical order, and the heads over those that are taught.

    `asked` are the examples with an intent that a question may come close to, `told` the text and topics of statements.
    """
    import numpy as np

    sentences = sorted({*(example.sentence for example in taught), *(part for parts in told for part in parts)})
    rows = embed(sentences, encoder, known, progress)
    place = {sentence: row for row, sentence in enumerate(sentences)}
    columns = {pair: column for column, pair in enumerate((head, label) for head in heads for label in heads[head])}
    near = [(e.sentence, columns[head, e.labels[head]]) for e in asked for head in (INTENT, ROLE) if head in e.labels]
    weights, bias = fit_vectors(rows[[place[example.sentence] for example in taught]], taught, heads)
    return Vectors(
        digest=encoder.digest,
        heads=heads,
        weights=weights.astype(np.float32),
        bias=bias.astype(np.float32),
        keys=np.frombuffer(b"".join(map(key_of, sentences)), dtype=np.uint8).reshape(len(sentences), -1),
        rows=rows,
        examples=_places(place, [sentence for sentence, _ in near]),
        labels=np.array([column for _, column in near], dtype=np.int32),
        texts=_places(place, [text for text, _ in told]),
        topics=_places(place, [topics for _, topics in told]),
    )


def _places(place: Mapping[str, int], names: Sequence[str]) -> npt.NDArray[np.int32]:
    import numpy as np

    return np.array([place[name] for name in names], dtype=np.int32)


def _told(statement: Statement, speller: Speller, names: Names) -> tuple[Utterance, str]:
    """A statement as it would be heard, and its topics."""
    return hear(statement.text, speller, names), ", ".join(statement.topics)


def _held(statements: Sequence[Statement], told: Sequence[tuple[Utterance, str]]) -> list[Labelled]:
    """What each role is known to do, by which the role that holds a thing is told."""
    taught = []
    for statement, (text, topics) in zip(statements, told, strict=True):
        if statement.says is not Says.DOES_NOT:
            labels = {ROLE: statement.role}
            taught.append(_in_words(topics, labels))
            taught.append(Labelled(text.masked, labels, sentence=text.sentence))
    return taught


def _asked(knowledge: KnowledgeBase, examples: Sequence[Example], speller: Speller, names: Names) -> list[Labelled]:
    """The example questions, and the names of dimensions, which are questions too where they stand alone.

    The package's own examples of a kind count together as much as those of a dimension of this knowledge, and refusals
    a few times that: else a folder with few examples would be asked for little but overviews, and refuse the rest, and
    one with many for little but dimensions. "What does a {role} do" asks for
    the whole role, even where a folder has it among the examples of a dimension.
    """
    times = Counter(example.dimension or str(example.kind) for example in examples)
    usual = sum(times[dimension.id] for dimension in knowledge.dimensions) / max(1, len(knowledge.dimensions))
    heards = [hear_example(example.text, speller, names) for example in examples]
    whole = {heard.masked for heard, example in zip(heards, examples, strict=True) if example.kind in OF_THE_WHOLE}
    taught = []
    for heard, example in zip(heards, examples, strict=True):
        kind, dimension = str(example.kind), example.dimension
        if dimension and heard.masked in whole:
            continue
        labels = {INTENT: dimension, FORM: kind} if dimension else {INTENT: kind}
        if example.holder:
            labels[ROLE] = example.holder
        most = usual * (REFUSALS_WEIGHT if example.kind is Kind.UNKNOWN else 1.0)
        evened = 1.0 if dimension else most / times[kind]
        taught.append(Labelled(heard.masked, labels, evened, heard.sentence))
    for held in knowledge.dimensions:
        taught += [_in_words(text, {INTENT: held.id}) for text in (held.covers, held.name, *held.aliases)]
    return taught


def _derived(knowledge: KnowledgeBase, speller: Speller, names: Names) -> list[Labelled]:
    """What nobody asked, but tells of dimensions: the topics of statements, and dimensions asked for by their names."""
    taught = []
    for statement in knowledge.statements:
        if statement.path is None:
            taught.append(_in_words(", ".join(statement.topics), {INTENT: statement.dimension}, STATEMENT_WEIGHT))
    for held in knowledge.dimensions:
        for name in (held.name, *held.aliases):
            for form, pattern in NAMED.items():
                heard = hear_example(pattern.format(name), speller, names)
                labels = {INTENT: held.id, FORM: str(form)}
                taught.append(Labelled(heard.masked, labels, STATEMENT_WEIGHT, heard.sentence))
    return taught


def _in_words(text: str, labels: Mapping[str, str], weight: float = 1.0) -> Labelled:
    return Labelled(words_of(text), labels, weight, text)


def _occupations() -> dict[str, list[str]]:
    return {name: str(item.value).split() for name, item in _english("occupations").items()}


def _english_examples() -> list[Example]:
    pairs = [(kind, item) for kind, items in _english("kinds").items() for item in items.value]
    return [Example(str(item.value), Kind(kind)) for kind, item in pairs if isinstance(item, Node)]


def _english(name: str) -> dict[str, Node]:
    """A file of the package's own English; it is ours, so a fault in it is a bug."""
    node, problems = read(_ENGLISH / f"{name}.yaml", name)
    assert node is not None and isinstance(node.value, dict), problems
    return node.value


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
    for reply in knowledge.replies:
        for phrase in reply.phrases:
            held.update(words_of(phrase))
    for dimension in knowledge.dimensions:
        for text in (dimension.name, *dimension.aliases, *dimension.more, *dimension.less):
            held.update(dict.fromkeys(words_of(text), 5))
    for name in (*names.full, *names.titles):
        held.update(dict.fromkeys(name.split(), 20))
    used = Counter(word for text in examples for word in words_of(text))
    held.update(dict.fromkeys((*names.ranks, *names.jobs), 1))
    held.update({word: times for word, times in used.items() if times >= OFTEN})
    sure = Speller(held)
    held.update({word: times for word, times in used.items() if 1 < times < OFTEN and sure.repair(word) == (word,)})
    return {word: times for word, times in sorted(held.items()) if not word.isdigit()}
