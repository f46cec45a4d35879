"""Where knowledge, what is compiled from it and encoders lie on this machine, and how to open them."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.compiled import Compiled, digest, open_compiled, save, vectors_in
from chatbot.embedding import Known, Progress, silent
from chatbot.encoder import SHIPPED, OnnxEncoder, digest_of, is_encoder
from chatbot.meaning import LazyEncoder
from chatbot.yamlfiles import content_files

if TYPE_CHECKING:
    from chatbot.embedding import Halves

_PACKAGE = Path(__file__).parent
_SHIPPED = _PACKAGE / "_knowledge"
_BESIDE = _PACKAGE.parent / "knowledge"

KEPT = 12
"""Compiled folders that the cache keeps, the most recently written ones; one takes some 15 MB."""

Warn = Callable[[str], None]

WORDING_ALONE = "none"
"""The name that asks for no encoder at all."""


def _warn(message: str) -> None:
    warnings.warn(message, RuntimeWarning, stacklevel=2)


def default_folder() -> Path:
    """The knowledge that ships with the package; in a checkout the folder beside it."""
    return _SHIPPED if _SHIPPED.is_dir() else _BESIDE


def cache_folder() -> Path:
    """Where compiled knowledge is kept: $XDG_CACHE_HOME/chatbot, else ~/.cache/chatbot."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(given):
        return Path(given) / "chatbot"
    try:
        return Path.home() / ".cache" / "chatbot"
    except RuntimeError:
        return Path(os.path.abspath(os.sep)) / "nonexistent" / "chatbot"


def state_folder() -> Path | None:
    """Where what lasts is kept: $XDG_STATE_HOME/chatbot, else ~/.local/state/chatbot; None where there is no home."""
    given = os.environ.get("XDG_STATE_HOME", "")
    if os.path.isabs(given):
        return Path(given) / "chatbot"
    home = os.path.expanduser("~")
    if not os.path.isabs(home) or not os.path.isdir(home):
        return None
    return Path(home) / ".local" / "state" / "chatbot"


def named_folders(given: Sequence[Path]) -> Sequence[Path]:
    """The folders that were given, else those of $CHATBOT_KNOWLEDGE, else the knowledge that ships."""
    named = [Path(part) for part in os.environ.get("CHATBOT_KNOWLEDGE", "").split(os.pathsep) if part]
    return given or named or [default_folder()]


def find_encoder(name: str = "", warn: Warn = _warn) -> LazyEncoder | None:
    """The encoder that a folder or the name of a sentence-transformers model stands for; by default what ships.

    None for the name "none". `warn` is told, once, where it cannot be loaded. What it gives raises MissingExtraError
    on first need where a model needs the extra and that is not installed.
    """
    if name == WORDING_ALONE:
        return None
    folder = Path(name) if name else SHIPPED
    missing = (folder.is_absolute() or name.startswith(".")) and not folder.is_dir()
    if is_encoder(folder) or missing:
        return LazyEncoder(lambda: digest_of(folder), lambda: OnnxEncoder(folder), warn)
    from chatbot.transformer import LiveEncoder

    live = lru_cache(maxsize=1)(lambda: LiveEncoder(name))
    return LazyEncoder(lambda: live().digest, live, warn)


def open_book(
    folders: Sequence[Path] = (),
    encoder: str = "",
    warn: Warn = _warn,
    compiling: AbstractContextManager[Progress] | None = None,
) -> Compiled:
    """Knowledge ready to answer: compiled on first use, opened from then on. `compiling` is entered while it compiles.

    `encoder` and `warn` are those of `find_encoder`. Raises KnowledgeError with every problem when a folder does not
    load.
    """
    places = [folder.resolve() for folder in folders] or [default_folder()]
    lazy = find_encoder(encoder, warn)
    try:
        files = content_files(places)
        return _opened(files, lazy) or _compiled(places, files, lazy, compiling or nullcontext(silent))
    except OSError:
        from chatbot.knowledge import load

        load(*places)  # tells what is wrong with them
        raise


def _opened(files: Sequence[Path], encoder: LazyEncoder | None) -> Compiled | None:
    """What was compiled before from these files for this encoder."""
    name = digest(files, encoder.digest if encoder else "")
    for folder in (_PACKAGE / "_compiled" / name, cache_folder() / name):
        book = open_compiled(folder, encoder)
        if book:
            return book
    return None


def _compiled(
    places: Sequence[Path],
    files: Sequence[Path],
    encoder: LazyEncoder | None,
    compiling: AbstractContextManager[Progress],
) -> Compiled:
    from chatbot.compiling import compile_knowledge
    from chatbot.knowledge import load

    if encoder and encoder.get() is None:  # then what counts is what was compiled without it
        book = _opened(files, encoder)
        if book:
            return book
    with compiling as progress:
        book = compile_knowledge(load(*places), encoder, _known(encoder), progress)
    with suppress(OSError):  # a cache that cannot be written costs time, not answers
        save(book, cache_folder() / digest(files, encoder.digest if encoder else ""))
        _forget_old(cache_folder())
    return book


def _known(encoder: LazyEncoder | None) -> Known:
    """The vectors that earlier compiled knowledge holds for the encoder, so that only new sentences are encoded."""
    held: dict[bytes, Halves] = {}
    for folder in _by_age(cache_folder()) + _by_age(_PACKAGE / "_compiled"):
        vectors = vectors_in(folder) if encoder else None
        if encoder and vectors and vectors.digest == encoder.digest:
            held.update(zip(map(bytes, vectors.keys), vectors.rows, strict=True))
    return held


def _by_age(place: Path) -> list[Path]:
    """The folders in a place, the one written last first."""
    try:
        return sorted((path for path in place.iterdir() if path.is_dir()), key=lambda path: -path.stat().st_mtime)
    except OSError:
        return []


def _forget_old(cache: Path) -> None:
    for folder in _by_age(cache)[KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)
