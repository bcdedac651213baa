"""Which notes a person means who types a name, a part of it, or what a command has printed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable

from msgspec import Struct

from thesisvault.graph import Node
from thesisvault.graph.folding import fold
from thesisvault.graph.nearest import fitting
from thesisvault.model.errors import UsageFault
from thesisvault.model.note import Kind
from thesisvault.workspace.open import Workspace

FOLDERS = {
    Kind.THESIS: "Theses",
    Kind.STOCK: "Stocks",
    Kind.SECTOR: "Sectors",
    Kind.CATALYST: "Catalysts",
    Kind.ROTATION: "Rotations",
    Kind.CONCEPT: "Concepts",
    Kind.SOURCE: "Sources",
}
"""Where `new` puts a note of each kind."""

_PLACE = re.compile(r"(?s)\[?(?P<name>.+?):(?P<line>[1-9]\d{0,8})(?::\d+)?\]?")


class Located(Struct, frozen=True):
    """The notes that were meant, by path: one, or several to choose from."""

    paths: tuple[str, ...]
    line: int | None = None
    """The line, counted from 1, where one was asked for."""
    exact: bool = True
    """False where the name was only like what was typed."""


def locate(workspace: Workspace, name: str) -> Located:
    """The notes that `name` means: a path, a title, an alias, a ticker, else a part of one.

    ``NAME:12`` asks for a line too, as ``[Theses/Long tea.md:12]`` does, which commands print.
    Raises `UsageFault` where nothing fits, or where the name has no note yet.
    """
    if paths := _exact(workspace, name):
        return Located(paths)
    line, place = None, _PLACE.fullmatch(name.strip())
    if place is not None:
        name, line = place["name"], int(place["line"])
        if paths := _exact(workspace, name):
            return Located(paths, line)
    if paths := _fitting(workspace, name):
        return Located(paths, line, exact=False)
    raise workspace.unknown(name)


def _exact(workspace: Workspace, name: str) -> tuple[str, ...]:
    nodes = workspace.matching(name)
    paths = tuple(node.note.path for node in nodes if node.note is not None)
    if nodes and not paths:
        raise UsageFault(f"`{nodes[0].name}` has no note yet. {to_make(nodes[0])}")
    return paths


def _fitting(workspace: Workspace, name: str) -> tuple[str, ...]:
    names = workspace.vault.names
    if "/" in name:
        known = {fold(path): path for path in workspace.files.notes}
        return _each(known[path] for path in fitting(name, known.keys()))
    return _each(path for fits in names.fitting(name) for path in names.named(fits))


def _each(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(paths))


def to_make(node: Node) -> str:
    """What to type to make the note of a name that has none."""
    kind = node.kind if node.kind in FOLDERS else Kind.CONCEPT
    return f"`thesis new {kind.value} {shlex.quote(node.name)}` makes one."
