"""One soak of a watch: editors work, it comes to rest, and everything is as it should be."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from cli.watching import COMMAND, Watching, watching
from soak.watched import Editors, make_vault, notes_of, outside

QUIET = 4.0
"""Seconds without a write after which a watch has come to rest: it tries again within 2."""
AT_MOST = 300.0


def soak(root: Path, seed: int, operations: int, notes: int, idle: float, pause: float) -> str:
    """Asserts what is promised; what was done, in a sentence. `idle` seconds nothing is written.

    On a busy machine a watch may wait longer than `QUIET` for its turn: so it need not have come
    to rest by then, but it must, for all of these seconds.
    """
    make_vault(root, notes)
    _leave_out_what_is_refused(root)
    editors = Editors(root, seed)
    log = root.parent / f"soak-{seed}.log"
    begun = time.monotonic()
    try:
        with watching(root) as watch:
            editors.work(operations, pause)
            worked = time.monotonic() - begun
            come_to_rest(watch, QUIET + idle, AT_MOST)
            rested = time.monotonic() - begun - worked - QUIET - idle
            late = _compare(root, editors.written)
            code, said = _update(root, "--check")
            assert code == 0, f"blocks are not what `thesis update` writes:\n{said}"
            assert watch.end() == 0
        wrong = [line for line in watch.err if "bug in thesisvault" in line or "damaged" in line]
        assert wrong == [], "\n".join(wrong)
        assert "Traceback" not in "".join(watch.err)
    except BaseException:
        log.write_text("\n".join(editors.done) + "\n")
        print(f"\nseed {seed}, {operations} operations; the sequence: {log}")
        raise
    written = sum(line.startswith("updated ") for line in watch.out)
    turned = sum("→" in line for line in watch.out)
    return (
        f"seed {seed}: {operations} operations in {worked:.0f} s, {written} blocks written, "
        f"{turned} verdicts turned, {late} saves kept in the history; at rest after {rested:.1f} s"
    )


def _leave_out_what_is_refused(root: Path) -> None:
    """Some generated notes hold what nobody could write: they would be refused for ever."""
    _, said = _update(root)
    for line in said.splitlines():
        if line.startswith("refused "):
            (root / line.removeprefix("refused ")).unlink()
    then = time.time() - 60
    for path in notes_of(root):
        os.utime(root / path, (then, then))
    code, said = _update(root)
    assert code == 0, said


def _update(root: Path, *options: str) -> tuple[int, str]:
    ran = subprocess.run(
        [*COMMAND, "--vault", str(root), "update", *options],
        capture_output=True,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "200"},
        check=False,
        timeout=300,
    )
    return ran.returncode, (ran.stdout + ran.stderr).decode()


def _state(root: Path) -> dict[str, tuple[int, int]]:
    found = {}
    for folder, _, names in os.walk(root):
        for name in names:
            if "heartbeat" not in name:
                try:
                    status = os.stat(os.path.join(folder, name))
                except FileNotFoundError:  # of ours, which come and go
                    continue
                found[os.path.join(folder, name)] = (status.st_ino, status.st_mtime_ns)
    return found


def come_to_rest(watch: Watching, quiet: float, most: float) -> None:
    """Wait until nothing has been written for `quiet` seconds, `most` at most."""
    state, since = _state(watch.root), time.monotonic()
    end = since + most
    while time.monotonic() - since < quiet:
        assert time.monotonic() < end, "it never comes to rest"
        assert watch.process.poll() is None, f"it ended: {watch.err}"
        time.sleep(0.2)
        if (now := _state(watch.root)) != state:
            state, since = now, time.monotonic()


def _compare(root: Path, written: dict[str, bytes]) -> int:
    """All notes hold what the editors wrote, or the history does; how many of the latter."""
    found = notes_of(root)
    assert found.keys() == written.keys()
    other = [path for path, data in found.items() if outside(data) != written[path]]
    if other:
        kept = {outside(file.read_bytes()) for file in (root / ".thesis/history").glob("*.md")}
        assert [path for path in other if written[path] not in kept] == [], "a save was lost"
    return len(other)
