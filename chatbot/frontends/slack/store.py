"""What the Slack app keeps between deliveries and restarts, in one database reached through SQLAlchemy.

A question's text is here only while it is pending. Of a talk it is kept what the last answer was about, of a rating
which answer it is of. Unanswered questions are kept only where an administrator has said so.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, SQLAlchemyError

from chatbot.errors import ChatbotError
from chatbot.frontends.slack.incoming import Act, Request
from chatbot.library import state_folder

_tables = sql.MetaData()

_requests = sql.Table(
    "requests",
    _tables,
    sql.Column("id", sql.Integer, primary_key=True),
    sql.Column("key", sql.String(255), nullable=False, unique=True),
    sql.Column("team", sql.String(255), nullable=False, index=True),
    sql.Column("body", sql.Text),  # null once it is answered
    sql.Column("posted", sql.Integer, nullable=False, default=0),
    sql.Column("received", sql.Double, nullable=False, index=True),
)
_answers = sql.Table(
    "answers",
    _tables,
    sql.Column("id", sql.String(64), primary_key=True),
    sql.Column("lane", sql.String(700), nullable=False),
    sql.Column("team", sql.String(255), nullable=False, index=True),
    sql.Column("context", sql.Text, nullable=False),
    sql.Column("number", sql.Integer, nullable=False),
    sql.Column("given", sql.Double, nullable=False, index=True),
    sql.Index("latest_of_lane", "lane", "number"),
)
_ratings = sql.Table(
    "ratings",
    _tables,
    sql.Column("answer", sql.String(64), primary_key=True),
    sql.Column("person", sql.String(64), primary_key=True),
    sql.Column("team", sql.String(255), nullable=False, index=True),
    sql.Column("good", sql.Boolean, nullable=False),
    sql.Column("given", sql.Double, nullable=False, index=True),
)
_unanswered = sql.Table(
    "unanswered",
    _tables,
    sql.Column("id", sql.Integer, primary_key=True),
    sql.Column("team", sql.String(255), nullable=False, index=True),
    sql.Column("question", sql.Text, nullable=False),
    sql.Column("reason", sql.String(40), nullable=False),
    sql.Column("asked", sql.Double, nullable=False, index=True),
)
_DATED = ((_requests, "received"), (_answers, "given"), (_ratings, "given"), (_unanswered, "asked"))


class StoreError(ChatbotError):
    """The database cannot be opened or does not do what it should."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A request that is not answered yet: its number in the store, how many messages of the answer are posted."""

    number: int
    request: Request
    posted: int
    received: float


def default_url() -> str:
    """A SQLite file in the folder for what lasts. Raises StoreError where there is none."""
    folder = state_folder()
    if folder is None:
        raise StoreError("there is no home folder to keep a store in; name one with --store")
    return f"sqlite:///{folder / 'slack.db'}"


class Store:
    """The database. Its methods block; they may be called from any thread. All raise StoreError where it fails.

    `alone` keeps a second process, opened so too, from the same SQLite file, whose requests it would answer again.
    """

    def __init__(self, url: str, *, alone: bool = False) -> None:
        self._engine = _opened(url)
        self._lock = _locked(self._engine) if alone else None

    def close(self) -> None:
        """Lets the database go."""
        self._engine.dispose()
        if self._lock is not None:
            os.close(self._lock)

    def keep(self, request: Request) -> Pending | None:
        """The request, kept until it is answered; None where it was kept before."""
        now = time.time()
        row = {"key": request.key, "team": request.team, "body": json.dumps(asdict(request)), "received": now}
        with _failing(), self._engine.begin() as connection:
            try:
                kept = connection.execute(sql.insert(_requests).values(**row, posted=0))
            except IntegrityError:
                return None
        number: int = kept.inserted_primary_key[0]  # type: ignore[index]
        return Pending(number, request, 0, now)

    def pending(self) -> Sequence[Pending]:
        """The requests that are not answered yet, in the order of their arrival."""
        query = sql.select(_requests).where(_requests.c.body.is_not(None)).order_by(_requests.c.id)
        with _failing(), self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [Pending(row.id, _request(row.body), row.posted, row.received) for row in rows]

    def count_posted(self, pending: Pending, posted: int) -> None:
        """Notes how many messages of an answer are posted, so that a restart goes on with the next."""
        with _failing(), self._engine.begin() as connection:
            connection.execute(sql.update(_requests).where(_requests.c.id == pending.number).values(posted=posted))

    def finish(self, pending: Pending, answer: str = "", context: Mapping[str, Any] | None = None) -> None:
        """Drops the text of a request; keeps what its answer was about, where there is one, under the answer's id."""
        request = pending.request
        with _failing(), self._engine.begin() as connection:
            done = sql.update(_requests).where(_requests.c.id == pending.number).values(body=None)
            is_kept = connection.execute(done).rowcount  # not where its workspace was forgotten in between
            if context is not None and is_kept:
                connection.execute(sql.delete(_answers).where(_answers.c.id == answer))
                about = {"lane": request.lane, "team": request.team, "context": json.dumps(context)}
                given = sql.insert(_answers).values(id=answer, number=pending.number, given=time.time(), **about)
                connection.execute(given)

    def drop(self, pending: Pending) -> None:
        """Forgets a request that came to nothing, so that it can be made again."""
        with _failing(), self._engine.begin() as connection:
            connection.execute(sql.delete(_requests).where(_requests.c.id == pending.number))

    def context_of_lane(self, lane: str) -> Mapping[str, Any]:
        """What the last answer in a lane was about; nothing where there is none."""
        return self._context(_answers.c.lane == lane) or {}

    def context_of_answer(self, answer: str) -> Mapping[str, Any] | None:
        """What an answer was about; None where it is not kept (any more)."""
        return self._context(_answers.c.id == answer)

    def rate(self, answer: str, team: str, person: str, *, good: bool) -> None:
        """Keeps how a person rated an answer; the last rating of each person counts."""
        who = hashlib.sha256(f"{answer}:{person}".encode()).hexdigest()
        mine = (_ratings.c.answer == answer) & (_ratings.c.person == who)
        with _failing(), self._engine.begin() as connection:
            if connection.execute(sql.select(_answers.c.id).where(_answers.c.id == answer)).first() is None:
                return
            connection.execute(sql.delete(_ratings).where(mine))
            row = {"answer": answer, "person": who, "team": team, "good": good, "given": time.time()}
            connection.execute(sql.insert(_ratings).values(**row))

    def keep_unanswered(self, team: str, question: str, reason: str) -> None:
        """Keeps a question that could not be answered, without who asked it."""
        row = {"team": team, "question": question, "reason": reason, "asked": time.time()}
        with _failing(), self._engine.begin() as connection:
            connection.execute(sql.insert(_unanswered).values(**row))

    def unanswered(self) -> Sequence[tuple[str, str, str]]:
        """(workspace, question, reason) of the questions kept because they could not be answered, the oldest first."""
        columns = (_unanswered.c.team, _unanswered.c.question, _unanswered.c.reason)
        with _failing(), self._engine.connect() as connection:
            rows = connection.execute(sql.select(*columns).order_by(_unanswered.c.id)).all()
        return [(row.team, row.question, row.reason) for row in rows]

    def ratings(self) -> tuple[int, int]:
        """How many ratings are good, and how many bad."""
        count = sql.select(_ratings.c.good, sql.func.count()).group_by(_ratings.c.good)
        with _failing(), self._engine.connect() as connection:
            counted: dict[bool, int] = {bool(good): number for good, number in connection.execute(count)}
        return counted.get(True, 0), counted.get(False, 0)

    def forget_before(self, moment: float) -> None:
        """Drops what is older than a moment (seconds since 1970), answered or not."""
        with _failing(), self._engine.begin() as connection:
            for table, column in _DATED:
                connection.execute(sql.delete(table).where(table.c[column] < moment))

    def forget_team(self, team: str) -> None:
        """Drops all that is kept of a workspace."""
        with _failing(), self._engine.begin() as connection:
            for table, _ in _DATED:
                connection.execute(sql.delete(table).where(table.c.team == team))

    def _context(self, which: sql.ColumnElement[bool]) -> Mapping[str, Any] | None:
        query = sql.select(_answers.c.context).where(which).order_by(_answers.c.number.desc()).limit(1)
        with _failing(), self._engine.connect() as connection:
            found = connection.execute(query).scalar()
        context: Mapping[str, Any] | None = None if found is None else json.loads(found)
        return context


class _failing:  # noqa: N801 - reads as what it is in a with statement
    """Turns what the database library raises into a StoreError, without the values of the failed statement."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, SQLAlchemyError):
            reason = getattr(error, "orig", None) or type(error).__name__
            raise StoreError(f"the store does not answer: {reason}") from None


def _request(body: str) -> Request:
    fields = json.loads(body)
    return Request(**{**fields, "act": Act(fields["act"])})


def _opened(url: str) -> Engine:
    try:
        where = make_url(url)
        if where.get_backend_name() == "sqlite" and (where.query or _is_no_file(where.database or "")):
            raise StoreError(
                "--store has to name a file (sqlite:///FILE): what is in memory does not survive a restart"
            )
        if where.get_backend_name() == "sqlite" and where.database:
            _make_private(Path(where.database))
        engine = sql.create_engine(where, hide_parameters=True)
        if where.get_backend_name() == "sqlite":
            sql.event.listen(engine, "connect", _set_up_sqlite)
        _tables.create_all(engine)
    except ImportError as error:
        raise StoreError(f"--store needs a database driver that is not installed: {error.name}") from error
    except (ArgumentError, NoSuchModuleError, ValueError, TypeError):
        raise StoreError("--store is not the address of a database that can be used (sqlite:///FILE)") from None
    except (OSError, SQLAlchemyError) as error:
        raise StoreError(f"the store cannot be opened: {getattr(error, 'orig', None) or error}") from error
    return engine


def _is_no_file(database: str) -> bool:
    return database in ("", ":memory:") or database.startswith("file:")


def _make_private(file: Path) -> None:
    """Makes the file, and what SQLite puts beside it, readable for its owner alone."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    with suppress(PermissionError):  # a file of somebody else's that may be written is theirs to protect
        file.chmod(0o600)


def _locked(engine: Engine) -> int | None:
    """The handle that holds the lock of a SQLite file; None for other databases."""
    if engine.url.get_backend_name() != "sqlite" or not engine.url.database:
        return None
    handle = os.open(f"{engine.url.database}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise StoreError(f"another chatbot slack is at work on the store {engine.url.database}") from None
    return handle


def _set_up_sqlite(connection: Any, _: object) -> None:
    """What is committed survives a crash; what is deleted is gone from the file, and from its journal, at once."""
    for pragma in ("journal_mode = TRUNCATE", "synchronous = FULL", "busy_timeout = 2000", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
