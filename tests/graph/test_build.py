"""Notes to a vault: nodes, placeholders with their kinds, typed edges."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.reading import FIXTURES, cut, read
from sizes import share
from thesisvault.graph import Edge, Relation, Vault, build
from thesisvault.model.note import Kind


def vault(notes: dict[str, str], *attachments: str) -> Vault:
    return build([read(text, path) for path, text in notes.items()], attachments)


def edges(found: Vault) -> list[tuple[str, str, str, float, float]]:
    return [
        (edge.source, edge.target, edge.relation.value, edge.sign, edge.weight)
        for edge in found.edges
    ]


def test_a_bare_link_relates_and_multiplicity_is_kept() -> None:
    found = vault({"a.md": "[[b]] [[b|x]] ![[b]] [y](b.md) [[c]] [[#H]]", "b.md": ""})
    assert edges(found) == [
        *[("a.md", "b.md", "relates", 0.0, 1.0)] * 4,
        ("a.md", "[[c]]", "relates", 0.0, 1.0),
        ("a.md", "a.md", "relates", 0.0, 1.0),
    ]


def test_placeholders_are_nodes() -> None:
    found = vault(
        {"a.md": "[[Long NVIDIA]] [[long nvidia#x]] [[Dir/Nvidia.md]] [[b.png]]"}, "b.png"
    )
    assert list(found.nodes) == ["[[dir/nvidia]]", "[[long nvidia]]", "a.md"]
    node = found.nodes["[[long nvidia]]"]
    assert (node.name, node.kind, node.note, node.linked) == (
        *("Long NVIDIA", Kind.NOTE),
        *(None, True),
    )
    assert found.nodes["[[dir/nvidia]]"].name == "Nvidia"
    assert [path for _, path in found.resolved(found.notes["a.md"])] == [None, None, None, "b.png"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[[X]]", Kind.NOTE),
        ("| Stock | Move |\n|---|---|\n| [[X]] | 1% |\n", Kind.STOCK),
        ("| Thesis | Impact |\n|---|---|\n| [[X]] | mixed |\n", Kind.THESIS),
        ("| Flow | Detail |\n|---|---|\n| In | [[X]] |\n", Kind.SECTOR),
        ("| Sector | Risk |\n|---|---|\n| [[X]] | y |\n", Kind.SECTOR),
        ("| Catalyst | Date |\n|---|---|\n| [[X]] | 2027 |\n", Kind.CATALYST),
        ('---\nsector: "[[X]]"\n---\n', Kind.SECTOR),
        ('---\ntheses: ["[[X]]"]\n---\n', Kind.THESIS),
    ],
)
def test_the_kind_of_a_placeholder_is_from_its_use(text: str, kind: Kind) -> None:
    assert vault({"n.md": text}).nodes["[[x]]"].kind is kind


def test_the_seed_note_alone_gives_three_theses_without_a_note() -> None:
    text = (FIXTURES / "rotation.md").read_text(encoding="utf-8")
    found = vault({"Sector Rotation January 2026.md": text})
    theses = [node.name for node in found.nodes.values() if node.kind is Kind.THESIS]
    assert theses == ["Long datacenter infrastructure", "Long defense AI", "Long NVIDIA"]
    assert {node.note for node in found.nodes.values() if node.kind is Kind.THESIS} == {None}


def test_plain_words_match_exactly_or_stay_words() -> None:
    text = "| Stock | Move |\n|---|---|\n| cupertino | 1% |\n| aapl | 1% |\n| Apple Inc | 1% |\n"
    apple = "---\ntype: stock\naliases: [Cupertino]\nsymbol: AAPL\n---\n"
    found = vault({"m.md": text, "Apple.md": apple})
    assert [edge.target for edge in found.edges] == ["Apple.md", "Apple.md", '"apple inc"']
    node = found.nodes['"apple inc"']
    assert (node.name, node.linked, node.kind) == ("Apple Inc", False, Kind.STOCK)


def test_plain_words_match_a_link_that_has_no_note() -> None:
    table = "| Stock | Move |\n|---|---|\n| oracle | 1% |\n"
    found = vault({"a.md": table, "z.md": "[[Oracle]]"})
    assert found.edges[0].target == "[[oracle]]"
    assert '"oracle"' not in found.nodes


def test_exposures_are_shares_of_one() -> None:
    text = (
        "---\ntype: thesis\n---\n| Stock | Weight | Side |\n|---|---|---|\n"
        "| [[A]] | 75 | |\n| B | 25 | short |\n"
    )
    found = vault({"t.md": text})
    assert edges(found) == [
        ("t.md", "[[a]]", "exposure", 1.0, 0.75),
        ("t.md", '"b"', "exposure", -1.0, 0.25),
    ]
    assert [cut(text, edge.span) for edge in found.edges] == ["[[A]]", "B"]


def test_no_weight_at_all_is_no_exposure() -> None:
    text = "---\ntype: thesis\n---\n| Stock | Weight |\n|---|---|\n| A | 0% |\n"
    assert vault({"t.md": text}).edges == ()


@pytest.mark.parametrize(
    ("line", "edge"),
    [
        ("groups: X", ("n.md", '"x"', "member_of", 0.0)),
        ("members: X", ('"x"', "n.md", "member_of", 0.0)),
        ("benefits_from: X", ("n.md", '"x"', "benefits_from", 1.0)),
        ("benefits: X", ('"x"', "n.md", "benefits_from", 1.0)),
        ("hurt_by: X", ("n.md", '"x"', "hurt_by", -1.0)),
        ("hurts: X", ('"x"', "n.md", "hurt_by", -1.0)),
        ("theses: X", ("n.md", '"x"', "matters_to", 0.0)),
    ],
)
def test_relations_run_from_the_subject(line: str, edge: tuple[str, str, str, float]) -> None:
    text = f"---\n{line}\n---\n"
    (found,) = vault({"n.md": text}).edges
    assert (found.source, found.target, found.relation.value, found.sign) == edge
    assert (found.note, cut(text, found.span)) == ("n.md", "X")


def test_table_edges_carry_sign_and_place() -> None:
    text = (FIXTURES / "rotation.md").read_text(encoding="utf-8")
    found = vault({"r.md": text})

    def signs(relation: Relation) -> dict[str, float]:
        chosen = [edge for edge in found.edges if edge.relation is relation]
        return {edge.target: edge.sign for edge in chosen}

    assert signs(Relation.FLOW)['"mag 7"'] == -1.0
    assert signs(Relation.FLOW)['"defense"'] == 1.0
    assert signs(Relation.OUTLOOK)['"mag 7"'] == -1.0
    assert signs(Relation.MOVED)["[[apple]]"] == -1.0
    assert signs(Relation.MOVED)["[[northrop grumman]]"] == 1.0
    assert signs(Relation.IMPACT) == {
        "[[long nvidia]]": -1.0,
        "[[long defense ai]]": 1.0,
        "[[long datacenter infrastructure]]": 0.0,
    }
    assert set(signs(Relation.RELATES).values()) == {0.0}


def test_a_link_that_a_fact_states_is_not_counted_twice() -> None:
    text = "| Stock | Move |\n|---|---|\n| [[A]] or [[B]] | 1% |\n\n[[A]]\n"
    assert [(edge.target, edge.relation.value) for edge in vault({"m.md": text}).edges] == [
        *(("[[a]]", "moved"), ("[[b]]", "relates"), ("[[a]]", "relates"))
    ]


def test_bug_a_link_in_an_inline_field_is_not_counted_twice() -> None:
    found = vault({"n.md": "sector:: [[Tech]]\n"})
    assert [edge.relation for edge in found.edges] == [Relation.MEMBER_OF]


def test_managed_blocks_give_no_edges() -> None:
    block = "<!-- thesis:backlinks -->\n- [[b]]\n<!-- /thesis:backlinks -->\n"
    found = vault({"a.md": block, "b.md": "[[a]]"})
    assert [(edge.source, edge.target) for edge in found.edges] == [("b.md", "a.md")]
    assert found.targets["a.md"] == ("b.md",)  # a link it still is


def test_bug_tables_in_managed_blocks_give_no_edges() -> None:
    table = "| Stock | Move |\n|---|---|\n| [[b]] | 1% |\n"
    block = f"<!-- thesis:moves -->\n\n{table}\n<!-- /thesis:moves -->\n"
    assert vault({"a.md": block}).edges == ()


NOTES = {
    "Theses/Long A.md": '---\nstocks: ["[[A]]", bee]\n---\n[[Tie]] [[missing]] [[Missing]]',
    "Theses/Short B.md": "[[Long A]] [[MISSING]]\n\n| Stock | Weight |\n|---|---|\n| Tie | 1 |\n",
    "x/Tie.md": "---\naliases: [bee]\n---\n[[Apfel]]",
    "y/Tie.md": "---\naliases: [bee]\n---\n[[apfel]]",
    "Stocks/A.md": "---\nsymbol: bee\ngroups: [G, g]\n---\n",
    "r.md": (FIXTURES / "rotation.md").read_text(encoding="utf-8"),
    "s.md": "| Flow | Detail |\n|---|---|\n| in | G, [[Long A]], oracle |\n",
}


@settings(max_examples=share(15, 400), deadline=None)
@given(st.permutations(sorted(NOTES)))
def test_the_graph_is_the_same_whatever_the_order_of_notes(order: list[str]) -> None:
    expected = vault(NOTES)
    found = vault({path: NOTES[path] for path in order})
    assert list(found.notes) == list(expected.notes)
    assert list(found.nodes.items()) == list(expected.nodes.items())
    assert found.edges == expected.edges
    assert found.targets == expected.targets
    assert found.backlinks == expected.backlinks


def test_bug_a_file_that_facts_are_about_is_a_node() -> None:
    """It is no note, none is to be written, and a link alone does not make it a node."""
    text = "---\ntype: thesis\n---\n| Stock | Weight |\n|---|---|\n| [[x/chart.png]] | 1 |\n"
    found = vault({"t.md": f"{text}\n[[b.png]]"}, "x/chart.png", "b.png")
    assert list(found.nodes) == ["t.md", "x/chart.png"]
    node = found.nodes["x/chart.png"]
    assert (node.name, node.note, node.linked) == ("chart.png", None, False)
    assert node in found.stated.values()


def test_every_edge_stands_in_a_note_and_meets_nodes() -> None:
    found = vault(NOTES)
    for edge in found.edges:
        assert isinstance(edge, Edge)
        assert edge.source in found.nodes and edge.target in found.nodes
        assert cut(NOTES[edge.note], edge.span)
        assert abs(edge.sign) in (0.0, 1.0)
        assert 0.0 < edge.weight <= 1.0
