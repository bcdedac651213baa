"""Which notes a person means who types a name, a part of it, or what a command has printed."""

from __future__ import annotations

import os
import posixpath
import re
import shlex
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from thesisvault.graph import Node
from thesisvault.graph.folding import fold
from thesisvault.graph.nearest import initials, parts, scattered
from thesisvault.model.errors import UsageFault
from thesisvault.model.note import Kind, is_template
from thesisvault.storage import config, scan
from thesisvault.storage.index import peek
from thesisvault.storage.index.place import Place, cache_folder, fingerprint
from thesisvault.storage.inside import belongs_to_another

if TYPE_CHECKING:
    from thesisvault.graph import Vault
    from thesisvault.model.settings import Settings
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


class Match(Enum):
    """How well a name fits what was typed."""

    EXACT = "exact"
    PART = "part"
    """It begins with it, or holds it."""
    INITIALS = "initials"
    """What was typed are the first letters of its words."""
    WEAK = "weak"
    """It only has its letters in this order."""


class Located(Struct, frozen=True):
    """The notes that were meant, by path: one, or several to choose from."""

    paths: tuple[str, ...]
    line: int | None = None
    """The line, counted from 1, where one was asked for."""
    match: Match = Match.EXACT


def locate(
    workspace: Workspace, name: str, kinds: Collection[Kind] = (), vault: Vault | None = None
) -> Located:
    """The notes that `name` means: a path, a title, an alias, a ticker, else a part of one.

    A part of a title of one of `kinds` comes before a part of any other name. `vault` is that of
    the day, where only what it holds is known.

    ``NAME:12`` asks for a line too, as ``[Theses/Long tea.md:12]`` does, which commands print.
    Raises `UsageFault` where nothing fits, or where the name has no note yet.
    """
    known = vault or workspace.vault
    if paths := _exact(workspace, name, known):
        return Located(paths)
    line, place = None, place_of(name)
    if place is not None:
        name, line = place
        if paths := _exact(workspace, name, known):
            return Located(paths, line)
    names, folded = known.names, {}
    if "/" in name:
        folded = {fold(path): path for path in known.notes}
    elif kinds and (paths := titled(name, known, kinds)):
        return Located(paths, line, Match.PART)
    for match, find in (
        (Match.PART, parts),
        (Match.INITIALS, initials),
        (Match.WEAK, scattered),
    ):
        if folded:
            paths = _each(folded[path] for path in find(name, folded.keys()))
        else:
            paths = _each(path for fits in names.fitting(name, find) for path in names.named(fits))
        if paths:
            return Located(paths, line, match)
    raise workspace.unknown(name, known)


def titled(name: str, vault: Vault, kinds: Collection[Kind]) -> tuple[str, ...]:
    """The notes of these kinds with `name` in their title, by path."""
    titles: dict[str, list[str]] = {}
    for head in vault.heads.values():
        if head.kind in kinds:
            titles.setdefault(fold(head.title), []).append(head.path)
    return _each(path for title in parts(name, titles.keys()) for path in titles[title])


def _exact(workspace: Workspace, name: str, vault: Vault) -> tuple[str, ...]:
    nodes = workspace.matching(name, vault)
    paths = tuple(node.note.path for node in nodes if node.note is not None)
    if nodes and not paths:
        raise UsageFault(f"`{nodes[0].name}` has no note yet. {to_make(nodes[0])}")
    return paths


def _each(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(paths))


def short_names(workspace: Workspace) -> Callable[[str], str]:
    """Shortens a note's path to its name, where no other note has that name: `locate` takes it."""
    stems = Counter(fold(posixpath.basename(path)) for path in workspace.files.notes)

    def short(path: str) -> str:
        stem = posixpath.basename(path)
        is_one = stems[fold(stem)] == 1 and stem.lower().endswith(".md") and "#" not in stem
        return stem[:-3] if is_one else path

    return short


def place_of(name: str) -> tuple[str, int] | None:
    """The name and the line of ``NAME:12``, as commands print it; None for anything else."""
    found = _PLACE.fullmatch(name.strip())
    return (found["name"], int(found["line"])) if found else None


def kind_to_make(node: Node) -> Kind:
    """The kind of the note that a name without one asks for."""
    if node.kind in FOLDERS:
        return node.kind
    from thesisvault.parser.facts.sides import side_of_name

    return Kind.THESIS if side_of_name(node.name) else Kind.CONCEPT


def to_make(node: Node) -> str:
    """What to type to make the note of a name that has none."""
    kind = kind_to_make(node)
    return f"`thesis new {kind.value} {shlex.quote(node.name)}` creates one."


def known_root(given: str | None, environment: Mapping[str, str], here: Path) -> Path | None:
    """The vault, as `find_root` has it; None where that would take a walk through folders."""
    if named := given or environment.get("THESIS_VAULT"):
        root = Path(named).expanduser()
        return root if root.is_dir() else None
    above = config.nearest_vault(here, environment)
    if above is None or above == here:
        return above
    return None if any(map(belongs_to_another, config.marks(above))) else above


def names_from(root: Path, start: str, kinds: Collection[Kind] = ()) -> list[str]:
    """The names of notes that begin with `start`, or their paths where it holds a slash.

    From the index as the last command left it; where that has none, from the notes' file names.
    """
    file = index_place(root, config.read_settings(root)).validate().file
    if "/" in start:
        known = peek.paths(file) if file else scan.scan(root).notes
        return [path for path in known if _begins(path, start)]
    found = peek.names_from(file, start, kinds) if file else []
    return found or _new_names(root, file, start)


def index_place(root: Path, settings: Settings) -> Place:
    """Where the index of a vault with these settings is."""
    return Place(cache_folder(os.environ), root, fingerprint(settings.vocabulary))


def _new_names(root: Path, file: Path | None, start: str) -> list[str]:
    """The titles of notes that the index does not know yet."""
    old = frozenset(peek.paths(file)) if file else frozenset[str]()
    titles = _titles(path for path in scan.scan(root).notes if path not in old)
    return sorted({title for title in titles if _begins(title, start)})


def _titles(paths: Iterable[str]) -> Iterable[str]:
    return (posixpath.basename(path)[:-3] for path in paths if not is_template(path))


def _begins(name: str, start: str) -> bool:
    return fold(name).startswith(fold(start))
