"""Replacing a file of ours (never a note): whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` in place of the file, or make it; a crash leaves the old one or the new one.

    Raises `OSError` where the disk refuses.
    """
    import tempfile  # slow to import, and most commands write nothing

    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".thesis-", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, path.stat().st_mode if path.exists() else 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
