"""Match + knowledge -> Answer: one case for each kind. Every factual sentence is a statement, shown as it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from chatbot.compiled import Compiled
from chatbot.model import (
    ABOUT_YOU,
    Answer,
    Block,
    Candidate,
    Detail,
    Kind,
    Match,
    Reason,
    Says,
    Source,
    Statement,
    Verdict,
)
from chatbot.prose import listed, plain, sentence, stands_in, with_article
from chatbot.selection import (
    cell,
    distinct,
    overview_blocks,
    path_blocks,
    profile_blocks,
    side_by_side,
    statement_block,
)
from chatbot.words import GENERAL_HEDGES, PARTIAL_HEDGES

MAX_CHOICES = 6

_VERDICTS = {
    Verdict.YES: "Yes.",
    Verdict.NO: "No.",
    Verdict.PARTLY: "Partly: it holds for some, not as a rule.",
}
_DETAIL_LEADS = {Detail.WHY: "This is what it rests on:", Detail.SOURCE: "This is where it is from:"}


def answer(match: Match, book: Compiled, question: str | None, detail: Detail = Detail.SHORT) -> Answer:
    """The reply to a question that was read as `match`."""
    draft = _CASES[match.kind](match, book, detail)
    if detail in _DETAIL_LEADS and draft.blocks:
        draft = replace(draft, lead=f"{draft.lead} {_DETAIL_LEADS[detail]}".strip(), closing="")
    draft = replace(
        draft,
        question=question,
        confidence=match.confidence,
        candidates=draft.candidates or match.candidates if match.kind in (Kind.CLARIFY, Kind.UNKNOWN) else (),
        explanation=match.explanation,
        match=match,
        detail=detail,
    )
    return replace(draft, text=plain(draft, sentences(draft, book)))


def together(answers: Sequence[Answer], note: str = "") -> Answer:
    """One answer of several: the first, with the text of all of them and a note, the others under `also`."""
    text = "\n\n".join([*(one.text for one in answers), *filter(None, [note])])
    return replace(answers[0], text=text, also=tuple(answers[1:]))


def sentences(draft: Answer, book: Compiled) -> list[tuple[str, list[tuple[str, Source]]]]:
    """For each block its heading and its sentences with their sources."""
    return [(block.heading, [(worded(s, draft, book), s.source) for s in block.statements]) for block in draft.blocks]


def worded(statement: Statement, draft: Answer, book: Compiled) -> str:
    """A statement as this answer shows it: its partner is named where the answer is not about that role too."""
    partner = book.role.get(statement.partner)
    return sentence(statement, None if statement.partner in draft.roles and draft.kind is not Kind.WHO else partner)


def _draft(
    match: Match, lead: str, blocks: Sequence[Block] = (), closing: str = "", *, has_more: bool = False
) -> Answer:
    return Answer(
        question=None,
        kind=match.kind,
        text="",
        roles=match.roles,
        dimension=match.dimension,
        verdict=match.verdict,
        reason=match.reason,
        lead=lead,
        blocks=tuple(block for block in blocks if block.statements),
        closing=closing,
        has_more=has_more,
    )


def _names(book: Compiled, roles: Sequence[str], article: str = "the ") -> list[str]:
    return [article + book.role[role].name for role in roles]


def _who(match: Match, book: Compiled, detail: Detail) -> Answer:
    names = _names(book, match.roles)
    blocks = []
    for role in match.roles:
        own = [s for s in match.statements if s.role == role] or list(match.statements)
        rest = cell(book, role, match.dimension, match.words) if detail is Detail.MORE else []
        shown = tuple(dict.fromkeys([*own, *rest]) if rest else distinct(own))
        most = 99 if detail is Detail.MORE else 2 if len(match.roles) == 1 else 1
        lender = book.role.get(book.role[role].proxy_of)
        lent = lender is not None and bool(shown) and shown[0].role == lender.id
        heading = "" if len(names) == 1 else book.role[role].name
        heading = stands_in(book.role[role], lender) if lent and lender else heading
        blocks.append(Block(shown[:most], heading, role, match.dimension))
    first = blocks[0].statements[0] if blocks and blocks[0].statements else None
    return _draft(match, _who_lead(match, names, first), blocks, has_more=detail is not Detail.MORE)


def _who_lead(match: Match, names: Sequence[str], first: Statement | None) -> str:
    if match.denied:
        return f"That is {listed(names)}."
    if len(names) == 2:
        return f"Both {listed(names)}, each with a share of it."
    if len(names) > 2:
        return f"Several have a share of it: {listed(names)}."
    hedge = first.hedge if first else ""
    if hedge in GENERAL_HEDGES or (first and first.says is Says.SHARES):
        return f"Usually {names[0]}."
    if hedge in PARTIAL_HEDGES:
        return f"In some organisations, {names[0]}."
    return f"{names[0][:1].upper()}{names[0][1:]}."


def _statement(match: Match, book: Compiled, detail: Detail) -> Answer:
    block = statement_block(book, match.roles[0], match.dimension, match.words, full=detail is Detail.MORE)
    if not block.statements:
        return _empty_cell(match, book)
    name, role = book.dimension[match.dimension].name, book.role[match.roles[0]].name
    held = len(book.cells.get((match.roles[0], match.dimension), ()))
    lead = f"{role}, {name[:1].lower()}{name[1:]}:"
    closing = "Whether that is good is yours to judge." if match.judged else ""
    return _draft(match, lead, [block], closing, has_more=held > len(block.statements))


def _empty_cell(match: Match, book: Compiled) -> Answer:
    return _unknown(
        replace(match, kind=Kind.UNKNOWN, reason=Reason.NO_KNOWLEDGE, roles=(), subject=" ".join(match.roles)),
        book,
        Detail.SHORT,
    )


def _comparison(match: Match, book: Compiled, detail: Detail) -> Answer:
    full = detail is Detail.MORE
    blocks = side_by_side(book, match.roles, match.dimension, match.words, full=full)
    if not any(block.statements for block in blocks):
        return _empty_cell(match, book)
    name = book.dimension[match.dimension].name
    lead = f"{name}: {listed([book.role[role].name for role in match.roles])} beside each other."
    silent = [book.role[block.role].name for block in blocks if not block.statements]
    closing = f"I hold nothing on this for {listed(silent)}." if silent else ""
    return _draft(match, lead, blocks, closing, has_more=not full)


def _overview(match: Match, book: Compiled, detail: Detail) -> Answer:
    full = detail is Detail.MORE
    lead = f"{listed([book.role[role].name for role in match.roles])}, the main differences:"
    return _draft(match, lead, overview_blocks(book, match.roles, full=full), has_more=not full)


def _profile(match: Match, book: Compiled, detail: Detail) -> Answer:
    full = detail is Detail.MORE
    lead = f"{book.role[match.roles[0]].name} in short:" if not full else f"{book.role[match.roles[0]].name}:"
    return _draft(match, lead, profile_blocks(book, match.roles[0], full=full), has_more=not full)


def _verify(match: Match, book: Compiled, detail: Detail) -> Answer:
    lead = _VERDICTS[match.verdict or Verdict.PARTLY]
    rest = cell(book, match.statements[0].role, match.dimension, match.words) if detail is Detail.MORE else []
    return _draft(match, lead, [Block(tuple(dict.fromkeys([*distinct(match.statements), *rest])))])


def _guidance(match: Match, book: Compiled, detail: Detail) -> Answer:
    most = 4 if detail is Detail.MORE else 2
    blocks = []
    for role in match.roles:
        speaking = [s for s in match.statements if s.role == role]
        granted = [s for s in speaking if s.says is not Says.DOES_NOT] or cell(
            book, role, book.knowledge.dimensions[0].id, ()
        )
        blocks.append(Block(tuple(distinct(granted)[:most]), book.role[role].name, role))
        against = tuple(s for s in speaking if s.says is Says.DOES_NOT)[:1]
        blocks.append(Block(against, f"What speaks against {with_article(book.role[role].name)}", role))
    names = _names(book, match.roles)
    then = f", then {listed(names[1:])}" if names[1:] else ""
    lead = f"Going by what you say, {names[0]} comes closest{then}."
    return _draft(match, lead, blocks, "Which of them is right for you is yours to judge.")


def _transition(match: Match, book: Compiled, detail: Detail) -> Answer:
    goal, origin = match.roles[-1], match.roles[0] if len(match.roles) > 1 else ""
    blocks = path_blocks(book, goal, origin, full=detail is Detail.MORE)
    if not any(block.statements for block in blocks):
        return _empty_cell(replace(match, roles=(goal,)), book)
    way = (
        f"From {book.role[origin].name} to {book.role[goal].name}:" if origin else f"The way to {book.role[goal].name}:"
    )
    return _draft(match, way, blocks, has_more=detail is not Detail.MORE)


def _meta(match: Match, book: Compiled, detail: Detail) -> Answer:
    return replace(_draft(match, _META[match.subject or "help"](book)), suggestions=tuple(suggestions(book)))


def _hello(book: Compiled) -> str:
    return f"Hello! {_help(book)}"


def _help(book: Compiled) -> str:
    roles = listed([role.name for role in book.knowledge.roles[:8]])
    examples = listed([f'"{question}"' for question in suggestions(book)], "or")
    return f"I answer questions on how job roles differ: {roles}. Ask, for instance, {examples}."


def _roles(book: Compiled) -> str:
    names = [role.name for role in book.knowledge.roles]
    return f"I know {len(names)} roles: {listed(names[:40])}{' and more' if len(names) > 40 else ''}."


def _dimensions(book: Compiled) -> str:
    return f"I know {len(book.dimension)} aspects of a role: {listed([d.name for d in book.knowledge.dimensions])}."


def _origin(book: Compiled) -> str:
    sources = dict.fromkeys(s.source for s in book.knowledge.statements)
    publishers = list(dict.fromkeys(source.publisher for source in sources))[:4]
    return (
        f"From {len(book.knowledge.statements):,} statements with {len(sources)} sources, "
        f"among them {listed(publishers)}. Every answer names its own; I add nothing to them."
    )


_META: dict[str, Callable[[Compiled], str]] = {
    "hello": _hello,
    "thanks": lambda book: "You are welcome. Ask on whenever you like.",
    "bye": lambda book: "Goodbye, and good luck.",
    "roles": _roles,
    "dimensions": _dimensions,
    "origin": _origin,
    "help": _help,
}


def suggestions(book: Compiled, roles: Sequence[str] = (), dimension: str = "") -> list[str]:
    """Two or three questions that do get an answer, about these roles and this dimension where they are given."""
    known = [role for role in roles if role in book.role] or [role.id for role in book.knowledge.roles[:1]]
    first = book.role[known[0]]
    other = next((role for role in book.knowledge.roles if role.id != first.id), None)
    second = book.role[known[1]] if len(known) > 1 else other
    headline = book.dimension.get(dimension) or next(
        (d for d in book.knowledge.dimensions if (first.id, d.id) in book.cells), book.knowledge.dimensions[0]
    )
    asked = [f"What does {with_article(first.name)} do?"]
    if second:
        asked.append(f"What is the difference between {with_article(first.name)} and {with_article(second.name)}?")
    return [*asked, f"What about the {headline.name.lower()} of {with_article(first.name)}?"]


def _clarify(match: Match, book: Compiled, detail: Detail) -> Answer:
    if match.subject == ABOUT_YOU:
        lead = "Tell me a little more: what do you like doing, what are you good at, what have you studied?"
        return replace(_draft(match, lead), suggestions=tuple(suggestions(book)))
    candidates = with_choices(match, book).candidates
    choices = [f"{number}. {candidate.name}" for number, candidate in enumerate(candidates, 1)]
    roles = [candidate.role for candidate in candidates if candidate.role] or match.roles
    lead = "\n".join([_which(match, book), *choices])
    draft = _draft(replace(match, roles=()), lead, closing="Answer with a number or a name.")
    asked = tuple(suggestions(book, roles, match.dimension))
    return replace(draft, candidates=candidates, suggestions=asked)


def with_choices(match: Match, book: Compiled) -> Match:
    """A question back with what it lets choose from: all roles where nothing narrows them down."""
    if match.kind is not Kind.CLARIFY or match.candidates or match.subject == ABOUT_YOU:
        return match
    likely = round(1 / len(book.role), 2)
    everybody = book.knowledge.roles[:MAX_CHOICES]
    return replace(match, candidates=tuple(Candidate(role.name, likely, role=role.id) for role in everybody))


def _which(match: Match, book: Compiled) -> str:
    """The question back: which role is meant, or which aspect of the roles."""
    if any(candidate.dimension for candidate in match.candidates):
        return f"Which aspect of {listed(_names(book, match.roles))} do you mean?"
    topic = f" on {book.dimension[match.dimension].name.lower()}" if match.dimension else ""
    return f'Which one do you mean by "{match.subject}"{topic}?' if match.subject else f"Which role do you mean{topic}?"


def _unknown(match: Match, book: Compiled, detail: Detail) -> Answer:
    reason = match.reason or Reason.OFF_TOPIC
    roles = [candidate.role for candidate in match.candidates if candidate.role]
    roles = roles or [role for role in match.subject.split() if role in book.role]
    asked = tuple(suggestions(book, roles, match.dimension))
    lead = _REFUSALS[reason](match, book, roles)
    is_fixed = reason is Reason.OFF_TOPIC and bool(match.subject)
    if is_fixed:
        return _draft(replace(match, roles=(), dimension=""), lead)
    closing = "" if reason is Reason.BAD_INPUT else f"You could ask: {' '.join(asked)}"
    draft = _draft(replace(match, roles=(), dimension=""), lead, closing=closing)
    return replace(draft, suggestions=asked, candidates=match.candidates)


def _off_topic(match: Match, book: Compiled, roles: Sequence[str]) -> str:
    if match.subject:
        return match.subject
    known = listed([role.name for role in book.knowledge.roles[:MAX_CHOICES]])
    return f"That is outside what I know. I know how these roles differ: {known}."


def _unknown_role(match: Match, book: Compiled, roles: Sequence[str]) -> str:
    if not roles:
        known = listed([role.name for role in book.knowledge.roles[:MAX_CHOICES]])
        return f'I hold nothing on "{match.subject}". The roles I know: {known}.'
    names = listed([book.role[role].name for role in roles])
    if not match.roles:
        return f'I hold nothing on "{match.subject}". The nearest that I know, and not the same job: {names}.'
    return f'I hold nothing on "{match.subject}", so I cannot set it beside anything. What I do know: {names}.'


def _unknown_aspect(match: Match, book: Compiled, roles: Sequence[str]) -> str:
    names = listed(_names(book, roles)) if roles else "a role"
    held = listed([d.name.lower() for d in book.knowledge.dimensions])
    return f"On {names} I hold nothing that answers this. What I do hold: {held}."


def _no_knowledge(match: Match, book: Compiled, roles: Sequence[str]) -> str:
    about = f" about {listed(_names(book, roles))}" if roles else ""
    where = f" under {book.dimension[match.dimension].name.lower()}" if match.dimension in book.dimension else ""
    return f"My statements{about} say nothing on this{where}, neither for nor against."


_REFUSALS: dict[Reason, Callable[[Match, Compiled, Sequence[str]], str]] = {
    Reason.OFF_TOPIC: _off_topic,
    Reason.UNKNOWN_ROLE: _unknown_role,
    Reason.UNKNOWN_ASPECT: _unknown_aspect,
    Reason.NO_KNOWLEDGE: _no_knowledge,
    Reason.LANGUAGE: lambda match, book, roles: "I understand plain English only. Please ask again in English.",
    Reason.BAD_INPUT: lambda match, book, roles: match.subject or "I could not read a question in that.",
    Reason.AMBIGUOUS: _no_knowledge,
}

_CASES: dict[Kind, Callable[[Match, Compiled, Detail], Answer]] = {
    Kind.WHO: _who,
    Kind.STATEMENT: _statement,
    Kind.COMPARISON: _comparison,
    Kind.OVERVIEW: _overview,
    Kind.PROFILE: _profile,
    Kind.VERIFY: _verify,
    Kind.GUIDANCE: _guidance,
    Kind.TRANSITION: _transition,
    Kind.META: _meta,
    Kind.CLARIFY: _clarify,
    Kind.UNKNOWN: _unknown,
}
