"""Two talks with one chatbot that runs beside this program: a line of JSON goes in, a line of JSON comes back.

Run: python examples/coprocess.py
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

COMMAND = [sys.executable, "-m", "chatbot", "ask", "-", "--format", "json"]

DIALOGUE = [
    ("ann", "What does a Logistics Manager earn?"),
    ("ben", "Who handles customs compliance?"),
    ("ann", "and a COO?"),  # a follow-up: it is about pay, because Ann spoke of pay
    ("ben", "source?"),  # Ben asked about customs, and is told where that is from
]


def ask(bot: subprocess.Popen[str], conversation: str, question: str) -> dict[str, Any]:
    """The answer to a question; questions with the same conversation share what was said before."""
    assert bot.stdin and bot.stdout
    print(json.dumps({"question": question, "conversation": conversation}), file=bot.stdin, flush=True)
    answer: dict[str, Any] = json.loads(bot.stdout.readline())
    return answer


def main() -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as bot:
        for person, question in DIALOGUE:
            answer = ask(bot, person, question)
            print(f"{person}: {question}")
            print(f"bot: {answer['kind']}, {', '.join(answer['roles'])}, {answer['dimension']}")
            first = answer["statements"][0]
            print(f"     {first['text']} ({first['source']['title']})")


if __name__ == "__main__":
    main()
