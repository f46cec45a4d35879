"""A knowledge folder of two roles, small enough to be compiled within a test run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from chatbot.compiled import Compiled
from chatbot.library import open_book

FILES = {
    "knowledge.yaml": "name: Two health roles\nformat: 1\n",
    "sources.yaml": """
handbook:
  title: "Handbook of Wards"
  publisher: "Ward Press"
  url: https://example.org/handbook
  year: 2024
letter:
  title: "A Letter on Births"
  publisher: "Birth Society"
""",
    "dimensions.yaml": """
- id: duties
  name: Duties
  aliases: [tasks, daily work]
  covers: what the role does all day
  headline: true
  more: [more duties]
  less: [fewer duties]
- id: training
  name: Training
  aliases: [education, degree]
  covers: how one learns the job
  headline: true
  more: [longer training]
  less: [shorter training]
""",
    "roles/ward-nurse.yaml": """
name: Ward Nurse
aliases: [nurse on the ward, WN, hospital nurse]
titles: [health carer]
statements:
  duties:
    - id: wn-duties-round
      text: A Ward Nurse looks after the sick on a ward by day and by night.
      topics: [the sick, ward, night shifts]
      source: handbook
    - id: wn-duties-drugs
      text: A Ward Nurse usually hands out the medicines that a doctor orders.
      topics: [medicines, drugs]
      hedge: usually
      source: handbook
  training:
    - id: wn-training-years
      text: A Ward Nurse trains for three years.
      topics: [three years, school]
      source: handbook
""",
    "roles/delivery-midwife.yaml": """
name: Delivery Midwife
aliases: [midwife for births, DM, birth attendant]
titles: [health carer]
statements:
  duties:
    - id: dm-duties-births
      text: A Delivery Midwife leads births that go as they should.
      topics: [births, labour]
      source: letter
  training:
    - id: dm-training-degree
      text: A Delivery Midwife holds a degree in midwifery.
      topics: [degree, university]
      source: letter
""",
    "questions/duties.yaml": """
statement: ["what does {role} do", "what are the tasks of {role}", "daily work of {role}?"]
who: ["who hands out medicines", "who leads births", "who looks after the sick"]
comparison: ["how do the duties of {role} and {other} differ"]
verify: ["does {role} hand out medicines"]
""",
    "questions/training.yaml": """
statement: ["how long does {role} train", "what degree does {role} need", "education of {role}", "{role} training"]
who: ["who needs a degree", "who trains longer"]
comparison: ["training of {role} and {other} compared"]
verify: ["does {role} need a degree"]
""",
}


def compiled_cache(factory: pytest.TempPathFactory) -> Path:
    """A cache folder that all processes of a test run share, so that the knowledge is compiled once."""
    base = factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "small-cache"


def open_small(folder: Path, cache: Path) -> Compiled:
    """The small knowledge, compiled into the cache if it is not there."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_CACHE_HOME", str(cache))
        return open_book([write_knowledge(folder)])


def write_knowledge(folder: Path) -> Path:
    """Writes the folder and gives it back."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
