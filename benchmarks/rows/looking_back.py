"""`history --as-recorded` of a thesis over a thousand commits: the first time, and again.

Promises: at 5,000 notes 20 s the first time, and 2 s again; the table has no bound, since the
seconds are those of the machine.
"""

from __future__ import annotations

import shutil

from benchmarks.bench import Bench
from benchmarks.interleave import Case, take_turns
from benchmarks.past import COMMITS, record
from benchmarks.row import Row, alone
from benchmarks.vault.plan import AS_OF


def measure(bench: Bench) -> list[Row]:
    """Both, of a copy of the vault that is a repository."""
    copy = bench.work / f"recorded-{bench.notes}"
    shutil.copytree(bench.vault, copy)
    thesis = record(copy)
    asked = bench.thesis("history", thesis, "--as-recorded", "--as-of", AS_OF.isoformat())
    command = [part if part != str(bench.vault) else str(copy) for part in asked.command]
    first = Case("first history", command, bench.env, prepare=bench.drop_index, once=True)
    again = Case("history again", command, bench.env)
    found = take_turns([first, again], bench.runs)
    return [
        alone(f"`history --as-recorded`, {COMMITS:,} commits, first", found[first.name]),
        alone("the same again", found[again.name]),
    ]
