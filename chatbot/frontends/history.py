"""What was typed before: one private, bounded file that several sessions may write at once."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from prompt_toolkit.history import History

from chatbot.library import state_folder
from chatbot.text import MAX_QUESTION, visible

MAX_ENTRIES = 5_000
"""Lines that are kept, the newest ones."""

MAX_BYTES = 512 * 1024
"""Bytes that are kept or read, the newest ones."""

_LOCK_TRIES, _LOCK_PAUSE = 20, 0.01
_FLAGS = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def history_path() -> Path | None:
    """The file of what was typed, in the folder for what lasts; None where there is no home."""
    folder = state_folder()
    return folder and folder / "history"


class PrivateHistory(History):
    """History in a file that only its owner reads; in memory alone where the file cannot be had.

    `trouble` says in words for the person why nothing is kept, and is empty while all is well.
    """

    def __init__(self, path: Path | None) -> None:
        super().__init__()
        self._path = path
        self.trouble = "" if path else "there is no home folder"
        if path:
            self._try_out(path)

    def _try_out(self, path: Path) -> None:
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _opened(path) as handle:
                _trim(handle)
        except OSError as error:
            self.trouble = _reason(error)

    def load_history_strings(self) -> Iterable[str]:
        """The lines of the file, the newest first; none where it cannot be read."""
        if self._path is None:
            return []
        try:
            with _opened(self._path, os.O_RDONLY) as handle:
                return reversed(_lines(_tail(handle)))
        except OSError:
            return []

    def store_string(self, string: str) -> None:
        """Appends a line to the file. What goes wrong is kept in `trouble`."""
        line = visible(string[:MAX_QUESTION])
        if self._path is None or self.trouble or not line:
            return
        try:
            with _opened(self._path) as handle:
                os.write(handle, f"{line}\n".encode("utf-8", "replace"))
                _trim(handle)
        except OSError as error:
            self.trouble = _reason(error)


@contextmanager
def _opened(path: Path, access: int = os.O_RDWR | os.O_APPEND | os.O_CREAT) -> Iterator[int]:
    """The file, ours alone and locked. Raises OSError for links, folders, pipes and the files of others."""
    handle = os.open(path, access | _FLAGS, 0o600)
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.getuid():
            raise PermissionError(f"{path} is not a file of yours")
        if stat.S_IMODE(found.st_mode) != 0o600 and access & os.O_RDWR:
            os.fchmod(handle, 0o600)
        _lock(handle)
        yield handle
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    """Waits a moment for other sessions; one that never lets go does not stop us, for appends do not tear."""
    import fcntl

    for _ in range(_LOCK_TRIES):
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            time.sleep(_LOCK_PAUSE)
    return None


def _tail(handle: int) -> bytes:
    size = os.fstat(handle).st_size
    whole = os.pread(handle, MAX_BYTES, max(0, size - MAX_BYTES))
    return whole if size <= MAX_BYTES else whole.partition(b"\n")[2]


def _lines(data: bytes) -> list[str]:
    texts = (visible(line[: 4 * MAX_QUESTION].decode("utf-8", "replace")) for line in data.split(b"\n")[-MAX_ENTRIES:])
    return [text[:MAX_QUESTION] for text in texts if text]


def _trim(handle: int) -> None:
    """Keeps the newest half of a file that has grown too long, so that not every line that follows has to trim."""
    data = _tail(handle)
    if os.fstat(handle).st_size <= MAX_BYTES and data.count(b"\n") <= MAX_ENTRIES:
        return
    kept = data.split(b"\n")[-MAX_ENTRIES // 2 - 1 :]
    while len(kept) > 1 and sum(map(len, kept)) > MAX_BYTES // 2:
        kept = kept[len(kept) // 2 :]
    os.ftruncate(handle, 0)
    os.write(handle, b"\n".join(kept))


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).rstrip(".")
