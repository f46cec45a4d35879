"""A real pseudo-terminal for tests: keys in, screen out. Needs pyte to draw the screen."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyte

CONTROL = re.compile(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-9;?>=]*[A-Za-z]|\x1b[=>()][A-B0-2]?")
POSITION_QUERY = b"\x1b[6n"
PATIENCE = 60.0

REPL = """
import os, sys
os.close(os.open(os.ttyname(0), os.O_RDWR))  # a session leader that opens a terminal has it as its own
from pathlib import Path
from chatbot.library import open_book
from chatbot.frontends.repl import run
raise SystemExit(run(open_book([Path(sys.argv[1])]), *sys.argv[2:]))
"""


class Terminal:
    """A program at a pseudo-terminal, its keyboard and its screen."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], rows: int = 24, columns: int = 80) -> None:
        self.master, self.slave = pty.openpty()
        self.screen = pyte.Screen(max(columns, 1), max(rows, 1))
        self.stream = pyte.ByteStream(self.screen)
        self.written = bytearray()
        self._set_size(rows, columns)
        self.settings = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(
            command,
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            env=dict(env),
            start_new_session=True,
            cwd=env["HOME_OF_TEST"],
        )

    def _set_size(self, rows: int, columns: int) -> None:
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, rows: int, columns: int) -> None:
        self._set_size(rows, columns)
        self.screen.resize(rows, columns)
        os.kill(self.process.pid, signal.SIGWINCH)

    def send(self, keys: str | bytes) -> None:
        data = keys.encode() if isinstance(keys, str) else keys
        while data:
            readable, writable, _ = select.select([self.master], [self.master], [], PATIENCE)
            assert readable or writable, "the program reads no keys"
            if readable:
                self._take()
            if writable:
                data = data[os.write(self.master, data[:2048]) :]

    def _take(self) -> None:
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return
        self.written += data
        *answered, rest = data.split(POSITION_QUERY)
        for part in answered:
            self.stream.feed(part)
            os.write(self.master, f"\x1b[{self.screen.cursor.y + 1};{self.screen.cursor.x + 1}R".encode())
        self.stream.feed(rest)

    def pump(self, seconds: float) -> None:
        """Lets the program run for a while and shows what it writes."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if select.select([self.master], [], [], min(left, 0.05))[0]:
                self._take()

    def wait_for(self, wanted: str | Callable[[], bool], patience: float = PATIENCE) -> None:
        """Waits until the screen shows a text, or something holds."""
        holds = wanted if callable(wanted) else lambda: wanted in self.text
        until = time.monotonic() + patience
        while not holds():
            assert time.monotonic() < until, f"waited in vain for {wanted!r}; the screen:\n{self.text}"
            self.pump(0.02)

    def wait_for_prompt(self) -> None:
        """Waits until the cursor stands behind an empty prompt."""
        self.wait_for(lambda: self.line == ">" and self.screen.cursor.x == 2)
        self.pump(0.1)

    def ask(self, line: str) -> None:
        """Types a line and waits for the next prompt."""
        before = self.seen.count("> ")
        self.send(line)
        self.wait_for(lambda: line[-8:] in self.text.replace("\n", ""))
        self.send("\r")
        self.wait_for(lambda: self.seen.count("> ") > before)
        self.wait_for_prompt()

    def leave(self) -> int:
        """Ctrl-D, and the exit status."""
        self.send("\x04")
        return self.wait_for_exit()

    def wait_for_exit(self) -> int:
        self.wait_for(lambda: self.process.poll() is not None)
        self.pump(0.1)
        return int(self.process.returncode)

    def is_as_before(self) -> bool:
        """Whether the terminal has the settings it had when the program started."""
        return termios.tcgetattr(self.slave) == self.settings

    def hang_up(self) -> None:
        """Closes the terminal under the program."""
        os.close(self.slave)
        os.close(self.master)
        self.slave = self.master = -1

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        for handle in (self.master, self.slave):
            if handle >= 0:
                os.close(handle)

    @property
    def text(self) -> str:
        """What the screen shows, without the blanks at the ends of lines."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    @property
    def line(self) -> str:
        """The line the cursor is in."""
        return self.screen.display[self.screen.cursor.y].rstrip()

    @property
    def seen(self) -> str:
        """All that was ever written, without control codes."""
        return CONTROL.sub(b"", bytes(self.written)).decode("utf-8", "replace").replace("\r", "")


def repl_command(folder: Path, *arguments: str) -> list[str]:
    """The command that starts the dialogue on a knowledge folder."""
    return [sys.executable, "-c", REPL, str(folder), *arguments]


def environment(home: Path, cache: Path, **changes: str | None) -> dict[str, str]:
    """A small environment of a user at a good terminal; None takes a variable away."""
    values: dict[str, str | None] = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(Path(__file__).parent.parent),
        "HOME": str(home),
        "HOME_OF_TEST": str(home),
        "XDG_CACHE_HOME": str(cache),
        "XDG_STATE_HOME": str(home / "state"),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}
