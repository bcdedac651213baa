"""What an inline text holds for us: its links and its tags, in order, each with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto

from markdown_it.token import Token
from msgspec import Struct

from thesisvault.parser.rules.tag import ends_white, is_tag_name

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")


class MarkKind(Enum):
    """What a mark is."""

    WIKILINK = auto()
    EMBED = auto()
    MARKDOWN = auto()
    IMAGE = auto()
    TAG = auto()
    DIGITS = auto()
    """Written as a tag, and none, since it is all digits."""


class Mark(Struct):
    """A link or a tag."""

    kind: MarkKind
    content: str
    """The inside of a wikilink, the address of a Markdown link, the name of a tag."""
    start: int
    """Its place in the text, up to `end`."""
    end: int
    display: str = ""
    """What stands between the brackets of a Markdown link."""


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
                link = _markdown_link(child, text)
                if link is not None:
                    marks.append(link)
                may_start_tag = True
            case _:
                may_start_tag = True
    return marks


def _mark(kind: MarkKind, content: str, child: Token, display: str = "") -> Mark:
    return Mark(kind, content, child.meta["start"], child.meta["end"], display)


def _markdown_link(child: Token, text: str) -> Mark | None:
    is_image = child.type == "image"
    address = str(child.attrs["src" if is_image else "href"])
    if not address or _SCHEME.match(address) or "start" not in child.meta:
        return None  # an external address, an autolink, or nothing at all
    start, end = child.meta["start"], child.meta["end"]
    if text[end - 1] != ")":
        return None  # a reference: Obsidian keeps those apart from links
    kind = MarkKind.IMAGE if is_image else MarkKind.MARKDOWN
    display = child.content if is_image else _between_brackets(text[start:end])
    return _mark(kind, address, child, display)


def _between_brackets(source: str) -> str:
    return source[1 : source.rindex("](")]
