"""Links: whom they lead to, and how they are written."""

from __future__ import annotations

from bisect import bisect
from itertools import accumulate
from random import Random
from urllib.parse import quote

from benchmarks.vault import words
from benchmarks.vault.plan import HEADINGS, Entry
from benchmarks.vault.words import pick

FAME = {
    "sector": 30.0,
    "stock": 20.0,
    "thesis": 15.0,
    "concept": 8.0,
    "rotation": 6.0,
    "source": 2.0,
    "journal": 0.3,
}
"""How much likelier a note of a kind is to be among the most linked ones."""

FLATTEN = 10.0
"""Zipf-Mandelbrot's q: it keeps the first rank at about one link in a hundred."""


class Links:
    """Draws targets by Zipf's law over all notes, and writes links to them."""

    def __init__(self, rng: Random, entries: list[Entry]) -> None:
        """Ranks the notes once: a random order in which some kinds come first."""
        self._rng = rng
        self._ranked = sorted(entries, key=lambda e: rng.random() / FAME.get(e.kind, 1.0))
        self._weights = _zipf(len(entries))
        names = max(5, len(entries) // 40)
        self._unwritten = [f"{words.topic(rng)} {number}" for number in range(names)]
        self._unwritten_weights = _zipf(names)
        self.pictures = [f"chart-{number:04}.png" for number in range(max(2, len(entries) // 200))]

    def target(self) -> Entry:
        """A note; the first rank is the likeliest."""
        return self._ranked[_draw(self._rng, self._weights)]

    def write(self, source: Entry, *, in_table: bool = False) -> str:
        """A link of any form, in Markdown; in a table its pipe is escaped."""
        rng, chance = self._rng, self._rng.random()
        if chance < 0.05:
            return f"[[{self._unwritten[_draw(rng, self._unwritten_weights)]}]]"
        if chance < 0.06 and not in_table:
            return f"![[{pick(rng, self.pictures)}]]"
        target = self.target()
        while target is source:
            target = self.target()
        pipe = "\\|" if in_table else "|"
        if chance < 0.08 and not in_table:
            return f"![[{target.name}]]"
        if chance < 0.16 and not in_table:
            text = pick(rng, (target.title, "this note", "the figures")).replace("&", "and")
            return f"[{text}]({quote(target.path)})"
        if chance < 0.24:
            return f"[[{target.name}{pipe}{_display(rng, target)}]]"
        if chance < 0.29:
            return f"[[{target.name}#{HEADINGS[target.kind]}]]"
        if chance < 0.31:
            return f"[[{target.name}#{HEADINGS[target.kind]}{pipe}{words.phrase(rng)}]]"
        if chance < 0.36:
            return f"[[{target.path[:-3]}{pipe}{target.title}]]"
        return f"[[{target.name}]]"


def _display(rng: Random, target: Entry) -> str:
    if target.aliases and rng.random() < 0.5:
        return target.aliases[0]
    return target.symbol or words.phrase(rng)


def _zipf(count: int) -> list[float]:
    return list(accumulate(1 / (rank + FLATTEN) for rank in range(1, count + 1)))


def _draw(rng: Random, weights: list[float]) -> int:
    return min(bisect(weights, rng.random() * weights[-1]), len(weights) - 1)
