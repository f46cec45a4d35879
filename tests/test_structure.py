"""The rules of the house: which room may use which, where the outside world comes in, how long a function may be."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from programs import PATIENCE, ROOT, surroundings

from chatbot.compiled import Compiled

LONGEST_FUNCTION = 40
READING = frozenset({"knowledge", "folders", "statements", "drafts", "checking", "fields", "yamltext"})
UNDERSTANDING = frozenset(
    "matching evidence intents forms strangers refusals verdicts holders guidance transitions confidence "
    "claims speaking grading ranks amounts".split()
)


@cache
def rooms() -> dict[str, ast.Module]:
    """Every module of the package by its name without "chatbot."."""
    found = sorted((ROOT / "chatbot").rglob("*.py"))
    return {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in found}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT / "chatbot").with_suffix("").parts)


def imported(room: str, *, on_loading: bool = False) -> frozenset[str]:
    """Full names of what a room imports, but for type checking; `on_loading` leaves out what functions import."""
    return frozenset(_names(rooms()[room].body, on_loading))


def _names(body: list[ast.stmt], on_loading: bool) -> Iterator[str]:
    for statement in body:
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom):
            module = statement.module or ""
            inside = module in ("chatbot", "chatbot.frontends", "chatbot.frontends.slack")
            yield from (f"{module}.{alias.name}" for alias in statement.names) if inside else (module,)
        elif not (on_loading and isinstance(statement, ast.FunctionDef)) and not _is_for_types(statement):
            for part in ("body", "orelse", "handlers", "finalbody"):
                yield from _names(getattr(statement, part, []), on_loading)


def _is_for_types(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING"


def ours(room: str, *, on_loading: bool = False) -> frozenset[str]:
    """The rooms that a room imports."""
    names = imported(room, on_loading=on_loading)
    return frozenset(name.removeprefix("chatbot.") for name in names if name.startswith("chatbot."))


def users_of(room: str) -> frozenset[str]:
    return frozenset(other for other in rooms() if room in ours(other))


@pytest.mark.parametrize("room", ["model", "text", "words", "features", "yamlfiles", "screen"])
def test_a_room_on_the_ground_floor_imports_nothing_of_ours(room: str) -> None:
    assert ours(room) == frozenset()


def test_every_room_that_is_imported_exists() -> None:
    assert frozenset.union(*(ours(room) for room in rooms())) - {"frontends"} <= set(rooms())


def test_arrows_point_one_way() -> None:
    order = list(TopologicalSorter({room: ours(room) for room in rooms()}).static_order())
    assert order.index("model") < order.index("matching") < order.index("conversation") < order.index("cli")


def test_nothing_but_the_command_line_imports_a_front_end() -> None:
    front_ends = {room for room in rooms() if room.startswith("frontends.")}
    users = {user for room in front_ends for user in users_of(room)}
    assert users - front_ends == {"subcommands", "slack_commands"}
    assert users_of("subcommands") == {"cli", "encoder_commands", "slack_commands"}
    assert users_of("slack_commands") == {"cli"}
    assert users_of("encoder_commands") == {"cli"}
    assert users_of("cli") == {"__main__"}


# the room, and all of ours that it may import
MAY_IMPORT = {
    "errors": {"model"},
    "drafts": {"model"},
    "yamltext": {"model"},
    "fields": {"model", "errors", "yamltext"},
    "statements": {"model", "words", "errors", "drafts", "fields", "yamltext"},
    "folders": {"model", "errors", "drafts", "fields", "statements", "yamlfiles", "yamltext"},
    "checking": {"model", "text", "words", "errors", "drafts"},
    "knowledge": {"model", "errors", "drafts", "folders", "checking"},
    "spelling": {"text", "words"},
    "prose": {"model"},
    "ordering": {"model"},
    "relevance": {"model", "text", "words"},
    "classifier": {"features"},
    "fitting": {"classifier", "features"},
    "claims": {"utterance", "words"},
    "grading": {"claims", "model", "words"},
    "reporting": {"benchmark", "evaluation", "text"},
    "encoder": {"errors"},
    "meaning": {"encoder"},
    "embedding": {"encoder"},
    "benchmark": {"classifier", "compiled", "compiling", "embedding", "encoder", "errors", "evidence", "fitting"}
    | {"meaning", "relevance"},
    "transformer": {"encoder", "errors"},
    "exporting": {"encoder"},
    "training": {"benchmark", "compiling", "embedding", "errors", "knowledge"},
    "evaluation": {"compiled", "conversation", "errors", "model"},
    "frontends.stdin": {"compiled", "conversation", "model", "text"},
    "context": {"compiled", "followups", "model", "prose", "text", "utterance", "words"},
    **{f"frontends.slack.{room}": {"text"} for room in ("incoming", "redaction")},
    "frontends.slack.blocks": set(),
    "frontends.slack.caps": set(),
    "frontends.slack.block_rules": set(),
    "frontends.slack.store": {"errors", "frontends.slack.incoming", "library"},
    "frontends.slack.replying": {"answering", "comparing", "compiled", "context", "conversation", "model", "prose"}
    | {"frontends.slack.incoming", "utterance"},
    "__init__": {"conversation", "library"},
    "__main__": {"cli"},
}


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    assert ours(room) <= MAY_IMPORT[room]


@pytest.mark.parametrize(
    ("side", "may_not"),
    [
        ("answering", UNDERSTANDING | READING | {"conversation"}),
        ("rendering", UNDERSTANDING | READING | {"conversation"}),
        ("matching", READING | {"answering", "rendering", "conversation"}),
        ("conversation", READING | {"rendering", "library", "knowledge"}),
        ("compiled", READING | UNDERSTANDING | {"fitting"}),
    ],
)
def test_reading_understanding_and_answering_keep_to_themselves(side: str, may_not: frozenset[str]) -> None:
    assert ours(side, on_loading=True) & may_not == frozenset()


# the package, and the rooms that may name it
OUTSIDE = {
    "yaml": {"yamltext"},
    "numpy": {"fitting", "encoder", "meaning", "embedding", "compiling"},
    "onnxruntime": {"encoder", "exporting"},
    "tokenizers": {"encoder"},
    "huggingface_hub": {"transformer"},
    "sentence_transformers": {"transformer", "exporting", "training"},
    "torch": {"exporting", "training", "transformer"},
    "transformers": {"training", "transformer"},
    "sklearn": {"fitting"},
    "scipy": {"fitting"},
    "rapidfuzz": {"spelling"},
    "click": {"cli", "subcommands", "encoder_commands", "slack_commands", "options"},
    "threadpoolctl": {"fitting"},
    "rich": {"terminal", "drawing"},
    "prompt_toolkit": {f"frontends.{part}" for part in ("completion", "editor", "history", "keys")},
    "sqlalchemy": {"frontends.slack.store"},
    "slack_bolt": {f"frontends.slack.{part}" for part in ("app", "service", "web")},
    "slack_sdk": {f"frontends.slack.{part}" for part in ("app", "credentials", "sending", "service", "web")},
    "uvicorn": {"frontends.slack.service"},
    "aiohttp": {"frontends.slack.sending", "frontends.slack.service"}
    | {f"frontends.slack.local_{part}" for part in ("arguments", "slack", "socket_mode", "web_api")},
}


def test_each_outside_package_is_named_in_few_rooms() -> None:
    named: dict[str, set[str]] = {}
    for room in rooms():
        for package in {name.partition(".")[0] for name in imported(room)} - sys.stdlib_module_names - {"chatbot"}:
            named.setdefault(package, set()).add(room)
    assert {package: at - OUTSIDE.get(package, set()) for package, at in named.items()} == {p: set() for p in named}


def test_no_function_is_long() -> None:
    functions = [
        (node.end_lineno - node.lineno + 1, room, node.name)
        for room, module in rooms().items()
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    ]
    assert [function for function in functions if function[0] > LONGEST_FUNCTION] == []
    assert sorted(length for length, _, _ in functions)[len(functions) // 2] <= 10


LOADED = """
import sys
from chatbot.cli import run
status = run(sys.argv[1:])
print(status, *sorted({name.partition(".")[0] for name in sys.modules} & set(HEAVY)), file=sys.stderr)
"""
HEAVY = (
    *("yaml", "sklearn", "scipy", "numpy", "torch", "sentence_transformers", "onnxruntime", "tokenizers"),
    *("prompt_toolkit", "rich", "slack_bolt", "pytest"),
)


@pytest.mark.parametrize(
    "arguments", [("ask", "what does a COO earn?"), ("compare", "COO", "LM"), ("roles",), ("--help",)]
)
def test_a_command_loads_nothing_heavy_that_it_does_not_need(book: Compiled, arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", f"HEAVY = {HEAVY}\n{LOADED}", *arguments]
    done = subprocess.run(command, capture_output=True, env=surroundings(), timeout=PATIENCE)
    assert done.stdout
    assert done.stderr == b"0\n"


def test_a_question_that_needs_meaning_loads_the_encoder_and_no_torch(book: Compiled) -> None:
    question = "whose headache is the lady who owns our rooms?"
    command = [sys.executable, "-c", f"HEAVY = {HEAVY}\n{LOADED}", "ask", question]
    done = subprocess.run(command, capture_output=True, env=surroundings(), timeout=PATIENCE)
    assert done.stderr.split()[1:] == [b"numpy", b"onnxruntime", b"tokenizers"]
