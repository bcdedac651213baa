"""The nodes of the graph: notes, names that have none yet, and plain words."""

from __future__ import annotations

from msgspec import Struct

from thesisvault.graph.folding import fold
from thesisvault.model.note import Kind, Profile


class Node(Struct, frozen=True):
    """A note, or a name that has none yet."""

    id: str
    """A note's path; ``[[name]]`` for a link without a note; ``"name"`` for plain words; the path
    of an attachment that a fact is about.
    """
    name: str
    kind: Kind
    note: Profile | None
    linked: bool
    """False for plain words and attachments, which are never listed as notes to write."""


def placeholder_id(target: str) -> str:
    """The node of a link that no note answers."""
    folded = fold(target).strip()
    return f"[[{folded.removesuffix('.md')}]]"


def placeholder_name(target: str) -> str:
    """How such a node is called, by one of the links to it."""
    return target.rpartition("/")[2].removesuffix(".md")


def plain_id(name: str) -> str:
    """The node of plain words that no note answers."""
    return f'"{fold(name).strip()}"'
