"""Mathematics is opaque: no link and no tag stands in ``$…$`` or ``$$…$$``."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from thesisvault.parser.rules.block import block_end

FIRST = "$"
"""What a block of it begins with."""

LONGEST = 1024
"""Code points of an inline formula; the bound keeps a text full of lone dollars linear."""

_DISPLAY = re.compile(r"\$\$.+?\$\$", re.DOTALL)
_INLINE = re.compile(r"\$(?![ \t$])(?:\\.|[^\\])+?(?<![ \t])\$(?![0-9])", re.DOTALL)


def math_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A line with one ``$$``, at its start, opens; a line that ends in ``$$`` closes.

    Unclosed, it runs to the end of the note or of the block it stands in.
    """
    if state.is_code_block(start_line):
        return False
    start = state.bMarks[start_line] + state.tShift[start_line]
    first = state.src[start : state.eMarks[start_line]]
    if not first.startswith("$$") or "$$" in first[2:]:
        return False
    if silent:
        return True
    line = block_end(state, start_line, end_line, lambda text: text.rstrip().endswith("$$"))
    token = state.push("math_block", "", 0)
    token.map = [start_line, line]
    state.line = line
    return True


def may_hold_math(text: str) -> bool:
    """False only where `math_inline` finds nothing in `text`."""
    if text.count("$") < 2:
        return False
    # A search up to a bound can see a formula that what stands behind the bound would forbid.
    return len(text) > LONGEST or bool(_DISPLAY.search(text) or _INLINE.search(text))


def math_inline(state: StateInline, silent: bool) -> bool:
    """``$x$`` with no space inside its dollars and no digit behind: ``$5 and $6`` is money."""
    pattern = _DISPLAY if state.src.startswith("$$", state.pos) else _INLINE
    match = pattern.match(state.src, state.pos, min(state.posMax, state.pos + LONGEST))
    if match is None:
        return False
    if not silent:
        token = state.push("math_inline", "", 0)
        token.content = match.group()
        token.meta = {"start": match.start(), "end": match.end()}
    state.pos = match.end()
    return True


def install(md: MarkdownIt) -> None:
    """Ahead of all that could see markup in a formula."""
    md.block.ruler.before(
        "fence", "math_block", math_block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    md.inline.ruler.after("escape", "math_inline", math_inline)
