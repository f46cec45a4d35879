"""What many tests share: knowledge that is ready to answer, and a small folder to spoil."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from farm import write_farm

from chatbot.compiled import Compiled
from chatbot.library import open_book

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has what runs in the background ignore Ctrl-C


@pytest.fixture(scope="session")
def book() -> Compiled:
    """The knowledge that ships. It is compiled into the user's cache, where all test processes find it."""
    return open_book()


@pytest.fixture
def farm(tmp_path: Path) -> Path:
    """A knowledge folder without a fault, for this test alone."""
    return write_farm(tmp_path / "farm")
