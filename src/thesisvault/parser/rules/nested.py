"""Reading the inside of a pair of marks as inline text of its own."""

from __future__ import annotations

from markdown_it.rules_inline import StateInline


def read_inside(state: StateInline, name: str, start: int, end: int, after: int) -> None:
    """Push ``name_open``, the tokens of src[start:end], and ``name_close``; go on at `after`."""
    whole = state.posMax
    state.pos, state.posMax = start, end
    state.push(f"{name}_open", "", 1)
    state.md.inline.tokenize(state)
    state.push(f"{name}_close", "", -1)
    state.pos, state.posMax = after, whole
