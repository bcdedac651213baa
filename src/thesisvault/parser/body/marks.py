"""What an inline text holds for us: its links and its tags, in order, each with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum, auto

from markdown_it.token import Token
from msgspec import Struct

from thesisvault.parser.rules.tag import ends_white, is_tag_name

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")


class MarkKind(IntEnum):
    """What a mark is."""

    WIKILINK = auto()
    EMBED = auto()
    MARKDOWN = auto()
    IMAGE = auto()
    TAG = auto()
    DIGITS = auto()
    """Written as a tag, and none, since it is all digits."""


class Mark(Struct, gc=False):
    """A link or a tag."""

    kind: MarkKind
    content: str
    """The inside of a wikilink, the address of a Markdown link, the name of a tag."""
    start: int
    """Its place in the text, up to `end`."""
    end: int
    display: str = ""
    """What is between the brackets of a Markdown link."""


def marks_of(children: Sequence[Token], text: str) -> list[Mark]:
    """The marks among the inline tokens of `text`."""
    marks: list[Mark] = []
    may_start_tag = True
    for child in children:
        match child.type:
            case "text":
                may_start_tag = ends_white(child.content) if child.content else may_start_tag
            case "text_special":
                # An escape ends a text in Obsidian, an entity is part of one.
                may_start_tag = child.info == "escape"
            case "tag":
                if may_start_tag:
                    may_start_tag = is_tag_name(child.content)
                    kind = MarkKind.TAG if may_start_tag else MarkKind.DIGITS
                    marks.append(_mark(kind, child.content, child))
            case "wikilink":
                kind = MarkKind.EMBED if child.meta["embed"] else MarkKind.WIKILINK
                marks.append(_mark(kind, child.content, child))
                may_start_tag = True
            case "link_open" | "image":
                if "start" in child.meta:  # else it is an address in angle brackets
                    marks += _markdown_link(child, text)
                may_start_tag = True
            case _:
                may_start_tag = True
    return marks


def _mark(kind: MarkKind, content: str, child: Token) -> Mark:
    return Mark(kind, content, child.meta["start"], child.meta["end"])


def _markdown_link(child: Token, text: str) -> list[Mark]:
    start, end = child.meta["start"], child.meta["end"]
    if text[end - 1] != ")":
        return []  # a reference: Obsidian keeps those apart from links
    if child.type == "image":
        return link_marks(True, child.content, str(child.attrs["src"]), start, end)
    display = text[start + 1 : child.meta["label"]]
    return link_marks(False, display, str(child.attrs["href"]), start, end)


def link_marks(is_image: bool, display: str, address: str, start: int, end: int) -> list[Mark]:
    """A Markdown link, or nothing where its address is empty or external."""
    if not address or _SCHEME.match(address):
        return []
    kind = MarkKind.IMAGE if is_image else MarkKind.MARKDOWN
    return [Mark(kind, address, start, end, display)]
