"""What each reader promises of any input at all: for properties, and for the fuzzers.

Each takes bytes or a text, and raises nothing but `AssertionError` where a promise is broken.
"""

from __future__ import annotations

import math

from parser.reading import cut
from thesisvault.edits.edit import edit_note
from thesisvault.edits.markers import find_markers, outside
from thesisvault.impact.tripwires.parser import parse
from thesisvault.impact.tripwires.printer import show
from thesisvault.impact.tripwires.syntax import ConditionFault
from thesisvault.parser.decoding import decode
from thesisvault.parser.facts.dates import find_day, find_interval, read_duration, read_interval
from thesisvault.parser.facts.quantities import read_quantity
from thesisvault.parser.facts.vocabulary import default_vocabulary
from thesisvault.parser.note import parse_note

_BODY = "- [[a]]: x\n"


def reader(data: bytes) -> None:
    """A note of any bytes: its spans lie in its text, and the same bytes are the same note."""
    note = parse_note("Theses/Long n.md", data)
    assert note == parse_note("Theses/Long n.md", data)
    text, _ = decode(data)
    spans = [
        *(item.span for item in note.links),
        *(item.span for item in note.tags),
        *(item.span for item in note.headings),
        *(item.span for item in note.properties),
        *(item.span for item in note.tasks),
        *(item.span for item in note.callouts),
        *(item.span for item in note.block_ids),
        *(item.span for item in note.fields),
        *(item.span for item in note.footnotes),
        *(item.span for item in note.tables),
        *(cell.span for table in note.tables for row in table.rows for cell in row),
        *(item.span for item in note.facts.tripwires),
        *(item.span for item in note.facts.catalysts),
        *(item.span for item in note.facts.stated_moves),
    ]
    for span in spans:
        cut(text, span)
    lines = text.count("\n") + 1
    for found in note.diagnostics:
        assert found.message
        assert 0 <= found.span.line < lines + 1


def quantity(text: str) -> None:
    """A figure has both bounds or none, in order, finite; what it shows is what was written."""
    words = default_vocabulary()
    found = read_quantity(text, words)
    assert found.text == text.strip()
    assert (found.low is None) == (found.high is None)
    if found.low is not None and found.high is not None:
        assert math.isfinite(found.low)
        assert math.isfinite(found.high)
        assert found.low <= found.high
        assert found.step is not None
        assert math.isfinite(found.step)
        assert found.step >= 0
    assert read_quantity(found.text, words) == found


def date(text: str) -> None:
    """An interval ends where it begins or later, and reads again as itself; so does a duration."""
    for found in (read_interval(text), find_interval(text)):
        if found is not None:
            assert found.start <= found.end
            assert found.text in text
            assert read_interval(found.text) == found
    find_day(text)
    lasts = read_duration(text)
    if lasts is not None:
        assert lasts.text == text.strip()
        assert lasts.lower >= 0
        assert lasts.upper is None or lasts.lower <= lasts.upper
        assert read_duration(lasts.text) == lasts


def tripwire(text: str) -> None:
    """A condition reads, prints and reads again as itself; or a fault says where it is wrong."""
    try:
        condition = parse(text)
    except ConditionFault as fault:
        assert fault.message
        assert 0 <= fault.column <= len(text)
        return
    shown = show(condition)
    try:
        again = parse(shown)
    except ConditionFault as fault:
        assert "at most" in fault.message  # with all its parentheses, it is too long to read
        return
    assert again == condition


def edit(data: bytes) -> None:
    """Blocks are filled and nothing else is touched, or nothing is done, with a reason."""
    found = edit_note(data, lambda block: _BODY)
    assert found.before == data
    if found.is_refused or not found.blocks:
        assert found.after == data
        return
    before, after = find_markers(data), find_markers(found.after)
    assert not after.faults
    assert [block.body for block in after.blocks] == [_BODY for _ in after.blocks]
    assert [block.name for block in after.blocks] == [block.name for block in before.blocks]
    kept = [piece.replace(b" hash=", b"") for piece in outside(data, before.blocks)]
    assert [piece.replace(b" hash=", b"") for piece in outside(found.after, after.blocks)] == kept
    assert edit_note(found.after, lambda block: _BODY).after == found.after
