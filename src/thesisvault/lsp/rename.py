"""Renaming from an editor: a note, a heading or a tag, with all that names it.

The editor makes the edits, saved or not. Only `move_on_disk` writes, by the journal, when a client
asks for just that.
"""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Callable, Iterator
from enum import Enum, auto
from typing import TYPE_CHECKING

from lsprotocol import types
from msgspec import Struct

from thesisvault.edits.destination import destination
from thesisvault.edits.links import Source
from thesisvault.edits.parts import find_heading, is_below, plan_heading, plan_tag
from thesisvault.edits.rename import Rewrite, plan_rename
from thesisvault.graph.folding import fold
from thesisvault.lsp.desk import Screen
from thesisvault.lsp.navigate import lines_of
from thesisvault.lsp.texts import Text, is_in
from thesisvault.model.errors import UsageFault
from thesisvault.model.note import Heading, Link
from thesisvault.model.text import Span, TextEdit
from thesisvault.workspace.open import Tell, open_workspace
from thesisvault.workspace.writing import writing

if TYPE_CHECKING:
    from thesisvault.actions.rename import Renamed

UriOf = Callable[[str], str]
_PART = re.compile(r"#([^#|\\\[\]()<>]*)(?=\\?\||\]\]|>?\)|[ \t]+[\"'(]|\Z)")
"""The last part of a link's subpath."""


class What(Enum):
    """What can be renamed."""

    NOTE = auto()
    HEADING = auto()
    TAG = auto()


class Subject(Struct, frozen=True):
    """What would be renamed, and the words that stand for it under the cursor."""

    what: What
    path: str
    """The note, or that of the heading; the open one where it is a tag."""
    place: Span
    name: str
    heading: Heading | None = None


class Planned(Struct, frozen=True):
    """The notes that change, and the file that moves, if one does."""

    rewrites: tuple[Rewrite, ...]
    moved: tuple[str, str] | None = None
    """Where it stands, and where it will."""


def subject_at(screen: Screen, text: Text, position: types.Position) -> Subject | None:
    """What stands under the cursor: a link's note or its heading, a tag, a heading, the title."""
    line, column = text.lines.place(position)
    link = text.link_at(line, column)
    if link is not None:
        return _of_link(screen, text, link, column)
    tag = next((tag for tag in text.note.tags if is_in(tag.span, line, column)), None)
    if tag is not None:
        return Subject(What.TAG, text.path, tag.span, tag.name)
    title = text.note.title
    prop = text.note.find_property("title")
    if prop is not None and prop.span.line == line:
        return Subject(What.NOTE, text.path, text.lines.whole(line), title)
    heading = next((item for item in text.note.headings if item.span.line == line), None)
    if heading is None or heading.is_ours:
        return None
    place = text.lines.whole(line)
    if heading == text.note.headings[0] and (
        heading.level == 1 or fold(heading.text.strip()) == fold(title)
    ):
        return Subject(What.NOTE, text.path, place, title)
    return Subject(What.HEADING, text.path, place, heading.text.strip(), heading)


def _of_link(screen: Screen, text: Text, link: Link, column: int) -> Subject | None:
    path = screen.vault.names.resolve(link.target, text.path)
    note = screen.vault.notes.get(path) if path else None
    if note is None:
        return None
    span = link.span
    raw = text.lines.line(span.line)[span.column : span.end_column]
    part = _PART.search(raw) if link.subpath and span.line == span.end_line else None
    if part is None or column < span.column + raw.index("#"):
        return Subject(What.NOTE, note.path, span, note.title)
    heading = find_heading(note, link.subpath.rpartition("#")[2])
    if heading is None or column > span.column + part.end():
        return None
    place = Span(span.line, span.column + part.start(1), span.line, span.column + part.end(1))
    return Subject(What.HEADING, note.path, place, heading.text.strip(), heading)


def plan(screen: Screen, subject: Subject, name: str) -> Planned:
    """What another name would change. Raises `UsageFault` and `WriteRefused`."""
    if subject.what is What.TAG:
        return Planned(plan_tag(_tagged(screen, subject.name), subject.name, name, screen.read))
    if subject.heading is not None:
        path = subject.path
        return Planned(plan_heading(screen.vault, path, subject.heading, name, screen.read))
    wanted = destination(screen.vault, subject.path, name, screen.folders)
    return plan_to(screen, subject.path, wanted)


def _tagged(screen: Screen, name: str) -> set[str]:
    """The notes with a tag, those that are open as they are shown."""
    saved = set(screen.index.source(None).tagged(fold(name))) - screen.texts.keys()
    return saved.union(
        path
        for path, text in screen.texts.items()
        if any(is_below(tag.name, name) for tag in text.note.tags)
    )


def plan_to(screen: Screen, old: str, new: str) -> Planned:
    """What moving a note to a path of the vault would change."""
    found = plan_rename(screen.vault, old, new, screen.read, plain=False)
    return Planned(found.rewrites, (old, new))


def move_on_disk(screen: Screen, path: str, name: str, tell: Tell) -> Renamed:
    """Rename a note as `thesis rename` does, so that `thesis undo` reverts it.

    Raises `UsageFault` where an affected note has text that is not saved.
    """
    from thesisvault.actions.rename import move  # few editors ask for it

    planned = plan(screen, Subject(What.NOTE, path, Span(0, 0, 0, 0), ""), name)
    for item in (path, *(rewrite.path for rewrite in planned.rewrites)):
        if item in screen.texts and screen.texts[item].data != screen.saved(item):
            raise UsageFault(f"`{item}` is not saved: save it first. Nothing was renamed.")
    line = shlex.join(("thesis", "rename", path, name))
    with writing(
        screen.root, tell, lambda: open_workspace(screen.root, tell), lock_first=True, command=line
    ) as vault:
        try:
            return move(vault, path, name, screen.as_of)
        finally:
            vault.workspace.close()


def workspace_edit(
    screen: Screen, asked: Text, planned: Planned, uri_of: UriOf, *, with_file: bool
) -> types.WorkspaceEdit:
    """The edits, then the file's new name; versions where a note is open."""
    changes: list[
        types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile
    ] = list(_edits(screen, asked, planned.rewrites, uri_of))
    if with_file and planned.moved is not None:
        old, new = planned.moved
        changes.append(types.RenameFile(uri_of(old), uri_of(new)))
    return types.WorkspaceEdit(document_changes=changes)


def _edits(
    screen: Screen, asked: Text, rewrites: tuple[Rewrite, ...], uri_of: UriOf
) -> Iterator[types.TextDocumentEdit]:
    for rewrite in rewrites:
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
