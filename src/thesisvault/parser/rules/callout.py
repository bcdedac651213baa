"""``> [!info]+ title``: a callout's title is its first line alone, whatever is below it."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

FIRST = "["
TITLE = re.compile(r"\[!([^\]\n]+)\][+-]?(?![:(\[])[ \t]*([^\n]*)")


def callout(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """The first line of a quote, as a paragraph of its own: a table may stand right below it."""
    if silent or not state.tokens or state.tokens[-1].type != "blockquote_open":
        return False
    start = state.bMarks[start_line] + state.tShift[start_line]
    line = state.src[start : state.eMarks[start_line]].strip()
    below = start_line + 1
    if state.is_code_block(start_line) or not TITLE.match(line):
        return False
    if below < end_line and state.sCount[below] < 0:
        return False  # a line without a mark belongs to the callout, as to any quote
    state.line = below
    state.push("paragraph_open", "p", 1).map = [start_line, below]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = line, [start_line, below], []
    state.push("paragraph_close", "p", -1)
    return True


def install(md: MarkdownIt) -> None:
    """Before all that might take the title for its own."""
    md.block.ruler.before("table", "callout", callout)
