"""The Python API: load the knowledge, ask, read the answer, follow up.

Run: python examples/api.py
"""

from __future__ import annotations

import chatbot


def main() -> None:
    talk = chatbot.load()  # or chatbot.load("my-knowledge"), or several folders

    answer = talk.ask("What degree does a Logistics Manager need?")
    print(answer.text)  # the whole reply, as the command line shows it

    print("\nThe parts of it:")
    print(f"kind {answer.kind}, roles {answer.roles}, dimension {answer.dimension}, sure to {answer.confidence:.2f}")
    for statement in answer.statements:
        source = statement.source
        print(f"- {statement.text} ({source.title}, {source.publisher}{f', {source.year}' if source.year else ''})")

    print("\nA follow-up in the same talk:")
    answer = talk.ask("and a Facilities Manager?")
    print(f"{answer.roles} {answer.dimension}: {answer.statements[0].text}")

    print("\nWhat is not known is an answer too, not an exception:")
    answer = talk.ask("What does a plumber earn?")
    print(f"refused: {answer.is_refusal}, reason: {answer.reason}")
    print(f"what does work: {answer.suggestions[0]}")


if __name__ == "__main__":
    main()
