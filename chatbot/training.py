"""Fine-tunes a sentence-transformers model on labelled examples, so that those of one label lie close. Needs the extra.

Supervised contrastive training by the multi-class N-pair loss (Sohn 2016): a batch holds two examples of each of some
labels, and each has to find its partner among the partners of all.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.benchmark import read_set
from chatbot.compiling import asked_in
from chatbot.embedding import Progress, silent
from chatbot.errors import ChatbotError
from chatbot.knowledge import load

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

LABELS = 80
"""Labels in a batch at most; each brings two examples."""

PASSES = 12
"""How often an example is seen, on average ..."""

MOST_STEPS = 400
"""... and after how many batches it is enough in any case."""

RATE, WARM_UP, DECAY, LONGEST_STEP = 5e-5, 0.1, 0.01, 1.0
SCALE = 20.0
"""What cosines are multiplied with before the softmax."""

SEED = 20


def fine_tune(
    model: SentenceTransformer,
    examples: Sequence[tuple[str, str]],
    progress: Progress = silent,
) -> None:
    """Trains the model in place on (sentence, label) pairs; minutes of work. The same examples give the same model.

    Raises ChatbotError where fewer than two labels have two examples.
    """
    import torch
    from sentence_transformers.losses import MultipleNegativesRankingLoss
    from transformers import get_linear_schedule_with_warmup

    groups = _by_label(examples)
    batch = min(LABELS, len(groups))
    steps = min(MOST_STEPS, -(-PASSES * len(examples) // (2 * batch)))
    torch.manual_seed(SEED)
    draw = random.Random(SEED)
    loss = MultipleNegativesRankingLoss(model, scale=SCALE)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = get_linear_schedule_with_warmup(optimizer, int(WARM_UP * steps), steps)
    model.train()
    for step in range(steps):
        pairs = [draw.sample(groups[label], 2) for label in draw.sample(sorted(groups), batch)]
        sides = [model.preprocess([pair[side] for pair in pairs]) for side in (0, 1)]
        loss(sides, torch.empty(0)).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), LONGEST_STEP)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        progress(step + 1, steps)
    model.eval()


def examples_in(path: Path) -> list[tuple[str, str]]:
    """The (sentence, label) pairs of a knowledge folder, whose labels are dimensions and kinds, or of a CSV file.

    Raises KnowledgeError or IntentSetError where there are none to be read.
    """
    return asked_in(load(path)) if path.is_dir() else read_set(path)


def _by_label(examples: Sequence[tuple[str, str]]) -> Mapping[str, Sequence[str]]:
    """The different examples of each label that has two or more, in alphabetical order."""
    groups: dict[str, set[str]] = defaultdict(set)
    for sentence, label in examples:
        groups[label].add(sentence)
    held = {label: sorted(group) for label, group in groups.items() if len(group) > 1}
    if len(held) < 2:
        raise ChatbotError("training needs two labels or more that have two examples or more each")
    return held
