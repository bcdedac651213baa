"""An editor saves while we write, as fast as both can: no save may be lost.

A save is lost where neither the note nor the history holds it when the editor saves again.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from thesisvault.model.errors import WriteRefused
from thesisvault.storage.writing import exchange
from thesisvault.storage.writing.writer import Writer

NOTE = "note.md"
_MARK = b"\n<!-- ours "
PATIENCE = 60.0
"""Seconds after which a save counts as lost, or the writer as hung."""


def in_place(note: Path, data: bytes) -> None:
    """As VS Code and Obsidian save: truncate, and write, in pieces."""
    with open(note, "wb", buffering=0) as file:
        half = len(data) // 2
        file.write(data[:half])
        file.write(data[half:])


def by_rename(note: Path, data: bytes) -> None:
    """As many save: a temporary file, renamed over the note."""
    temporary = note.with_name(".note.md.new")
    temporary.write_bytes(data)
    os.rename(temporary, note)


def like_vim(note: Path, data: bytes) -> None:
    """As vim saves: the note becomes the backup, a new note is written, the backup removed."""
    backup = note.with_name("note.md~")
    os.rename(note, backup)
    note.write_bytes(data)
    backup.unlink()


Style = Callable[[Path, bytes], None]
STYLES: tuple[Style, ...] = (in_place, by_rename, like_vim)


def race(
    root: Path,
    saves: int,
    seed: int,
    how: str = "exchange",
    styles: tuple[Style, ...] = STYLES,
    pause: float = 0.002,
) -> Counter[str]:
    """Race an editor against a writer; `how`: ``exchange``, ``fall-back`` or ``naive``.

    The editor rests for up to `pause` seconds between two saves.
    """
    chance = random.Random(seed)
    note = root / NOTE
    note.write_bytes(b"save 0\n")
    stop = root / "stop"
    process = os.fork()
    if process == 0:
        _write_until(root, stop, how)
    counts: Counter[str] = Counter()
    try:
        _wait_for_the_writer(note, process)
        for number in range(1, saves + 1):
            data = b"save %d\n" % number + b"%d words\n" % number * chance.randrange(2000)
            chance.choice(styles)(note, data)
            time.sleep(chance.uniform(0, pause))
            counts[_where(root, data, 0.1 if how == "naive" else PATIENCE)] += 1
            counts["saves"] += 1
    finally:
        stop.touch()
        status = os.waitpid(process, 0)[1]
    assert status == 0, "the writer failed"
    counts.update(json.loads((root / "counts.json").read_bytes()))
    return counts


def _wait_for_the_writer(note: Path, process: int) -> None:
    """Without it, a busy machine could see all saves before the writer begins."""
    end = time.monotonic() + PATIENCE
    while _MARK not in _bytes(note):
        assert time.monotonic() < end, "the writer never began"
        assert os.waitpid(process, os.WNOHANG) == (0, 0), "the writer failed"
        time.sleep(0.001)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:  # between two renames
        return b""


def _where(root: Path, data: bytes, patience: float) -> str:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if _holds(root / NOTE, data):
            return "in the note"
        versions = sorted((root / ".thesis/history").glob("*.md"), reverse=True)
        if any(_holds(version, data) for version in versions):
            return "in the history"
    return "lost"


def _holds(file: Path, data: bytes) -> bool:
    try:
        return file.read_bytes().partition(_MARK)[0] == data
    except FileNotFoundError:  # between two renames, or a version of a write that was refused
        return False


def _write_until(root: Path, stop: Path, how: str) -> None:
    code = 1
    try:
        exchange.FALL_BACK = how == "fall-back"
        counts: Counter[str] = Counter()
        with Writer(root, idle=0) as writer:
            while not stop.exists():
                try:
                    held = (root / NOTE).read_bytes()
                except FileNotFoundError:
                    continue
                counts["tries"] += 1
                data = held.partition(_MARK)[0] + _MARK + b"%d -->\n" % counts["tries"]
                if how == "naive":
                    _naive(root, held, data)
                    continue
                try:
                    writer.replace(NOTE, held, data)
                    counts["written"] += 1
                except WriteRefused as refusal:
                    counts[f"refused: {refusal.code}"] += 1
        counts["late"] = len(writer.late)
        (root / "counts.json").write_text(json.dumps(counts))
        code = 0
    finally:
        os._exit(code)


def _naive(root: Path, held: bytes, data: bytes) -> None:
    """What others do: look once more, then replace."""
    temporary = root / ".ours"
    temporary.write_bytes(data)
    with contextlib.suppress(FileNotFoundError):
        if (root / NOTE).read_bytes() == held:
            os.replace(temporary, root / NOTE)
