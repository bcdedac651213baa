"""The links that lead to a note, each with the line it stands on."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from thesisvault.model.note import LinkKind
from thesisvault.parser.decoding import decode
from thesisvault.workspace.view import View


class Ask(Struct, frozen=True):
    """To what the links lead."""

    note: str


class Row(Struct, frozen=True):
    """A link in another note."""

    note: str
    line: int
    column: int
    kind: LinkKind
    subpath: str
    display: str | None
    text: str
    """Its whole line."""


class Answer(Struct, frozen=True):
    """The links, by note and place; `note` is None for a name that has none yet."""

    note: str | None
    name: str
    links: tuple[Row, ...]


def report(view: View, ask: Ask) -> Answer:
    """The links of people: those in managed blocks are left out. Raises `UsageFault`."""
    node = view.workspace.find(ask.note)

    @cache
    def lines(path: str) -> list[str]:
        return decode(view.read(path))[0].split("\n")

    rows = []
    for found in view.whole.backlinks.get(node.id, ()):
        link, at, text = found.link, found.link.span, lines(found.source)
        rows.append(
            Row(
                found.source,
                at.shown_line,
                at.column,
                link.kind,
                link.subpath,
                link.display,
                text[at.line] if at.line < len(text) else "",
            )
        )
    return Answer(node.note.path if node.note else None, node.name, tuple(rows))
