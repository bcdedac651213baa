"""The notes that a query finds, each with the lines that say so."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct

from thesisvault.graph.folding import fold
from thesisvault.model.errors import UsageFault
from thesisvault.model.note import Head, Kind, Note
from thesisvault.parser.decoding import decode
from thesisvault.parser.frontmatter import read_front_matter
from thesisvault.parser.query.judge import Document, Hit, Judge
from thesisvault.parser.query.proposal import propose
from thesisvault.parser.query.read import read_query
from thesisvault.parser.query.spelled import spelled
from thesisvault.parser.query.tree import And, Filter, Not, Or, QueryFault, Tag, Tree, Within, Word
from thesisvault.storage.fulltext.patterns import Patterns, TookTooLong
from thesisvault.workspace.filters import Filters
from thesisvault.workspace.view import View

if TYPE_CHECKING:
    from thesisvault.model.review import Outcome

COUNTED = 1000
"""Notes up to which the count is exact."""


class Ask(Struct, frozen=True):
    """The query, and how much of what it finds is shown."""

    query: Annotated[str, Meta(description="Obsidian's query language")]
    kind: Kind | None = None
    tag: str | None = None
    sort: Literal["best", "date", "path"] = "best"
    limit: Annotated[int, Meta(ge=1)] = 20
    lines: Annotated[int, Meta(ge=0, description="lines of each note")] = 3
    dated: Annotated[bool, Meta(description="leave out what is dated after the day")] = False


class Line(Struct, frozen=True):
    """A line with hits; columns count code points from 0."""

    line: int
    text: str
    spans: tuple[tuple[int, int], ...]


class Row(Struct, frozen=True):
    """A note that was found."""

    name: str
    kind: Kind
    path: str
    lines: tuple[Line, ...]
    more: int
    """Lines with hits that are not shown."""


class Answer(Struct, frozen=True):
    """What was found, the best first."""

    query: str
    read_as: tuple[str, ...]
    """The query in words, a line a term."""
    notes: tuple[Row, ...]
    total: int
    """How many notes there are, shown or not."""
    exact: bool
    """False where `total` was estimated."""
    inside_words: bool
    """Whether no word began so, and the terms were looked for within words."""


def report(view: View, ask: Ask) -> Answer:
    """The answer to a query. Raises `UsageFault` with the place of what cannot be read."""
    try:
        return _Search(view, ask).answer()
    except QueryFault as fault:
        found = UsageFault(fault.why)
        for line in _pointed(ask.query, fault.at):
            found.add_note(line)
        raise found from None


def _pointed(query: str, at: int) -> tuple[str, str]:
    """The query, and a caret under the place."""
    start = max(0, at - 60)
    shown = "".join(char if char.isprintable() else " " for char in query[start : start + 76])
    return f"  {shown}", f"  {' ' * (at - start)}^"


class _Search:
    """One query as it is answered."""

    def __init__(self, view: View, ask: Ask) -> None:
        self._view, self._ask = view, ask
        self._vault = view.vault if ask.dated else view.whole
        self._tree = _with_options(read_query(ask.query), ask)
        self._filters = Filters(self._vault, self._node, self._verdicts, view.as_of)

    def answer(self) -> Answer:
        """Words from their beginnings; where nothing begins so, within words."""
        inside = False
        with closing(Patterns()) as patterns:
            rows, total, exact = self._found(patterns, inside=False)
            if not rows and _has_words(self._tree):
                rows, total, exact = self._found(patterns, inside=True)
                inside = bool(rows)
        read_as = tuple(spelled(self._tree))
        return Answer(self._ask.query, read_as, rows, total, exact, inside)

    def _found(self, patterns: Patterns, *, inside: bool) -> tuple[tuple[Row, ...], int, bool]:
        judge = Judge(self._tree, self._filters.holds, patterns.find, inside=inside)
        rows: list[Row] = []
        total = 0
        candidates, most = self._candidates(inside=inside)
        for path in candidates:
            try:
                hits = self._judged(judge, path)
            except TookTooLong:
                raise UsageFault(
                    f"The regular expression took too long on `{path}`: make it simpler."
                ) from None
            if hits is None:
                continue
            total += 1
            if len(rows) < self._ask.limit:
                rows.append(self._row(path, *hits))
            elif total >= COUNTED or most > COUNTED:
                return tuple(rows), max(most, total), False
        return tuple(rows), total, True

    def _candidates(self, *, inside: bool) -> tuple[Iterable[str], int]:
        """The notes that may hold it, in the order that was asked for, and how many at most."""
        containing = self._words_containing if inside else None
        proposal = propose(self._tree, self._filters.paths, containing)
        among, match = proposal.among, proposal.match
        if match is None:
            paths: Iterable[str] = sorted(self._vault.heads if among is None else among)
            count = len(self._vault.heads) if among is None else len(among)
        else:
            words = self._view.workspace.fulltext
            paths = words.proposed(match)
            count = words.count(match) if among is None else min(words.count(match), len(among))
        shown = (path for path in paths if (among is None or path in among) and self._head(path))
        return self._ordered(shown), count

    def _words_containing(self, text: str) -> list[str] | None:
        return self._view.workspace.fulltext.words_containing(text)

    def _ordered(self, paths: Iterator[str]) -> Iterable[str]:
        if self._ask.sort == "path":
            return sorted(paths)
        if self._ask.sort == "date":
            return sorted(paths, key=lambda path: (-_ordinal(self._vault.heads[path]), path))
        return paths

    def _judged(self, judge: Judge, path: str) -> tuple[tuple[Hit, ...], Sequence[str]] | None:
        """The hits in a note as it now stands, and its lines; None where it is none of them."""
        data = self._view.workspace.read(path)
        if data is None:
            return None
        text = decode(data)[0]
        lines = text.split("\n")

        def note() -> Note:
            return self._view.note_of(path, data, dated=self._ask.dated)

        def body_line() -> int:
            return read_front_matter(text).body_line

        known = self._view.known_lines(path, lines, dated=self._ask.dated)
        document = Document(path, known, body_line, note)
        hits = judge.judge(document)
        return None if hits is None else (hits, lines)

    def _head(self, path: str) -> Head | None:
        """What a row shows of a note, one at a time: a large vault has more heads than hits."""
        return self._vault.profile(path)

    def _row(self, path: str, hits: Sequence[Hit], lines: Sequence[str]) -> Row:
        by_line: dict[int, list[tuple[int, int]]] = {}
        for hit in hits:
            by_line.setdefault(hit.line, []).append((hit.start, hit.end))
        shown = heapq.nsmallest(self._ask.lines, by_line)
        head = self._head(path)
        assert head is not None, path
        found = (
            Line(at + 1, lines[at], tuple(span for span in by_line[at] if span[1] > span[0]))
            for at in shown
        )
        return Row(head.title, head.kind, path, tuple(found), len(by_line) - len(shown))

    def _node(self, name: str) -> str:
        return self._view.workspace.find(name, self._vault).id

    def _verdicts(self) -> dict[str, Outcome]:
        from thesisvault.reports.reviews import review

        found = review(self._view.workspace, self._view.as_of)
        return {item.note: item.verdict.outcome for item in found.theses if item.note}


def _with_options(tree: Tree, ask: Ask) -> Tree:
    """The query with what was asked beside it."""
    beside: list[Tree] = []
    if ask.kind is not None:
        beside.append(Filter("kind", ask.kind.value, 0))
    if ask.tag is not None:
        beside.append(Tag(fold(ask.tag).lstrip("#").strip("/")))
    return And((tree, *beside)) if beside else tree


def _has_words(tree: Tree) -> bool:
    match tree:
        case Word():
            return True
        case And(items) | Or(items):
            return any(map(_has_words, items))
        case Not(item):
            return _has_words(item)
        case Within(_, inner):
            return inner is not None and _has_words(inner)
    return False


def _ordinal(head: Head) -> int:
    return head.date.toordinal() if head.date else 0
