"""Dataview's inline fields."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 1000
"""Code points of a bracketed value; the bound keeps a line full of brackets linear."""

_CODE = re.compile(r"(`+)(?!`)[^`]+(?<!`)\1(?!`)")
_TASK = re.compile(r"\[.\][ \t]+")
_MARKS = re.compile(r"[*_~`]{1,3}|==")
_NO_KEY = frozenset("[]()`:")
_CLOSING = {"[": "]", "(": ")"}
_BRACKETS = {"[": re.compile(r"[\[\]]"), "(": re.compile(r"[()]")}


def inline_fields(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Every field of a block's text as (key, value, start, end); a code span holds no whole one.

    >>> list(inline_fields("seen [conviction:: high (so far)] today"))
    [('conviction', 'high (so far)', 5, 33)]
    """
    hidden = _CODE.sub(lambda code: "`" * len(code.group()), text)
    start = 0
    for line in hidden.split("\n"):
        if "::" in line:
            yield from _fields_of(line, text[start : start + len(line)], start)
        start += len(line) + 1


def _fields_of(line: str, written: str, start: int) -> Iterator[tuple[str, str, int, int]]:
    """The fields of a line in which code is hidden; a key may be code itself."""
    task = _TASK.match(line)
    begin = task.end() if task else 0
    marks = line.index("::")
    if field := _field(written[begin:marks], written[marks + 2 :]):
        lead = len(line[begin:marks]) - len(line[begin:marks].lstrip())
        yield *field, start + begin + lead, start + len(line)
        return
    end = 0
    while marks >= 0:
        opening = max(line.rfind("[", end, marks), line.rfind("(", end, marks))
        key = written[opening + 1 : marks] if opening >= 0 else ""
        if key.strip() and _NO_KEY.isdisjoint(key.strip(" \t`")):
            close = _balanced_end(line, marks + 2, line[opening])
            if close is not None and (field := _field(key, written[marks + 2 : close])):
                yield *field, start + opening, start + close + 1
                end = close + 1
        end = max(end, marks + 2)
        marks = line.find("::", end)


def _field(key: str, value: str) -> tuple[str, str] | None:
    """Key and value without the marks that set the key apart: ``**key**:: v``, ``**key::** v``."""
    key, value = key.strip(), value.strip()
    marks = _MARKS.match(key)
    around = marks.group() if marks else ""
    if around and len(key) > 2 * len(around) and key.endswith(around[::-1]):
        key = key[len(around) : -len(around)].strip()
    elif around and value.startswith(around[::-1]):
        key, value = key[len(around) :].strip(), value[len(around) :].strip()
    elif around and value.endswith(around[::-1]):
        key, value = key[len(around) :].strip(), value[: -len(around)].strip()
    return (key, value) if key and _NO_KEY.isdisjoint(key) else None


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
