"""The names that a word on the command line may be meant to become."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from thesisvault.graph.folding import fold
from thesisvault.model.note import Kind, is_template
from thesisvault.storage import config, scan
from thesisvault.storage.index import peek
from thesisvault.storage.index.place import Place, cache_folder, fingerprint
from thesisvault.storage.inside import belongs_to_another


def known_root(given: str | None, environment: Mapping[str, str], here: Path) -> Path | None:
    """The vault, as `find_root` has it; None where that would take a walk through folders."""
    if named := given or environment.get("THESIS_VAULT"):
        root = Path(named).expanduser()
        return root if root.is_dir() else None
    if above := config.nearest_vault(here, environment):
        unasked = above != here and belongs_to_another(above / config.FOLDER)
        return None if unasked else above
    return here if any(name.lower().endswith(".md") for name in os.listdir(here)) else None


def names_from(root: Path, start: str, kinds: Collection[Kind] = ()) -> list[str]:
    """The names of notes that begin with `start`, or their paths where it holds a slash.

    From the index as the last command left it; where that has none, from the notes' file names.
    """
    place = Place(
        cache_folder(os.environ), root, fingerprint(config.read_settings(root).vocabulary)
    )
    file = place.validate().file
    if "/" in start:
        known = peek.paths(file) if file else scan.scan(root).notes
        return [path for path in known if _begins(path, start)]
    found = peek.names_from(file, start, kinds) if file else []
    return found or _new_names(root, file, start)


def _new_names(root: Path, file: Path | None, start: str) -> list[str]:
    """The titles of notes that the index does not know yet."""
    old = frozenset(peek.paths(file)) if file else frozenset[str]()
    titles = _titles(path for path in scan.scan(root).notes if path not in old)
    return sorted({title for title in titles if _begins(title, start)})


def _titles(paths: Iterable[str]) -> Iterable[str]:
    return (posixpath.basename(path)[:-3] for path in paths if not is_template(path))


def _begins(name: str, start: str) -> bool:
    return fold(name).startswith(fold(start))
