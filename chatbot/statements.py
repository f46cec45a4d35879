"""Roles and differences as their files hold them -> roles and statements of a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path as FilePath

from chatbot.drafts import Draft, Place
from chatbot.errors import did_you_mean
from chatbot.fields import ID, Fields, Notes, identifier, mapping, sequence
from chatbot.model import About, Figure, Path, Role, Says, Source, Statement
from chatbot.words import HEDGES
from chatbot.yamltext import Node

_MARKUP = re.compile(r"<[!@#/a-z]|\*\*|\]\(|`", re.IGNORECASE)


def read_role(name: str, node: Node, notes: Notes, draft: Draft) -> tuple[str, Fields, Notes] | None:
    """Notes the role itself; gives what is left to read of it once all roles are known."""
    ident = identifier(FilePath(name).stem, 1, notes, "the file name")
    if ident in draft.roles:
        place = draft.places["role", ident]
        notes.error(1, f"the role {ident!r} is already defined in {place}; give this one another id and 'same-as'")
        return None
    fields = Fields(node, notes, f"the role {ident!r}")
    same_as, proxy_of = fields.id("same-as"), fields.id("proxy-of")
    draft.roles[ident] = Role(
        id=ident,
        name=fields.text("name", required=True),
        aliases=fields.texts("aliases"),
        titles=fields.texts("titles"),
        described=fields.texts("described"),
        proxy_of=proxy_of,
    )
    if same_as:
        draft.same_as[ident] = same_as
        draft.places["same-as", ident] = Place(notes.file, fields.line_of("same-as"))
    if proxy_of:
        draft.places["proxy-of", ident] = Place(notes.file, fields.line_of("proxy-of"))
    draft.places["role", ident] = Place(notes.file, fields.line)
    return ident, fields, notes


def read_role_statements(ident: str, fields: Fields, notes: Notes, draft: Draft) -> None:
    """Notes the statements and paths of a role."""
    cells = fields.node("statements")
    if cells is not None:
        for dimension, items in _by_dimension(cells, notes, draft):
            for item in sequence(items, notes, f"the cell {dimension!r}"):
                _read_statement(item, notes, draft, ident, dimension)
    paths = fields.node("paths")
    if paths is not None:
        for item in sequence(paths, notes, "the field 'paths'"):
            _read_path(item, notes, draft, ident)
    fields.close()


def _by_dimension(node: Node, notes: Notes, draft: Draft) -> Iterator[tuple[str, Node]]:
    for dimension, items in mapping(node, notes, "the field 'statements'").items():
        if dimension in draft.dimensions:
            yield dimension, items
        else:
            hint = did_you_mean(dimension, draft.dimensions)
            notes.error(items.line, f"unknown dimension {dimension[:80]!r}{hint}")


def read_differences(name: str, node: Node, notes: Notes, draft: Draft) -> None:
    """Notes the statements of a file of differences, which hold for its two roles beside each other."""
    pair = FilePath(name).stem.split("--")
    if len(set(pair)) != 2 or len(pair) != 2 or not all(ID.fullmatch(role) for role in pair):
        notes.error(1, "a file of differences is named <role>--<role>.yaml")
        return
    if pair != sorted(pair):
        notes.error(1, f"the two roles stand in alphabetical order: {'--'.join(sorted(pair))}.yaml")
    for role in pair:
        if role not in draft.roles:
            notes.error(1, f"unknown role {role!r} in the file name{did_you_mean(role, draft.roles)}")
    fields = Fields(node, notes, "a file of differences")
    cells = fields.node("statements", required=True)
    fields.close()
    if cells is None:
        return
    for dimension, sides in _by_dimension(cells, notes, draft):
        for role, items in mapping(sides, notes, f"the cell {dimension!r}").items():
            if role not in pair:
                notes.error(items.line, f"{role[:80]!r} is not one of this file's two roles{did_you_mean(role, pair)}")
                continue
            partner = pair[1 - pair.index(role)]
            for item in sequence(items, notes, f"the statements of {role!r}"):
                _read_statement(item, notes, draft, role, dimension, partner)


def _read_statement(item: Node, notes: Notes, draft: Draft, role: str, dimension: str, partner: str = "") -> None:
    fields = Fields(item, notes, "a statement")
    if not partner and fields.node("more") is not None:
        notes.error(fields.line_of("more"), "'more' only stands in files of differences")
    common = _read_common(fields, notes, draft, role, dimension)
    statement = replace(
        common,
        partner=partner,
        more=fields.known("more", (role, partner), "role in 'more'") if partner else "",
        figure=_read_figure(fields, notes),
        reports_to=fields.all_known("reports-to", draft.roles, "role"),
    )
    _keep(statement, fields, notes, draft)


def _read_path(item: Node, notes: Notes, draft: Draft, role: str) -> None:
    fields = Fields(item, notes, "a path")
    path = Path(fields.choice("about", About, About.STEPS), fields.known("from", draft.roles, "role"))
    dimension = fields.known("dimension", draft.dimensions, "dimension", required=True)
    _keep(replace(_read_common(fields, notes, draft, role, dimension), path=path), fields, notes, draft)


def _read_common(fields: Fields, notes: Notes, draft: Draft, role: str, dimension: str) -> Statement:
    """The fields that every statement has."""
    text, hedge = fields.text("text", required=True), fields.text("hedge").casefold()
    if _MARKUP.search(text):
        notes.warning(fields.line_of("text"), "markup in a statement is shown as it stands, it is not rendered")
    if hedge and hedge not in HEDGES:
        notes.error(fields.line_of("hedge"), f"unknown hedge {hedge[:80]!r}{did_you_mean(hedge, sorted(HEDGES))}")
    elif hedge not in text.casefold():
        notes.error(fields.line_of("hedge"), f"the hedge {hedge!r} does not stand in the text")
    source = fields.known("source", draft.sources, "source", required=True)
    draft.used_sources.add(source)
    return Statement(
        id=fields.id("id", required=True),
        role=role,
        dimension=dimension,
        text=text,
        source=draft.sources.get(source, Source("", "", "")),
        topics=tuple(topic.casefold() for topic in fields.texts("topics")),
        says=fields.choice("says", Says, Says.DOES),
        only=fields.flag("only"),
        hedge=hedge,
    )


def _keep(statement: Statement, fields: Fields, notes: Notes, draft: Draft) -> None:
    fields.close()
    if not statement.id:
        return
    here = Place(notes.file, fields.line)
    first = draft.places.setdefault(("statement", statement.id), here)
    if first is here:
        draft.statements[statement.id] = statement
    else:
        notes.error(fields.line, f"the id {statement.id!r} stands twice (first at {first})")


def _read_figure(fields: Fields, notes: Notes) -> Figure | None:
    node = fields.node("figure")
    if node is None:
        return None
    parts = Fields(node, notes, "a figure")
    value, low, high = parts.number("value"), parts.number("low"), parts.number("high")
    if (low is None) != (high is None) or (value is None) == (low is None):
        notes.error(node.line, "a figure has a value, or a low and a high")
    if low is not None and high is not None and low > high:
        notes.error(node.line, "the low of a figure is not above its high")
    figure = Figure(
        measure=parts.text("measure", required=True),
        low=value if value is not None else low or 0.0,
        high=value if value is not None else high or 0.0,
        unit=parts.text("unit", required=True),
        country=parts.text("country", required=True),
        year=parts.text("year", required=True),
        occupation=parts.text("occupation"),
    )
    parts.close()
    return figure
