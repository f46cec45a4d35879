"""The knowledge that ships: complete, sourced, in words of its own."""

from __future__ import annotations

import functools
import itertools
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from chatbot.knowledge import inspect
from chatbot.library import default_folder
from chatbot.model import KnowledgeBase, Problem, Statement

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
FACTS = yaml.safe_load((Path(__file__).parent / "article-facts.yaml").read_text(encoding="utf-8"))
ARTICLE = "operations-logistics-article"
HUB = "operations-manager"
STATISTICS = {
    "pay": {"bls-oews-2025"},
    "job-outlook": {"bls-oews-2025", "bls-projections-2024-34"},
}


@functools.cache
def inspected() -> tuple[KnowledgeBase | None, list[Problem]]:
    return inspect(default_folder())


def knowledge() -> KnowledgeBase:
    found, problems = inspected()
    assert found is not None, problems
    return found


def outside_paths() -> list[Statement]:
    return [statement for statement in knowledge().statements if statement.path is None]


def cells(statements: Sequence[Statement]) -> Counter[tuple[str, str]]:
    return Counter((statement.role, statement.dimension) for statement in statements)


def test_it_has_neither_errors_nor_warnings() -> None:
    assert inspected()[1] == []


def test_it_holds_six_roles_on_fourteen_dimensions() -> None:
    assert len(knowledge().roles) == 6
    assert len(knowledge().dimensions) == 14


def test_every_cell_has_three_statements_two_of_them_for_the_role_by_itself() -> None:
    grid = set(itertools.product((r.id for r in knowledge().roles), (d.id for d in knowledge().dimensions)))
    held = cells(outside_paths())
    alone = cells([statement for statement in outside_paths() if not statement.partner])
    assert len(grid) == 84
    assert {cell for cell in grid if held[cell] < 3} == set()
    assert {cell for cell in grid if alone[cell] < 2} == set()


def test_the_operations_manager_is_set_against_each_other_role_on_every_dimension_from_both_sides() -> None:
    others = [role.id for role in knowledge().roles if role.id != HUB]
    told = {(statement.role, statement.partner, statement.dimension) for statement in outside_paths()}
    wanted = {
        (*pair, dimension.id)
        for other in others
        for pair in ((HUB, other), (other, HUB))
        for dimension in knowledge().dimensions
    }
    assert len(others) == 5
    assert wanted - told == set()


def test_every_role_can_be_reached_from_every_other() -> None:
    ways = [(s.path.origin, s.role) for s in knowledge().statements if s.path]
    for origin, goal in itertools.permutations([role.id for role in knowledge().roles], 2):
        assert (origin, goal) in ways or ("", goal) in ways


def test_every_statement_has_a_source_with_title_and_publisher() -> None:
    assert all(statement.source.title and statement.source.publisher for statement in knowledge().statements)


def test_every_statement_is_a_whole_sentence() -> None:
    odd = [s.id for s in knowledge().statements if not re.fullmatch(r"[A-Z\"'$\d].*[.!]", s.text, re.DOTALL)]
    assert odd == []


def test_figures_of_pay_and_outlook_are_the_official_ones_and_name_their_year() -> None:
    figures = [s for s in knowledge().statements if s.figure and s.dimension in STATISTICS]
    assert {s.role for s in figures} == {role.id for role in knowledge().roles}
    assert {s.id for s in figures if s.source.id not in STATISTICS[s.dimension]} == set()
    assert {s.id for s in figures if not re.search(r"\b20\d\d\b", s.text)} == set()


def test_figures_stand_for_pay_and_outlook_only_and_say_their_country() -> None:
    figures = [s for s in knowledge().statements if s.figure]
    assert {s.dimension for s in figures} == set(STATISTICS)
    assert all(s.figure and s.figure.country == "US" for s in figures)


def test_every_fact_of_the_article_has_its_statement() -> None:
    held = {statement.id: statement for statement in knowledge().statements}
    named = [entry["statement"] for entry in FACTS]
    assert len(named) > 60
    assert [ident for ident in named if ident not in held] == []
    assert {ident for ident in named if held[ident].source.id != ARTICLE} == set()


@pytest.mark.parametrize(
    ("source", "name"),
    [
        pytest.param(SHARED / "research" / "source-article.txt", "the article", id="article"),
        pytest.param(SHARED / "research" / "ooh", "the handbook", id="handbook"),
    ],
)
def test_no_run_of_seven_words_is_shared_with_a_source(source: Path, name: str) -> None:
    """Titles of sources are cited as they stand, so their list is left out."""
    tool = SHARED / "tools" / "originality.py"
    if not tool.exists() or not source.exists():
        pytest.skip(f"{name} and the tool that compares texts lie outside the project and are not here")
    folder = default_folder()
    texts = sorted(path for path in folder.rglob("*.yaml") if path.name != "sources.yaml")
    run = subprocess.run([sys.executable, tool, "--against", source, *texts], capture_output=True, text=True)
    assert (run.stdout, run.returncode) == ("", 0)
