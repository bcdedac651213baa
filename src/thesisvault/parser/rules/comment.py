"""``%%…%%`` comments. Their links and tags count, as in Obsidian; their headings do not.

What is in one is shown to no reader and states nothing; the same holds for ``<!-- … -->``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from thesisvault.parser.rules.block import block_end

FIRST = "%"
"""What a block of it begins with."""

_ENDS = {"%%": "%%", "<!--": "-->"}
_OPENING = re.compile(r"`+|%%|<!--")
_CODE = re.compile(r"`+")
_SIGN = re.compile(r"[^\n]")


def may_hide(text: str) -> bool:
    """False where there is certainly no comment in it: most texts need no closer look."""
    return "%%" in text or "<!--" in text


def blanked(text: str) -> str:
    """The text with blanks in place of its comments, so that every other sign keeps its place.

    A comment in code is code, and one that does not end is text.

    >>> blanked("up %%or not%% `%%`")
    'up            `%%`'
    """
    if not may_hide(text):
        return text
    pieces: list[str] = []
    at = 0
    for start, end in _comments(text):
        pieces += (text[at:start], _SIGN.sub(" ", text[start:end]))
        at = end
    return "".join((*pieces, text[at:]))


def _comments(text: str) -> Iterator[tuple[int, int]]:
    """Where each begins and ends. An end that is not there is searched once, whatever opens."""
    code: dict[int, list[int]] = {}
    for run in _CODE.finditer(text):
        code.setdefault(len(run.group()), []).append(run.start())
    endless: set[str] = set()
    at = 0
    while opening := _OPENING.search(text, at):
        at, sign = opening.end(), opening.group()
        if sign[0] == "`":
            same = code[len(sign)]
            closing = bisect_left(same, at)
            at = same[closing] + len(sign) if closing < len(same) else at
        elif sign not in endless:
            end = text.find(_ENDS[sign], at)
            if end < 0:
                endless.add(sign)
            else:
                at = end + len(_ENDS[sign])
                yield opening.start(), at


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
