"""Bringing back what stood in a note before it was written."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

from msgspec import Struct

from thesisvault.model.errors import UsageFault
from thesisvault.storage import scan
from thesisvault.storage.writing.history import History, Version
from thesisvault.storage.writing.plans import Change
from thesisvault.workspace.open import Workspace
from thesisvault.workspace.writing import Writing

_SHORTEST = len("YYYYMMDDTHHMM")


def path_of(workspace: Workspace, name: str) -> str:
    """The note's path; a path in the vault is kept if its note is gone."""
    try:
        node = workspace.find(name)
    except UsageFault:
        if name.lower().endswith(".md"):
            return name
        raise
    if node.note is None:
        raise UsageFault(
            f"`{node.name}` has no note. If it had one, give its path: it ends in `.md`."
        )
    return node.note.path


def versions(workspace: Workspace, path: str) -> tuple[Version, ...]:
    """What is kept of a note, newest first."""
    return History(workspace.root).versions(path)


class Restored(Struct, frozen=True):
    """A version, and what the note holds now; None where it has gone."""

    version: Version
    now: bytes | None
    then: bytes

    @property
    def changes(self) -> bool:
        """Whether bringing it back changes the note."""
        return self.now != self.then


def plan_restore(root: Path, path: str, wanted: str | None) -> Restored:
    """What bringing a version back would write: that one, else the newest that differs.

    `wanted` is its id or the beginning of it. Raises `UsageFault` where there is none.
    """
    history = History(root)
    kept, now = history.versions(path), scan.read_note(root, path)
    shows = f"`thesis restore {shlex.quote(path)} --list` shows them"
    if wanted is None:
        for item in kept:
            if (then := history.read(item.id)) != now:
                return Restored(item, now, then)
        raise UsageFault(f"No kept version of `{path}` differs from what it holds: {shows}.")
    found = [item for item in kept if item.id == wanted] or [
        item for item in kept if wanted and item.id.startswith(wanted)
    ]
    if not found:
        raise UsageFault(f"`{path}` has no version `{wanted}`: {shows}.")
    if len(found) > 1:
        raise UsageFault(
            f"`{wanted}` matches {len(found)} versions of `{path}`: type more of it; {shows}."
        )
    return Restored(found[0], now, history.read(found[0].id))


def short_ids(kept: Sequence[Version]) -> dict[str, str]:
    """For each version the beginning of its id that no other has, the day and hour at least."""
    found = {}
    for item in kept:
        others = [other.id for other in kept if other.id != item.id]
        shared = max((_shared(item.id, other) for other in others), default=0)
        found[item.id] = item.id[: max(shared + 1, _SHORTEST)]
    return found


def _shared(one: str, other: str) -> int:
    """How many characters two ids begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def restore(vault: Writing, path: str, wanted: str | None) -> Restored:
    """Write a version into its note. Raises as `plan_restore` does, and `WriteRefused`."""
    found = plan_restore(vault.root, path, wanted)
    if not found.changes:
        return found
    change = Change(path, found.now or b"", found.then)
    made = found.now is None
    with vault.recording([] if made else [change], [change] if made else []) as recorder:
        recorder.restore(path, found.version.id)
    return found
