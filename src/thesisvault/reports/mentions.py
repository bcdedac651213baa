"""Where a note is named in the text of others and not linked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from thesisvault.graph.folding import fold
from thesisvault.model.errors import UsageFault
from thesisvault.model.note import is_template
from thesisvault.parser.decoding import decode
from thesisvault.parser.query.folding import fold_text, words_of
from thesisvault.parser.unlinked import Found, Named, by_words, name_of, unlinked
from thesisvault.workspace.names import to_make
from thesisvault.workspace.view import View

TICKER = 2
"""The level of a ticker among a note's names."""


class Ask(Struct, frozen=True):
    """Of which note; without one, of all."""

    note: str | None = None
    most: int | None = None
    """So many places, at most: a page that shows a few need not look through all notes."""


class Row(Struct, frozen=True):
    """One place."""

    note: str
    line: int
    column: int
    text: str
    """The name as it is written there."""
    shown: str
    """Its whole line."""
    names: str
    """The path of the note that is named."""


class Count(Struct, frozen=True):
    """A note, and how often it is named without a link."""

    name: str
    path: str
    mentions: int
    notes: int
    """In how many notes."""


class Answer(Struct, frozen=True):
    """The places by note and line; counts with the most mentions first."""

    note: str | None
    mentions: tuple[Row, ...]
    counts: tuple[Count, ...]


def report(view: View, ask: Ask) -> Answer:
    """The mentions. Raises `UsageFault` for a name without a note."""
    if ask.note is None:
        return _all(view)
    node = view.workspace.find(ask.note)
    if node.note is None:
        raise UsageFault(f"`{node.name}` has no note yet. {to_make(node)}")
    path = node.note.path
    rows = []
    for source, found, lines in islice(mentions_of(view, path), ask.most):
        at = found.span.line
        shown = lines[at] if at < len(lines) else ""
        rows.append(Row(source, at + 1, found.span.column, found.text, shown, path))
    return Answer(path, tuple(rows), ())


def mentions_of(view: View, path: str) -> Iterator[tuple[str, Found, list[str]]]:
    """Each mention of the note at `path`, with the note that holds it and its lines, by path."""
    names = names_of(view)
    # Longer names of other notes win over its own, so all that begin alike are looked for.
    words = view.workspace.fulltext
    candidates = {
        source
        for name in names
        if name.note == path and (match := " ".join(words_of(fold_text(name.text))))
        for source in words.proposed(f'{{body}} : "{match}"')
    }
    if not candidates:
        return
    named = by_words(names)
    for source in sorted(candidates):
        if source != path and not is_template(source):
            data = view.read(source)
            lines = decode(data)[0].split("\n")
            for found in unlinked(data, named, lambda name: name.note != path):
                yield source, found, lines


def _all(view: View) -> Answer:
    named = by_words(names_of(view))
    places: dict[str, dict[str, int]] = {}
    for source in sorted(view.whole.heads):
        if is_template(source):
            continue
        for found in unlinked(view.read(source), named, lambda name: name.note == source):  # noqa: B023
            by_note = places.setdefault(found.name.note, {})
            by_note[source] = by_note.get(source, 0) + 1
    counts = [
        Count(view.whole.heads[path].title, path, sum(found.values()), len(found))
        for path, found in places.items()
    ]
    return Answer(None, (), tuple(sorted(counts, key=lambda item: (-item.mentions, item.path))))


def names_of(view: View) -> list[Named]:
    """The names that are looked for: titles, aliases and tickers, but those that are silenced. Of
    several notes, the first has the name.
    """
    silent = {fold(name) for name in view.settings.search.unmentioned}
    source = view.workspace.index.source(None)
    unnamed = _unnamed(view)
    found: dict[str, Named] = {}
    for level, path, folded, spelled in source.spellings():
        if folded in silent or path in unnamed or is_template(path):
            continue
        name = name_of(spelled, path, is_ticker=level == TICKER)
        if name is not None:
            found.setdefault(name.text, name)
    return list(found.values())


def _unnamed(view: View) -> frozenset[str]:
    """The notes whose property says ``mentions: false``."""
    notes = view.whole.notes
    return frozenset(
        path
        for path in view.workspace.fulltext.proposed('{body} : "mentions"')
        if path in notes
        and (found := notes[path].find_property("mentions")) is not None
        and any(value.text.strip().casefold() in ("false", "no") for value in found.scalars)
    )
