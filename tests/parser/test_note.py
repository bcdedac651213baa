"""`parse_note`: one file to one note."""

from __future__ import annotations

from thesisvault.model.diagnostics import Severity
from thesisvault.model.note import Kind
from thesisvault.parser.decoding import LARGEST
from thesisvault.parser.facts.vocabulary import load_vocabulary
from thesisvault.parser.note import parse_note


def test_an_empty_file_is_a_note() -> None:
    note = parse_note("Folder/Empty.md", b"")
    assert (note.path, note.title, note.kind) == ("Folder/Empty.md", "Empty", Kind.NOTE)
    assert note.diagnostics == ()


def test_a_file_too_large_is_a_node_with_a_reason() -> None:
    note = parse_note("Big.md", b"[[x]] " * (LARGEST // 6 + 1))
    (found,) = note.diagnostics
    assert (found.code, found.severity) == ("note-too-large", Severity.ERROR)
    assert note.links == ()


def test_front_matter_comes_before_the_body() -> None:
    note = parse_note("n.md", b'---\ntags: [a]\nx: "[[p]]"\n---\n#b [[q]]\n')
    assert [tag.name for tag in note.tags] == ["a", "b"]
    assert [link.target for link in note.links] == ["p", "q"]
    assert note.links[1].span.line == 4


def test_the_vocabulary_given_is_the_one_used() -> None:
    words = load_vocabulary({"kinds": {"thesis": ["hunch"]}})
    assert parse_note("n.md", b"#hunch", words).kind is Kind.THESIS
    assert parse_note("n.md", b"#hunch").kind is Kind.NOTE


def test_a_fact_keeps_its_file_whatever_the_ending_is_spelled() -> None:
    note = parse_note("Long X.MD", b"**Ticker:** QQZA")
    assert (note.title, note.kind) == ("Long X", Kind.THESIS)
