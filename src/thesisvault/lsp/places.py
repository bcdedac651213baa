"""Which vault a note of an editor belongs to, and its path there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from thesisvault.storage import config, scan
from thesisvault.storage.inside import belongs_to_another


def path_of(uri: str) -> Path | None:
    """The file that a URI names; None where it names no file."""
    parts = urlsplit(uri)
    return Path(unquote(parts.path)) if parts.scheme == "file" and parts.path else None


def uri_of(root: Path, path: str) -> str:
    """The URI of a file of a vault."""
    return (root / path).as_uri()


def vault_of(file: Path, folders: Iterable[Path], environment: Mapping[str, str]) -> Path | None:
    """The nearest folder upwards with ``.thesis/`` or ``.obsidian/``, as the commands find it, else
    the folder of `folders` (those that the client has open) that the file lies in. Never the home
    folder, nor a vault whose ``.thesis`` or ``.obsidian`` is another user's.
    """
    above = config.nearest_vault(file.parent, environment)
    if above is not None:
        return None if any(map(belongs_to_another, config.marks(above))) else above
    home = Path.home()
    held = [folder for folder in folders if file.is_relative_to(folder) and folder != home]
    return max(held, key=lambda folder: len(folder.parts), default=None)


def path_in(root: Path, file: Path) -> str | None:
    """The path of a note in its vault; None for any other file."""
    path = file.relative_to(root).as_posix()
    is_note = path.lower().endswith(".md") and scan.belongs(path)
    return path if is_note and not os.path.islink(file) else None
