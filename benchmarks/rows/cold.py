"""The first index of a vault: every note is read, parsed and kept, and one note's backlinks asked.

Promises, at 10,000 notes: 26 times a walk that only reads, 1.25 times graphmark, a fiftieth of
obsidiantools. From 10,000 notes to 100,000: 11.5 times the time. The first ``status``, which
reviews every thesis too, has a row of its own.
"""

from __future__ import annotations

import shutil

from benchmarks import peers
from benchmarks.bench import Bench
from benchmarks.interleave import Case, take_turns
from benchmarks.row import Row, compare

PROMISED = 10_000
"""The size that the bounds are promised for."""

LARGE = 100_000
FLOOR, GROWTH = 26.0, 11.5
PEER_BOUNDS = {"graphmark": 1.25, "obsidiantools": 1 / 50}


def measure(bench: Bench) -> list[Row]:
    """A cold index beside the floors, the peers, and, in a large vault, itself at 10,000 notes."""
    installed = peers.versions()
    beside = [
        peer
        for peer in peers.PEERS
        if peer.package in installed and not (peer.slow and (bench.quick or bench.notes > PROMISED))
    ]
    cases = [bench.cold(), bench.cold_status(), bench.floor("read_all"), *map(bench.peer, beside)]
    if rg := shutil.which("rg"):
        cases.append(Case("ripgrep", [rg, "-c", r"\[\[", str(bench.vault)], bench.env))
    smaller = Bench(bench.work, PROMISED, bench.runs, bench.quick)
    if bench.notes >= LARGE:
        smaller.make_vault()
        case = smaller.cold()
        case.name = "cold, 10,000"
        cases.append(case)
    found = take_turns(cases, bench.runs)
    cold = found["cold"]

    def bound(value: float | None) -> float | None:
        return value if bench.notes == PROMISED else None

    floor = found["read_all"]
    rows = [
        compare("cold / Python reads all", cold, floor, bound(FLOOR)),
        compare("cold `status` / Python reads all", found["cold status"], floor),
    ]
    for peer in peers.PEERS:
        what = f"cold / {peer.package}"
        if peer.package in found:
            limit = bound(PEER_BOUNDS.get(peer.package))
            rows.append(compare(what, cold, found[peer.package], limit))
        elif peer.package not in installed:
            rows.append(Row(what, holds="not installed here"))
        else:
            rows.append(Row(what, holds="left out: it takes minutes"))
    if rg:
        rows.append(compare(r"cold / `rg -c '\[\['`", cold, found["ripgrep"]))
    if bench.notes >= LARGE:
        rows.append(compare("cold / cold at 10,000", cold, found["cold, 10,000"], GROWTH))
    return rows
