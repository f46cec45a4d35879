"""A knowledge base -> what answering opens: indexes built, classifiers fitted. Seconds of work, done once."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from chatbot.compiled import FORM, INTENT, Compiled
from chatbot.fitting import Labelled, fit
from chatbot.model import Kind, KnowledgeBase
from chatbot.relevance import index_statements, words_of
from chatbot.roles import Names, index_names
from chatbot.spelling import Speller
from chatbot.utterance import example_words
from chatbot.yamltext import Node, read

STATEMENT_WEIGHT = 0.3
"""How much a statement counts as an example of its dimension, beside a question people ask."""

NAMED = {Kind.STATEMENT: "what is the {} of a {{role}}?", Kind.COMPARISON: "{} of a {{role}} and a {{other}}"}
"""How anyone asks for a dimension by its name, for folders that have few examples of their own."""

OFTEN = 5
"""A word that so many examples use is no slip of the pen; a rarer one may be, if it is near a word that is sure."""

FORMS = (Kind.WHO, Kind.STATEMENT, Kind.COMPARISON, Kind.VERIFY)
OTHER_INTENTS = (Kind.OVERVIEW, Kind.PROFILE, Kind.GUIDANCE, Kind.TRANSITION, Kind.META, Kind.UNKNOWN)

_ENGLISH = Path(__file__).parent / "english"


def compile_knowledge(knowledge: KnowledgeBase) -> Compiled:
    """Builds the indexes and fits the classifiers; seconds, not milliseconds. Needs scikit-learn."""
    occupations = _occupations()
    names = index_names(knowledge, occupations)
    examples = [*((e.text, e.kind, e.dimension) for e in knowledge.examples), *_english_examples()]
    vocabulary = _vocabulary(knowledge, names, [text for text, _, _ in examples])
    speller = Speller(vocabulary)
    intents = [*(dimension.id for dimension in knowledge.dimensions), *map(str, OTHER_INTENTS)]
    heads = {INTENT: intents, FORM: [str(form) for form in FORMS]}
    return Compiled(
        knowledge=dataclasses.replace(knowledge, examples=()),
        names=names,
        vocabulary=vocabulary,
        classifier=fit(_labelled(knowledge, examples, speller, names), heads),
        relevance=index_statements(knowledge.statements),
    )


def _labelled(
    knowledge: KnowledgeBase, examples: Sequence[tuple[str, Kind, str]], speller: Speller, names: Names
) -> list[Labelled]:
    taught = []
    for text, kind, dimension in examples:
        labels = {INTENT: dimension, FORM: str(kind)} if dimension else {INTENT: str(kind)}
        taught.append(Labelled(example_words(text, speller, names), labels))
    for statement in knowledge.statements:
        if statement.path is None:
            words = words_of(" ".join(statement.topics))
            taught.append(Labelled(words, {INTENT: statement.dimension}, STATEMENT_WEIGHT))
    for held in knowledge.dimensions:
        taught.append(Labelled(words_of(held.covers), {INTENT: held.id}))
        for name in (held.name, *held.aliases):
            taught.append(Labelled(words_of(name), {INTENT: held.id}))
            for form, pattern in NAMED.items():
                words = example_words(pattern.format(name), speller, names)
                taught.append(Labelled(words, {INTENT: held.id, FORM: str(form)}, STATEMENT_WEIGHT))
    return taught


def _occupations() -> dict[str, list[str]]:
    return {name: str(item.value).split() for name, item in _english("occupations").items()}


def _english_examples() -> list[tuple[str, Kind, str]]:
    pairs = [(kind, item) for kind, items in _english("kinds").items() for item in items.value]
    return [(str(item.value), Kind(kind), "") for kind, item in pairs if isinstance(item, Node)]


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
