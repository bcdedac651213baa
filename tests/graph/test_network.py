"""The vault as a networkx graph."""

from __future__ import annotations

from parser.reading import read
from thesisvault.graph import build

TEXT = (
    "---\ntype: thesis\n---\n| Stock | Weight |\n|---|---|\n| [[A]] | 25% |\n| plain | 75% |\n"
    "\n é [[p.png]] [[A]]\n"
)


def test_nodes_and_edges_with_their_attributes() -> None:
    graph = build([read(TEXT, "Long T.md"), read("#stock", "A.md")], ["p.png"]).graph
    assert graph.is_directed() and graph.is_multigraph()
    assert dict(graph.nodes(data=True)) == {
        "A.md": {"name": "A", "kind": "stock", "path": "A.md", "placeholder": False},
        "Long T.md": {
            "name": "Long T",
            "kind": "thesis",
            "path": "Long T.md",
            "placeholder": False,
        },
        '"plain"': {"name": "plain", "kind": "note", "path": "", "placeholder": True},
        "p.png": {"name": "p.png", "kind": "attachment", "path": "p.png", "placeholder": False},
    }
    found = [
        (target, data["relation"], data["sign"], data["weight"], data["line"], data["column"])
        for _, target, data in graph.edges(data=True)
    ]
    assert sorted(found) == [
        ('"plain"', "exposure", 1.0, 0.75, 7, 2),
        ("A.md", "exposure", 1.0, 0.25, 6, 2),
        ("A.md", "relates", 0.0, 1.0, 9, 13),
        ("p.png", "relates", 0.0, 1.0, 9, 3),
    ]
    assert {data["note"] for *_, data in graph.edges(data=True)} == {"Long T.md"}


def test_it_is_built_once() -> None:
    vault = build([read(TEXT, "Long T.md")])
    assert vault.graph is vault.graph
