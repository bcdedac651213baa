"""What a few letters mean."""

from __future__ import annotations

import pytest

from hostile.growth import steps
from thesisvault.graph.nearest import fitting

NAMES = ("nvidia", "long nvidia", "long defense ai", "long banks", "s&p 500", "defense", "invesco")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("nv", ["nvidia"]),
        ("Long  NV", ["long nvidia"]),
        ("nvid long", ["long nvidia"]),
        ("def", ["defense"]),
        ("ai", ["long defense ai"]),
        ("vid", ["nvidia", "long nvidia"]),
        ("lnv", ["long nvidia"]),
        ("ldai", ["long defense ai"]),
        ("nvda", ["nvidia", "long nvidia"]),
        ("s&p", ["s&p 500"]),
        ("long long", []),
        ("zz", []),
        ("z", []),
        ("", []),
        (" ", []),
    ],
)
def test_what_fits(typed: str, found: list[str]) -> None:
    assert fitting(typed, NAMES) == found


def test_no_name_takes_long() -> None:
    found: list[str] = []
    names = ["a " * 120, "a" * 250]
    assert steps(lambda: found.extend(fitting("a" * 40 + "b", names))) < 50_000
    assert found == []
