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
    """Warm status beside its floor; then the same after changes, beside the one right before."""
    editor = Editor(bench.vault)
    bench.index()
    found = take_turns([bench.floor("stat_all"), bench.status("warm")], bench.runs)
    cases = [bench.status("unchanged")]
    cases += [bench.status(f"changed {n}", partial(editor.change, n)) for n in CHANGED]
    found |= take_turns(cases, bench.runs)
    warm, unchanged = found["warm"], found["unchanged"]
    promised = bench.notes == PROMISED
    rows = [compare("warm / click and stat", warm, found["stat_all"], FLOOR if promised else None)]
    for count, bound in CHANGED.items():
        what = f"{count} changed / warm"
        here = found[f"changed {count}"]
        rows.append(compare(what, here, unchanged, bound if promised else None))
    return rows
