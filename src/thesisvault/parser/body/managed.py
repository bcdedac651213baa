"""Managed blocks: the stretches between markers that thesisvault itself writes.

Links inside are real to a reader and to Obsidian, but no edges of our graph: else every backlink
would feed itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from thesisvault.parser.body.block import Block, Html

_MARKER = re.compile(r"\s*<!--\s*(/?)thesis:([a-z]+)\b[^\n]*-->\s*\Z")

LOOKS_LIKE_MARKER = re.compile(r"<!--\s*/?\s*thesis:", re.IGNORECASE)
"""Only spots what a person would take for a marker; what is one, the tokens say."""
_BYTES_LIKE_MARKER = re.compile(LOOKS_LIKE_MARKER.pattern.encode(), re.IGNORECASE)
_FENCE = re.compile(r"\s*(```|~~~)")
_OF_FIGURES = re.compile(rb"thesis:(?:impact|moves)")


def may_hold_markers(data: bytes) -> bool:
    """False where there is certainly no marker: most notes need no closer look."""
    return _BYTES_LIKE_MARKER.search(data) is not None


def may_show_figures(data: bytes) -> bool:
    """False where there is certainly no block that a review or prices may change."""
    return _OF_FIGURES.search(data) is not None


def managed_ranges(blocks: Iterable[Block]) -> Iterator[range]:
    """The body lines between each start marker and its end marker.

    Only markers that stand on lines of their own count, which is what a block of HTML means: a
    marker in a code fence is text. A start without an end manages nothing.
    """
    opened: tuple[str, int] | None = None
    for block in blocks:
        if type(block) is not Html:
            continue
        match = _MARKER.match(block.text)
        if match is None:
            continue
        closing, name = match.group(1) == "/", match.group(2)
        if not closing:
            opened = (name, block.end)
        elif opened is not None and opened[0] == name:
            yield range(opened[1], block.first)
            opened = None


def written_lines(lines: Sequence[str]) -> Sequence[str]:
    """The lines of a note with those between markers empty: what a search looks through.

    Without the blocks of the body, which would cost a search most of its time.
    """
    if not any("thesis:" in line and _MARKER.match(line) for line in lines):
        return lines
    found, fence = list(lines), ""
    opened: tuple[str, int] | None = None
    for at, line in enumerate(lines):
        if mark := _FENCE.match(line):
            fence = "" if fence == mark[1] else fence or mark[1]
        match = None if fence else _MARKER.match(line)
        if match is None:
            continue
        if not match[1]:
            opened = (match[2], at + 1)
        elif opened is not None and opened[0] == match[2]:
            found[opened[1] : at] = [""] * (at - opened[1])
            opened = None
    return found
