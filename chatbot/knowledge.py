"""A folder of YAML -> a KnowledgeBase, or every problem at once, each with its file and line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from chatbot.checking import check_draft
from chatbot.drafts import Draft
from chatbot.errors import KnowledgeError
from chatbot.folders import read_folder
from chatbot.model import KnowledgeBase, Problem, Role, Statement


def load(*folders: Path) -> KnowledgeBase:
    """The knowledge of one or several folders together.

    Of two roles that are the same (`same-as`), the cells of the one read first count, and the other fills those
    that are empty. Raises KnowledgeError with all problems when any folder has an error.
    """
    knowledge, problems = inspect(*folders)
    if knowledge is None:
        raise KnowledgeError([problem for problem in problems if problem.level == "error"])
    return knowledge


def inspect(*folders: Path) -> tuple[KnowledgeBase | None, list[Problem]]:
    """The knowledge of the folders and every problem in them; None instead of knowledge where there is an error."""
    draft = Draft()
    for folder in folders:
        read_folder(folder, draft)
    problems = sorted({*draft.problems, *check_draft(draft)}, key=lambda p: (p.file, p.line, p.level, p.message))
    if any(problem.level == "error" for problem in problems):
        return None, problems
    return _assemble(draft), problems


def _assemble(draft: Draft) -> KnowledgeBase:
    roles = [_joined(role, draft) for role in draft.roles.values() if role.id not in draft.same_as]
    roles.sort(key=lambda role: role.name)
    rank = {role.id: place for place, role in enumerate(roles)}
    statements = _merged(draft)
    statements.sort(key=lambda s: (rank[s.role], bool(s.path), rank.get(s.partner, -1)))
    return KnowledgeBase(
        name=draft.name,
        roles=tuple(roles),
        dimensions=tuple(draft.dimensions.values()),
        statements=tuple(statements),
        titles=tuple(replace(title, nearest=draft.same_as.get(title.nearest, title.nearest)) for title in draft.titles),
        replies=tuple(draft.replies),
        examples=tuple(replace(e, holder=draft.same_as.get(e.holder, e.holder)) for e in draft.examples),
    )


def _merged(draft: Draft) -> list[Statement]:
    """The statements under the ids that stay; each cell is filled by the role that came first with it."""
    fillers: dict[tuple[str, str, str, bool], tuple[str, str]] = {}
    merged = []
    for statement in draft.statements.values():
        renamed = _renamed(statement, draft.same_as)
        cell = (renamed.role, renamed.dimension, renamed.partner, bool(renamed.path))
        if fillers.setdefault(cell, (statement.role, statement.partner)) == (statement.role, statement.partner):
            merged.append(renamed)
    return merged


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
    """The role with the names that the roles which are the same as it bring along."""
    others = [draft.roles[other] for other, home in draft.same_as.items() if home == role.id]
    names = [alias for other in others for alias in (other.name, *other.aliases)]
    proxy = role.proxy_of or next((other.proxy_of for other in others if other.proxy_of), "")
    return replace(
        role,
        aliases=tuple(dict.fromkeys([*role.aliases, *(name for name in names if name != role.name)])),
        titles=tuple(dict.fromkeys([*role.titles, *(title for other in others for title in other.titles)])),
        described=tuple(dict.fromkeys([*role.described, *(text for other in others for text in other.described)])),
        proxy_of=draft.same_as.get(proxy, proxy),
    )
