"""Names that are linked or under review and have no note yet, and notes made of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from thesisvault.actions.new import make_note, make_note_at
from thesisvault.graph import Node, Vault
from thesisvault.graph.folding import fold
from thesisvault.impact.scope import open_theses
from thesisvault.model.errors import UsageFault
from thesisvault.model.note import Kind
from thesisvault.workspace.open import Workspace

_FILE = re.compile(
    r"(?i)\.(?:png|jpe?g|gif|bmp|svg|webp|avif|mp3|wav|m4a|ogg|flac|3gp|webm|mp4|mov|mkv|ogv|pdf"
    r"|canvas|base|csv|xlsx?|docx?|pptx?|zip|txt|json|html?)\Z"
)
"""What a link to a file that is no note ends in."""


class Missing(Struct, frozen=True):
    """A name without a note."""

    name: str
    kind: Kind
    """What it seems to be; a concept where nothing is known."""
    links: int
    """How often it is linked or, for plain words, named."""
    path: str | None
    """Where the note must stand, if links say so."""


def missing(workspace: Workspace, day: dt.date, kind: Kind | None = None) -> tuple[Missing, ...]:
    """The names without a note, the most linked first; with `kind`, those of that kind."""
    vault = workspace.vault
    nodes = {node.id: node for node in vault.unwritten()}
    reviewed = open_theses(workspace.vault_as_of(day), day)
    nodes |= {node.id: node for node in reviewed if node.note is None}
    found = (_missing(vault, node) for node in nodes.values() if not _FILE.search(node.name))
    wanted = (item for item in found if kind in (None, item.kind))
    return tuple(sorted(wanted, key=lambda item: (-item.links, fold(item.name), item.path or "")))


def make_missing(
    workspace: Workspace, chosen: Sequence[Missing], today: dt.date
) -> Iterator[str | UsageFault]:
    """Make the notes: each path, or why there is none. Of one name, one note is made."""
    made: set[str] = set()
    for item in sorted(chosen, key=lambda item: item.path is None):  # paths answer bare names too
        if fold(item.name) in made:
            continue
        try:
            if item.path is None:
                yield make_note(workspace, item.kind.value, item.name, today)
            else:
                yield make_note_at(workspace, item.kind, item.path, today)
            made.add(fold(item.name))
        except UsageFault as fault:
            yield fault


def _missing(vault: Vault, node: Node) -> Missing:
    links = vault.backlinks.get(node.id, ())
    targets = [item.link.target.strip() for item in links]
    path = next((target for target in targets if "/" in target), None)
    if path is not None:
        path = path.removeprefix("/").removesuffix(".md") + ".md"
    kind = Kind.CONCEPT if node.kind is Kind.NOTE else node.kind
    return Missing(node.name, kind, len(links) or len(vault.incoming.get(node.id, ())), path)
