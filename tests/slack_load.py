"""Puts the Slack app, in a process of its own, under the load of a large workplace, and kills it again and again.

    python tests/slack_load.py            2,000 mentions, 25 a second, some twice, one disconnect in the middle
    python tests/slack_load.py --caps     the same with flood caps and 429s on
    python tests/slack_load.py --kills 20 killed with SIGKILL at random moments, started again on the same store

Slack is the local one that ships with the project; what is printed is of this machine, and of what else it does.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from programs import PROGRAM, surroundings

from chatbot.compiled import Compiled
from chatbot.conversation import Conversation
from chatbot.frontends.slack.local_slack import APP_TOKEN, BOT_TOKEN, Fault, LocalSlack, Message
from chatbot.library import open_book

QUESTIONS = (
    "what does a COO earn?",
    "who handles customs compliance?",
    "skills of an operations assistant",
    "difference between LM and OM",
    "whose headache is the lady who owns our rooms?",
    "what does a facilities manager do?",
    "do logistics managers report to operations managers?",
    "education of a head of operations",
    "how do FM and OA differ in pay?",
    "dress code of a COO?",
)
"""Asked one after the other in every thread; each gets another answer, by which its place can be told."""


@dataclass
class Running:
    """The app as a process."""

    process: subprocess.Popen[bytes]
    log: Path

    def memory(self) -> float:
        """Resident memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def kill(self) -> None:
        """SIGKILL, at once."""
        self.process.kill()
        self.process.wait()


@contextmanager
def app(api_url: str, folder: Path, *options: str, **changes: str) -> Iterator[Running]:
    """The app, started with these options on a store in a folder, and stopped as an operator would."""
    log = folder / "app.log"
    environment = surroundings(SLACK_BOT_TOKEN=BOT_TOKEN, SLACK_APP_TOKEN=APP_TOKEN, **changes)
    command = [*PROGRAM, "slack", "--api-url", api_url, "--store", f"sqlite:///{folder / 'store.db'}", *options]
    with log.open("ab") as out, subprocess.Popen(command, stdout=out, stderr=out, env=environment) as process:
        try:
            yield Running(process, log)
        finally:
            process.terminate()
            process.wait(20)


@dataclass
class Load:
    """What was sent: the texts of each thread in order, and when (monotonic seconds)."""

    threads: dict[str, list[str]] = field(default_factory=dict)
    sent: dict[str, list[float]] = field(default_factory=dict)
    tasks: set[asyncio.Task[str]] = field(default_factory=set)

    def say(self, slack: LocalSlack, number: int, users: int, channels: int) -> None:
        """Someone mentions the app in the thread of theirs."""
        user = number % users
        thread = f"1700000{user:03d}.000000"
        asked = self.threads.setdefault(thread, [])
        text = QUESTIONS[len(asked) % len(QUESTIONS)]
        ts = f"1700000{user:03d}.{len(asked) + 1:06d}"
        asked.append(text)
        self.sent.setdefault(thread, []).append(time.monotonic())
        mention = slack.mention(text, user=f"U{user}", channel=f"C{user % channels}", thread_ts=thread, ts=ts)
        self.tasks.add(asyncio.create_task(mention))

    async def acknowledged(self) -> None:
        """Waits until Slack was told that everything arrived."""
        await asyncio.gather(*self.tasks)


def first_lines(book: Compiled) -> dict[str, str]:
    """The line by which the answer to each question is told."""
    return {question: Conversation(book).ask(question).text.split("\n")[0] for question in QUESTIONS}


def by_thread(posted: Sequence[Message], lines: set[str]) -> dict[str, list[Message]]:
    """The messages that begin an answer, in the order in which each thread shows them."""
    begun: dict[str, list[Message]] = {}
    for message in posted:
        if message.text.split("\n")[0] in lines:
            begun.setdefault(message.thread_ts, []).append(message)
    return begun


def is_within(some: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether things are among others, in the same order."""
    rest = iter(whole)
    return all(thing in rest for thing in some)


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0.0


@asynccontextmanager
async def slack_with(*faults: Fault) -> AsyncIterator[LocalSlack]:
    async with LocalSlack(faults=faults) as slack:
        yield slack


async def load(
    mentions: int,
    rate: float,
    *options: str,
    faults: Sequence[Fault] = (Fault.DUPLICATE,),
    people: int = 200,
    channels: int = 60,
) -> dict[str, float]:
    """What comes of a load of mentions at a rate a second."""
    lines = first_lines(open_book())
    async with slack_with(*faults) as slack:
        with tempfile.TemporaryDirectory() as folder, app(slack.api_url, Path(folder), *options) as running:
            await slack.connected(60)
            sent, memory = Load(), []
            begin = time.monotonic()
            for number in range(mentions):
                await asyncio.sleep(max(0.0, begin + number / rate - time.monotonic()))
                sent.say(slack, number, people, channels)
                if number == mentions // 2:
                    await slack.disconnect()
                if number % max(1, mentions // 20) == 0:
                    memory.append(running.memory())
            await sent.acknowledged()
            await _quiet(slack)
            memory.append(running.memory())
            return _measured(slack, sent, lines, memory, running.log.read_text())


async def _quiet(slack: LocalSlack, seconds: float = 3.0) -> None:
    """Waits until nothing was called for some seconds."""
    while not slack.calls or time.monotonic() - slack.calls[-1].at < seconds:
        await asyncio.sleep(0.2)


def _measured(
    slack: LocalSlack, sent: Load, lines: dict[str, str], memory: Sequence[float], log: str
) -> dict[str, float]:
    begun = by_thread(slack.messages, set(lines.values()))
    wanted = {thread: [lines[text] for text in texts] for thread, texts in sent.threads.items()}
    seen = {thread: [message.text.split("\n")[0] for message in begun.get(thread, [])] for thread in wanted}
    waits = [
        message.at - asked
        for thread in wanted
        if seen[thread] == wanted[thread]
        for message, asked in zip(begun[thread], sent.sent[thread], strict=True)
    ]
    acknowledged = [delivery.seconds for delivery in slack.deliveries if delivery.acknowledged]
    dropped = [line for line in log.splitlines() if "dropped" in line or "too many" in line]
    return {
        "mentions": sum(map(len, wanted.values())),
        "answers": sum(map(len, seen.values())),
        "threads in order": sum(is_within(seen[thread], wanted[thread]) for thread in wanted),
        "threads complete": sum(seen[thread] == wanted[thread] for thread in wanted),
        "threads": len(wanted),
        "not acknowledged": sum(not delivery.acknowledged for delivery in slack.deliveries),
        "acknowledgement p99 ms": 1000 * percentile(acknowledged, 0.99),
        "answer p50 ms": 1000 * percentile(waits, 0.5),
        "answer p95 ms": 1000 * percentile(waits, 0.95),
        "answer p99 ms": 1000 * percentile(waits, 0.99),
        "memory MB after a quarter": memory[len(memory) // 4],
        "memory MB at the end": memory[-1],
        "refused by Slack": sum(bool(call.error) for call in slack.calls),
        "lines of dropping in the log": len(dropped),
        "other lines in the log": len(log.splitlines()) - len(dropped),
    }


async def kills(times: int, rate: float, seed: int = 7) -> dict[str, float]:
    """What comes of it where the app is killed again and again while people ask."""
    chance = random.Random(seed)
    lines = first_lines(open_book())
    async with slack_with() as slack:
        with tempfile.TemporaryDirectory() as folder:
            sent, number, killed = Load(), 0, list[float]()
            for _ in range(times):
                with app(slack.api_url, Path(folder), "--per-user", "0", "--per-thread", "0") as running:
                    await slack.connected(60)
                    end = time.monotonic() + chance.uniform(0.2, 1.5)
                    while time.monotonic() < end:
                        sent.say(slack, number, 40, 12)
                        number += 1
                        await asyncio.sleep(1 / rate)
                    running.kill()
                    killed.append(time.monotonic())
            with app(slack.api_url, Path(folder), "--per-user", "0", "--per-thread", "0"):
                await slack.connected(60)
                await sent.acknowledged()
                await _quiet(slack)
        return _survived(slack, sent, lines, killed)


def _survived(slack: LocalSlack, sent: Load, lines: dict[str, str], killed: Sequence[float]) -> dict[str, float]:
    """Whether all was answered, and of what was answered twice, how long before a kill it was posted first."""
    begun = by_thread(slack.messages, set(lines.values()))
    missing, ages = 0, list[float]()
    for thread, texts in sent.threads.items():
        wanted = Counter(lines[text] for text in texts)
        seen = Counter(message.text.split("\n")[0] for message in begun.get(thread, []))
        missing += sum((wanted - seen).values())
        for line in seen - wanted:
            posted = next(message.at for message in begun[thread] if message.text.startswith(line))
            ages.append(min((moment - posted for moment in killed if moment >= posted), default=float("inf")))
    return {
        "kills": len(killed),
        "mentions": sum(map(len, sent.threads.values())),
        "not answered": missing,
        "answered twice": len(ages),
        "of these posted before a kill, ms at most": 1000 * max(ages, default=0.0),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mentions", type=int, default=2_000)
    parser.add_argument("--rate", type=float, default=25.0, help="mentions a second")
    parser.add_argument("--caps", action="store_true", help="with flood caps and 429s")
    parser.add_argument("--kills", type=int, default=0, help="kill the app so many times")
    given = parser.parse_args()
    if given.kills:
        measured = asyncio.run(kills(given.kills, given.rate))
    elif given.caps:
        faults = (Fault.DUPLICATE, Fault.RATE_LIMIT)
        measured = asyncio.run(load(given.mentions, given.rate, "--per-thread", "4", faults=faults))
    else:
        measured = asyncio.run(load(given.mentions, given.rate, "--per-user", "0", "--per-thread", "0"))
    for name, value in measured.items():
        sys.stdout.write(f"{name:42} {value:10.1f}\n")


if __name__ == "__main__":
    main()
