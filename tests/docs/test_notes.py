"""What `notes.md` calls the same fact in several forms is read as the same."""

from __future__ import annotations

import pytest

from docs.pages import Block, blocks, read, section
from thesisvault.model.facts import Side, Status
from thesisvault.model.note import Note
from thesisvault.parser.note import parse_note

FORMS = [
    block
    for block in blocks(section(read("notes.md"), "One fact in its forms"))
    if block.language == "markdown"
]
PROPERTIES, LISTS = FORMS[:3], FORMS[3:]


def _note(block: Block) -> Note:
    return parse_note("Theses/Cold stores.md", block.text.encode())


def test_the_page_shows_five_forms() -> None:
    assert (len(PROPERTIES), len(LISTS)) == (3, 2)


@pytest.mark.parametrize("block", PROPERTIES, ids=["front matter", "labels", "card"])
def test_properties_are_the_same_wherever_they_stand(block: Block) -> None:
    note = _note(block)
    facts = note.facts
    assert (facts.symbol, facts.side, facts.status) == ("QQZA", Side.LONG, Status.OPEN)
    assert str(note.date) == "2026-02-03"
    assert [item.subject.name for item in facts.exposures] == ["QQZA"]
    levels = {item.name: item.value for item in facts.figures if item.value is not None}
    assert levels == {"stop": 41.5, "target": 62.0}
    assert not note.diagnostics and not note.unread


@pytest.mark.parametrize("block", LISTS, ids=["lists", "tables"])
def test_events_and_entries_are_the_same_in_lists_and_tables(block: Block) -> None:
    facts = _note(block).facts
    events = {(item.text, item.subject.name, item.outcome) for item in facts.catalysts}
    assert events == {("2026-05-14", "first quarter", ""), ("2026-02-18", "permits", "done")}
    said = [(item.text, str(item.day)) for item in facts.stated_impacts]
    assert said == [("strengthens", "2026-03-27")]
    assert [str(entry.day) for entry in facts.log] == ["2026-03-27"]
