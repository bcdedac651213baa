"""The nearest names are those of difflib, found in less time."""

from __future__ import annotations

import random
import time
from difflib import get_close_matches

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thesisvault.graph.names import Names
from thesisvault.graph.nearness import Nearness
from thesisvault.graph.source import MemorySource
from thesisvault.model.note import Note

WORDS = st.text(alphabet="abcd éß", max_size=12)


@given(st.lists(WORDS, max_size=12), WORDS, st.integers(1, 4), st.sampled_from([0.3, 0.6, 0.7, 1]))
def test_the_answers_of_difflib(names: list[str], name: str, most: int, cutoff: float) -> None:
    names = sorted(set(names))
    expected = get_close_matches(name, names, n=most, cutoff=cutoff)
    assert Nearness(names).nearest(name, most, cutoff) == expected


def test_long_names() -> None:
    names = ["ab" * 150, "ab" * 149 + "c", "x" * 300]
    for name in ("ab" * 148, "x" * 299 + "y"):
        assert Nearness(names).nearest(name, 3, 0.7) == get_close_matches(name, names, 3, 0.7)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("nvidja", "nvidia"), ("nvdia", "nvidia"), ("nviida", "nvidia"), ("ndva", "nvda")),
        ("long coper", "long copper"),
    ],
)
def test_what_people_mistype(typed: str, meant: str) -> None:
    names = ["nvidia", "nvda", "long copper", "long banks", "northrop grumman"]
    assert meant in Nearness(names).nearest(typed, 3, 0.6)


def test_ten_thousand_names_take_a_moment() -> None:
    chance = random.Random(1)
    words = ["".join(chance.choices("aeioulnrst", k=7)) for _ in range(200)]
    names = Nearness(" ".join(chance.choices(words, k=3)) for _ in range(10_000))
    names.nearest("warm", 3, 0.7)
    start = time.process_time()
    for _ in range(20):
        names.nearest(" ".join(chance.choices(words, k=3)), 3, 0.7)
    assert time.process_time() - start < 2.0  # difflib takes some 20


def test_a_name_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    whole = Nearness.nearest

    def nearest(self: Nearness, name: str, most: int, cutoff: float) -> list[str]:
        asked.append(name)
        return whole(self, name, most, cutoff)

    monkeypatch.setattr(Nearness, "nearest", nearest)
    names = Names(MemorySource([Note("Stocks/NVIDIA.md")], ()))
    assert names.similar("Nvidja") == names.similar("nvidja ") == ("NVIDIA",)
    assert asked == ["nvidja"]


def test_a_part_of_a_name_finds_it() -> None:
    names = Names(MemorySource(map(Note, ("Long stay-at-home.md", "Stay.md", "B.md")), ()))
    assert names.similar("at-home") == ("Long stay-at-home",)
