"""All measurements: ``python -m benchmarks``, or a few: ``--only warm --sizes 1000``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import machine, peers, report
from benchmarks.bench import Bench
from benchmarks.row import Row
from benchmarks.rows import (
    agents,
    asking,
    cold,
    editing,
    looking_back,
    remembering,
    search,
    serving,
    starting,
    together,
    warm,
    watching,
)

RESULTS = Path(__file__).parent / "RESULTS.md"

ROWS: dict[str, Callable[[Bench], list[Row]]] = {
    "cold": cold.measure,
    "warm": warm.measure,
    "remembering": remembering.measure,
    "asking": asking.measure,
    "search": search.measure,
    "looking_back": looking_back.measure,
    "agents": agents.measure,
    "editing": editing.measure,
    "together": together.measure,
    "watching": watching.measure,
    "serving": serving.measure,
}
"""Measured at every size, in this order: the last three write into notes."""

STARTING = "Starting"


def main() -> None:
    """Measure what the arguments ask for and print it; keep it where all was measured."""
    given = _arguments()
    installed = peers.install() if "cold" in given.only else {}
    whole = set(given.only) == {*ROWS, "starting"}
    if given.work is not None:
        Path(given.work).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="thesisvault-bench-", dir=given.work) as work:
        for title, text in _sections(Path(work), given, installed):
            print(f"## {title}\n\n{text}", flush=True)
            if whole:
                report.merge(given.output, {title: text})


def _sections(
    work: Path, given: argparse.Namespace, installed: dict[str, str]
) -> Iterator[tuple[str, str]]:
    if "starting" in given.only:
        before = machine.describe({}, given.runs * starting.ROUNDS)
        rows = starting.measure(Bench(work, 0, given.runs, given.quick))
        yield STARTING, report.section(rows, before)
    for size in given.sizes:
        before = machine.describe(installed, given.runs)
        if rows := _measure(Bench(work, size, given.runs, given.quick), given.only):
            yield f"{size:,} notes", report.section(rows, before)


def _measure(bench: Bench, only: list[str]) -> list[Row]:
    chosen = [name for name in ROWS if name in only]
    if chosen:
        bench.make_vault()
    rows: list[Row] = []
    for name in chosen:
        print(f"  {name}, {bench.notes:,} notes", file=sys.stderr, flush=True)
        rows += ROWS[name](bench)
    return rows


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = ["starting", *ROWS]
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000], metavar="N")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="for each median; 5")
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="ROWS")
    parser.add_argument("--quick", action="store_true", help="leave obsidiantools out")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where vaults are made")
    parser.add_argument("--output", type=Path, default=RESULTS, metavar="FILE")
    return parser.parse_args()


if __name__ == "__main__":
    main()
