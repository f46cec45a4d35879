"""Which files make up a knowledge folder. Needs no YAML parser, so that opening what is compiled needs none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT_FILES = frozenset(
    f"{name}.yaml" for name in ("knowledge", "dimensions", "sources", "titles", "replies", "refused")
)
FOLDERS = ("differences", "questions", "roles")


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files of a knowledge folder, sorted; hidden files, backups and deeper folders do not count."""
    return sorted(_walk(folder))


def content_files(folders: Sequence[Path]) -> list[Path]:
    """Every file that the knowledge of the folders depends on, in a fixed order."""
    return [path for folder in folders for path in yaml_files(folder) if path.is_file()]


def _walk(folder: Path) -> Iterator[Path]:
    for place in (folder, *(folder / name for name in FOLDERS)):
        if place.is_dir():
            yield from (p for p in place.iterdir() if p.suffix in {".yaml", ".yml"} and not p.name.startswith("."))
