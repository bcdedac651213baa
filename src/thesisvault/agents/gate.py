"""Which notes an agent may see: one outside exists for no tool, search, link or count."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from thesisvault.graph.folding import fold
from thesisvault.model.errors import UsageFault
from thesisvault.storage import scan
from thesisvault.storage.inside import is_visible


class Gate(Struct, frozen=True):
    """Folders or notes that alone are seen, and those that never are: `never` wins."""

    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    @property
    def part(self) -> str:
        """A folder's name for what this gate lets through."""
        return f"seen-{hashlib.sha256(repr((self.only, self.never)).encode()).hexdigest()[:16]}"

    def lets(self, path: str) -> bool:
        """Whether a path of the vault may be seen."""
        if any(_lies_in(path, folder) for folder in self.never):
            return False
        return not self.only or any(_lies_in(path, folder) for folder in self.only)

    def see(self, root: Path) -> scan.Scan:
        """The files of the vault, as far as they may be seen."""
        return self.seen(root, scan.scan(root))

    def seen(self, root: Path, found: scan.Scan) -> scan.Scan:
        """What of a scan may be seen: the scan itself where that is all."""

        def kept(paths: Iterable[str]) -> list[str]:
            return [path for path in paths if self._shows(root, path, found)]

        if not (self.only or self.never) and len(kept(found.links)) == len(found.links):
            return found
        notes, attachments = kept(found.notes), kept(found.attachments)
        return scan.Scan(
            notes,
            attachments,
            [item for item in found.skipped if self.lets(item.path)],
            {path: found.stamps[path] for path in (*notes, *attachments) if path in found.stamps},
            set(kept(found.links)),
        )

    def _shows(self, root: Path, path: str, found: scan.Scan) -> bool:
        """Whether a path may be seen: a link must lead to what may, and to nothing hidden."""
        if not self.lets(path):
            return False
        if path not in found.links:
            return True
        real = os.path.relpath(os.path.realpath(root / path), os.path.realpath(root))
        return is_visible(real) and self.lets(real.replace(os.sep, "/"))


def gate_of(root: Path, only: Sequence[str], never: Sequence[str]) -> Gate:
    """The gate of what a person has named. Raises `UsageFault` for what does not exist.

    A folder that is misspelled would else be open to see.
    """
    return Gate(
        tuple(_named(root, "--only", text) for text in only),
        tuple(_named(root, "--never", text) for text in never),
    )


def _named(root: Path, option: str, text: str) -> str:
    path = os.path.normpath(text).replace(os.sep, "/")
    if os.path.isabs(text) or not is_visible(path):
        raise UsageFault(f"`{option} {text}`: name a folder or a note by its path in the vault.")
    if not os.path.lexists(root / path):
        raise UsageFault(f"`{option} {text}`: the vault has no `{path}`. Check the spelling.")
    return path


def _lies_in(path: str, folder: str) -> bool:
    # Folded: some disks take `private` and `Private` for one folder.
    inner, outer = fold(path), fold(folder)
    return inner == outer or inner.startswith(f"{outer}/")
