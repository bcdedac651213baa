"""Edges of the graph in words, for evidence of every class."""

from __future__ import annotations

from thesisvault.graph import Edge, Relation, Vault
from thesisvault.impact.scope import share_of
from thesisvault.model.review import Citation


def cite(vault: Vault, edge: Edge) -> Citation:
    """What an edge says, with the line that says it."""
    source, target = vault.nodes[edge.source].name, vault.nodes[edge.target].name
    match edge.relation:
        case Relation.EXPOSURE:
            text = f"holds {target} {share_of(edge)}"
        case Relation.FLOW:
            text = f"{'into' if edge.sign > 0 else 'out of'} {target}"
        case Relation.OUTLOOK:
            text = f"{target} {'favored' if edge.sign > 0 else 'at risk'}"
        case Relation.IMPACT:
            said = "supports" if edge.sign > 0 else "pressures" if edge.sign < 0 else "is mixed on"
            text = f"{source} {said} {target}"
        case Relation.MOVED:
            text = f"{target} {'rose' if edge.sign > 0 else 'fell' if edge.sign < 0 else 'moved'}"
        case Relation.HELD:
            text = f"{source} holds {target}"
        case Relation.CATALYST:
            text = f"{source} has the catalyst {target}"
        case _:
            text = f"{source} {edge.relation.value.replace('_', ' ')} {target}"
    return Citation(text, edge.note, edge.span.shown_line)
