"""Taking back the last command that a person gave, whole: each note is what it was before it.

A note whose blocks alone were refreshed since goes back all the same, and its blocks are filled
anew. One that was changed elsewhere stops it all: nothing is written then.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Collection, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from thesisvault.actions.update import State, Update, write_change
from thesisvault.edits.markers import find_markers, outside
from thesisvault.model.errors import UsageFault, WriteRefused
from thesisvault.storage.writing import commands, journal
from thesisvault.storage.writing.commands import Kept, Record
from thesisvault.storage.writing.plans import Change, Plan
from thesisvault.workspace.open import shown
from thesisvault.workspace.writing import Writing


class Undoing(Struct, frozen=True):
    """What undoing a command writes."""

    kept: Kept
    plan: Plan
    """From what the notes hold now to what they held before the command."""
    removed: tuple[Change, ...] = ()
    """Notes that the command made: their `after` is what they hold."""
    refreshed: tuple[str, ...] = ()
    """Notes, as they are called after it, whose blocks were refreshed since the command."""


def plan_undo(root: Path) -> Undoing:
    """Plan what undoing the last command would write; nothing is written.

    A command with nothing left to undo is skipped: it was undone, or never done. Raises
    `UsageFault` where no command is left, and `WriteRefused` where a note has changed since.
    """
    for kept in commands.records(root):
        found = _undoing(root, kept)
        if found is not None:
            return found
    raise UsageFault(
        "Nothing to undo: no command of the last 7 days that changed notes is remembered. "
        "`thesis restore NOTE` brings back an earlier version of one note."
    )


def undo(vault: Writing, day: dt.date) -> Undoing:
    """Undo the last command. `vault` must be locked before it is read.

    Blocks that were up to date before are so afterwards. Raises as `plan_undo` does.
    """
    found = plan_undo(vault.root)
    fresh = _up_to_date(vault, day)
    vault.carry_out_unrecorded(found.plan)
    for item in found.removed:
        vault.writer.remove(item.path, item.after)
    commands.drop(vault.root, found.kept.id)
    untouched = fresh.difference(item.path for item in found.plan.changes)
    return replace(found, refreshed=tuple(_refresh(vault, day, {*untouched, *found.refreshed})))


def _undoing(root: Path, kept: Kept) -> Undoing | None:
    """How to undo a command; None where nothing of it is left."""
    plan, made = kept.record.plan, kept.record.made
    moved = plan.old is not None and journal.is_moved(root, plan) is not False
    changes, refreshed, spoiled = [], [], []
    for item in plan.changes:
        home = plan.old if plan.old is not None and item.path == plan.new else item.path
        path = item.path if moved else home
        now = journal.bytes_of(root, path)
        if now == item.before:
            continue
        if now is None or not _is_ours(now, item.after):
            spoiled.append(path)
            continue
        changes.append(Change(home, now, item.before))
        if now != item.after:
            refreshed.append(home)
    if moved and plan.new is not None and _is_other(root, plan):
        spoiled.append(plan.new)
    removed = []
    for item in made:
        now = journal.bytes_of(root, item.path)
        if now is not None and _is_ours(now, item.after):
            removed.append(Change(item.path, b"", now))
        elif now is not None:
            spoiled.append(item.path)
    if spoiled:
        raise _changed_since(kept.record, spoiled)
    if not (changes or removed or moved):
        return None
    back = Plan(tuple(changes))
    if moved and plan.old is not None and plan.new is not None:
        back = Plan(tuple(changes), plan.new, plan.old, journal.digest_of(root, plan.new))
    return Undoing(kept, back, tuple(removed), tuple(refreshed))


def _is_other(root: Path, plan: Plan) -> bool:
    """Whether a moved file that is no note has gone, or has been changed since."""
    if plan.new is None or any(item.path == plan.new for item in plan.changes):
        return False
    return journal.digest_of(root, plan.new) != plan.digest


def _is_ours(now: bytes, after: bytes) -> bool:
    """Whether a note holds what the command wrote, blocks aside."""
    return now == after or _outside(now) == _outside(after)


def _outside(data: bytes) -> list[bytes]:
    """What a note holds outside of its blocks; a block that was never filled is like any other."""
    blocks = find_markers(data).blocks
    pieces = list(outside(data, blocks))
    for number, block in enumerate(blocks):
        if block.hash is None:
            pieces[2 * number] += b" hash="
    return pieces


def _changed_since(record: Record, paths: Collection[str]) -> WriteRefused:
    names = shown(list(dict.fromkeys(paths)))
    return WriteRefused(
        f"{names} changed or was deleted after `{record.command}`: nothing was undone, so none "
        "of your edits is lost. `thesis restore NOTE --list` shows the versions of each note.",
        code="changed",
    )


def _up_to_date(vault: Writing, day: dt.date) -> set[str]:
    """The notes whose blocks say what they would say if they were filled now."""
    update = Update(vault.workspace, day)
    return {path for path in update.candidates() if update.change(path).state is State.UNCHANGED}


def _refresh(vault: Writing, day: dt.date, paths: Collection[str]) -> Iterator[str]:
    if not paths:
        return
    update = Update(vault.read_again(), day)
    for path in update.candidates():
        if path in paths and (change := update.change(path)).state is State.PENDING:
            with contextlib.suppress(WriteRefused):
                if write_change(change, vault.writer).state is State.WRITTEN:
                    yield path
