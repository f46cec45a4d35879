"""The command line: options in, one front end run, our errors told once, exit statuses kept."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.core import ParameterSource

from chatbot.errors import ChatbotError, KnowledgeError, UnknownRoleError
from chatbot.model import Answer, Problem

if TYPE_CHECKING:
    from chatbot.compiled import Compiled
    from chatbot.frontends.stdin import Request

ANSWERED, UNANSWERED, FAILED, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 130, 141

_FORMATS = click.Choice(["text", "json", "markdown"])
_TABLE_FORMATS = click.Choice(["text", "json", "markdown", "csv"])

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def _knowledge_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--knowledge",
        "folders",
        metavar="DIR",
        multiple=True,
        type=click.Path(path_type=Path),
        help="A knowledge folder; may be given several times. Default: $CHATBOT_KNOWLEDGE, else what ships.",
    )(function)


def _format_option(choices: click.Choice[str]) -> Decorator:
    return click.option("--format", "shape", type=choices, default="text", show_default=True, help="How to print.")


_explain_option = click.option("--explain", is_flag=True, help="Say why: candidates with scores, what decided.")
_color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colours; NO_COLOR is honoured.",
)


class _Examples(click.Group):
    """A group whose help keeps the epilog's lines as they are written."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_epilog(self.epilog, formatter)


class _Command(click.Command):
    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_epilog(self.epilog, formatter)


def _write_epilog(epilog: str | None, formatter: click.HelpFormatter) -> None:
    if epilog:
        formatter.write_paragraph()
        for line in epilog.strip().splitlines():
            formatter.write(f"{line}\n")


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib import metadata

        try:
            version = metadata.version("career-chatbot")
        except metadata.PackageNotFoundError:
            version = "(a checkout that is not installed)"
        click.echo(f"chatbot {version}")
        ctx.exit()


_STATUSES = """
Exit status: 0 done (ask: answered); 1 not answered, or below --minimum; 2 usage, knowledge or file that fails;
130 interrupted; 141 the reader went away.
"""


@click.group(
    cls=_Examples,
    invoke_without_command=True,
    epilog=f"""
Examples:
  chatbot ask "who handles customs compliance?"
  chatbot compare "ops manager" LM --dimension pay
  chatbot ask - --format json < questions.txt
  chatbot check my-knowledge
{_STATUSES}""",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show the version."
)
@_knowledge_option
@_format_option(_FORMATS)
@_explain_option
@_color_option
@click.pass_context
def main_group(ctx: click.Context, folders: Sequence[Path], shape: str, explain: bool, color: str) -> int:
    """Answers questions on how job roles differ, from statements with their sources.

    Without a command it talks with you; where input or output is no terminal, it reads questions, one a line.
    """
    given = {
        name: ctx.params[name] for name in ctx.params if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE
    }
    ctx.default_map = dict.fromkeys(main_group.commands, given)
    if ctx.invoked_subcommand is not None:
        return ANSWERED
    if all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        from chatbot.frontends import repl

        return repl.run(_open(folders), color)
    return _serve_stdin(_open(folders), shape, explain)


@main_group.command(
    cls=_Command,
    epilog=f"""
Examples:
  chatbot ask "what does a COO do?"
  chatbot ask "do logistics managers report to ops managers" --format json
  printf 'pay of an LM?\\nand of an OM?\\n' | chatbot ask -
{_STATUSES}""",
)
@click.argument("question")
@_knowledge_option
@_format_option(_FORMATS)
@_explain_option
@_color_option
def ask(question: str, folders: Sequence[Path], shape: str, explain: bool, color: str) -> int:
    """Answers one QUESTION, or with - the questions on standard input, one a line.

    A line may be a JSON object with "question" and, if you like, "conversation" and "id".
    """
    book = _open(folders)
    if question == "-":
        return _serve_stdin(book, shape, explain)
    from chatbot.conversation import Conversation

    answer = Conversation(book).ask(question)
    _print(_shown(answer, book, shape, explain))
    return UNANSWERED if any(part.is_refusal for part in (answer, *answer.also)) else ANSWERED


def _serve_stdin(book: Compiled, shape: str, explain: bool) -> int:
    from chatbot.frontends.stdin import serve
    from chatbot.rendering import as_json, json_line

    if sys.stdin is None:
        raise ChatbotError("standard input is closed; give it questions, one a line")

    def write(answer: Answer, request: Request) -> None:
        with _uninterrupted():
            if shape == "json":
                data = as_json(answer, ident=request.ident, conversation=request.conversation, explain=explain)
                _print(json_line(data))
            else:
                _print(_shown(answer, book, shape, explain) + "\n")

    serve(book, sys.stdin.buffer, write)
    return ANSWERED


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Holds Ctrl-C back until an answer is written whole."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _shown(answer: Answer, book: Compiled, shape: str, explain: bool) -> str:
    if shape == "json":
        from chatbot.rendering import as_json, json_line

        return json_line(as_json(answer, explain=explain))
    if shape == "markdown":
        from chatbot.rendering import as_markdown

        return as_markdown(answer, book)
    return f"{answer.text}\n{_explained(answer)}" if explain else answer.text


def _explained(answer: Answer) -> str:
    lines = [f"{name}: {value}" for name, value in answer.explanation.items()]
    return "\n".join([f"Read as {answer.kind}, confidence {answer.confidence:.2f}.", *lines])


@main_group.command(
    cls=_Command,
    epilog=f"""
Examples:
  chatbot compare "operations manager" "logistics manager"
  chatbot compare OM LM COO --dimension pay --format csv
{_STATUSES}""",
)
@click.argument("roles", nargs=-1, required=True, metavar="ROLE ROLE [ROLE ...]")
@click.option("--dimension", metavar="D", help="One dimension only, by id or name.")
@_knowledge_option
@_format_option(_TABLE_FORMATS)
@_color_option
def compare(roles: Sequence[str], dimension: str | None, folders: Sequence[Path], shape: str, color: str) -> int:
    """Sets two or more ROLEs side by side, on all dimensions or on one.

    A role is named by its id, name, alias or abbreviation.
    """
    from chatbot.comparing import compare_roles

    if len(roles) < 2:
        raise click.UsageError("name two roles or more")
    book = _open(folders)
    answer = compare_roles(book, roles, dimension or "")
    if shape in ("csv", "markdown"):
        from chatbot.rendering import as_csv, comparison_table, markdown_table

        table = comparison_table(answer, book)
        _print(as_csv(table) if shape == "csv" else markdown_table(table))
    else:
        _print(_shown(answer, book, shape, explain=False))
    return ANSWERED


@main_group.command(
    cls=_Command,
    epilog=f"""
Examples:
  chatbot roles
  chatbot roles --coverage
{_STATUSES}""",
)
@click.option("--coverage", is_flag=True, help="The grid of roles and dimensions with the number of statements.")
@_knowledge_option
@_format_option(_TABLE_FORMATS)
def roles(coverage: bool, folders: Sequence[Path], shape: str) -> int:
    """Lists the roles that are known, with their other names.

    With --coverage it shows how much is held on each dimension of each.
    """
    from chatbot.rendering import json_line, roles_json

    book = _open(folders)
    if coverage:
        return _print_coverage(book, shape)
    if shape == "json":
        _print(json_line(roles_json(book.knowledge.roles)))
        return ANSWERED
    rows = [["Id", "Name", "Aliases"], *([r.id, r.name, ", ".join(r.aliases)] for r in book.knowledge.roles)]
    _print_table(rows, shape)
    return ANSWERED


def _print_coverage(book: Compiled, shape: str) -> int:
    from chatbot.rendering import json_line

    known = book.knowledge
    counts = {r.id: {d.id: len(book.cells.get((r.id, d.id), ())) for d in known.dimensions} for r in known.roles}
    if shape == "json":
        _print(json_line(counts))
        return ANSWERED
    rows: list[list[Any]] = [["Dimension", *(role.name for role in known.roles)]]
    rows += [[d.name, *(counts[role.id][d.id] for role in known.roles)] for d in known.dimensions]
    _print_table(rows, shape)
    return ANSWERED


@main_group.command(
    cls=_Command,
    epilog=f"""
Example:
  chatbot dimensions --format json
{_STATUSES}""",
)
@_knowledge_option
@_format_option(_TABLE_FORMATS)
def dimensions(folders: Sequence[Path], shape: str) -> int:
    """Lists the dimensions along which roles are told apart.

    Answers show them in this order.
    """
    from chatbot.rendering import dimensions_json, json_line

    book = _open(folders)
    if shape == "json":
        _print(json_line(dimensions_json(book.knowledge.dimensions)))
        return ANSWERED
    rows = [["Id", "Name", "Covers"], *([d.id, d.name, d.covers] for d in book.knowledge.dimensions)]
    _print_table(rows, shape)
    return ANSWERED


def _print_table(rows: Sequence[Sequence[Any]], shape: str) -> None:
    from chatbot.rendering import as_csv, markdown_table

    if shape == "csv":
        _print(as_csv(rows))
    elif shape == "markdown":
        _print(markdown_table(rows))
    else:
        widths = [max(len(str(row[i])) for row in rows) for i in range(len(rows[0]))]
        cells = ([str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows)
        _print("\n".join("  ".join(row).rstrip() for row in cells))


@main_group.command(
    cls=_Command,
    epilog=f"""
Examples:
  chatbot check my-knowledge
  chatbot check --strict --format json
{_STATUSES}""",
)
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@_knowledge_option
@_format_option(click.Choice(["text", "json"]))
def check(folder: Path | None, strict: bool, folders: Sequence[Path], shape: str) -> int:
    """Finds every problem of a knowledge folder, all at once, with file and line.

    Errors keep the folder from loading; warnings do not.
    """
    from chatbot.knowledge import inspect
    from chatbot.rendering import json_line

    _, problems = inspect(*((folder,) if folder else _folders(folders)))
    if shape == "json":
        _print(json_line([{"level": p.level, "file": p.file, "line": p.line, "message": p.message} for p in problems]))
    else:
        _print("\n".join([*map(str, problems), _summary(problems)]))
    faults = problems if strict else [problem for problem in problems if problem.level == "error"]
    return FAILED if faults else ANSWERED


def _summary(problems: Sequence[Problem]) -> str:
    errors = sum(problem.level == "error" for problem in problems)
    warnings = len(problems) - errors
    return f"{errors} error{'' if errors == 1 else 's'}, {warnings} warning{'' if warnings == 1 else 's'}"


@main_group.command(
    cls=_Command,
    epilog=f"""
Examples:
  chatbot evaluate tests/questions/*.jsonl
  chatbot evaluate questions.jsonl --minimum 0.9 --format json
{_STATUSES}""",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--minimum", type=click.FloatRange(0, 1), default=0.0, help="Fail below this share of useful answers.")
@_knowledge_option
@_format_option(click.Choice(["text", "json"]))
def evaluate(files: Sequence[Path], minimum: float, folders: Sequence[Path], shape: str) -> int:
    """Puts labelled questions and tells how many are answered right.

    Accuracy by kind, dimension and tag, confusions, refusals, calibration and timing.
    """
    from chatbot import evaluation
    from chatbot.reporting import as_text, report_json

    talks = [talk for file in files for talk in evaluation.read_labels(file)]
    report = evaluation.evaluate(_open(folders), talks)
    if shape == "json":
        from chatbot.rendering import json_line

        _print(json_line(report_json(report)))
    else:
        _print(as_text(report))
    return UNANSWERED if report.useful < minimum else ANSWERED


def _folders(given: Sequence[Path]) -> Sequence[Path]:
    from chatbot.library import default_folder

    named = [Path(part) for part in os.environ.get("CHATBOT_KNOWLEDGE", "").split(os.pathsep) if part]
    return given or named or [default_folder()]


def _open(given: Sequence[Path]) -> Compiled:
    from chatbot.library import open_book

    return open_book(_folders(given))


def _print(text: str) -> None:
    """Writes a line to standard output at once; fails as a whole where it cannot."""
    if sys.stdout is None:
        raise ChatbotError("standard output is closed")
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> NoReturn:
    """Runs the command line and ends the process with its exit status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """The exit status of a command line; whatever goes wrong is told on standard error, without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        return _run(arguments)
    except KnowledgeError as error:
        return _fail(f"the knowledge does not load:\n{error}")
    except UnknownRoleError as error:
        return _fail(str(error), UNANSWERED)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _give_up_stdout()
        return BROKEN_PIPE
    except (ChatbotError, OSError) as error:
        return _fail(str(error))


def _run(arguments: Sequence[str]) -> int:
    """The status of the command. `click.Group.main` is not used: it would make a closed pipe a failure."""
    try:
        with main_group.make_context("chatbot", list(arguments)) as context:
            status = main_group.invoke(context)
        return status if isinstance(status, int) else ANSWERED
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return FAILED


def _fail(message: str, status: int = FAILED) -> int:
    try:
        click.echo(f"chatbot: {message}", err=True)
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        _give_up_stdout()
    return status


def _give_up_stdout() -> None:
    """Lets what is still buffered go nowhere, so that the interpreter does not fail on it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
