"""What one slip of the hand makes of a known word, or of a list's mark."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

_ITEM = re.compile(r"[ \t]*(?:\S[-*+][ \t]|[-*+](?:[^\s*+-]|\u00a0)|\u00a0+[-*+]\s|[－–—•·‣]\s?\S)")
_EMPHASIZED = re.compile(r"[ \t]*\*[^\s*](?:[^*]*[^\s*])?\*(?!\*)")
"""A line that begins in italics: `*Updated 2026-01-20*`."""
_BOX = re.compile(r".?\[(?!\[)[^\[\]]{0,3}\]|\[[xX ]\s")
_MOST_WORDS = 12


def is_near(text: str, known: Iterable[str]) -> bool:
    """Whether a word of `text`, or two that a blank parts, are one letter from a known word."""
    words = text.casefold().split()[:_MOST_WORDS]
    separated = [f"{one}{blank}{other}" for one, other in pairwise(words) for blank in ("", " ")]
    written = [word.strip(".,;:!?()*_") for word in (*words, *separated)]
    return any(is_off_by_one(word, it) for it in known for word in written)


def is_off_by_one(one: str, other: str) -> bool:
    """Whether one letter more, less or other makes one word the other, of five letters or more."""
    size = len(other)
    if size < 5 or not -1 <= len(one) - size <= 1:
        return False
    half = (size - 1) // 2  # one letter is in one half: the other is the same
    if one[:half] != other[:half] and one[-half:] != other[-half:]:
        return False
    both = zip(one, other, strict=False)
    at = next((at for at, (a, b) in enumerate(both) if a != b), min(len(one), len(other)))
    rest, wanted = one[at:], other[at:]
    return rest[1:] == wanted or rest == wanted[1:] or rest[1:] == wanted[1:]


def is_broken_item(line: str) -> bool:
    """Whether a line looks like a list item whose mark is not one: ``x- 2026-05-14: permits``."""
    return _ITEM.match(line) is not None and _EMPHASIZED.match(line) is None


def is_broken_box(text: str) -> bool:
    """Whether the text of an item begins as a checkbox that is not one: ``[`x] permits``."""
    return _BOX.match(text) is not None
