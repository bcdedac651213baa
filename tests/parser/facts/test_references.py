"""How cells and properties name things."""

from __future__ import annotations

import pytest

from parser.reading import cut, read
from thesisvault.model.facts import Reference


def groups(detail: str) -> list[tuple[str, bool]]:
    note = read(f"| Flow | Detail |\n|---|---|\n| Into | {detail} |\n")
    return [(flow.group.name, flow.group.linked) for flow in note.facts.flows]


def subject(cell: str) -> Reference | None:
    moves = read(f"| Stock | Move |\n|---|---|\n| {cell} | +1% |\n").facts.stated_moves
    return moves[0].subject if moves else None


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        ("Defense, small caps", [("Defense", False), ("small caps", False)]),
        ("Defense; small caps,", [("Defense", False), ("small caps", False)]),
        ("[[Defense]], small caps", [("Defense", True), ("small caps", False)]),
        ("[[Defense]] and [[Energy]]", [("Defense", True), ("Energy", True)]),
        ("[[A, B]], C", [("A, B", True), ("C", False)]),
        ("**Defense**, _Energy_", [("Defense", False), ("Energy", False)]),
        ("[[Defense\\|DoD]], [[Energy]]", [("Defense", True), ("Energy", True)]),
        ("", []),
        ("—", []),
        ("Defense, —, n/a", [("Defense", False)]),
    ],
)
def test_a_detail_lists_groups(detail: str, expected: list[tuple[str, bool]]) -> None:
    assert groups(detail) == expected


@pytest.mark.parametrize(
    ("cell", "name", "is_symbol"),
    [
        ("NASDAQ:NVDA", "NVDA", True),
        ("NYSE: BRK.B", "BRK.B", True),
        ("TYO：7203", "7203.TYO", True),
        ("**HKEX:0700**", "0700.HKEX", True),
        ("HK.00700", "HK.00700", True),
        ("SZ002916", "SZ002916", True),
        ("Bonds: NVDA", "Bonds: NVDA", False),
        ("NYSE: weak", "NYSE: weak", False),
        ("T.1", "T.1", False),
    ],
)
def test_a_symbol_stands_behind_its_exchange(cell: str, name: str, is_symbol: bool) -> None:
    found = subject(cell)
    assert found is not None
    assert (found.name, found.is_symbol) == (name, is_symbol)


def test_bug_a_group_behind_an_aliased_link_is_not_lost() -> None:
    assert groups("[[Defense\\|DoD]], Utilities") == [("Defense", True), ("Utilities", False)]


def test_bug_an_entity_in_a_list_is_what_a_reader_sees() -> None:
    assert groups("S&amp;P 500, Energy") == [("S&P 500", False), ("Energy", False)]


@pytest.mark.parametrize(
    ("cell", "name", "linked"),
    [
        ("[[Apple]]", "Apple", True),
        ("[[Apple\\|AAPL]]", "Apple", True),
        ("[[Stocks/Apple#Now]] (tech)", "Stocks/Apple", True),
        ("[Apple](Stocks/Apple.md)", "Stocks/Apple.md", True),
        ("Lockheed Martin", "Lockheed Martin", False),
        ("**Mag 7**", "Mag 7", False),
        ("S&amp;P 500", "S&P 500", False),
    ],
)
def test_a_cell_names_one_thing(cell: str, name: str, linked: bool) -> None:
    found = subject(cell)
    assert found is not None
    assert (found.name, found.linked) == (name, linked)


@pytest.mark.parametrize("cell", ["", "—", "n/a"])
def test_an_empty_cell_names_nothing(cell: str) -> None:
    assert subject(cell) is None


def test_a_reference_stands_at_its_cell_or_link() -> None:
    text = "| Stock | Move |\n|---|---|\n|  Lockheed Martin | +8% |\n| see [[Apple]] | −2% |\n"
    first, second = (move.subject for move in read(text).facts.stated_moves)
    assert cut(text, first.span) == "Lockheed Martin"
    assert cut(text, second.span) == "[[Apple]]"


def test_properties_name_by_link_or_plainly() -> None:
    text = '---\ntype: stock\ngroups:\n  - "[[Defense#x|d]]"\n  - Mag 7\n  - ""\n---\n'
    found = [relation.other for relation in read(text).facts.relations]
    assert [(item.name, item.linked) for item in found] == [("Defense", True), ("Mag 7", False)]
    assert [cut(text, item.span) for item in found] == ['"[[Defense#x|d]]"', "Mag 7"]


@pytest.mark.parametrize("text", ['---\nsector: "[[A]], [[B]]"\n---\n', "sector:: [[A]], [[B]]\n"])
def test_bug_two_links_in_one_text_are_not_one_name(text: str) -> None:
    assert "A]], [[B" not in [relation.other.name for relation in read(text).facts.relations]
