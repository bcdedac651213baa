"""Managed blocks: the stretches between markers that thesisvault itself writes.

Links inside are real to a reader and to Obsidian, but no edges of our graph: else every backlink
would feed itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from thesisvault.parser.body.block import Block, Html

_MARKER = re.compile(r"\s*<!--\s*(/?)thesis:([a-z]+)\b[^\n]*-->\s*\Z")

LOOKS_LIKE_MARKER = re.compile(r"<!--\s*/?\s*thesis:", re.IGNORECASE)
"""Only spots what a person would take for a marker; what is one, the tokens say."""
_BYTES_LIKE_MARKER = re.compile(LOOKS_LIKE_MARKER.pattern.encode(), re.IGNORECASE)
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
