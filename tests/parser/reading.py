"""Reading a note in a test, and cutting its text by a span."""

from __future__ import annotations

from pathlib import Path

from thesisvault.model.note import Link, Note
from thesisvault.model.text import Span
from thesisvault.parser.note import parse_note

FIXTURES = Path(__file__).parent / "fixtures"


def read(text: str, path: str = "note.md") -> Note:
    """The note that `text` is."""
    return parse_note(path, text.encode())


def cut(text: str, span: Span) -> str:
    """What stands at `span`: lines over ``\\n`` only, columns in code points."""
    lines = text.split("\n")
    assert 0 <= span.line <= span.end_line < len(lines)
    assert 0 <= span.column <= len(lines[span.line])
    assert 0 <= span.end_column <= len(lines[span.end_line])
    if span.line == span.end_line:
        assert span.column <= span.end_column
        return lines[span.line][span.column : span.end_column]
    first, last = lines[span.line][span.column :], lines[span.end_line][: span.end_column]
    return "\n".join((first, *lines[span.line + 1 : span.end_line], last))


def places(text: str) -> list[tuple[str, str]]:
    """Each link of `text` as (target with subpath, its source cut by its span)."""
    return [(link.target + link.subpath, cut(text, link.span)) for link in read(text).links]


def targets(text: str) -> list[str]:
    """Where the links of `text` lead, as written."""
    return [link.target + link.subpath for link in read(text).links]


def tags(text: str) -> list[str]:
    """The tags of `text`; each must stand where its span says."""
    found = read(text).tags
    for tag in found:
        assert cut(text, tag.span).strip("\"'").lstrip("#") == tag.name
    return [tag.name for tag in found]


def codes(note: Note) -> list[str]:
    """The codes of a note's diagnostics."""
    return [diagnostic.code for diagnostic in note.diagnostics]


def only_link(text: str) -> Link:
    """The one link of `text`."""
    (link,) = read(text).links
    return link
