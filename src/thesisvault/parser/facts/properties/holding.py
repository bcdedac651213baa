"""What a note holds or belongs to by its properties: securities, groups, a fund."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import Exposure, Proxy, Reference, RelationKind, Side, StatedRelation
from thesisvault.model.note import Kind, Scalar, Unread
from thesisvault.model.text import Span
from thesisvault.parser.facts.identity import (
    Identity,
    is_symbol,
    read_symbol,
    says_no_symbol,
    symbol_listed,
)
from thesisvault.parser.facts.properties import key_of
from thesisvault.parser.facts.properties.context import Context
from thesisvault.parser.facts.references import scalar_pieces, scalar_references
from thesisvault.parser.facts.sides import held_by_name, legs_of

_RELATIONS = {
    "groups": (RelationKind.MEMBER_OF, False),
    "sector": (RelationKind.MEMBER_OF, False),
    "members": (RelationKind.MEMBER_OF, True),
    "benefits_from": (RelationKind.BENEFITS_FROM, False),
    "benefits": (RelationKind.BENEFITS_FROM, True),
    "hurt_by": (RelationKind.HURT_BY, False),
    "hurts": (RelationKind.HURT_BY, True),
    "theses": (RelationKind.MATTERS_TO, False),
}
"""Properties that relate this note to others, and whether the other one is the subject."""
_GROUPED = (Kind.THESIS, Kind.STOCK, Kind.SECTOR)
_SEVERAL = re.compile(r"\s*(?:,(?![0-9]{1,2}(?!\d))|[;、])\s*")
"""A comma before a digit is a figure's own: `NVDA 2,5 %, AMD 97,5 %`."""


def read_exposures(note: Context, kind: Kind, found: Identity | None) -> Iterator[Exposure]:
    """What a thesis holds by its properties: its securities, equal unless weighted."""
    several = list(_held(note))
    if found is None and not several:
        several = [*_held(note, "longs", Side.LONG), *_held(note, "shorts", Side.SHORT)]
        several = several or list(_held(note, "vehicles")) or list(_in_position(note))
    else:
        for scalar, rule in (*note.properties.all("longs"), *note.properties.all("shorts")):
            note.unread.append(Unread("property", f"{key_of(rule)}: {scalar.text}", scalar.span))
    if several:
        yield from several
    elif found is not None and kind is Kind.STOCK:
        own = Reference(note.path, linked=True, span=found.span)
        yield Exposure(own, 1.0, span=found.span, rule=found.rule)
    elif found is not None:
        for scalar, rule in note.properties.all("symbol"):
            if len(_SEVERAL.split(scalar.text)) > 1:
                note.unread.append(Unread("value", f"{rule}: {scalar.text}", scalar.span))
        held = Reference(found.symbol, linked=False, span=found.span, is_symbol=True)
        yield Exposure(held, 1.0, span=found.span, rule=found.rule)
    elif note.properties.has("company"):
        for scalar, rule in note.properties.linked("company"):
            for reference in scalar_references(scalar):
                yield Exposure(reference, 1.0, span=scalar.span, rule=rule)
    elif kind is Kind.THESIS and (symbol := _symbol_by_name(note)):
        top = Span(0, 0, 0, 0)
        held = Reference(symbol, linked=False, span=top, is_symbol=True)
        yield Exposure(held, 1.0, span=top, rule="name of the file")


def _in_position(note: Context) -> Iterator[Exposure]:
    """The links in a `position` that is no side: `[[CCJ]] 120 sh @ 41.2, [[URA]] 300 sh`."""
    if any(says_legs(scalar) for scalar, _ in note.properties.all("side")):
        yield from _held(note, "side")
        return
    for scalar, rule in note.properties.linked("side"):
        for reference in scalar_references(scalar) if not note.words.side(scalar.text) else ():
            if reference.linked:
                yield Exposure(reference, 1.0, span=scalar.span, rule=rule)


_AND = re.compile(r"\s+(?:and|&|\+)\s+")


def says_legs(scalar: Scalar) -> bool:
    """Whether a value is securities behind their sides: `long XLE, short NVDA`."""
    legs = list(_legs(scalar, None))
    return bool(legs) and all(side and leg.text and _are_named(leg) for side, leg in legs)


def _legs(scalar: Scalar, side: Side | None) -> Iterator[tuple[Side | None, Scalar]]:
    """The parts of a value, each with the side before it; all of it on that `side` otherwise."""
    found = legs_of(scalar.text)
    if not found:
        yield side, scalar
    for own, held in found:
        yield own, Scalar(_AND.sub(", ", held), scalar.span)


_LEAST = 2
"""Letters of a symbol that a name alone tells."""


def _symbol_by_name(note: Context) -> str | None:
    """The symbol that a thesis's name says it holds: `Short IGV`; `Long AI` names none."""
    held = held_by_name(note.name) or ""
    if len(held) < _LEAST or not held.isupper() or not is_symbol(held):
        return None
    return None if held.casefold() in note.words.sets("prose", "abbreviations") else held


def _held(note: Context, name: str = "tickers", side: Side | None = None) -> Iterator[Exposure]:
    """`NVDA 60%, AMD 40%`; links, where there are any."""
    from thesisvault.parser.facts.weights import Written, percent_in, read_weights

    named: list[tuple[Reference, Side | None, str]] = []
    written: list[Written] = []
    for scalar, rule in note.properties.all(name):
        legs = list(_legs(scalar, side))
        if name != "tickers" and not all(_are_named(leg) for _, leg in legs):
            note.unread.append(Unread("property", f"{key_of(rule)}: {scalar.text}", scalar.span))
            continue
        for own, leg in legs:
            for piece, links in scalar_pieces(leg):
                share, _ = (percent_in(piece) if len(links) == 1 else None) or ("", piece)
                for link in links:
                    held = Reference(link.target, linked=True, span=scalar.span)
                    named.append((held, own, rule))
                    written.append(Written(share, scalar.span))
                for held, share in () if links else _held_by_name(note, piece, scalar, rule):
                    named.append((held, own, rule))
                    written.append(Written(share, scalar.span))
    weights, told = read_weights(written, note.words)
    note.diagnostics += told
    for (reference, own, rule), item, weight in zip(named, written, weights, strict=True):
        yield Exposure(reference, weight, own, span=item.span, rule=rule)


def _are_named(scalar: Scalar) -> bool:
    """Whether a value consists of links and symbols: an `Instrument` is as often described."""
    from thesisvault.parser.facts.weights import percent_in

    bare = (piece for piece, links in scalar_pieces(scalar) if not links)
    names = (name.strip() for piece in bare for name in _SEVERAL.split(piece))
    shares = (percent_in(name) or ("", name) for name in names)
    return all(is_symbol(name.strip(" $:()")) for _, name in shares)


def _held_by_name(
    note: Context, text: str, scalar: Scalar, rule: str
) -> Iterator[tuple[Reference, str]]:
    """Each symbol in a text without links, with the share that is written beside it."""
    from thesisvault.parser.facts.weights import percent_in

    for piece in _SEVERAL.split(text):
        share, rest = percent_in(piece.strip()) or ("", piece.strip())
        name = rest.strip(" :()")
        symbol = symbol_listed(name) or read_symbol(name)
        if symbol is not None:
            is_form = symbol in (name.strip(" $"), symbol_listed(name))
            held = symbol if is_form else name
            yield Reference(held, False, scalar.span, is_form), share
        elif says_no_symbol(name):
            note.unread.append(Unread("value", f"{rule}: {rest}", scalar.span))


def read_proxy(note: Context, kind: Kind) -> Proxy | None:
    """The fund of a group: a link to its note, or its symbol."""
    stated = note.properties.stated("proxy")
    if stated is None:
        return None
    scalar, rule = stated
    if kind is not Kind.SECTOR:
        note.unread.append(Unread("property", f"{rule}: {scalar.text}", scalar.span))
        return None
    references = list(scalar_references(scalar))
    if not references[0].linked:
        named = [name for name in _SEVERAL.split(scalar.text) if name]
        symbols = map(read_symbol, named)
        references = [Reference(s, False, scalar.span, is_symbol=True) for s in symbols if s]
    if not references or len(references) > 1:
        told = "names no fund" if not references else "names several funds; only the first counts"
        message = f"`{rule}: {scalar.text}` {told}. Write one, such as `XLU`."
        note.diagnostics.append(Diagnostic("property-unparsed", message, scalar.span))
    return Proxy(references[0], span=scalar.span, rule=rule) if references else None


def read_relations(
    note: Context, kind: Kind, rows: dict[str, list[Any]]
) -> Iterator[StatedRelation]:
    """What properties relate. A thesis is not a member of what it trades; what it holds is."""
    held: list[Reference | None] = [None]
    if kind is Kind.THESIS:
        held = [item.subject for item in rows.get("exposures", ()) if item.subject.is_symbol]
    for key, (relation, inverse) in _RELATIONS.items():
        if key not in note.properties:
            continue
        subjects = held if relation is RelationKind.MEMBER_OF else [None]
        for scalar, rule in note.properties.all(key):
            if rule not in _RELATIONS and note.words.style(scalar.text):
                note.unread.append(Unread("value", f"{rule}: {scalar.text}", scalar.span))
                continue
            if kind not in _GROUPED and rule not in _RELATIONS:
                continue  # a `category` of any other note is not a group of securities
            for reference in scalar_references(scalar):
                if not reference.linked and not re.search(r"[^\W\d_]", reference.name):
                    note.unread.append(Unread("value", f"{rule}: {scalar.text}", scalar.span))
                    continue  # a number names nothing
                for subject in subjects:
                    yield StatedRelation(
                        relation, reference, inverse, subject, span=scalar.span, rule=rule
                    )
