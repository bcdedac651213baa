"""`search` of an indexed vault: the first one, which makes the index of words, and those after it.

Promises: the index of words takes at most 0.6 of the notes' bytes; from 10,000 notes on a search
takes 4 times a Python that imports click and stats every file. At 100,000 it takes less than
ripgrep, which reads every file and ranks none, where a server has the vault open: a command that
has just begun looks at each file first, to see whether it has changed.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, urljoin

from benchmarks.bench import Bench
from benchmarks.interleave import Case, Measured, take_turns
from benchmarks.process import Sample
from benchmarks.row import Row, compare, verdict
from benchmarks.rows import serving
from benchmarks.rows.cold import LARGE, PROMISED

INDEX = "fulltext.sqlite"
SIZE, WHOLE, FASTER = 0.6, 4.0, 1.0
QUERIES = {
    "a word in nearly all": ("the", ["-i", "-F", "the"]),
    "a phrase": ('"refinancing window"', ["-i", "-F", "refinancing window"]),
    "a regular expression": (r"/refinanc\w+ window/", ["-i", r"refinanc\w+ window"]),
    "a part of words": ("efinancin", ["-i", "-F", "efinancin"]),
    "what is nowhere": ("efinanzin", ["-i", "-F", "efinanzin"]),
}
"""By what is asked: our query, and ripgrep's."""


def measure(bench: Bench) -> list[Row]:
    """The first search beside zk's table, the size of the index, and queries beside ripgrep."""
    bench.index()
    first, table = bench.thesis("search", "margin"), bench.floor("zk_schema")
    first.name, first.prepare = "first search", lambda: _drop(bench)
    found = take_turns([first, table], bench.runs)
    made = compare("first `search` / zk's table made", found[first.name], found[table.name])
    rows = [made, _size(bench)]
    name = bench.a_note().stem
    asked = QUERIES | {"a rare name": (f'"{name}"', ["-i", "-F", name])}
    rg = shutil.which("rg")
    cases = [bench.floor("stat_all")]
    for what, (query, pattern) in asked.items():
        case = bench.thesis("search", query)
        case.name = what
        cases.append(case)
        if rg:
            command = [rg, "--glob", "*.md", "-c", *pattern, str(bench.vault)]
            cases.append(Case(f"rg, {what}", command, bench.env, ok=(0, 1)))  # 1: nothing found
    note, every = bench.thesis("mentions", name), bench.thesis("mentions", "--all")
    note.name, every.name = "mentions NOTE", "mentions --all"
    found = take_turns([*cases, note, every], bench.runs)
    rows += _compared(bench, found, asked)
    rows += _open(bench, found, asked) if rg else ()
    floor = found["stat_all"]
    return [
        *rows,
        *(compare(f"`{of}` / click and stat", found[of], floor) for of in (note.name, every.name)),
    ]


def _compared(bench: Bench, found: dict[str, Measured], asked: Iterable[str]) -> Iterator[Row]:
    for what in asked:
        bound = WHOLE if bench.notes >= PROMISED else None
        yield compare(f"`search`, {what} / click and stat", found[what], found["stat_all"], bound)
        if (beside := found.get(f"rg, {what}")) is not None:
            yield compare(f"`search`, {what} / `rg -c`", found[what], beside)


def _open(
    bench: Bench, found: dict[str, Measured], asked: Mapping[str, tuple[str, list[str]]]
) -> Iterator[Row]:
    """The page of a search, from a server that has the vault open, beside ripgrep."""
    command, address = serving.pages_of(bench, serving.free_port())
    with serving.process(bench, command):
        serving.first_page(address)
        serving.first_page(urljoin(address, "/search?q=margin"))
        for what, (query, _) in asked.items():
            page = Measured(what)
            for turn in range(bench.runs):
                # A page that was made is kept: no two are asked for alike.
                begun = time.perf_counter()
                serving.first_page(urljoin(address, f"/search?q={quote(f'{query} -zq{turn}x')}"))
                page.samples.append(Sample(time.perf_counter() - begun, 0))
            bound = FASTER if bench.notes >= LARGE else None
            yield compare(f"page of a search, {what} / `rg -c`", page, found[f"rg, {what}"], bound)


def _drop(bench: Bench) -> None:
    for file in bench.cache.rglob(INDEX):
        file.unlink()


def _size(bench: Bench) -> Row:
    """The index of words beside the notes' bytes."""
    index = sum(file.stat().st_size for file in bench.cache.rglob(INDEX))
    notes = sum(_bytes(bench.vault))
    row = Row("index of words / bytes of the notes", _mb(index), _mb(notes))
    row.ratio, row.bound = f"{index / notes:.2f}×", f"≤ {SIZE:g}×"
    row.holds = verdict(index / notes, SIZE)
    return row


def _bytes(vault: Path) -> Iterator[int]:
    for folder, _, names in os.walk(vault):
        yield from (os.stat(f"{folder}/{name}").st_size for name in names if name.endswith(".md"))


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
