"""Dataview's inline fields."""

from __future__ import annotations

import pytest

from parser.reading import cut, read
from thesisvault.parser.fields import inline_fields


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("key:: value", [("key", "value")]),
        ("two words:: a b ", [("two words", "a b")]),
        ("key::value", [("key", "value")]),
        ("key::", [("key", "")]),
        ("a:: 1\nb:: 2", [("a", "1"), ("b", "2")]),
        ("[x] done:: yes", [("done", "yes")]),
        ("see [k:: v] and (l:: w)", [("k", "v"), ("l", "w")]),
        ("[k:: a [b] c] x", [("k", "a [b] c")]),
        ("(k:: a (b) c) x", [("k", "a (b) c")]),
        ("a:: b [k:: v]", [("a", "b [k:: v]")]),
        ("side:: [[Note|n]]", [("side", "[[Note|n]]")]),
        ("x [k:: v", []),
        ("x [k:: v\n] y", []),
        ("**key**:: v", [("key", "v")]),
        ("*key*:: v", [("key", "v")]),
        ("_key_:: v", [("key", "v")]),
        ("***two words***:: v", [("two words", "v")]),
        ("`key`:: v", [("key", "v")]),
        ("``key``:: v", [("key", "v")]),
        ("==key==:: v", [("key", "v")]),
        ("**key::** v", [("key", "v")]),
        ("**key:: v**", [("key", "v")]),
        ("[ ] **key**:: v", [("key", "v")]),
        ("see [**k**:: v] and (`l`:: w)", [("k", "v"), ("l", "w")]),
        ("key:: `41`", [("key", "`41`")]),
        ("_key:: v", [("_key", "v")]),
        ("`a:: b`", []),
        ("`a:: b` c", []),
        ("``a:: ` b``", []),
        ("a: b", []),
        ("[:: v]", []),
        ("no field", []),
    ],
)
def test_fields(text: str, expected: list[tuple[str, str]]) -> None:
    found = list(inline_fields(text))
    assert [(key, value) for key, value, _, _ in found] == expected
    for key, _, start, end in found:
        assert key in text[start:end]


def test_fields_of_a_note_have_their_places() -> None:
    text = (
        "> horizon:: 12 months\n\n- see [conviction:: high (so far)] é (k:: v)\n\n```\na:: b\n```\n"
    )
    note = read(text)
    assert [(field.key, field.value, cut(text, field.span)) for field in note.fields] == [
        ("horizon", "12 months", "horizon:: 12 months"),
        ("conviction", "high (so far)", "[conviction:: high (so far)]"),
        ("k", "v", "(k:: v)"),
    ]
