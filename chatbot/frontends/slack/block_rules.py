"""What Slack refuses of blocks: their limits, and the fields that may not be missing or empty."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

MAX_MESSAGE_BLOCKS = 50
MAX_VIEW_BLOCKS = 100

MAX_JSON = 13_200
"""Characters that the JSON of all blocks of a posted message may have, although no single block is too long."""

MAX_MARKDOWN = 12_000
"""Characters of all markdown blocks of a message together."""

MAX_ROWS = 100
MAX_COLUMNS = 20

_MAX_ID = 255
_MAX_TEXT = 3000
_ANY_TEXT = ("plain_text", "mrkdwn")

Fault = tuple[str, str]
"""What is wrong, and the JSON pointer to where."""

_Faults = Iterator[Fault]


def check(blocks: object, *, most: int = MAX_MESSAGE_BLOCKS, at: str = "/blocks") -> list[str]:
    """The faults of a message's or a view's blocks, in Slack's own wording; none where Slack would take them.

    `most` is the number of blocks the surface holds, `at` the JSON pointer to them. Block types that the app does not
    need (video, card, ...) are not known here and are refused.
    """
    return [f"[ERROR] {fault} [json-pointer:{pointer}]" for fault, pointer in _message(blocks, most, at)]


def is_too_long(blocks: Sequence[Any]) -> bool:
    """Whether the blocks are too long taken together, which Slack answers with msg_blocks_too_long."""
    return len(json.dumps(blocks, ensure_ascii=False)) > MAX_JSON


def elements(block: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The elements of a block that may be pressed or chosen from."""
    inside = block.get("elements") if block.get("type") in ("actions", "context_actions") else [block.get("accessory")]
    return [element for element in inside or () if isinstance(element, dict) and element.get("type") != "image"]


def _message(blocks: object, most: int, at: str) -> _Faults:
    if not isinstance(blocks, list):
        yield "must provide an array", at
        return
    if len(blocks) > most:
        yield f"no more than {most} items allowed", at
    for number, block in enumerate(blocks):
        yield from _block(block, f"{at}/{number}")
    known = [(f"{at}/{number}", block) for number, block in enumerate(blocks) if isinstance(block, dict)]
    yield from _whole(known)


def _whole(blocks: list[tuple[str, dict[str, Any]]]) -> _Faults:
    """Faults that no block has alone."""
    yield from _repeated("block_id", blocks)
    yield from _repeated("action_id", [(pointer, element) for pointer, block in blocks for element in elements(block)])
    tables = [pointer for pointer, block in blocks if block.get("type") == "table"]
    yield from (("only_one_table_allowed", pointer) for pointer in tables[1:])
    texts = [(len(str(block.get("text"))), pointer) for pointer, block in blocks if block.get("type") == "markdown"]
    if sum(length for length, _ in texts) > MAX_MARKDOWN:
        yield f"must be less than {MAX_MARKDOWN + 1} characters together", f"{texts[-1][1]}/text"


def _repeated(key: str, objects: Sequence[tuple[str, Mapping[str, Any]]]) -> _Faults:
    seen = set()
    for pointer, value in objects:
        name = value.get(key)
        if not isinstance(name, str):
            continue
        if name in seen:
            yield f"`{key}` {name} already exists", pointer
        seen.add(name)


def _block(block: object, at: str) -> _Faults:
    yield from _one_of(_BLOCKS, block, at)
    if isinstance(block, dict) and "block_id" in block:
        yield from _string(block["block_id"], f"{at}/block_id", _MAX_ID)


def _one_of(known: Mapping[str, Callable[[dict[str, Any], str], _Faults]], value: object, at: str) -> _Faults:
    if not isinstance(value, dict):
        yield "must provide an object", at
    elif not isinstance(kind := value.get("type"), str) or kind not in known:
        yield f"unsupported type: {kind}", f"{at}/type"
    else:
        yield from known[kind](value, at)


def _string(value: object, at: str, most: int) -> _Faults:
    if not isinstance(value, str):
        yield "must provide a string", at
    elif not value:
        yield "must be more than 0 characters", at
    elif len(value) > most:
        yield f"must be less than {most + 1} characters", at


def _text(value: object, at: str, most: int = _MAX_TEXT, kinds: Sequence[str] = _ANY_TEXT) -> _Faults:
    yield from _one_of(dict.fromkeys(kinds, lambda text, at: _string(text.get("text"), f"{at}/text", most)), value, at)


def _array(value: object, at: str, most: int | None, item: Callable[[Any, str], _Faults]) -> _Faults:
    if not isinstance(value, list):
        yield "must provide an array", at
        return
    if not value:
        yield "no less than 1 items allowed", at
    if most is not None and len(value) > most:
        yield f"no more than {most} items allowed", at
    for number, part in enumerate(value):
        yield from item(part, f"{at}/{number}")


def _nothing(value: object, at: str) -> _Faults:
    yield from ()


def _section(block: dict[str, Any], at: str) -> _Faults:
    if "text" not in block and "fields" not in block:
        yield "must define either `text` or `fields`", at
    if "text" in block:
        yield from _text(block["text"], f"{at}/text")
    if "fields" in block:
        yield from _array(block["fields"], f"{at}/fields", 10, lambda field, at: _text(field, at, 2000))
    if "accessory" in block:
        yield from _one_of(_ELEMENTS | {"image": _image}, block["accessory"], f"{at}/accessory")


def _header(block: dict[str, Any], at: str) -> _Faults:
    yield from _text(block.get("text"), f"{at}/text", 150, ("plain_text",))


def _image(block: dict[str, Any], at: str) -> _Faults:
    if "slack_file" not in block:
        yield from _string(block.get("image_url"), f"{at}/image_url", 3000)
    yield from _string(block.get("alt_text"), f"{at}/alt_text", 2000)


def _context(block: dict[str, Any], at: str) -> _Faults:
    yield from _array(block.get("elements"), f"{at}/elements", 10, _context_element)


def _context_element(element: object, at: str) -> _Faults:
    is_image = isinstance(element, dict) and element.get("type") == "image"
    yield from _one_of({"image": _image}, element, at) if is_image else _text(element, at)


def _actions(block: dict[str, Any], at: str) -> _Faults:
    yield from _array(block.get("elements"), f"{at}/elements", 25, lambda part, at: _one_of(_ELEMENTS, part, at))


def _context_actions(block: dict[str, Any], at: str) -> _Faults:
    known = {"feedback_buttons": _feedback_buttons, "icon_button": _icon_button}
    yield from _array(block.get("elements"), f"{at}/elements", 5, lambda part, at: _one_of(known, part, at))


def _button(element: dict[str, Any], at: str) -> _Faults:
    yield from _label_and_value(element, at)
    yield from _action_id(element, at)
    if "url" in element:
        yield from _string(element["url"], f"{at}/url", 3000)
    if element.get("style", "primary") not in ("primary", "danger"):
        yield "must be a valid enum value", f"{at}/style"


def _label_and_value(button: object, at: str) -> _Faults:
    if not isinstance(button, dict):
        yield "must provide an object", at
        return
    yield from _text(button.get("text"), f"{at}/text", 75, ("plain_text",))
    if "value" in button:
        yield from _string(button["value"], f"{at}/value", 2000)


def _action_id(element: dict[str, Any], at: str) -> _Faults:
    if "action_id" in element:
        yield from _string(element["action_id"], f"{at}/action_id", _MAX_ID)


def _feedback_buttons(element: dict[str, Any], at: str) -> _Faults:
    yield from _action_id(element, at)
    for part in ("positive_button", "negative_button"):
        yield from _label_and_value(element.get(part), f"{at}/{part}")


def _icon_button(element: dict[str, Any], at: str) -> _Faults:
    yield from _string(element.get("icon"), f"{at}/icon", _MAX_ID)
    yield from _label_and_value(element, at)
    yield from _action_id(element, at)


def _overflow(element: dict[str, Any], at: str) -> _Faults:
    yield from _options(element, at, 5)


def _select(element: dict[str, Any], at: str) -> _Faults:
    yield from _options(element, at, 100)


def _options(element: dict[str, Any], at: str, most: int) -> _Faults:
    yield from _action_id(element, at)
    yield from _array(element.get("options"), f"{at}/options", most, _option)


def _option(option: object, at: str) -> _Faults:
    if not isinstance(option, dict):
        yield "must provide an object", at
        return
    yield from _text(option.get("text"), f"{at}/text", 75)
    yield from _string(option.get("value"), f"{at}/value", 150)


def _markdown(block: dict[str, Any], at: str) -> _Faults:
    yield from _string(block.get("text"), f"{at}/text", MAX_MARKDOWN)


def _rich_text(block: dict[str, Any], at: str) -> _Faults:
    yield from _array(block.get("elements"), f"{at}/elements", None, lambda part, at: _one_of(_RICH_PARTS, part, at))


def _rich_line(part: dict[str, Any], at: str) -> _Faults:
    yield from _array(part.get("elements"), f"{at}/elements", None, lambda word, at: _one_of(_RICH_WORDS, word, at))


def _rich_list(part: dict[str, Any], at: str) -> _Faults:
    if part.get("style") not in ("bullet", "ordered"):
        yield "must be a valid enum value", f"{at}/style"
    lines = {"rich_text_section": _rich_line}
    yield from _array(part.get("elements"), f"{at}/elements", None, lambda line, at: _one_of(lines, line, at))


def _with(field: str) -> Callable[[dict[str, Any], str], _Faults]:
    """The check of an element of rich text that needs nothing but one field."""
    return lambda word, at: _string(word.get(field), f"{at}/{field}", 40_000)


def _broadcast(word: dict[str, Any], at: str) -> _Faults:
    if word.get("range") not in ("here", "channel", "everyone"):
        yield "must be a valid enum value", f"{at}/range"


def _table(block: dict[str, Any], at: str) -> _Faults:
    rows = block.get("rows")
    yield from _array(rows, f"{at}/rows", MAX_ROWS, _row)
    if "column_settings" in block:
        yield from _array(block["column_settings"], f"{at}/column_settings", MAX_COLUMNS, _nothing)
    if isinstance(rows, list) and len({len(row) for row in rows if isinstance(row, list)}) > 1:
        yield "all rows must have the same number of columns", f"{at}/rows"


def _row(row: object, at: str) -> _Faults:
    yield from _array(row, at, MAX_COLUMNS, lambda cell, at: _one_of(_CELLS, cell, at))


def _raw_number(cell: dict[str, Any], at: str) -> _Faults:
    value = cell.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield "must provide a number", f"{at}/value"
    yield from _with("text")(cell, at)


_ELEMENTS = {"button": _button, "overflow": _overflow, "static_select": _select}
_RICH_WORDS = {
    "text": _with("text"),
    "user": _with("user_id"),
    "channel": _with("channel_id"),
    "link": _with("url"),
    "emoji": _with("name"),
    "broadcast": _broadcast,
}
_RICH_PARTS = {
    **dict.fromkeys(("rich_text_section", "rich_text_preformatted", "rich_text_quote"), _rich_line),
    "rich_text_list": _rich_list,
}
_CELLS = {"raw_text": _with("text"), "raw_number": _raw_number, "rich_text": _rich_text}
_BLOCKS: Mapping[str, Callable[[dict[str, Any], str], _Faults]] = {
    "section": _section,
    "header": _header,
    "divider": _nothing,
    "image": _image,
    "context": _context,
    "actions": _actions,
    "context_actions": _context_actions,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "table": _table,
}
