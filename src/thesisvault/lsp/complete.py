"""Completion: links here, properties, headings and new tables by `words`, all else by `cells`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import quote

from lsprotocol import types

from thesisvault.edits.links import targets_for
from thesisvault.edits.parts import heading_text
from thesisvault.graph.catalogue import Entry
from thesisvault.graph.folding import fold
from thesisvault.lsp import cells, words
from thesisvault.lsp.context import Context, Wanted, context_at
from thesisvault.lsp.desk import Screen
from thesisvault.lsp.items import Item, is_writable, target_of
from thesisvault.lsp.texts import Text
from thesisvault.lsp.vocabulary import tags
from thesisvault.model.note import Note, is_template
from thesisvault.model.text import Span

MOST = 50
"""Items of one answer: clients ask again at each key."""


def complete(
    screen: Screen, text: Text, position: types.Position, *, snippets: bool
) -> types.CompletionList | None:
    """What may stand where the cursor is; None outside of links."""
    line, column = text.lines.place(position)
    context = context_at(text.lines, line, column)
    if context is None or not text.may_be_edited:
        return None
    if context.wanted is Wanted.CELL:
        context = cells.narrowed(screen, context)
    items = list(islice(_items(screen, text, context), MOST))
    place = text.lines.range(Span(context.line, context.start, context.line, context.end))
    shown = [
        _shown(item, number, context, place, text.uri, snippets=snippets)
        for number, item in enumerate(items)
    ]
    return types.CompletionList(is_incomplete=True, items=shown)


def has_context(text: Text, position: types.Position) -> bool:
    """Whether there is anything to complete: asked at each key."""
    return context_at(text.lines, *text.lines.place(position)) is not None


def _items(screen: Screen, text: Text, context: Context) -> Iterator[Item]:
    match context.wanted:
        case Wanted.NOTE:
            yield from _notes(screen, text, context)
        case Wanted.ADDRESS:
            yield from _addresses(screen, text, context)
        case Wanted.DISPLAY:
            yield from _displays(screen, text, context)
        case Wanted.HEADING:
            yield from _headings(_target(screen, text, context), context)
        case Wanted.BLOCK:
            yield from _blocks(_target(screen, text, context), context)
        case Wanted.KEY:
            yield from words.keys(screen, text, context)
        case Wanted.VALUE:
            yield from words.values(screen, text, context)
        case Wanted.TABLE:
            yield from words.tables(screen, text, context)
        case Wanted.COLUMN:
            yield from cells.columns(screen, context)
        case Wanted.CELL:
            yield from cells.cells(screen, text, context)
        case Wanted.TAG:
            yield from tags(screen, context)
        case Wanted.SECTION:
            yield from words.sections(screen, text, context)
        case Wanted.CALLOUT:
            yield from cells.callouts(context)
        case Wanted.LOG:
            yield from cells.log_lines(screen, text, context)
        case Wanted.IMPACT:
            yield from cells.impacts(screen, context)


def _notes(screen: Screen, text: Text, context: Context) -> Iterator[Item]:
    pipe = "\\|" if context.in_cell else "|"
    seen: set[str] = set()
    for entry in screen.catalogue.fitting(context.typed, 2 * MOST):
        if entry.path in seen and entry.level == 0:
            continue
        target = target_of(screen, entry.path, text.path)
        if target is None or is_template(entry.path):
            continue
        seen.add(entry.path)
        yield _note_item(entry, target, pipe)
    yield from _unwritten(screen, context.typed)


def _note_item(entry: Entry, target: str, pipe: str) -> Item:
    if entry.level == 0:
        return Item(entry.spelled, target, entry.path, entry.path)
    what = "alias" if entry.level == 1 else "ticker"
    title = entry.path.rpartition("/")[2].removesuffix(".md")
    written = f"{target}{pipe}{entry.spelled}"
    kind = types.CompletionItemKind.Reference
    return Item(entry.spelled, written, f"{what} of {title}", entry.path, kind)


def _unwritten(screen: Screen, typed: str) -> Iterator[Item]:
    """Names that links use and that have no note, after those that have one."""
    wanted = fold(" ".join(typed.split()))
    for target, count, path in screen.unwritten:
        profile = screen.profile(path) if wanted in target else None
        spelled = (link.target.removesuffix(".md") for link in profile.links) if profile else ()
        name = next((name for name in spelled if fold(name) == target), "")
        if name and is_writable(name):
            notes = f"{count} {'note links' if count == 1 else 'notes link'} it"
            kind = types.CompletionItemKind.Text
            yield Item(name, name, f"no note yet · {notes}", kind=kind)


def _addresses(screen: Screen, text: Text, context: Context) -> Iterator[Item]:
    from urllib.parse import unquote

    for entry in screen.catalogue.fitting(unquote(context.typed).removesuffix(".md"), 2 * MOST):
        if entry.level or is_template(entry.path):
            continue
        for target in (f"{form}.md" for form in targets_for(entry.path)):
            if screen.vault.names.resolve(target, text.path) == entry.path:
                written = target if context.pointed else quote(target, safe="/!$&'*+,;=@~")
                yield Item(entry.spelled, written, entry.path, entry.path)
                break


def _displays(screen: Screen, text: Text, context: Context) -> Iterator[Item]:
    path = screen.vault.names.resolve(context.target, text.path)
    note = screen.vault.notes.get(path) if path else None
    if note is None:
        return
    names = dict.fromkeys((*note.aliases, *filter(None, (note.facts.symbol,)), note.title))
    for name in names:
        if fold(context.typed) in fold(name) and is_writable(name):
            yield Item(name, name, note.path, note.path, types.CompletionItemKind.Reference)


def _target(screen: Screen, text: Text, context: Context) -> Note | None:
    if not context.target:
        return text.note
    path = screen.vault.names.resolve(context.target, text.path)
    return screen.vault.notes.get(path) if path else None


def _headings(note: Note | None, context: Context) -> Iterator[Item]:
    typed = fold(context.typed.strip())
    for heading in note.headings if note else ():
        written = heading_text(heading.text)
        if written and typed in fold(written):
            kind = types.CompletionItemKind.Reference
            yield Item(written, written, f"{'#' * heading.level} heading", kind=kind)


def _blocks(note: Note | None, context: Context) -> Iterator[Item]:
    for block in note.block_ids if note else ():
        if fold(context.typed) in fold(block.id):
            kind = types.CompletionItemKind.Reference
            yield Item(block.id, block.id, f"line {block.span.shown_line}", kind=kind)


def _shown(
    item: Item,
    number: int,
    context: Context,
    place: types.Range,
    uri: str,
    *,
    snippets: bool,
) -> types.CompletionItem:
    written = context.lead + item.text + context.closing
    # Neovim up to 0.11 inserts only the first word of a plain edit.
    as_snippet = snippets and (bool(item.snippet) or any(char.isspace() for char in written))
    if as_snippet:
        snippet = item.snippet or _escaped(item.text)
        written = context.lead + snippet + _escaped(context.closing)
    return types.CompletionItem(
        label=item.label,
        kind=item.kind,
        detail=item.detail or None,
        documentation=(
            types.MarkupContent(types.MarkupKind.Markdown, item.about) if item.about else None
        ),
        sort_text=f"{number:03}",
        filter_text=context.typed or None,
        insert_text_format=(
            types.InsertTextFormat.Snippet if as_snippet else types.InsertTextFormat.PlainText
        ),
        text_edit=types.TextEdit(place, written),
        data={"uri": uri, "path": item.path} if item.path else None,
    )


def _escaped(text: str) -> str:
    return re.sub(r"[\\$}]", r"\\\g<0>", text)
