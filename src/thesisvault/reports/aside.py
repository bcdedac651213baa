"""Long reports by a child process, for a server that goes on meanwhile and that stays small.

The child reads the vault by the index, and what it took ends with it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec import Raw, Struct, msgpack

from thesisvault.model.errors import ThesisVaultError, UsageFault
from thesisvault.model.settings import Settings
from thesisvault.reports import registry
from thesisvault.storage import scan
from thesisvault.storage.child import end_with_parent
from thesisvault.workspace.open import Workspace, open_index
from thesisvault.workspace.view import View

MANY = 1_000
"""Notes from which on a child pays for its start."""
COMMAND = (sys.executable, "-P", "-c", f"from {__name__} import main; main()")
"""The child: it takes `Long.question` on stdin, and `Long.answer` reads its stdout."""


class Long(Struct, frozen=True):
    """A report that is to be asked of a child."""

    report: str
    ask: Struct
    question: bytes

    def answer(self, said: bytes, errors: bytes, code: int | None) -> Struct:
        """What the child answered. Raises what the report raised; `ThesisVaultError` where the
        child ended otherwise.
        """
        if code != 0:
            lines = errors.decode("utf-8", "replace").strip().splitlines()
            why = lines[-1] if lines else f"it ended with code {code}"
            raise ThesisVaultError(f"`{self.report}` could not be made: {why}.")
        fault, found = msgpack.decode(said, type=tuple[str, bytes])
        if fault:
            raise UsageFault(fault)
        return msgpack.decode(found, type=registry.load(self.report).Answer)


def long(view: View, report: str, ask: Struct) -> Long | None:
    """The report as a child is asked for it; None where it is short, or the vault is small."""
    workspace = view.workspace
    is_of_all = report in registry.LONG and not getattr(ask, "notes", ())
    if not is_of_all or workspace.past or workspace.index.count() < MANY:
        return None
    asked = os.fspath(view.root.absolute()), view.settings, view.as_of, report, ask
    return Long(report, ask, msgpack.encode(asked))


def answer(view: View, report: str, ask: Struct) -> Struct:
    """The answer of a report, waited for; by a child where it is long."""
    asked = long(view, report, ask)
    if asked is None:
        return registry.answer_to(view, report, ask)
    done = subprocess.run(COMMAND, input=asked.question, capture_output=True, check=False)
    return asked.answer(done.stdout, done.stderr, done.returncode)


@contextlib.contextmanager
def opened(root: Path, settings: Settings) -> Iterator[Workspace]:
    """Open the vault by an index of our own, and silently."""
    index = open_index(root, settings, lambda _: None, lambda *_: None)
    with contextlib.closing(index):
        files = scan.scan(root)
        index.refresh(files)
        yield Workspace(root, settings, files, index)


def main() -> None:
    """Answer the question on stdin."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who waits
    end_with_parent()
    gc.set_threshold(500_000)  # as of a command
    kind = tuple[str, Settings, dt.date, str, Raw]
    root, settings, day, report, asked = msgpack.decode(sys.stdin.buffer.read(), type=kind)
    ask = msgpack.decode(asked, type=registry.load(report).Ask)
    with opened(Path(root), settings) as workspace:
        try:
            found = "", msgpack.encode(registry.answer_to(workspace.on(day), report, ask))
        except UsageFault as fault:
            found = str(fault), b""
    sys.stdout.buffer.write(msgpack.encode(found))
    sys.stdout.buffer.flush()
    signal.setitimer(signal.ITIMER_REAL, 0)  # an interpreter that ends has no handlers any more
