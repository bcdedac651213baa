"""From a save to the backlinks of another note on the disk, with ``thesis watch`` running.

Promise, at 10,000 notes: 50 ms for 95 saves of 100.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import quantiles

from benchmarks.bench import Bench
from benchmarks.edits import append, notes_of
from benchmarks.process import Failed
from benchmarks.row import Row, verdict
from benchmarks.rows.cold import PROMISED

BOUND = 50.0
SAVES = 100
UNCOUNTED = 3
"""Saves before those that count: the first one warms the watcher up."""

READY = (b"watching", b"ready")
"""A line on stderr with one of these, in any case, says that saves are seen from now on."""

PATIENCE, START = 10.0, 600.0
"""Seconds to wait for one block, and for the watcher to be ready."""

POLL = 0.0005
QUIET = 2.5
"""A note that was written in the last 2 s is left alone: no target was."""

MARK = b"<!-- thesis:backlinks"


def measure(bench: Bench) -> list[Row]:
    """The 50th and the 95th percentile of 100 saves, each of another note."""
    what = "save to backlinks on disk"
    bench.index()
    try:
        with watch(bench) as watcher:
            times = [1000 * seconds for seconds in _saves(bench.vault, watcher)][UNCOUNTED:]
    except Failed as failure:
        return [Row(f"{what}, 95th percentile", holds=str(failure))]
    percentiles = quantiles(times, n=20, method="inclusive")
    bound = BOUND if bench.notes == PROMISED else None
    limit = "" if bound is None else f"≤ {bound:g} ms"
    last = percentiles[18]
    return [
        Row(f"{what}, median of {len(times)}", f"{percentiles[9]:.1f} ms"),
        Row(f"{what}, 95th percentile", f"{last:.1f} ms", "", "", limit, verdict(last, bound)),
        Row(f"{what}, the slowest", f"{max(times):.1f} ms"),
    ]


@contextmanager
def watch(bench: Bench, name: str = "watch") -> Iterator[subprocess.Popen[bytes]]:
    """A watcher that is ready; it is ended afterwards. Raises `Failed` where there is none."""
    errors = bench.work / f"{name}.stderr"
    with open(errors, "wb") as stream:
        process = subprocess.Popen(
            bench.thesis("watch").command,
            env=bench.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stream,
        )
    try:
        _wait_until_ready(process, errors)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], errors: Path) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end:
        text = errors.read_bytes()
        if any(word in text.lower() for word in READY) and text.endswith(b"\n"):
            return
        if process.poll() is not None:
            if b"No such command" in text or b"No command is called" in text:
                raise Failed("skipped: this thesis has no command `watch`")
            lines = text.decode(errors="replace").strip().splitlines()
            raise Failed(f"`watch` ended: {lines[-1] if lines else 'no message'}")
        time.sleep(0.02)
    raise Failed(f"`watch` was not ready within {START:g} s")


def _saves(vault: Path, watcher: subprocess.Popen[bytes]) -> Iterator[float]:
    """Seconds from each save to the words in another note's block."""
    rng = Random(1)
    notes = notes_of(vault)
    marked = [path for path in notes if MARK in path.read_bytes()]
    plain = sorted(set(notes) - set(marked))
    count = min(SAVES + UNCOUNTED, len(marked), len(plain))
    targets, sources = rng.sample(marked, count), rng.sample(plain, count)
    for number, (target, source) in enumerate(zip(targets, sources, strict=True)):
        while time.time() - target.stat().st_mtime < QUIET:
            time.sleep(0.1)
        words = f"probe {number} of the watcher"
        name = target.relative_to(vault).as_posix()[:-3]
        yield _until_seen(target, source, f"The {words} leads to [[{name}]].", words.encode())
        if watcher.poll() is not None:
            raise Failed(f"`watch` ended after {number + 1} saves")
        time.sleep(0.05 + 0.1 * rng.random())


def _until_seen(target: Path, source: Path, sentence: str, words: bytes) -> float:
    begun = time.perf_counter()
    append(source, sentence)
    while words not in target.read_bytes():
        if time.perf_counter() - begun > PATIENCE:
            raise Failed(f"no backlink within {PATIENCE:g} s of a save of {source.name}")
        time.sleep(POLL)
    return time.perf_counter() - begun
