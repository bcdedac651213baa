"""Links in the place of names: each note through the one writer."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from thesisvault.edits.links import Source, targets_for
from thesisvault.model.errors import WriteRefused
from thesisvault.model.text import TextEdit
from thesisvault.parser.unlinked import Found
from thesisvault.reports.mentions import mentions_of
from thesisvault.storage.writing.plans import Change
from thesisvault.workspace.view import View
from thesisvault.workspace.writing import Writing


class Linked(Struct, frozen=True):
    """One note with its names linked."""

    path: str
    before: bytes
    after: bytes
    count: int
    left: int
    """Mentions that are not linked: their line states a fact, or is a heading."""


def drafts(view: View, path: str) -> Iterator[Linked]:
    """Each note that names the note at `path`, with every mention made a link."""
    by_source: dict[str, list[Found]] = {}
    for source, found, _ in mentions_of(view, path):
        by_source.setdefault(source, []).append(found)
    for source, places in by_source.items():
        before = view.read(source)
        try:
            text = Source(before)
        except UnicodeDecodeError:
            continue  # what is not UTF-8 is never written
        target = next(
            (t for t in targets_for(path) if view.whole.names.resolve(t, source) == path), None
        )
        if target is None:
            continue
        # A stop or a forecast is read letter by letter: a link in it might end it. A heading is
        # what other links point at.
        note = view.whole.notes[source]
        stated = {fact.span.line for fact in note.facts.all()}
        stated |= {heading.span.line for heading in note.headings}
        edits = [
            TextEdit(found.span, _link(target, found))
            for found in places
            if found.in_table or found.span.line not in stated
        ]
        after = text.apply(edits)
        yield Linked(source, before, after, len(edits), len(places) - len(edits))


def _link(target: str, found: Found) -> str:
    if target == found.text:
        return f"[[{target}]]"
    bar = "\\|" if found.in_table else "|"
    return f"[[{target}{bar}{found.text}]]"


def write(vault: Writing, linked: list[Linked]) -> list[WriteRefused]:
    """Put each in its place; those that were refused stay as they are."""
    refused = []
    with vault.recording([Change(item.path, item.before, item.after) for item in linked]) as notes:
        for item in linked:
            try:
                notes.replace(item.path, item.before, item.after)
            except WriteRefused as error:
                refused.append(error)
    return refused
