"""A note as HTML that can do nothing: our own rules, then an allow-list.

Raw HTML is text, a remote picture is a link, a picture of the vault is one of our own addresses.
Every line keeps its number as an anchor, ``#L12``, so that what cites it can lead to it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape
from msgspec import Struct

from thesisvault.parser.decoding import decode
from thesisvault.parser.frontmatter import read_front_matter
from thesisvault.parser.rules import wikilink
from thesisvault.parser.rules.depth import DEEPEST, BoundedBlocks
from thesisvault.web.html import LARGEST, SCHEMES, Renderer, link_to
from thesisvault.web.rules import install, shaped

LONGEST = 2.0
"""Seconds of rendering; a note that takes longer is shown as its text."""
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
    page = Page(place, time.monotonic() + LONGEST)
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


class Page:
    """One page's rendering: the time it has, and the notes that are embedded in it."""

    def __init__(self, place: Place, until: float) -> None:
        """`until` is a time of `time.monotonic`."""
        self.place, self.until = place, until
        self.embedded = 0

    def body(self, text: str, offset: int, path: str, above: tuple[str, ...] = ()) -> Markup:
        """The HTML of a body that begins behind so many lines; of an embedded one, unnumbered."""
        return _clean(self.html(text, offset, path, above))

    def html(self, text: str, offset: int, path: str, above: tuple[str, ...]) -> str:
        """The same before the allow-list, for what is embedded in it."""
        env: dict[str, Any] = {"page": self, "path": path, "offset": offset, "above": above}
        md = _reader()
        return str(md.renderer.render(shaped(md.parse(text, env), env), md.options, env))

    def line(self, text: str, path: str) -> Markup:
        """One line of front matter, its links followed."""
        env: dict[str, Any] = {"page": self, "path": path, "offset": -1, "above": ()}
        parts = []
        rest = text
        while (start := rest.find("[[")) >= 0:
            inner = wikilink.inner_at(rest, start, len(rest))
            if inner is None:
                break
            parts += [str(escape(rest[:start])), link_to(inner, False, env)]
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
    md = MarkdownIt("commonmark", options, renderer_cls=Renderer)
    md.block = BoundedBlocks()
    md.configure("commonmark", options).enable(["table", "strikethrough"])
    md.disable(["html_block", "html_inline"])
    install(md)
    md.validateLink = lambda url: True  # type: ignore[method-assign] # judged by `_link`
    return md


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
