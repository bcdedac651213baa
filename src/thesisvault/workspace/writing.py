"""Writing into a vault: its lock, what was broken off before, and its notes as they stand then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path

from msgspec.structs import replace

from thesisvault.model.errors import WriteRefused
from thesisvault.storage.writing import commands, journal
from thesisvault.storage.writing.create import create_file
from thesisvault.storage.writing.history import Version
from thesisvault.storage.writing.idle import IDLE, SYSTEM, Patience
from thesisvault.storage.writing.plans import Change, Plan
from thesisvault.storage.writing.writer import Writer, Written
from thesisvault.workspace.open import Tell, Workspace, ignore, open_workspace

WAIT, LOCKED_WAIT = 10.0, 3.0
"""Seconds that are waited for a note to come to rest before it is written; fewer where others are
kept from writing all the while."""


class Recorder:
    """Writes notes, and remembers which, so that `thesis undo` can take that back."""

    def __init__(self, root: Path, writer: Writer, done: commands.Done) -> None:
        """`done` learns of each note that was written."""
        self._root, self._writer, self._done = root, writer, done

    def replace(self, path: str, expected: bytes, data: bytes) -> Written:
        """Do as `Writer.replace` does."""
        written = self._writer.replace(path, expected, data)
        self._done.paths.add(path)
        return written

    def create(self, path: str, text: str) -> bool:
        """Do as `create_file` does: False where a file is there already."""
        made = create_file(self._root, path, text)
        if made:
            self._done.paths.add(path)
        return made

    def restore(self, path: str, version_id: str) -> Written:
        """Do as `Writer.restore` does."""
        written = self._writer.restore(path, version_id)
        self._done.paths.add(path)
        return written


class Writing:
    """A vault that may be written to, for as long as the `with` block of `writing` lasts."""

    def __init__(
        self,
        root: Path,
        tell: Tell,
        read: Callable[[], Workspace],
        idle: float,
        wait: float,
        command: str = "",
    ) -> None:
        """`idle` and `wait` are those of `Writer`; `command` is what a person typed."""
        self.root, self._tell, self._read = root, tell, read
        self._idle, self._wait, self._command = idle, wait, command

    @cached_property
    def workspace(self) -> Workspace:
        """The vault as it stands when this is first asked for."""
        return self._read()

    @cached_property
    def writer(self) -> Writer:
        """The lock, taken when this is first asked for. Raises `WriteRefused`."""
        return Writer(self.root, idle=self._idle, wait=self._wait)

    def read_again(self) -> Workspace:
        """The vault as it stands after something was written."""
        self.__dict__.pop("workspace", None)
        return self.workspace

    @contextmanager
    def recording(
        self, changes: Iterable[Change], made: Iterable[Change] = ()
    ) -> Iterator[Recorder]:
        """Write these notes, and remember them for `undo`. Raises `WriteRefused`."""
        writer = self.writer
        record = commands.Record(self._command, Plan(tuple(changes)), tuple(made))
        with commands.recording(self.root, record, SYSTEM.now()) as done:
            yield Recorder(self.root, writer, done)

    def carry_out(self, plan: Plan, untouched: Iterable[Change] = ()) -> None:
        """Do all of a plan, or nothing, and remember it for `undo`. Raises `WriteRefused`.

        `untouched`: notes that only move; what they hold is remembered too.
        """
        whole = replace(plan, changes=(*plan.changes, *untouched))
        everything = {item.path for item in whole.changes} | ({plan.new} if plan.new else set())
        assert self.writer  # the lock, before anything is remembered
        record = commands.Record(self._command, whole)
        with commands.recording(self.root, record, SYSTEM.now()) as done:
            done.paths = everything
            try:
                self.carry_out_unrecorded(plan)
            except WriteRefused:
                # Where it could not be put back either, the next command that writes finishes it.
                done.paths = everything if _may_wait(self.root) else set()
                raise

    def carry_out_unrecorded(self, plan: Plan) -> None:
        """Do all of a plan, or nothing. Raises `WriteRefused`."""
        patience = Patience(self._idle, self._wait, SYSTEM)
        journal.carry_out(self.root, plan, self.writer, patience)

    def release(self) -> None:
        """Let others write, and tell of the saves that came too late for a note."""
        writer = self.__dict__.pop("writer", None)
        if writer is not None:
            writer.close()
            for version in writer.late:
                self._tell(late_save(version))


@contextmanager
def writing(
    root: Path,
    tell: Tell = ignore,
    read: Callable[[], Workspace] | None = None,
    *,
    lock_first: bool = False,
    idle: float | None = None,
    command: str = "",
) -> Iterator[Writing]:
    """Write into a vault: every command that changes a note does it in this block.

    A move that was broken off is finished or undone first, and `tell` hears of it. With
    `lock_first` nobody else writes from before the notes are read; without it, the lock is taken
    with the first write. `command` is what a person typed, as `undo` names it. Raises
    `WriteRefused`.
    """
    read = read or partial(open_workspace, root)
    wait = LOCKED_WAIT if lock_first else WAIT
    vault = Writing(root, tell, read, IDLE if idle is None else idle, wait, command)
    try:
        if lock_first or journal.pending(root):
            for item in journal.recover(root, vault.writer):
                what = "finished" if item.forward else "undone"
                tell(_told(item.plan, what))
                for path in item.left:
                    tell(f"{path} was edited since, so it was left as it is: run `thesis check`.")
        if not lock_first:
            vault.release()  # others may write while the notes are read
        yield vault
    finally:
        vault.release()


def _may_wait(root: Path) -> bool:
    """Whether work waits for the next command, for all that can be read of the journal."""
    try:
        return journal.pending(root)
    except WriteRefused:  # a disk that fails says nothing of it; what failed first is reported
        return True


def _told(plan: Plan, what: str) -> str:
    if plan.old is None:
        return f"An interrupted change of several notes was {what}."
    return f"An interrupted rename was {what}: {plan.old} → {plan.new}."


def late_save(version: Version) -> str:
    """Tell where a save is kept that an editor made while its note was replaced."""
    back = f"thesis restore '{version.path}' --version {version.id}"
    return f"An editor saved {version.path} while it was replaced: `{back}` restores that version."
