"""The whole graph in rows, and as a `networkx.MultiDiGraph` for whoever walks it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    import networkx as nx

    from thesisvault.graph.statements import Edge
    from thesisvault.graph.vault import Vault

Data: TypeAlias = dict[str, Any]


class Rows(Struct, frozen=True):
    """Every node, with what other tools get, and every edge."""

    nodes: dict[str, Data]
    """By id: ``name``, ``kind``, ``path`` (empty for a placeholder) and ``placeholder``."""
    leaving: dict[str, dict[str, list[Edge]]]
    """By source, then by target."""

    def edges(self) -> Iterator[Edge]:
        """Each edge, by the order of their sources among the nodes."""
        for source in self.nodes:
            for found in self.leaving.get(source, {}).values():
                yield from found


def data_of(edge: Edge) -> Data:
    """What other tools get of an edge; the line counts from 1."""
    return {
        "relation": edge.relation.value,
        "sign": edge.sign,
        "weight": edge.weight,
        "note": edge.note,
        "line": edge.span.shown_line,
        "column": edge.span.column,
    }


def to_rows(vault: Vault) -> Rows:
    """The nodes by id, then the attachments that edges lead to."""
    nodes: dict[str, Data] = {
        node.id: {
            "name": node.name,
            "kind": node.kind.value,
            "path": node.note.path if node.note else "",
            "placeholder": node.note is None,
        }
        for node in vault.nodes.values()
    }
    leaving: dict[str, dict[str, list[Edge]]] = {}
    for edge in vault.edges:
        target = edge.target
        if target not in nodes:
            nodes[target] = {
                "name": target, "kind": "attachment", "path": target, "placeholder": False
            }  # fmt: skip
        leaving.setdefault(edge.source, {}).setdefault(target, []).append(edge)
    return Rows(nodes, leaving)


def to_networkx(vault: Vault) -> nx.MultiDiGraph:
    """The same nodes and edges, with the same data."""
    import networkx as nx

    rows, graph = to_rows(vault), nx.MultiDiGraph()
    graph.add_nodes_from(rows.nodes.items())
    graph.add_edges_from((edge.source, edge.target, data_of(edge)) for edge in rows.edges())
    return graph
