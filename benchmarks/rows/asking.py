"""Other questions to an indexed vault. Nothing is promised; they are here to be seen."""

from __future__ import annotations

from benchmarks.bench import Bench
from benchmarks.interleave import take_turns
from benchmarks.row import Row, compare

PATIENCE = 30.0
"""Seconds: what takes longer is asked once."""


def measure(bench: Bench) -> list[Row]:
    """``backlinks``, ``links``, ``list`` and ``check``, beside click and a stat of every file."""
    note = str(bench.a_note())
    bench.index()
    asked = [("backlinks", note), ("links", note), ("list",), ("check",)]
    cases = [bench.floor("stat_all"), *(bench.thesis(*words) for words in asked)]
    first = take_turns(cases, 1)
    for case in cases:
        tried = first[case.name]
        case.once = not tried.failure and tried.seconds > PATIENCE
    again = take_turns([case for case in cases if not case.once], bench.runs)
    found = first | again
    floor = found["stat_all"]
    return [
        compare(f"`thesis {w[0]}` / click and stat", found[f"thesis {w[0]}"], floor) for w in asked
    ]
