"""What `check` finds and we can mend without a doubt, as edits of one note.

A link by an alias or a ticker, an unquoted link in a property, and the date of a daily note.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from thesisvault.graph.checks import Finding
from thesisvault.graph.vault import Vault
from thesisvault.model.note import Link, LinkKind, Note, PropertyValue, Scalar
from thesisvault.model.text import Diagnostic, Severity, Span, TextEdit
from thesisvault.parser.note import parse_note
from thesisvault.updater.links import Source, find_target, locate

_OPENED = re.compile(r"\[\[[ \t]*\Z")
_CLOSED = re.compile(r"[ \t]*\]\]")
_FENCE = re.compile(r"---[ \t]*\Z")


class Fixed(Struct, frozen=True):
    """A note with what could be mended in it."""

    path: str
    before: bytes
    after: bytes
    diagnostics: tuple[Diagnostic, ...]
    """What was mended."""


def fix_note(vault: Vault, note: Note, findings: Sequence[Finding], data: bytes) -> Fixed | None:
    """The note with every safe fix of `findings` (all about this note) made; None if none is.

    Each fix is read again alone before it is taken: a fix after which the note says something
    else than was meant, or which overlaps another, is left out.
    """
    try:
        source = Source(data)
    except UnicodeDecodeError:
        return None
    if parse_note(note.path, data).links != note.links:
        return None  # it has changed since it was read
    fixer = _Fixer(vault, note, source)
    edits: list[TextEdit] = []
    mended: list[Diagnostic] = []
    for finding in findings:
        for edit in fixer.edits(finding.diagnostic):
            if edit in edits:
                mended.append(finding.diagnostic)  # two findings, one place
            elif fixer.mends(finding.diagnostic, edit) and fixer.holds([*edits, edit]):
                edits.append(edit)
                mended.append(finding.diagnostic)
    if not edits:
        return None
    return Fixed(note.path, data, source.apply(edits), tuple(dict.fromkeys(mended)))


class _Fixer:
    def __init__(self, vault: Vault, note: Note, source: Source) -> None:
        self._vault, self._note, self._source = vault, note, source
        self._cells = {
            link.span
            for table in note.tables
            for row in (table.header, *table.rows)
            for cell in row
            for link in cell.links
        }

    def edits(self, found: Diagnostic) -> Iterator[TextEdit]:
        match found.code:
            case "link-alias" | "link-ticker":
                yield from self._named_link(found.span)
            case "property-unquoted-link":
                yield from self._quotes(found.span)
            case "note-undated":
                yield from self._date()

    def _named_link(self, span: Span) -> Iterator[TextEdit]:
        link = next((item for item in self._note.links if item.span == span), None)
        place = locate(self._source, link) if link else None
        if link is None or place is None:
            return
        names = self._vault.names
        owners = names.with_alias(link.target) or names.with_ticker(link.target)
        if len(owners) != 1:
            return
        bare = Link(link.kind, "", link.subpath, link.display, link.span)
        text = find_target(place, bare, owners[0], owners[0], self._note.path, names)
        if text is None:
            return
        named = link.kind in (LinkKind.WIKILINK, LinkKind.PROPERTY)
        if named and link.display is None:
            if link.subpath:
                return  # what it shows now cannot be said in so many words
            text += ("\\|" if link.span in self._cells else "|") + place.written
        yield TextEdit(self._source.span(place.start, place.end), text)

    def _quotes(self, span: Span) -> Iterator[TextEdit]:
        for prop in self._note.properties:
            if prop.span != span:
                continue
            for scalar in _nested(prop.value):
                yield from self._quoted(scalar)

    def _quoted(self, scalar: Scalar) -> Iterator[TextEdit]:
        if self._source.slice(scalar.span) != scalar.text:
            return
        text = self._source.text
        start = self._source.offset(scalar.span.line, scalar.span.column)
        line_start = text.rfind("\n", 0, start) + 1
        opened = _OPENED.search(text, line_start, start)
        closed = _CLOSED.match(text, start + len(scalar.text))
        if opened is None or closed is None:
            return
        whole = text[opened.start() : closed.end()]
        mark = '"' if not {'"', "\\"} & set(whole) else "'"
        if mark not in whole:
            place = self._source.span(opened.start(), closed.end())
            yield TextEdit(place, f"{mark}{whole}{mark}")

    def _date(self) -> Iterator[TextEdit]:
        """A note whose name is a date and nothing else is of that day."""
        try:
            day = dt.date.fromisoformat(self._note.title)
        except ValueError:
            return
        if day.isoformat() != self._note.title:
            return
        text = self._source.text
        newline = "\r\n" if "\r\n" in text.partition("\n")[0] + "\n" else "\n"
        line = f"created: {day}{newline}"
        top = text.removeprefix("\ufeff").split("\n")
        if top[0].rstrip("\r") != "---":
            yield TextEdit(Span(0, 0, 0, 0), f"---{newline}{line}---{newline}")
            return
        for number, row in enumerate(top[1:], 1):
            if _FENCE.match(row.rstrip("\r")):
                yield TextEdit(Span(number, 0, number, 0), line)
                return

    def mends(self, found: Diagnostic, edit: TextEdit) -> bool:
        """True where this edit alone does what it is for, and nothing else."""
        after = self._read([edit])
        if after is None or not self.holds([edit]):
            return False
        match found.code:
            case "link-alias" | "link-ticker":
                return len(self._leading(after)) > len(self._leading(self._note))
            case "property-unquoted-link":
                return len(after.links) > len(self._note.links)
            case _:
                return after.date is not None

    def holds(self, edits: list[TextEdit]) -> bool:
        """True where the note with these edits says all it said, and nothing is worse."""
        after, before = self._read(edits), self._note
        if after is None:
            return False
        remaining = iter(self._leading(after))
        return (
            all(link in remaining for link in self._leading(before))
            and len(after.links) >= len(before.links)
            and [tag.name for tag in after.tags] == [tag.name for tag in before.tags]
            and len(after.tables) == len(before.tables)
            and len(after.headings) == len(before.headings)
            and {prop.key for prop in after.properties} >= {prop.key for prop in before.properties}
            and _errors(after) <= _errors(before)
        )

    def _read(self, edits: list[TextEdit]) -> Note | None:
        try:
            return parse_note(self._note.path, self._source.apply(edits))
        except ValueError:
            return None

    def _leading(self, note: Note) -> list[tuple[object, ...]]:
        """The links that lead to a file, as they are written."""
        return [
            (link.kind, link.target, link.subpath, link.display)
            for link in note.links
            if self._vault.names.resolve(link.target, note.path) is not None
        ]


def _errors(note: Note) -> int:
    return sum(found.severity is Severity.ERROR for found in note.diagnostics)


def _nested(value: PropertyValue) -> Iterator[Scalar]:
    """The texts that stand in a list in a list of their own."""
    if not isinstance(value, tuple):
        return
    if len(value) == 1 and isinstance(value[0], tuple) and len(value[0]) == 1:
        inner = value[0][0]
        if isinstance(inner, Scalar):
            yield inner
            return
    for item in value:
        yield from _nested(item)
