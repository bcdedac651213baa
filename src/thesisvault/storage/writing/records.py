"""A file of ours in a folder of ``.thesis/``, put there whole or not at all."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from thesisvault.storage.config import FOLDER
from thesisvault.storage.inside import folder_in
from thesisvault.storage.writing.exchange import Place
from thesisvault.storage.writing.open_target import make_folder
from thesisvault.storage.writing.temporary import write_own


def put_record(root: Path, where: str, name: str, data: bytes) -> None:
    """Put a file into a folder below ``.thesis/``, which is made where it is missing.

    Raises `OSError`, and `WriteRefused` where the folder is not ours to write.
    """
    make_folder(root, FOLDER)
    make_folder(root, where)
    with folder_in(root, where) as folder:
        part = f"{name}.tmp"
        write_own(Place(folder, part), data)
        try:
            os.rename(part, name, src_dir_fd=folder, dst_dir_fd=folder)
            os.fsync(folder)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(part, dir_fd=folder)
            raise
