"""The program as its users start it: in a process of its own, with bytes in and bytes out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROGRAM = (sys.executable, "-m", "chatbot")
PATIENCE = 240
"""Seconds; enough to compile knowledge on a busy machine."""


def surroundings(**changes: str) -> dict[str, str]:
    """This process's environment, in which the program finds the checkout from any folder."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "CHATBOT_KNOWLEDGE": "", **changes}


def chatbot(*arguments: str, stdin: bytes = b"", **changes: str) -> subprocess.CompletedProcess[bytes]:
    """What the program does with these arguments and this input."""
    command = [*PROGRAM, *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, env=surroundings(**changes), timeout=PATIENCE)


def in_shell(redirection: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """What the program does where a shell redirects or closes its streams."""
    command = ["sh", "-c", f'exec "$@" {redirection}', "sh", *PROGRAM, *arguments]
    return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, env=surroundings(), timeout=PATIENCE)


def started(*arguments: str, **changes: str) -> subprocess.Popen[bytes]:
    """The program running, with pipes to talk to it."""
    pipe = subprocess.PIPE
    command = [*PROGRAM, *arguments]
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, bufsize=0, env=surroundings(**changes))
