"""Accepted proposals, written into their note as rows that state facts from then on."""

from __future__ import annotations

from collections.abc import Sequence

from thesisvault.edits.facts import Accepted, inserted, insertions
from thesisvault.model.errors import UsageFault, WriteRefused
from thesisvault.model.note import Note
from thesisvault.parser.decoding import decode
from thesisvault.parser.note import parse_note
from thesisvault.reports.propose import Row, is_written, rows_of
from thesisvault.storage import scan
from thesisvault.storage.writing.plans import Change
from thesisvault.workspace.open import Workspace, load_words
from thesisvault.workspace.writing import Writing


def chosen(rows: Sequence[Row], accept: str) -> list[Row]:
    """The rows with these numbers: `1,3-5`, or `all`. Raises `UsageFault`."""
    if accept.strip().casefold() == "all":
        return list(rows)
    numbers: set[int] = set()
    for piece in accept.replace("–", "-").split(","):
        first, dash, last = piece.strip().partition("-")
        bounds = (first.strip(), last.strip() if dash else first.strip())
        if not all(bound.isascii() and bound.isdigit() and len(bound) < 9 for bound in bounds):
            raise UsageFault(f"`{piece.strip()}` is not a row number: write `--accept 1,3-5`.")
        low, high = int(bounds[0]), int(bounds[1])
        if not 1 <= low <= high <= len(rows):
            many = f"there are rows 1 to {len(rows)}" if rows else "there are no rows"
            raise UsageFault(f"`{piece.strip()}` matches no row: {many}.")
        numbers.update(range(low, high + 1))
    return [row for row in rows if row.number in numbers]


def read(workspace: Workspace, path: str) -> bytes:
    """The bytes that a draft is made for."""
    return scan.note_bytes(workspace.root, path)


def drafted(workspace: Workspace, path: str, before: bytes, rows: Sequence[Row]) -> bytes:
    """The note's bytes with the rows under its heading `Facts`.

    Raises `WriteRefused` where they would not be read back as what they say.
    """
    words = load_words(workspace.settings)
    note = parse_note(path, before, words)
    accepted = [Accepted(row.table, row.cells, row.line) for row in rows]
    after = inserted(before, insertions(note, decode(before)[0], accepted))
    _check(note, parse_note(path, after, words), rows)
    return after


def _check(before: Note, after: Note, rows: Sequence[Row]) -> None:
    """Look whether each row states a fact on the line that it stands on, and no link is lost."""
    stating = {fact.span.line for fact in after.facts.all()}
    held = [cells for line, cells in rows_of(after) if line in stating]
    missing = [row.number for row in rows if not is_written(row.cells, held)]
    if missing or len(after.links) < len(before.links):
        what = (
            f"row {missing[0]} would not be read as a fact there"
            if missing
            else "links would be lost"
        )
        message = (
            f"`{before.path}` was not written: {what}. Write it by hand, or leave it out of "
            "`--accept`."
        )
        raise WriteRefused(message, code="unsafe")


def write(vault: Writing, path: str, before: bytes, after: bytes) -> None:
    """Put the new bytes in place of the old. Raises `WriteRefused` where the note has changed."""
    with vault.recording([Change(path, before, after)]) as recorder:
        recorder.replace(path, before, after)
