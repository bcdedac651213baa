"""One note as it is written: its lines by number, its properties, its headings."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from msgspec import Meta, Struct

from thesisvault.model.errors import UsageFault
from thesisvault.model.note import Kind
from thesisvault.parser.decoding import decode
from thesisvault.workspace.names import to_make
from thesisvault.workspace.view import View

MOST = 400
"""Lines of one answer."""


class Ask(Struct, frozen=True):
    """Which note, and from which line on."""

    note: str
    from_line: Annotated[int, Meta(ge=1)] = 1
    lines: Annotated[int, Meta(ge=1, le=MOST)] = 200


class Property(Struct, frozen=True):
    """A property of the front matter, as written."""

    key: str
    values: tuple[str, ...]
    line: int


class Heading(Struct, frozen=True):
    """A heading."""

    level: int
    text: str
    line: int


class Line(Struct, frozen=True):
    """A line, counted from 1."""

    line: int
    text: str


class Answer(Struct, frozen=True):
    """The lines asked for; properties and headings are those of the whole note."""

    note: str
    name: str
    kind: Kind
    date: dt.date | None
    properties: tuple[Property, ...]
    headings: tuple[Heading, ...]
    total_lines: int
    lines: tuple[Line, ...]


def report(view: View, ask: Ask) -> Answer:
    """Read a note. Raises `UsageFault` for a name without one."""
    node = view.workspace.find(ask.note)
    if node.note is None:
        raise UsageFault(f"`{node.name}` has no note yet. {to_make(node)}")
    note = view.whole.notes[node.note.path]
    rows = decode(view.read(note.path))[0].split("\n")
    first = ask.from_line - 1
    if first >= len(rows):
        raise UsageFault(f"`{note.path}` has {len(rows)} lines: ask from line {len(rows)} or less.")
    return Answer(
        note.path,
        note.title,
        note.kind,
        note.date,
        tuple(
            Property(item.key, tuple(one.text for one in item.scalars), item.span.shown_line)
            for item in note.properties
        ),
        tuple(Heading(item.level, item.text, item.span.shown_line) for item in note.headings),
        len(rows),
        tuple(Line(first + at + 1, row) for at, row in enumerate(rows[first : first + ask.lines])),
    )
