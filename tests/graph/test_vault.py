"""The vault: backlinks with their lines, edges by either end."""

from __future__ import annotations

import pytest

from parser.reading import cut, read
from thesisvault.graph import build
from thesisvault.graph.statements import Relation, placeholder_id, plain_id

A = "intro\n\n- see [[b]]\n- and [[b#H|again]], [[none]]\n"
C = '---\nx: "[[b]]"\n---\n[[b]] [[c]]\n'


def test_backlinks_with_their_lines() -> None:
    found = build([read(A, "a.md"), read("", "b.md"), read(C, "c.md")])
    links = found.backlinks["b.md"]
    assert [(item.source, item.link.span.shown_line) for item in links] == [
        *(("a.md", 3), ("a.md", 4), ("c.md", 2), ("c.md", 4))
    ]
    assert cut(A, links[1].link.span) == "[[b#H|again]]"
    assert [item.source for item in found.backlinks["[[none]]"]] == ["a.md"]
    assert "c.md" not in found.backlinks  # its own link to itself is none


def test_managed_links_are_no_backlinks() -> None:
    block = "<!-- thesis:backlinks -->\n[[b]]\n<!-- /thesis:backlinks -->\n"
    assert build([read(block, "a.md"), read("", "b.md")]).backlinks == {}


def test_edges_by_either_end_in_the_order_of_the_text() -> None:
    found = build([read(f"{A} #catalyst", "a.md"), read("", "b.md"), read(f"{C} #thesis", "c.md")])
    assert [edge.target for edge in found.outgoing["a.md"]] == ["b.md", "b.md", "[[none]]"]
    assert [edge.source for edge in found.incoming["b.md"]] == ["a.md", "a.md", "c.md", "c.md"]


def test_a_note_that_states_nothing_has_edges_that_no_review_walks() -> None:
    found = build([read("[[b]]", "a.md"), read("", "b.md")])
    assert (dict(found.outgoing), dict(found.incoming)) == ({}, {})
    assert [(edge.source, edge.target) for edge in found.edges] == [("a.md", "b.md")]


def test_ids() -> None:
    assert placeholder_id(" Éa.md") == "[[éa]]"
    assert plain_id(" Mag 7 ") == '"mag 7"'


def test_a_reference_names_the_same_node_as_its_edge() -> None:
    cells = ("[[b]]", "[[n]]", "B", "N", "z")
    rows = "".join(f"| {cell} | 1% |\n" for cell in cells)
    text = f"| Stock | Move |\n|---|---|\n{rows}"
    found = build([read(text, "a.md"), read("", "b.md")])
    moves = found.notes["a.md"].facts.stated_moves
    nodes = [found.node_id(move.subject, "a.md") for move in moves]
    assert nodes == ["b.md", "[[n]]", "b.md", "[[n]]", '"z"']
    assert [edge.target for edge in found.outgoing["a.md"]] == nodes


def _holds(*notes: tuple[str, str]) -> list[tuple[str, float, str]]:
    found = build([read(text, path) for path, text in notes])
    return [
        (edge.target, edge.sign, f"{edge.note}:{edge.span.shown_line}")
        for edges in found.outgoing.values()
        for edge in edges
        if edge.relation is Relation.EXPOSURE
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Long Deere.md", "#thesis\n"),
        ("short deere.md", "#thesis\n"),
        ("Deere long.md", "#thesis\n"),
        ("Long DE.md", "#thesis\n"),
    ],
)
def test_a_thesis_holds_what_its_name_says(path: str, text: str) -> None:
    company = ("Companies/Deere.md", "---\naliases: [DE]\nticker: DE\n---\nTractors.\n")
    # A short thesis holds the name too: which way it wins is told by its side.
    assert _holds((path, text), company) == [("Companies/Deere.md", 1.0, f"{path}:1")]


@pytest.mark.parametrize("text", ["#thesis\n", "---\ntype: thesis\nticker: DE\n---\n"])
def test_a_symbol_is_not_taken_by_a_note_that_says_of_none(text: str) -> None:
    """The security would have no price, whatever prices there are."""
    company = ("Companies/Deere.md", "---\naliases: [DE]\n---\nTractors.\n")
    line = text.splitlines().index("ticker: DE") + 1 if "ticker" in text else 1
    assert _holds(("Long DE.md", text), company) == [('"de"', 1.0, f"Long DE.md:{line}")]


def test_an_isin_leads_to_the_note_that_has_it_as_an_alias() -> None:
    company = ("Companies/Deere.md", "---\naliases: [US2441991054]\n---\nTractors.\n")
    thesis = ("Long tractors.md", "---\ntype: thesis\ntickers: [US2441991054]\n---\n")
    assert [held for held, *_ in _holds(thesis, company)] == ["Companies/Deere.md"]


@pytest.mark.parametrize(
    "notes",
    [
        [("Long Deere.md", "#thesis\n")],
        [("Long Deere.md", "#thesis\n"), ("Deere.md", "#concept\n")],
        [("Long Deere.md", "#thesis\n"), ("Deere.md", "#thesis\n")],
        [("Short Deere long Korea.md", "#thesis\n"), ("Korea.md", ""), ("Deere.md", "")],
        [("Long term.md", "#thesis\n"), ("term.md", "")],
        [("Long Deere.md", "A note of no kind.\n"), ("Deere.md", "#stock\n")],
    ],
)
def test_a_name_that_says_nothing_holds_nothing(notes: list[tuple[str, str]]) -> None:
    assert _holds(*notes) == []


def test_what_the_note_says_goes_before_its_name() -> None:
    thesis = ("Long Deere.md", "---\ntype: thesis\ntickers: [AGCO]\n---\n")
    assert [held for held, *_ in _holds(thesis, ("Deere.md", "#stock\n"))] == ['"agco"']
