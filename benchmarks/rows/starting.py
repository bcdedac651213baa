"""What a command costs before it has looked at a vault. Promise: 1.3 times Python with click."""

from __future__ import annotations

from benchmarks.bench import Bench, thesis_command
from benchmarks.interleave import Case, take_turns
from benchmarks.row import Row, compare

BOUND = 1.3
ROUNDS = 4
"""These are short: so many times the runs of the others."""


def measure(bench: Bench) -> list[Row]:
    """``--help`` and ``--version`` beside a Python that imports click and prints a line."""
    words = ("--help", "--version")
    cases = [Case(word, [thesis_command(), word], bench.env) for word in words]
    found = take_turns([*cases, bench.floor("import_click")], bench.runs * ROUNDS)
    floor = found["import_click"]
    return [compare(f"`thesis {w}` / Python with click", found[w], floor, BOUND) for w in words]
