"""The files of a knowledge folder -> what they say, noted in a draft with every problem in them."""

from __future__ import annotations

from pathlib import Path

from chatbot.drafts import Draft, Place
from chatbot.errors import did_you_mean
from chatbot.fields import Fields, Notes, identifier, mapping, plain, sequence
from chatbot.model import Dimension, Example, Kind, Problem, Reply, Source, Title
from chatbot.statements import read_differences, read_role, read_role_statements
from chatbot.yamlfiles import FOLDERS, ROOT_FILES, yaml_files
from chatbot.yamltext import Node, read

FORMAT = 1
"""The format of knowledge folders that this program reads; a folder may name it in knowledge.yaml."""

MAX_FILES = 20_000
QUESTION_KINDS = (Kind.WHO, Kind.STATEMENT, Kind.COMPARISON, Kind.VERIFY)


def read_folder(folder: Path, draft: Draft) -> None:
    """Adds what a folder says to the draft. Nothing is raised: what is wrong becomes a problem of the draft."""
    shown = str(folder)
    try:
        if not folder.is_dir():
            draft.problems.append(Problem("error", shown, 1, "no such folder"))
            return
        files = _files(folder, draft)
    except OSError as error:
        draft.problems.append(Problem("error", shown, 1, f"cannot be read: {error.strerror or error}"))
        return
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


def _files(folder: Path, draft: Draft) -> dict[str, Path]:
    """The folder's YAML files by relative name, in the order of their names; hidden files and backups do not count."""
    for path in sorted(folder.iterdir()):
        hint = did_you_mean(path.name, FOLDERS)
        if path.is_dir() and path.name not in FOLDERS and hint:
            draft.problems.append(Problem("error", f"{folder}/{path.name}", 1, f"this folder is not read{hint}"))
    found: dict[str, Path] = {}
    for path in yaml_files(folder):
        name = path.relative_to(folder).as_posix()
        if name not in ROOT_FILES and "/" not in name:
            hint = did_you_mean(name, sorted(ROOT_FILES))
            draft.problems.append(Problem("error", f"{folder}/{name}", 1, f"not a file of a knowledge folder{hint}"))
        elif len(found) == MAX_FILES:
            draft.problems.append(Problem("error", str(folder), 1, f"more than {MAX_FILES:,} files"))
            break
        else:
            found[name] = path
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
    bodies = [body for name, (node, notes) in roles.items() if (body := read_role(name, node, notes, draft))]
    for body in bodies:
        read_role_statements(*body, draft)
    for name, (node, notes) in documents.items():
        if name.startswith("differences/"):
            read_differences(name, node, notes, draft)
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
    name = fields.text("name")
    draft.name = draft.name or name
    version = fields.number("format")
    if version is not None and version > FORMAT:
        notes.error(
            fields.line_of("format"), f"this folder needs format {version:g}; this program reads format {FORMAT}"
        )
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
        if not ident:
            continue
        first = draft.places.setdefault(("dimension", ident), Place(notes.file, fields.line))
        if first.file == notes.file and first.line != fields.line:
            notes.error(fields.line, f"the dimension {ident!r} stands twice (first at line {first.line})")
        draft.dimensions.setdefault(ident, dimension)


def _read_sources(node: Node, notes: Notes, draft: Draft) -> None:
    for ident, item in mapping(node, notes, "sources.yaml").items():
        identifier(ident, item.line, notes, "the source")
        fields = Fields(item, notes, f"the source {ident[:80]!r}")
        draft.sources[ident] = Source(
            id=ident,
            title=fields.text("title", required=True),
            publisher=fields.text("publisher", required=True),
            url=fields.url("url"),
            year=fields.year("year"),
        )
        fields.close()
        draft.places["source", ident] = Place(notes.file, item.line)


def _read_questions(name: str, node: Node, notes: Notes, draft: Draft) -> None:
    dimension = Path(name).stem
    if dimension not in draft.dimensions:
        hint = did_you_mean(dimension, draft.dimensions)
        notes.error(1, f"a file of questions is named after its dimension; unknown dimension {dimension!r}{hint}")
        return
    fields = Fields(node, notes, "a file of questions")
    for kind in QUESTION_KINDS:
        items = fields.node(str(kind))
        if items is not None:
            _add_examples(items, notes, kind, dimension, draft)
    held = fields.node("held-by")
    if held is not None:
        for role, items in mapping(held, notes, "the field 'held-by'").items():
            if role in draft.roles:
                _add_examples(items, notes, Kind.WHO, dimension, draft, role)
            else:
                notes.error(items.line, f"unknown role {role[:80]!r}{did_you_mean(role, draft.roles)}")
    fields.close()


def _add_examples(node: Node, notes: Notes, kind: Kind, dimension: str, draft: Draft, holder: str = "") -> None:
    for item in sequence(node, notes, "the examples"):
        text = plain(item, notes, "an example")
        if text:
            draft.examples.append(Example(text, kind, dimension, holder))
            draft.places.setdefault(("example", text.casefold()), Place(notes.file, item.line))


def _read_titles(node: Node, notes: Notes, draft: Draft) -> None:
    for item in sequence(node, notes, "titles.yaml"):
        fields = Fields(item, notes, "a title")
        names = tuple(filter(None, (fields.text("title", required=True), *fields.texts("aliases"))))
        nearest = fields.known("nearest", draft.roles, "role")
        fields.close()
        if names:
            draft.titles.append(Title(names, nearest))
        for name in names:
            draft.places.setdefault(("title", name.casefold()), Place(notes.file, fields.line))


def _read_replies(node: Node, notes: Notes, draft: Draft) -> None:
    for item in sequence(node, notes, "replies.yaml"):
        fields = Fields(item, notes, "a reply")
        ident = fields.id("id", required=True)
        draft.replies.append(Reply(ident, fields.text("text", required=True), fields.texts("phrases")))
        fields.close()
        first = draft.places.setdefault(("reply", ident), Place(notes.file, fields.line))
        if first != Place(notes.file, fields.line) and first.file == notes.file:
            notes.error(fields.line, f"the id {ident!r} stands twice (first at {first})")


def _check_sources(draft: Draft) -> None:
    for ident in draft.sources:
        if ident not in draft.used_sources:
            draft.problems.append(draft.problem("warning", "source", ident, f"no statement uses the source {ident!r}"))
    draft.used_sources.clear()
