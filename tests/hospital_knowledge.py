"""The knowledge folder tests/hospital, compiled once in a test run: quite other roles than those that ship."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_knowledge import compiled_cache

from chatbot.compiled import Compiled
from chatbot.library import open_book

HOSPITAL = Path(__file__).parent / "hospital"


def open_hospital(factory: pytest.TempPathFactory) -> Compiled:
    """The hospital's knowledge ready to answer, from a cache that all processes of the test run share."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_CACHE_HOME", str(compiled_cache(factory)))
        return open_book([HOSPITAL])
