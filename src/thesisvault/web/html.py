"""Tokens to HTML: links that may be followed, pictures of the vault, embedded notes, anchors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from thesisvault.parser.decoding import decode
from thesisvault.parser.frontmatter import read_front_matter
from thesisvault.parser.rules import wikilink

if TYPE_CHECKING:
    from thesisvault.web.markdown import Page

LARGEST = 1 << 20
"""Bytes of a note that are shown; what follows is left out, and said to be."""
DEEPEST_EMBED, MOST_EMBEDS = 3, 20
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp")
SCHEMES = frozenset({"http", "https", "mailto"})
_BLOCK_ID = re.compile(r"(?:^|\s)\^[A-Za-z0-9-]+$")


class Renderer(RendererHTML):
    """markdown-it's renderer, with our tokens; each line is anchored once."""

    def render(self, tokens: Sequence[Token], options: Any, env: Any) -> str:
        """The page; a line's anchor is that of the innermost block that begins on it."""
        blocks: dict[int, Token] = {}
        for token in tokens:
            line = token.attrs.pop("data-line", None)
            if line is not None and token.tag and not token.hidden:
                blocks[int(line)] = token
        for number, token in blocks.items():
            token.attrSet("id", f"L{number}")
        seen = set(blocks)
        for token in tokens:
            if token.type == "inline" and token.map and env["offset"] >= 0:
                number = token.map[0] + env["offset"] + 1
                for child in token.children or ():
                    if child.type in ("softbreak", "hardbreak"):
                        number += 1
                        child.meta = {"line": 0 if number in seen else number}
                        seen.add(number)
        return str(super().render(tokens, options, env))

    def wikilink(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """A link, or an embedded note or picture."""
        return link_to(tokens[at].content, tokens[at].meta["embed"], env)

    def tag(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """A tag leads to its search."""
        name = tokens[at].content
        where = env["page"].place.search(f"tag:#{name}")
        if where is None:
            return str(Markup('<span class="tag">#{}</span>').format(name))
        return str(Markup('<a class="tag" href="{}">#{}</a>').format(where, name))

    def comment(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """Nothing."""
        return ""

    def highlight_open(self, *_: Any) -> str:
        """``==``."""
        return "<mark>"

    def highlight_close(self, *_: Any) -> str:
        """``==``."""
        return "</mark>"

    def softbreak(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """A line's end, and the next line's anchor; Obsidian breaks lines where they are broken."""
        return _line_break(tokens[at])

    def hardbreak(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """The same."""
        return _line_break(tokens[at])

    def link_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """A link with an address that may be followed; any other is its text, marked."""
        href = _link(str(tokens[at].attrGet("href") or ""), env)
        if href is None:
            return '<span class="unresolved">'
        return str(Markup('<a href="{}">').format(href))

    def link_close(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """The end of either."""
        opened = _opening(tokens, at)
        href = _link(str(opened.attrGet("href") or ""), env) if opened else None
        return "</span>" if href is None else "</a>"

    def image(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """A picture of the vault; one that lies elsewhere would tell its server who reads."""
        source = str(tokens[at].attrGet("src") or "")
        alt = tokens[at].content or source
        return _picture(source, alt, env)

    def fence(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """Code, a line at a time."""
        return _code(tokens[at], env, 2)

    def code_block(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """The same."""
        return _code(tokens[at], env, 1)

    def text(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """Text; the box of a task is a sign, the id of a block is left out."""
        text = tokens[at].content
        if at == 0 and text[:1] == "[" and text[1:3] in (" ]", "x]", "X]"):
            box = "☐" if text[1] == " " else "☑"
            return str(Markup("{}{}").format(box, text[3:]))
        return str(escape(_BLOCK_ID.sub("", text) if at == len(tokens) - 1 else text))


def _line_break(token: Token) -> str:
    line = token.meta.get("line") if token.meta else None
    return f'<br>\n<span class="at" id="L{line}"></span>' if line else "<br>\n"


def _opening(tokens: Sequence[Token], close: int) -> Token | None:
    depth = 0
    for token in reversed(tokens[:close]):
        if token.type == "link_close":
            depth += 1
        elif token.type == "link_open":
            if depth == 0:
                return token
            depth -= 1
    return None


def _code(token: Token, env: dict[str, Any], first: int) -> str:
    lines = token.content.removesuffix("\n").split("\n")
    begin = (token.map[0] if token.map else 0) + env["offset"] + first
    if env["offset"] < 0:
        return str(Markup("<pre><code>{}</code></pre>\n").format("\n".join(lines)))
    rows = Markup("\n").join(
        Markup('<span class="at" id="L{}">{}</span>').format(begin + at, line)
        for at, line in enumerate(lines)
    )
    return str(Markup("<pre><code>{}</code></pre>\n").format(rows))


def _link(href: str, env: dict[str, Any]) -> str | None:
    """The address behind a Markdown link: in the vault, or of a harmless scheme; else None."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme in SCHEMES and (scheme == "mailto" or parts.netloc):
        return href
    if scheme or parts.netloc or href.startswith(("//", "\\")):
        return None
    target = unquote(parts.path)
    _, address = env["page"].address(target, env["path"], parts.fragment)
    return str(address) if address else None


def link_to(inner: str, embed: bool, env: dict[str, Any]) -> str:
    """A wikilink as a link, an embedded note or picture, or its text where nothing has its name."""
    target, subpath, display = wikilink.split(inner)
    page: Page = env["page"]
    found, address = page.address(target, env["path"], subpath)
    shown = display or wikilink.shown(inner)
    if found is None or address is None:
        return str(Markup('<span class="unresolved">{}</span>').format(shown))
    if embed and found.lower().endswith(PICTURES):
        return str(Markup('<img src="{}" alt="{}">').format(address, shown))
    if embed and found.lower().endswith(".md") and not subpath:
        return _embedded(found, address, shown, env)
    return str(Markup('<a href="{}">{}</a>').format(address, shown))


def _embedded(path: str, address: str, shown: str, env: dict[str, Any]) -> str:
    """The other note within this one; a circle, or one too many, is a link."""
    page: Page = env["page"]
    above = (*env["above"], env["path"])
    page.embedded += 1
    data = None
    if path not in above and len(above) <= DEEPEST_EMBED and page.embedded <= MOST_EMBEDS:
        data = page.place.read(path)
    link = Markup('<a href="{}">{}</a>').format(address, shown)
    if data is None or len(data) > LARGEST:
        return str(link)
    text, _ = decode(data)
    body = "\n".join(text.split("\n")[read_front_matter(text).body_line :])
    html = page.html(body, -1, path, above)
    return str(Markup('</p><div class="embed"><div class="embed-title">{}</div>').format(link)) + (
        f"{html}</div><p>"
    )


def _picture(source: str, alt: str, env: dict[str, Any]) -> str:
    try:
        parts = urlsplit(source)
    except ValueError:
        return str(escape(alt))
    if parts.scheme.lower() in ("http", "https") and parts.netloc:
        return str(Markup('<a class="remote" href="{}">{} ↗</a>').format(source, alt))
    if parts.scheme or parts.netloc or source.startswith("\\"):
        return str(Markup('<span class="unresolved">{}</span>').format(alt))
    found, address = env["page"].address(unquote(parts.path), env["path"])
    if found is None or address is None:
        return str(Markup('<span class="unresolved">{}</span>').format(alt))
    if found.lower().endswith(PICTURES):
        return str(Markup('<img src="{}" alt="{}">').format(address, alt))
    return str(Markup('<a href="{}">{}</a>').format(address, alt))


def sniffed(head: bytes) -> str | None:
    """The type of a picture by its first bytes; None for anything that is not shown as one."""
    for kind, starts in _KINDS:
        if head.startswith(starts):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return "image/avif" if head[4:12] in (b"ftypavif", b"ftypavis") else None


_KINDS: tuple[tuple[str, bytes | tuple[bytes, ...]], ...] = (
    ("image/png", b"\x89PNG\r\n\x1a\n"),
    ("image/jpeg", b"\xff\xd8\xff"),
    ("image/gif", (b"GIF87a", b"GIF89a")),
    ("image/bmp", b"BM"),
)
