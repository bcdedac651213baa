"""What our rules make of a note's tokens before they are HTML: comments, callouts, anchors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from thesisvault.parser.rules import callout, comment, destination, highlight, label, tag, wikilink


def install(md: MarkdownIt) -> None:
    """Add the rules of a note; each looks at the page's clock, so that none runs for ever."""
    for rule in (callout, comment, tag, wikilink, highlight, label, destination):
        rule.install(md)
    md.inline.ruler.before("text", "clock", _clock)
    md.block.ruler.before("table", "clock", _block_clock)
    md.inline.ruler.before("emphasis", "inline_comment", _comment("%%", "%%"))
    md.inline.ruler.before("autolink", "html_comment", _comment("<!--", "-->"))
    md.block.ruler.before("table", "html_comment", _html_comment, {"alt": ["paragraph"]})


def _clock(state: StateInline, silent: bool) -> bool:
    state.env["page"].check()
    return False


def _block_clock(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    state.env["page"].check()
    return False


def _html_comment(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """``<!-- … -->`` on lines of its own is shown to nobody; our markers are such."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if state.is_code_block(start_line) or not state.src.startswith("<!--", start):
        return False
    line = start_line
    while line < end_line and "-->" not in state.src[state.bMarks[line] : state.eMarks[line]]:
        line += 1
    if line == end_line:
        return False
    last = state.src[state.bMarks[line] : state.eMarks[line]].rstrip()
    if not last.endswith("-->"):
        return False
    if not silent:
        token = state.push("marker", "", 0)
        token.content = state.src[start + 4 : state.eMarks[line]].strip()
        state.line = line + 1
    return True


def _comment(opening: str, closing: str) -> Callable[[StateInline, bool], bool]:
    """A rule for what stands between two marks within a text: it is shown to nobody."""

    def rule(state: StateInline, silent: bool) -> bool:
        if not state.src.startswith(opening, state.pos):
            return False
        end = state.src.find(closing, state.pos + len(opening), state.posMax)
        if end < 0:
            return False
        if not silent:
            state.push("comment", "", 0)
        state.pos = end + len(closing)
        return True

    return rule


def shaped(tokens: list[Token], env: dict[str, Any]) -> list[Token]:
    """Comments cut, callouts named, alignment as a class: none of it needs a style."""
    found: list[Token] = []
    hidden = 0
    title = env["page"].place.title
    if tokens and tokens[0].tag == "h1" and tokens[1].content.strip() == title:
        tokens = tokens[3:]  # the page's own heading says it
    for at, token in enumerate(tokens):
        if token.type == "marker":
            begins, ends = token.content.startswith("thesis:"), token.content.startswith("/thesis:")
            hidden = 0 if ends else 1 if begins and env["page"].place.plain else hidden
        elif token.type == "comment_open":
            hidden += 1
        elif token.type == "comment_close":
            hidden -= 1
        elif not hidden:
            if token.type == "blockquote_open":
                _name_callout(token, tokens[at + 1 : at + 3])
            found.append(_placed(token, env["offset"]))
    return found


def _name_callout(quote: Token, below: Sequence[Token]) -> None:
    inline = below[1] if len(below) > 1 and below[1].type == "inline" else None
    match = callout.TITLE.match(inline.content) if inline else None
    if match is None or inline is None:
        return
    quote.attrSet("class", "callout")
    title = match.group(2).strip() or match.group(1).strip().capitalize()
    below[0].attrSet("class", "callout-title")
    inline.content = title
    if not match.group(2).strip():
        word = Token("text", "", 0, content=title)
        inline.children = [word]
    elif inline.children:
        _cut_mark(inline.children, match.start(2))


def _cut_mark(children: list[Token], length: int) -> None:
    """Take ``[!info]`` away from the front of a title's tokens."""
    while children and length > 0:
        text = children[0].content
        if children[0].type != "text" or len(text) > length:
            children[0].content = text[length:] if children[0].type == "text" else text
            return
        length -= len(text)
        children.pop(0)


def _placed(token: Token, offset: int) -> Token:
    if offset >= 0 and token.map is not None and token.nesting == 1 and token.type != "inline":
        token.attrSet("data-line", str(token.map[0] + offset + 1))
    style = token.attrs.pop("style", None)
    if isinstance(style, str) and style.startswith("text-align:"):
        token.attrJoin("class", {"right": "num", "center": "mid"}.get(style[11:], ""))
    return token
