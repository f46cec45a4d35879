"""Where knowledge and what is compiled from it lie on this machine, and how to open them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from chatbot.compiled import Compiled, digest, is_compiled, open_compiled, save
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


def named_folders(given: Sequence[Path]) -> Sequence[Path]:
    """The folders that were given, else those of $CHATBOT_KNOWLEDGE, else the knowledge that ships."""
    named = [Path(part) for part in os.environ.get("CHATBOT_KNOWLEDGE", "").split(os.pathsep) if part]
    return given or named or [default_folder()]


def open_book(folders: Sequence[Path] = (), compiling: AbstractContextManager[None] | None = None) -> Compiled:
    """Knowledge ready to answer: compiled on first use, opened from then on. `compiling` is entered while it compiles.

    Raises KnowledgeError with every problem when a folder does not load.
    """
    places = [folder.resolve() for folder in folders] or [default_folder()]
    try:
        files = content_files(places)
        shipped = _PACKAGE / "_compiled" / digest(files)
    except OSError:
        return _compile(places)
    cached = cache_folder() / shipped.name
    for folder in (shipped, cached):
        if is_compiled(folder):
            return open_compiled(folder)
    with compiling or contextlib.nullcontext():
        compiled = _compile(places)
    with contextlib.suppress(OSError):  # a cache that cannot be written costs time, not answers
        save(compiled, cached)
    return compiled


def _compile(folders: Sequence[Path]) -> Compiled:
    from chatbot.compiling import compile_knowledge
    from chatbot.knowledge import load

    return compile_knowledge(load(*folders))
