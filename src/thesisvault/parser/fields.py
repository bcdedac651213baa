"""Dataview's inline fields."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 1000
"""Code points of a bracketed value; the bound keeps a line full of brackets linear."""

_CODE = re.compile(r"(`+)(?!`)[^`]+(?<!`)\1(?!`)")
_TASK = re.compile(r"\[.\][ \t]+")
_NO_KEY = frozenset("[]()`:")
_CLOSING = {"[": "]", "(": ")"}
_BRACKETS = {"[": re.compile(r"[\[\]]"), "(": re.compile(r"[()]")}


def inline_fields(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Every field of a block's text as (key, value, start, end); code spans hold none.

    >>> list(inline_fields("seen [conviction:: high (so far)] today"))
    [('conviction', 'high (so far)', 5, 33)]
    """
    text = _CODE.sub(lambda code: "`" * len(code.group()), text)
    start = 0
    for line in text.split("\n"):
        if "::" in line:
            yield from _fields_of(line, start)
        start += len(line) + 1


def _fields_of(line: str, start: int) -> Iterator[tuple[str, str, int, int]]:
    task = _TASK.match(line)
    begin = task.end() if task else 0
    marks = line.index("::")
    key = line[begin:marks]
    if key.strip() and _NO_KEY.isdisjoint(key):
        lead = len(key) - len(key.lstrip())
        yield key.strip(), line[marks + 2 :].strip(), start + begin + lead, start + len(line)
        return
    end = 0
    while marks >= 0:
        opening = max(line.rfind("[", end, marks), line.rfind("(", end, marks))
        key = line[opening + 1 : marks] if opening >= 0 else ""
        if key.strip() and _NO_KEY.isdisjoint(key):
            close = _balanced_end(line, marks + 2, line[opening])
            if close is not None:
                yield (
                    key.strip(),
                    line[marks + 2 : close].strip(),
                    start + opening,
                    start + close + 1,
                )
                end = close + 1
        end = max(end, marks + 2)
        marks = line.find("::", end)


def _balanced_end(line: str, start: int, opening: str) -> int | None:
    limit = min(len(line), start + LONGEST)
    if line.find(_CLOSING[opening], start, limit) < 0:
        return None
    depth = 0
    for found in _BRACKETS[opening].finditer(line, start, limit):
        if found.group() == opening:
            depth += 1
        elif depth == 0:
            return found.start()
        else:
            depth -= 1
    return None
