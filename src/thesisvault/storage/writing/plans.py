"""What is to be done to several notes, written down in ``.thesis/journal/`` before it is begun."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from thesisvault.model.errors import WriteRefused
from thesisvault.storage.config import FOLDER
from thesisvault.storage.inside import is_inside
from thesisvault.storage.writing.open_target import make_folder

JOURNAL = f"{FOLDER}/journal"
VERSION = 1


class Change(Struct, frozen=True):
    """One note's bytes. `path` is where it stands when all is done."""

    path: str
    before: bytes
    after: bytes


class Plan(Struct, frozen=True):
    """Notes to change, and a file to move before that."""

    changes: tuple[Change, ...]
    old: str | None = None
    new: str | None = None
    digest: str = ""
    """SHA-256 of the file to be moved."""


def record(root: Path, plan: Plan) -> Path:
    """The plan on the disk, whole or not at all; the path of its file."""
    folder = root / JOURNAL
    make_folder(root / FOLDER)
    make_folder(folder)
    document = {
        "version": VERSION,
        "old": plan.old,
        "new": plan.new,
        "digest": plan.digest,
        "changes": [
            {"path": item.path, "before": _to_text(item.before), "after": _to_text(item.after)}
            for item in plan.changes
        ],
    }
    data = json.dumps(document).encode("ascii")
    entry = folder / f"{hashlib.sha256(data).hexdigest()[:16]}.json"
    temporary = entry.with_suffix(".tmp")
    with open(temporary, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, entry)
    _sync(folder)
    return entry


def entries(root: Path) -> list[Path]:
    """The files of the plans that were begun and not ended."""
    folder = root / JOURNAL
    if not is_inside(root, folder):
        return []
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [folder / name for name in names if name.endswith(".json")]


def read(entry: Path) -> Plan:
    """The plan in a file. Raises `WriteRefused`."""
    try:
        document: Any = json.loads(entry.read_bytes())
        if document["version"] != VERSION:
            raise ValueError("of another version")
        changes = tuple(
            Change(item["path"], _to_bytes(item["before"]), _to_bytes(item["after"]))
            for item in document["changes"]
        )
        for path in (*(item.path for item in changes), document["old"], document["new"]):
            # A vault can come from anywhere, its journal too.
            if path is not None and any(part[:1] in ("", ".") for part in path.split("/")):
                raise ValueError("it names a file that is no note of this vault")
        return Plan(changes, document["old"], document["new"], document["digest"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = (
            f"{JOURNAL}/{entry.name} holds work that was broken off, and cannot be read "
            f"({error}). Look at the notes it names, then delete it."
        )
        raise WriteRefused(message) from None


def forget(entry: Path) -> None:
    """A plan was carried out, or undone."""
    entry.unlink(missing_ok=True)
    _sync(entry.parent)
    with suppress(OSError):
        entry.parent.rmdir()  # only where nothing is left in it


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _to_text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _to_bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
