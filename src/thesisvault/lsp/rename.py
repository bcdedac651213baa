"""Renaming a note from an editor: every edit that keeps each link where it leads, and the file's.

The editor makes the edits, saved or not; nothing is written here.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from lsprotocol import types
from msgspec import Struct

from thesisvault.edits.destination import destination
from thesisvault.edits.links import Source
from thesisvault.edits.rename import Renaming, Rewrite, plan_rename
from thesisvault.lsp.desk import Screen
from thesisvault.lsp.navigate import lines_of
from thesisvault.lsp.texts import Text
from thesisvault.model.errors import UsageFault
from thesisvault.model.text import Span, TextEdit

UriOf = Callable[[str], str]


class Subject(Struct, frozen=True):
    """What would be renamed, and the words that stand for it under the cursor."""

    path: str
    place: Span
    name: str


def subject_at(screen: Screen, text: Text, position: types.Position) -> Subject | None:
    """The note that the link under the cursor leads to, or the open one on its first heading."""
    line, column = text.lines.place(position)
    link = text.link_at(line, column)
    if link is not None:
        path = screen.vault.names.resolve(link.target, text.path)
        note = screen.vault.notes.get(path) if path else None
        return Subject(note.path, link.span, note.title) if note else None
    headings = text.note.headings
    if headings and headings[0].span.line == line:
        return Subject(text.path, text.lines.whole(line), text.note.title)
    return None


def plan(screen: Screen, old: str, name: str) -> Renaming:
    """What giving a note another name would change. Raises `UsageFault` and `WriteRefused`."""
    folders = {posixpath.dirname(path) for path in screen.vault.heads} - {""}
    new = destination(screen.vault, old, name, folders)
    return plan_to(screen, old, new)


def plan_to(screen: Screen, old: str, new: str) -> Renaming:
    """The same for a path that the client has chosen."""
    return plan_rename(screen.vault, old, new, screen.read, plain=False)


def workspace_edit(
    screen: Screen, text_encoding: Text, renaming: Renaming, uri_of: UriOf, *, with_file: bool
) -> types.WorkspaceEdit:
    """The edits, then the file's new name; versions where a note is open."""
    changes: list[
        types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile
    ] = list(_edits(screen, text_encoding, renaming, uri_of))
    if with_file:
        changes.append(types.RenameFile(uri_of(renaming.old), uri_of(renaming.new)))
    return types.WorkspaceEdit(document_changes=changes)


def _edits(
    screen: Screen, asked: Text, renaming: Renaming, uri_of: UriOf
) -> Iterator[types.TextDocumentEdit]:
    for rewrite in renaming.rewrites:
        lines = lines_of(screen, asked, rewrite.path)
        shown = screen.texts.get(rewrite.path)
        if shown is not None and not shown.may_be_edited:
            raise UsageFault(
                f"`{rewrite.path}` holds a lone carriage return: save it with line feeds first."
            )
        yield types.TextDocumentEdit(
            types.OptionalVersionedTextDocumentIdentifier(
                uri_of(rewrite.path), shown.version if shown else None
            ),
            [types.TextEdit(lines.range(edit.span), edit.text) for edit in _all_edits(rewrite)],
        )


def _all_edits(rewrite: Rewrite) -> tuple[TextEdit, ...]:
    """The edits that make a note what it is to be: those of its links, and of its own title."""
    if Source(rewrite.before).apply(list(rewrite.edits)) == rewrite.after:
        return rewrite.edits
    before, after = (
        [line.removesuffix("\r") for line in data.decode().removeprefix("\ufeff").split("\n")]
        for data in (rewrite.before, rewrite.after)
    )
    if len(before) != len(after):
        last = len(before) - 1
        return (TextEdit(Span(0, 0, last, len(before[last])), "\n".join(after)),)
    pairs = enumerate(zip(before, after, strict=True))
    return tuple(_edit_of_line(at, old, new) for at, (old, new) in pairs if old != new)


def _edit_of_line(at: int, old: str, new: str) -> TextEdit:
    start = len(posixpath.commonprefix((old, new)))
    end = len(posixpath.commonprefix((old[start:][::-1], new[start:][::-1])))
    return TextEdit(Span(at, start, at, len(old) - end), new[start : len(new) - end])


def can_rename_files(client: types.ClientCapabilities) -> bool:
    """Whether the client renames a file when an edit says so."""
    return _can(client, types.ResourceOperationKind.Rename)


def can_make_files(client: types.ClientCapabilities) -> bool:
    """Whether the client makes a file when an edit says so."""
    return _can(client, types.ResourceOperationKind.Create)


def _can(client: types.ClientCapabilities, kind: types.ResourceOperationKind) -> bool:
    edits = client.workspace.workspace_edit if client.workspace else None
    kinds = edits.resource_operations if edits else None
    return kind in (kinds or ())
