"""Code actions: what `check --fix` would write, near names, new notes, the measured move."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from thesisvault.actions.new import check_new, text_of
from thesisvault.edits.fixes import fix_note
from thesisvault.edits.links import Source, locate, write_target
from thesisvault.graph import Node
from thesisvault.graph.source import MemorySource
from thesisvault.graph.statements import placeholder_id
from thesisvault.graph.vault import Vault
from thesisvault.lsp.additions import exposure_row, review_done
from thesisvault.lsp.desk import Screen
from thesisvault.lsp.findings import SOURCE
from thesisvault.lsp.items import target_of
from thesisvault.lsp.moves import shown_moves
from thesisvault.lsp.texts import Text
from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.errors import ThesisVaultError
from thesisvault.model.text import TextEdit
from thesisvault.workspace.names import FOLDERS, kind_to_make

FIX_ALL = "source.fixAll.thesis"
_MOST_ASKED = 50
"""Notes that are asked what a name without a note may be."""


def actions(
    screen: Screen,
    text: Text,
    first: int,
    last: int,
    only: tuple[str, ...] = (),
    *,
    makes_files: bool = False,
) -> list[types.CodeAction]:
    """What can be done about the lines from `first` to `last`, by a client that `makes_files`."""
    if not text.may_be_edited:
        return []
    found = [*_fixes(screen, text, first, last), *_measured(screen, text, first, last)]
    found += _near(screen, text, first, last)
    found += _additions(screen, text, first, last)
    found += _new_notes(screen, text, first, last) if makes_files else ()
    if not only:
        return [action for action in found if action.kind != FIX_ALL]
    return [action for action in found if _is_asked(named(action.kind or ""), only)]


def named(kind: types.CodeActionKind | str) -> str:
    """A kind of action as the protocol spells it."""
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def _is_asked(kind: str, only: tuple[str, ...]) -> bool:
    return any(kind == asked or kind.startswith(f"{asked}.") for asked in only)


def _fixes(screen: Screen, text: Text, first: int, last: int) -> Iterator[types.CodeAction]:
    fixed = fix_note(screen.vault, text.note, screen.findings_on(text), text.data)
    if fixed is None:
        return
    source = Source(text.data)
    for found, edits in fixed.mends.items():
        if first <= found.span.end_line and found.span.line <= last:
            shown = ", ".join(f"`{source.replaced(edit.span, [edit])}`" for edit in edits)
            kind = types.CodeActionKind.QuickFix
            yield _action(text, f"Write {shown}", kind, edits, found, preferred=True)
    every = dict.fromkeys(edit for edits in fixed.mends.values() for edit in edits)
    yield _action(text, "Fix every link that `check --fix` fixes", FIX_ALL, tuple(every))


def _measured(screen: Screen, text: Text, first: int, last: int) -> Iterator[types.CodeAction]:
    for shown in shown_moves(screen, text):
        if shown.fails and shown.measured and first <= shown.place.line <= last:
            if shown.row.kind != "change":
                continue  # a streak or a range takes more than a figure
            edit = TextEdit(shown.place, shown.measured)
            kind = types.CodeActionKind.QuickFix
            yield _action(text, f"Write the measured {shown.measured}", kind, (edit,))


def _additions(screen: Screen, text: Text, first: int, last: int) -> Iterator[types.CodeAction]:
    """What a thesis may want more of. Nothing is wrong without it: no fix, a change of the text."""
    kind = types.CodeActionKind.Refactor
    for edits in review_done(screen, text, first, last):
        yield _action(text, "Mark the review done", kind, edits)
    for edit in exposure_row(screen, text, first, last):
        yield _action(text, "Add an exposure row", kind, (edit,))


def _near(screen: Screen, text: Text, first: int, last: int) -> Iterator[types.CodeAction]:
    """For a link without a note: the names that are most like it."""
    names, source = screen.vault.names, Source(text.data)
    for link, path in screen.vault.resolved(text.note):
        if path is not None or link.managed or not first <= link.span.line <= last:
            continue
        place = locate(source, link)
        if place is None or names.named(link.target):
            continue  # another name of one note is mended as `check` says
        goals = [names.named(name)[0] for name in names.similar(link.target)]
        for target in (target_of(screen, goal, text.path) for goal in dict.fromkeys(goals)):
            written = write_target(place, target) if target else None
            if written is not None:
                edit = TextEdit(source.span(place.start, place.end), written)
                kind = types.CodeActionKind.QuickFix
                yield _action(text, f"Link `{target}`", kind, (edit,))


def _new_notes(screen: Screen, text: Text, first: int, last: int) -> Iterator[types.CodeAction]:
    """For a link without a note: the note, from the template of what it seems to be."""
    names = [
        link.target
        for link, path in screen.vault.resolved(text.note)
        if path is None and not link.managed and first <= link.span.line <= last
    ]
    for name in dict.fromkeys(names):
        node = _node_of(screen, name)
        if node is None or "/" in name or screen.vault.names.named(name):
            continue
        kind = kind_to_make(node)
        try:
            check_new(screen, name)
            written = text_of(screen.root, kind, name, screen.as_of)
        except ThesisVaultError:
            continue  # it can be no note's name
        uri = (screen.root / FOLDERS[kind] / f"{name}.md").as_uri()
        start = types.Range(types.Position(0, 0), types.Position(0, 0))
        document = types.OptionalVersionedTextDocumentIdentifier(uri)
        edit = types.TextDocumentEdit(document, [types.TextEdit(start, written)])
        yield types.CodeAction(
            title=f"Create note “{name}” ({kind})",
            kind=types.CodeActionKind.QuickFix,
            edit=types.WorkspaceEdit(document_changes=[types.CreateFile(uri), edit]),
        )


def _node_of(screen: Screen, name: str) -> Node | None:
    """What a name without a note seems to be, by what some of the notes that link it say."""
    linking = map(screen.vault.notes.get, screen.vault.linking(name)[:_MOST_ASKED])
    few = Vault(MemorySource((note for note in linking if note is not None), ()))
    return few.nodes.get(placeholder_id(name))


def _action(
    text: Text,
    title: str,
    kind: str,
    edits: tuple[TextEdit, ...],
    found: Diagnostic | None = None,
    *,
    preferred: bool = False,
) -> types.CodeAction:
    document = types.OptionalVersionedTextDocumentIdentifier(text.uri, text.version)
    changes = [types.TextEdit(text.lines.range(edit.span), edit.text) for edit in edits]
    about = None
    if found is not None:
        place = text.lines.range(found.span)
        about = [types.Diagnostic(place, found.message, code=found.code, source=SOURCE)]
    return types.CodeAction(
        title=title,
        kind=kind,
        diagnostics=about,
        is_preferred=preferred or None,
        edit=types.WorkspaceEdit(
            document_changes=[types.TextDocumentEdit(document, list(changes))]
        ),
    )
