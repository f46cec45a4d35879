"""One person's session, whatever the terminal: a line typed -> what is printed and what happens."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from chatbot.comparing import compare_roles
from chatbot.compiled import Compiled
from chatbot.conversation import Conversation
from chatbot.errors import ChatbotError
from chatbot.explaining import explained
from chatbot.model import Answer, Role
from chatbot.prose import listed, with_article
from chatbot.rendering import as_markdown
from chatbot.roles import find_roles
from chatbot.terminal import show, table
from chatbot.text import normalize, tokenize, visible

MAX_TURNS = 1_000
"""Questions of a session that are kept for /save, the latest."""

MAX_NAMES = 3
"""Other names of a role that /roles shows; the shortest way to say it is among them."""

_LEAVING = frozenset({"quit", "exit"})
_BETWEEN = frozenset("and or vs versus with to on the a an about".split())
_NOTE = re.compile(r"(?<!\\)\[\^")


@dataclass(frozen=True, slots=True)
class View:
    """How to print: columns of the terminal, and whether it takes colours and hyperlinks."""

    width: int
    color: bool
    links: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """What follows from a line: text to print, and what the loop has to do besides."""

    text: str = ""
    leave: bool = False
    clear: bool = False
    editing: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command: how it is written, what it does, and the deed."""

    usage: str
    summary: str
    run: Callable[[Session, str, View], Reply]


class Session:
    """A talk at the terminal: the conversation, and what was said in it for /save."""

    def __init__(self, book: Compiled) -> None:
        self.book = book
        self.conversation = Conversation(book)
        self.turns: deque[tuple[str, Answer]] = deque(maxlen=MAX_TURNS)
        self.saved: set[str] = set()

    def say(self, line: str, view: View) -> Reply:
        """The reply to a line: a command where it is one line that starts with a slash, else a question."""
        line = line.strip()
        if not line:
            return Reply()
        if line.casefold() in _LEAVING:
            return Reply(leave=True)
        if line.startswith("/") and "\n" not in line:
            return self._command(visible(line), view)
        return self.ask(line, view)

    def ask(self, question: str, view: View, shown: str = "") -> Reply:
        """The answer to a question, as text; it is kept under the question, or under what was typed instead."""
        return self.keep(shown or visible(question), self.conversation.ask(question), view)

    def keep(self, question: str, answer: Answer, view: View) -> Reply:
        """An answer, kept for /save and as text."""
        self.turns.append((question, answer))
        return Reply(show(answer, self.book, width=view.width, color=view.color, links=view.links))

    def _command(self, line: str, view: View) -> Reply:
        word, _, argument = line[1:].partition(" ")
        names = [name for name in COMMANDS if name == word.casefold()] or [
            name for name in COMMANDS if word and name.startswith(word.casefold())
        ]
        if len(names) != 1:
            return Reply(_no_command(word, names))
        return COMMANDS[names[0]].run(self, argument.strip(), view)


def _no_command(word: str, names: list[str]) -> str:
    near = names or get_close_matches(word.casefold(), COMMANDS, n=1)
    hint = f" Did you mean {listed([f'/{name}' for name in near], 'or')}?" if near else ""
    return f"There is no command /{word[:40]}.{hint} /help lists them."


def _compare(session: Session, argument: str, view: View) -> Reply:
    """Roles side by side, named one after the other in any way, and perhaps a dimension after them."""
    book = session.book
    words = tokenize(normalize(argument))
    mentions = find_roles(words, book.names)
    strangers = [mention.title for mention in mentions if len(mention.roles) != 1]
    roles = list(dict.fromkeys(mention.roles[0] for mention in mentions if len(mention.roles) == 1))
    start, end = (mentions[0].start, mentions[-1].end) if mentions else (len(words), len(words))
    before = [word for word in words[:start] if word not in _BETWEEN]
    if strangers or before:
        return Reply(f'I know no role "{(strangers or [" ".join(before)])[0][:60]}". {_usage("compare")}')
    if len(roles) < 2:
        return Reply(f"Name two roles or more. {_usage('compare')}")
    dimension = " ".join(word for word in words[end:] if word not in _BETWEEN)
    try:
        answer = compare_roles(book, roles, dimension)
    except ChatbotError:
        return Reply(f'I know no dimension "{dimension[:60]}". {_usage("compare")} /dimensions lists them.')
    told = _put(session, answer)
    same = dimension and (told.kind, told.roles, told.dimension) == (answer.kind, answer.roles, answer.dimension)
    return session.keep(visible(f"/compare {argument}"), told if same else answer, view)


def _put(session: Session, compared: Answer) -> Answer:
    """The comparison asked as a question, so that the talk can go on from it ("why?", "and pay?")."""
    names = [with_article(session.book.role[role].name) for role in compared.roles]
    about = f" in {session.book.dimension[compared.dimension].name}" if compared.dimension else ""
    return session.conversation.ask(f"What is the difference{about} between {listed(names)}?")


def _usage(name: str) -> str:
    return f"Usage: {COMMANDS[name].usage}"


def _roles(session: Session, argument: str, view: View) -> Reply:
    rows = [["Role", "Also called"]]
    rows += [[role.name, ", ".join(_other_names(role))] for role in session.book.knowledge.roles]
    return Reply(table(rows, width=view.width, color=view.color))


def _other_names(role: Role) -> list[str]:
    """The other names worth knowing, abbreviations first."""
    return sorted(role.aliases, key=lambda name: not name.isupper())[:MAX_NAMES]


def _dimensions(session: Session, argument: str, view: View) -> Reply:
    rows = [["Dimension", "What it covers"], *([d.name, d.covers] for d in session.book.knowledge.dimensions)]
    return Reply(table(rows, width=view.width, color=view.color))


def _help(session: Session, argument: str, view: View) -> Reply:
    rows = [["Type", "and you get"], ["a question", "an answer, with its sources"]]
    rows += [[command.usage, command.summary] for command in COMMANDS.values()]
    return Reply(table([*rows, *_KEYS], width=view.width, color=view.color))


_KEYS = (
    ["Tab", "what fits; on an empty line, questions"],
    ["Right", "the rest of a line, shown in grey"],
    ["Up, Ctrl-R", "lines typed before, one by one or searched"],
    ["Ctrl-C, Ctrl-D", "clears the line, leaves"],
)


def _clear(session: Session, argument: str, view: View) -> Reply:
    session.conversation = Conversation(session.book)
    session.turns.clear()
    return Reply("A new conversation.", clear=True)


def _save(session: Session, argument: str, view: View) -> Reply:
    """Writes the conversation. A file that was there before this session is never written over."""
    name = argument[1:-1] if len(argument) > 2 and argument[0] == argument[-1] and argument[0] in "'\"" else argument
    if not name:
        return Reply(_usage("save"))
    if not session.turns:
        return Reply("There is nothing to save yet.")
    path = os.path.realpath(os.path.expanduser(name))
    try:
        with open(path, "w" if path in session.saved else "x", encoding="utf-8") as file:
            session.saved.add(path)
            file.write(transcript(session))
    except FileExistsError:
        return Reply(f"{name} is there already; give another name.")
    except (OSError, ValueError) as error:
        return Reply(f"{name} cannot be written: {getattr(error, 'strerror', None) or error}.")
    turns = len(session.turns)
    return Reply(f"Saved {turns} question{'' if turns == 1 else 's'} and answers to {name}.")


def transcript(session: Session) -> str:
    """The conversation as Markdown, with the footnotes of each answer kept apart."""
    parts = [f"# {session.book.knowledge.name}"]
    for number, (question, answer) in enumerate(session.turns, 1):
        text = _NOTE.sub(f"[^{number}-", as_markdown(answer, session.book))
        quoted = question.replace("`", "'")
        parts += [f"## {number}. `{quoted}`", text]
    return "\n\n".join(parts) + "\n"


def _said(word: str) -> Callable[[Session, str, View], Reply]:
    """A command that stands for a word said in the conversation."""
    return lambda session, argument, view: session.ask(word, view, f"/{word}")


def _why(session: Session, argument: str, view: View) -> Reply:
    """What "why?" says, and how the question was read, for who wants to teach the program better."""
    last = session.turns[-1][1] if session.turns else None
    if last is None or not last.explanation:
        return session.ask("why", view, "/why")
    if last.is_refusal:
        return Reply(explained(last, view.width))
    reply = session.ask("why", view, "/why")
    return replace(reply, text=f"{reply.text}\n\n{explained(last, view.width)}")


COMMANDS: Mapping[str, Command] = {
    "compare": Command("/compare ROLE ROLE [DIMENSION]", "roles side by side, on all dimensions or one", _compare),
    "roles": Command("/roles", "the roles I know, and what else they are called", _roles),
    "dimensions": Command("/dimensions", "the aspects on which I tell them apart", _dimensions),
    "why": Command("/why", "what the last answer rests on, and how the question was read", _why),
    "source": Command("/source", "where the last answer is from", _said("source")),
    "more": Command("/more", "all of the last answer", _said("more")),
    "save": Command("/save FILE", "the conversation as Markdown", _save),
    "clear": Command("/clear", "an empty screen and a new conversation", _clear),
    "vi": Command(
        "/vi", "vi keys", lambda *_: Reply("The keys are those of vi now; /emacs changes back.", editing="vi")
    ),
    "emacs": Command("/emacs", "emacs keys", lambda *_: Reply("The keys are those of emacs now.", editing="emacs")),
    "help": Command("/help", "this list", _help),
    "quit": Command("/quit", "leave", lambda *_: Reply(leave=True)),
}
