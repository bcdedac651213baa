"""Every command that writes, while one call to the system fails: what it says, and what it leaves.

A command promises: each file is the old one or the new one, whole; what it did not do, it says,
with the file, and exits with 4; what it refused is not done later; and what is left of a broken
write is cleared away by what runs next.
"""

from __future__ import annotations

import datetime as dt
import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import msgspec

import thesisvault
from actions.keeping import CLOCK, DAY, Direct
from cli.conftest import Run, run
from market.readers.builders import on_days, own_file, weekdays
from soak.calls import failing, piecemeal, watched
from thesisvault.actions.filling import Left
from thesisvault.actions.watch import Keeper
from thesisvault.model.errors import ThesisVaultError
from thesisvault.model.market import Bar, PriceSeries
from thesisvault.storage.writing import proposals
from thesisvault.storage.writing.writer import Writer
from thesisvault.workspace.names import FOLDERS

ERRORS = (errno.EIO, errno.ENOSPC, errno.EACCES, errno.EMFILE)
_SLOTS = "<!-- thesis:backlinks -->\n<!-- /thesis:backlinks -->\n"
_DAYS = weekdays(5)
_NOTES = {
    ".thesis/config.toml": 'as_of = "2026-01-09"\n',
    "Hub.md": f"# Hub\n\n{_SLOTS}",
    "Rim.md": f"---\nabout: [[Hub]]\n---\n# Rim\n\n{_SLOTS}",
    "T.md": "---\ntype: thesis\nside: long\nopened: 2026-01-02\nstocks: [[Hub]]\n---\n"
    "On [[Hub]], [[Rim]] and ![[paper.pdf]].\n\n| Catalyst | Date |\n|---|---|\n| x | Q3 2026 |\n",
    "Wire.md": "Salt firms lead, of [[Lost]] and [[Found]]\n\n"
    "- Capital shifts from chip designers to salt miners and utilities.\n",
    "paper.pdf": "x",
}
_FILE = "Date,Symbol,Close\n2026-01-05,AAA,9\n2026-01-05,BBB,2\n"

PACKAGE = Path(thesisvault.__file__).parent

Picture = dict[str, bytes]
Prepare = Callable[[Path], object]


@dataclass(frozen=True)
class Writes:
    """A command that writes."""

    name: str
    run: Callable[[Path], Run]
    prepare: Prepare = lambda root: None
    whole: bool = False
    """Whether it does all or nothing, of several files."""
    again: bool = True
    """Whether it can be given once more where it has done its work."""


def line(*arguments: str) -> Callable[[Path], Run]:
    """A command line."""
    return lambda root: run("--vault", str(root), *arguments)


def _fetched(root: Path) -> Run:
    """`prices fetch`, of a source that answers."""

    class Source:
        name = "test"

        def fetch(self, symbol: str, start: dt.date, end: dt.date, now: dt.datetime) -> PriceSeries:
            return PriceSeries(symbol, (Bar(_DAYS[0], close=1.0), Bar(_DAYS[1], close=2.0)), "USD")

        def close(self) -> None:
            pass

    with mock.patch("thesisvault.cli.commands.prices.open_source", lambda *_: Source()):
        return run("--vault", str(root), "prices", "fetch", "AAA", "CCC")


def _watched(root: Path) -> Run:
    """All that `watch` does until nothing is due: its first fill."""
    told: list[str] = []
    code = 0
    try:
        keeper = Keeper(root, lambda _: DAY, told.append, lambda *_: None, Direct(root))
        with closing(keeper):
            happened = list(keeper.start())
            for _ in range(20):
                if (due := keeper.next_due) is None:
                    break
                CLOCK.until(due)
                happened += keeper.on_timer()
        told += [f"{item.path}: {item.reasons}" for item in happened if isinstance(item, Left)]
    except (ThesisVaultError, OSError) as error:
        told.append(f"thesis: {error}")
        code = 4
    return Run(code or 4 * bool(told), "", "\n".join(told), "\n".join(told))


def _kept(root: Path) -> None:
    """A version of a note in the history."""
    old = (root / "T.md").read_bytes()
    with Writer(root, idle=0) as writer:
        writer.replace("T.md", old, old + b"\nOther.\n")


def _said(root: Path) -> None:
    """A proposal of a line for a note."""
    old = (root / "T.md").read_bytes()
    _proposed(root, "T.md", old, old + b"\nSaid.\n")


def _noted(root: Path) -> None:
    """A proposal of a note."""
    _proposed(root, "Concepts/Fresh.md", None, b"# Fresh\n")


def _proposed(root: Path, path: str, before: bytes | None, after: bytes) -> None:
    now = time.time()
    found = proposals.proposal("test", "Something", path, before, after, now)
    proposals.keep(root, msgspec.structs.replace(found, id="0abcdef1"), now)


def _priced(root: Path) -> None:
    (root / "prices").mkdir()
    (root / "prices" / "AAA.csv").write_text(own_file("AAA", on_days(_DAYS, [1.0] * 5)))
    (root.parent / "file.csv").write_text(_FILE)


def _empty(root: Path) -> None:
    shutil.rmtree(root)
    root.mkdir()


COMMANDS = (
    Writes("new", line("new", "concept", "Fresh"), again=False),
    Writes("new --missing", line("new", "--missing", "--yes")),
    Writes("log", line("log", "T", "said", "--write"), again=False),
    Writes("update", line("update")),
    Writes("move", line("rename", "Hub", "deep/Mid"), whole=True, again=False),
    Writes("rename", line("rename", "Hub", "hub"), whole=True, again=False),
    Writes("move a file", line("rename", "paper.pdf", "deep/"), whole=True, again=False),
    Writes("check --fix", line("check", "--fix")),
    Writes("restore", line("restore", "T"), _kept, again=False),
    Writes("propose", line("propose", "Wire", "--write", "--accept", "all"), again=False),
    Writes("proposals apply", line("proposals", "apply", "0abcdef1", "--yes"), _said, again=False),
    Writes("proposals note", line("proposals", "apply", "0abcdef1", "--yes"), _noted, again=False),
    Writes("prices import", lambda root: _import(root), _priced),
    Writes("prices fetch", _fetched, _priced),
    Writes("watch", _watched),
    Writes("init", lambda root: run("init", str(root)), _empty),
    Writes("calendar --ics", lambda root: _dated(root)),
)


def _dated(root: Path) -> Run:
    return run("--vault", str(root), "calendar", "--all", "--ics", str(root / "d.ics"))


def _import(root: Path) -> Run:
    return run("--vault", str(root), "prices", "import", str(root.parent / "file.csv"))


def make(root: Path, command: Writes) -> Path:
    """A vault in which the command has something to do, and at which nobody is."""
    shutil.rmtree(root, ignore_errors=True)
    for name, text in _NOTES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8", newline="\n")
    command.prepare(root)
    for path in root.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return root


def picture(root: Path) -> Picture:
    """Each file of a vault that is the person's."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
        and (".thesis" not in path.parts or path.name == "config.toml")
        and not path.name.startswith(".")
    }


def left_over(root: Path) -> list[str]:
    """What stands in a vault only while something is written."""
    below = (path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    ours = (".tmp", ".part", ".swap", ".beside")
    return [path for path in below if path.endswith(ours) or path.startswith(".thesis/journal/")]


@dataclass(frozen=True)
class Known:
    """What a command does where nothing fails."""

    calls: tuple[str, ...]
    before: Picture
    after: Picture
    before_updated: Picture
    after_updated: Picture


def _updated(root: Path) -> Picture:
    age(root)
    done = line("update")(root)
    assert done.code == 0, done.both
    return picture(root)


def age(root: Path) -> None:
    """Nobody is at any file."""
    for path in root.rglob("*.md"):
        os.utime(path, (1_700_000_000, 1_700_000_000))


def _nothing(call: int, name: str) -> None:
    """Let each call go on."""


def learn(root: Path, command: Writes) -> Known:
    """See what it does; and that it does the same where each call does only a part of it."""
    before_updated = _updated(make(root, command))
    before = picture(make(root, command))
    with watched(_nothing, wide=True) as calls:
        done = command.run(root)
    assert done.code in (0, 1), (command.name, done.both)
    after = picture(root)
    make(root, command)
    with piecemeal():
        done = command.run(root)
    assert done.code in (0, 1), (command.name, done.both)
    assert picture(root) == after != before, command.name
    return Known(tuple(calls), before, after, before_updated, _updated(root))


@dataclass(frozen=True)
class Fault:
    """Which call fails, and how."""

    at: int
    error: int
    for_good: bool
    effect: bool
    """Whether the call takes effect all the same."""


def _names(root: Path, known: Known) -> set[str]:
    """What a sentence on a fault may name: a file, or a folder that stands above it."""
    ours = {".thesis", "templates", "prices", "file.csv", "site-packages", *FOLDERS.values()}
    paths = known.before.keys() | known.after.keys()
    return {str(root), "`.`", str(PACKAGE), *ours, *(path.rpartition("/")[2] for path in paths)}


def attack(root: Path, command: Writes, known: Known, fault: Fault) -> str:
    """Let a call of the command fail; how it ended: ``done``, ``refused`` or ``waits``."""
    make(root, command)
    fail = failing(fault.at, fault.error, for_good=fault.for_good)
    before, after = (_nothing, fail) if fault.effect else (fail, None)
    with watched(before, after, wide=True) as calls:
        done = command.run(root)
    call = calls[fault.at - 1] if fault.at <= len(calls) else "none"
    told = (command.name, fault, call, done.code, done.both)
    own = picture(root)
    moved = {data for path, data in known.before.items() if path not in known.after}
    for path, data in own.items():
        before_it = {known.before.get(path)} if path in known.before else moved
        assert data in (*before_it, known.after.get(path)), (told, path, data)
    assert own.keys() >= known.before.keys() & known.after.keys(), told
    assert "Traceback" not in done.both, told
    if own != known.after:
        # A mend that was not made is listed as what is left, which is an answer of 1.
        assert done.code in (2, 3, 4) or command.name == "check --fix", told
        assert any(name in done.both for name in _names(root, known)), told
    waits = "next command" in done.err
    settled = _updated(root)
    if waits:
        assert settled in (known.before_updated, known.after_updated), (told, settled)
        return "waits"
    if command.whole or own in (known.before, known.after):
        wanted = known.after_updated if own == known.after else known.before_updated
        assert settled == wanted, (told, settled)
    if command.again or own == known.before:
        age(root)
        again = command.run(root)
        assert again.code in (0, 1), (told, again.both)
        assert _updated(root) == known.after_updated, told
    with Writer(root, idle=0):
        pass  # who writes next clears away
    assert left_over(root) == [], (told, left_over(root))
    return "done" if own == known.after else "refused"


def faults(calls: int, step: int = 1, first: int = 1) -> Iterator[Fault]:
    """A fault at every `step`th call: the errors, and the ways to fail, take turns."""
    for at in range(first, calls + 1, step):
        yield Fault(at, ERRORS[at // step % 4], at // step // 4 % 2 == 1, at // step % 3 == 2)
