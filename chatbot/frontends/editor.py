"""The line in which the person types: history, completion, keys, colours and the bar below it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import termios
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from prompt_toolkit import PromptSession, print_formatted_text
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.input import create_input
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.shortcuts import clear
from prompt_toolkit.styles import DEFAULT_ATTRS, Attrs, Style, StyleTransformation

from chatbot.answering import suggestions
from chatbot.frontends.commands import COMMANDS, Reply, Session
from chatbot.frontends.completion import BookCompleter
from chatbot.frontends.hints import LEAVING, bar
from chatbot.frontends.history import PrivateHistory, history_path
from chatbot.frontends.keys import bindings, bounded
from chatbot.screen import columns, writable

MENU_LINES = 8
"""Lines kept free for completions; on a low screen a third of it."""

MODES = {"vi": EditingMode.VI, "emacs": EditingMode.EMACS}
_ENDINGS = (signal.SIGTERM, signal.SIGHUP)

STYLE = Style.from_dict(
    {
        "title": "bold #0087af",
        "prompt": "bold #0087af",
        "auto-suggestion": "#767676",
        "bottom-toolbar": "noreverse #767676",
        "completion-menu.completion": "bg:#e4e4e4 #303030",
        "completion-menu.completion.current": "noreverse bg:#005f87 #ffffff",
        "completion-menu.meta.completion": "bg:#d0d0d0 #4e4e4e",
        "completion-menu.meta.completion.current": "noreverse bg:#005f87 #ffffff",
        "scrollbar.background": "bg:#d0d0d0",
        "scrollbar.button": "bg:#8a8a8a",
    }
)
"""Colours of middle brightness on the terminal's own ground, which may be dark or light; the menu has its own."""


class Stopped(BaseException):
    """A signal asks us to end; raised once the terminal is as it was. Not an error, like KeyboardInterrupt."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Colorless(StyleTransformation):
    """Takes every colour and weight away."""

    def transform_attrs(self, attrs: Attrs) -> Attrs:
        """Plain, whatever it was."""
        return DEFAULT_ATTRS


class Editor:
    """Reads lines from the terminal for a session."""

    def __init__(self, session: Session, color: bool) -> None:
        keyboard = create_input()
        bounded(keyboard)
        self._session = session
        self._told = ""
        self._note = ""
        self._history = PrivateHistory(history_path())
        self._depth = ColorDepth.DEFAULT if color else ColorDepth.DEPTH_1_BIT
        self._transformation = None if color else Colorless()
        self._prompt: PromptSession[str] = PromptSession(
            FormattedText([("class:prompt", "> ")]),
            input=keyboard,
            history=self._history,
            auto_suggest=AutoSuggestFromHistory(),
            completer=BookCompleter(session.book, _commands(), ["compare"], self._questions),
            complete_while_typing=True,
            search_ignore_case=True,
            enable_suspend=True,
            key_bindings=bindings(self._notice),
            bottom_toolbar=self._bar,
            style=STYLE,
            style_transformation=self._transformation,
            color_depth=self._depth,
        )

    def read(self) -> str:
        """The next line. Raises KeyboardInterrupt on Ctrl-C, EOFError on Ctrl-D, Stopped on a signal to end."""
        self._tell_trouble()
        self._note = ""
        try:
            return self._prompt.prompt(reserve_space_for_menu=_menu_lines(), pre_run=self._heed_signals)
        except KeyboardInterrupt:
            raise KeyboardInterrupt("" if self._prompt.default_buffer.text else LEAVING) from None

    def obey(self, reply: Reply) -> None:
        """Does what a reply asks of the screen and the keys."""
        if reply.clear:
            clear()
        if reply.editing:
            self._prompt.editing_mode = MODES[reply.editing]

    def tell(self, text: str) -> None:
        """Prints lines, the first as a title."""
        title, _, rest = writable(text, sys.stdout).partition("\n")
        lines = FormattedText([("class:title", title), ("", f"\n{rest}\n" if rest else "\n")])
        print_formatted_text(lines, style=STYLE, style_transformation=self._transformation, color_depth=self._depth)

    def _tell_trouble(self) -> None:
        if self._history.trouble != self._told:
            self._told = self._history.trouble
            sys.stdout.write(writable(f"History is not kept: {self._told}.\n\n", sys.stdout))
            sys.stdout.flush()

    def _questions(self) -> Sequence[str]:
        """Questions worth asking now: those that the last answer offered, or that the knowledge opens with."""
        turns = self._session.turns
        return turns[-1][1].suggestions if turns and turns[-1][1].suggestions else suggestions(self._session.book)

    def _notice(self, note: str) -> None:
        self._note = note

    def _bar(self) -> str:
        mode = "vi" if self._prompt.editing_mode == EditingMode.VI else ""
        text = bar(self._session.book, self._session.conversation.roles[:3], columns(sys.stdout), mode)
        return writable(self._note or text, sys.stdout)

    def _heed_signals(self) -> None:
        for number in _ENDINGS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                asyncio.get_running_loop().add_signal_handler(number, self._stop, number)

    def _stop(self, number: int) -> None:
        app = self._prompt.app
        if app.future and not app.future.done():
            app.exit(exception=Stopped(number))


def _commands() -> list[tuple[str, str]]:
    return [(name, command.summary) for name, command in COMMANDS.items()]


def _menu_lines() -> int:
    try:
        lines = os.get_terminal_size(sys.stdout.fileno()).lines or 24
    except OSError:
        lines = 24
    return min(MENU_LINES, lines // 3)


@contextmanager
def restored(terminal: int) -> Iterator[None]:
    """Gives the terminal back with the settings that it had, whatever happens."""
    before = termios.tcgetattr(terminal)
    try:
        yield
    finally:
        with suppress(termios.error):
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)
