"""Blocks of running Markdown: paragraphs, lists, quotes, callouts, tables, code."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from benchmarks.vault import words
from benchmarks.vault.links import Links
from benchmarks.vault.plan import Entry
from benchmarks.vault.words import pick

SENTENCE = 95
"""Bytes of a sentence, about."""

TAGS = ("ai", "rates", "energy", "credit", "asia", "europe", "valuation", "theme/grid", "todo")
"""What notes are tagged with."""


class Body:
    """Writes one note's text: so many bytes, so many links, spread over its sentences."""

    def __init__(
        self, rng: Random, links: Links, source: Entry, size: int, links_left: int
    ) -> None:
        """`size` is in bytes; `links_left` are still to be placed."""
        self._rng, self._links, self._source = rng, links, source
        self._left, self._links_left = size, links_left
        self.blocks: list[str] = []

    def add(self, block: str) -> None:
        """Append a block that was made elsewhere."""
        self.blocks.append(block)
        self._left -= len(block) + 2

    def link(self, *, in_table: bool = False) -> str:
        """A link, taken from those still to be placed."""
        self._links_left -= 1
        return self._links.write(self._source, in_table=in_table)

    def fill(self) -> None:
        """Blocks until the note has its size; what links are left then stand under a heading."""
        self.add(self._paragraph())
        while self._left > 0:
            self.add(self._block())
        if self._links_left > 0:
            items = [f"- {self.link()}" for _ in range(self._links_left)]
            self.add("## Related\n\n" + "\n".join(items))

    def _block(self) -> str:
        chance = self._rng.random()
        for limit, make in _SHAPES:
            if chance < limit:
                return make(self)
        return self._paragraph()

    def _says(self) -> str:
        rng = self._rng
        places = max(1.0, self._left / SENTENCE)
        if rng.random() < self._links_left / places:
            return words.linked(rng, self.link())
        return words.sentence(rng)

    def _paragraph(self) -> str:
        rng = self._rng
        sentences = [self._says() for _ in range(1 + int(rng.random() * 4))]
        chance = rng.random()
        if chance < 0.04:
            sentences.append(f"#{pick(rng, TAGS)}")
        elif chance < 0.07:
            sentences.append(f"The screen is `{pick(rng, ('pe < 12', 'roic > 0.15', 'nav'))}`.")
        elif chance < 0.09:
            sentences.append("Source: [the filing](https://example.org/filing?id=7&part=2).")
        joint = "\n" if rng.random() < 0.1 else " "
        return joint.join(sentences)

    def _heading(self) -> str:
        return f"## {words.phrase(self._rng)}\n\n{self._paragraph()}"

    def _list(self) -> str:
        rng = self._rng
        mark = pick(rng, ("- ", "- ", "- ", "* ", "1. ", "- [ ] ", "- [x] "))
        items: list[str] = []
        for _ in range(2 + int(rng.random() * 5)):
            nested = items and mark == "- " and rng.random() < 0.15
            items.append(f"{'  ' if nested else ''}{mark}{self._says()}")
        return "\n".join(items)

    def _quote(self) -> str:
        return f"> {words.sentence(self._rng)}\n> {self._says()}"

    def _callout(self) -> str:
        kind = pick(self._rng, ("note", "warning", "question", "quote", "info"))
        return f"> [!{kind}] {words.phrase(self._rng)}\n> {self._says()}\n> {self._says()}"

    def _table(self) -> str:
        rng = self._rng
        rows = ["| Point | Remark | Year |", "|-------|--------|-----:|"]
        for _ in range(2 + int(rng.random() * 5)):
            linked = self._links_left > 0 and rng.random() < 0.5
            first = self.link(in_table=True) if linked else words.phrase(rng)
            rows.append(f"| {first} | {words.phrase(rng)} | {2016 + int(rng.random() * 10)} |")
        return "\n".join(rows)

    def _code(self) -> str:
        low = int(self._rng.random() * 900)
        return f"```python\nlevel = {low}\nif close < level:\n    review(reason)\n```"

    def _rule(self) -> str:
        return f"---\n\n{self._paragraph()}"


_SHAPES: tuple[tuple[float, Callable[[Body], str]], ...] = (
    (0.16, Body._list),
    (0.30, Body._heading),
    (0.34, Body._quote),
    (0.37, Body._callout),
    (0.43, Body._table),
    (0.44, Body._code),
    (0.46, Body._rule),
)
