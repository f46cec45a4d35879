"""The commands: what each is given, which room does it, with which exit status it ends."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chatbot import options
from chatbot.errors import ChatbotError
from chatbot.model import Answer, Problem
from chatbot.output import counting, say, show, show_table, shown, uninterrupted

if TYPE_CHECKING:
    from chatbot.compiled import Compiled
    from chatbot.frontends.stdin import Request

ANSWERED, UNANSWERED, FAILED, INTERRUPTED = 0, 1, 2, 130


@click.group(
    cls=options.Group,
    invoke_without_command=True,
    epilog=f"""
Examples:
  chatbot ask "who handles customs compliance?"
  chatbot compare "ops manager" LM --dimension pay
  chatbot ask - --format json < questions.txt
  chatbot check my-knowledge
{options.STATUSES}""",
)
@options.version
@options.knowledge
@options.encoder
@options.shape(options.FORMATS)
@options.explain
@options.color
@click.pass_context
def chatbot(ctx: click.Context, folders: Sequence[Path], encoder: str, shape: str, explain: bool, color: str) -> int:
    """Answers questions on how job roles differ, from statements with their sources.

    Without a command it talks with you; where input or output is no terminal, it reads questions, one a line.
    """
    options.hand_down(ctx, chatbot.commands)
    if ctx.invoked_subcommand is not None:
        return ANSWERED
    if all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        from chatbot.frontends import repl

        return repl.run(open_knowledge(folders, encoder), color)
    return _serve_stdin(open_knowledge(folders, encoder), shape, explain)


@chatbot.command(
    cls=options.Command,
    epilog=f"""
Examples:
  chatbot ask "what does a COO do?"
  chatbot ask "do logistics managers report to ops managers" --format json
  printf 'pay of an LM?\\npay of an OM?\\n' | chatbot ask -
{options.STATUSES}""",
)
@click.argument("question")
@options.knowledge
@options.encoder
@options.shape(options.FORMATS)
@options.explain
@options.color
def ask(question: str, folders: Sequence[Path], encoder: str, shape: str, explain: bool, color: str) -> int:
    """Answers one QUESTION, or with - the questions on standard input, one a line.

    A line may be a JSON object with "question" and, if you like, "conversation" and "id".
    """
    book = open_knowledge(folders, encoder)
    if question == "-":
        return _serve_stdin(book, shape, explain)
    from chatbot.conversation import Conversation

    answer = Conversation(book).ask(question)
    show(answer, book, shape, color, explain=explain)
    return UNANSWERED if any(part.is_refusal for part in (answer, *answer.also)) else ANSWERED


def _serve_stdin(book: Compiled, shape: str, explain: bool) -> int:
    from chatbot.frontends.stdin import serve
    from chatbot.rendering import as_json, json_line

    if sys.stdin is None:
        raise ChatbotError("standard input is closed; give it questions, one a line")

    def write(answer: Answer, request: Request) -> None:
        with uninterrupted():
            if shape == "json":
                data = as_json(answer, ident=request.ident, conversation=request.conversation, explain=explain)
                say(json_line(data))
            else:
                say(shown(answer, book, shape, explain=explain) + "\n")

    serve(book, sys.stdin.buffer, write)
    return ANSWERED


@chatbot.command(
    cls=options.Command,
    epilog=f"""
Examples:
  chatbot compare "operations manager" "logistics manager"
  chatbot compare OM LM COO --dimension pay --format csv
{options.STATUSES}""",
)
@click.argument("roles", nargs=-1, required=True, metavar="ROLE ROLE [ROLE ...]", shell_complete=options.complete_role)
@click.option(
    "--dimension", metavar="D", help="One dimension only, by id or name.", shell_complete=options.complete_dimension
)
@options.knowledge
@options.shape(options.TABLE_FORMATS)
@options.color
def compare(roles: Sequence[str], dimension: str | None, folders: Sequence[Path], shape: str, color: str) -> int:
    """Sets two or more ROLEs side by side, on all dimensions or on one.

    A role is named by its id, name, alias or abbreviation.
    """
    from chatbot.comparing import compare_roles

    if len(roles) < 2:
        raise click.UsageError("name two roles or more")
    book = open_knowledge(folders)
    answer = compare_roles(book, roles, dimension or "")
    if shape == "csv":
        from chatbot.rendering import comparison_table

        show_table(comparison_table(answer, book), shape)
    else:
        show(answer, book, shape, color)
    return ANSWERED


@chatbot.command(
    cls=options.Command,
    epilog=f"""
Examples:
  chatbot roles
  chatbot roles --coverage
{options.STATUSES}""",
)
@click.option("--coverage", is_flag=True, help="The grid of roles and dimensions with the number of statements.")
@options.knowledge
@options.shape(options.TABLE_FORMATS)
@options.color
def roles(coverage: bool, folders: Sequence[Path], shape: str, color: str) -> int:
    """Lists the roles that are known, with their other names.

    With --coverage it shows how much is held on each dimension of each.
    """
    from chatbot.rendering import json_line, roles_json

    known = open_knowledge(folders)
    if coverage:
        return _show_coverage(known, shape, color)
    if shape == "json":
        say(json_line(roles_json(known.knowledge.roles)))
        return ANSWERED
    rows = [["Id", "Name", "Aliases"], *([r.id, r.name, ", ".join(r.aliases)] for r in known.knowledge.roles)]
    show_table(rows, shape, color)
    return ANSWERED


def _show_coverage(book: Compiled, shape: str, color: str) -> int:
    from chatbot.rendering import json_line

    known = book.knowledge
    counts = {r.id: {d.id: len(book.cells.get((r.id, d.id), ())) for d in known.dimensions} for r in known.roles}
    if shape == "json":
        say(json_line(counts))
        return ANSWERED
    rows: list[list[Any]] = [["Dimension", *(role.name for role in known.roles)]]
    rows += [[d.name, *(counts[role.id][d.id] for role in known.roles)] for d in known.dimensions]
    show_table(rows, shape, color)
    return ANSWERED


@chatbot.command(
    cls=options.Command,
    epilog=f"""
Example:
  chatbot dimensions --format json
{options.STATUSES}""",
)
@options.knowledge
@options.shape(options.TABLE_FORMATS)
@options.color
def dimensions(folders: Sequence[Path], shape: str, color: str) -> int:
    """Lists the dimensions along which roles are told apart.

    Answers show them in this order.
    """
    from chatbot.rendering import dimensions_json, json_line

    known = open_knowledge(folders).knowledge.dimensions
    if shape == "json":
        say(json_line(dimensions_json(known)))
        return ANSWERED
    show_table([["Id", "Name", "Covers"], *([d.id, d.name, d.covers] for d in known)], shape, color)
    return ANSWERED


@chatbot.command(
    cls=options.Command,
    epilog=f"""
Examples:
  chatbot check my-knowledge
  chatbot check --strict --format json
{options.STATUSES}""",
)
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@options.knowledge
@options.shape(options.DATA_FORMATS)
def check(folder: Path | None, strict: bool, folders: Sequence[Path], shape: str) -> int:
    """Finds every problem of a knowledge folder, all at once, with file and line.

    Errors keep the folder from loading; warnings do not.
    """
    from chatbot.knowledge import inspect
    from chatbot.library import named_folders
    from chatbot.rendering import json_line

    _, problems = inspect(*((folder,) if folder else named_folders(folders)))
    if shape == "json":
        say(json_line([{"level": p.level, "file": p.file, "line": p.line, "message": p.message} for p in problems]))
    else:
        say("\n".join([*map(str, problems), _summary(problems)]))
    faults = problems if strict else [problem for problem in problems if problem.level == "error"]
    return FAILED if faults else ANSWERED


def _summary(problems: Sequence[Problem]) -> str:
    errors = sum(problem.level == "error" for problem in problems)
    warnings = len(problems) - errors
    return f"{errors} error{'' if errors == 1 else 's'}, {warnings} warning{'' if warnings == 1 else 's'}"


@chatbot.command(
    cls=options.Command,
    epilog=f"""
Examples:
  chatbot evaluate tests/questions/*.jsonl
  chatbot evaluate questions.jsonl --minimum 0.9 --format json
{options.STATUSES}""",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--minimum", type=click.FloatRange(0, 1), default=0.0, help="Fail below this share of useful answers.")
@options.knowledge
@options.encoder
@options.shape(options.DATA_FORMATS)
def evaluate(files: Sequence[Path], minimum: float, folders: Sequence[Path], encoder: str, shape: str) -> int:
    """Puts labelled questions and tells how many are answered right.

    Accuracy by kind, dimension and tag, confusions, refusals, calibration and timing.
    """
    from chatbot import evaluation
    from chatbot.rendering import json_line
    from chatbot.reporting import as_text, report_json

    talks = [talk for file in files for talk in evaluation.read_labels(file)]
    book = open_knowledge(folders, encoder)
    with counting("Asking", sum(map(len, talks))) as progress:
        report = evaluation.evaluate(book, talks, progress)
    say(json_line(report_json(report)) if shape == "json" else as_text(report))
    return UNANSWERED if report.useful < minimum else ANSWERED


def warn(message: str) -> None:
    """Tells of what does not keep an answer from being given."""
    click.echo(f"chatbot: warning: {message}", err=True)


def open_knowledge(given: Sequence[Path], encoder: str = "") -> Compiled:
    """The knowledge, ready to answer. What it is made of stays till the end, so the collector need not look at it."""
    from chatbot.library import named_folders, open_book

    gc.disable()
    book = open_book(named_folders(given), encoder, warn, counting("Compiling the knowledge, once"))
    gc.freeze()
    gc.enable()
    return book
