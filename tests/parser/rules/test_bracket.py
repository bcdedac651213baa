"""``[text]``, a reference to Obsidian whether or not it is defined."""

from __future__ import annotations

from parser.reading import places, read, tags


def test_a_bracketed_text_may_begin_with_a_tag() -> None:
    assert tags("[#t] [a]#u [#v\nb]") == ["t", "u", "v"]


def test_only_the_innermost_brackets_are_one() -> None:
    assert tags("[#o [#i] c]") == ["i"]


def test_escapes_and_footnote_marks_are_none() -> None:
    assert tags(r"\[#t\] [^#t]") == ["t"]  # the escape ends a text, the mark holds none


def test_the_brackets_stay_for_a_reader() -> None:
    row = read("| A | B |\n|-|-|\n| see [x] | y |\n").tables[0].rows[0]
    assert row[0].text == "see [x]"


def test_positions_inside_are_kept() -> None:
    assert places("a [b [c](d.md) e]") == [("d.md", "[c](d.md)")]
