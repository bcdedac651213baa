"""Where a link's target is in a note's bytes, and how a new one is written in its place.

All else of a link (marks, white space, display text, subpath, quotes) keeps its bytes.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from functools import cached_property
from urllib.parse import quote, unquote

from markdown_it.common.utils import unescapeAll
from markdown_it.helpers import parseLinkDestination
from msgspec import Struct

from thesisvault.graph.folding import fold
from thesisvault.graph.names import Names
from thesisvault.model.note import Link, LinkKind, Scalar
from thesisvault.model.text import Span, TextEdit
from thesisvault.parser.decoding import decode
from thesisvault.parser.frontmatter import read_front_matter
from thesisvault.parser.property_links import TextLink, links_in, scalars, unquoted
from thesisvault.parser.rules import wikilink

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_AFTER_ADDRESS = re.compile(
    r"""(?:\s+(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\((?:\\.|[^()\\])*\)))?\s*\)""", re.DOTALL
)
_NON_ASCII_ENCODED = re.compile(r"%[89a-fA-F][0-9a-fA-F]")


class Source:
    """A note's bytes as text, with the reader's lines and columns."""

    def __init__(self, data: bytes) -> None:
        """Raises `UnicodeDecodeError`: what is no UTF-8 is never written."""
        self.text = data.decode("utf-8")
        self._starts = [0, *(at + 1 for at, char in enumerate(self.text) if char == "\n")]
        self._mark = self.text.startswith("\ufeff")

    def offset(self, line: int, column: int) -> int:
        """The place of a reader's line and column: it sees no byte-order mark."""
        start = self._starts[min(line, len(self._starts) - 1)]
        return min(start + column + (self._mark and line == 0), len(self.text))

    def scalar(self, span: Span) -> Scalar | None:
        """The text in the front matter that a span lies in."""
        at = bisect_right(self._scalars, (span.line, span.column), key=_start) - 1
        return self._scalars[at] if at >= 0 else None

    @cached_property
    def _scalars(self) -> list[Scalar]:
        front = read_front_matter(decode(self.text.encode())[0])
        return sorted(
            (item for prop in front.properties for item in scalars(prop.value)), key=_start
        )

    def slice(self, span: Span) -> str:
        """What stands at a span, as written."""
        begin, end = self._range(span)
        return self.text[begin:end]

    def span(self, start: int, end: int) -> Span:
        """The span of text[start:end]."""
        return Span(*self._place(start), *self._place(end))

    def apply(self, edits: Iterable[TextEdit]) -> bytes:
        """The bytes with all edits made; raises `ValueError` where two of them overlap."""
        return self._edited(0, len(self.text), edits).encode("utf-8")

    def replaced(self, span: Span, edits: Iterable[TextEdit]) -> str:
        """What stands at a span after edits that lie in it."""
        return self._edited(*self._range(span), edits)

    def _edited(self, at: int, last: int, edits: Iterable[TextEdit]) -> str:
        pieces = []
        for begin, end, text in sorted((*self._range(edit.span), edit.text) for edit in edits):
            if begin < at:
                raise ValueError("two edits overlap")
            pieces += [self.text[at:begin], text]
            at = end
        return "".join((*pieces, self.text[at:last]))

    def _range(self, span: Span) -> tuple[int, int]:
        return self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset) - 1
        return line, offset - self._starts[line] - (self._mark and line == 0)


def _start(scalar: Scalar) -> tuple[int, int]:
    return scalar.span.line, scalar.span.column


class Form(Enum):
    """How a target is spelled where it stands."""

    WIKI = "[[…]]"
    POINTED = "(<…>)"
    BARE = "(…)"


class Place(Struct, frozen=True):
    """The target of one link: text[start:end] of its source, as `written`."""

    start: int
    end: int
    form: Form
    written: str
    quote: str = ""
    """The mark around the property's text that it is in."""


def locate(source: Source, link: Link) -> Place | None:
    """The target's place, or None where what stands at the span does not read as the link."""
    if link.kind is LinkKind.PROPERTY:
        return _in_property(source, link)
    begin = source.offset(link.span.line, link.span.column)
    raw = source.slice(link.span)
    if raw.startswith(("[[", "![[")) and raw.endswith("]]"):
        head = raw.index("[[") + 2
        found = _in_wikilink(raw[head:-2], range(head, len(raw) - 1), link)
    else:
        found = _in_markdown_link(raw, link)
    if found is None:
        return None
    start, end, form = found
    return Place(begin + start, begin + end, form, raw[start:end])


_Found = tuple[int, int, Form]


def _in_wikilink(inner: str, where: Sequence[int], link: Link) -> _Found | None:
    """`where[i]` is the place of inner[i] in the source, with one more for the end."""
    wanted = (link.target, link.subpath, link.display)
    for text, places in ((inner, where), _without_table_escapes(inner, where)):
        if wikilink.split(text) == wanted:
            pipe = text.find("|", 1)
            target = (text if pipe < 0 else text[:pipe]).partition("#")[0]
            lead = len(target) - len(target.lstrip())
            return places[lead], places[lead + len(link.target)], Form.WIKI
    return None


def _without_table_escapes(inner: str, where: Sequence[int]) -> tuple[str, list[int]]:
    text, places, at = [], [], 0
    while at < len(inner):
        places.append(where[at])
        at += inner.startswith("\\|", at)
        text.append(inner[at])
        at += 1
    return "".join(text), [*places, where[len(inner)]]


def _in_property(source: Source, link: Link) -> Place | None:
    """The target in the text of a property, which may hold other links, too."""
    scalar = source.scalar(link.span)
    if scalar is None:
        return None
    begin, raw = source.offset(scalar.span.line, scalar.span.column), source.slice(scalar.span)
    is_quoted = raw[:1] in ("'", '"')
    text, where = (raw, range(len(raw) + 1)) if "\n" in raw else unquoted(raw)
    start = source.offset(link.span.line, link.span.column)
    places = []
    for item in links_in(text):
        if link.span != scalar.span and begin + where[item.start] != start:
            continue
        if found := _in_text(text, item, link):
            first, last, form = (begin + where[found[0]], begin + where[found[1]], found[2])
            written = source.text[first:last]
            places.append(Place(first, last, form, written, raw[0] if is_quoted else ""))
    return places[0] if len(places) == 1 else None


def _in_text(text: str, item: TextLink, link: Link) -> _Found | None:
    raw = text[item.start : item.end]
    if raw.startswith("[["):
        return _in_wikilink(raw[2:-2], range(item.start + 2, item.end - 1), link)
    if found := _in_markdown_link(raw, link):
        return item.start + found[0], item.start + found[1], found[2]
    return None


def _in_markdown_link(raw: str, link: Link) -> _Found | None:
    """The first ``](`` behind which an address and the link's end stand is the link's own."""
    opening = raw.find("](")
    while opening >= 0:
        start = opening + 2
        start += len(raw[start:]) - len(raw[start:].lstrip())
        address = parseLinkDestination(raw, start, len(raw))
        if address.ok and _AFTER_ADDRESS.fullmatch(raw, address.pos):
            pointed = raw[start] == "<"
            begin, end = start + pointed, address.pos - pointed
            cut = _subpath_start(raw[begin:end], link)
            if cut is not None:
                return begin, begin + cut, Form.POINTED if pointed else Form.BARE
        opening = raw.find("](", opening + 2)
    return None


def _subpath_start(address: str, link: Link) -> int | None:
    hashes = [at for at, char in enumerate(address) if char == "#"]
    for cut in (*hashes, len(address)):
        read = (unquote(unescapeAll(address[:cut])), unquote(unescapeAll(address[cut:])))
        if read == (link.target, link.subpath):
            return cut
    return None


def write_target(place: Place, target: str) -> str | None:
    """`target` in the spelling of the one it replaces; None where that cannot say it."""
    if place.form is not Form.WIKI:
        text = _address(target, place.written, pointed=place.form is Form.POINTED)
    else:
        whole = wikilink.split(target) == (target, "", None) and target.isprintable()
        if not target or not whole or "[[" in target or "]]" in target or target.endswith("]"):
            return None
        text = target
    if place.quote == "'":
        return text.replace("'", "''")
    return text.replace("\\", "\\\\").replace('"', '\\"') if place.quote else text


def _address(target: str, written: str, *, pointed: bool) -> str:
    encoded = set("%#\\<>|`")
    if not pointed and not _balanced(target):
        encoded |= set("()")
    if unescapeAll(target) != target:
        encoded.add("&")
    if _SCHEME.match(target):
        encoded.add(":")
    spaced = pointed and ("%20" not in written or " " in written)
    all_ascii = _NON_ASCII_ENCODED.search(written) is not None
    return "".join(
        quote(char, safe="")
        if char in encoded
        or ((char.isspace() or not char.isprintable()) and not (char == " " and spaced))
        or (all_ascii and not char.isascii())
        else char
        for char in target
    )


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return False
    return depth == 0


def targets(link: Link, old: str, new: str, source: str) -> Iterator[str]:
    """What may be in `link` so that it leads to `new`, best first; some may lead elsewhere.

    `old` is the file the link led to, `new` where that file is now, `source` the path of the
    note that the link is in now. A bare name stays bare, a whole path whole, a relative
    path relative; the ending stays where it was written.
    """
    name = old.rpartition("/")[2]
    with_ending = fold(link.target).rpartition("/")[2] == fold(name)
    short = new if with_ending or not new.lower().endswith(".md") else new[:-3]
    for path in dict.fromkeys((short, new)):
        parts = path.split("/")
        ends = ["/".join(parts[-count:]) for count in range(1, len(parts) + 1)]
        relative = relative_target(path, source)
        if link.target.startswith("/"):
            forms = ["/" + path, *ends]
        elif link.target.startswith(("./", "../")):
            forms = [relative, *ends, "/" + path]
        else:
            count = link.target.count("/")
            whole = count > 0 and fold(link.target) in (fold(old), fold(old[:-3]))
            least = len(ends) - 1 if whole else min(count, len(ends) - 1)
            forms = [*ends[least:], *ends[:least], "/" + path, relative]
        yield from dict.fromkeys(forms)


def find_target(
    place: Place, link: Link, old: str, new: str, source: str, names: Names
) -> str | None:
    """The text to write at `place` so that the link leads to `new`, or None."""
    for target in targets(link, old, new, source):
        if names.resolve(target, source) == new:
            text = write_target(place, target)
            if text is not None:
                return text
    return None


def targets_for(path: str) -> Iterator[str]:
    """What a new link to a note may say, the shortest first."""
    parts = path.removesuffix(".md").split("/")
    yield from ("/".join(parts[-count:]) for count in range(1, len(parts) + 1))


def relative_target(path: str, source: str) -> str:
    """A path of the vault as a note at `source` names it, beginning with ``./`` or ``../``."""
    relative = posixpath.relpath("/" + path, "/" + posixpath.dirname(source))
    return relative if relative.startswith("../") else "./" + relative
