"""What readers of lists share: the facts they add to, and how an item names things."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct, field

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import (
    Reference,
)
from thesisvault.model.note import Kind, Link, Unread
from thesisvault.model.symbols import has_market
from thesisvault.model.text import Span
from thesisvault.parser.body.passages import Passage, plain
from thesisvault.parser.facts.identity import (
    DOLLAR,
    LISTED,
    is_symbol,
    read_symbol,
    without_exchanges,
)
from thesisvault.parser.facts.references import is_short
from thesisvault.parser.facts.sides import LEG
from thesisvault.parser.facts.trades import Trade
from thesisvault.parser.facts.vocabulary import Vocabulary
from thesisvault.parser.facts.weights import Written, percent_in

_ITEM_END = re.compile(r"\s+[-–—→|]+\s|\s*[:：(（]|\s*;\s|[.]\s")
"""What follows the name that a list item begins with."""
_BETWEEN_LINKS = re.compile(r"\s*(?:[,;&+/、]|and\b)?\s*\$?")
SEVERAL = re.compile(r"\s*(?:,(?![0-9]{1,2}(?!\d))|[;、])\s*|\s+and\s+")
"""A comma before a digit is a figure's own: `NVDA 2,5 %`."""
SEPARATORS = " \t:：-–—|,;.→()（）[]*_"


def trimmed(text: str) -> str:
    """A text without what sets it off; a remark at its end keeps its bracket."""
    found = text.strip(SEPARATORS)
    end = text.rfind(found) + len(found)
    is_open = found.count("(") > found.count(")")
    return f"{found})" if is_open and text[end : end + 1] == ")" else found


_LINK = re.compile(r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]|\[([^\[\]]*)\]\([^()\s]*\)")
WIKILINK = re.compile(r"\[\[([^\[\]|#]+)")
_LINKED = "\0"
_NO_NAME = re.compile(
    r"(?:for|as|but|so|while|because|since|until|if|when|near|after|before|with|on|at|in)\b"
)
"""What a remark behind a comma begins with."""
_SYMBOL = re.compile(r"\$?[A-Z][A-Z0-9]{0,5}(?:[.-][A-Z]{1,3})?|\d{4,6}(?:\.[A-Z]{1,4})?")
_BEHIND_NAME = re.compile(
    rf"[^\W_][^()（）\[\]:：;|\n]{{0,60}}?\s?[(（](?P<symbol>{_SYMBOL.pattern})[)）]"
    r"(?P<next>\s*(?:[,;、&/+]|and\b)\s*)?(?=\W|\Z|(?<=\s))"
)
"""`Caterpillar (CAT)`, and what leads to another such name."""


class ListFacts(Struct):
    """What one note's lists state, by the name their `Facts` field has."""

    found: dict[str, list[Any]] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    count: int = 0
    """Of all facts, of what was reported, and of what was withdrawn."""

    def add(self, name: str, fact: object) -> None:
        """File one fact."""
        self.found.setdefault(name, []).append(fact)
        self.count += 1

    def tell(self, code: str, text: str, span: Span) -> None:
        """File what was not understood."""
        self.unread.append(Unread(code, text, span))
        self.count += 1

    def pass_over(self) -> None:
        """Count what its author has withdrawn: nothing in it is to be read or reported."""
        self.count += 1


class Reader(Struct, frozen=True):
    """What the readers of passages share."""

    path: str
    kind: Kind
    date: dt.date | None
    words: Vocabulary
    facts: ListFacts
    is_short: bool = False
    """Whether the note is one of a short."""
    trades: Sequence[Trade] = ()
    """Those that its headings tell."""
    logged: set[Span] = field(default_factory=set)
    """The dated headings of a log that were met."""
    outer_days: list[tuple[int, dt.date]] = field(default_factory=list)
    """The columns of a log's items that are a day and no more, around the one that is read."""
    weights: list[Written] = field(default_factory=list)
    """Of what the lists hold, in their order."""

    def rule(self, passage: Passage) -> str:
        """`bullet under Kill criteria`."""
        what = "bullet" if passage.is_item else "line"
        name = passage.section.name.strip("*_:： ")
        return f"{what} under {name}" if name else what

    def own(self, span: Span) -> Reference:
        """The note itself."""
        return Reference(self.path, linked=True, span=span)


def shown(text: str) -> str:
    """What a reader sees of a passage, on one line: links by their text, no emphasis."""
    return plain(_LINK.sub(lambda match: match[1] or match[2] or "", text))


def words_of(passage: Passage) -> tuple[str, str]:
    """The mark in its checkbox, and what a reader sees behind it."""
    mark, start = passage.task()
    return mark, shown(passage.text[start:])


def named_in(passage: Passage, text: str) -> Iterator[Reference]:
    """What a text names up to its first reason: its links, else its words separated by commas."""
    head = _ITEM_END.split(text, maxsplit=1)[0]
    linked = [link for link in passage.links if link_name(link) in head]
    if linked:
        for link in linked:
            yield Reference(link.target, linked=True, span=link.span)
        for name in sorted(map(link_name, linked), key=len, reverse=True):
            head = head.replace(name, _LINKED, 1)
        pieces = [piece for piece in SEVERAL.split(head) if _LINKED not in piece]
        # Beside links, words are names where all are as short as names.
        head = ", ".join(pieces) if all(map(is_short, pieces)) else ""
    for name in SEVERAL.split(head):
        stripped = name.strip(SEPARATORS)
        if stripped and not _NO_NAME.match(stripped):
            yield Reference(stripped, linked=False, span=passage.span)


def securities_in(passage: Passage, words: Vocabulary) -> Iterator[Reference]:
    """The securities that a list item begins with: a link, symbols, names with their symbols."""
    text = _without_side(words_of(passage)[1])
    if match := LISTED.search(text) or DOLLAR.search(text):
        yield Reference(match["symbol"], linked=False, span=passage.span, is_symbol=True)
        return
    text = without_exchanges(text)
    if linked := list(_linked(passage, text)):
        yield from linked
        return
    if symbols := list(_behind_names(text, words)):
        for own in symbols:
            yield Reference(own, linked=False, span=passage.span, is_symbol=True)
        return
    for name in SEVERAL.split(_ITEM_END.split(text, maxsplit=1)[0]):
        share = percent_in(name)
        plain_name = _without_side((share[1] if share else name).strip(SEPARATORS))
        is_form = _SYMBOL.fullmatch(plain_name) or has_market(plain_name)
        if is_form and (symbol := read_symbol(plain_name)):
            yield Reference(symbol, linked=False, span=passage.span, is_symbol=True)


def _without_side(text: str) -> str:
    match = LEG.match(text)
    return text[match.end() :] if match else text


def _linked(passage: Passage, text: str) -> Iterator[Reference]:
    """The links that a text begins with, one after the other."""
    at = 0
    for link in passage.links:
        name = link_name(link).lstrip("$")
        between = _BETWEEN_LINKS.match(text, at)
        if between is None or not text.startswith(name, between.end()):
            return
        yield Reference(link.target, linked=True, span=link.span)
        at = between.end() + len(name)


def _behind_names(text: str, words: Vocabulary) -> Iterator[str]:
    """The symbols in brackets behind the names that a text begins with: `Caterpillar (CAT)`."""
    start = 0
    while match := _BEHIND_NAME.match(text, start):
        symbol = match["symbol"].lstrip("$")
        if not is_symbol(symbol) or symbol.casefold() in words.sets("prose", "abbreviations"):
            return
        yield symbol
        if not match["next"]:
            return
        start = match.end()


def link_name(link: Link) -> str:
    """What a link shows: of one to a place in its own note, its sign at least."""
    return link.display or link.target or "#"
