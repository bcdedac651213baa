"""One inline text: its links, its tags, and what a reader sees of it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import unquote

from markdown_it.token import Token
from msgspec import Struct, field

from thesisvault.model.note import Link, LinkKind, Tag
from thesisvault.model.text import Diagnostic, Severity
from thesisvault.parser import scan
from thesisvault.parser.blocks import Blocks
from thesisvault.parser.marks import Mark, MarkKind, marks_of
from thesisvault.parser.positions import Positions
from thesisvault.parser.rules import wikilink


class InlineText:
    """One inline text of a body, read no further than is asked, and quickly where that is safe."""

    __slots__ = ("_blocks", "_token", "content", "marks")

    def __init__(self, token: Token, blocks: Blocks) -> None:
        """`token` is one of `blocks`."""
        self._token, self._blocks = token, blocks
        self.content = token.content
        quick = scan.scan(self.content) if blocks.is_plain else None
        self.marks = marks_of(blocks.children(token), self.content) if quick is None else quick
        """Its links and tags, in order."""

    @property
    def text(self) -> str:
        """What a reader sees of it."""
        quick = scan.plain(self.content, self.marks) if self._blocks.is_plain else None
        return plain_text(self._blocks.children(self._token)) if quick is None else quick


class InlineContents(Struct):
    """What one inline text holds, in order."""

    links: list[Link] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    """Where each link stands in the token's content."""
    tags: list[Tag] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)


_KINDS = {
    MarkKind.WIKILINK: LinkKind.WIKILINK,
    MarkKind.EMBED: LinkKind.EMBED,
    MarkKind.MARKDOWN: LinkKind.MARKDOWN,
    MarkKind.IMAGE: LinkKind.EMBED,
}


def read_marks(marks: Sequence[Mark], places: Positions, *, managed: bool) -> InlineContents:
    """The links and tags that `marks` are; `managed` says that the links are ours."""
    found = InlineContents()
    for mark in marks:
        span = places.span(mark.start, mark.end)
        if mark.kind is MarkKind.TAG:
            found.tags.append(Tag(mark.content, span))
        elif mark.kind is MarkKind.DIGITS:
            message = (
                f"`#{mark.content}` is no tag, since it is all digits. "
                f"Give it a letter or a dash: `#y{mark.content}`."
            )
            found.diagnostics.append(Diagnostic("tag-digits", Severity.INFO, message, span))
        else:
            target, subpath, display = _parts(mark)
            link = Link(_KINDS[mark.kind], target, subpath, display, span, managed)
            found.links.append(link)
            found.places.append((mark.start, mark.end))
    return found


def _parts(mark: Mark) -> tuple[str, str, str | None]:
    if mark.kind is MarkKind.WIKILINK or mark.kind is MarkKind.EMBED:
        return wikilink.split(mark.content)
    target, hash_sign, subpath = mark.content.partition("#")
    return unquote(target), unquote(hash_sign + subpath), mark.display or None


def plain_text(children: Sequence[Token]) -> str:
    """What a reader sees of these inline tokens: marks gone, links by their display text."""
    pieces = []
    for child in children:
        if child.type == "wikilink":
            pieces.append(wikilink.shown(child.content))
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
