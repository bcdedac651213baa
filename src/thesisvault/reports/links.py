"""The links of a note in order, each with its line and what it opens."""

from __future__ import annotations

from msgspec import Struct

from thesisvault.model.errors import UsageFault
from thesisvault.model.note import LinkKind
from thesisvault.workspace.names import to_make
from thesisvault.workspace.view import View


class Ask(Struct, frozen=True):
    """Whose links."""

    note: str


class Row(Struct, frozen=True):
    """One link as it is written, and the file that it opens."""

    kind: LinkKind
    target: str
    subpath: str
    display: str | None
    line: int
    column: int
    resolved: str | None


class Answer(Struct, frozen=True):
    """The links of one note, in its order."""

    note: str
    links: tuple[Row, ...]


def report(view: View, ask: Ask) -> Answer:
    """The links that a person wrote: those in managed blocks are left out.

    Raises `UsageFault` for a name without a note.
    """
    node = view.workspace.find(ask.note)
    if node.note is None:
        raise UsageFault(f"`{node.name}` has no links: it has no note yet. {to_make(node)}")
    rows = (
        Row(
            link.kind,
            link.target,
            link.subpath,
            link.display,
            link.span.shown_line,
            link.span.column,
            target,
        )
        for link, target in view.whole.resolved(node.note)
        if not link.managed
    )
    return Answer(node.note.path, tuple(rows))
