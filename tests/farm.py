"""A small knowledge folder that has no fault: two trades of the countryside, three things to tell them apart by."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "knowledge.yaml": "name: Country trades\nformat: 1\n",
    "sources.yaml": """\
almanac:
  title: Almanac of the Hills
  publisher: Hill Press
  url: https://example.org/almanac
  year: 2024
survey:
  title: Survey of Country Wages
  publisher: Office of Small Trades
""",
    "dimensions.yaml": """\
- id: duties
  name: Duties
  aliases: [tasks, daily round]
  covers: what the person does all day
  headline: true
  more: [more duties]
  less: [fewer duties]
- id: tools
  name: Tools
  aliases: [gear, equipment]
  covers: what the person works with
- id: wages
  name: Wages
  aliases: [pay, income]
  covers: what the person earns
""",
    "roles/beekeeper.yaml": """\
name: Beekeeper
aliases: [apiarist, keeper of bees]
titles: [countryman]
statements:
  duties:
    - id: bee-duties-hives
      text: A Beekeeper usually opens the hives once a week in summer.
      topics: [hives, swarms]
      hedge: usually
      source: almanac
  tools:
    - id: bee-tools-smoker
      text: A Beekeeper works with a smoker and a veil.
      topics: [smoker, veil]
      source: almanac
  wages:
    - id: bee-wages-median
      text: In 2024 half of all Beekeepers earned 21,000 crowns or more.
      topics: [median wage]
      figure: {measure: median-wage, value: 21000, unit: crowns a year, country: Hillland, year: 2024}
      source: survey
paths:
  - id: bee-path-course
    about: credentials
    dimension: duties
    text: Most Beekeepers begin with a winter course.
    topics: [winter course]
    source: almanac
""",
    "roles/cheese-maker.yaml": """\
name: Cheese Maker
aliases: [cheesemonger of the dairy, fromager]
titles: [countryman]
statements:
  duties:
    - id: cheese-duties-vat
      text: A Cheese Maker stirs the vat and turns the wheels.
      topics: [vat, wheels]
      source: almanac
    - id: cheese-duties-not-herding
      text: A Cheese Maker does not herd the goats.
      topics: [herding goats]
      says: does-not
      source: almanac
  tools:
    - id: cheese-tools-harp
      text: A Cheese Maker cuts the curd with a harp.
      topics: [harp, curd]
      source: almanac
  wages:
    - id: cheese-wages-range
      text: In 2024 Cheese Makers earned between 18,000 and 26,000 crowns.
      topics: [range of wages]
      figure: {measure: wage-range, low: 18000, high: 26000, unit: crowns a year, country: Hillland, year: 2024}
      source: survey
""",
    "differences/beekeeper--cheese-maker.yaml": """\
statements:
  duties:
    beekeeper:
      - id: bee-cheese-duties-outdoors
        text: The Beekeeper is out of doors while the Cheese Maker stays in.
        topics: [out of doors]
        more: beekeeper
        source: almanac
""",
    "questions/duties.yaml": """\
who:
  - who opens the hives
  - who turns the wheels
statement:
  - what does a {role} have to do
  - duties of a {role}
  - tasks of the {role}
comparison:
  - how do the duties of {role} and {other} differ
verify:
  - does a {role} open hives
  - does the {role} herd goats
""",
    "questions/tools.yaml": """\
who:
  - who works with a smoker
  - who uses a harp
statement:
  - what tools does a {role} need
  - gear of a {role}
  - equipment of the {role}
comparison:
  - tools of {role} and {other} side by side
verify:
  - does a {role} wear a veil
  - does the {role} use a harp
""",
    "questions/wages.yaml": """\
who:
  - who earns more
  - whose income is larger
statement:
  - what does a {role} earn
  - pay of a {role}
  - wages of the {role}
comparison:
  - wages of {role} against {other}
verify:
  - does a {role} earn 21,000 crowns
  - is the pay of a {role} low
""",
    "titles.yaml": """\
- title: goatherd
  nearest: cheese-maker
  aliases: [herder of goats]
""",
    "replies.yaml": """\
- id: distress
  text: Please talk to someone near you.
  phrases: [all is lost]
""",
    "refused.yaml": """\
- how tall is a {role}
""",
}


def write_farm(folder: Path) -> Path:
    """Writes the folder and gives it back."""
    for name, text in FILES.items():
        write(folder, name, text)
    return folder


def write(folder: Path, name: str, content: str | bytes) -> None:
    """Writes one file of a folder, with the folders above it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Replaces the one place in a file where the old text stands."""
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    write(folder, name, text.replace(old, new))


def line_of(folder: Path, name: str, marker: str) -> int:
    """The number of the first line of a file in which the marker stands."""
    lines = (folder / name).read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if marker in line)
