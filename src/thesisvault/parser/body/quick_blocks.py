"""The blocks that most notes are made of, in their plainest form, read line by line.

Each is taken only where markdown-it would find the same. Where that is not sure the block is left
to markdown-it, and what is below it is looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct

from thesisvault.parser.body.block import Block, Code, Heading, Html, Role, Row, Table, Text
from thesisvault.parser.rules import callout, table

_MAY_BEGIN = frozenset(" \t#>-+*_`~<[|=:$%0123456789")
"""What may begin another block than a paragraph, or change what the line above is."""

_TEXT = re.compile(
    r"""\[[^\[\]\\]*(?:\[|\](?!:))         # a bracket that defines nothing,
      | [*_]{1,3}[^\s*_] | [0-9]+[^0-9.)]  # an emphasis, a figure,
      | \#+[^\s\#] | [-+][^\s+|:-]           # a tag, a sign,
      | `[^`] | ~[^~] | \$[^$] | %[^%]     # and too few marks for a fence
    """,
    re.VERBOSE,
)
"""A line that is text, though it begins as another block may."""

_ENDS_PARAGRAPH = re.compile(r"#{1,6} +\S|[-+*] +[^\s*_+|:-]|> ?\S|<!--")
_HEADING = re.compile(r"(#{1,6}) +([^\s#](?:.*[^\s#])?)\Z")
_ITEM = re.compile(r"( *)(?:[-+*]|([0-9]{1,9})[.)]) (?=\S)(.*)")
_DEEPEST = 8
"""Lists in lists."""
_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,})\Z")
_FENCE = re.compile(r"(`{3,}+|~{3,}+)[^`|]*\Z")


class _OpenList(Struct, gc=False):
    indent: int
    marker: str
    inside: int = 0
    """Where the text of its last item begins."""


class QuickBlocks:
    """One pass over the top level of a body."""

    def __init__(
        self, lines: Sequence[str], found: list[Block], by_rules: Callable[[int], int]
    ) -> None:
        """`by_rules` appends the blocks on a line to `found`, and returns the line behind them."""
        self._lines, self._found, self._by_rules = lines, found, by_rules
        self._count = len(lines)
        if lines and not lines[-1].strip(" \t"):
            self._count -= 1  # markdown-it knows no last line that is blank and has no end

    def read(self) -> None:
        """Append the body's blocks."""
        lines, count, readers = self._lines, self._count, _READERS
        at = 0
        while at < count:
            line = lines[at]
            if not line or (line[0] in " \t" and not line.strip(" \t")):
                at += 1
                continue
            read = readers.get(line[0], QuickBlocks._paragraph)
            at = read(self, at, line) or self._by_rules(at)

    # Each reader returns the line behind its block, or 0 where it is not one of its own.

    def _paragraph(self, at: int, line: str) -> int:
        lines, count = self._lines, self._count
        if line[0] in _MAY_BEGIN and not _TEXT.match(line):
            return 0
        end = at + 1
        while end < count and (below := lines[end]):
            if below[0] in _MAY_BEGIN and not _TEXT.match(below):
                if _ENDS_PARAGRAPH.match(below) or not below.strip(" \t"):
                    break
                return 0
            end += 1
        text = line if end == at + 1 else "\n".join(lines[at:end])
        if text[0].isspace() or text[-1].isspace():
            return 0
        self._found.append(Text(at, end, text, Role.NONE, 0))
        return end

    def _heading(self, at: int, line: str) -> int:
        heading = _HEADING.match(line)
        if heading is None:
            return self._paragraph(at, line)
        if "|" in line:
            return 0  # the header of a table, or not
        level, column = heading.end(1), heading.start(2)
        self._found.append(Heading(at, at + 1, heading[2], level, column=column))
        return at + 1

    def _list_or_rule(self, at: int, line: str) -> int:
        if _RULE.match(line):
            return at + 1
        return self._list(at, line) or self._paragraph(at, line)

    def _list(self, at: int, line: str) -> int:
        """A list, or lists in lists, of items of one line each, and blank lines among them."""
        lines, count = self._lines, self._count
        opened: list[_OpenList] = []
        items: list[Text] = []
        while at < count:
            if not (line := lines[at]) or not line.strip(" \t"):
                at += 1
                continue
            item = _ITEM.match(line)
            if item is None or not _is_text(item[3]):
                is_apart = bool(opened) and not lines[at - 1].strip(" \t")
                if (is_apart and not _may_go_on(opened, line[0])) or (
                    opened and _HEADING.match(line)
                ):
                    break
                return 0
            indent, inside = item.end(1), item.start(3)
            marker = line[inside - 2]
            while opened and indent < opened[-1].indent:
                opened.pop()
            if opened and indent == opened[-1].indent:
                if marker != opened[-1].marker:
                    if indent == 0:
                        break
                    return 0
            elif opened and (
                not 0 <= indent - opened[-1].inside <= 3
                or item[2] not in (None, "1")
                or len(opened) == _DEEPEST
            ):
                return 0
            else:
                opened.append(_OpenList(indent, marker))
            opened[-1].inside = inside
            at += 1
            items.append(Text(at - 1, at, item[3], Role.ITEM, inside))
        self._found += items
        return at

    def _html(self, at: int, line: str) -> int:
        if not line.startswith("<!--") or "-->" not in line or "|" in line:
            return 0
        self._found.append(Html(at, at + 1, line))
        return at + 1

    def _quote(self, at: int, line: str) -> int:
        lines, count = self._lines, self._count
        texts: list[str] = []
        end = at
        while end < count and (below := lines[end]):
            text = below[2:]
            if not below.startswith("> ") or not _is_text(text):
                return 0
            texts.append(text)
            end += 1
        behind = at + 1 if callout.TITLE.match(texts[0]) else end
        self._found.append(Text(at, behind, "\n".join(texts[: behind - at]), Role.QUOTE, 2))
        if behind < end:
            self._found.append(Text(behind, end, "\n".join(texts[behind - at :]), Role.NONE, 2))
        return end

    def _table(self, at: int, line: str) -> int:
        lines, count = self._lines, self._count
        if at + 1 >= count or not table.are_head(line, lines[at + 1]):
            return 0
        rows = [Row(at, 0, line)]
        end = at + 2
        while end < count and (row := lines[end]).startswith("|") and table.is_row(row):
            rows.append(Row(end, 0, row))
            end += 1
        self._found.append(Table(at, end, rows))
        return end

    def _fence(self, at: int, line: str) -> int:
        opening = _FENCE.match(line)
        if opening is None:
            return self._paragraph(at, line)
        marks = opening[1]
        for end in range(at + 1, self._count):
            below = self._lines[end]
            if below.startswith(marks) and not below.strip(marks[0]):
                self._found.append(Code(at, end + 1, marks))
                return end + 1
            if below.strip(" \t").startswith(marks):
                return 0
        return 0


def _is_text(text: str) -> bool:
    """Whether a line of a container is text, and neither begins nor ends in white space."""
    return bool(text) and not (
        (text[0] in _MAY_BEGIN and not _TEXT.match(text)) or text[0].isspace() or text[-1].isspace()
    )


def _may_go_on(lists: Sequence[_OpenList], first: str) -> bool:
    """Whether these lists may, behind a blank line, with a line that begins so."""
    return first in " \t" or any(
        first in "0123456789" if of.marker in ".)" else first == of.marker for of in lists
    )


_READERS: dict[str, Callable[[QuickBlocks, int, str], int]] = {
    "#": QuickBlocks._heading,
    ">": QuickBlocks._quote,
    "|": QuickBlocks._table,
    "<": QuickBlocks._html,
    **dict.fromkeys("-+*_0123456789", QuickBlocks._list_or_rule),
    **dict.fromkeys("`~", QuickBlocks._fence),
}
"""Who reads what begins with a character; all else may be a paragraph."""
