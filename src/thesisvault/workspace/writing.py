"""Writing into a vault: its lock, what was broken off before, and its notes as they stand then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path

from thesisvault.storage.writing import journal
from thesisvault.storage.writing.history import Version
from thesisvault.storage.writing.idle import IDLE, SYSTEM, Patience
from thesisvault.storage.writing.plans import Plan
from thesisvault.storage.writing.writer import Writer
from thesisvault.workspace.open import Tell, Workspace, ignore, open_workspace

WAIT, LOCKED_WAIT = 10.0, 3.0
"""Seconds that are waited for a note to come to rest before it is written; fewer where others are
kept from writing all the while."""


class Writing:
    """A vault that may be written to, for as long as the `with` block of `writing` lasts."""

    def __init__(
        self, root: Path, tell: Tell, read: Callable[[], Workspace], idle: float, wait: float
    ) -> None:
        """`idle` and `wait` are those of `Writer`."""
        self.root, self._tell, self._read = root, tell, read
        self._idle, self._wait = idle, wait

    @cached_property
    def workspace(self) -> Workspace:
        """The vault as it stands when this is first asked for."""
        return self._read()

    @cached_property
    def writer(self) -> Writer:
        """The lock, taken when this is first asked for. Raises `WriteRefused`."""
        return Writer(self.root, idle=self._idle, wait=self._wait)

    def carry_out(self, plan: Plan) -> None:
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
) -> Iterator[Writing]:
    """Write into a vault: every command that changes a note does it in this block.

    A move that was broken off is finished or undone first, and `tell` hears of it. With
    `lock_first` nobody else writes from before the notes are read; without it, the lock is taken
    with the first write. Raises `WriteRefused`.
    """
    read = read or partial(open_workspace, root)
    wait = LOCKED_WAIT if lock_first else WAIT
    vault = Writing(root, tell, read, IDLE if idle is None else idle, wait)
    try:
        if lock_first or journal.pending(root):
            for item in journal.recover(root, vault.writer):
                what = "finished" if item.forward else "undone"
                tell(f"A move that was broken off was {what}: {item.plan.old} → {item.plan.new}.")
                for path in item.left:
                    tell(f"{path} was edited since, and left as it is: see `thesis check`.")
        if not lock_first:
            vault.release()  # others may write while the notes are read
        yield vault
    finally:
        vault.release()


def late_save(version: Version) -> str:
    """Tell where a save is kept that an editor made while its note was replaced."""
    back = f"thesis restore '{version.path}' --version {version.id}"
    return f"An editor saved {version.path} while it was replaced: `{back}` brings that back."
