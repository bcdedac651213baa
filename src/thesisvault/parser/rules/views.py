"""How a quote's lines read without its marks, worked out once for all quotes that share them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from markdown_it.rules_block import StateBlock

_MARKS = ("bMarks", "tShift", "sCount", "bsCount")


class _Overlay(dict[int, int]):
    """What some lines have instead of what they had."""

    __slots__ = ("_below",)

    def __init__(self, below: Marks) -> None:
        super().__init__()
        self._below = below

    def __missing__(self, line: int) -> int:
        return self._below[line]


Marks = list[int] | _Overlay


class View:
    """The marks of the lines as one kind of container sees them, and what was found out there."""

    def __init__(self, marks: Sequence[Marks]) -> None:
        """`marks` are markdown-it's lists `bMarks`, `tShift`, `sCount` and `bsCount`."""
        self.marks = marks
        self.within: dict[tuple[int, int, int], View] = {}
        """The views of quotes in here, by what decides how they read a line: two indents, and the
        line at which they must end."""
        self.run = (0, 0, False)
        """First line, line behind the last, and whether another block ended it, of the lines that
        belong to one quote."""
        self.footnotes: dict[int, tuple[int, int]] = {}
        """Likewise of the footnotes that must end at a line."""

    def quote(self, state: StateBlock, end_line: int) -> View:
        """The view in a quote of this view that must end at `end_line`."""
        key = state.blkIndent, state.listIndent, end_line
        if key not in self.within:
            self.within[key] = View([_Overlay(marks) for marks in self.marks])
        return self.within[key]

    def enter(self, state: StateBlock) -> None:
        """Let the rules see the lines so."""
        vars(state)["view"] = self
        state.bMarks, state.tShift, state.sCount, state.bsCount = self.marks  # type: ignore[assignment]

    def put(self, line: int, values: Sequence[int]) -> None:
        """From here on, the line has these marks."""
        begins, shifts, indents, before = self.marks
        begins[line], shifts[line], indents[line], before[line] = values


def view_of(state: StateBlock) -> View:
    """The view in which `state` is read."""
    if "view" not in vars(state):
        vars(state)["view"] = View([getattr(state, name) for name in _MARKS])
    return cast("View", vars(state)["view"])
