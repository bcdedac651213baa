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
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from msgspec import Raw, Struct, msgpack

from thesisvault.model.errors import ThesisVaultError, UsageFault
from thesisvault.model.settings import Settings
from thesisvault.reports import registry
from thesisvault.storage import scan
from thesisvault.storage.child import end_with_parent, scratch, write_whole
from thesisvault.storage.index.changes import Mark
from thesisvault.storage.memory import give_back
from thesisvault.storage.prices.files import price_stamps
from thesisvault.storage.prices.folder import PriceCache
from thesisvault.workspace.open import NotesNeeded, Workspace, open_index
from thesisvault.workspace.view import View

MANY = 1_000
"""Notes from which on a child pays for its start."""
COMMAND = (sys.executable, "-P", "-c", f"from {__name__} import main; main()")
"""The child of reports: `question` asks it, and `answer_of` reads what it answers."""
LENGTH = 8
"""Bytes before a question or an answer that say how long it is."""


class Long(Struct, frozen=True):
    """A report that is to be asked of a child of its own."""

    report: str
    ask: Struct


class Child:
    """A process that answers questions one by one, and stays between them."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        """Start it: it is to call `answering`."""
        pipe = subprocess.PIPE
        # A file: a pipe that nobody reads could fill, and the child would wait for ever.
        self._errors = scratch()
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=self._errors)

    @property
    def is_there(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def ask(self, question: bytes) -> bytes:
        """The answer to a `message`, with its length before it; empty where the child has ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):  # it has ended: that is said below
            self._process.stdin.write(question)
            self._process.stdin.flush()
        return _read(self._process.stdout)

    def end(self) -> tuple[int, bytes]:
        """The code with which it ended, and what it said of faults. To be called once."""
        self._process.communicate()
        with self._errors as errors:
            errors.seek(0)
            return self._process.returncode, errors.read()

    def kill(self) -> None:
        """End it; `end` is still to be called."""
        self._process.kill()


class Reader:
    """The child of a server that answers all other reports, one by one, and stays between them.

    To be used by one thread.
    """

    def __init__(self) -> None:
        """It is started by the first question."""
        self._child: Child | None = None
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
            self._child, self._settings = Child(), view.settings
        said = self._child.ask(question(view, asked))
        self._has_answered = True
        if said:
            return answer_of(asked, said, b"", 0)
        child, self._child = self._child, None
        code, fault = child.end()
        return answer_of(asked, b"", fault, code or 1)

    def close(self) -> None:
        """End the child; the next question starts another one."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.end()


def question(view: View, asked: Long) -> bytes:
    """What the child is asked, on its standard input."""
    mark, given = view.workspace.index.mark(), (asked.report, asked.ask)
    return message(view.root, view.settings, mark, view.as_of, given)


def message(root: Path, settings: Settings, mark: Mark, day: dt.date, asked: object) -> bytes:
    """A question about a day of a vault, where the server's index has come to `mark`."""
    return _framed(msgpack.encode((os.fspath(root.absolute()), settings, mark, day, asked)))


def answer_of(asked: Long, said: bytes, errors: bytes, code: int | None) -> Struct:
    """The answer of a child. Raises what the report raised; `ThesisVaultError` where the child
    ended otherwise.
    """
    if code != 0:
        raise ThesisVaultError(f"`{asked.report}` could not be made: {why_ended(code, errors)}.")
    fault, is_usage, found = msgpack.decode(said[LENGTH:], type=tuple[str, bool, bytes])
    if fault:
        raise UsageFault(fault) if is_usage else ThesisVaultError(fault)
    return msgpack.decode(found, type=registry.load(asked.report).Answer)


def why_ended(code: int | None, errors: bytes) -> str:
    """What a child that ended without an answer said last, else its code."""
    lines = errors.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else f"it ended with code {code}"


def _framed(data: bytes) -> bytes:
    return len(data).to_bytes(LENGTH, "big") + data


def _read(source: IO[bytes]) -> bytes:
    """One message with its length; nothing where there is none any more."""
    head = source.read(LENGTH)
    size = int.from_bytes(head, "big")
    data = source.read(size)
    return head + data if len(data) == size else b""


class Resident:
    """The vault of a child that stays, as its server sees it.

    After a save it is made from what it was before: only what the save can have changed is read.
    """

    def __init__(self, root: Path, settings: Settings) -> None:
        """Nothing is read yet."""
        self._root, self._settings = root, settings
        self._index = open_index(root, settings, lambda _: None, lambda *_: None)
        self._files = scan.Scan()
        self._prices = PriceCache()
        self._workspace: Workspace | None = None
        self._mark = Mark("", 0)
        self._price_stamps: object = None
        self._newest: dt.date | None = None

    def at(self, mark: Mark) -> Workspace:
        """The vault where the server's index has come to `mark`."""
        is_open = self._index.is_open
        if is_open:
            self._index.refresh_some(())
        if not is_open or self._index.mark() != mark:
            files = scan.scan(self._root)
            self._index.refresh(files)
            self._files = files.passed_over()
        now, stamps = self._index.mark(), price_stamps(self._root)
        if self._workspace is None or (now, stamps) != (self._mark, self._price_stamps):
            self._workspace = self._renew(self._workspace, self._mark)
            self._mark, self._price_stamps = now, stamps
        return self._workspace

    def _renew(self, before: Workspace | None, mark: Mark) -> Workspace:
        from thesisvault.workspace.dated import after  # a server has no use for it

        made = Workspace(self._root, self._settings, self._files, self._index, self._prices)
        concern = self._index.since(mark)
        newest = self._newest
        if concern is None or concern.weighty:
            self._newest = self._index.source(None).newest()
        if before is not None and concern is not None:
            for day, vault in before.days.items():
                # A note whose date cannot be read is there from the day of the newest one on.
                if vault.is_settled and _is_reached(newest, day) == _is_reached(self._newest, day):
                    made.hold(day, after(vault, day, self._index, concern))
        return made

    def release(self) -> None:
        """Keep what was found, and let others write."""
        self._index.release()

    def settle(self, *days: dt.date) -> None:
        """Between two questions: read what the next one needs of the days that were asked for, and
        of these in any case.
        """
        assert self._workspace is not None
        self._index.refresh_some(())
        if self._index.mark() == self._mark:
            read = {day for day, vault in self._workspace.days.items() if vault.has_edges}
            for day in read.union(days):
                self._workspace.vault_as_of(day).settle()
        self._index.release()
        give_back()  # what there was of the state before

    def close(self) -> None:
        """Let go of the index: one that a process leaves open at its end counts as damaged."""
        self._index.close()


def _is_reached(newest: dt.date | None, day: dt.date) -> bool:
    return newest is not None and newest <= day


def answering(answer: Callable[[View, Raw], object], *, in_advance: bool = False) -> None:
    """Answer on stdout what `message`s on stdin ask, until those end: what a child does.

    `in_advance`: the day that was asked for is read again when it has been answered.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who waits
    end_with_parent(os.getppid())  # where that one has gone, stdin ends
    gc.set_threshold(500_000)  # as of a command
    kind, vault = tuple[str, Settings, Mark, dt.date, Raw], None
    try:
        while said := _read(sys.stdin.buffer):
            root, settings, mark, day, asked = msgpack.decode(said[LENGTH:], type=kind)
            vault = vault or Resident(Path(root), settings)
            found = answer(vault.at(mark).on(day), asked)
            vault.release()
            write_whole(sys.stdout, _framed(msgpack.encode(found)))
            vault.settle(*([day] if in_advance else ()))
    finally:
        if vault is not None:
            vault.close()
    signal.setitimer(signal.ITIMER_REAL, 0)  # an interpreter that ends has no handlers any more


def main() -> None:
    """Make reports, until nobody asks for any."""
    answering(_found)


def _found(view: View, asked: Raw) -> tuple[str, bool, bytes]:
    """A fault, whether the question was wrong, and the encoded answer where there is no fault."""
    report, given = msgpack.decode(asked, type=tuple[str, Raw])
    try:
        ask = msgpack.decode(given, type=registry.load(report).Ask)
        return "", False, msgpack.encode(registry.answer_to(view, report, ask))
    except ThesisVaultError as fault:
        return str(fault), isinstance(fault, UsageFault), b""
