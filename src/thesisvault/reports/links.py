"""Reports over the graph that more than one face shows."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from thesisvault.graph import Node, Relation, Vault
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


def not_under_review(workspace: Workspace, node: Node, day: dt.date) -> str:
    """Why a note has no review on that day, and what does have one."""
    facts = node.note.facts if node.note else None
    if facts and facts.opened and facts.opened > day:
        return f"`{node.name}` was opened on {facts.opened}, after {day}: try a later `--as-of`."
    whole = workspace.vault.nodes.get(node.id)
    closed = whole.note.facts.closed if whole and whole.note else None
    if node.kind is Kind.THESIS and closed is not None:
        return f"`{node.name}` was closed on {closed}: try an earlier `--as-of`."
    holders = sorted(
        workspace.vault.nodes[edge.source].name
        for edge in workspace.vault.incoming.get(node.id, ())
        if edge.relation is Relation.EXPOSURE
    )
    held = f" Theses that hold it: {', '.join(dict.fromkeys(holders))}." if holders else ""
    held = held or " `thesis status` shows those that are open."
    return f"`{node.name}` is a {node.kind.value}, no open thesis.{held}"


class Listed(Struct, frozen=True):
    """A note, or a name that has none yet."""

    name: str
    kind: Kind
    path: str | None


def listing(
    workspace: Workspace,
    kind: Kind | None = None,
    tag: str | None = None,
    *,
    orphans: bool = False,
    placeholders: bool = False,
) -> list[Listed]:
    """Notes and names without a note, by name, as the filters have it.

    A tag finds its nested tags too; an orphan is a note that no note links and that links none;
    names without a note are listed by kind, or when asked for.
    """
    vault = workspace.vault
    found: dict[str, Listed] = {}
    if not placeholders:
        for head in vault.heads.values():
            if not head.is_template and (kind is None or head.kind is kind):
                found[head.path] = Listed(head.title, head.kind, head.path)
    if (placeholders or kind) and not (tag or orphans):
        for node in vault.unwritten():
            if kind is None or node.kind is kind:
                found[node.id] = Listed(node.name, node.kind, None)
    if tag:
        found = {path: item for path, item in found.items() if _has_tag(vault.notes[path], tag)}
    if orphans:
        found = {path: item for path, item in found.items() if _is_orphan(vault, path)}
    return [found[node] for node in sorted(found, key=lambda node: (fold(found[node].name), node))]


def _has_tag(note: Note, tag: str) -> bool:
    wanted = fold(tag.lstrip("#"))
    names = (fold(item.name) for item in note.tags)
    return any(name == wanted or name.startswith(wanted + "/") for name in names)


def _is_orphan(vault: Vault, path: str) -> bool:
    return not vault.backlinks.get(path) and not any(
        target is not None and target != path
        for link, target in vault.resolved(vault.notes[path])
        if not link.managed
    )
