"""Odd things in the places of a vault: every command answers, and nothing outside is touched."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from cli.conftest import run
from sizes import WHOLE

Make = Callable[[Path, Path], object]


def _sparse(place: Path, outside: Path) -> None:
    place.touch()
    os.truncate(place, 20 << 30)


def _dated(place: Path, outside: Path) -> None:
    place.write_bytes(b"x\n")
    os.utime(place, (1 << 33, 1 << 33))


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
}
ID = "20260101T000000.000000Z-0123456789abcdef"
PLACES = (
    *(".thesis/journal", ".thesis/journal/0.json", ".thesis/journal/0.tmp", ".thesis/lock"),
    *(".thesis/history", f".thesis/history/{ID}.md", ".thesis/history/0123456789abcdef.json"),
    *(".thesis/tmp", f".thesis/tmp/thesis-{ID}-0.swap", f".thesis/tmp/thesis-{ID}-0.beside"),
    *(".thesis/tmp/thesis-version.part", ".thesis/config.toml", "templates"),
    *("templates/thesis.md", "metrics/rate.csv", "Odd.md", "Hub.md"),
)
COMMANDS = (
    *(("status",), ("check",), ("update",), ("new", "thesis", "Long copper"), ("restore", "Hub")),
    *(("move", "Hub", "Mid"), ("log", "T", "said", "--write"), ("check", "--fix")),
)
PAIRS = tuple(product(ODD, PLACES))
SHARE = 1 if WHOLE else 9
"""The suite takes one command for every ninth pair; a soak all of them."""


@pytest.mark.parametrize("odd", ODD)
def test_every_odd_thing_in_every_place(
    odd: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("thesisvault.workspace.writing.IDLE", 0.0)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_bytes(b"secret")
    for number, (kind, place) in enumerate(PAIRS):
        if kind != odd or number % SHARE:
            continue
        for command in COMMANDS if WHOLE else COMMANDS[number // SHARE % len(COMMANDS) :][:1]:
            root = tmp_path / "vault"
            root.mkdir()
            (root / "T.md").write_bytes(b"---\ntype: thesis\nside: long\n---\n[[Hub]]\n")
            (root / "Hub.md").write_bytes(b"# Hub\n<!-- thesis:backlinks -->\n")
            at = root / place
            at.parent.mkdir(parents=True, exist_ok=True)
            at.unlink(missing_ok=True)
            ODD[odd](at, outside)
            signal.alarm(60)  # who waits for a pipe waits for ever
            done = run("--vault", str(root), *command)
            told = (odd, place, command, done.both)
            assert done.code in (0, 1, 2, 4), told
            assert "Traceback" not in done.both, told
            assert "secret" not in done.both, told
            assert os.listdir(outside) == ["secret.md"], told
            assert (outside / "secret.md").read_bytes() == b"secret", told
            signal.alarm(0)
            root.rename(tmp_path / f"{number}-{command[0]}-{len(command)}")
