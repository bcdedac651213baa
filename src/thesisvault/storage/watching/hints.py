"""What an event may mean: paths that count, a rescan, a look at the vault itself, or nothing."""

from __future__ import annotations

import os

from msgspec import Struct
from watchdog.events import (
    EVENT_TYPE_CREATED,
    EVENT_TYPE_MODIFIED,
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
)

from thesisvault.model.filenames import is_hidden
from thesisvault.storage.config import FILE, FOLDER
from thesisvault.storage.scan import is_looked_at

CONFIG = f"{FOLDER}/{FILE}"
"""The one file in a hidden folder whose changes count."""

LISTENED: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileClosedEvent,
    FileMovedEvent,
    FileDeletedEvent,
    DirCreatedEvent,
    DirMovedEvent,
    DirDeletedEvent,
]
"""Not those that a reader causes: opened, and closed without a write."""


class Hint(Struct, frozen=True):
    """What one event may mean."""

    paths: tuple[str, ...] = ()
    """Files that count, relative to the vault; both ends of a move."""
    settled: bool = True
    """False where the file may still be in the middle of being written."""
    rescan: bool = False
    """A folder came, went or moved: events for what it holds may be missing."""
    look: bool = False
    """The vault's own folder, or its ``.thesis``, came or went."""
    beat: bool = False
    """The heartbeat came back."""


def read_event(event: FileSystemEvent, root: str, heartbeat: str) -> Hint:
    """What an event under `root` (absolute, without links) may mean."""
    ends = [
        path
        for end in (event.src_path, event.dest_path)
        if end and (path := _relative(os.fsdecode(end), root)) is not None
    ]
    if event.is_directory:
        return Hint(
            rescan=any(not any(map(is_hidden, path.split("/"))) for path in ends),
            look=any(path in ("", FOLDER) for path in ends),
        )
    return Hint(
        paths=tuple(path for path in ends if path == CONFIG or is_looked_at(path)),
        settled=event.event_type not in (EVENT_TYPE_CREATED, EVENT_TYPE_MODIFIED),
        beat=heartbeat in ends,
    )


def _relative(path: str, root: str) -> str | None:
    if path == root:
        return ""
    prefix = root if root.endswith("/") else root + "/"
    return path[len(prefix) :] if path.startswith(prefix) else None
