"""Where a link leads, who links a note, and what is in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lsprotocol import types

from thesisvault.edits.parts import find_heading
from thesisvault.graph.folding import fold
from thesisvault.lsp.desk import Screen
from thesisvault.lsp.positions import Lines
from thesisvault.lsp.texts import Text
from thesisvault.model.note import Link, LinkKind, Note
from thesisvault.model.text import Span

UriOf = Callable[[str], str]
"""The URI of a path of the vault."""
_MOST_SYMBOLS = 100


def lines_of(screen: Screen, text: Text, path: str) -> Lines:
    """The lines of any note, as the screen has it."""
    if path in screen.texts:
        return screen.texts[path].lines
    return Lines(screen.text_of(path) or "", text.encoding)


def definition(
    screen: Screen, text: Text, position: types.Position, uri_of: UriOf
) -> types.Location | None:
    """The note, the heading or the block that a link leads to."""
    link = text.link_at(*text.lines.place(position))
    path = screen.vault.names.resolve(link.target, text.path) if link else None
    if link is None or path is None:
        return None
    note = text.note if path == text.path else screen.vault.notes.get(path)
    place = part_of(note, link.subpath) if note else None
    start = types.Position(0, 0)
    where = types.Range(start, start)
    if place is not None:
        where = lines_of(screen, text, path).range(place)
    return types.Location(uri_of(path), where)


def part_of(note: Note, subpath: str) -> Span | None:
    """Where the heading or the block stands that a subpath names."""
    last = subpath.rpartition("#")[2].strip()
    if last.startswith("^"):
        wanted = last[1:].casefold()
        return next((b.span for b in note.block_ids if b.id.casefold() == wanted), None)
    heading = find_heading(note, last)
    return heading.span if heading else None


def references(
    screen: Screen, text: Text, position: types.Position, uri_of: UriOf
) -> list[types.Location]:
    """The links to what the link under the cursor leads to, else to the open note."""
    link = text.link_at(*text.lines.place(position))
    node = text.path
    if link is not None:
        own = dict(zip(text.note.links, screen.vault.targets.get(text.path, ()), strict=False))
        node = own.get(link, text.path)
    found = []
    for backlink in screen.vault.backlinks.get(node, ()):
        lines = lines_of(screen, text, backlink.source)
        found.append(types.Location(uri_of(backlink.source), lines.range(backlink.link.span)))
    return found


def highlights(
    screen: Screen, text: Text, position: types.Position
) -> list[types.DocumentHighlight]:
    """The links of a note that lead where the one under the cursor does."""
    link = text.link_at(*text.lines.place(position))
    if link is None:
        return []
    names = screen.vault.names

    def goal(item: Link) -> str:
        return names.resolve(item.target, text.path) or fold(item.target)

    return [
        types.DocumentHighlight(text.lines.range(item.span), types.DocumentHighlightKind.Read)
        for item in text.note.links
        if goal(item) == goal(link)
    ]


def document_links(screen: Screen, text: Text, uri_of: UriOf) -> list[types.DocumentLink]:
    """The links that lead to a file."""
    return [
        types.DocumentLink(text.lines.range(link.span), uri_of(path))
        for link, path in screen.vault.resolved(text.note)
        if path is not None and path != text.path and link.kind is not LinkKind.PROPERTY
    ]


def outline(text: Text) -> list[types.DocumentSymbol]:
    """The headings, each with those below it."""
    top: list[types.DocumentSymbol] = []
    open_: list[tuple[int, types.DocumentSymbol]] = []
    headings = text.note.headings
    for number, heading in enumerate(headings):
        following = (
            item.span.line for item in headings[number + 1 :] if item.level <= heading.level
        )
        last = next(following, len(text.lines)) - 1
        whole = Span(heading.span.line, 0, max(last, heading.span.line), 10**9)
        symbol = types.DocumentSymbol(
            name=" ".join(heading.text.split()) or "(no text)",
            kind=types.SymbolKind.String,
            range=text.lines.range(whole),
            selection_range=text.lines.range(heading.span),
            children=[],
        )
        while open_ and open_[-1][0] >= heading.level:
            open_.pop()
        siblings = open_[-1][1].children if open_ else top
        assert isinstance(siblings, list)
        siblings.append(symbol)
        open_.append((heading.level, symbol))
    return top


def symbols(screen: Screen, query: str, root: Path) -> list[types.WorkspaceSymbol]:
    """The titles, aliases and tickers that fit a few letters."""
    return [
        types.WorkspaceSymbol(
            location=types.LocationUriOnly((root / entry.path).as_uri()),
            name=entry.spelled,
            kind=types.SymbolKind.File if entry.level == 0 else types.SymbolKind.Key,
            container_name=entry.path,
        )
        for entry in screen.catalogue.fitting(query, _MOST_SYMBOLS)
    ]
