"""The nearest of many names, as `difflib.get_close_matches` finds them, in a fraction of its time.

How alike two names are is twice the letters that match, by the letters of both. No more letters
can match than the names have in common, and no more than their longest common subsequence has: a
name that stays below the cutoff even so is not compared. The first bound is had for all names at
once: for each letter there is a number whose bits say which names have it, and those are added up
bit by bit. The second is that of Hyyrö, *Bit-parallel LCS-length computation revisited* (2004).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property


class Nearness:
    """Names among which the nearest to another one are asked for, many times over."""

    def __init__(self, names: Iterable[str]) -> None:
        """`names` are compared as they are."""
        self._names = sorted(set(names), key=len)

    def nearest(self, name: str, most: int, cutoff: float) -> list[str]:
        """At most that many names, the nearest first, all at least as alike as `cutoff`.

        0 is nothing in common, 1 the same name. Of two that are as near, the last in order is
        first.
        """
        from difflib import SequenceMatcher

        matcher = SequenceMatcher(b=name)
        found: list[tuple[float, str]] = []
        for bound, known in sorted(self._bounded(name, cutoff), reverse=True):
            if len(found) == most and bound < found[-1][0]:
                break  # what follows is less near than all that were found
            matcher.set_seq1(known)
            if (ratio := matcher.ratio()) >= cutoff:
                found = sorted((*found, (ratio, known)), reverse=True)[:most]
        return [known for _, known in found]

    def _bounded(self, name: str, cutoff: float) -> Iterator[tuple[float, str]]:
        """The names that may be as alike as `cutoff`, each with how alike it can be at most."""
        places: dict[str, int] = {}
        for at, char in enumerate(name):
            places[char] = places.get(char, 0) | 1 << at
        everywhere = (1 << len(name)) - 1
        for known in self._sharing(name, cutoff):
            row = everywhere
            for char in known:
                if same := row & places.get(char, 0):
                    row = (row + same) | (row - same)
            common = len(name) - (row & everywhere).bit_count()
            letters = len(name) + len(known)
            bound = 2.0 * common / letters if letters else 1.0
            if bound >= cutoff:
                yield bound, known

    def _sharing(self, name: str, cutoff: float) -> Iterator[str]:
        """The names that have enough letters in common with it."""
        digits: list[int] = []
        """The count of each name's common letters: bit by bit, lowest first."""
        for char, times in Counter(name).items():
            for having in self._having.get(char, ())[:times]:
                carry = having
                for place, digit in enumerate(digits):
                    digits[place], carry = digit ^ carry, digit & carry
                if carry:
                    digits.append(carry)
        chosen = 0
        for length, names in self._by_length.items():
            whole = len(name) + length
            needed = next(n for n in range(whole + 1) if 2.0 * n >= cutoff * whole)
            if needed <= min(len(name), length):
                chosen |= _at_least(needed, digits, names)
        at = -1
        bits = bin(chosen)[:1:-1]
        while (at := bits.find("1", at + 1)) >= 0:
            yield self._names[at]

    @cached_property
    def _having(self) -> dict[str, list[int]]:
        """For each letter the names that have it, then those that have it twice, and so on."""
        size = len(self._names) // 8 + 1
        rows: dict[str, list[bytearray]] = {}
        for number, name in enumerate(self._names):
            byte, bit = number >> 3, 1 << (number & 7)
            for char, times in Counter(name).items():
                found = rows.setdefault(char, [])
                while len(found) < times:
                    found.append(bytearray(size))
                for row in found[:times]:
                    row[byte] |= bit
        return {
            char: [int.from_bytes(row, "little") for row in found] for char, found in rows.items()
        }

    @cached_property
    def _by_length(self) -> dict[int, int]:
        """For each length the names that have it."""
        found: dict[int, int] = {}
        start = 0
        for length, count in Counter(map(len, self._names)).items():
            found[length] = ((1 << count) - 1) << start
            start += count
        return found


def _at_least(needed: int, digits: list[int], among: int) -> int:
    """Those of the names whose count has that size."""
    if needed >> len(digits):
        return 0
    more, equal = 0, among
    for place in reversed(range(len(digits))):
        if needed >> place & 1:
            equal &= digits[place]
        else:
            more |= equal & digits[place]
            equal &= ~digits[place]
    return more | equal
