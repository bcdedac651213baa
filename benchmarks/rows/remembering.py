"""The memory of ``status``. Promise, at 100,000 notes: 350 MiB cold, 150 MiB warm."""

from __future__ import annotations

from benchmarks.bench import Bench
from benchmarks.interleave import Case
from benchmarks.process import Failed, run
from benchmarks.row import Row, verdict
from benchmarks.rows.cold import LARGE

COLD, WARM = 350.0, 150.0


def measure(bench: Bench) -> list[Row]:
    """The peak of one cold run and of a warm one, which are not timed."""
    cold, warm = bench.cold_status(), bench.status()
    bench.drop_index()
    return [_row("cold", cold, bench, COLD), _row("warm", warm, bench, WARM)]


def _row(name: str, case: Case, bench: Bench, bound: float) -> Row:
    what = f"{name}, peak memory of a process / of all together"
    try:
        sample = run(case.command, case.env, case.ok, together=True)
    except Failed as failure:
        return Row(what, holds=f"failed: {failure}")
    own, all_ = sample.peak / 2**20, sample.together / 2**20
    if bench.notes < LARGE:
        return Row(what, f"{own:.0f} MiB", f"{all_:.0f} MiB")
    limit, holds = f"≤ {bound:g} MiB", verdict(own, bound)
    return Row(what, f"{own:.0f} MiB", f"{all_:.0f} MiB", "", limit, holds)
