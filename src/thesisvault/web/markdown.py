"""A note as HTML that can do nothing: our own rules, then an allow-list.

Raw HTML is text, a remote picture is a link, a picture of the vault is one of our own addresses.
Every line keeps its number as an anchor, ``#L12``, so that what cites it can lead to it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup, escape
from msgspec import Struct

from thesisvault.parser.decoding import decode
from thesisvault.parser.frontmatter import read_front_matter
from thesisvault.parser.rules import callout, comment, destination, highlight, label, tag, wikilink
from thesisvault.parser.rules.depth import DEEPEST, BoundedBlocks

LARGEST = 1 << 20
"""Bytes of a note that are shown; what follows is left out, and said to be."""
LONGEST = 2.0
"""Seconds of rendering; a note that takes longer is shown as its text."""
DEEPEST_EMBED, MOST_EMBEDS = 3, 20
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp")
SCHEMES = frozenset({"http", "https", "mailto"})
_BLOCK_ID = re.compile(r"(?:^|\s)\^[A-Za-z0-9-]+$")
_TAGS = frozenset(
    (
        *("a", "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre"),
        *("code", "em", "strong", "s", "mark", "table", "thead", "tbody", "tr", "th", "td", "hr"),
        *("br", "img", "span", "div"),
    )
)
_ATTRIBUTES = {
    "*": {"class", "id"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
}


class TooLong(Exception):
    """Rendering has taken longer than anybody waits."""


class Place(Struct, frozen=True):
    """How a note's links are followed."""

    path: str
    resolve: Callable[[str, str], str | None]
    """The file that a target, as written in a note, leads to."""
    note: Callable[[str, str], str | None]
    """The address of a note's page, with a heading; None where it has none."""
    file: Callable[[str], str | None]
    search: Callable[[str], str | None]
    """The address of the search for a tag; None where there is none."""
    read: Callable[[str], bytes | None]
    title: str = ""
    """What the page is called: a first heading that says the same is left out."""
    plain: bool = False
    """Whether to leave out what our markers enclose: the page says it by itself."""


class Rendered(Struct, frozen=True):
    """A note's front matter by line, its body, and what is said of how it is shown."""

    properties: tuple[tuple[int, Markup], ...]
    body: Markup
    said: str = ""


def render(data: bytes, place: Place) -> Rendered:
    """A note as HTML; one that is too long, or takes too long, as its text."""
    said = ""
    if len(data) > LARGEST:
        said = "The note is larger than 1 MB: what follows after its first MB is left out."
        text, _ = decode(data[:LARGEST])
        return Rendered((), _plain(text), said)
    text, _ = decode(data)
    lines = text.split("\n")
    front = read_front_matter(text).body_line
    page = _Page(place, time.monotonic() + LONGEST)
    try:
        body = page.body("\n".join(lines[front:]), front, place.path)
        properties = tuple(
            (number, page.line(line, place.path))
            for number, line in enumerate(lines[1 : front - 1], 2)
            if line.strip() and line.strip() not in ("---", "...")
        )
    except (TooLong, RecursionError):
        return Rendered((), _plain(text), "It takes long to render, so it is shown as its text.")
    return Rendered(properties, body, said)


def _plain(text: str) -> Markup:
    rows = "\n".join(
        f'<span id="L{number}">{line}</span>'
        for number, line in enumerate(str(escape(text)).split("\n"), 1)
    )
    return Markup(f'<pre class="plain-text">{rows}</pre>')


class _Page:
    """One page's rendering: the time it has, and the notes that are embedded in it."""

    def __init__(self, place: Place, until: float) -> None:
        self.place, self.until = place, until
        self.embedded = 0

    def body(self, text: str, offset: int, path: str, above: tuple[str, ...] = ()) -> Markup:
        """The HTML of a body that begins behind so many lines; of an embedded one, unnumbered."""
        env: dict[str, Any] = {"page": self, "path": path, "offset": offset, "above": above}
        md = _reader()
        html = md.renderer.render(_shaped(md.parse(text, env), env), md.options, env)
        return _clean(html)

    def line(self, text: str, path: str) -> Markup:
        """One line of front matter, its links followed."""
        env: dict[str, Any] = {"page": self, "path": path, "offset": -1, "above": ()}
        parts = []
        rest = text
        while (start := rest.find("[[")) >= 0:
            inner = wikilink.inner_at(rest, start, len(rest))
            if inner is None:
                break
            parts += [str(escape(rest[:start])), _wikilink(inner, False, env)]
            rest = rest[start + len(inner) + 4 :]
        return _clean("".join((*parts, str(escape(rest)))))

    def check(self) -> None:
        """Raise `TooLong` where the time is over."""
        if time.monotonic() > self.until:
            raise TooLong

    def address(self, target: str, path: str, subpath: str = "") -> tuple[str | None, str | None]:
        """The file that a target leads to, and its page's address."""
        found = self.place.resolve(target, path) if target else path
        if found is None:
            return None, None
        if found.lower().endswith(".md"):
            return found, self.place.note(found, subpath)
        return found, self.place.file(found)


@cache
def _reader() -> MarkdownIt:
    """HTML off, nothing linked by itself, no typography: what is written is what is shown."""
    options = {"html": False, "linkify": False, "typographer": False, "maxNesting": DEEPEST}
    md = MarkdownIt("commonmark", options, renderer_cls=_Renderer)
    md.block = BoundedBlocks()
    md.configure("commonmark", options).enable(["table", "strikethrough"])
    md.disable(["html_block", "html_inline"])
    for rule in (callout, comment, tag, wikilink, highlight, label, destination):
        rule.install(md)
    md.inline.ruler.before("text", "clock", _clock)
    md.block.ruler.before("table", "clock", _block_clock)
    md.inline.ruler.before("emphasis", "inline_comment", _comment("%%", "%%"))
    md.inline.ruler.before("autolink", "html_comment", _comment("<!--", "-->"))
    md.block.ruler.before("table", "html_comment", _html_comment, {"alt": ["paragraph"]})
    md.validateLink = lambda url: True  # type: ignore[method-assign] # judged by `_link`
    return md


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


def _shaped(tokens: list[Token], env: dict[str, Any]) -> list[Token]:
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


class _Renderer(RendererHTML):
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
        return _wikilink(tokens[at].content, tokens[at].meta["embed"], env)

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


def _wikilink(inner: str, embed: bool, env: dict[str, Any]) -> str:
    target, subpath, display = wikilink.split(inner)
    page: _Page = env["page"]
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
    page: _Page = env["page"]
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
    html = _inner(page, body, path, above)
    return str(Markup('</p><div class="embed"><div class="embed-title">{}</div>').format(link)) + (
        f"{html}</div><p>"
    )


def _inner(page: _Page, body: str, path: str, above: tuple[str, ...]) -> str:
    env: dict[str, Any] = {"page": page, "path": path, "offset": -1, "above": above}
    md = _reader()
    return str(md.renderer.render(_shaped(md.parse(body, env), env), md.options, env))


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


def _clean(html: str) -> Markup:
    """What the allow-list leaves; our own rules should have left nothing else."""
    return Markup(
        nh3.clean(
            html,
            tags=set(_TAGS),
            attributes={name: set(known) for name, known in _ATTRIBUTES.items()},
            url_schemes=set(SCHEMES),
            link_rel="noopener noreferrer",
        )
    )


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
