"""Mathematics is opaque: no link and no tag is in ``$…$`` or ``$$…$$``."""

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
_CLOSING = re.compile(r"\$(?<![ \t]\$)(?![0-9])")


def math_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A line with one ``$$``, at its start, opens; a line that ends in ``$$`` closes.

    Unclosed, it runs to the end of the note or of the block it is in.
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
    # A search up to a bound can see a formula that what is behind the bound would forbid.
    return len(text) > LONGEST or bool(_DISPLAY.search(text) or _INLINE.search(text))


def _may_close(state: StateInline, inside: int, limit: int) -> bool:
    """Whether a dollar in src[inside:limit] may end a formula; those of prices cannot."""
    first, closing = vars(state).get("dollar", (0, -1))
    if not first <= inside <= closing:
        found = _CLOSING.search(state.src, inside)
        closing = found.start() if found else len(state.src)
        vars(state)["dollar"] = inside, closing
    # What is behind the limit is not looked at: a dollar right before it may end one.
    return closing < limit or state.src.startswith("$", limit - 1)


def math_inline(state: StateInline, silent: bool) -> bool:
    """``$x$`` with no space inside its dollars and no digit behind: ``$5 and $6`` is money."""
    src, start = state.src, state.pos
    if src[start] != "$":
        return False
    limit = min(state.posMax, start + LONGEST)
    if src.startswith("$$", start):
        match = _DISPLAY.match(src, start, limit) if src.find("$$", start + 3, limit) > 0 else None
    else:
        match = _INLINE.match(src, start, limit) if _may_close(state, start + 2, limit) else None
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
