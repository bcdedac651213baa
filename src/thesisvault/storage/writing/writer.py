"""The one writer of notes: killed, on a full disk or racing an editor, a note is old or new.

Spec: docs/writing.md. Every write is: look, wait until it is idle, keep the old version, write a
temporary file, look again, exchange, look at what came out.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import Struct

from thesisvault.model.errors import WriteRefused
from thesisvault.storage.config import FOLDER
from thesisvault.storage.writing.displaced import Aside
from thesisvault.storage.writing.exchange import Place, rename_free
from thesisvault.storage.writing.faults import changed, close, refusing
from thesisvault.storage.writing.history import HISTORY, History, Version
from thesisvault.storage.writing.idle import IDLE, SYSTEM, Clock, Patience
from thesisvault.storage.writing.lock import take_lock
from thesisvault.storage.writing.open_target import (
    check_text,
    check_writable,
    digest,
    look,
    make_folder,
    open_place,
    regular,
)
from thesisvault.storage.writing.replace import Save, save
from thesisvault.storage.writing.temporary import TMP, write_new


class Written(Struct, frozen=True):
    """What became of one write."""

    path: str
    """The note, relative to the vault, with ``/``."""
    changed: bool
    """False where the bytes were there already: nothing was written."""
    version: str | None
    """Id of the previous version in the history; None where nothing was replaced."""


class Writer:
    """One process' right to write into a vault's notes: ``with Writer(root) as writer:``.

    `idle`: seconds since a note's last change before it may be written. `wait`: seconds to wait
    for that before refusing. `tidy`: forget versions that are too old. Raises `WriteRefused`:
    ``locked`` where another process writes, else where the vault cannot be written. Symbolic links
    are never followed, nor hidden files touched.
    """

    def __init__(  # noqa: D107  # the class says it
        self,
        root: Path,
        *,
        idle: float = IDLE,
        wait: float = 0.0,
        tidy: bool = True,
        clock: Clock = SYSTEM,
    ) -> None:
        self._root = root
        self._idle, self._clock = idle, clock
        self._patience = Patience(idle, wait, clock)
        self._lock: int | None = None
        self._history = History(root)
        self._aside = Aside(root, self._history)
        with refusing(f"{FOLDER}/", "No note was touched."):
            if not _is_folder(root):
                raise WriteRefused(f"`{root}` is not a folder.", code="not-writable")
            make_folder(root, FOLDER)
            self._lock = take_lock(root, clock.now())
            try:
                make_folder(root, TMP)
                make_folder(root, HISTORY)
                self._aside.recover(clock.now())
                if tidy:
                    self._history.clean(clock.now())
            except BaseException:
                close(self._lock)
                raise

    def __enter__(self) -> Self:
        """The writer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """`close`."""
        self.close()

    @property
    def late(self) -> tuple[Version, ...]:
        """Saves that an editor made into a file we had swapped out, and what a killed process left.

        They are kept as versions, for a person to look at. Complete after `close`.
        """
        return tuple(self._aside.late)

    @property
    def grace_left(self) -> float:
        """Seconds for which `close` would wait at least."""
        return self._aside.grace_left(self._clock.now())

    def close(self) -> None:
        """Look once more at what was swapped out, and let other processes write.

        Takes `grace_left`, and up to `idle` seconds more where another program still has an old
        file open.
        """
        if self._lock is None:
            return
        try:
            for pause, patience in ((self.grace_left, self._idle), (self._idle, 0.0)):
                if self._aside.waits:
                    self._clock.sleep(pause)
                    self._aside.settle(self._clock.now(), patience, grace=0.0)
        finally:
            lock, self._lock = self._lock, None
            close(lock)

    def replace(self, path: str, expected: bytes, data: bytes) -> Written:
        """Put `data` in place of a note that still holds `expected`.

        Raises `WriteRefused`; its code is one of not-regular, outside, hard-linked, not-writable,
        not-utf8, changed, busy, no-space, io, and its message says what the note holds now.
        """
        self._check_open()
        self._aside.settle(self._clock.now(), self._idle)
        with refusing(path), open_place(self._root, path) as note:
            mode = regular(note, path).st_mode
            current = look(note).data
            if current == data:
                return Written(path, False, None)
            if current != expected:
                raise changed(path)
            check_text(expected, path, "what it holds")
            check_text(data, path, "what should be written")
            check_writable(note, path, mode)
            self._patience.wait_for(note, path)
            now = self._clock.now()
            job = Save(note, path, expected, data, mode & 0o777)
            version = save(job, self._root, self._history, self._aside, now)
            self._patience.remember(note, path)
            return Written(path, True, version.id)

    def rename(self, path: str, new: str, expected: str) -> None:
        """Give a file whose SHA-256 still is `expected` another path, and make the folders to it.

        Nothing is overwritten: a name that is taken is refused (``exists``). Raises `WriteRefused`
        as `replace` does.
        """
        self._check_open()
        rename_note(self._root, path, new, expected, self._patience)

    def remove(self, path: str, expected: bytes) -> None:
        """Take away a note that still holds `expected`; it becomes a version of the history.

        Raises `WriteRefused` as `replace` does.
        """
        self._check_open()
        with refusing(path), open_place(self._root, path) as note:
            mode = regular(note, path).st_mode
            if look(note).data != expected:
                raise changed(path)
            check_writable(note, path, mode)
            self._patience.wait_for(note, path)
            # The file itself is kept: what an editor still writes into it is kept with it.
            self._history.adopt(note, path, self._clock.now(), mode & 0o777)
            os.fsync(note.folder)

    def versions(self, path: str) -> tuple[Version, ...]:
        """What is kept of a note, newest first."""
        with refusing(path):
            return self._history.versions(path)

    def read_version(self, version_id: str) -> bytes:
        """The bytes of a version. Raises `UsageFault` where no such version is kept."""
        with refusing(f"{HISTORY}/{version_id}.md"):
            return self._history.read(version_id)

    def restore(self, path: str, version_id: str) -> Written:
        """Write a version into a note, or make the note again where it has gone.

        What the note holds is kept as a version, so that this can be undone too. Raises as
        `replace` and `read_version` do.
        """
        self._check_open()
        data = self.read_version(version_id)
        with refusing(path), open_place(self._root, path, make=True) as note:
            try:
                regular(note, path)
                current = look(note).data
            except FileNotFoundError:
                check_text(data, path, "the version")
                mode = self._history.mode_of(path)
                write_new(note, data, 0o666 if mode is None else mode & 0o666)
                self._patience.remember(note, path)
                return Written(path, True, None)
        return self.replace(path, current, data)

    def _check_open(self) -> None:
        if self._lock is None:
            raise WriteRefused("This writer is closed: open another.", code="locked")


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
            with refusing(path, f"It is now `{new}`."):
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


def _is_folder(root: Path) -> bool:
    # Newer Pythons' `Path.is_dir` says no to whatever fails.
    try:
        return stat.S_ISDIR(os.stat(root).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
