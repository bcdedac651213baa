"""``==text==``: what it marks is a text of its own for tags."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from thesisvault.parser.rules.nested import read_inside

LONGEST = 1024
"""Code points between the marks; the bound keeps a text full of lone marks linear."""

_HIGHLIGHT = re.compile(r"==(?=[^\s=])(.+?)(?<=\S)==(?!=)", re.DOTALL)


def highlight(state: StateInline, silent: bool) -> bool:
    """Two equals signs with no white space inside them."""
    if silent or not state.src.startswith("==", state.pos):
        return False
    limit = min(state.posMax, state.pos + LONGEST)
    match = _HIGHLIGHT.match(state.src, state.pos, limit)
    if match is None:
        return False
    read_inside(state, "highlight", match.start(1), match.end(1), match.end())
    return True


def install(md: MarkdownIt) -> None:
    """Beside the other emphasis."""
    md.inline.ruler.before("emphasis", "highlight", highlight)
