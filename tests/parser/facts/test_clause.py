"""A clause as somebody types it: directions, names, and what is not read."""

from __future__ import annotations

import pytest

from thesisvault.parser.facts.clause import Clause, Part, read_clause
from thesisvault.parser.facts.vocabulary import default_vocabulary, load_vocabulary

KNOWN = {"oil and gas", "banks"}
OUT, INTO = False, True


def read(text: str) -> Clause:
    return read_clause(text, default_vocabulary(), lambda name: name.casefold() in KNOWN)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("out of tech into banks", [(OUT, "tech"), (INTO, "banks")]),
        ("From tech, to banks.", [(OUT, "tech"), (INTO, "banks")]),
        ("into: banks; out: tech", [(INTO, "banks"), (OUT, "tech")]),
        ("into tech, banks and gold", [(INTO, "tech", "banks", "gold")]),
        ("out of  Oil and Gas & tea", [(OUT, "Oil and Gas", "tea")]),
        ("out of tea, and into banks", [(OUT, "tea"), (INTO, "banks")]),
        ("into [[Out of Africa|safari]]", [(INTO, "[[Out of Africa|safari]]")]),
        ("into [[A, B and C]], tea", [(INTO, "[[A, B and C]]", "tea")]),
        ("out of in-house tools", [(OUT, "in-house tools")]),
        ("into tea, tea", [(INTO, "tea")]),
        ("into and out of tea", [(OUT, "tea")]),
    ],
)
def test_directions_and_names(text: str, parts: list[tuple[object, ...]]) -> None:
    expected = tuple(Part(into, tuple(names)) for into, *names in parts)  # type: ignore[arg-type]
    assert read(text) == Clause(expected, "")


@pytest.mark.parametrize("text", ["", "tea", "and, tea", "[[out of tea]]", "into", "out of ,"])
def test_without_a_flow(text: str) -> None:
    assert read(text).parts == ()


def test_what_is_before_the_first_direction_is_not_read() -> None:
    assert read("money leaves, out of tea") == Clause((Part(OUT, ("tea",)),), "money leaves")


def test_words_that_were_taught() -> None:
    words = load_vocabulary({"flows": {"out": ["fleeing"]}})
    found = read_clause("fleeing tea", words, lambda name: False)
    assert found.parts == (Part(OUT, ("tea",)),)
