"""The links that lead to a note, each with the line it stands on; apart, where sources name its
security.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from thesisvault.graph import Node
from thesisvault.model.note import Kind, LinkKind
from thesisvault.parser.decoding import decode
from thesisvault.parser.facts.identity import DOLLAR, LISTED
from thesisvault.workspace.view import View


class Ask(Struct, frozen=True):
    """What the links lead to."""

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


class Mention(Struct, frozen=True):
    """A line of a source that names the note's security: `(NYSE: CAT)` or `$CAT`, and no link."""

    note: str
    line: int
    column: int
    text: str
    """Its whole line."""


class Answer(Struct, frozen=True):
    """The links, by note and place; `note` is None for a name that has none yet."""

    note: str | None
    name: str
    links: tuple[Row, ...]
    mentions: tuple[Mention, ...]


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
    return Answer(
        node.note.path if node.note else None, node.name, tuple(rows), tuple(_mentions(view, node))
    )


def _mentions(view: View, node: Node) -> Iterator[Mention]:
    """Where sources name it by its symbol; only these are read, and only for a security."""
    symbol = (
        node.note.facts.symbol if node.note and node.kind in (Kind.STOCK, Kind.SECTOR) else None
    )
    if symbol is None:
        return
    for path, head in sorted(view.whole.heads.items()):
        if head.kind is not Kind.SOURCE or symbol.encode() not in (data := view.read(path)):
            continue
        for number, line in enumerate(decode(data)[0].split("\n"), 1):
            found: list[re.Match[str]] = [
                match
                for pattern in (LISTED, DOLLAR)
                for match in pattern.finditer(line)
                if match["symbol"] == symbol
            ]
            if found:
                yield Mention(path, number, found[0].start(), line)
