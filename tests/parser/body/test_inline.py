"""What a reader sees of an inline text."""

from __future__ import annotations

import pytest

from parser.reading import read


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("plain", "plain"),
        ("**bold** _it_ ~~gone~~ ==mark==", "bold it mark"),
        ("[[Note]]", "Note"),
        ("[[Note\\|shown]]", "shown"),
        ("[[Note#Head]]", "Note > Head"),
        ("[[#Head]]", "Head"),
        ("[text](Note.md)", "text"),
        ("[ref]", "[ref]"),
        ("#tag x", "#tag x"),
        ("`code`", "code"),
        ("a <b>c</b>", "a c"),
        ("S&amp;P", "S&P"),
        (r"\*x\*", "*x*"),
        ("$1.5T and $2T", "$1.5T and $2T"),
        ("", ""),
    ],
)
def test_plain_text(cell: str, shown: str) -> None:
    note = read(f"| A | B |\n|---|---|\n| {cell} | x |\n")
    assert note.tables[0].rows[0][0].text == shown
