"""All names of a vault in an order in which a few letters find theirs quickly."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from itertools import accumulate, islice

from msgspec import Struct

from thesisvault.graph.folding import fold
from thesisvault.graph.source import Spelling

_ENOUGH = 10
"""Names that fit well enough for those with the letters alone to be left out."""
_BORDER = re.compile(r"\b")


class Entry(Struct, frozen=True, gc=False):
    """A name, how it is spelled, and the note that has it."""

    name: str
    """Folded."""
    spelled: str
    path: str
    level: int
    """0: a title, 1: an alias, 2: a ticker."""


def _entries(spellings: Iterable[Spelling]) -> Iterator[Entry]:
    return (Entry(name, text, path, level) for level, path, name, text in spellings if name)


class Catalogue:
    """The names, made once; a question takes a few milliseconds among 100,000."""

    def __init__(self, spellings: Iterable[Spelling], kept: Iterable[Entry] = ()) -> None:
        """`spellings` as a source gives them; `kept`: entries of another catalogue."""
        entries = [*kept, *_entries(spellings)]
        # The shorter ones first, as they are to be found: a search ends when it has enough.
        self._entries = sorted(entries, key=lambda e: (len(e.name), e.name, e.level, e.path))
        self._whole = "\n" + "\n".join(entry.name for entry in self._entries)
        lengths = (len(entry.name) + 1 for entry in self._entries)
        self._starts = array("Q", accumulate(lengths, initial=1))

    def with_changed(self, paths: Collection[str], spellings: Iterable[Spelling]) -> Catalogue:
        """The same with other names for these notes; itself where their names are as before."""
        now = list(spellings)
        before = {entry for entry in self._entries if entry.path in paths}
        if before == set(_entries(now)):
            return self
        return Catalogue(now, (entry for entry in self._entries if entry not in before))

    def fitting(self, typed: str, most: int) -> list[Entry]:
        """The names that fit what was typed: those that begin with it, those with words that do,
        those that hold it, those with its letters in order; of each, the shorter ones first.

        >>> names = [(0, "a.md", "long amber", "Long amber"), (0, "b.md", "amber", "Amber")]
        >>> [entry.spelled for entry in Catalogue(names).fitting("amb", 5)]
        ['Amber', 'Long amber']
        """
        wanted = " ".join(fold(typed).split())
        if not wanted:
            return self.titles[:most]
        found = self._holding(wanted, most)
        if len(found) < min(most, _ENOUGH):
            found.update(dict.fromkeys(islice(self._with_letters(wanted), most)))
        return [self._entries[at] for at in islice(found, most)]

    @cached_property
    def titles(self) -> list[Entry]:
        """The titles, in the order of the alphabet; those of days last."""
        titles = (entry for entry in self._entries if entry.level == 0)
        return sorted(titles, key=lambda e: (not e.name[0].isalpha(), e.name, e.path))

    def tickers(self) -> tuple[str, ...]:
        """The tickers, in the order of the alphabet."""
        return tuple(sorted({entry.spelled for entry in self._entries if entry.level == 2}))

    def spellings(self) -> Iterator[Spelling]:
        """The names as a source gives them: titles first, by preference."""
        for e in sorted(self._entries, key=lambda e: (e.level, len(e.path), e.path)):
            yield e.level, e.path, e.name, e.spelled

    def _holding(self, wanted: str, most: int) -> dict[int, None]:
        """Places of the names that begin with it, have words that begin with its words in any
        order, or hold it as it is; these in this order, and enough of each.
        """
        begin = (self._at(offset + 1) for offset in self._find(f"\n{wanted}"))
        found = dict.fromkeys(islice(begin, most))
        first, *others = sorted(wanted.split(), key=len, reverse=True)
        words = [re.compile(rf"\b{re.escape(word)}") for word in others]
        holding: dict[int, None] = {}
        for offset in self._find(first):
            if len(found) >= most:
                break
            is_word = _BORDER.match(self._whole, offset) is not None
            if not is_word and len(holding) >= most:
                continue
            at = self._at(offset)
            name = self._entries[at].name
            if is_word and all(word.search(name) for word in words):
                found[at] = None
            elif wanted in name:
                holding[at] = None
        return {**found, **holding}

    def _find(self, text: str) -> Iterator[int]:
        offset = self._whole.find(text)
        while offset >= 0:
            yield offset
            offset = self._whole.find(text, offset + 1)

    def _with_letters(self, wanted: str) -> Iterator[int]:
        letters = [re.escape(letter) for letter in wanted.replace(" ", "")]
        if len(letters) > 1:
            pattern = "\n" + "".join(f"[^\n{c}]*{c}" for c in letters)
            for found in re.finditer(pattern, self._whole):
                yield self._at(found.start() + 1)

    def _at(self, offset: int) -> int:
        """The place of the name in which an offset lies."""
        return bisect_right(self._starts, offset) - 1
