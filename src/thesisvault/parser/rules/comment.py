"""``%%…%%`` comments. Their links and tags count, as in Obsidian; their headings do not."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from thesisvault.parser.rules.block import block_end

FIRST = "%"
"""What a block of it begins with."""


def comment_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A line that starts with ``%%`` and does not end it there hides the lines to the next ``%%``.

    Unclosed, it runs to the end. A comment within one line is read as the text it is in.
    """
    if state.is_code_block(start_line):
        return False
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("%%", start):
        return False
    if state.src.find("%%", start + 2, state.eMarks[start_line]) >= 0:
        return False
    if silent:
        return True
    line = block_end(state, start_line, end_line, lambda text: "%%" in text)
    state.push("comment_open", "", 1).map = [start_line, line]
    token = state.push("inline", "", 0)
    token.content = state.getLines(start_line, line, state.blkIndent, False)
    token.map = [start_line, line]
    token.children = []
    state.push("comment_close", "", -1)
    state.line = line
    return True


def install(md: MarkdownIt) -> None:
    """It ends a paragraph, as a fence does."""
    md.block.ruler.before(
        "fence",
        "comment_block",
        comment_block,
        {"alt": ["paragraph", "reference", "blockquote", "list"]},
    )
