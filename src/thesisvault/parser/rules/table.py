"""Pipe tables by Obsidian's own rule, each cell with its place, and surplus cells kept."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

_DELIMITERS = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_PIPE = re.compile(r"(?<!\\)\|")


def table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A header and a row of dashes, at column 0, never inside a paragraph.

    All rows begin with a pipe, or none does; their number of cells is free. Every cell is an
    inline token whose `meta` holds ``column`` (of its text in the source line) and ``dropped``
    (offsets in its content before which the backslash of ``\\|`` was left out).
    """
    if start_line + 2 > end_line or silent:
        return False
    header = _row(state, start_line)
    delimiters = None if header is None else _row(state, start_line + 1)
    if header is None or delimiters is None:
        return False
    piped = header.startswith("|")
    if delimiters.startswith("|") != piped or not _DELIMITERS.fullmatch(delimiters):
        return False
    lines = [start_line]
    line = start_line + 2
    while line < end_line:
        row = _row(state, line)
        if row is None or row.startswith("|") != piped:
            break
        lines.append(line)
        line += 1
    state.push("table_open", "table", 1).map = [start_line, line]
    for number in lines:
        _push_row(state, number)
    state.push("table_close", "table", -1)
    state.line = line
    return True


def _row(state: StateBlock, line: int) -> str | None:
    """The line's text, or None where no row of a table stands."""
    if state.sCount[line] != state.blkIndent or state.isEmpty(line):
        return None
    start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    if state.src.find("|", start, end) < 0:
        return None
    text = state.src[start:end]
    return text if _PIPE.search(text) else None


def _push_row(state: StateBlock, line: int) -> None:
    state.push("tr_open", "tr", 1).map = [line, line + 1]
    start = state.bMarks[line] + state.tShift[line]
    source_start = state.src.rfind("\n", 0, start) + 1
    for column, text, dropped in split_row(state.src[start : state.eMarks[line]]):
        cell = state.push("inline", "", 0)
        cell.map = [line, line + 1]
        cell.content = text
        cell.children = []
        cell.meta = {"column": start - source_start + column, "dropped": dropped}
    state.push("tr_close", "tr", -1)


def split_row(line: str) -> list[tuple[int, str, tuple[int, ...]]]:
    """A row's cells as (column, text, dropped). ``\\|`` is a pipe inside a cell.

    >>> split_row("| a | [[B\\\\|c]] |")
    [(2, 'a', ()), (6, '[[B|c]]', (3,))]
    """
    cells: list[tuple[int, str, tuple[int, ...]]] = []
    raws = _PIPE.split(line)
    start, last = 0, len(raws) - 1
    for number, raw in enumerate(raws):
        text = raw.strip()
        if text or 0 < number < last:  # else it is what stands outside the enclosing pipes
            column = start + len(raw) - len(raw.lstrip())
            cells.append((column, *_unescaped(text)))
        start += len(raw) + 1
    return cells


def _unescaped(text: str) -> tuple[str, tuple[int, ...]]:
    if "\\|" not in text:
        return text, ()
    pieces = text.split("\\|")
    dropped, length = [], 0
    for piece in pieces[:-1]:
        length += len(piece)
        dropped.append(length)
        length += 1
    return "|".join(pieces), tuple(dropped)


def install(md: MarkdownIt) -> None:
    """In the library's own place."""
    md.block.ruler.at("table", table)
