"""Which known names may be meant: by a typo or a part of a name, and by a few letters of a search.

Every unknown name of a vault asks. So only names that share rare runs of letters with it are held
against it: what one question costs has a bound, however many names there are.
"""

from __future__ import annotations

import heapq
import re
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from itertools import accumulate

from thesisvault.graph.folding import fold

LONGEST = 120
"""Letters; nobody has mistyped a longer name."""
ALIKE = 0.75
"""Share of the letters of two near names that both have in the same order."""
_RUN, _EDGES = 3, 4
_MOST_SEEN = 300
"""Names looked at to find those that share most runs."""
_FEW = 20
"""Questions that are cheaper to answer by searching the names than by making a table of them."""
_MOST_COMPARED = 40
_WORD = re.compile(r"\w+")


class Nearest:
    """An index of names; nothing is made before the first question, and a table after some."""

    def __init__(self, names: Iterable[str]) -> None:
        """`names` are folded; longer ones than `LONGEST` are near to nothing."""
        self._names = [name for name in names if len(name) <= LONGEST]
        self._known: dict[tuple[str, int], tuple[str, ...]] = {}

    @cached_property
    def _by_run(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self._names:
            for run in _runs(name):
                found.setdefault(run, []).append(name)
        return found

    @cached_property
    def _text(self) -> tuple[str, array[int]]:
        """All names with their edges, and where each begins."""
        starts = accumulate((len(name) + _EDGES for name in self._names), initial=0)
        return "".join(f"\0\0{name}\0\n" for name in self._names), array("Q", starts)

    def _with(self, run: str) -> list[str]:
        """The names with a run of letters."""
        if len(self._known) >= _FEW:
            return self._by_run.get(run, [])
        (text, starts), found = self._text, []
        offset = text.find(run)
        while offset >= 0:
            at = bisect_right(starts, offset)
            found.append(self._names[at - 1])
            offset = text.find(run, starts[at])
        return found

    def to(self, wanted: str, most: int) -> tuple[str, ...]:
        """The names most like `wanted`, then those that hold it, in order of the alphabet."""
        if len(wanted) > LONGEST:
            return ()
        if (wanted, most) not in self._known:
            near = _near(wanted, self._candidates(wanted))
            found = dict.fromkeys((*near[:most], *self._holders(wanted, most)))
            self._known[wanted, most] = tuple(found)[:most]
        return self._known[wanted, most]

    def _candidates(self, wanted: str) -> list[str]:
        shared: Counter[str] = Counter()
        left = _MOST_SEEN
        runs = sorted(_runs(wanted))  # a set has an order of its own in each process
        for names in sorted(map(self._with, runs), key=len):
            shared.update(names[:left])
            left -= len(names)
            if left <= 0:
                break

        def rank(name: str) -> tuple[int, int, str]:
            return -shared[name], abs(len(name) - len(wanted)), name

        return heapq.nsmallest(_MOST_COMPARED, shared, key=rank)

    def _holders(self, wanted: str, most: int) -> list[str]:
        if len(wanted) < 2:
            return []
        inner = [wanted[at : at + _RUN] for at in range(len(wanted) - _RUN + 1)]
        # A name that holds it has each of its runs: the rarest leaves the fewest to look at.
        some = min(map(self._with, inner), key=len, default=self._names)
        return sorted(name for name in some[:_MOST_SEEN] if wanted in name)[:most]


def _near(wanted: str, names: Iterable[str]) -> list[str]:
    """Those that have enough letters with it in common, the most alike first.

    The longest common subsequence, a bit for each letter of `wanted` (Hyyrö 2004): comparing two
    names takes a step a letter, where `difflib` takes the product of their lengths.
    """
    places: dict[str, int] = {}
    for at, letter in enumerate(wanted):
        places[letter] = places.get(letter, 0) | 1 << at
    every = (1 << len(wanted)) - 1
    found = []
    for name in names:
        both = len(wanted) + len(name)
        if 2 * min(len(wanted), len(name)) < ALIKE * both:
            continue
        left = every
        for letter in name:
            here = left & places.get(letter, 0)
            left = (left + here | left - here) & every
        if (alike := 2 * (len(wanted) - left.bit_count()) / both) >= ALIKE:
            found.append((-alike, name))
    return [name for _, name in sorted(found)]


def _runs(name: str) -> set[str]:
    """All runs of letters, with the edges marked: a short name and a first letter count too."""
    padded = f"\0\0{name}\0"
    return {padded[at : at + _RUN] for at in range(len(padded) - _RUN + 1)}


def parts(typed: str, names: Collection[str]) -> list[str]:
    """The folded names of which this is a part, the best first.

    Names that begin with it; else those with words that begin with its words, in any order; else
    those that hold it. Only the best of these kinds is given, the shortest names first.

    >>> parts("nv", ["long nvidia", "nvidia", "invesco"])
    ['nvidia']
    >>> parts("nvid long", ["long nvidia", "nvidia", "long banks"])
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
    return _shortest_first(found)


def initials(typed: str, names: Collection[str]) -> list[str]:
    """The folded names that have these letters at the starts of their words.

    >>> initials("lnv", ["long nvidia", "small caps on quality and value"])
    ['long nvidia']
    """
    letters = "".join(fold(typed).split())
    return _shortest_first(name for name in names if len(letters) > 1 and _at_starts(letters, name))


def scattered(typed: str, names: Collection[str]) -> list[str]:
    """The folded names that have these letters in this order, however far apart.

    >>> scattered("nope", ["long copper producers"])
    ['long copper producers']
    """
    letters = "".join(fold(typed).split())
    return _with_letters(letters, names) if len(letters) > 1 else []


def fitting(typed: str, names: Collection[str]) -> list[str]:
    """The folded names that fit best what was typed, by the first of these ways that finds any.

    >>> fitting("lnv", ["long nvidia", "small caps on quality and value"])
    ['long nvidia']
    """
    return parts(typed, names) or initials(typed, names) or scattered(typed, names)


def _shortest_first(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (len(name), name))


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
