"""The block `backlinks`: which notes link here, each with the words around the link."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from itertools import groupby

from thesisvault.edits.words import Plain, Wikilinks, cut, literal
from thesisvault.graph import Vault
from thesisvault.graph.folding import fold
from thesisvault.graph.vault import Backlink
from thesisvault.model.note import Link, LinkKind, Note, Property, is_template
from thesisvault.model.text import Span
from thesisvault.parser.rules.comment import blanked

Lines = Callable[[str], Sequence[str]]
"""The lines of the note at a path."""
NOTHING = "Nothing links here yet."


class Quotes:
    """What the lines say on which links stand; of each note it is worked out once."""

    def __init__(self, notes: Mapping[str, Note], lines: Lines) -> None:
        """`notes` by path; `lines` are those that their spans count in."""
        self._notes, self._lines = notes, lines
        self._said: dict[str, _Source] = {}

    def said(self, item: Backlink) -> str:
        """The words around a link, or the property that holds it."""
        if (source := self._said.get(item.source)) is None:
            source = self._said[item.source] = _Source(self._notes[item.source], self._lines)
        return source.says(item.link)

    def renew(self, notes: Mapping[str, Note], changed: Collection[str] | None) -> None:
        """Go on with these notes, of which `changed` are other than before; None: all may be."""
        self._notes = notes
        if changed is None:
            self._said.clear()
        else:
            for path in changed:
                self._said.pop(path, None)


def backlinks_body(vault: Vault, path: str, quotes: Quotes, links: Wikilinks) -> str:
    """A row for each line that links to the note at `path`, by note and place.

    Without line numbers: those move when a block above them is filled, and would never settle.
    """
    found = sorted(
        (item for item in vault.backlinks.get(path, ()) if not is_template(item.source)),
        key=lambda item: (fold(item.source), item.source, item.link.span),
    )
    rows = []
    for source, group in groupby(found, key=lambda item: item.source):
        shown = links.to(source, path)
        for said in dict.fromkeys(map(quotes.said, group)):
            rows.append(f"- {shown}{said}\n")
    listed = "".join(rows) or f"{NOTHING}\n"
    return f"\n{listed}\n"


class _Source:
    """A note with links: each of its lines is read once, whatever many links stand on it."""

    def __init__(self, note: Note, lines: Lines) -> None:
        self._note, self._lines = note, lines
        self._read: dict[int, tuple[str, dict[Span, int]]] = {}
        self._said: dict[Span, str] = {}

    def says(self, link: Link) -> str:
        if link.span not in self._said:
            in_property = link.kind is LinkKind.PROPERTY
            self._said[link.span] = self._property(link) if in_property else self._words(link)
        return self._said[link.span]

    def _property(self, link: Link) -> str:
        properties = self._note.properties  # in the order of the text
        at = bisect_right(properties, link.span, key=_start) - 1
        key = properties[at].key if at >= 0 and _holds(properties[at].span, link.span) else ""
        return f" (property {literal(key)})" if key else " (a property)"

    def _words(self, link: Link) -> str:
        at = link.span.line
        if at not in self._read:
            lines = self._lines(self._note.path)
            if at >= len(lines):
                return ""
            self._read[at] = _read(lines[at], self._links.get(at, ()))
        words, places = self._read[at]
        said = literal(cut(words, places.get(link.span, 0)))
        return f": {said}" if said else ""

    @cached_property
    def _links(self) -> dict[int, list[Link]]:
        """Those that stand on one line, by line."""
        found: dict[int, list[Link]] = {}
        for item in self._note.links:
            if item.span.line == item.span.end_line:
                found.setdefault(item.span.line, []).append(item)
        return found


def _start(prop: Property) -> Span:
    """Where it starts: before any link that starts there."""
    return Span(prop.span.line, prop.span.column, -1, -1)


def _holds(outer: Span, inner: Span) -> bool:
    first, last = (outer.line, outer.column), (outer.end_line, outer.end_column)
    return first <= (inner.line, inner.column) and (inner.end_line, inner.end_column) <= last


def _read(line: str, here: Sequence[Link]) -> tuple[str, dict[Span, int]]:
    """The line as it reads, links by their display text; and where in it each of them stands.

    What is in a comment is not repeated.
    """
    said = blanked(line)
    text = Plain()
    places: dict[Span, int] = {}
    at = 0
    for item in sorted(here, key=lambda item: item.span):
        if item.span.column < at:
            continue  # a link within a link's text
        text.add(_unmarked(said[at : item.span.column]))
        places[item.span] = text.length
        # The line may be another one by now, and shorter: who saved it is told of next.
        if not said[item.span.column : item.span.column + 1].isspace():
            text.add(item.display or item.target.rpartition("/")[2] or item.subpath.lstrip("#"))
        at = item.span.end_column
    text.add(_unmarked(said[at:]))
    whole = str(text)
    shorter = whole.lstrip("-+*>|·# ")
    lead = len(whole) - len(shorter)
    return shorter.rstrip("|· "), {span: max(at - lead, 0) for span, at in places.items()}


def _unmarked(text: str) -> str:
    """Without the marks that only say how it looks; cells of a table are set apart by dots."""
    for mark in ("**", "__", "==", "~~", "`"):
        text = text.replace(mark, "")
    return text.replace("\\|", "/").replace("|", "·")
