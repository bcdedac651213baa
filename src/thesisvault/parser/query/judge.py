"""`judge`: whether a query's tree holds of a note, and where, by the note's text alone.

The text decides: whatever index proposes a note, what is found in it is found here.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias

from msgspec import Struct

from thesisvault.model.note import Note
from thesisvault.parser.query.folding import begins_word, ends_word, fold_line, fold_text
from thesisvault.parser.query.read import number_or_date
from thesisvault.parser.query.tree import (
    And,
    Compare,
    Filter,
    Not,
    Or,
    Pattern,
    Phrase,
    Property,
    Scope,
    Tag,
    Tree,
    Within,
    Word,
)

Part: TypeAlias = tuple[int, int]
"""A half-open stretch of a text, or of the lines of one."""
FindPattern: TypeAlias = Callable[[str, bool, Sequence[str]], list[tuple[int, int, int]]]
"""Finds a regular expression, cased or not, in lines: line, start and end of each match."""
_BLANKS = r"[^\S\n]+"
_BLANK = re.compile(r"\s+")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")
_HEADING = re.compile(r"#{1,6}(?:\s|$)")
_FENCE = re.compile(r"\s*(```|~~~)")


class Hit(Struct, frozen=True, order=True):
    """A stretch of a line: the line counts from 0, columns are code points."""

    line: int
    start: int
    end: int


class Text:
    """One text of a note, folded, with its lines and where each begins."""

    def __init__(self, lines: Sequence[str]) -> None:
        """`lines` as they are written."""
        self.lines = lines

    @cached_property
    def folded(self) -> str:
        """All of it, in the form in which it is searched."""
        # A line's end cannot become part of a letter, so the whole folds as its lines do.
        return fold_text("\n".join(self.lines))

    @cached_property
    def plain(self) -> str:
        """All of it, in the case in which it is written."""
        return unicodedata.normalize("NFC", "\n".join(self.lines))

    @cached_property
    def _folded_starts(self) -> list[int]:
        return _starts(self.folded)

    @cached_property
    def _plain_starts(self) -> list[int]:
        return _starts(self.plain)

    def text(self, *, cased: bool) -> str:
        """The text in which a term is looked for."""
        return self.plain if cased else self.folded

    def starts(self, *, cased: bool) -> list[int]:
        """Where each line begins in that text, and where the last one ends."""
        return self._plain_starts if cased else self._folded_starts

    def hits(self, found: Part, *, cased: bool) -> Iterator[Hit]:
        """A stretch of that text on each of its lines, as it is written."""
        starts = self.starts(cased=cased)
        at, end = found
        line = bisect_right(starts, at) - 1
        while at < end and line < len(self.lines):
            stop = min(end, starts[line + 1] - 1)
            if stop > at:
                yield self._written(line, at - starts[line], stop - starts[line], cased=cased)
            line += 1
            at = starts[line]

    def _written(self, line: int, start: int, end: int, *, cased: bool) -> Hit:
        text = self.lines[line]
        if text.isascii() or (cased and unicodedata.is_normalized("NFC", text)):
            return Hit(line, start, end)
        places = fold_line(text)
        if cased:  # rare: letters and accents typed apart; the whole line is the hit
            return Hit(line, 0, len(text))
        return Hit(line, places.origin(start), places.origin(end))


def _starts(text: str) -> list[int]:
    found = [0]
    at = text.find("\n")
    while at >= 0:
        found.append(at + 1)
        at = text.find("\n", at + 1)
    return [*found, len(text) + 1]


class Document:
    """A note as a query is judged on it."""

    def __init__(
        self,
        path: str,
        lines: Sequence[str],
        body_line: Callable[[], int],
        note: Callable[[], Note],
    ) -> None:
        """`body_line` is the first line behind the front matter; `note` is what the parser read,
        asked for where a term needs it.
        """
        self.path = path
        self.text = Text(lines)
        self._body_line = body_line
        self._note = note
        self._found: dict[tuple[Tree, int], list[Part]] = {}

    @cached_property
    def note(self) -> Note:
        """What the parser read of it."""
        return self._note()

    @cached_property
    def name(self) -> Text:
        """The file's name."""
        return Text([self.path.rpartition("/")[2]])

    @cached_property
    def title(self) -> Text:
        """The file's name without its ending: where a bare term is looked for, beside the text."""
        name = self.path.rpartition("/")[2]
        return Text([name[:-3] if name.lower().endswith(".md") else name])

    @cached_property
    def whole_path(self) -> Text:
        """The path in the vault."""
        return Text([self.path])

    def parts(self, scope: Scope) -> Sequence[Part]:
        """The stretches of lines that are such parts."""
        count = len(self.text.lines)
        if scope is Scope.CONTENT:
            return [(self._body_line(), count)]
        if scope is Scope.LINE:
            return [(at, at + 1) for at in range(count)]
        if scope is Scope.BLOCK:
            return self._blocks
        if scope is Scope.SECTION:
            return self._sections
        return [
            (task.span.line, max(task.span.end_line, task.span.line) + 1)
            for task in self.note.tasks
            if scope is Scope.TASK or (task.mark == " ") is (scope is Scope.TASK_TODO)
        ]

    @cached_property
    def _sections(self) -> list[Part]:
        count = len(self.text.lines)
        bounds = sorted({0, *(heading.span.line for heading in self.note.headings), count})
        return list(pairwise(bounds))

    @cached_property
    def _blocks(self) -> list[Part]:
        """Runs of lines between blank ones; a heading, an item of a list and a fence of code are
        blocks of their own.
        """
        found: list[Part] = []
        start: int | None = None
        fence = ""
        for at, line in enumerate(self.text.lines):
            mark = _FENCE.match(line)
            if fence:
                if mark and mark[1] == fence:
                    fence = ""
                continue
            begins = not line.strip() or _ITEM.match(line) or _HEADING.match(line) or mark
            if start is not None and begins:
                found.append((start, at))
                start = None
            if line.strip() and start is None:
                start = at
            if mark:
                fence = mark[1]
            elif _HEADING.match(line):
                found.append((at, at + 1))
                start = None
        if start is not None:
            found.append((start, len(self.text.lines)))
        return found


class Judge:
    """A tree with what it needs beyond the note's text; asked of one document after another."""

    def __init__(
        self,
        tree: Tree,
        holds: Callable[[Filter, str], bool],
        find_pattern: FindPattern,
        *,
        inside: bool = False,
    ) -> None:
        """`holds` says whether a filter holds of a path; `inside` finds words within words too."""
        self._tree, self._holds, self._find_pattern = tree, holds, find_pattern
        self._inside = inside
        self._compiled: dict[Word | Phrase, tuple[re.Pattern[str], list[str]]] = {}

    def judge(self, document: Document) -> tuple[Hit, ...] | None:
        """Where it holds, each stretch once; None where it does not hold.

        A note of which only its name, or what the vault knows of it, was asked has no hits.
        """
        hits: list[Hit] = []
        whole = (0, len(document.text.lines))
        if not self._true(self._tree, document, document.text, whole, hits, is_whole=True):
            return None
        return tuple(sorted(set(hits)))

    def _true(
        self, tree: Tree, of: Document, text: Text, part: Part, hits: list[Hit], *, is_whole: bool
    ) -> bool:
        """Whether it holds in these lines; what is found there is added to the hits."""
        match tree:
            case Word() | Phrase():
                found = self._find(tree, of, text, part)
                hits += (hit for each in found for hit in text.hits(each, cased=tree.cased))
                return bool(found) or (is_whole and bool(self._find(tree, of, of.title, (0, 1))))
            case Pattern():
                lines = text.lines[part[0] : part[1]]
                spans = self._find_pattern(tree.source, tree.cased, lines)
                if text is of.text:
                    hits += (Hit(part[0] + line, start, end) for line, start, end in spans)
                return bool(spans) or (
                    is_whole and bool(self._find_pattern(tree.source, tree.cased, of.title.lines))
                )
            case And(items):
                own: list[Hit] = []
                if all(self._true(item, of, text, part, own, is_whole=is_whole) for item in items):
                    hits += own
                    return True
                return False
            case Or(items):
                # All are asked: what is marked does not depend on the order of the terms.
                return any(
                    [self._true(item, of, text, part, hits, is_whole=is_whole) for item in items]
                )
            case Not(item):
                return not self._true(item, of, text, part, [], is_whole=is_whole)
            case Within():
                return self._within(tree, of, part, hits)
            case Tag():
                return self._tagged(tree, of, part, hits)
            case Property():
                return self._has_property(tree, of, part, hits)
            case Filter():
                return self._holds(tree, of.path)

    def _find(self, term: Word | Phrase, of: Document, text: Text, part: Part) -> list[Part]:
        key = (term, id(text))
        found = of._found.get(key)
        if found is None:
            pattern, pieces = self._compiled.get(term) or self._compile(term)
            all_of_it = text.text(cased=term.cased)
            # A pattern that looks behind steps through every letter; most notes lack the word.
            is_there = all(piece in all_of_it for piece in pieces)
            matches = pattern.finditer(all_of_it) if is_there else ()
            found = of._found[key] = [match.span() for match in matches]
        if not found or part == (0, len(text.lines)):
            return found
        starts = text.starts(cased=term.cased)
        low, high = starts[part[0]], starts[part[1]]
        first = bisect_left(found, (low, low))
        return [each for each in found[first:] if each[1] <= high] if first < len(found) else []

    def _compile(self, term: Word | Phrase) -> tuple[re.Pattern[str], list[str]]:
        """The pattern of a term, and the words that stand in whatever it matches."""
        fold_term = _plain if term.cased else fold_text
        text = fold_term(term.text).strip()
        pieces = _BLANK.split(text)
        pattern = _BLANKS.join(map(re.escape, pieces))
        if isinstance(term, Phrase):
            pattern = ends_word(begins_word(pattern, text[:1]), text[-1:])
        elif not self._inside:
            pattern = begins_word(pattern, text[:1])
        self._compiled[term] = found = re.compile(pattern), pieces
        return found

    def _within(self, tree: Within, of: Document, part: Part, hits: list[Hit]) -> bool:
        inner = tree.tree
        if tree.scope in (Scope.FILE, Scope.PATH):
            text = of.name if tree.scope is Scope.FILE else of.whole_path
            return inner is not None and self._true(inner, of, text, (0, 1), [], is_whole=False)
        any_holds = False
        for start, end in of.parts(tree.scope):
            within = (max(start, part[0]), min(end, part[1]))
            if within[0] >= within[1]:
                continue
            own: list[Hit] = []
            if inner is None:
                own.append(Hit(within[0], 0, len(of.text.lines[within[0]])))
            elif not self._true(inner, of, of.text, within, own, is_whole=False):
                continue
            any_holds = True
            hits += own or [Hit(within[0], 0, 0)]
        return any_holds

    def _tagged(self, tree: Tag, of: Document, part: Part, hits: list[Hit]) -> bool:
        wanted = _folded(tree.name)
        found = [
            tag.span
            for tag in of.note.tags
            if part[0] <= tag.span.line < part[1]
            if (name := _folded(tag.name).strip("/")) == wanted or name.startswith(wanted + "/")
        ]
        hits += (Hit(at.line, at.column, at.end_column) for at in found if at.line == at.end_line)
        return bool(found)

    def _has_property(self, tree: Property, of: Document, part: Part, hits: list[Hit]) -> bool:
        key = _folded(tree.key)
        for prop in of.note.properties:
            if _folded(prop.key) != key or not part[0] <= prop.span.line < part[1]:
                continue
            values = [item.text for item in prop.scalars]
            if tree.empty:
                holds = not any(value.strip() for value in values) and not isinstance(
                    prop.value, dict
                )
            elif tree.value is None:
                holds = True
            elif isinstance(tree.value, Compare):
                holds = any(_compares(tree.value, value) for value in values)
            else:
                holds = any(self._is_value(tree.value, value, of) for value in values)
            if holds:
                hits.append(Hit(prop.span.line, 0, len(prop.key)))
                return True
        return False

    def _is_value(self, tree: Tree, value: str, of: Document) -> bool:
        document = Document(of.path, value.split("\n"), lambda: 0, of._note)
        lines = (0, len(document.text.lines))
        return self._true(tree, document, document.text, lines, [], is_whole=False)


def _folded(name: str) -> str:
    return _plain(name).casefold()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _compares(with_: Compare, value: str) -> bool:
    wanted, own = number_or_date(with_.text), number_or_date(value.strip())
    if isinstance(wanted, str) and isinstance(own, str):
        size = min(len(wanted), len(own))
        wanted, own = wanted[:size], own[:size]
        return own < wanted if with_.sign < 0 else own > wanted
    if isinstance(wanted, float) and isinstance(own, float):
        return own < wanted if with_.sign < 0 else own > wanted
    return False
