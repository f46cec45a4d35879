"""Names and lists as English has them, and an answer as plain text with its sources."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.model import Answer, Role, Source, Statement


def with_article(name: str) -> str:
    """A name with its indefinite article: "an Operations Manager"."""
    return f"{'an' if name[:1].casefold() in 'aeiou' else 'a'} {name}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """Items as a sentence lists them: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def sentence(statement: Statement, partner: Role | None) -> str:
    """A statement's text; where it holds beside another role and does not name it, that role is named in front."""
    if partner is None or partner.name.casefold() in statement.text.casefold():
        return statement.text
    return f"Beside {with_article(partner.name)}: {statement.text}"


def stands_in(role: Role, proxy: Role) -> str:
    """The heading under which a role shows figures that its proxy lends."""
    return f"{role.name}, for which {with_article(proxy.name)} stands in"


def cited(source: Source) -> str:
    """A source as one line: title, publisher, year, address."""
    parts = [source.title, source.publisher, str(source.year) if source.year else "", source.url]
    return ", ".join(part for part in parts if part)


def sources_of(answer: Answer) -> tuple[Source, ...]:
    """The sources of an answer's statements, in the order of their first use; their places are the note numbers."""
    return tuple(dict.fromkeys(statement.source for statement in answer.statements))


def plain(answer: Answer, sentences: Sequence[tuple[str, Sequence[tuple[str, Source]]]]) -> str:
    """An answer as plain text: the lead, each block's sentences with note numbers, the sources, what comes next.

    `sentences` has for each block its heading and its sentences with their sources.
    """
    sources = list(sources_of(answer))
    lines = [answer.lead] if answer.lead else []
    for heading, block in sentences:
        noted = [f"{text} [{sources.index(source) + 1}]" for text, source in block]
        if heading:
            lines.append(f"{heading}: {' '.join(noted)}")
        else:
            lines.extend(noted)
    if sources:
        lines += ["Sources:" if len(sources) > 1 else "Source:"]
        lines += [f"[{number}] {cited(source)}" for number, source in enumerate(sources, 1)]
    if answer.closing:
        lines.append(answer.closing)
    return "\n".join(lines)
