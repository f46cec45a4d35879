"""Several folders are one knowledge base: who fills whose gaps, and what is checked across them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from farm import edit, line_of, write

from chatbot.checking import MIN_EXAMPLES
from chatbot.knowledge import inspect
from chatbot.model import KnowledgeBase, Statement

SOURCES = """\
gazette:
  title: Gazette of the Coast
  publisher: Coast Press
"""
APIARIST = """\
same-as: beekeeper
name: Bee Farmer
aliases: [bee rancher, apiarist]
titles: [honey seller]
described: [one who sells honey]
statements:
  duties:
    - id: farmer-duties-market
      text: A Bee Farmer sells honey on the market.
      topics: [market, honey]
      source: gazette
"""
SAILOR = """\
name: Ferryman
statements:
  duties:
    - id: ferry-duties-river
      text: A Ferryman takes people across the river.
      source: gazette
      reports-to: [bee-farmer]
  tools:
    - id: ferry-tools-oar
      text: A Ferryman works with an oar.
      source: gazette
  wages:
    - id: ferry-wages-fares
      text: A Ferryman lives on fares.
      source: gazette
"""


@pytest.fixture
def coast(tmp_path: Path) -> Path:
    """A second folder, which speaks of one role of the farm and of one of its own."""
    folder = tmp_path / "coast"
    write(folder, "sources.yaml", SOURCES)
    write(folder, "roles/bee-farmer.yaml", APIARIST)
    write(folder, "roles/ferryman.yaml", SAILOR)
    return folder


def loaded(*folders: Path) -> KnowledgeBase:
    knowledge, problems = inspect(*folders)
    assert knowledge is not None, "\n".join(map(str, problems))
    return knowledge


def cell(knowledge: KnowledgeBase, role: str, dimension: str, partner: str = "") -> Sequence[Statement]:
    held = knowledge.statements
    return [s for s in held if (s.role, s.dimension, s.partner) == (role, dimension, partner) and not s.path]


def ids(statements: Sequence[Statement]) -> Sequence[str]:
    return [statement.id for statement in statements]


def test_two_folders_together_have_neither_error_nor_warning(farm: Path, coast: Path) -> None:
    assert inspect(farm, coast)[1] == []


def test_a_role_of_two_folders_is_one_role_with_the_names_of_both(farm: Path, coast: Path) -> None:
    knowledge = loaded(farm, coast)
    assert [role.id for role in knowledge.roles] == ["beekeeper", "cheese-maker", "ferryman"]
    beekeeper = knowledge.roles[0]
    assert beekeeper.name == "Beekeeper"
    assert beekeeper.aliases == ("apiarist", "keeper of bees", "Bee Farmer", "bee rancher")
    assert beekeeper.titles == ("countryman", "honey seller")
    assert beekeeper.described == ("one who sells honey",)


def test_what_the_first_folder_says_stands_and_the_other_fills_what_is_empty(farm: Path, coast: Path) -> None:
    assert ids(cell(loaded(farm, coast), "beekeeper", "duties")) == ["bee-duties-hives"]
    edit(farm, "roles/beekeeper.yaml", "id: bee-tools-smoker", "id: bee-tools-veil")
    edit(coast, "roles/bee-farmer.yaml", "  duties:", "  tools:")
    assert ids(cell(loaded(farm, coast), "beekeeper", "tools")) == ["bee-tools-veil"]


def test_a_cell_that_the_other_folder_fills_keeps_its_own_source(farm: Path, coast: Path) -> None:
    text = (farm / "roles/beekeeper.yaml").read_text()
    begin, end = text.index("  tools:"), text.index("  wages:")
    write(farm, "roles/beekeeper.yaml", text[:begin] + text[end:])
    edit(coast, "roles/bee-farmer.yaml", "  duties:", "  tools:")
    (filled,) = cell(loaded(farm, coast), "beekeeper", "tools")
    assert (filled.id, filled.source.title) == ("farmer-duties-market", "Gazette of the Coast")
    (own,) = cell(loaded(farm, coast), "beekeeper", "duties")
    assert own.source.title == "Almanac of the Hills"


def test_of_three_that_speak_of_a_role_only_the_first_with_a_cell_fills_it(farm: Path, coast: Path) -> None:
    text = (farm / "roles/beekeeper.yaml").read_text()
    begin, end = text.index("  tools:"), text.index("  wages:")
    write(farm, "roles/beekeeper.yaml", text[:begin] + text[end:])
    edit(coast, "roles/bee-farmer.yaml", "  duties:", "  tools:")
    third = APIARIST.replace("Bee Farmer", "Hive Owner").replace("bee rancher, apiarist", "owner of hives")
    write(
        coast, "roles/hive-owner.yaml", third.replace("farmer-duties", "owner-duties").replace("  duties:", "  tools:")
    )
    assert ids(cell(loaded(farm, coast), "beekeeper", "tools")) == ["farmer-duties-market"]


def test_the_role_that_is_the_same_goes_by_one_id_everywhere(farm: Path, coast: Path) -> None:
    write(coast, "differences/bee-farmer--ferryman.yaml", PAIR)
    write(coast, "titles.yaml", "- title: honey monger\n  nearest: bee-farmer\n")
    edit(coast, "roles/ferryman.yaml", "name: Ferryman", "name: Ferryman\nproxy-of: bee-farmer\npaths:\n" + PATH)
    knowledge = loaded(farm, coast)
    assert [s.reports_to for s in cell(knowledge, "ferryman", "duties")] == [("beekeeper",)]
    (beside,) = cell(knowledge, "beekeeper", "duties", "ferryman")
    assert (beside.id, beside.more) == ("pair-duties-shore", "beekeeper")
    assert [s.path.origin for s in knowledge.statements if s.path and s.role == "ferryman"] == ["beekeeper"]
    assert [title.nearest for title in knowledge.titles] == ["cheese-maker", "beekeeper"]
    assert [role.proxy_of for role in knowledge.roles] == ["", "", "beekeeper"]


PAIR = """\
statements:
  duties:
    bee-farmer:
      - id: pair-duties-shore
        text: The Bee Farmer stays on the shore.
        more: bee-farmer
        source: gazette
"""
PATH = """\
  - id: ferry-path-honey
    from: bee-farmer
    dimension: duties
    text: A Bee Farmer who swims well may become a Ferryman.
    source: gazette
"""


def test_a_folder_names_its_own_sources_only(farm: Path, coast: Path) -> None:
    edit(coast, "roles/bee-farmer.yaml", "source: gazette", "source: almanac")
    (problem,) = inspect(farm, coast)[1]
    assert (problem.file, problem.line) == (f"{coast}/roles/bee-farmer.yaml", 11)
    assert problem.message.startswith("unknown source 'almanac'")


def test_two_folders_may_name_different_sources_alike(farm: Path, coast: Path) -> None:
    write(coast, "sources.yaml", SOURCES.replace("gazette", "almanac"))
    for name in ("bee-farmer", "ferryman"):
        text = (coast / f"roles/{name}.yaml").read_text()
        write(coast, f"roles/{name}.yaml", text.replace("source: gazette", "source: almanac"))
    knowledge = loaded(farm, coast)
    titles = {s.role: s.source.title for s in knowledge.statements if s.dimension == "tools"}
    assert titles["beekeeper"] == "Almanac of the Hills"
    assert titles["ferryman"] == "Gazette of the Coast"


def test_113_a_role_that_two_folders_define_is_an_error_with_both_places(farm: Path, coast: Path) -> None:
    (coast / "roles/bee-farmer.yaml").rename(coast / "roles/beekeeper.yaml")
    told = [p for p in inspect(farm, coast)[1] if "already defined" in p.message]
    assert [(problem.file, problem.line) for problem in told] == [(f"{coast}/roles/beekeeper.yaml", 1)]
    assert f"{farm}/roles/beekeeper.yaml:1" in told[0].message
    assert "same-as" in told[0].message


def test_a_chain_of_roles_that_are_the_same_is_an_error(farm: Path, coast: Path) -> None:
    edit(coast, "roles/ferryman.yaml", "name: Ferryman", "same-as: bee-farmer\nname: Ferryman")
    told = [p for p in inspect(farm, coast)[1] if p.level == "error"]
    assert [(p.file, p.line) for p in told] == [(f"{coast}/roles/ferryman.yaml", 1)]
    assert "'same-as' names no other known role" in told[0].message


def test_an_id_of_two_statements_is_an_error_across_folders_too(farm: Path, coast: Path) -> None:
    edit(coast, "roles/ferryman.yaml", "id: ferry-tools-oar", "id: bee-tools-smoker")
    first = line_of(farm, "roles/beekeeper.yaml", "bee-tools-smoker")
    (problem,) = [p for p in inspect(farm, coast)[1] if p.level == "error"]
    assert problem.message == (f"the id 'bee-tools-smoker' stands twice (first at {farm}/roles/beekeeper.yaml:{first})")


def test_a_role_without_statements_is_told_for_each_dimension(farm: Path) -> None:
    write(farm, "roles/shepherd.yaml", "name: Shepherd\n")
    told = [(p.level, p.line, p.message) for p in inspect(farm)[1]]
    assert told == [
        ("warning", 1, f"nothing is said of 'shepherd' by itself on '{dimension}'")
        for dimension in ("duties", "tools", "wages")
    ]


def test_a_dimension_needs_so_many_examples(farm: Path) -> None:
    write(farm, "questions/tools.yaml", "who:\n" + "".join(f"  - who has tool {n}\n" for n in range(MIN_EXAMPLES)))
    assert inspect(farm)[1] == []
    write(farm, "questions/tools.yaml", "who:\n" + "".join(f"  - who has tool {n}\n" for n in range(MIN_EXAMPLES - 1)))
    (problem,) = inspect(farm)[1]
    assert (problem.level, problem.file) == ("warning", f"{farm}/dimensions.yaml")
    assert problem.line == line_of(farm, "dimensions.yaml", "- id: tools")


def test_statements_that_agree_on_a_topic_are_no_contradiction(farm: Path) -> None:
    edit(farm, "roles/cheese-maker.yaml", "says: does-not\n", "says: shares\n")
    edit(farm, "roles/cheese-maker.yaml", "topics: [herding goats]", "topics: [vat]")
    assert inspect(farm)[1] == []
