"""One inline text: its links, its tags, and what a reader sees of it."""

from __future__ import annotations

import re
from urllib.parse import unquote

from markdown_it.token import Token
from msgspec import Struct, field

from thesisvault.model.note import Link, LinkKind, Tag
from thesisvault.model.text import Diagnostic, Severity
from thesisvault.parser.positions import Positions
from thesisvault.parser.rules import wikilink
from thesisvault.parser.rules.tag import ends_white, is_tag_name

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")


class InlineContents(Struct):
    """What one inline text holds, in order."""

    links: list[Link] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    """Where each link stands in the token's content."""
    tags: list[Tag] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)


def read_inline(token: Token, places: Positions, *, managed: bool) -> InlineContents:
    """The links and tags of an inline token; `managed` marks its links as ours."""
    found = InlineContents()
    may_start_tag = True
    for child in token.children or ():
        match child.type:
            case "text":
                may_start_tag = ends_white(child.content) if child.content else may_start_tag
            case "text_special":
                # An escape ends a text in Obsidian, an entity is part of one.
                may_start_tag = child.info == "escape"
            case "tag":
                span = places.span(child.meta["start"], child.meta["end"])
                if may_start_tag and is_tag_name(child.content):
                    found.tags.append(Tag(child.content, span))
                elif may_start_tag:
                    found.diagnostics.append(
                        Diagnostic(
                            "tag-digits",
                            Severity.INFO,
                            f"`#{child.content}` is no tag, since it is all digits. "
                            f"Give it a letter or a dash: `#y{child.content}`.",
                            span,
                        )
                    )
                    may_start_tag = False
            case "wikilink":
                target, subpath, display = wikilink.split(child.content)
                kind = LinkKind.EMBED if child.meta["embed"] else LinkKind.WIKILINK
                span = places.span(child.meta["start"], child.meta["end"])
                found.links.append(Link(kind, target, subpath, display, span, managed))
                found.places.append((child.meta["start"], child.meta["end"]))
                may_start_tag = True
            case "link_open" | "image":
                link = _markdown_link(child, token, places, managed)
                if link is not None:
                    found.links.append(link)
                    found.places.append((child.meta["start"], child.meta["end"]))
                may_start_tag = True
            case _:
                may_start_tag = True
    return found


def _markdown_link(child: Token, token: Token, places: Positions, managed: bool) -> Link | None:
    is_image = child.type == "image"
    address = str(child.attrs["src" if is_image else "href"])
    if not address or _SCHEME.match(address) or "start" not in child.meta:
        return None  # an external address, an autolink, or nothing at all
    start, end = child.meta["start"], child.meta["end"]
    if token.content[end - 1] != ")":
        return None  # a reference: Obsidian keeps those apart from links
    target, hash_sign, subpath = address.partition("#")
    display = child.content if is_image else _between_brackets(token.content[start:end])
    return Link(
        LinkKind.EMBED if is_image else LinkKind.MARKDOWN,
        unquote(target),
        unquote(hash_sign + subpath),
        display or None,
        places.span(start, end),
        managed,
    )


def _between_brackets(source: str) -> str:
    return source[1 : source.rindex("](")]


def plain_text(token: Token) -> str:
    """What a reader sees of an inline token: marks gone, links by their display text."""
    pieces = []
    for child in token.children or ():
        if child.type == "wikilink":
            target, subpath, display = wikilink.split(child.content)
            shown = target + subpath.replace("#", " > ") if target else subpath.lstrip("#")
            pieces.append(display or shown)
        elif child.type == "tag":
            pieces.append("#" + child.content)
        elif child.type in ("softbreak", "hardbreak"):
            pieces.append(" ")
        elif child.type == "bracket_open":
            pieces.append("[")
        elif child.type == "bracket_close":
            pieces.append("]")
        elif child.type != "html_inline":
            pieces.append(child.content)
    return "".join(pieces).strip()
