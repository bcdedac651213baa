"""Which known names come near to one that matches none: a typo, or a part of a name.

Every unknown name of a vault asks. So only names that share rare runs of letters with it are held
against it: what one question costs has a bound, however many names there are.
"""

from __future__ import annotations

import difflib
import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

LONGEST = 120
"""Letters; nobody has mistyped a longer name, and comparing takes their square."""
ALIKE = 0.7
"""`difflib`'s ratio from which two names are near."""
_RUN = 3
_MOST_SEEN = 1000
"""Names looked at to find those that share most runs."""
_MOST_COMPARED = 40
_WORK = _MOST_COMPARED * 40**3 + _MOST_COMPARED
"""For one name: those longer than 40 letters are held against fewer others, the longest to one."""


class Nearest:
    """An index of names; building it is left until the first question."""

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

    def to(self, wanted: str, most: int) -> tuple[str, ...]:
        """The names most like `wanted`, then those that hold it, in order of the alphabet."""
        if len(wanted) > LONGEST:
            return ()
        if (wanted, most) not in self._known:
            near = difflib.get_close_matches(wanted, self._candidates(wanted), most, ALIKE)
            found = dict.fromkeys((*near, *self._holders(wanted, most)))
            self._known[wanted, most] = tuple(found)[:most]
        return self._known[wanted, most]

    def _candidates(self, wanted: str) -> list[str]:
        shared: Counter[str] = Counter()
        left = _MOST_SEEN
        runs = sorted(_runs(wanted))  # a set has an order of its own in each process
        for names in sorted((self._by_run.get(run, []) for run in runs), key=len):
            shared.update(names[:left])
            left -= len(names)
            if left <= 0:
                break

        def rank(name: str) -> tuple[int, int, str]:
            return -shared[name], abs(len(name) - len(wanted)), name

        return heapq.nsmallest(
            min(_MOST_COMPARED, _WORK // (len(wanted) ** 3 + 1)), shared, key=rank
        )

    def _holders(self, wanted: str, most: int) -> list[str]:
        if len(wanted) < 2:
            return []
        inner = [wanted[at : at + _RUN] for at in range(len(wanted) - _RUN + 1)]
        # A name that holds it has each of its runs: the rarest leaves the fewest to look at.
        some = min((self._by_run.get(run, []) for run in inner), key=len, default=self._names)
        return sorted(name for name in some[:_MOST_SEEN] if wanted in name)[:most]


def _runs(name: str) -> set[str]:
    """All runs of letters, with the edges marked: a short name and a first letter count too."""
    padded = f"\0\0{name}\0"
    return {padded[at : at + _RUN] for at in range(len(padded) - _RUN + 1)}
