"""``==text==``."""

from __future__ import annotations

from parser.reading import places, read, tags
from thesisvault.parser.body.markdown import reader


def test_a_mark_is_a_text_of_its_own() -> None:
    assert tags("a==#t==") == ["t"]
    assert places("x ==the [[n]] one==") == [("n", "[[n]]")]


def test_marks_with_space_inside_are_none() -> None:
    assert tags("a== #t ==b") == ["t"]
    assert tags("a==x #t") == ["t"]
    assert [child.type for child in reader(exact=False).parse("== a ==")[1].children or ()] == [
        "text"
    ]


def test_the_marks_are_gone_for_a_reader() -> None:
    table = read("| A | B |\n|---|---|\n| ==x== | y |\n").tables[0]
    assert table.rows[0][0].text == "x"
