"""Notes to a `Vault`: names resolved as Obsidian resolves them, typed edges, backlinks, checks."""

from thesisvault.graph.build import build
from thesisvault.graph.nodes import Node
from thesisvault.graph.statements import Edge, Relation
from thesisvault.graph.vault import Vault

__all__ = ["Edge", "Node", "Relation", "Vault", "build"]
