"""Front matter of plain lines, read without YAML: `key: value`, `key: [a, b]`, `- item`.

It finds what libyaml finds, each span included, or nothing at all: `tests/parser` holds them equal.
"""

from __future__ import annotations

import re

from thesisvault.model.note import Property, PropertyValue, Scalar
from thesisvault.model.text import Span

LARGEST = 64 * 1024
"""Bytes of front matter; a larger one is somebody's data, not properties."""

# What is plain takes the blanks behind it along: two patterns that may both take them would try
# every way to share them.
_QUOTED = r"\"(?P<double>[^\"\\]*)\" *|'(?P<single>[^']*)' *"
_SCALAR = rf"(?P<plain>[\w$(](?:[^:#]|:(?=[^ ])|(?<=[^ ])#)*)|{_QUOTED}"
_LIST = r"\[(?P<list>(?:[^\[\]{}\"']|\"[^\"\\]*\"|'[^']*')*)\] *"
_PAIR = re.compile(rf"(?P<key>\w(?:[\w -]{{0,60}}\w)?):(?: +(?:{_SCALAR}|{_LIST})| *)")
_ITEM = re.compile(rf"(?P<indent> *)- +(?:{_SCALAR})")
_PIECE = re.compile(rf" *(?:(?P<plain>[\w$(][\w .$%/()+-]*)|{_QUOTED})(?:,(?= *[^ ])|\Z)")
_NULLS = ("null", "Null", "~")


def read_plain(text: str) -> dict[str, Property] | None:
    """The properties by key, where every line has one of these forms; else None."""
    found: dict[str, Property] = {}
    items: list[PropertyValue] = []
    key, indent, is_open = "", None, False
    for number, line in enumerate(text.split("\n"), 1):
        if not line.isprintable():
            return None
        if (pair := _PAIR.fullmatch(line)) is not None:
            key, indent, items = pair["key"], None, []
            read = _value(pair, number)
            if key in found or read is None:
                return None
            found[key] = Property(key, read[0], Span(number, 0, number, read[1]))
            is_open = pair.lastgroup == "key"
        else:
            item = _ITEM.fullmatch(line) if is_open else None
            if item is None or indent not in (None, item["indent"]):
                return None
            indent = item["indent"]
            items.append(_scalar(item, number)[0])
            found[key] = Property(key, tuple(items), Span(found[key].span.line, 0, number + 1, 0))
    return found


def _value(pair: re.Match[str], number: int) -> tuple[PropertyValue, int] | None:
    """A pair's value and the column of its end; None where a list holds anything not plain."""
    if pair.lastgroup == "key":
        return None, pair.end("key") + 1
    if pair.lastgroup != "list":
        return _scalar(pair, number)
    items: list[PropertyValue] = []
    at, end = pair.span("list")
    while at < end:
        piece = _PIECE.match(pair.string, at, end)
        if piece is None:
            return None
        items.append(_scalar(piece, number)[0])
        at = piece.end()
    return tuple(items), end + 1


def _scalar(match: re.Match[str], number: int) -> tuple[Scalar | None, int]:
    kind = match.lastgroup or ""
    start, end = match.span(kind)
    text = match[kind]
    if kind == "plain":
        text = text.rstrip(" ")
        end = start + len(text)
        if text in _NULLS:
            return None, end
    else:
        start, end = start - 1, end + 1
    return Scalar(text, Span(number, start, number, end)), end
