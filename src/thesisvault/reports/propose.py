"""Rows of known tables, proposed out of the prose of one note. Nothing of it is a fact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from thesisvault.model.errors import UsageFault
from thesisvault.model.note import THESES, Kind, Note
from thesisvault.parser.decoding import LARGEST
from thesisvault.parser.facts.prose import UNNAMED, read_prose
from thesisvault.parser.facts.prose.groups import Name, Names, by_first_word
from thesisvault.parser.facts.prose.row import Proposal
from thesisvault.workspace.open import load_words
from thesisvault.workspace.view import View

_SOUGHT = frozenset({Kind.STOCK, Kind.SECTOR, Kind.THESIS})


class Ask(Struct, frozen=True):
    """Of which note."""

    note: str


class Row(Struct, frozen=True):
    """A row to accept, with the words it was read from."""

    number: int
    table: str
    """The kind of table, by the vocabulary."""
    cells: Mapping[str, str]
    """By the header of each column; an empty cell states nothing."""
    line: int
    column: int
    quote: str
    hint: str
    """Why it is less certain than the others; may be empty."""


class Unnamed(Struct, frozen=True):
    """A figure whose words do not say what it measures."""

    text: str
    line: int
    quote: str


class Answer(Struct, frozen=True):
    """The rows that are not in the note yet, in the order of its lines."""

    note: str
    kind: Kind
    date: dt.date | None
    proposals: tuple[Row, ...]
    written: int
    """Rows that its tables hold already."""
    unnamed: tuple[Unnamed, ...]


def report(view: View, ask: Ask) -> Answer:
    """Propose rows from the note's prose. Raises `UsageFault` for a name without a note."""
    node = view.workspace.find(ask.note)
    if node.note is None:
        raise UsageFault(f"`{node.name}` has no note yet: there is no prose to read.")
    note = view.whole.notes[node.note.path]
    words = load_words(view.settings)
    data = view.read(note.path)
    if len(data) > LARGEST:
        raise UsageFault(f"`{note.path}` is larger than {LARGEST // 2**20} MB and is not read.")
    found = read_prose(data, words, _names(view, note.path), note.date)
    rows = [item for item in found if item.table != UNNAMED]
    held = [cells for _, cells in rows_of(note)]
    new = [item for item in rows if not is_written(item.cells, held)]
    return Answer(
        note.path,
        note.kind,
        note.date,
        tuple(_row(number, item, note.kind) for number, item in enumerate(new, 1)),
        len(rows) - len(new),
        tuple(
            Unnamed(item.cells["Value"], item.span.shown_line, item.quote)
            for item in found
            if item.table == UNNAMED
        ),
    )


def _row(number: int, item: Proposal, kind: Kind) -> Row:
    hint = item.hint
    if item.table == "criteria" and kind not in THESES:
        hint = f"criteria count in the note of a thesis or a stock, not in this one ({kind})"
    return Row(
        number,
        item.table,
        item.cells,
        item.span.shown_line,
        item.span.column,
        item.quote,
        hint,
    )


def _names(view: View, path: str) -> Names:
    """What the securities, groups and theses of the vault are called, but for the note itself."""
    source = view.workspace.index.source(None)
    kinds = {head.path: head.kind for head in source.heads() if head.kind in _SOUGHT}
    spellings = [item for item in source.spellings() if item[1] in kinds and item[1] != path]
    symbols = {
        note: spelled
        for level, note, _, spelled in spellings
        if level == 2 and kinds[note] is not Kind.THESIS
    }
    return by_first_word(
        Name(spelled, symbols.get(note, ""), kinds[note] is Kind.THESIS)
        for _, note, _, spelled in spellings
    )


Cells = Mapping[str, str]
"""A row's cells, by its folded headers."""


def rows_of(note: Note) -> Iterator[tuple[int, Cells]]:
    """The rows of all tables of a note, each with its line from 0."""
    for table in note.tables:
        heads = [cell.text.casefold() for cell in table.header]
        for row in table.rows:
            if row:
                texts = (cell.text.casefold() for cell in row)
                yield row[0].span.line, dict(zip(heads, texts, strict=False))


def is_written(cells: Mapping[str, str], held: Sequence[Cells]) -> bool:
    """Whether a row of the note says the same, wherever its author moved it."""
    wanted = {head.casefold(): cell.casefold() for head, cell in cells.items()}
    return any(all(row.get(head, "") == cell for head, cell in wanted.items()) for row in held)
