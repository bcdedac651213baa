"""The vault as a `networkx.MultiDiGraph`, for whoever walks or exports the whole graph."""

from __future__ import annotations

import networkx as nx

from thesisvault.graph.vault import Vault


def to_networkx(vault: Vault) -> nx.MultiDiGraph:
    """Nodes by id with ``name``, ``kind``, ``path`` (empty for a placeholder) and ``placeholder``;
    edges with ``relation``, ``sign``, ``weight``, ``note``, ``line`` (from 1) and ``column``.
    """
    graph = nx.MultiDiGraph()
    for node in vault.nodes.values():
        graph.add_node(
            node.id,
            name=node.name,
            kind=node.kind.value,
            path=node.note.path if node.note else "",
            placeholder=node.note is None,
        )
    for edge in vault.edges:
        if edge.target not in vault.nodes:
            graph.add_node(
                edge.target,
                name=edge.target,
                kind="attachment",
                path=edge.target,
                placeholder=False,
            )
        graph.add_edge(
            edge.source,
            edge.target,
            relation=edge.relation.value,
            sign=edge.sign,
            weight=edge.weight,
            note=edge.note,
            line=edge.span.shown_line,
            column=edge.span.column,
        )
    return graph
