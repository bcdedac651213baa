"""Notes to a `Vault`: names resolved as Obsidian resolves them, typed edges, backlinks, checks."""

from thesisvault.graph.build import build
from thesisvault.graph.vault import Edge, Node, Relation, Vault

__all__ = ["Edge", "Node", "Relation", "Vault", "build"]
