"""A note's own answers."""

from __future__ import annotations

import pytest

from parser.reading import read
from thesisvault.model.note import Note


@pytest.mark.parametrize(
    ("path", "title"),
    [("A.md", "A"), ("x/y/B c.MD", "B c"), ("v1.2.md", "v1.2"), ("plain", "plain")],
)
def test_the_title_is_the_files_name(path: str, title: str) -> None:
    assert Note(path).title == title


def test_aliases_and_properties_in_any_case() -> None:
    note = read("---\nAliases: [a, b]\nSymbol: X\nm: {n: 1}\nempty:\n---\n")
    assert note.aliases == ("a", "b")
    found = note.find_property("SYMBOL")
    assert found is not None and [scalar.text for scalar in found.scalars] == ["X"]
    assert note.find_property("none") is None
    for key in ("m", "empty"):
        prop = note.find_property(key)
        assert prop is not None and prop.scalars == ()
