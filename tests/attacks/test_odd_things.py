"""Odd things in the places of a vault: every command answers, and nothing outside is touched."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import product
from pathlib import Path
from types import FrameType

import pytest

from cli.conftest import run
from hostile.sweep import LONGEST, Hang

Make = Callable[[Path, Path], object]


def _sparse(place: Path, outside: Path) -> None:
    place.touch()
    os.truncate(place, 20 << 30)


def _dated(place: Path, outside: Path) -> None:
    place.write_bytes(b"x\n")
    os.utime(place, (1 << 33, 1 << 33))


def _ancient(place: Path, outside: Path) -> None:
    place.write_bytes(b"x\n")
    os.utime(place, (-(10**10), -(10**10)))


def _unreadable(place: Path, outside: Path) -> None:
    if not place.suffix:
        place.mkdir(exist_ok=True)
        (place / "inner.md").write_bytes(b"[[Hub]]\n")
    else:
        place.write_bytes(b"x\n")
    place.chmod(0)


def _foreign(place: Path, outside: Path) -> None:
    place.write_bytes(b"[[Hub]]\n")
    if os.geteuid() == 0:
        os.chown(place, 65533, 65533)
    place.chmod(0o600)


@contextmanager
def plain_user(*folders: Path) -> Iterator[None]:
    """Nothing is read by root's right alone, who gives the folders away."""
    if os.geteuid() != 0:
        yield
        return
    for path in (found for folder in folders for found in (folder, *folder.rglob("*"))):
        if path.lstat().st_uid == 0:
            os.chown(path, 65534, 65534, follow_symlinks=False)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def _not_for_ever() -> Iterator[None]:
    """Who waits for a pipe waits for ever: that is a failure, with where it waits."""

    def hang(number: int, frame: FrameType | None) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, hang)
    signal.alarm(LONGEST)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


ODD: dict[str, Make] = {
    "fifo": lambda place, outside: os.mkfifo(place),
    "endless": lambda place, outside: place.symlink_to("/dev/zero"),
    "link-out": lambda place, outside: place.symlink_to(outside / "secret.md"),
    "folder-out": lambda place, outside: place.symlink_to(outside),
    "dangling": lambda place, outside: place.symlink_to(outside / "nothing"),
    "folder": lambda place, outside: place.mkdir(),
    "deep": lambda place, outside: place.write_bytes(b"[" * 100_000),
    "types": lambda place, outside: place.write_bytes(b'{"version": 1, "old": 5, "path": []}'),
    "nul": lambda place, outside: place.write_bytes(b"\0" * 100),
    "sparse": _sparse,
    "dated": _dated,
    "ancient": _ancient,
    "unreadable": _unreadable,
    "foreign": _foreign,
}
_BY_PERMISSION = ("unreadable", "foreign")
ID = "20260101T000000.000000Z-0123456789abcdef"
PLACES = (
    *(".thesis/journal", ".thesis/journal/0.json", ".thesis/journal/0.tmp", ".thesis/lock"),
    *(".thesis/history", f".thesis/history/{ID}.md", ".thesis/history/0123456789abcdef.json"),
    *(".thesis/tmp", f".thesis/tmp/thesis-{ID}-0.swap", f".thesis/tmp/thesis-{ID}-0.beside"),
    *(".thesis/tmp/thesis-version.part", ".thesis/config.toml", "templates"),
    *("templates/thesis.md", "metrics/rate.csv", "Odd.md", "Hub.md"),
    *("prices", "prices/AAA.csv", "prices/more", "folder", ".thesis/undo", ".thesis/proposals"),
    *(f".thesis/undo/{ID[:-8]}.json", ".thesis/proposals/0abcdef1.json"),
)
COMMANDS = (
    *(("status",), ("check",), ("update",), ("new", "thesis", "Long copper"), ("restore", "Hub")),
    *(("rename", "Hub", "Mid"), ("log", "T", "said", "--write"), ("check", "--fix")),
    *(("undo",), ("proposals", "apply", "0abcdef1", "--yes")),
)
PAIRS = tuple(product(ODD, PLACES))
SHARE = 17
"""The suite takes one command for every so many pairs; a soak all of them."""


@pytest.mark.parametrize("odd", ODD)
def test_odd_things_in_some_places(odd: str, memory: Path, at_rest: None) -> None:
    assert try_everywhere(odd, memory, SHARE)


def try_everywhere(odd: str, memory: Path, share: int = 1) -> int:
    """Run commands where an odd thing stands in each place; with a `share`, one command in every
    so many places. How many were run.
    """
    memory.chmod(0o755)
    outside = memory / "outside"
    outside.mkdir()
    (outside / "secret.md").write_bytes(b"secret")
    by_permission = odd in _BY_PERMISSION
    if by_permission:  # a plain user may not import what root has installed
        for command in COMMANDS:
            run("--vault", str(_made(memory / "first" / "-".join(command))), *command)
    tried = 0
    for number, (kind, place) in enumerate(PAIRS):
        if kind != odd or number % share:
            continue
        for command in COMMANDS[number // share % len(COMMANDS) :][:1] if share > 1 else COMMANDS:
            root = _made(memory / f"{number}-{command[0]}-{len(command)}")
            at = root / place
            at.parent.mkdir(parents=True, exist_ok=True)
            at.unlink(missing_ok=True)
            ODD[odd](at, outside)
            with plain_user(root) if by_permission else nullcontext(), _not_for_ever():
                done = run("--vault", str(root), *command)
            told = (odd, place, command, done.both)
            assert done.code in (0, 1, 2, 4), told
            assert "Traceback" not in done.both, told
            assert "secret" not in done.both, told
            assert os.listdir(outside) == ["secret.md"], told
            assert (outside / "secret.md").read_bytes() == b"secret", told
            tried += 1
    return tried


def _made(root: Path) -> Path:
    root.mkdir(parents=True)
    (root / "T.md").write_bytes(b"---\ntype: thesis\nside: long\n---\n[[Hub]]\n")
    (root / "Hub.md").write_bytes(b"# Hub\n<!-- thesis:backlinks -->\n")
    return root
