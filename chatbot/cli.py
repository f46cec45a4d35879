"""The edge: runs a command line, tells our errors once, keeps the exit statuses."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from chatbot.encoder_commands import benchmark, encoder
from chatbot.errors import ChatbotError, KnowledgeError, UnknownRoleError
from chatbot.slack_commands import slack
from chatbot.subcommands import ANSWERED, FAILED, INTERRUPTED, UNANSWERED, chatbot

BROKEN_PIPE = 141

chatbot.add_command(benchmark)
chatbot.add_command(encoder)
chatbot.add_command(slack)

_COMPLETION = "_CHATBOT_COMPLETE"
"""The variable by which a shell asks for completions; click names it so."""


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
        _give_up(1)
        return BROKEN_PIPE
    except (ChatbotError, OSError) as error:
        return _fail(str(error))


def _run(arguments: Sequence[str]) -> int:
    """The status of the command. `click.Group.main` is not used: it would make a closed pipe a failure."""
    asked = os.environ.get(_COMPLETION)
    if asked:
        from click.shell_completion import shell_complete

        return shell_complete(chatbot, {}, "chatbot", _COMPLETION, asked)
    try:
        with chatbot.make_context("chatbot", list(arguments)) as context:
            status = chatbot.invoke(context)
        return status if isinstance(status, int) else ANSWERED
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return FAILED


def _fail(message: str, status: int = FAILED) -> int:
    try:
        click.echo(f"chatbot: {message}", err=True)
    except OSError:
        _give_up(2)
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        _give_up(1)
    return status


def _give_up(handle: int) -> None:
    """Lets what is still buffered go nowhere, so that the interpreter does not fail on it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), handle)
