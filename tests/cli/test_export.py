"""Every export format is read back by a reader of its own."""

from __future__ import annotations

import io
import re
from pathlib import Path

import networkx as nx
import pytest

from .conftest import Command, Write

QUOTED = r'"(?:[^"\\]|\\.)*"'
DOT_LINE = re.compile(
    rf"  rankdir=LR;|  ({QUOTED}) \[label={QUOTED}, class=\w+(, style=dashed)?\];"
    rf"|  ({QUOTED}) -> ({QUOTED})( \[label={QUOTED}\])?;"
)
TEXT = r'"(?:[^"#<`%]|%(?!%)|#\w+;)*"'
MERMAID_NODE = re.compile(rf"  (n\d+)(?:\[{TEXT}\]|\({TEXT}\))")
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
    edges = [(match[3], match[4]) for match in matches if match and match[3]]
    assert (len(nodes), len(edges)) == counts
    assert {end for edge in edges for end in edge} <= nodes


def test_mermaid(thesis: Command, counts: tuple[int, int]) -> None:
    head, *lines = thesis("export", "mermaid").out.splitlines()
    assert head == "graph LR"
    nodes = {match[1] for line in lines if (match := MERMAID_NODE.fullmatch(line))}
    edges = [match.groups() for line in lines if (match := MERMAID_EDGE.fullmatch(line))]
    assert (len(nodes), len(edges)) == counts
    assert len(nodes) + len(edges) == len(lines)
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
