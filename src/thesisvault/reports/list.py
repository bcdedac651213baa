"""The notes of a vault by name: of a kind, with a tag, unlinked, or still to be written."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

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
    vault = view.whole
    found: dict[str, Row] = {}
    if not ask.placeholders:
        for head in vault.heads.values():
            if not head.is_template and (ask.kind is None or head.kind is ask.kind):
                found[head.path] = Row(head.title, head.kind, head.path)
    if (ask.placeholders or ask.kind) and not (ask.tag or ask.orphans):
        for node in vault.unwritten():
            if ask.kind is None or node.kind is ask.kind:
                found[node.id] = Row(node.name, node.kind, None)
    if tag := ask.tag:
        found = {path: row for path, row in found.items() if _has_tag(vault.notes[path], tag)}
    if ask.orphans:
        found = {path: row for path, row in found.items() if _is_orphan(vault, path)}
    ordered = sorted(found, key=lambda node: (fold(found[node].name), node))
    return Answer(tuple(found[node] for node in ordered))


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
