"""Notes to a `Vault`: names resolved as Obsidian resolves them, typed edges, backlinks, checks."""

from thesisvault.graph.statements import Edge, Node, Relation
from thesisvault.graph.vault import Vault, build

__all__ = ["Edge", "Node", "Relation", "Vault", "build"]
