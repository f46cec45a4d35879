"""A folder of YAML -> a KnowledgeBase, or every problem at once, each with its file and line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath

from chatbot.errors import KnowledgeError
from chatbot.fields import ID, Fields, Notes, did_you_mean, identifier, mapping, plain, sequence
from chatbot.model import (
    About,
    Dimension,
    Example,
    Figure,
    Kind,
    KnowledgeBase,
    Path,
    Problem,
    Reply,
    Role,
    Says,
    Source,
    Statement,
    Title,
)
from chatbot.words import HEDGES
from chatbot.yamlfiles import FOLDERS, ROOT_FILES, yaml_files
from chatbot.yamltext import Node, read

FORMAT = 1
"""The format of knowledge folders that this program reads; a folder may name it in knowledge.yaml."""

MAX_FILES = 20_000
QUESTION_KINDS = (Kind.WHO, Kind.STATEMENT, Kind.COMPARISON, Kind.VERIFY)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing stands, for messages about it."""

    file: str
    line: int


@dataclass
class Draft:
    """What has been read so far, of one folder or of several; `places` finds a thing by kind and id."""

    name: str = ""
    roles: dict[str, Role] = field(default_factory=dict)
    same_as: dict[str, str] = field(default_factory=dict)
    dimensions: dict[str, Dimension] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    titles: list[Title] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    used_sources: set[str] = field(default_factory=set)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def load(*folders: FilePath) -> KnowledgeBase:
    """The knowledge of one or several folders together.

    Where a role of a later folder is the `same-as` one before, its statements fill the cells that are empty.
    Raises KnowledgeError with all problems when any folder has an error.
    """
    knowledge, problems = inspect(*folders)
    if knowledge is None:
        raise KnowledgeError([problem for problem in problems if problem.level == "error"])
    return knowledge


def inspect(*folders: FilePath) -> tuple[KnowledgeBase | None, list[Problem]]:
    """The knowledge of the folders and every problem in them; None instead of knowledge where there is an error."""
    from chatbot.checking import check_draft

    draft = Draft()
    for folder in folders:
        _read_folder(folder, draft)
    problems = sorted({*draft.problems, *check_draft(draft)}, key=lambda p: (p.file, p.line, p.level, p.message))
    if any(problem.level == "error" for problem in problems):
        return None, problems
    return _assemble(draft), problems


def _assemble(draft: Draft) -> KnowledgeBase:
    filled = {(s.role, s.dimension, s.partner, bool(s.path)) for s in draft.statements.values()}
    statements: list[Statement] = []
    for statement in draft.statements.values():
        home = draft.same_as.get(statement.role, statement.role)
        cell = (home, statement.dimension, draft.same_as.get(statement.partner, statement.partner), bool(statement.path))
        if home != statement.role and cell in filled:
            continue
        statements.append(_renamed(statement, draft.same_as))
    roles = [_joined(role, draft) for role in draft.roles.values() if role.id not in draft.same_as]
    roles.sort(key=lambda role: role.name)
    rank = {role.id: place for place, role in enumerate(roles)}
    statements.sort(key=lambda s: (rank[s.role], bool(s.path), rank.get(s.partner, -1)))
    return KnowledgeBase(
        name=draft.name,
        roles=tuple(roles),
        dimensions=tuple(draft.dimensions.values()),
        statements=tuple(statements),
        titles=tuple(draft.titles),
        replies=tuple(draft.replies),
        examples=tuple(draft.examples),
    )


def _renamed(statement: Statement, same_as: dict[str, str]) -> Statement:
    if not same_as:
        return statement
    path = statement.path
    return replace(
        statement,
        role=same_as.get(statement.role, statement.role),
        partner=same_as.get(statement.partner, statement.partner),
        more=same_as.get(statement.more, statement.more),
        reports_to=tuple(same_as.get(role, role) for role in statement.reports_to),
        path=replace(path, origin=same_as.get(path.origin, path.origin)) if path else None,
    )


def _joined(role: Role, draft: Draft) -> Role:
    others = [draft.roles[other] for other, home in draft.same_as.items() if home == role.id]
    if not others:
        return role
    names = [alias for other in others for alias in (other.name, *other.aliases)]
    return replace(
        role,
        aliases=tuple(dict.fromkeys([*role.aliases, *(name for name in names if name != role.name)])),
        titles=tuple(dict.fromkeys([*role.titles, *(title for other in others for title in other.titles)])),
        described=tuple(dict.fromkeys([*role.described, *(text for other in others for text in other.described)])),
        proxy_of=role.proxy_of or next((other.proxy_of for other in others if other.proxy_of), ""),
    )


def _read_folder(folder: FilePath, draft: Draft) -> None:
    shown = str(folder)
    if not folder.is_dir():
        draft.problems.append(Problem("error", shown, 1, "no such folder"))
        return
    files = _yaml_files(folder, draft)
    documents: dict[str, tuple[Node, Notes]] = {}
    for name, path in files.items():
        notes = Notes(f"{shown}/{name}")
        node, problems = read(path, notes.file)
        draft.problems.extend(problems)
        if node is not None:
            documents[name] = (node, notes)
    for needed in ("dimensions.yaml", "sources.yaml"):
        if needed not in files and not draft.dimensions:
            draft.problems.append(Problem("error", shown, 1, f"the folder has no {needed}"))
    _read_documents(documents, draft)
    for _, notes in documents.values():
        draft.problems.extend(notes.problems)


def _yaml_files(folder: FilePath, draft: Draft) -> dict[str, FilePath]:
    """The folder's YAML files by relative name, in the order of their names; hidden files and backups do not count."""
    found: dict[str, FilePath] = {}
    for path in yaml_files(folder):
        name = path.relative_to(folder).as_posix()
        if name not in ROOT_FILES and path.parent.name not in FOLDERS:
            hint = did_you_mean(name, ROOT_FILES)
            draft.problems.append(Problem("error", f"{folder}/{name}", 1, f"not a file of a knowledge folder{hint}"))
            continue
        found[name] = path
        if len(found) > MAX_FILES:
            draft.problems.append(Problem("error", str(folder), 1, f"more than {MAX_FILES:,} files"))
            break
    return found


def _read_documents(documents: dict[str, tuple[Node, Notes]], draft: Draft) -> None:
    draft.sources = {}
    readers = {
        "knowledge.yaml": _read_about,
        "dimensions.yaml": _read_dimensions,
        "sources.yaml": _read_sources,
    }
    for name, reader in readers.items():
        if name in documents:
            reader(*documents[name], draft)
    roles = {name: parts for name, parts in documents.items() if name.startswith("roles/")}
    bodies = [body for name, (node, notes) in roles.items() if (body := _read_role(name, node, notes, draft))]
    for body in bodies:
        _read_role_statements(*body, draft)
    for name, (node, notes) in documents.items():
        if name.startswith("differences/"):
            _read_differences(name, node, notes, draft)
        elif name.startswith("questions/"):
            _read_questions(name, node, notes, draft)
    if "titles.yaml" in documents:
        _read_titles(*documents["titles.yaml"], draft)
    if "replies.yaml" in documents:
        _read_replies(*documents["replies.yaml"], draft)
    if "refused.yaml" in documents:
        node, notes = documents["refused.yaml"]
        _add_examples(node, notes, Kind.UNKNOWN, "", draft)
    _check_sources(draft)


def _read_about(node: Node, notes: Notes, draft: Draft) -> None:
    fields = Fields(node, notes, "knowledge.yaml")
    draft.name = draft.name or fields.text("name")
    version = fields.number("format")
    if version is not None and version > FORMAT:
        notes.error(fields.line_of("format"), f"this folder has format {version:g}; this program reads format {FORMAT}")
    fields.close()


def _read_dimensions(node: Node, notes: Notes, draft: Draft) -> None:
    for item in sequence(node, notes, "dimensions.yaml"):
        fields = Fields(item, notes, "a dimension")
        ident = fields.id("id", required=True)
        dimension = Dimension(
            id=ident,
            name=fields.text("name", required=True),
            aliases=fields.texts("aliases"),
            covers=fields.text("covers"),
            more=fields.texts("more"),
            less=fields.texts("less"),
            headline=fields.flag("headline"),
        )
        fields.close()
        if ("dimension", ident) in draft.places and draft.places["dimension", ident].file == notes.file:
            notes.error(fields.line, f"the dimension {ident!r} stands twice")
        draft.dimensions.setdefault(ident, dimension)
        draft.places.setdefault(("dimension", ident), Place(notes.file, fields.line))


def _read_sources(node: Node, notes: Notes, draft: Draft) -> None:
    for ident, item in mapping(node, notes, "sources.yaml").items():
        identifier(ident, item.line, notes, "the source")
        fields = Fields(item, notes, f"the source {ident!r}")
        year = fields.number("year")
        draft.sources[ident] = Source(
            id=ident,
            title=fields.text("title", required=True),
            publisher=fields.text("publisher", required=True),
            url=fields.url("url"),
            year=None if year is None else int(year),
        )
        fields.close()
        draft.places["source", ident] = Place(notes.file, item.line)


def _read_role(name: str, node: Node, notes: Notes, draft: Draft) -> tuple[str, Fields, Notes] | None:
    """Notes the role itself; gives what is left to read of it once all roles are known."""
    ident = identifier(FilePath(name).stem, 1, notes, "the file name")
    if ident in draft.roles:
        notes.error(1, f"the role {ident!r} is already defined in {draft.places['role', ident].file}")
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


def _read_role_statements(ident: str, fields: Fields, notes: Notes, draft: Draft) -> None:
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


def _read_differences(name: str, node: Node, notes: Notes, draft: Draft) -> None:
    pair = FilePath(name).stem.split("--")
    if len(pair) != 2 or not all(ID.match(role) for role in pair):
        notes.error(1, "a file of differences is named <role>--<role>.yaml")
        return
    if pair != sorted(set(pair)):
        notes.error(1, f"the two roles stand in alphabetical order: {'--'.join(sorted(set(pair)))}.yaml")
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
    more = fields.known("more", (role, partner) if partner else (), "role in 'more'")
    if not partner and "more" in (item.value if isinstance(item.value, dict) else {}):
        notes.error(fields.line_of("more"), "'more' only stands in files of differences")
    _keep(
        Statement(
            id=fields.id("id", required=True),
            role=role,
            dimension=dimension,
            partner=partner,
            more=more,
            figure=_read_figure(fields, notes),
            reports_to=fields.all_known("reports-to", draft.roles, "role"),
            **_common(fields, notes, draft),
        ),
        fields,
        notes,
        draft,
    )


def _read_path(item: Node, notes: Notes, draft: Draft, role: str) -> None:
    fields = Fields(item, notes, "a path")
    origin = fields.known("from", draft.roles, "role")
    about = fields.choice("about", About, About.STEPS)
    dimension = fields.known("dimension", draft.dimensions, "dimension", required=True)
    statement = Statement(
        id=fields.id("id", required=True),
        role=role,
        dimension=dimension,
        path=Path(about, origin),
        **_common(fields, notes, draft),
    )
    _keep(statement, fields, notes, draft)


def _common(fields: Fields, notes: Notes, draft: Draft) -> dict[str, object]:
    text, hedge = fields.text("text", required=True), fields.text("hedge")
    if hedge and hedge.casefold() not in HEDGES:
        hint = did_you_mean(hedge.casefold(), HEDGES)
        notes.error(fields.line_of("hedge"), f"unknown hedge {hedge[:80]!r}{hint}")
    elif hedge and hedge.casefold() not in text.casefold():
        notes.error(fields.line_of("hedge"), f"the hedge {hedge!r} does not stand in the text")
    ident = fields.known("source", draft.sources, "source", required=True)
    draft.used_sources.add(ident)
    return {
        "text": text,
        "hedge": hedge.casefold(),
        "source": draft.sources.get(ident, Source("", "", "")),
        "topics": tuple(topic.casefold() for topic in fields.texts("topics")),
        "says": fields.choice("says", Says, Says.DOES),
        "only": fields.flag("only"),
    }


def _keep(statement: Statement, fields: Fields, notes: Notes, draft: Draft) -> None:
    fields.close()
    if statement.id in draft.statements:
        first = draft.places["statement", statement.id]
        notes.error(fields.line, f"the id {statement.id!r} stands twice (first at {first.file}:{first.line})")
        return
    draft.statements[statement.id] = statement
    draft.places["statement", statement.id] = Place(notes.file, fields.line)


def _read_figure(fields: Fields, notes: Notes) -> Figure | None:
    node = fields.node("figure")
    if node is None:
        return None
    parts = Fields(node, notes, "a figure")
    value, low, high = parts.number("value"), parts.number("low"), parts.number("high")
    if value is None and (low is None or high is None):
        notes.error(node.line, "a figure has a value, or a low and a high")
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


def _read_questions(name: str, node: Node, notes: Notes, draft: Draft) -> None:
    dimension = FilePath(name).stem
    if dimension not in draft.dimensions:
        hint = did_you_mean(dimension, draft.dimensions)
        notes.error(1, f"a file of questions is named after its dimension; unknown dimension {dimension!r}{hint}")
        return
    fields = Fields(node, notes, "a file of questions")
    for kind in QUESTION_KINDS:
        items = fields.node(kind)
        if items is not None:
            _add_examples(items, notes, kind, dimension, draft)
    fields.close()


def _add_examples(node: Node, notes: Notes, kind: Kind, dimension: str, draft: Draft) -> None:
    for item in sequence(node, notes, "the examples"):
        text = plain(item, notes, "an example")
        if text:
            draft.examples.append(Example(text, kind, dimension))
            key = ("example", text.casefold())
            draft.places.setdefault(key, Place(notes.file, item.line))


def _read_titles(node: Node, notes: Notes, draft: Draft) -> None:
    for item in sequence(node, notes, "titles.yaml"):
        fields = Fields(item, notes, "a title")
        names = (fields.text("title", required=True), *fields.texts("aliases"))
        draft.titles.append(Title(names, fields.known("nearest", draft.roles, "role")))
        for name in names:
            draft.places.setdefault(("title", name.casefold()), Place(notes.file, fields.line))
        fields.close()


def _read_replies(node: Node, notes: Notes, draft: Draft) -> None:
    for item in sequence(node, notes, "replies.yaml"):
        fields = Fields(item, notes, "a reply")
        reply = Reply(fields.id("id", required=True), fields.text("text", required=True), fields.texts("phrases"))
        draft.replies.append(reply)
        fields.close()


def _check_sources(draft: Draft) -> None:
    for ident in draft.sources:
        if ident not in draft.used_sources:
            place = draft.places["source", ident]
            draft.problems.append(Problem("warning", place.file, place.line, f"no statement uses the source {ident!r}"))
    draft.used_sources.clear()

