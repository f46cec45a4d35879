"""Where knowledge and what is compiled from it lie on this machine, and how to open them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from chatbot.compiled import Compiled, compile_knowledge, digest, open_compiled, opened
from chatbot.model import KnowledgeBase
from chatbot.yamlfiles import content_files

_PACKAGE = Path(__file__).parent
_SHIPPED = _PACKAGE / "_knowledge"
_BESIDE = _PACKAGE.parent / "knowledge"


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


def open_book(folders: Sequence[Path] = ()) -> Compiled:
    """Knowledge ready to answer: compiled on first use, opened from then on.

    Raises KnowledgeError with every problem when a folder does not load.
    """
    places = [folder.resolve() for folder in folders] or [default_folder()]
    try:
        files = content_files(places)
        shipped = _PACKAGE / "_compiled" / digest(files)
    except OSError:
        return compile_knowledge(_load(places))
    if (shipped / "book.json").is_file():
        return open_compiled(shipped)
    return opened(files, cache_folder(), lambda: _load(places))


def _load(folders: Sequence[Path]) -> KnowledgeBase:
    from chatbot.knowledge import load

    return load(*folders)
