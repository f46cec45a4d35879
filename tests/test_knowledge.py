"""A knowledge folder loads as a whole, or tells every fault at once with its file and line."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from farm import FILES, edit, line_of, write, write_farm

from chatbot.errors import KnowledgeError
from chatbot.knowledge import inspect, load
from chatbot.library import default_folder
from chatbot.model import About, Example, Figure, Kind, KnowledgeBase, Problem, Role, Statement

BEE, CHEESE = "roles/beekeeper.yaml", "roles/cheese-maker.yaml"
PAIR = "differences/beekeeper--cheese-maker.yaml"
HELD = "held-by:\n  {}:\n    - who has the leaner purse\n"


def problems_of(*folders: Path) -> Sequence[Problem]:
    return inspect(*folders)[1]


def loaded(*folders: Path) -> KnowledgeBase:
    knowledge, problems = inspect(*folders)
    assert knowledge is not None, "\n".join(map(str, problems))
    return knowledge


def role(knowledge: KnowledgeBase, ident: str) -> Role:
    return next(role for role in knowledge.roles if role.id == ident)


def statement(knowledge: KnowledgeBase, ident: str) -> Statement:
    return next(held for held in knowledge.statements if held.id == ident)


def test_the_knowledge_that_ships_has_neither_error_nor_warning() -> None:
    assert problems_of(default_folder()) == []


def test_the_farm_has_neither_error_nor_warning(farm: Path) -> None:
    assert problems_of(farm) == []


def test_what_the_files_say_is_what_is_known(farm: Path) -> None:
    knowledge = loaded(farm)
    assert knowledge.name == "Country trades"
    assert [held.id for held in knowledge.roles] == ["beekeeper", "cheese-maker"]
    assert [held.id for held in knowledge.dimensions] == ["duties", "tools", "wages"]
    assert role(knowledge, "beekeeper").aliases == ("apiarist", "keeper of bees")
    assert statement(knowledge, "bee-duties-hives").hedge == "usually"
    assert statement(knowledge, "bee-duties-hives").source.title == "Almanac of the Hills"
    assert statement(knowledge, "bee-duties-hives").source.year == 2024
    assert statement(knowledge, "cheese-duties-not-herding").says == "does-not"
    assert statement(knowledge, "bee-cheese-duties-outdoors").partner == "cheese-maker"
    assert statement(knowledge, "bee-cheese-duties-outdoors").more == "beekeeper"
    assert statement(knowledge, "cheese-wages-range").figure == Figure(
        "wage-range", 18000, 26000, "crowns a year", "Hillland", "2024"
    )
    path = statement(knowledge, "bee-path-course").path
    assert path is not None and path.about is About.CREDENTIALS


FAULTS = yaml.safe_load(Path(__file__).with_name("faults.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_file_and_line_and_a_hint(farm: Path, fault: list[str]) -> None:
    name, old, new, marker, told, *elsewhere = fault
    edit(farm, name, old, new)
    file = elsewhere[0] if elsewhere else name
    knowledge, problems = inspect(farm)
    found = [problem for problem in problems if f"{problem.level}: {problem.message}".startswith(told)]
    assert [(problem.file, problem.line) for problem in found] == [(f"{farm}/{file}", line_of(farm, file, marker))]
    assert (knowledge is None) == any(problem.level == "error" for problem in problems)


def test_all_faults_are_told_at_once_in_the_order_of_files_and_lines(farm: Path) -> None:
    edit(farm, BEE, "name: Beekeeper", "nmae: Beekeeper")
    edit(farm, BEE, "hedge: usually", "hedge: usualy")
    edit(farm, CHEESE, "says: does-not", "says: never")
    edit(farm, "sources.yaml", "year: 2024", "year: soon")
    edit(farm, "titles.yaml", "nearest: cheese-maker", "nearest: nobody")
    write(farm, "roles/goatherd.yaml", "name: [\n")
    with pytest.raises(KnowledgeError) as raised:
        load(farm)
    problems = raised.value.problems
    assert {problem.level for problem in problems} == {"error"}
    assert [(problem.file, problem.line) for problem in problems] == sorted((p.file, p.line) for p in problems)
    assert {Path(problem.file).name for problem in problems} == {
        "beekeeper.yaml",
        "cheese-maker.yaml",
        "goatherd.yaml",
        "sources.yaml",
        "titles.yaml",
    }
    assert all(str(problem) in str(raised.value) for problem in problems)


MISPLACED = {
    "101-102-pair-of-one": ("differences/beekeeper.yaml", "error: a file of differences is named <role>--<role>.yaml"),
    "102-pair-with-itself": ("differences/beekeeper--beekeeper.yaml", "error: a file of differences is named"),
    "102-pair-of-three": ("differences/a--b--c.yaml", "error: a file of differences is named"),
    "102-pair-upside-down": (
        "differences/cheese-maker--beekeeper.yaml",
        "error: the two roles stand in alphabetical order: beekeeper--cheese-maker.yaml",
    ),
    "102-pair-with-an-unknown-role": (
        "differences/beekeeper--cheese-make.yaml",
        "error: unknown role 'cheese-make' in the file name; did you mean 'cheese-maker'?",
    ),
    "102-questions-on-an-unknown-dimension": (
        "questions/wagse.yaml",
        "error: a file of questions is named after its dimension; unknown dimension 'wagse'; did you mean 'wages'?",
    ),
    "103-role-id-in-capitals": ("roles/Shepherd.yaml", "error: the file name 'Shepherd' is no id"),
    "103-role-id-with-a-line-break": ("roles/shepherd\n.yaml", "error: the file name 'shepherd\\n' is no id"),
    "113-role-in-two-files": ("roles/beekeeper.yml", "error: the role 'beekeeper' is already defined in "),
    "file-that-is-not-read": ("rolls.yaml", "error: not a file of a knowledge folder"),
    "file-with-the-other-ending": (
        "sources.yml",
        "error: not a file of a knowledge folder; did you mean 'sources.yaml'?",
    ),
}


@pytest.mark.parametrize(("name", "told"), MISPLACED.values(), ids=MISPLACED)
def test_a_file_with_a_name_that_does_not_fit_is_told(farm: Path, name: str, told: str) -> None:
    write(farm, name, "name: Shepherd\n" if name.startswith("roles") else "statements: {}\n")
    told_of_it = [f"{p.level}: {p.message}" for p in problems_of(farm) if p.file == f"{farm}/{name}" and p.line == 1]
    assert any(message.startswith(told) for message in told_of_it), told_of_it


def test_a_question_may_name_the_role_that_is_its_answer(farm: Path) -> None:
    write(
        farm,
        "questions/wages.yaml",
        FILES["questions/wages.yaml"] + "held-by:\n  beekeeper:\n    - who has the leaner purse\n",
    )
    held = [example for example in load(farm).examples if example.holder]
    assert held == [Example("who has the leaner purse", Kind.WHO, "wages", "beekeeper")]


def test_a_question_held_by_a_role_that_is_not_known_is_told(farm: Path) -> None:
    write(
        farm,
        "questions/wages.yaml",
        FILES["questions/wages.yaml"] + "held-by:\n  beekeper:\n    - who has the leaner purse\n",
    )
    (problem,) = problems_of(farm)
    assert problem.message == "unknown role 'beekeper'; did you mean 'beekeeper'?"


def test_a_folder_with_a_misspelt_name_is_not_passed_over(farm: Path) -> None:
    (farm / "differences").rename(farm / "difference")
    (problem,) = problems_of(farm)
    assert str(problem) == f"{farm}/difference:1: error: this folder is not read; did you mean 'differences'?"


def test_108_hidden_files_backups_and_strange_folders_do_not_count(farm: Path) -> None:
    for name in (
        ".roles.yaml",
        "roles/.x.yaml",
        "roles/beekeeper.yaml~",
        "roles/notes.txt",
        "README.md",
        ".git/x.yaml",
    ):
        write(farm, name, "&rubbish [")
    (farm / "roles" / "loop").symlink_to(farm, target_is_directory=True)
    assert problems_of(farm) == []


def test_108_what_is_no_regular_file_is_told_and_nothing_hangs(farm: Path) -> None:
    os.mkfifo(farm / "roles" / "pipe.yaml")
    (farm / "roles" / "gone.yaml").symlink_to(farm / "nowhere")
    (farm / "questions" / "duties.yml").mkdir()
    told = {Path(problem.file).name: problem.message for problem in problems_of(farm)}
    assert told == dict.fromkeys(("pipe.yaml", "gone.yaml", "duties.yml"), "not a regular file")


def test_108_ten_thousand_roles_full_of_faults_are_told_within_seconds(farm: Path) -> None:
    lines = "".join(f"    - {{id: s{n}, text: T{n}, source: alm, reports-to: [beekeepr{n}]}}\n" for n in range(3000))
    write(farm, "roles/shepherd.yaml", f"name: Shepherd\nstatements:\n  duties:\n{lines}{'k' * 1000}: x\n")
    for n in range(1000):
        write(farm, f"roles/r{n}.yaml", f"name: Role {n}\n")
    begin = time.process_time()
    problems = problems_of(farm)
    assert sum("beekeepr" in problem.message for problem in problems) == 3000
    assert time.process_time() - begin < 20


@pytest.mark.parametrize("missing", ["dimensions.yaml", "sources.yaml"])
def test_a_folder_without_what_all_rests_on_is_no_knowledge_folder(farm: Path, missing: str) -> None:
    (farm / missing).unlink()
    assert f"{farm}:1: error: the folder has no {missing}" in map(str, problems_of(farm))


def test_no_folder_at_all_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for name in ("nowhere", "file"):
        assert str(problems_of(tmp_path / name)[0]) == f"{tmp_path / name}:1: error: no such folder"


def test_111_a_field_that_begins_with_x_is_left_to_its_author(farm: Path) -> None:
    edit(farm, BEE, "titles:", "x-checked: {by: someone}\ntitles:")
    assert problems_of(farm) == []


def test_94_scalars_stay_text(farm: Path) -> None:
    edit(farm, BEE, "topics: [smoker, veil]", "topics: [no, 12:30, 1.10, 2024-01-02]")
    edit(farm, "sources.yaml", "title: Almanac of the Hills", "title: 010")
    knowledge = loaded(farm)
    assert statement(knowledge, "bee-tools-smoker").topics == ("no", "12:30", "1.10", "2024-01-02")
    assert statement(knowledge, "bee-tools-smoker").source.title == "010"


def test_97_windows_files_say_the_same(farm: Path, tmp_path: Path) -> None:
    other = write_farm(tmp_path / "windows")
    for name, text in FILES.items():
        write(other, name, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert loaded(other) == loaded(farm)


def test_113_the_order_in_which_files_were_written_does_not_matter(farm: Path, tmp_path: Path) -> None:
    for name, text in reversed(FILES.items()):
        write(tmp_path / "backwards", name, text)
    assert loaded(tmp_path / "backwards") == loaded(farm)


def test_a_name_may_be_longer_than_an_id_and_an_id_has_64_characters(farm: Path) -> None:
    edit(farm, BEE, "id: bee-tools-smoker", f"id: {'x' * 64}")
    edit(farm, BEE, "name: Beekeeper", f"name: Beekeeper {'of the hills ' * 10}")
    assert problems_of(farm) == []


def test_a_title_may_be_shared_by_roles(farm: Path) -> None:
    knowledge = loaded(farm)
    assert [held.titles for held in knowledge.roles] == [("countryman",), ("countryman",)]
