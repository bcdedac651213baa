"""Names that a few letters may mean, as people type them when they search."""

from __future__ import annotations

import re
from collections.abc import Collection

from thesisvault.graph.folding import fold

_WORD = re.compile(r"\w+")


def fitting(typed: str, names: Collection[str]) -> list[str]:
    """The folded names that fit best what was typed, the best first; none where none fits.

    Names that begin with it; else those with words that begin with its words, in any order; else
    those that hold it; else those that have its letters in this order, at the starts of words if
    any has. Only the best of these kinds is given, the shortest names first.

    >>> fitting("nv", ["long nvidia", "nvidia", "invesco"])
    ['nvidia']
    >>> fitting("nvid long", ["long nvidia", "nvidia", "long banks"])
    ['long nvidia']
    >>> fitting("lnv", ["long nvidia", "small caps on quality and value"])
    ['long nvidia']
    """
    wanted = " ".join(fold(typed).split())
    if not wanted:
        return []
    starts = _WORD.findall(wanted)
    found = (
        [name for name in names if name.startswith(wanted)]
        or [name for name in names if starts and _has_words(name, starts)]
        or [name for name in names if wanted in name]
    )
    letters = wanted.replace(" ", "")
    if not found and len(letters) > 1:
        found = [name for name in names if _at_starts(letters, name)]
    if found:
        return sorted(found, key=lambda name: (len(name), name))
    return _with_letters(letters, names) if len(letters) > 1 else []


def _has_words(name: str, starts: list[str]) -> bool:
    words = _WORD.findall(name)
    for start in sorted(starts, key=len, reverse=True):
        match = next((word for word in words if word.startswith(start)), None)
        if match is None:
            return False
        words.remove(match)
    return True


def _at_starts(letters: str, name: str) -> bool:
    """Whether the letters follow each other, each beside the last one or at a word's start."""
    starts = [match.start() for match in _WORD.finditer(name)]
    ends = {-1}
    for letter in letters:
        first = min(ends)
        near = {at + 1 for at in ends if at >= 0}
        allowed = near | {start for start in starts if start > first}
        ends = {at for at in allowed if name[at : at + 1] == letter}
        if not ends:
            return False
    return True


def _with_letters(letters: str, names: Collection[str]) -> list[str]:
    """The names with these letters in this order, those with the shortest stretch first."""
    found = []
    for name in names:
        rest = iter(name)
        if all(letter in rest for letter in letters):
            found.append((_stretch(letters, name), len(name), name))
    return [name for *_, name in sorted(found)]


def _stretch(letters: str, name: str) -> int:
    """The length of the shortest part that has these letters in this order."""
    best, start = len(name), name.find(letters[0])
    while start >= 0:
        at = start
        for letter in letters[1:]:
            at = name.find(letter, at + 1)
            if at < 0:
                return best
        best = min(best, at + 1 - start)
        start = name.find(letters[0], start + 1)
    return best
