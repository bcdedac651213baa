"""All names of a vault in an order in which a few letters find theirs quickly."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from msgspec import Struct

from thesisvault.graph.folding import fold
from thesisvault.graph.source import Spelling


class Entry(Struct, frozen=True, gc=False):
    """A name, how it is spelled, and the note that has it."""

    name: str
    """Folded."""
    spelled: str
    path: str
    level: int
    """0: a title, 1: an alias, 2: a ticker."""


class Catalogue:
    """The names, made once; a question takes a few milliseconds among 100,000."""

    def __init__(self, spellings: Iterable[Spelling]) -> None:
        """`spellings` as a source gives them."""
        entries = (Entry(name, text, path, level) for level, path, name, text in spellings if name)
        self._entries = sorted(entries, key=lambda item: (item.name, item.level, item.path))
        self._names = [entry.name for entry in self._entries]
        self._whole = "\n".join(self._names)
        self._starts: list[int] = []
        at = 0
        for name in self._names:
            self._starts.append(at)
            at += len(name) + 1

    def fitting(self, typed: str, most: int) -> list[Entry]:
        """The names that fit what was typed: those that begin with it, those with words that do,
        those that hold it, those with its letters in order; of each, the shorter ones first.

        >>> names = [(0, "a.md", "long amber", "Long amber"), (0, "b.md", "amber", "Amber")]
        >>> [entry.spelled for entry in Catalogue(names).fitting("amb", 5)]
        ['Amber', 'Long amber']
        """
        wanted = " ".join(fold(typed).split())
        if not wanted:
            # The titles alone, in the alphabet's order: a list of all aliases says nothing.
            return [entry for entry in self._entries if entry.level == 0][:most]
        found: dict[int, None] = {}
        for places in (self._begin(wanted), *(self._match(p) for p in _patterns(wanted))):
            found.update(dict.fromkeys(sorted(set(places) - found.keys(), key=self._rank)))
            if len(found) >= most:
                break
        return [self._entries[at] for at in list(found)[:most]]

    def _rank(self, at: int) -> tuple[int, int]:
        return len(self._names[at]), at

    def _begin(self, wanted: str) -> Iterator[int]:
        at = bisect_left(self._names, wanted)
        while at < len(self._names) and self._names[at].startswith(wanted):
            yield at
            at += 1

    def _match(self, pattern: str) -> Iterator[int]:
        for found in re.finditer(pattern, self._whole, re.MULTILINE):
            yield bisect_left(self._starts, found.start() + 1) - 1


def _patterns(wanted: str) -> Iterator[str]:
    words = [re.escape(word) for word in wanted.split()]
    # A word's start is looked for ahead, so that words may come in any order.
    yield "^" + "".join(rf"(?=[^\n]*\b{word})" for word in words) + r"[^\n]+"
    yield re.escape(wanted)
    if len(letters := wanted.replace(" ", "")) > 1:
        yield "^" + "".join(rf"[^\n{re.escape(c)}]*{re.escape(c)}" for c in letters)
