"""Every export format is read back by a reader of its own."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import networkx as nx
import pytest

from .conftest import Command, Write

QUOTED = r'"(?:[^"\\]|\\.)*"'
DOT_LINE = re.compile(
    rf"  rankdir=LR;|  node \[[^\]]+\];|  ({QUOTED}) \[label={QUOTED}, class=\w+"
    rf'(, fillcolor="#\w+")(, style="filled,dashed")?\];'
    rf"|  ({QUOTED}) -> ({QUOTED})( \[label={QUOTED}(, color=[^\]]+)?\])?;"
)
TEXT = r'"(?:[^"#<`%]|%(?!%)|#\w+;)*"'
MERMAID_NODE = re.compile(rf"  (n\d+)(?:\[{TEXT}\]|\({TEXT}\)):::\w+")
MERMAID_EDGE = re.compile(rf"  (n\d+) (?:-- {TEXT} )?--> (n\d+)")

ODD = {
    'Long "quote" <b> & #1.md': '---\ntype: thesis\nstocks: ["[[G]]"]\n---\n[[back\\slash]]\n',
    "Long \x1b[31mred.md": "[[\u202ereversed]] and [[two]] and [[two]]\n",
    "Ünïcode 🛢.md": "[[G]]\n",
    "`mark`.md": "[[%%{init: 1}%%]] [[%%%%]] [[&lt;b&gt;]] [[S&P 500]]\n",
    "Twins.md": "[[\x02t]] and [[\\x02t]]\n",
    "\ufffe\uffff\ufdd0.md": "[[\U0001fffe and ]]>]] [[\x01\x0b\x1f\x7f\x85\u2028]]\n",
}


@pytest.fixture(params=["sample", "odd"])
def counts(request: pytest.FixtureRequest, thesis: Command, write: Write) -> tuple[int, int]:
    """Nodes and edges of the vault in the current folder, by the JSON export."""
    if request.param == "odd":
        write(ODD)
    else:
        request.getfixturevalue("reading")
    document = thesis("export", "json").json
    return len(document["nodes"]), len(document["edges"])


def test_json_names_its_own_nodes(thesis: Command, counts: tuple[int, int]) -> None:
    document = thesis("export", "json").json
    ids = {node["id"] for node in document["nodes"]}
    assert len(ids) == counts[0] > 3
    assert all({edge["source"], edge["target"]} <= ids for edge in document["edges"])


def test_graphml(thesis: Command, counts: tuple[int, int]) -> None:
    read = nx.read_graphml(io.BytesIO(thesis("export", "graphml").out.encode()))
    assert (read.number_of_nodes(), read.number_of_edges()) == counts
    assert read.is_directed()
    assert read.is_multigraph()
    assert all(isinstance(data["line"], int) for _, _, data in read.edges(data=True))


def test_dot(thesis: Command, counts: tuple[int, int]) -> None:
    head, *lines, tail = thesis("export", "dot").out.splitlines()
    assert (head, tail) == ("digraph vault {", "}")
    matches = [DOT_LINE.fullmatch(line) for line in lines]
    assert all(matches)
    nodes = {match[1] for match in matches if match and match[1]}
    edges = [(match[4], match[5]) for match in matches if match and match[4]]
    assert len(nodes) == counts[0]
    assert len({frozenset(edge) for edge in edges}) == len(edges) <= counts[1]
    assert {end for edge in edges for end in edge} <= nodes


def test_mermaid(thesis: Command, counts: tuple[int, int]) -> None:
    head, *lines = thesis("export", "mermaid").out.splitlines()
    assert head == "graph LR"
    nodes = {match[1] for line in lines if (match := MERMAID_NODE.fullmatch(line))}
    edges = [match.groups() for line in lines if (match := MERMAID_EDGE.fullmatch(line))]
    assert len(nodes) <= counts[0]  # fewer only where edges were too many for Mermaid
    assert len({frozenset(edge) for edge in edges}) == len(edges) < 400
    assert len(nodes) == counts[0] or len(edges) == 399
    other = ("  classDef ", "  linkStyle ", "  %% ")
    styles = [line for line in lines if line.startswith(other)]
    assert len(nodes) + len(edges) + len(styles) == len(lines)
    assert {end for edge in edges for end in edge} <= nodes


def test_names_that_formats_would_read(thesis: Command, write: Write) -> None:
    write(ODD)
    labels = dict(re.findall(rf"({QUOTED}) \[label=({QUOTED})", thesis("export", "dot").out))
    assert '"S&P 500"' in labels.values()
    assert '"&amp;lt;b&amp;gt;"' in labels.values()
    shown = thesis("export", "mermaid").out
    assert '"#96;mark#96;"' in shown and '("%#37;{init: 1}%#37;")' in shown


def test_json_is_what_networkx_reads_as_a_directed_multigraph(
    thesis: Command, reading: Path
) -> None:
    document = thesis("export", "json").json
    try:
        read = nx.node_link_graph(document, edges="edges")
    except TypeError:  # networkx before 3.4 has another word for it
        read = nx.node_link_graph(document, link="edges")
    assert read.is_directed()


def test_an_earlier_day_exports_an_earlier_vault(thesis: Command, reading: Path) -> None:
    then = thesis("export", "jsonl", "--as-of", "2020-11-10").out
    assert "Sector Rotation November 2020" in then
    assert '"path": "Rotations/Sector Rotation January 2026.md"' not in then


def test_around_a_note(thesis: Command, write: Write) -> None:
    write(
        {
            "Long A.md": '---\ntype: thesis\nstocks: ["[[A]]"]\n---\n[[B]]\n',
            "A.md": "[[Far]]\n",
            "Far.md": "[[Farther]]\n",
            "B.md": "",
            "Apart.md": "",
        }
    )
    near = thesis("export", "json", "--around", "Long A", "--depth", "1").json
    assert {node["name"] for node in near["nodes"]} == {"Long A", "A", "B"}
    assert thesis("export", "json", "--around", "Lon", "--depth", "1").json == near
    typed = thesis("export", "json", "--around", "Long A", "--typed").json
    assert [edge["relation"] for edge in typed["edges"]] == ["exposure"]
    lines = thesis("export", "jsonl", "--around", "Far", "--depth", "1").out.splitlines()
    assert len(lines) == 2
    assert thesis("export", "dot", "--depth", "1").code == 2


def test_mermaid_says_what_it_leaves_out(thesis: Command, write: Write) -> None:
    links = " ".join(f"[[Name {at}]]" for at in range(600))
    write({"Hub.md": links, "Long A.md": '---\ntype: thesis\nstocks: ["[[A]]"]\n---\n'})
    made = thesis("export", "mermaid")
    assert "202 of 601 edges" in made.err and "202 of 601 edges" in made.out
    assert made.out.count("-->") == 399
    assert '"exposure +"' in made.out
    assert len(made.out) < 50_000


def test_the_local_graph_cites_its_lines(thesis: Command, write: Write) -> None:
    write({"Long A.md": '---\ntype: thesis\nstocks: ["[[A]]"]\n---\n', "A.md": "[[B]]\n"})
    shown = thesis("graph", "Long A").out
    assert "└ → exposure + 100% A (no" not in shown
    assert "[Long A.md:3]" in shown and "[A.md:1]" in shown and "B (no note yet)" in shown
    document = thesis("graph", "B", "--depth", "1", "--json").json
    assert [node["name"] for node in document["nodes"]] == ["B", "A"]
    assert document["links"][0]["lines"] == [{"path": "A.md", "line": 1}]


def test_bytes_are_those_of_the_json_library(thesis: Command, write: Write) -> None:
    """Its own way of writing many objects changes no byte."""
    write({**ODD, "Held.md": '---\ntype: thesis\nstocks: ["[[A]]", "[[B]]", "[[C]]"]\n---\n'})
    text = thesis("export", "json").out
    assert text == json.dumps(json.loads(text), indent=2) + "\n"
    for line in thesis("export", "jsonl").out.splitlines():
        assert line == json.dumps(json.loads(line))
