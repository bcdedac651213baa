"""Bytes to text."""

from __future__ import annotations

import pytest

from parser.reading import codes, cut
from thesisvault.parser.decoding import decode
from thesisvault.parser.note import parse_note


def test_line_ends_and_the_byte_order_mark_go() -> None:
    assert decode(b"\xef\xbb\xbfa\r\nbc\r\n") == ("a\nbc\n", [])


def test_a_carriage_return_alone_is_white_space_and_told() -> None:
    text, (found,) = decode(b"a\r\nb\rc\n")
    assert (text, found.code, found.span.shown_line) == ("a\nb c\n", "line-ends", 2)


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_read_and_diagnosed(codec: str) -> None:
    data = "# Head\n[[x]]".encode(codec)
    if codec != "utf-16":
        data = "\ufeff".encode(codec) + data
    note = parse_note("n.md", data)
    assert codes(note) == ["encoding-utf16"]
    assert [link.target for link in note.links] == ["x"]


def test_invalid_bytes_are_replaced_and_their_line_is_named() -> None:
    note = parse_note("n.md", b"one\nab\xff [[x]]\n\xfe")
    (found,) = note.diagnostics
    assert (found.code, found.span.line, found.span.column) == ("encoding-invalid", 1, 2)
    assert [link.target for link in note.links] == ["x"]
    assert cut("one\nab\ufffd [[x]]\n\ufffd", note.links[0].span) == "[[x]]"


def test_bug_the_column_of_an_invalid_byte_counts_code_points() -> None:
    _, (found,) = decode("é".encode() + b"\xff")
    assert found.span.column == 1


def test_nul_is_replaced_and_named() -> None:
    note = parse_note("n.md", b"a\n\0[[x]]")
    (found,) = note.diagnostics
    assert (found.code, found.span.line, found.span.column) == ("encoding-nul", 1, 0)
    assert [link.target for link in note.links] == ["x"]


@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", ">>>>>>> branch"])
def test_merge_marks_are_named(mark: str) -> None:
    _, found = decode(f"a\n{mark}\nb".encode())
    assert [(item.code, item.span.line) for item in found] == [("conflict-marker", 1)]
    assert decode(f"a {mark}".encode())[1] == []
    assert decode(b"<<<<<<<HEAD\n=======\n")[1] == []
