"""What a note is about: property, tag, folder, name, in that order."""

from __future__ import annotations

import pytest

from parser.reading import read
from thesisvault.model.facts import Side
from thesisvault.model.note import Kind
from thesisvault.parser.facts.kinds import kind_of, kind_of_name, side_of_name
from thesisvault.parser.facts.vocabulary import default_vocabulary


@pytest.mark.parametrize(
    ("path", "type_name", "tags", "kind"),
    [
        ("Stocks/Long X.md", "catalyst", ["rotation"], Kind.CATALYST),
        ("Stocks/Long X.md", "Thesis", [], Kind.THESIS),
        ("Stocks/Long X.md", "recipe", ["source"], Kind.SOURCE),
        ("n.md", None, ["source", "concept", "rotation"], Kind.ROTATION),
        ("n.md", None, ["concept", "thesis", "stock"], Kind.THESIS),
        ("n.md", None, ["stock", "catalyst"], Kind.CATALYST),
        ("n.md", None, ["sector", "stock"], Kind.STOCK),
        ("n.md", None, ["concept", "sector"], Kind.SECTOR),
        ("n.md", None, ["source", "concept"], Kind.CONCEPT),
        ("n.md", None, ["Thesis/long"], Kind.THESIS),
        ("n.md", None, ["theses-old"], Kind.NOTE),
        ("Theses/n.md", None, ["other"], Kind.THESIS),
        ("Stocks/Sectors/n.md", None, [], Kind.SECTOR),
        ("Stocks/misc/n.md", None, [], Kind.STOCK),
        ("stock.md", None, [], Kind.NOTE),
        ("Long X.md", None, [], Kind.THESIS),
        ("a/short squeeze.md", None, [], Kind.THESIS),
        ("Longevity.md", None, [], Kind.NOTE),
        ("Long.md", None, [], Kind.NOTE),
    ],
)
def test_kinds(path: str, type_name: str | None, tags: list[str], kind: Kind) -> None:
    assert kind_of(path, type_name, tags, default_vocabulary()) is kind


def test_the_same_from_a_note() -> None:
    assert read("#concept #markets #rotation #2026").kind is Kind.ROTATION
    assert read("---\ntype: stock\n---\n#rotation").kind is Kind.STOCK
    assert read("---\ntags: [thesis]\n---\n#concept").kind is Kind.THESIS
    assert read("type:: catalyst").kind is Kind.CATALYST


def test_sides_of_names() -> None:
    assert side_of_name("Long NVIDIA") is Side.LONG
    assert side_of_name("SHORT oil") is Side.SHORT
    assert side_of_name("Longs and shorts") is None
    assert kind_of_name("Short X") is Kind.THESIS
    assert kind_of_name("X") is Kind.NOTE
    assert (Side.LONG.sign, Side.SHORT.sign) == (1, -1)
