"""``[text]``: to Obsidian a reference, defined or not, and so a text of its own for tags."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from thesisvault.parser.rules.nested import read_inside

_BRACKETED = re.compile(r"\[(?!\^)((?:\\.|[^\[\]\\])+)\]", re.DOTALL)


def bracket(state: StateInline, silent: bool) -> bool:
    """The innermost brackets only."""
    if silent or state.src[state.pos] != "[":
        return False
    match = _BRACKETED.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    read_inside(state, "bracket", match.start(1), match.end(1), match.end())
    return True


def install(md: MarkdownIt) -> None:
    """Where no link was found."""
    md.inline.ruler.after("link", "bracket", bracket)
