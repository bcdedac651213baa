"""Links in properties: the one rule that finds them in a text, and where each of them stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

from markdown_it.common.utils import unescapeAll
from msgspec import Struct

from thesisvault.model.note import Link, LinkKind, Property, PropertyValue, Scalar
from thesisvault.model.text import Span
from thesisvault.parser.body.marks import link_marks
from thesisvault.parser.rules import wikilink
from thesisvault.parser.rules.destination import quick_destination

_LABEL = re.compile(r"\[([^\[\]\n]*)\]\([ \t]*")
_CLOSED = re.compile(r"""(?:[ \t]+(?:"[^"\n]*"|'[^'\n]*'))?[ \t]*\)""")
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)")
_NAMED = {
    **{"0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r"},
    **{"e": "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\", "_": "\xa0", "\t": "\t"},
}


class TextLink(Struct, frozen=True):
    """A link to a note in a property's text, from `start` to `end` of it."""

    start: int
    end: int
    target: str
    subpath: str
    display: str | None


def links_in(text: str) -> list[TextLink]:
    """The links to notes in a property's text, in order, whatever stands around them.

    Obsidian shows only a link that is the whole text; a rename must reach the others, too.

    >>> [link.target for link in links_in("[[A#h|b]], [C](C.md) and ![[D]]")]
    ['A', 'C.md']
    """
    found = []
    at = text.find("[")
    while at >= 0:
        link = _wikilink(text, at) or _markdown_link(text, at)
        if link is not None and text[max(at - 1, 0)] != "!":
            found.append(link)
        at = text.find("[", link.end if link else at + 1)
    return found


def _wikilink(text: str, at: int) -> TextLink | None:
    if not text.startswith("[[", at):
        return None
    inner = wikilink.inner_at(text, at, len(text))
    return None if inner is None else TextLink(at, at + len(inner) + 4, *wikilink.split(inner))


def _markdown_link(text: str, at: int) -> TextLink | None:
    label = _LABEL.match(text, at)
    address = quick_destination(text, label.end(), len(text)) if label else None
    if label is None or address is None or not address.ok:
        return None
    closed = _CLOSED.match(text, address.pos)
    written = unescapeAll(text[label.end() : address.pos].removeprefix("<").removesuffix(">"))
    if closed is None or not link_marks(False, "", written, at, at):
        return None
    target, hash_sign, behind = written.partition("#")
    subpath = unquote(hash_sign + behind)
    return TextLink(at, closed.end(), unquote(target), subpath, label[1] or None)


def unquoted(raw: str) -> tuple[str, Sequence[int]]:
    """What a YAML scalar on one line says, with the place of each character and of its end.

    >>> unquoted("'it''s'")
    ("it's", [1, 2, 3, 5, 6])
    """
    if raw[:1] not in ("'", '"') or raw[-1:] != raw[:1] or len(raw) < 2:
        return raw, range(len(raw) + 1)
    text, where, at = [], [], 1
    while at < len(raw) - 1:
        where.append(at)
        if raw[0] == "'" and raw.startswith("''", at):
            text.append("'")
            at += 2
        elif raw[0] == '"' and (match := _ESCAPE.match(raw, at)):
            code = match.group()[1:]
            char = _NAMED.get(code) if len(code) == 1 else chr(int(code[1:], 16))
            text.append(char or "\ufffd")
            at = match.end()
        else:
            text.append(raw[at])
            at += 1
    return "".join(text), [*where, len(raw) - 1]


def property_links(properties: Iterable[Property], lines: Sequence[str]) -> Iterator[Link]:
    """The links of all properties; `lines` are the note's."""
    for prop in properties:
        for scalar in scalars(prop.value):
            for link, span in placed(scalar, lines):
                yield Link(LinkKind.PROPERTY, link.target, link.subpath, link.display, span)


def placed(scalar: Scalar, lines: Sequence[str]) -> Iterator[tuple[TextLink, Span]]:
    """The links of a text with their places: that of the text, quotes and all, for one that is
    alone in it.
    """
    found = links_in(scalar.text) if "[" in scalar.text else ()
    if not found:
        return
    first, last = found[0].start, found[-1].end
    if len(found) == 1 and scalar.text[first:last] == scalar.text.strip():
        yield found[0], scalar.span
        return
    at, end = scalar.span, scalar.span.end_column
    if at.line == at.end_line:
        text, where = unquoted(lines[at.line][at.column : end])
        if text == scalar.text:
            for link in found:
                start, stop = at.column + where[link.start], at.column + where[link.end]
                yield link, Span(at.line, start, at.line, stop)
            return
    yield from _within(found, scalar, lines)


def _within(
    found: Iterable[TextLink], scalar: Scalar, lines: Sequence[str]
) -> Iterator[tuple[TextLink, Span]]:
    """Where links are in a text of several lines: as they are written, one behind the other."""
    line, column = scalar.span.line, scalar.span.column
    for link in found:
        written = scalar.text[link.start : link.end]
        row, at = line, lines[line].find(written, column)
        while at < 0 and row < min(scalar.span.end_line, len(lines) - 1):
            row += 1
            at = lines[row].find(written)
        if at < 0:
            yield link, scalar.span  # folded over two lines
            continue
        line, column = row, at + len(written)
        yield link, Span(row, at, row, column)


def scalars(value: PropertyValue) -> Iterator[Scalar]:
    """Every text in a property's value, however deep."""
    if isinstance(value, Scalar):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from scalars(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from scalars(item)
