"""Other questions to an indexed vault.

Promises, at 10,000 notes, beside a Python that imports click and stats every file: `list` 3 times
that, `calendar` 4, `check` 6, `export` 12. From 10,000 notes to 100,000, less than the power 1.1.
"""

from __future__ import annotations

from benchmarks.bench import Bench
from benchmarks.interleave import Case, take_turns
from benchmarks.row import Row, compare
from benchmarks.rows.cold import LARGE, PROMISED

PATIENCE = 30.0
"""Seconds: what takes longer is asked once."""
BOUNDS = {
    ("backlinks",): None,
    ("links",): None,
    ("list",): 3.0,
    ("calendar",): 4.0,
    ("check",): 6.0,
    ("export", "json"): 12.0,
    ("export", "jsonl"): 12.0,
    ("export", "graphml"): None,
}
OF_A_NOTE = {("backlinks",), ("links",)}
GROWTH = 1.1
"""The power of the size, to the largest from the size that the bounds are promised for."""


def measure(bench: Bench) -> list[Row]:
    """Each question beside click and a stat of every file, and beside itself in a smaller vault."""
    smaller = Bench(bench.work, PROMISED, bench.runs, bench.quick)
    asked = {words: _case(bench, words) for words in BOUNDS}
    before: dict[tuple[str, ...], Case] = {}
    bench.index()
    if bench.notes >= LARGE:
        smaller.make_vault()
        smaller.index()
        before = {words: _case(smaller, words) for words in BOUNDS if words not in OF_A_NOTE}
        for case in before.values():
            case.name += f", {PROMISED:,}"
    cases = [bench.floor("stat_all"), *asked.values(), *before.values()]
    first = take_turns(cases, 1)
    for case in cases:
        tried = first[case.name]
        case.once = not tried.failure and tried.seconds > PATIENCE
    found = first | take_turns([case for case in cases if not case.once], bench.runs)
    floor, promised = found["stat_all"], bench.notes == PROMISED
    rows = [
        compare(
            f"`{c.name}` / click and stat",
            found[c.name],
            floor,
            BOUNDS[words] if promised else None,
        )
        for words, c in asked.items()
    ]
    limit = (bench.notes / PROMISED) ** GROWTH
    rows += [
        compare(
            f"`{asked[words].name}` / at {PROMISED:,}",
            found[asked[words].name],
            found[c.name],
            limit,
        )
        for words, c in before.items()
    ]
    return rows


def _case(bench: Bench, words: tuple[str, ...]) -> Case:
    case = bench.thesis(*words, *([str(bench.a_note())] if words in OF_A_NOTE else []))
    case.name = " ".join(("thesis", *words))
    return case
