"""All names of a vault in an order in which a few letters find theirs quickly."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import Struct

from thesisvault.graph.folding import fold
from thesisvault.graph.source import Spelling

_ENOUGH = 10
"""Names that fit well enough for those with the letters alone to be left out."""


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
            # The titles alone: a list of all aliases says nothing. Those of days come last.
            return sorted(self.titles, key=lambda item: not item.name[0].isalpha())[:most]
        found: dict[int, None] = {}
        for places in (self._begin, self._with_words, self._holding, self._with_letters):
            if len(found) >= (most if places != self._with_letters else min(most, _ENOUGH)):
                break
            fresh = set(places(wanted)) - found.keys()
            found.update(dict.fromkeys(sorted(fresh, key=self._rank)))
        return [self._entries[at] for at in list(found)[:most]]

    @cached_property
    def titles(self) -> list[Entry]:
        """The titles, in the order of the alphabet."""
        return [entry for entry in self._entries if entry.level == 0]

    def _rank(self, at: int) -> tuple[int, int]:
        return len(self._names[at]), at

    def _begin(self, wanted: str) -> Iterator[int]:
        at = bisect_left(self._names, wanted)
        while at < len(self._names) and self._names[at].startswith(wanted):
            yield at
            at += 1

    def _with_words(self, wanted: str) -> Iterator[int]:
        """Names with words that begin with its words, in any order."""
        first, *rest = sorted(wanted.split(), key=len, reverse=True)
        others = [re.compile(rf"\b{re.escape(word)}") for word in rest]
        for at in self._match(rf"\b{re.escape(first)}"):
            if all(word.search(self._names[at]) for word in others):
                yield at

    def _holding(self, wanted: str) -> Iterator[int]:
        return self._match(re.escape(wanted))

    def _with_letters(self, wanted: str) -> Iterator[int]:
        letters = [re.escape(letter) for letter in wanted.replace(" ", "")]
        if len(letters) > 1:
            yield from self._match("^" + "".join(f"[^\n{c}]*{c}" for c in letters))

    def _match(self, pattern: str) -> Iterator[int]:
        for found in re.finditer(pattern, self._whole, re.MULTILINE):
            yield bisect_right(self._starts, found.start()) - 1
