"""A note's own words for its name, after it is renamed: its first heading, and `title`."""

from __future__ import annotations

from thesisvault.edits.links import Source
from thesisvault.model.note import Note, Scalar
from thesisvault.model.text import TextEdit
from thesisvault.parser.note import parse_note


def retitled(path: str, data: bytes, old: str, new: str, *, heading: bool = True) -> bytes:
    """The note at its new `path` with `new` where its top heading or `title` was exactly `old`.

    All else keeps its bytes. What would then read otherwise is left as it is. With `heading` False
    the heading stays, as links lead to it by its words.
    """
    note = parse_note(path, data)
    places = [_heading(note, data, old, new)] if heading else []
    for choices in (*places, *_titles(note, old, new)):
        for edit in choices:
            after = Source(data).apply([edit])
            if _reads(parse_note(path, after)) == _swapped(note, edit, new):
                data, note = after, parse_note(path, after)
                break
    return data


def _heading(note: Note, data: bytes, old: str, new: str) -> list[TextEdit]:
    first = next(iter(note.headings), None)
    if first is None or first.level != 1 or first.text.strip() != old:
        return []
    source = Source(data)
    written = source.slice(first.span)
    if written.count(old) != 1:
        return []
    start = source.offset(first.span.line, first.span.column) + written.index(old)
    return [TextEdit(source.span(start, start + len(old)), new)]


def _titles(note: Note, old: str, new: str) -> list[list[TextEdit]]:
    """For each `title`, the new one bare, then in quotes: the first that reads well is taken."""
    values = (item.value for item in note.properties if item.key.casefold() == "title")
    found = [value for value in values if isinstance(value, Scalar) and value.text.strip() == old]
    return [[TextEdit(value.span, text) for text in (new, f'"{new}"')] for value in found]


def _reads(note: Note) -> tuple[list[str], list[tuple[str, list[str]]], int]:
    headings = [item.text.strip() for item in note.headings]
    properties = [(item.key, [value.text for value in item.scalars]) for item in note.properties]
    return headings, properties, len(note.links)


def _swapped(note: Note, edit: TextEdit, new: str) -> tuple[object, ...]:
    """What a note would read as with an edit made, and nothing else of it changed."""
    headings, properties, links = _reads(note)
    for at, item in enumerate(note.headings):
        if item.span.line == edit.span.line:
            headings[at] = new
    for at, prop in enumerate(note.properties):
        if prop.span.line <= edit.span.line <= prop.span.end_line:
            properties[at] = (prop.key, [new])
    return headings, properties, links
