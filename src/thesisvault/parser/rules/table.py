"""Pipe tables by Obsidian's own rule, each cell with its place, and surplus cells kept."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

_DELIMITERS = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_PIPE = re.compile(r"(?<!\\)\|")


def table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A header and a row of dashes, at column 0, never inside a paragraph.

    All rows begin with a pipe, or none does; their number of cells is free. The token's `meta`
    holds ``rows``: the line of each, its column in the source, and its text.
    """
    if start_line + 2 > end_line or silent:
        return False
    header = _row(state, start_line)
    delimiters = None if header is None else _row(state, start_line + 1)
    if header is None or delimiters is None or not are_head(header, delimiters):
        return False
    piped = header.startswith("|")
    rows = [_place(state, start_line, header)]
    line = start_line + 2
    while line < end_line:
        row = _row(state, line)
        if row is None or row.startswith("|") != piped:
            break
        rows.append(_place(state, line, row))
        line += 1
    token = state.push("table", "table", 0)
    token.map, token.meta = [start_line, line], {"rows": rows}
    state.line = line
    return True


def _place(state: StateBlock, line: int, row: str) -> tuple[int, int, str]:
    start = state.bMarks[line] + state.tShift[line]
    return line, start - (state.src.rfind("\n", 0, start) + 1), row


def _row(state: StateBlock, line: int) -> str | None:
    """The line's text, or None where no row of a table stands."""
    if state.sCount[line] != state.blkIndent or state.isEmpty(line):
        return None
    text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
    return text if is_row(text) else None


def is_row(text: str) -> bool:
    """Whether a line is separated into cells."""
    return "|" in text and ("\\" not in text or _PIPE.search(text) is not None)


def is_delimiters(line: str) -> bool:
    """Whether a line is the row of dashes below a header."""
    return "|" in line and _DELIMITERS.fullmatch(line.strip()) is not None


def are_head(header: str, delimiters: str) -> bool:
    """Whether two lines, the second of dashes, begin a table."""
    return (
        header.startswith("|") == delimiters.startswith("|")
        and is_row(header)
        and is_row(delimiters)
        and _DELIMITERS.fullmatch(delimiters) is not None
    )


def split_row(line: str) -> list[tuple[int, str, tuple[int, ...]]]:
    """A row's cells as (column, text, dropped). ``\\|`` is a pipe inside a cell.

    `dropped` are the offsets in the text before which such a backslash was left out.

    >>> split_row("| a | [[B\\\\|c]] |")
    [(2, 'a', ()), (6, '[[B|c]]', (3,))]
    """
    escaped = "\\" in line
    raws = _PIPE.split(line) if escaped else line.split("|")
    cells: list[tuple[int, str, tuple[int, ...]]] = []
    start, last = 0, len(raws) - 1
    for number, raw in enumerate(raws):
        text = raw.strip()
        if text or 0 < number < last:  # else it is what stands outside the enclosing pipes
            column = start + (raw.find(text) if text else len(raw))
            cells.append((column, *_unescaped(text)) if escaped else (column, text, ()))
        start += len(raw) + 1
    return cells


def escape_pipes(text: str) -> str:
    """The text with each bare pipe escaped, as a cell needs it.

    >>> escape_pipes("[[B|c]]")
    '[[B\\\\|c]]'
    """
    return _PIPE.sub(r"\\|", text)


def _unescaped(text: str) -> tuple[str, tuple[int, ...]]:
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
