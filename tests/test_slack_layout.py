"""Answers as Slack messages: within its limits, with nothing that pings or links, everything said that was said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

pytest.importorskip("slack_bolt")

from chatbot.comparing import compare_roles
from chatbot.compiled import Compiled
from chatbot.conversation import Conversation
from chatbot.frontends.slack.block_rules import check
from chatbot.frontends.slack.blocks import MAX_PAYLOAD, MAX_TEXT, escaped, inert, paragraph, size
from chatbot.frontends.slack.layout import CUT, MAX_MESSAGES, Message, choices, feedback, messages, sharing
from chatbot.frontends.slack.pages import home, prompts
from chatbot.model import Answer, Block, Kind, Source, Statement

IDENT = "0123456789abcdef"
EXTRA = [*sharing(IDENT), *feedback(IDENT)]
NASTY = "<!channel> <!here|x> <@U1> <#C1|x> <!subteam^S1> <http://evil.example|bank> @here *b* _i_ ~s~ `c` &lt; > "


def strings(part: Any) -> Iterator[str]:
    """Every text that a block shows."""
    if isinstance(part, dict):
        yield from (part["text"] for _ in "x" if isinstance(part.get("text"), str))
        for value in part.values():
            yield from strings(value)
    elif isinstance(part, list):
        for value in part:
            yield from strings(value)


def shown(posted: list[Message]) -> str:
    return " ".join(text for message in posted for text in strings(list(message.blocks)))


def with_statements(texts: list[str], kind: Kind = Kind.STATEMENT, url: str = "https://e.org/a") -> Answer:
    source = Source("s", f"Title {NASTY}", "Publisher", url, 2025)
    statements = tuple(Statement(f"s{n}", "role", "dimension", text, source) for n, text in enumerate(texts))
    return Answer("q", kind, "", lead=f"Lead {NASTY}", blocks=(Block(statements),), closing=f"Closing {NASTY}")


@pytest.mark.parametrize(
    "question",
    [
        "who handles customs compliance?",
        "difference between LM and OM",
        "compare OM, LM, COO, FM, OA and HoO",
        "what does a COO do? what does an LM earn? skills of an FM?",
        "how do I become a COO?",
        "I like trucks and numbers, which role suits me?",
        "do LMs report to OMs?",
        "dress code of a COO?",
        "help",
        "what does the manager earn?",
    ],
)
def test_an_answer_is_within_all_limits_and_says_what_the_plain_text_says(book: Compiled, question: str) -> None:
    answer = Conversation(book).ask(question)
    posted = messages(answer, book, [*choices(answer, IDENT), *EXTRA])
    assert [fault for message in posted for fault in check(message.blocks)] == []
    assert all(size(message.blocks) <= MAX_PAYLOAD + 1_200 for message in posted)
    said = shown(posted)
    assert [s.text for part in (answer, *answer.also) for s in part.statements if s.text not in said] == []
    assert all(source.title in said for s in answer.statements for source in [s.source])


def test_a_comparison_is_a_table_with_a_column_for_each_role(book: Compiled) -> None:
    answer = Conversation(book).ask("how do LM, OM and COO differ in pay?")
    tables = [block for message in messages(answer, book) for block in message.blocks if block["type"] == "table"]
    assert [len(row) for table in tables for row in table["rows"]] == [4, 4]


def test_a_long_comparison_goes_over_several_messages_and_says_where_it_is_cut(book: Compiled) -> None:
    everything = compare_roles(book, [role.id for role in book.knowledge.roles])
    posted = messages(everything, book, EXTRA)
    assert 1 < len(posted) <= MAX_MESSAGES
    assert [fault for message in posted for fault in check(message.blocks)] == []
    assert (CUT in shown(posted)) == (len(posted) == MAX_MESSAGES)


@pytest.mark.parametrize("count", [1, 60, 400])
@pytest.mark.parametrize("length", [10, 900, 60_000])
def test_whatever_the_knowledge_holds_slack_takes_it(book: Compiled, count: int, length: int) -> None:
    answer = with_statements([f"{n} {'x' * length}" for n in range(count)])
    posted = messages(answer, book, EXTRA)
    assert len(posted) <= MAX_MESSAGES
    assert [fault for message in posted for fault in check(message.blocks)] == []
    assert all(size(message.blocks) <= 13_200 for message in posted)


def test_nothing_in_knowledge_or_question_can_ping_or_link(book: Compiled) -> None:
    answer = with_statements([f"Statement {NASTY}"], url="")
    written = json.dumps([[message.text, list(message.blocks)] for message in messages(answer, book)])
    assert not [danger for danger in ("<!", "<@", "<#", "<http", "@here", "@channel") if danger in written]


def test_markup_of_the_text_is_shown_as_it_stands(book: Compiled) -> None:
    said = shown(messages(with_statements([f"Statement {NASTY}"]), book))
    assert "*b* _i_ ~s~ `c` &lt; >" in said


def test_no_block_holds_text_that_slack_parses(book: Compiled) -> None:
    answer = Conversation(book).ask("difference between LM and OM")
    written = json.dumps([list(message.blocks) for message in messages(answer, book, EXTRA)])
    assert "mrkdwn" not in written
    assert '"markdown"' not in written


def test_every_message_has_text_for_notifications(book: Compiled) -> None:
    posted = messages(compare_roles(book, [role.id for role in book.knowledge.roles]), book, EXTRA)
    assert all(0 < len(message.text) <= 2 * MAX_TEXT for message in posted)


def test_sources_are_links_that_open_no_preview_in_text(book: Compiled) -> None:
    answer = Conversation(book).ask("who handles customs compliance?")
    written = json.dumps([list(message.blocks) for message in messages(answer, book)])
    assert all(json.dumps(s.source.url) in written for s in answer.statements if s.source.url)
    assert "http" not in messages(answer, book)[0].text


def test_choices_are_buttons_that_hold_an_id_and_a_number_only(book: Compiled) -> None:
    answer = Conversation(book).ask("what does the manager earn?")
    [block] = choices(answer, IDENT)
    values = [f"{IDENT}/{n}" for n in range(1, len(answer.candidates) + 1)]
    assert [element["value"] for element in block["elements"]] == values
    assert [element["text"]["text"] for element in block["elements"]] == [c.name for c in answer.candidates]


def test_an_answer_that_is_no_question_back_has_no_choices(book: Compiled) -> None:
    assert choices(Conversation(book).ask("who handles customs compliance?"), IDENT) == []


def test_a_long_name_is_cut_to_what_a_button_takes(book: Compiled) -> None:
    answer = Conversation(book).ask("what does the manager earn?")
    long = replace(answer, candidates=tuple(replace(c, name="n" * 300) for c in answer.candidates))
    assert check([paragraph("x"), *choices(long, IDENT)]) == []


@pytest.mark.parametrize("text", ["plain", "a < b & c > d", NASTY])
def test_escaped_text_reads_as_it_was(text: str) -> None:
    read = escaped(text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("\u2060", "")
    assert read == text
    assert inert(text).replace("\u2060", "") == text


def test_the_home_tab_tells_roles_aspects_sources_and_privacy(book: Compiled) -> None:
    view = home(book)
    said = " ".join(strings(view["blocks"]))
    names = [*(role.name for role in book.knowledge.roles), *(d.name for d in book.knowledge.dimensions)]
    assert [name for name in names if name not in said] == []
    assert all(word in said for word in ("Sources", "Privacy", "1,2"))
    assert check(view["blocks"], most=100, at="/view/blocks") == []


def test_suggested_prompts_are_questions_that_are_answered(book: Compiled) -> None:
    asked = [prompt["message"] for prompt in prompts(book)]
    assert asked
    assert not [question for question in asked if Conversation(book).ask(question).is_refusal]
