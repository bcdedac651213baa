"""``&amp;`` and the like: the library's rule, asked only where an entity can be."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, entity

LONGEST = 34
"""Code points from the ampersand to the semicolon: HTML's longest name and both marks."""


def short_entity(state: StateInline, silent: bool) -> bool:
    """The library's rule copies the rest of the text each time: many lone ampersands would cost
    the square of their number.
    """
    if state.src[state.pos] != "&" or state.src.find(";", state.pos, state.pos + LONGEST) < 0:
        return False
    return entity(state, silent)


def install(md: MarkdownIt) -> None:
    """In the library's own place."""
    md.inline.ruler.at("entity", short_entity)
