"""Footnotes."""

from __future__ import annotations

from parser.reading import cut, places, read


def test_a_definition_is_read() -> None:
    text = "a[^n]\n\n[^n]: see [[x]]\n    and [[y]]\n\n[^2]: [[z]]\n"
    note = read(text)
    assert [footnote.label for footnote in note.footnotes] == ["n", "2"]
    assert [footnote.span.line for footnote in note.footnotes] == [2, 5]
    assert cut(text, note.footnotes[1].span) == "[^2]: [[z]]"
    assert places(text) == [("x", "[[x]]"), ("y", "[[y]]"), ("z", "[[z]]")]


def test_the_next_definition_ends_the_one_before() -> None:
    note = read("[^a]: one\n[^b]: two\n")
    assert [footnote.label for footnote in note.footnotes] == ["a", "b"]


def test_a_definition_ends_a_paragraph() -> None:
    assert [footnote.label for footnote in read("text\n[^a]: one").footnotes] == ["a"]


def test_no_definition() -> None:
    assert read("[^a b]: x\n\n[^]: y\n\n    [^c]: code").footnotes == ()


def test_blocks_stand_in_a_definition() -> None:
    text = "[^a]: - item [[x]]\n"
    assert places(text) == [("x", "[[x]]")]
