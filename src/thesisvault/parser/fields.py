"""Dataview's inline fields."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LINE = re.compile(r"(?m)^(?:\[.\][ \t]+)?([^\[\]()`:\n][^\[\]()`:\n]*?)[ \t]*::[ \t]*(.*)$")
_KEY = re.compile(r"([\[(])([^\[\]()`:\n]+?)[ \t]*::[ \t]*")
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_CLOSING = {"[": "]", "(": ")"}


def inline_fields(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Every field of a block's text as (key, value, start, end); code spans hold none.

    >>> list(inline_fields("seen [conviction:: high (so far)] today"))
    [('conviction', 'high (so far)', 5, 33)]
    """
    text = _CODE.sub(lambda code: "`" * len(code.group()), text)
    whole_lines = []
    for match in _LINE.finditer(text):
        whole_lines.append(match.span())
        yield match.group(1).strip(), match.group(2).strip(), match.start(1), match.end()
    for match in _KEY.finditer(text):
        if any(start <= match.start() < end for start, end in whole_lines):
            continue
        end = _balanced_end(text, match.end(), match.group(1))
        if end is not None:
            yield match.group(2).strip(), text[match.end() : end].strip(), match.start(), end + 1


def _balanced_end(text: str, start: int, opening: str) -> int | None:
    closing, depth = _CLOSING[opening], 0
    for at in range(start, len(text)):
        char = text[at]
        if char == "\n":
            return None
        if char == opening:
            depth += 1
        elif char == closing:
            if depth == 0:
                return at
            depth -= 1
    return None
