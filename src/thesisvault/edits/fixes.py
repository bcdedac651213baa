"""What `check` finds and we can mend without a doubt, as edits of one note: the one fix engine.

A link by an alias or a ticker, one that a table splits, and an unquoted link in a property.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from thesisvault.edits.links import Form, Source, find_target, locate
from thesisvault.graph.vault import Vault
from thesisvault.model.diagnostics import RULES, Diagnostic, Finding, Severity
from thesisvault.model.note import Link, LinkKind, Note, Scalar
from thesisvault.model.text import Span, TextEdit
from thesisvault.parser.frontmatter import unquoted_links
from thesisvault.parser.note import parse_note
from thesisvault.parser.rules.table import escape_pipes

_OPENED = re.compile(r"\[\[[ \t]*\Z")
_CLOSED = re.compile(r"[ \t]*\]\]")
_LIVE = re.compile(r"<%|%>|%%|`=|`\$=")
"""What a link may hold, and Templater, Dataview or Obsidian would take for a command or comment."""
_MOST_TRIES = 60
"""How often a note is read again, at most, to find which of its fixes are safe."""


class Fixed(Struct, frozen=True):
    """A note with what could be mended in it."""

    path: str
    before: bytes
    after: bytes
    mends: dict[Diagnostic, tuple[TextEdit, ...]]
    """What is mended, and by which edits of `before`. All of them go together."""

    def replacements(self) -> dict[Diagnostic, str]:
        """What to write in place of what stands at a diagnostic's span, where that mends it."""
        source = Source(self.before)
        return {
            found: source.replaced(found.span, edits)
            for found, edits in self.mends.items()
            if all(_is_within(edit.span, found.span) for edit in edits)
        }


def fix_note(vault: Vault, note: Note, findings: Sequence[Finding], data: bytes) -> Fixed | None:
    """The note with every safe fix of `findings` (all about this note) made; None if none is.

    The note is read again before a fix is taken: one after which it says something else than was
    meant, or which overlaps another, is left out.
    """
    fixable = [item.diagnostic for item in findings if RULES[item.diagnostic.code].fixable]
    if not fixable:
        return None
    try:
        fixer = _Fixer(vault, note, Source(data))
    except UnicodeDecodeError:
        return None
    if parse_note(note.path, data).links != note.links:
        return None  # it has changed since it was read
    wanted = {found: tuple(fixer.edits(found)) for found in fixable}
    by_code: dict[str, dict[TextEdit, None]] = {}
    for found, edits in wanted.items():
        by_code.setdefault(found.code, {}).update(dict.fromkeys(edits))
    taken = fixer.taken({code: list(edits) for code, edits in by_code.items()})
    kept = (
        (found, tuple(edit for edit in edits if edit in taken)) for found, edits in wanted.items()
    )
    mends = {found: edits for found, edits in kept if edits}
    return Fixed(note.path, data, fixer.source.apply(taken), mends) if mends else None


class _Fixer:
    def __init__(self, vault: Vault, note: Note, source: Source) -> None:
        self._vault, self._note, self.source = vault, note, source
        self._links = {link.span: link for link in reversed(note.links)}
        self._unquoted = [link for prop in note.properties for link in unquoted_links(prop.value)]
        self._cells = note.links_in_cells()

    def edits(self, found: Diagnostic) -> Iterator[TextEdit]:
        match found.code:
            case "link-alias" | "link-ticker":
                yield from self._named_link(found.span)
            case "link-split":
                yield TextEdit(found.span, escape_pipes(self.source.slice(found.span)))
            case "property-unquoted-link":
                for scalar in self._unquoted:
                    if _is_within(scalar.span, found.span):
                        yield from self._quoted(scalar)

    def _named_link(self, span: Span) -> Iterator[TextEdit]:
        link = self._links.get(span)
        place = locate(self.source, link) if link else None
        if link is None or place is None:
            return
        names = self._vault.names
        owners = names.by_alias(link.target) or names.by_ticker(link.target)
        if len(owners) != 1:
            return
        bare = Link(link.kind, "", link.subpath, link.display, link.span)
        text = find_target(place, bare, owners[0], owners[0], self._note.path, names)
        if text is None or (_LIVE.search(text) and not _LIVE.search(place.written)):
            return
        named = place.form is Form.WIKI and link.kind is not LinkKind.EMBED
        if named and link.display is None:
            if link.subpath:
                return  # what it shows now cannot be said in so many words
            text += ("\\|" if link.span in self._cells else "|") + place.written
        yield TextEdit(self.source.span(place.start, place.end), text)

    def _quoted(self, scalar: Scalar) -> Iterator[TextEdit]:
        if self.source.slice(scalar.span) != scalar.text or ", " in scalar.text:
            return  # what a comma parts may be a list of a list
        text = self.source.text
        start = self.source.offset(scalar.span.line, scalar.span.column)
        line_start = text.rfind("\n", 0, start) + 1
        opened = _OPENED.search(text, line_start, start)
        closed = _CLOSED.match(text, start + len(scalar.text))
        if opened is None or closed is None:
            return
        whole = text[opened.start() : closed.end()]
        mark = '"' if not {'"', "\\"} & set(whole) else "'"
        if mark not in whole:
            place = self.source.span(opened.start(), closed.end())
            yield TextEdit(place, f"{mark}{whole}{mark}")

    def taken(self, wanted: Mapping[str, Sequence[TextEdit]]) -> set[TextEdit]:
        """Those edits, by code, that do what they are for, and nothing else.

        All of a code are tried together, and halves where that fails: a note of a thousand fixes
        must not be read a thousand times. Where much fails, the rest is left out.
        """
        taken: list[TextEdit] = []
        base = self._note
        pending = [(code, edits) for code, edits in wanted.items()]
        for _ in range(_MOST_TRIES):
            if not pending:
                break
            code, some = pending.pop()
            after = self._read([*taken, *some])
            if after is not None and self._holds(after) and self._gains(code, base, after, some):
                taken, base = [*taken, *some], after
            elif len(some) > 1:
                half = len(some) // 2
                pending += [(code, some[half:]), (code, some[:half])]
        return set(taken)

    def _gains(self, code: str, base: Note, after: Note, edits: Sequence[TextEdit]) -> bool:
        """Whether each edit has done what it is for."""
        match code:
            case "link-alias" | "link-ticker":
                return len(self._leading(after)) >= len(self._leading(base)) + len(edits)
            case "link-split" | "property-unquoted-link":
                return len(after.links) >= len(base.links) + len(edits)
            case _:
                return after.date is not None

    def _holds(self, after: Note) -> bool:
        """True where the note says all it said, and nothing is worse."""
        before = self._note
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
            return parse_note(self._note.path, self.source.apply(edits))
        except ValueError:
            return None

    def _leading(self, note: Note) -> list[tuple[object, ...]]:
        """The links that lead to a file, as they are written."""
        return [
            (link.kind, link.target, link.subpath, link.display)
            for link in note.links
            if self._vault.names.resolve(link.target, note.path) is not None
        ]


def _is_within(inner: Span, outer: Span) -> bool:
    """Whether one span lies in the other."""
    return (outer.line, outer.column) <= (inner.line, inner.column) and (
        (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
    )


def _errors(note: Note) -> int:
    return sum(found.severity is Severity.ERROR for found in note.diagnostics)
