"""``status`` of a vault that was indexed before: the everyday case.

Promises, at 10,000 notes: 2.5 times a Python that imports click and stats every file; after one
changed note 1.9 times that status, after 100 changed notes 2.8 times.
"""

from __future__ import annotations

from functools import partial

from benchmarks.bench import Bench
from benchmarks.edits import Editor
from benchmarks.interleave import take_turns
from benchmarks.row import Row, compare
from benchmarks.rows.cold import PROMISED

FLOOR = 2.5
CHANGED = {1: 1.9, 100: 2.8}


def measure(bench: Bench) -> list[Row]:
    """Warm status beside its floor; then the same after changes, beside the unchanged one."""
    editor = Editor(bench.vault)
    bench.index()
    cases = [bench.floor("stat_all"), bench.status("warm")]
    cases += [bench.status(f"changed {n}", partial(editor.change, n)) for n in CHANGED]
    found = take_turns(cases, bench.runs)
    warm = found["warm"]
    promised = bench.notes == PROMISED
    rows = [compare("warm / click and stat", warm, found["stat_all"], FLOOR if promised else None)]
    for count, bound in CHANGED.items():
        what = f"{count} changed / warm"
        rows.append(compare(what, found[f"changed {count}"], warm, bound if promised else None))
    return rows
