"""The commands that measure the classifier itself and make encoders: what each is given and which room does it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from chatbot import options
from chatbot.output import counting, say
from chatbot.subcommands import ANSWERED, warn


@click.command(
    cls=options.Command,
    epilog=f"""
Examples:
  chatbot benchmark train.csv test.csv
  chatbot benchmark train.csv test.csv --out-of-scope others.csv --encoder my-encoder
{options.STATUSES}""",
)
@click.argument("train", type=click.Path(path_type=Path))
@click.argument("test", type=click.Path(path_type=Path))
@click.option("--out-of-scope", type=click.Path(path_type=Path), help="Questions of no label, to tell from the others.")
@options.encoder
@options.shape(options.DATA_FORMATS)
def benchmark(train: Path, test: Path, out_of_scope: Path | None, encoder: str, shape: str) -> int:
    """Measures the classifier itself on an intent set: CSV files with the columns text and label.

    It is fitted on TRAIN and asked what TEST asks.
    """
    from chatbot import benchmark as room
    from chatbot.library import find_encoder
    from chatbot.rendering import json_line
    from chatbot.reporting import benchmark_text

    sets = [room.read_set(path) for path in (train, test)]
    others = [text for text, _ in room.read_set(out_of_scope)] if out_of_scope else []
    lazy = find_encoder(encoder, warn)
    with counting("Asking") as progress:
        measured = room.measure(sets[0], sets[1], others, lazy.get() if lazy else None, progress)
    say(json_line(asdict(measured)) if shape == "json" else benchmark_text(measured))
    return ANSWERED


@click.group(cls=options.Group)
def encoder() -> None:
    """Makes encoders that answer without torch.

    Needs the extra: pip install 'career-chatbot[sentence-transformers]'.
    """


@encoder.command(
    cls=options.Command,
    epilog=f"""
Example:
  chatbot encoder export sentence-transformers/all-MiniLM-L6-v2 my-encoder
  chatbot ask "who deals with the landlord?" --encoder my-encoder
{options.STATUSES}""",
)
@click.argument("model")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def export(model: str, folder: Path) -> int:
    """Readies a sentence-transformers MODEL, a name or a folder, for answering: an encoder folder in DIR."""
    from chatbot.exporting import export as write
    from chatbot.transformer import load_model, weights_of

    write(load_model(model), model, weights_of(model), folder)
    say(f"{folder}: ready; use it with --encoder {folder}")
    return ANSWERED


@encoder.command(
    cls=options.Command,
    epilog=f"""
Examples:
  chatbot encoder train my-knowledge my-encoder
  chatbot encoder train train.csv my-encoder --model sentence-transformers/all-MiniLM-L6-v2
{options.STATUSES}""",
)
@click.argument("examples", metavar="KNOWLEDGE", type=click.Path(path_type=Path))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--model",
    metavar="NAME_OR_DIR",
    default="sentence-transformers/all-MiniLM-L6-v2",
    show_default=True,
    help="What to start from.",
)
def train(examples: Path, folder: Path, model: str) -> int:
    """Fine-tunes a model on the example questions of KNOWLEDGE, a folder or a CSV file, and exports it to DIR.

    Minutes of work. Answers change only for those who name it with --encoder.
    """
    from chatbot.exporting import export as write
    from chatbot.exporting import refuse_taken
    from chatbot.training import examples_in, fine_tune
    from chatbot.transformer import load_model

    refuse_taken(folder)
    labelled = examples_in(examples)
    started = load_model(model)
    with counting("Training") as progress:
        fine_tune(started, labelled, progress)
    write(started, f"{model}, fine-tuned on {examples.name}", "", folder)
    say(f"{folder}: ready; use it with --encoder {folder}")
    return ANSWERED
