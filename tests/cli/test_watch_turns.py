"""Which line a turned verdict is said to come from."""

from __future__ import annotations

from thesisvault.cli.commands.watch import _turn
from thesisvault.impact.changes import Change
from thesisvault.model.review import Citation, Evidence, Outcome
from thesisvault.model.settings import EvidenceClass


def stated(sign: int, note: str, line: int) -> Evidence:
    return Evidence(EvidenceClass.STATED, sign, 1, 1, 1, "near", note, Citation("so", note, line))


def test_a_line_that_only_moved_is_not_what_turned_it() -> None:
    moved, moved_to = stated(1, "R.md", 3), stated(1, "R.md", 9)
    new = stated(-1, "deep/S.md", 5)
    turn = Change("T", Outcome.SUPPORTED, Outcome.PRESSURED, 1, -1, (moved_to, new), (moved,))
    assert _turn(turn) == "supported → pressured (S:5)"
    back = Change("T", Outcome.PRESSURED, Outcome.SUPPORTED, -1, 1, (moved_to,), (moved, new))
    assert _turn(back) == "pressured → supported (S:5)"


def test_a_thesis_that_comes_and_goes() -> None:
    assert _turn(Change("T", None, Outcome.MIXED, None, 0, (), ())) == "not under review → mixed"
    assert _turn(Change("T", Outcome.MIXED, None, 0, None, (), ())) == "mixed → not under review"
