"""The block `backlinks`: which notes link here, each with the words around the link."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import groupby

from thesisvault.graph import Vault
from thesisvault.graph.folding import fold
from thesisvault.graph.vault import Backlink
from thesisvault.model.note import Link, LinkKind, Note, is_template
from thesisvault.model.text import Span
from thesisvault.updater.wikilinks import Wikilinks
from thesisvault.updater.words import cut, literal, plain

Lines = Callable[[str], Sequence[str]]
"""The lines of the note at a path."""


class Quotes:
    """What the lines say on which links stand; of each note it is worked out once."""

    def __init__(self, notes: Mapping[str, Note], lines: Lines) -> None:
        """`notes` by path; `lines` are those that their spans count in."""
        self._notes, self._lines = notes, lines
        self._said: dict[str, dict[Span, str]] = {}

    def said(self, item: Backlink) -> str:
        """The words around a link, or the property that holds it."""
        found = self._said.setdefault(item.source, {})
        if item.link.span not in found:
            found[item.link.span] = _says(self._notes[item.source], item.link, self._lines)
        return found[item.link.span]

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
    listed = "".join(rows) or "Nothing links here yet.\n"
    return f"\n{listed}\n"


def _says(note: Note, link: Link, lines: Lines) -> str:
    if link.kind is LinkKind.PROPERTY:
        key = next((prop.key for prop in note.properties if _holds(prop.span, link.span)), "")
        return f" (property {literal(key)})" if key else " (a property)"
    text = lines(note.path)
    at = link.span.line
    if at >= len(text):
        return ""
    here = [item for item in note.links if item.span.line == at and item.span.end_line == at]
    words, place = _read(text[at], here, link)
    said = literal(cut(words, place))
    return f": {said}" if said else ""


def _holds(outer: Span, inner: Span) -> bool:
    first, last = (outer.line, outer.column), (outer.end_line, outer.end_column)
    return first <= (inner.line, inner.column) and (inner.end_line, inner.end_column) <= last


def _read(line: str, here: Sequence[Link], link: Link) -> tuple[str, int]:
    """The line as it reads, links by their display text; and where in it `link` stands."""
    pieces = []
    at = place = 0
    for item in sorted(here, key=lambda item: item.span):
        if item.span.column < at:
            continue  # a link within a link's text
        pieces.append(_unmarked(line[at : item.span.column]))
        if item.span == link.span:
            place = len(plain("".join(pieces)))
        pieces.append(item.display or item.target.rpartition("/")[2] or item.subpath.lstrip("#"))
        at = item.span.end_column
    pieces.append(_unmarked(line[at:]))
    text = plain("".join(pieces))
    shorter = text.lstrip("-+*>|·# ").rstrip("|· ")
    return shorter, max(place - (len(text) - len(text.lstrip("-+*>|·# "))), 0)


def _unmarked(text: str) -> str:
    """Without the marks that only say how it looks; cells of a table are set apart by dots."""
    for mark in ("**", "__", "==", "~~", "`"):
        text = text.replace(mark, "")
    return text.replace("\\|", "/").replace("|", "·")
