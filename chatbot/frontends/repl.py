"""The dialogue at a terminal: reads a line, prints the answer, until the person leaves."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable

from chatbot.compiled import Compiled
from chatbot.frontends.commands import Reply, Session, View
from chatbot.frontends.hints import welcome
from chatbot.frontends.stdin import MAX_LINE
from chatbot.screen import columns, is_dumb, wants_color, wants_links, writable

LEFT = 0


def run(book: Compiled, color: str = "auto") -> int:
    """Talks until the person leaves, and returns the exit status. `color` is auto, always or never.

    A terminal that only takes plain lines gets a plain prompt, all others an editor with history and completion.
    """
    session = Session(book)
    if book.meaning:  # while the person types
        threading.Thread(target=book.meaning.prepare).start()
    return _plain(session) if is_dumb(os.environ) else _edited(session, wants_color(color, sys.stdout))


def _edited(session: Session, color: bool) -> int:
    from chatbot.frontends.editor import Editor, Stopped, restored

    links = color and wants_links(os.environ)
    with restored(sys.stdin.fileno()):
        try:
            editor = Editor(session, color)
            editor.tell(welcome(session.book, columns(sys.stdout)))
            return _talk(session, editor.read, editor.obey, lambda: View(columns(sys.stdout), color, links))
        except Stopped as stopped:
            signal = stopped.number
    os.kill(os.getpid(), signal)  # by its default action, so that the parent sees what ended us
    return LEFT


def _plain(session: Session) -> int:
    write(welcome(session.book, columns(sys.stdout)) + "\n")
    return _talk(session, _read_plain, lambda reply: None, lambda: View(columns(sys.stdout), color=False, links=False))


def _read_plain() -> str:
    sys.stdout.write("> ")
    sys.stdout.flush()
    line = sys.stdin.buffer.readline(MAX_LINE)
    if not line:
        write("")
        raise EOFError
    return line.decode("utf-8", "replace")


def _talk(session: Session, read: Callable[[], str], obey: Callable[[Reply], None], view: Callable[[], View]) -> int:
    """Lines and replies in turn. Ctrl-C gives up the line or the answer, the end of the input leaves.

    What is to be said of a Ctrl-C is said where another one does no harm.
    """
    notices: list[str] = []
    while True:
        try:
            while notices:
                write(notices.pop())
            reply = session.say(read(), view())
            if reply.leave:
                return LEFT
            obey(reply)
            if reply.text:
                write(f"\n{reply.text}\n")
        except KeyboardInterrupt as interrupt:
            notices.append(str(interrupt))
        except EOFError:
            return LEFT


def write(text: str) -> None:
    """Prints a line at once, in characters that the terminal has."""
    sys.stdout.write(writable(text, sys.stdout) + "\n")
    sys.stdout.flush()
