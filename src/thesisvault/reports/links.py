"""Reports over the graph that more than one face shows."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from thesisvault.graph import Node
from thesisvault.graph.folding import fold
from thesisvault.model.note import Kind, Link, Note
from thesisvault.parser.decoding import decode
from thesisvault.storage import scan
from thesisvault.workspace.open import Workspace


class BacklinkLine(Struct, frozen=True):
    """A link to a note, with the line it stands on."""

    source: str
    link: Link
    text: str


def backlinks(workspace: Workspace, node: str) -> tuple[BacklinkLine, ...]:
    """The links that lead to a node, by note and place, with their lines' text."""
    lines: dict[str, list[str]] = {}
    found = []
    for backlink in workspace.vault.backlinks.get(node, ()):
        source = backlink.source
        if source not in lines:
            data = scan.read_note(workspace.root, source) or b""
            lines[source] = decode(data)[0].split("\n")
        at = backlink.link.span.line
        text = lines[source][at] if at < len(lines[source]) else ""
        found.append(BacklinkLine(source, backlink.link, text))
    return tuple(found)


def listing(
    workspace: Workspace,
    kind: Kind | None = None,
    tag: str | None = None,
    *,
    orphans: bool = False,
    placeholders: bool = False,
) -> Iterator[Node]:
    """Notes and names without a note, by name, as the filters have it.

    A tag finds its nested tags too; an orphan is a note that no note links and that links none;
    names without a note are listed by kind, or when asked for.
    """
    vault = workspace.vault
    for node in sorted(vault.nodes.values(), key=lambda node: (fold(node.name), node.id)):
        if node.note is not None and node.note.is_template:
            continue
        if not node.linked or (kind is not None and node.kind is not kind):
            continue
        if node.note is None and (tag or orphans or not (placeholders or kind)):
            continue
        if node.note is not None and placeholders:
            continue
        if tag and not (node.note and _has_tag(vault.notes[node.id], tag)):
            continue
        if orphans and (vault.backlinks.get(node.id) or _links_out(workspace, node)):
            continue
        yield node


def _has_tag(note: Note, tag: str) -> bool:
    wanted = fold(tag.lstrip("#"))
    names = (fold(item.name) for item in note.tags)
    return any(name == wanted or name.startswith(wanted + "/") for name in names)


def _links_out(workspace: Workspace, node: Node) -> bool:
    assert node.note is not None
    return any(
        target is not None and target != node.id
        for link, target in workspace.vault.resolved(node.note)
        if not link.managed
    )
