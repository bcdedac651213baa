"""Many processes with one vault: two ``thesis watch`` and six short commands, again and again.

Promise, at 10,000 notes: every answer is right, and no command takes more than 1.5 times as long
as beside the same loops while nobody writes. A save comes twice a second, and the watchers write.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from threading import Event, Thread

from msgspec import Struct, field

from benchmarks.bench import Bench
from benchmarks.edits import notes_of
from benchmarks.row import Row, seconds, verdict
from benchmarks.rows.cold import PROMISED
from benchmarks.rows.watching import MARK, watch
from benchmarks.vault.plan import AS_OF

BOUND = 1.5
SECONDS, PAUSE = 60.0, 0.5
"""How long the loops run, and how long the editor waits between two saves."""
PLAIN = ("Inbox", "Notes")
"""Folders whose notes state nothing."""


class Loop(Struct):
    """A command that is run again and again, and what it said."""

    command: list[str]
    times: list[float] = field(default_factory=list)
    answers: list[tuple[int, bytes, int]] = field(default_factory=list)
    """The saves before it began, what it said, and the saves that had begun when it ended."""


class Editor:
    """Saves sources, each with one link more to the same target."""

    def __init__(self, vault: Path) -> None:
        """Sources are plain notes without a block; the target has one."""
        plain = [path for path in notes_of(vault) if path.parent.name in PLAIN]
        self.target = next(path for path in plain if MARK in path.read_bytes())
        # One that links it already would be there before it is saved.
        link = f"[[{self.target.stem}".encode()
        texts = ((path, path.read_bytes()) for path in plain)
        self.sources = [path for path, text in texts if MARK not in text and link not in text]
        self.vault, self.begun, self.done = vault, 0, 0

    def save(self) -> None:
        """Save the next source, whole at once; a small vault has too few for the whole time."""
        if self.begun == len(self.sources):
            return
        path = self.sources[self.begun]
        self.begun += 1
        beside = path.with_name(".saved")
        beside.write_bytes(path.read_bytes() + f"\nProbe of [[{self.target.stem}]].\n".encode())
        os.replace(beside, path)
        self.done += 1


def measure(bench: Bench) -> list[Row]:
    """A row for each command: its median with writers, beside that without; then the answers."""
    bench.index()
    editor = Editor(bench.vault)
    quiet = _loops(bench, editor)
    _run(bench, quiet, editor, None)
    before = _clean(bench, quiet)
    busy = _loops(bench, editor)
    with ExitStack() as stack:
        for number in range(2):
            stack.enter_context(watch(bench, f"watch-{number}"))
        _run(bench, busy, editor, editor.save)
        time.sleep(2 * PAUSE)
    after = _clean(bench, busy)
    said = sum(len(loop.answers) for loop in busy)
    wrong = sum(_wrong(editor, *each) for each in zip(busy, before, after, strict=True))
    wrong += sum(_output(bench, loop) != right for loop, right in zip(busy, after, strict=True))
    rows = [_row(bench, *each) for each in zip(busy, quiet, strict=True)]
    return [*rows, Row(f"of {said} answers, wrong", str(wrong), "", "", "0", verdict(wrong, 0))]


def _row(bench: Bench, busy: Loop, quiet: Loop) -> Row:
    ours, beside = median(busy.times), median(quiet.times)
    bound = BOUND if bench.notes == PROMISED else None
    limit = "" if bound is None else f"≤ {bound:g}×"
    what = f"{busy.command[3]} among writers / without"
    ratio = ours / beside
    return Row(what, seconds(ours), seconds(beside), f"{ratio:.2f}×", limit, verdict(ratio, bound))


def _loops(bench: Bench, editor: Editor) -> list[Loop]:
    target = editor.target.relative_to(bench.vault).as_posix()
    day = ("--as-of", AS_OF.isoformat())
    asked = (
        ("backlinks", target, "--json"),
        ("backlinks", str(bench.a_note()), "--json"),
        ("status", *day, "--json"),
        ("calendar", *day, "--json"),
        ("links", str(bench.a_note()), "--json"),
        ("rotation", *day, "--json"),
    )
    return [Loop(list(bench.thesis(*words).command)) for words in asked]


def _run(bench: Bench, loops: list[Loop], editor: Editor, save: Callable[[], None] | None) -> None:
    """All loops at once, for a while; in this thread, `save` again and again."""
    ended = Event()
    threads = [Thread(target=_again, args=(bench, loop, editor, ended)) for loop in loops]
    for thread in threads:
        thread.start()
    end = time.monotonic() + SECONDS
    while (left := end - time.monotonic()) > 0:
        if save is not None:
            save()
        time.sleep(min(PAUSE, left))
    ended.set()
    for thread in threads:
        thread.join()


def _again(bench: Bench, loop: Loop, editor: Editor, ended: Event) -> None:
    while not ended.is_set():
        done, begun = editor.done, time.perf_counter()
        said = _output(bench, loop)
        loop.times.append(time.perf_counter() - begun)
        loop.answers.append((done, said, editor.begun))


def _output(bench: Bench, loop: Loop, **more: str) -> bytes:
    env, pipe = bench.env | more, subprocess.PIPE
    return subprocess.run(loop.command, env=env, stdout=pipe, stderr=pipe, check=False).stdout


def _clean(bench: Bench, loops: list[Loop]) -> list[bytes]:
    """What they say by an index that is made from nothing."""
    cache = bench.work / "clean"
    shutil.rmtree(cache, ignore_errors=True)
    return [_output(bench, loop, XDG_CACHE_HOME=str(cache)) for loop in loops]


def _wrong(editor: Editor, loop: Loop, before: bytes, after: bytes) -> int:
    """Answers that are neither that of before nor of after, nor of a time in between."""
    if before == after:
        return sum(said != before for _, said, _ in loop.answers)
    return sum(not _is_between(editor, *answer) for answer in loop.answers)


def _is_between(editor: Editor, done: int, said: bytes, begun: int) -> bool:
    try:
        linked = {item["note"] for item in json.loads(said)["links"]}
    except (ValueError, KeyError):
        return False
    found = [path.relative_to(editor.vault).as_posix() in linked for path in editor.sources]
    return all(found[:done]) and not any(found[begun:])
