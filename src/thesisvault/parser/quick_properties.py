"""Front matter in its plainest form, read line by line: a key, and a text or a list of texts.

What is read here is what libyaml would find, at a quarter of the time; all else is left to it.
"""

from __future__ import annotations

import re

from thesisvault.model.note import Property, PropertyValue, Scalar
from thesisvault.model.text import Span

_PLAIN = r"[A-Za-z0-9_](?:(?:[\w .,/()+%;'&?=!$*@–—’-]|:(?=\S))*[\w.,/()+%;'&?=!$*@–—’-])?"
_WORD = r"[A-Za-z0-9_](?:[\w ./()+%;-]*[\w./()+%;-])?"
"""In a list between brackets a comma parts."""
_QUOTED = r"\"[\w .,/()+%;:#|\[\]&'!?*@-]*\""
_LINE = re.compile(
    rf"([A-Za-z_][\w-]*):(?: +(?:({_PLAIN}|{_QUOTED})|(\[(?:{_WORD}|{_QUOTED})"
    rf"(?:, *(?:{_WORD}|{_QUOTED}))*\])))? *\Z"
)
_IN_LIST = re.compile(rf"{_QUOTED}|{_WORD}")
_ITEM = re.compile(rf"( *)- +({_PLAIN}|{_QUOTED}) *\Z")
_NOTHING = ("null", "Null")


def read_plain(text: str) -> dict[str, Property] | None:
    """The properties of a front matter's lines, or None where one of them is not plain."""
    lines = text.split("\n")
    found: dict[str, Property] = {}
    at = 0
    while at < len(lines):
        line = _LINE.match(lines[at])
        if line is None or line[1] in found:
            return None
        at += 1  # and with it what spans say: above stands the opening fence
        key, plain, flow = line.groups()
        value: PropertyValue = None
        start, end = at, (at, line.end(1) + 1)
        if plain:
            value, end = _scalar(plain, at, line.start(2)), (at, line.end(2))
        elif flow:
            items = _IN_LIST.finditer(lines[at - 1], *line.span(3))
            value = tuple(_scalar(item[0], at, item.start()) for item in items)
            end = (at, line.end(3))
        elif at < len(lines) and (first := _ITEM.match(lines[at])):
            below: list[Scalar | None] = []
            item: re.Match[str] | None = first
            while item and item[1] == first[1]:
                at += 1
                below.append(_scalar(item[2], at, item.start(2)))
                item = _ITEM.match(lines[at]) if at < len(lines) else None
            # To libyaml a list ends where the next thing begins.
            value, end = tuple(below), (at + 1, 0)
        found[key] = Property(key, value, Span(start, 0, *end))
    return found


def _scalar(written: str, line: int, column: int) -> Scalar | None:
    if written in _NOTHING:
        return None
    text = written[1:-1] if written[0] == '"' else written
    return Scalar(text, Span(line, column, line, column + len(written)))
