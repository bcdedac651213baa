"""The notes of a vault by name: of a kind, with a tag, unlinked, or still to be written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, Struct

from thesisvault.graph import Node
from thesisvault.graph.folding import fold
from thesisvault.graph.vault import Vault
from thesisvault.model.note import Kind, Note
from thesisvault.workspace.view import View


class Ask(Struct, frozen=True):
    """Which notes: all that is said must hold."""

    kind: Kind | None = None
    tag: Annotated[str | None, Meta(description="the tag, or one nested in it")] = None
    orphans: Annotated[bool, Meta(description="link none, and none links them")] = False
    placeholders: Annotated[bool, Meta(description="names that have no note yet")] = False


class Row(Struct, frozen=True):
    """A note, or a name that has none yet."""

    name: str
    kind: Kind
    path: str | None


class Answer(Struct, frozen=True):
    """What was found, by name."""

    notes: tuple[Row, ...]


def report(view: View, ask: Ask) -> Answer:
    """Names without a note are among them where a kind is asked for, or they alone are."""
    rows = (
        Row(node.name, node.kind, node.note.path if node.note else None)
        for node in _matching(view.whole, ask)
    )
    return Answer(tuple(rows))


def _matching(vault: Vault, ask: Ask) -> Iterator[Node]:
    for node in sorted(vault.nodes.values(), key=lambda node: (fold(node.name), node.id)):
        if node.note is not None and node.note.is_template:
            continue
        if not node.linked or (ask.kind is not None and node.kind is not ask.kind):
            continue
        if node.note is None and (ask.tag or ask.orphans or not (ask.placeholders or ask.kind)):
            continue
        if node.note is not None and ask.placeholders:
            continue
        if ask.tag and not (node.note and _has_tag(vault.notes[node.id], ask.tag)):
            continue
        if ask.orphans and (vault.backlinks.get(node.id) or _links_out(vault, node)):
            continue
        yield node


def _has_tag(note: Note, tag: str) -> bool:
    wanted = fold(tag.lstrip("#"))
    names = (fold(item.name) for item in note.tags)
    return any(name == wanted or name.startswith(wanted + "/") for name in names)


def _links_out(vault: Vault, node: Node) -> bool:
    assert node.note is not None
    return any(
        target is not None and target != node.id
        for link, target in vault.resolved(node.note)
        if not link.managed
    )
