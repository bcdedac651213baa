"""Where a link's target stands in a note's bytes, and how a new one is written in its place.

All else of a link (marks, white space, display text, subpath, quotes) keeps its bytes.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from urllib.parse import quote, unquote

from markdown_it.common.utils import unescapeAll
from markdown_it.helpers import parseLinkDestination
from msgspec import Struct

from thesisvault.graph.folding import fold
from thesisvault.graph.names import Names
from thesisvault.model.note import Link, LinkKind
from thesisvault.model.text import Span, TextEdit
from thesisvault.parser.rules import wikilink

_WIKILINK = re.compile(r"\[\[((?:(?!\]\]|\[\[).)+)\]\]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_AFTER_ADDRESS = re.compile(
    r"""(?:\s+(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\((?:\\.|[^()\\])*\)))?\s*\)""", re.DOTALL
)
_NON_ASCII_ENCODED = re.compile(r"%[89a-fA-F][0-9a-fA-F]")
_YAML_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)")
_YAML_NAMED = {
    **{"0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r"},
    **{"e": "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\", "_": "\xa0", "\t": "\t"},
}


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


class Form(Enum):
    """How a target is spelled where it stands."""

    PLAIN = "[[…]]"
    SINGLE = "'[[…]]'"
    DOUBLE = '"[[…]]"'
    POINTED = "(<…>)"
    BARE = "(…)"


class Place(Struct, frozen=True):
    """The target of one link: text[start:end] of its source, as `written`."""

    start: int
    end: int
    form: Form
    written: str


def locate(source: Source, link: Link) -> Place | None:
    """The target's place, or None where what stands at the span does not read as the link."""
    begin = source.offset(link.span.line, link.span.column)
    raw = source.slice(link.span)
    if link.kind is LinkKind.PROPERTY:
        found = _in_scalar(raw, link)
    elif raw.startswith(("[[", "![[")) and raw.endswith("]]"):
        head = raw.index("[[") + 2
        found = _in_wikilink(raw[head:-2], range(head, len(raw) - 1), Form.PLAIN, link)
    else:
        found = _in_markdown_link(raw, link)
    if found is None:
        return None
    start, end, form = found
    return Place(begin + start, begin + end, form, raw[start:end])


_Found = tuple[int, int, Form]


def _in_wikilink(inner: str, where: Sequence[int], form: Form, link: Link) -> _Found | None:
    """`where[i]` is the place of inner[i] in the source, with one more for the end."""
    wanted = (link.target, link.subpath, link.display)
    for text, places in ((inner, where), _without_table_escapes(inner, where)):
        if wikilink.split(text) == wanted:
            pipe = text.find("|", 1)
            target = (text if pipe < 0 else text[:pipe]).partition("#")[0]
            lead = len(target) - len(target.lstrip())
            return places[lead], places[lead + len(link.target)], form
    return None


def _without_table_escapes(inner: str, where: Sequence[int]) -> tuple[str, list[int]]:
    text, places, at = [], [], 0
    while at < len(inner):
        places.append(where[at])
        at += inner.startswith("\\|", at)
        text.append(inner[at])
        at += 1
    return "".join(text), [*places, where[len(inner)]]


def _in_scalar(raw: str, link: Link) -> _Found | None:
    form = {"'": Form.SINGLE, '"': Form.DOUBLE}.get(raw[:1], Form.PLAIN)
    if form is not Form.PLAIN and "\n" not in raw and raw[-1:] == raw[:1] and len(raw) > 1:
        text, where = _unquoted(raw)
        lead = len(text) - len(text.lstrip())
        match = _WIKILINK.fullmatch(text.strip())
        if match:
            end = lead + match.end(1)
            return _in_wikilink(match[1], where[lead + match.start(1) : end + 1], form, link)
    found = []
    for match in _WIKILINK.finditer(raw):
        places = range(match.start(1), match.end(1) + 1)
        if "\\" not in match.group(1) and (one := _in_wikilink(match[1], places, form, link)):
            found.append(one)
    return found[0] if len(found) == 1 else None


def _unquoted(raw: str) -> tuple[str, list[int]]:
    """What a quoted YAML scalar says, with the place of each of its characters."""
    text, where, at = [], [], 1
    while at < len(raw) - 1:
        where.append(at)
        if raw[0] == "'" and raw.startswith("''", at):
            text.append("'")
            at += 2
        elif raw[0] == '"' and (match := _YAML_ESCAPE.match(raw, at)):
            code = match.group()[1:]
            char = _YAML_NAMED.get(code) if len(code) == 1 else chr(int(code[1:], 16))
            text.append(char or "\ufffd")
            at = match.end()
        else:
            text.append(raw[at])
            at += 1
    return "".join(text), [*where, len(raw) - 1]


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
    if place.form in (Form.POINTED, Form.BARE):
        return _address(target, place.written, pointed=place.form is Form.POINTED)
    whole = wikilink.split(target) == (target, "", None) and target.isprintable()
    if not target or not whole or "[[" in target or "]]" in target or target.endswith("]"):
        return None
    if place.form is Form.SINGLE:
        return target.replace("'", "''")
    if place.form is Form.DOUBLE:
        return target.replace("\\", "\\\\").replace('"', '\\"')
    return target


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
    """What may stand in `link` so that it leads to `new`, best first; some may lead elsewhere.

    `old` is the file the link led to, `new` where that file is now, `source` the path of the
    note that the link stands in now. A bare name stays bare, a whole path whole, a relative
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


def relative_target(path: str, source: str) -> str:
    """A path of the vault as a note at `source` names it, beginning with ``./`` or ``../``."""
    relative = posixpath.relpath("/" + path, "/" + posixpath.dirname(source))
    return relative if relative.startswith("../") else "./" + relative
