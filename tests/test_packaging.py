"""A wheel holds all that an answer needs, and nothing else is at hand when it is asked here.

The wheel is built from the source distribution, as an installer does that finds no wheel.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Asked:
    """What one question to an unpacked wheel printed and imported, and the files it left in its empty home."""

    answer: str
    imported: frozenset[str]
    left_behind: Sequence[Path]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An unpacked source distribution of the checkout."""
    built = build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))
    run([sys.executable, "-m", "tarfile", "-e", str(built), str(built.parent)], ROOT)
    return built.with_name(built.name.removesuffix(".tar.gz"))


@pytest.fixture(scope="module")
def installed(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what a wheel installs."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(build("wheel", source, tmp_path_factory.mktemp("wheel"))) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def asked(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """The README's question, put in an empty folder by a user whose home is empty."""
    home = tmp_path_factory.mktemp("home")
    command = [sys.executable, "-X", "importtime", "-m", "chatbot", "ask", "who handles customs compliance?"]
    empty, cache = tmp_path_factory.mktemp("empty"), str(home / "cache")
    done = run(command, empty, HOME=str(home), XDG_CACHE_HOME=cache, PYTHONPATH=str(installed), CHATBOT_KNOWLEDGE="")
    imported = frozenset(line.rpartition("|")[2].strip() for line in done.stderr.splitlines())
    return Asked(done.stdout, imported, [*home.rglob("*")])


def build(target: str, root: Path, into: Path) -> Path:
    run([sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(into)], root)
    (built,) = into.iterdir()
    return built


def run(command: Sequence[str], folder: Path, **changed: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | changed
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_source_distribution_holds_what_building_and_testing_need(source: Path) -> None:
    needed = ("pyproject.toml", "README.md", "LICENSE", ".ci/compile_knowledge.py", "knowledge/knowledge.yaml", "tests")
    assert [name for name in needed if not (source / name).exists()] == []


def test_a_wheel_holds_the_knowledge_as_it_is_in_the_checkout(installed: Path) -> None:
    assert files_below(installed / "chatbot" / "_knowledge") == files_below(ROOT / "knowledge")


def test_a_wheel_holds_the_knowledge_compiled_once(installed: Path) -> None:
    (compiled,) = (installed / "chatbot" / "_compiled").iterdir()
    assert "book.json" in files_below(compiled)


def test_a_wheel_holds_the_package_its_metadata_and_nothing_else(installed: Path) -> None:
    assert sorted(path.name.partition("-")[0] for path in installed.iterdir()) == ["career_chatbot", "chatbot"]


def test_a_wheel_answers_from_a_folder_with_no_checkout_beside_it(asked: Asked) -> None:
    assert "Logistics Manager" in asked.answer


def test_a_wheel_opens_the_knowledge_it_brought_compiled(asked: Asked) -> None:
    assert "chatbot.compiled" in asked.imported
    assert asked.left_behind == []


@pytest.mark.parametrize("heavy", ["yaml", "sklearn", "scipy"])
def test_a_wheel_answers_without_what_only_compiling_needs(asked: Asked, heavy: str) -> None:
    assert "chatbot.compiled" in asked.imported
    assert heavy not in asked.imported
