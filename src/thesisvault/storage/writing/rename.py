"""A note gets another path; nothing is overwritten."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

from thesisvault.model.errors import WriteRefused
from thesisvault.storage.writing.exchange import Place, rename_free
from thesisvault.storage.writing.faults import changed, refusing
from thesisvault.storage.writing.idle import Patience
from thesisvault.storage.writing.open_target import check_writable, digest, open_place, regular


def rename_note(root: Path, path: str, new: str, expected: str, patience: Patience) -> None:
    """Rename a file whose SHA-256 still is `expected`, and make the folders to its new path.

    Raises `WriteRefused`: ``exists`` where the new name is taken, else as `Writer.replace`.
    """
    with refusing(path), open_place(root, path) as old:
        mode = regular(old, path).st_mode
        if digest(old) != expected:
            raise changed(path)
        check_writable(old, path, mode)
        patience.wait_for(old, path)
        with open_place(root, new, make=True) as free:
            try:
                rename_free(old, free)
            except FileExistsError:
                if not _spelled_anew(old, path, free, new):
                    message = f"`{path}` was not renamed: `{new}` exists already."
                    raise WriteRefused(message, code="exists") from None
                os.rename(old.name, free.name, src_dir_fd=old.folder, dst_dir_fd=free.folder)
            with refusing(path, f"It is `{new}` now."):
                os.fsync(free.folder)
                os.fsync(old.folder)
            patience.remember(free, new)


def _spelled_anew(old: Place, path: str, new: Place, new_path: str) -> bool:
    """The same file, its name in other case or Unicode form, on a disk that takes both for one."""
    forms = {unicodedata.normalize("NFC", name).casefold() for name in (path, new_path)}
    found = (
        os.stat(place.name, dir_fd=place.folder, follow_symlinks=False) for place in (old, new)
    )
    return len(forms) == 1 and os.path.samestat(*found)
