"""A note about one trade that is open: what is held of it, and its levels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from thesisvault.model.facts import Criterion, Figure, Holding, Reference, Side, Status
from thesisvault.model.note import Unread
from thesisvault.parser.facts.dates import find_day
from thesisvault.parser.facts.headings import OPEN_TRADE, symbol_in
from thesisvault.parser.facts.identity import read_symbol
from thesisvault.parser.facts.lists.anywhere import settle
from thesisvault.parser.facts.lists.held import AMOUNTS, fields_of
from thesisvault.parser.facts.lists.levels import shares_in
from thesisvault.parser.facts.position import is_of_one
from thesisvault.parser.facts.prices import price_of, target_of
from thesisvault.parser.facts.properties import is_numbered
from thesisvault.parser.facts.properties.context import Context
from thesisvault.parser.facts.properties.dating import read_day
from thesisvault.parser.facts.references import scalar_references
from thesisvault.parser.facts.trades import OVER

_STATED = ("stop", "target", "entry", "cost", "shares")
"""Properties that say what is held, or when it is to be sold; of an entry and a cost the first."""
_OF_THE_BODY = ("criteria", "figures", "lines", "more_targets")
"""What lists and lines of any note of a security state, and what is its trade's here."""


def read_trade(
    note: Context, date: dt.date | None, status: Status | None, rows: dict[str, list[Any]]
) -> Iterator[Holding]:
    """What is held by a trade whose status, or whose empty exit, says that it is open.

    What the body states of it, among `rows`, is taken out of them. A trade that says neither may
    be long over: its stop and its criteria are reported as not read.
    """
    body = {name: rows.pop(name, ()) for name in _OF_THE_BODY}
    properties, subject = note.properties, traded(note)
    if status in (Status.CLOSED, Status.WATCHED) or any(_says(note, name) for name in OVER):
        return
    said_sides = (note.words.side(scalar.text) for scalar, _ in properties.all("side"))
    side = next((Side(name) for name in said_sides if name), None)
    figures = [*_stated(note, side), *_shares(note), *body["figures"]]
    # An exit in the text is a plan where a stop can be one, and otherwise what was done.
    added, said, unread = settle(figures, body["lines"], side)
    figures += [*added, *body["more_targets"]]
    if subject is None:
        for item in (*body["figures"], *body["more_targets"], *body["criteria"]):
            note.unread.append(Unread("item", f"{item.rule}: {item.text}", item.span))
        return
    if not (figures or body["criteria"]):
        return
    if status is None and "exit" not in properties:
        for item in (*figures, *body["criteria"]):
            if isinstance(item, Criterion) or item.name == "stop":
                note.unread.append(Unread("trade", f"{item.rule}: {item.text}", item.span))
        return
    note.diagnostics += said
    note.unread += unread
    values: dict[str, Any] = {}
    for item in figures:
        field = AMOUNTS[item.name]
        is_second = field == "target" and values.get(field, item.value) != item.value
        if item.value is not None and not is_second:
            values = fields_of(field, item.text, item.value) | values  # the first counts
        elif note.says(item.text):
            note.unread.append(Unread("value", f"{item.rule}: {item.text}", item.span))
    yield Holding(
        subject,
        read_day(note, "opened")
        or read_day(note, "entered")
        or date
        or find_day(properties.text("entry") or ""),
        side=side,
        criteria=tuple(body["criteria"]),
        span=(*figures, *body["criteria"])[0].span,
        rule=OPEN_TRADE,
        **values,
    )


def _stated(note: Context, side: Side | None) -> Iterator[Figure]:
    """The figures among the properties. A cost that may be that of all shares has no value."""
    for name in _STATED:
        if (first := note.properties.stated(name)) is None:
            continue
        more = note.properties.all(name) if name == "target" else ()
        for scalar, rule in (first, *(item for item in more if is_numbered(item[1]))):
            text = scalar.text.strip()
            value = target_of(text, side) if name == "target" else price_of(text)
            if name == "cost" and not is_of_one(rule):
                value = None
            yield Figure(name, text, value, span=scalar.span, rule=rule)


def _shares(note: Context) -> Iterator[Figure]:
    """The shares that a size states: `Size: 30 shares`."""
    stated = None if "shares" in note.properties else note.properties.stated("weight")
    if stated and (value := shares_in(stated[0].text)):
        scalar, rule = stated
        yield Figure("shares", scalar.text.strip(), value, span=scalar.span, rule=rule)


def _says(note: Context, name: str) -> bool:
    return any(note.says(scalar.text) for scalar, _ in note.properties.all(name))


def traded(note: Context) -> Reference | None:
    """What was traded: a link to its note, or a symbol, also in the title: `MU swing`."""
    for scalar, _ in note.properties.all("symbol"):
        linked = [item for item in scalar_references(scalar) if item.linked]
        if linked:
            return linked[0]
        if symbol := read_symbol(scalar.text):
            return Reference(symbol, linked=False, span=scalar.span, is_symbol=True)
    for heading in note.contents.headings[:1]:
        if heading.level == 1 and (symbol := symbol_in(heading.text)):
            return Reference(symbol, linked=False, span=heading.span, is_symbol=True)
    return None
