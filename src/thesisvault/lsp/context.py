"""What the cursor is in, from the text before it: nothing but that says what is being typed."""

from __future__ import annotations

import re
from enum import Enum, auto

from msgspec import Struct

from thesisvault.lsp.positions import Lines

_ADDRESS = re.compile(r"\]\((?P<mark><?)(?P<typed>[^()<>]*)\Z")
_KEY = re.compile(r"(?P<typed>[^\W\d][\w ]*)?")
_VALUE = re.compile(
    r"(?P<key>[^\W\d][\w ]*):(?:[ \t]+|\Z)(?:\[(?:[^\[\]]*,)?[ \t]*)?(?P<typed>[^\[\],\"'{}]*)"
)
_ITEM = re.compile(r"[ \t]*-[ \t]+(?P<typed>[^\[\],\"'{}]*)")
_ITEM_OF = re.compile(r"(?P<key>[^\W\d][\w ]*):[ \t]*")
_TAG = re.compile(r"(?:\A|\s)#(?P<typed>[^\W_][\w/-]*|)\Z")
_SECTION = re.compile(r"#{2,6}[ \t]+(?P<typed>[^\[\]|#]*)\Z")
_CALLOUT = re.compile(r"\s*>[> ]*\[!(?P<typed>[\w-]*)\Z")
_LOG = re.compile(r"\s*[-*+] (?:(?P<day>\d{4}-\d\d-\d\d): )?(?P<typed>[\w-]*)\Z")
_SAID = re.compile(r"\s*[-*+] .*(?:\]\]|impact):[ ]+(?P<typed>[^\W\d_][\w -]*|)\Z")
_BAR = re.compile(r"(?<!\\)\|")
_FENCE = re.compile(r" {0,3}(?P<marks>`{3,}|~{3,})")


class Wanted(Enum):
    """What is to be completed."""

    NOTE = auto()
    HEADING = auto()
    BLOCK = auto()
    DISPLAY = auto()
    ADDRESS = auto()
    KEY = auto()
    VALUE = auto()
    TABLE = auto()
    COLUMN = auto()
    CELL = auto()
    TAG = auto()
    SECTION = auto()
    CALLOUT = auto()
    LOG = auto()
    IMPACT = auto()


class Context(Struct, frozen=True):
    """The part of a link, a property, a table or a list in which the cursor stands."""

    wanted: Wanted
    typed: str
    """What stands from `start` to the cursor."""
    line: int
    start: int
    end: int
    """The cursor's column."""
    target: str = ""
    """The link's target, for what belongs to a note; empty: the note itself. A value's key."""
    closing: str = ""
    """What ends the link, where it is still missing."""
    in_cell: bool = False
    """Whether a bare `|` would end a table's cell."""
    pointed: bool = False
    """Whether an address is written in angle brackets."""
    lead: str = ""
    """What is still missing before it."""
    heads: tuple[str, ...] = ()
    """The header of the table."""
    row: tuple[str, ...] = ()
    """The row's cells up to that of the cursor."""


def context_at(lines: Lines, line: int, column: int) -> Context | None:
    """What is being typed; None where nothing can be completed, and in code."""
    return _link_at(lines, line, column) or _words_at(lines, line, column)


def _words_at(lines: Lines, line: int, column: int) -> Context | None:
    """A property's key or value, or the head of a table, at the start of its line."""
    before = lines.line(line)[:column]
    if is_front_matter(lines, line):
        if found := _KEY.fullmatch(before):
            return Context(Wanted.KEY, before, line, 0, column)
        if found := _VALUE.fullmatch(before):
            typed, key = found["typed"], found["key"].strip()
            lead = " " * before.endswith(":")
            return Context(Wanted.VALUE, typed, line, column - len(typed), column, key, lead=lead)
        return _property_item(lines, line, before)
    if before.lstrip()[:1] in ("|", "-", "*", "+", ">") or "#" in before:
        return None if _in_fence(lines, line) else _in_body(lines, line, column)
    return None


def _property_item(lines: Lines, line: int, before: str) -> Context | None:
    """A value on a line of its own: ``  - NVDA``."""
    found = _ITEM.fullmatch(before)
    above = line
    while found and above > 0 and _ITEM.match(lines.line(above)):
        above -= 1
    key = _ITEM_OF.fullmatch(lines.line(above)) if found and above < line else None
    if found is None or key is None:
        return None
    typed = found["typed"]
    column = len(before)
    return Context(Wanted.VALUE, typed, line, column - len(typed), column, key["key"].strip())


def _in_body(lines: Lines, line: int, column: int) -> Context | None:
    """A table, a tag, a heading, a callout, or an item of a log or of implications."""
    before = lines.line(line)[:column]
    if before.lstrip().startswith("|"):
        return _in_table(lines, line, column)
    if before.count("`") % 2:
        return None
    for pattern, wanted in (
        (_TAG, Wanted.TAG),
        (_SECTION, Wanted.SECTION),
        (_CALLOUT, Wanted.CALLOUT),
        (_LOG, Wanted.LOG),
        (_SAID, Wanted.IMPACT),
    ):
        found = pattern.search(before) if wanted is Wanted.TAG else pattern.match(before)
        if found is None or (wanted is Wanted.TAG and before.strip() == "#"):
            continue
        typed, after = found["typed"], lines.line(line)[column:]
        closing = "] " if wanted is Wanted.CALLOUT and not after.startswith("]") else ""
        day = (found["day"] or "") if wanted is Wanted.LOG else ""
        return Context(wanted, typed, line, column - len(typed), column, day, closing)
    return None


def _in_table(lines: Lines, line: int, column: int) -> Context | None:
    text = lines.line(line)
    before = text[:column]
    first = line
    while first > 0 and lines.line(first - 1).lstrip().startswith("|"):
        first -= 1
    row = tuple(cell.strip() for cell in _BAR.split(before)[1:])
    typed = _BAR.split(before)[-1].lstrip().removeprefix("`")
    start = column - len(typed)
    if line > first + 1:
        heads = [cell.strip() for cell in _BAR.split(lines.line(first))[1:]]
        heads = heads[:-1] if heads and not heads[-1] else heads
        closing = "`" if before[start - 1 : start] == "`" and "`" not in text[column:] else ""
        return Context(
            Wanted.CELL, typed, line, start, column, "", closing, True, heads=tuple(heads), row=row
        )
    if line > first:
        return None
    if len(row) > 1:
        return Context(Wanted.COLUMN, typed, line, start, column, in_cell=True, row=row)
    is_new = before.startswith("|") and not text[column:] and line and not lines.line(line - 1)
    return Context(Wanted.TABLE, before, line, 0, column) if is_new else None


def is_front_matter(lines: Lines, line: int) -> bool:
    """Whether a line is between the marks of the properties, the last one typed or not."""
    if line == 0 or lines.line(0).rstrip() != "---":
        return False
    return all(lines.line(number).rstrip() != "---" for number in range(1, line + 1))


def _link_at(lines: Lines, line: int, column: int) -> Context | None:
    text = lines.line(line)
    before, after = text[:column], text[column:]
    if ("[[" not in before and "](" not in before) or _in_code(lines, line, before):
        return None
    in_cell = text.lstrip().startswith("|")
    opening = before.rfind("[[")
    if opening >= 0 and "]]" not in before[opening:]:
        closing = "" if after.startswith("]]") else "]]"
        inner, at = before[opening + 2 :], opening + 2
        return _in_link(inner, line, at, closing, in_cell=in_cell)
    found = _ADDRESS.search(before)
    if found is None or "#" in found["typed"] or "://" in found["typed"]:
        return None
    closing = ">)" if found["mark"] else ")"
    closing = "" if after.startswith(closing) else closing
    start = found.start("typed")
    return Context(
        Wanted.ADDRESS, found["typed"], line, start, column, "", closing, in_cell,
        bool(found["mark"]),
    )  # fmt: skip


def _in_link(inner: str, line: int, at: int, closing: str, *, in_cell: bool) -> Context:
    target, pipe, display = inner.partition("|")
    end = at + len(inner)
    if pipe:
        target = target.removesuffix("\\").partition("#")[0].strip()
        start = end - len(display)
        return Context(Wanted.DISPLAY, display, line, start, end, target, closing, in_cell)
    name, mark, part = inner.partition("#")
    if not mark:
        return Context(Wanted.NOTE, inner, line, at, end, "", closing, in_cell)
    part = part.rpartition("#")[2]
    wanted = Wanted.BLOCK if part.startswith("^") else Wanted.HEADING
    part = part.removeprefix("^")
    return Context(wanted, part, line, end - len(part), end, name.strip(), closing, in_cell)


def _in_code(lines: Lines, line: int, before: str) -> bool:
    """Whether the place is in a code span of its line, or in a fence."""
    return before.count("`") % 2 == 1 or _in_fence(lines, line)


def _in_fence(lines: Lines, line: int) -> bool:
    fence = ""
    for number in range(line):
        found = _FENCE.match(lines.line(number))
        if found is None:
            continue
        if not fence:
            fence = found["marks"]
        elif found["marks"].startswith(fence):
            fence = ""
    return bool(fence)
