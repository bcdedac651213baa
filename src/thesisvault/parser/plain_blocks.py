"""The two blocks that most notes are made of, in their plainest form.

Each rule takes a block only where the library's own rules would push the same tokens, and
otherwise leaves it to them.
"""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock, paragraph

from thesisvault.parser.blocks import BlockToken

_ITEM = re.compile(
    r"""[-+*]\ (?=
        [^\s\[*_0-9\#`~$%<>+-]                # what begins no block,
        | \[(?!.*\]:) | [*_]{1,3}[^\s*_]      # a bracket that defines nothing, an emphasis,
        | [0-9]{1,9}[^0-9.)] | \#[^\s\#]      # a figure, a tag,
        | `[^`] | ~[^~] | \$[^$] | %[^%]      # and too few marks for a fence
    ).*\S\Z""",
    re.VERBOSE,
)
"""A list item of one line, whose text is a paragraph and nothing else."""


def one_line(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    """A paragraph that ends with its first line: it is no heading with a line drawn below.

    A blank line below ends it, or in a list the next item.
    """
    below = line + 1
    if below < state.lineMax and not state.isEmpty(below):
        if not 0 <= state.sCount[below] < state.blkIndent:
            return False
        state.parentType = "paragraph"
        (ends,) = state.md.block.ruler.getRules("paragraph")
        if not ends(state, below, state.lineMax, True):
            return False
    # The rule for headings leaves this behind, and paragraphs put it back as they found it.
    state.parentType = "paragraph"
    text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
    if text[0].isspace() or text[-1].isspace():
        return paragraph(state, line, end_line, silent)
    _push_paragraph(state, line, text, state.level, hidden=False)
    state.line = below
    return True


def flat_list(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    """A list of items of one line each, with nothing but a blank line or the end below it."""
    if silent or state.level + 2 >= state.md.options.maxNesting:
        return False
    src, indent = state.src, state.sCount[line]
    marker = src[state.bMarks[line] + state.tShift[line]]
    texts: list[str] = []
    end = line
    while end < end_line and not state.isEmpty(end):
        text = src[state.bMarks[end] + state.tShift[end] : state.eMarks[end]]
        if state.sCount[end] != indent or text[0] != marker or not _ITEM.match(text):
            return False
        texts.append(text[2:])
        end += 1
    # A blank line is part of the item above it, and what is indented below it may be, too.
    behind = end
    if end < end_line:
        behind = end + 1 if end + 1 >= end_line else state.skipEmptyLines(end + 1)
        if behind < end_line:
            first = state.bMarks[behind] + state.tShift[behind]
            if state.sCount[behind] >= indent + 2 or src[first : first + 1] in "-+*":
                return False
    elif end < state.lineMax and not state.isEmpty(end):
        return False
    _push_list(state, line, texts, behind, marker)
    state.line = behind
    return True


def _push_list(state: StateBlock, line: int, texts: list[str], behind: int, marker: str) -> None:
    state.push("bullet_list_open", "ul", 1)
    opening = state.tokens[-1]
    opening.map, opening.markup = [line, behind], marker
    level, last = state.level, line + len(texts) - 1
    tokens: list[object] = state.tokens  # type: ignore[assignment]
    for number, text in enumerate(texts, line):
        place = [number, behind if number == last else number + 1]
        tokens.append(BlockToken("list_item_open", "li", 1, place, level, markup=marker))
        _push_paragraph(state, number, text, level + 1, hidden=True)
        tokens.append(BlockToken("list_item_close", "li", -1, None, level, markup=marker))
    state.push("bullet_list_close", "ul", -1).markup = marker


def _push_paragraph(state: StateBlock, line: int, text: str, level: int, *, hidden: bool) -> None:
    tokens: list[object] = state.tokens  # type: ignore[assignment]
    place = [line, line + 1]
    tokens += (
        BlockToken("paragraph_open", "p", 1, place, level, hidden=hidden),
        BlockToken("inline", "", 0, place, level + 1, text, []),
        BlockToken("paragraph_close", "p", -1, None, level, hidden=hidden),
    )
