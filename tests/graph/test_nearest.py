"""Names near to one that matches none, at a cost that does not grow with the vault."""

from __future__ import annotations

import difflib
import random
import string
from unittest.mock import Mock

import pytest

from thesisvault.graph import nearest
from thesisvault.graph.nearest import LONGEST, Nearest

KNOWN = ("nvidia", "nvda", "long nvidia", "apple", "long banks", "jpmorgan chase", "ai", "s&p 500")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("nvidea", ("nvidia",)),
        ("long nvda", ("long nvidia",)),
        ("aple", ("apple",)),
        ("xvidia", ("nvidia",)),
        ("chase", ("jpmorgan chase",)),
        ("ai", ("ai",)),
        ("s&p500", ("s&p 500",)),
        ("nothing like it", ()),
        ("", ()),
        ("a", ()),
    ],
)
def test_typos_and_parts_of_names(wanted: str, found: tuple[str, ...]) -> None:
    assert Nearest(KNOWN).to(wanted, 3)[: len(found) or 3] == found


def test_a_typo_is_found_as_if_all_names_were_compared() -> None:
    chance = random.Random(1)
    names = ["".join(chance.choices(string.ascii_lowercase, k=9)) for _ in range(400)]
    index = Nearest(names)
    for name in names[:100]:
        typo = name[:4] + chance.choice(string.ascii_lowercase) + name[5:]
        assert index.to(typo, 1) == tuple(difflib.get_close_matches(typo, names, 1, nearest.ALIKE))


def test_long_names_are_near_to_nothing() -> None:
    index = Nearest(["x" * (LONGEST + 1), "y" * LONGEST])
    assert index.to("x" * LONGEST, 3) == ()
    assert index.to("y" * (LONGEST + 1), 3) == ()
    assert index.to("y" * (LONGEST - 1), 3) == ("y" * LONGEST,)


def test_each_question_compares_a_few_names_only(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = Mock(wraps=nearest._near)
    monkeypatch.setattr(nearest, "_near", compared)
    index = Nearest([f"bomb {at}" for at in range(5000)])
    for at in range(20):
        index.to(f"bombs {at}", 3)
    assert compared.call_count == 20
    assert max(len(call.args[1]) for call in compared.call_args_list) < 100


def test_near_is_what_has_most_letters_in_the_same_order() -> None:
    def in_order(one: str, other: str) -> int:
        row = [0] * (len(other) + 1)
        for letter in one:
            last, row = row, [0]
            for at, found in enumerate(other):
                row.append(last[at] + 1 if letter == found else max(last[at + 1], row[at]))
        return row[-1]

    chance = random.Random(2)
    for length in (1, 5, 60):
        names = ["".join(chance.choices("abc", k=length)) for _ in range(20)]
        wanted = "".join(chance.choices("abc", k=length + 1))
        alike = {name: 2 * in_order(wanted, name) / (2 * length + 1) for name in names}
        near = sorted((-share, name) for name, share in alike.items() if share >= nearest.ALIKE)
        assert nearest._near(wanted, list(alike)) == [name for _, name in near]
