"""Cases that take turns, so that whatever the machine does meanwhile is shared by all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from statistics import median

from msgspec import Struct, field

from benchmarks.process import Failed, Sample, run


class Case(Struct):
    """Something to run again and again."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    prepare: Callable[[], None] | None = None
    """What comes before each run and is not measured."""
    ok: Sequence[int] = (0,)
    once: bool = False
    """Too slow to be run again."""


class Measured(Struct):
    """What came of a case."""

    name: str
    samples: list[Sample] = field(default_factory=list)
    failure: str = ""

    @property
    def seconds(self) -> float:
        """The median time."""
        return median(sample.seconds for sample in self.samples)

    @property
    def span(self) -> tuple[float, float]:
        """The shortest time and the longest."""
        times = [sample.seconds for sample in self.samples]
        return min(times), max(times)


def take_turns(cases: Sequence[Case], runs: int) -> dict[str, Measured]:
    """Run every case `runs` times, one after the other in each round.

    A case that fails is not tried again and keeps its reason; the others go on.
    """
    found = {case.name: Measured(case.name) for case in cases}
    for turn in range(runs):
        for case in cases:
            measured = found[case.name]
            if measured.failure or (case.once and turn):
                continue
            try:
                if case.prepare:
                    case.prepare()
                measured.samples.append(run(case.command, case.env, case.ok))
            except Failed as failure:
                measured.failure = str(failure)
                print(f"    {case.name}: {failure}", file=sys.stderr)
            else:
                last = measured.samples[-1].seconds
                print(f"    {case.name}: {last:.3f} s", file=sys.stderr, flush=True)
    return found
