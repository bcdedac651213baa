"""Reports of a large vault by a child process, for a server that goes on and that stays small.

The rule for every face: a server reads no notes for a report. It answers out of what the index
keeps; else a child reads the vault, by the same index, and the server gets the answer alone. What
the child took ends with it: at once after a report that takes seconds, else when the server is at
rest (`storage.memory`).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from msgspec import Raw, Struct, msgpack

from thesisvault.model.errors import ThesisVaultError, UsageFault
from thesisvault.model.settings import Settings
from thesisvault.reports import registry
from thesisvault.storage import scan
from thesisvault.storage.child import end_with_parent
from thesisvault.storage.index.changes import Mark
from thesisvault.storage.memory import give_back
from thesisvault.storage.prices.files import price_stamps
from thesisvault.workspace.open import NotesNeeded, Workspace, open_index
from thesisvault.workspace.view import View

MANY = 1_000
"""Notes from which on a child pays for its start."""
COMMAND = (sys.executable, "-P", "-c", f"from {__name__} import main; main()")
"""The child: it takes `question`s on stdin until that ends, and `answer_of` reads its stdout."""
_LENGTH = 8
"""Bytes before a question or an answer that say how long it is."""


class Long(Struct, frozen=True):
    """A report that is to be asked of a child of its own."""

    report: str
    ask: Struct


class Reader:
    """The child of a server that answers all other reports, one by one, and stays between them.

    To be used by one thread.
    """

    def __init__(self) -> None:
        """It is started by the first question."""
        self._child: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._settings: Settings | None = None
        self._has_answered = False

    def has_answered(self) -> bool:
        """Whether the child has, since this was last asked."""
        found, self._has_answered = self._has_answered, False
        return found

    def kept(self, view: View, report: str, ask: Struct) -> Struct | Long:
        """The answer of a report; `Long` where a child of its own is to be asked for it.

        A small vault is read at once, and so is what git recorded. Raises what the report raises;
        `ThesisVaultError` where the child ended.
        """
        workspace = view.workspace
        if workspace.past or not workspace.index.has_notes(MANY):
            return registry.answer_to(view, report, ask)
        try:
            with workspace.without_notes():
                return registry.answer_to(view, report, ask)
        except NotesNeeded:
            asked = Long(report, ask)
        is_long = report in registry.LONG and not getattr(ask, "notes", ())
        return asked if is_long else self._ask(view, asked)

    def answer(self, view: View, report: str, ask: Struct) -> Struct:
        """The same, waited for."""
        found = self.kept(view, report, ask)
        if not isinstance(found, Long):
            return found
        asked = question(view, found)
        done = subprocess.run(COMMAND, input=asked, capture_output=True, check=False)
        return answer_of(found, done.stdout, done.stderr, done.returncode)

    def _ask(self, view: View, asked: Long) -> Struct:
        if self._settings != view.settings:
            self.close()
        if self._child is None:
            pipe, self._settings = subprocess.PIPE, view.settings
            # A file: a pipe that nobody reads could fill, and the child would wait for ever.
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115
            self._child = subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, stderr=self._errors)
        child, errors = self._child, self._errors
        assert errors is not None
        assert child.stdin is not None
        assert child.stdout is not None
        with contextlib.suppress(BrokenPipeError):  # it has ended: that is said below
            child.stdin.write(question(view, asked))
            child.stdin.flush()
        said = _read(child.stdout)
        self._has_answered = True
        if said:
            return answer_of(asked, said, b"", 0)
        child.communicate()
        errors.seek(0)
        fault = errors.read()
        self.close()
        return answer_of(asked, b"", fault, child.returncode or 1)

    def close(self) -> None:
        """End the child; the next question starts another one."""
        child, self._child = self._child, None
        errors, self._errors = self._errors, None
        if child is not None:
            child.kill()
            child.communicate()
        if errors is not None:
            errors.close()


def question(view: View, asked: Long) -> bytes:
    """What the child is asked, on its standard input."""
    root, mark = os.fspath(view.root.absolute()), view.workspace.index.mark()
    given = root, view.settings, mark, view.as_of, asked.report, asked.ask
    return _framed(msgpack.encode(given))


def answer_of(asked: Long, said: bytes, errors: bytes, code: int | None) -> Struct:
    """The answer of a child. Raises what the report raised; `ThesisVaultError` where the child
    ended otherwise.
    """
    if code != 0:
        lines = errors.decode("utf-8", "replace").strip().splitlines()
        why = lines[-1] if lines else f"it ended with code {code}"
        raise ThesisVaultError(f"`{asked.report}` could not be made: {why}.")
    fault, is_usage, found = msgpack.decode(said[_LENGTH:], type=tuple[str, bool, bytes])
    if fault:
        raise UsageFault(fault) if is_usage else ThesisVaultError(fault)
    return msgpack.decode(found, type=registry.load(asked.report).Answer)


def _framed(data: bytes) -> bytes:
    return len(data).to_bytes(_LENGTH, "big") + data


def _read(source: IO[bytes]) -> bytes:
    """One message with its length; nothing where there is none any more."""
    head = source.read(_LENGTH)
    size = int.from_bytes(head, "big")
    data = source.read(size)
    return head + data if len(data) == size else b""


@contextlib.contextmanager
def opened(root: Path, settings: Settings) -> Iterator[Workspace]:
    """Open the vault by an index of our own, and silently."""
    index = open_index(root, settings, lambda _: None, lambda *_: None)
    with contextlib.closing(index):
        files = scan.scan(root)
        index.refresh(files)
        yield Workspace(root, settings, files, index)


class _Vault:
    """The vault of a child, as its server sees it."""

    def __init__(self, root: Path, settings: Settings) -> None:
        """Nothing is read yet."""
        self._root, self._settings = root, settings
        self._index = open_index(root, settings, lambda _: None, lambda *_: None)
        self._files = scan.Scan()
        self._workspace: Workspace | None = None
        self._state: object = None

    def at(self, mark: Mark) -> Workspace:
        """The vault where the server's index has come to `mark`."""
        is_open = self._index.is_open
        if is_open:
            self._index.refresh_some(())
        if not is_open or self._index.mark() != mark:
            files = scan.scan(self._root)
            self._index.refresh(files)
            self._files = files.passed_over()
        state = self._index.mark(), price_stamps(self._root)
        if self._workspace is None or state != self._state:
            self._workspace = Workspace(self._root, self._settings, self._files, self._index)
            self._state = state
            give_back()  # the notes of the state before
        return self._workspace

    def release(self) -> None:
        """Keep what was found, and let others write."""
        self._index.release()


def main() -> None:
    """Answer the questions on stdin, until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who waits
    end_with_parent()
    gc.set_threshold(500_000)  # as of a command
    kind = tuple[str, Settings, Mark, dt.date, str, Raw]
    vault: _Vault | None = None
    while said := _read(sys.stdin.buffer):
        root, settings, mark, day, report, asked = msgpack.decode(said[_LENGTH:], type=kind)
        vault = vault or _Vault(Path(root), settings)
        found = _found(vault.at(mark).on(day), report, asked)
        vault.release()
        sys.stdout.buffer.write(_framed(msgpack.encode(found)))
        sys.stdout.buffer.flush()
    signal.setitimer(signal.ITIMER_REAL, 0)  # an interpreter that ends has no handlers any more


def _found(view: View, report: str, asked: Raw) -> tuple[str, bool, bytes]:
    """A fault, whether the question was wrong, and the encoded answer where there is no fault."""
    try:
        ask = msgpack.decode(asked, type=registry.load(report).Ask)
        return "", False, msgpack.encode(registry.answer_to(view, report, ask))
    except ThesisVaultError as fault:
        return str(fault), isinstance(fault, UsageFault), b""
