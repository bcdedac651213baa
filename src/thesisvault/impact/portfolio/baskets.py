"""From the names that people use to the symbols that have prices."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping

from msgspec import Struct

from thesisvault.graph import Node, Vault
from thesisvault.impact.scope import exposures, side_of
from thesisvault.market.adjust import PriceView, absent
from thesisvault.market.sessions import shifted
from thesisvault.model.errors import UsageFault
from thesisvault.model.facts import CatalystDate, Reference, Side
from thesisvault.model.market import AdjustedSeries
from thesisvault.model.note import Kind
from thesisvault.model.symbols import has_market
from thesisvault.model.text import Span

_TICKER = re.compile(r"\^?[A-Z0-9]{0,6}[A-Z][A-Z0-9]{0,5}([.=/-][A-Z]{1,3})?")
_NOWHERE = Span(0, 0, 0, 0)
_CODE = re.compile(r"\d{4,6}(\.[A-Z]{1,4})?")
"""What securities are called by on some exchanges."""


class Basket(Struct, frozen=True):
    """Symbols with signed weights; what has no symbol stands under its own name."""

    name: str
    weights: Mapping[str, float]
    side: int
    unpriced: frozenset[str]
    """The names in `weights` that no note gives a symbol to, and that are not ticker themselves."""
    thesis: bool = False
    """Whether its weights and side are a person's, to be kept among others."""
    unweighed: frozenset[str] = frozenset()
    """The names in `weights` whose weight is not understood: what is there tells only how
    much a figure without them leaves out."""

    def why_left_out(self, symbol: str) -> str | None:
        """Why no figure includes a name, whatever prices there are; None where one may."""
        if symbol in self.unweighed:
            return "its weight is not understood"
        return "no note gives it a symbol" if symbol in self.unpriced else None

    def held(self, prices: PriceView) -> tuple[list[AdjustedSeries], dict[str, float]]:
        """The series, each once, and their weights by the names that these have.

        An old and a new ticker of one company are one name with the sum of both weights; what
        cancels out is left out.
        """
        members: dict[str, AdjustedSeries] = {}
        weights: dict[str, float] = {}
        for symbol, weight in self.weights.items():
            reason = self.why_left_out(symbol)
            series = prices.adjusted(symbol) if reason is None else absent(symbol, reason)
            members[series.symbol] = series
            weights[series.symbol] = weights.get(series.symbol, 0.0) + weight
        kept = {symbol: weight for symbol, weight in weights.items() if abs(weight) > 1e-12}
        return [members[symbol] for symbol in kept], kept


def thesis_basket(vault: Vault, thesis: Node) -> Basket | None:
    """What a thesis holds, as one signed basket; None where it lists no holdings."""
    weights: dict[str, float] = {}
    unpriced: set[str] = set()
    unweighed: set[str] = set()
    spreads: dict[str, list[tuple[str, float, bool]]] = {}  # a group may stand in many rows
    for edge in exposures(vault, thesis):
        if edge.target not in spreads:
            spreads[edge.target] = list(_spread(vault, vault.nodes[edge.target]))
        for symbol, share, priced in spreads[edge.target]:
            weights[symbol] = weights.get(symbol, 0.0) + (edge.sign or 1.0) * edge.weight * share
            if not priced:
                unpriced.add(symbol)
            if not edge.sign:
                unweighed.add(symbol)
    held = {symbol: weight for symbol, weight in weights.items() if weight}
    if not held:
        return None
    side = side_of(thesis)
    return Basket(
        thesis.name,
        held,
        (side or Side.LONG).sign,
        frozenset(unpriced),
        thesis=True,
        unweighed=frozenset(unweighed),
    )


def symbol_held(vault: Vault, thesis: Node) -> str | None:
    """The symbol of the one security that a thesis holds; None where it holds several, or none."""
    held = exposures(vault, thesis)
    if len(held) != 1:
        return None
    node = vault.nodes[held[0].target]
    return symbol_of(node) or _own_ticker(node)


def held_names(vault: Vault, subject: Node) -> tuple[str, ...]:
    """What a thesis holds, by symbol, else by name; of a security without a thesis, itself."""
    held = [vault.nodes[edge.target] for edge in exposures(vault, subject)]
    if not held and symbol_of(subject) is not None:
        held = [subject]
    names = (symbol_of(node) or node.name for node in held)
    return tuple(dict.fromkeys(names))


def security_named(vault: Vault, name: str, source: str) -> str | None:
    """The symbol of the security that a note in the vault calls so; None where none does."""
    for is_symbol in (True, False):
        reference = Reference(name, linked=False, span=_NOWHERE, is_symbol=is_symbol)
        node = vault.nodes.get(vault.node_id(reference, source))
        if node is None or node.kind in (Kind.SECTOR, Kind.THESIS):
            continue
        if (symbol := symbol_of(node) or _own_ticker(node)) is not None:
            return symbol
    return None


def is_ticker(name: str) -> bool:
    """Whether a name is written as tickers are."""
    return bool(_TICKER.fullmatch(name) or _CODE.fullmatch(name)) or has_market(name)


_STALE = dt.timedelta(days=7)


def last_close(
    vault: Vault, subject: Node, prices: PriceView, day: dt.date, since: dt.date | None = None
) -> float | None:
    """The last close by `day`, as traded, of the one security that is held; None where it is more
    than a week older than `since`: then it says nothing about what was bought on that day.
    """
    symbol = symbol_held(vault, subject)
    if symbol is None:
        return None
    series = prices.adjusted(symbol)
    last = bisect_right(series.dates, day) - 1
    if last < 0 or (since is not None and series.dates[last] < since - _STALE):
        return None
    return series.bars[last].close


def group_basket(vault: Vault, group: Node) -> Basket:
    """A group's own symbol, else its members in equal parts."""
    spread = list(_spread(vault, group))
    return Basket(
        group.name,
        {symbol: share for symbol, share, _ in spread},
        1,
        frozenset(symbol for symbol, _, priced in spread if not priced),
    )


def measured_basket(vault: Vault, group: Node, prices: PriceView) -> Basket:
    """What shows how a group did: the fund in its `proxy`, where that has prices.

    Else its own symbol, else its members in equal parts. What a thesis holds is another matter.
    """
    own, fund = group_basket(vault, group), proxy_of(vault, group, prices)
    if fund is None:
        return own
    by_fund = Basket(group.name, {fund: 1.0}, 1, frozenset())
    is_priced = any(prices.adjusted(symbol).dates for symbol in own.weights)
    return own if is_priced and not prices.adjusted(fund).dates else by_fund


def proxy_of(vault: Vault, group: Node, prices: PriceView) -> str | None:
    """The symbol of the fund that a group's note names as its `proxy`, spelled as prices do."""
    stated = group.note.facts.proxy if group.note else None
    if stated is None:
        return None
    fund = vault.nodes.get(vault.node_id(stated.fund, group.id))
    called = (symbol_of(fund) or _own_ticker(fund)) if fund is not None else None
    name = called or stated.fund.name
    return next((one for one in prices.symbols() if one.casefold() == name.casefold()), name)


def member_symbols(vault: Vault, group: Node) -> tuple[str, ...]:
    """The symbols of a group's members, sorted."""
    found = {
        symbol
        for edge in vault.members[group.id]
        if (source := vault.nodes[edge.source])
        and (symbol := symbol_of(source) or _own_ticker(source))
    }
    return tuple(sorted(found))


def symbol_of(node: Node) -> str | None:
    """The ticker that a node's note gives it."""
    return node.note.facts.symbol if node.note else None


def _own_ticker(node: Node) -> str | None:
    """The name of a node of which no note says what it is, where it is written as tickers are:
    `[[NVDA]]`.
    """
    is_plain = node.note is None or node.note.kind is Kind.NOTE
    return node.name if is_plain and is_ticker(node.name) else None


def _spread(vault: Vault, node: Node) -> Iterator[tuple[str, float, bool]]:
    symbol = symbol_of(node)
    members = () if symbol else member_symbols(vault, node)
    symbol = symbol or (None if members else _own_ticker(node))
    if symbol is not None:
        yield symbol, 1.0, True
    elif not members:
        yield node.name, 1.0, False
    for member in members:
        yield member, 1.0 / len(members), True


def earnings_dates(vault: Vault, word: str = "earnings") -> dict[str, set[dt.date]]:
    """Each symbol's report days, from the events of its note, and from rows elsewhere that name it
    beside them, that speak of earnings: of what comes after the close, the day after.
    """
    found: dict[str, set[dt.date]] = {}
    for symbol, catalyst in _events_of_securities(vault):
        window = catalyst.window
        if window and window.start == window.end and word in catalyst.subject.name.casefold():
            day = shifted(window.start, 1) if catalyst.after_close else window.start
            found.setdefault(symbol, set()).add(day)
    return found


def _events_of_securities(vault: Vault) -> Iterator[tuple[str, CatalystDate]]:
    """The events in the note of a stock, and those beside which a row names one."""
    for path, note in vault.noted_facts.items():
        own = note.facts.symbol if note.kind is Kind.STOCK else None
        for catalyst in note.facts.catalysts:
            if catalyst.about is not None:
                node = vault.nodes.get(vault.node_id(catalyst.about, path))
                symbol = (symbol_of(node) or _own_ticker(node)) if node else None
            else:
                symbol = own
            if symbol is not None:
                yield symbol, catalyst


def unknown_name(name: str) -> UsageFault:
    """For a name that is neither a symbol with prices nor a note that leads to any."""
    return UsageFault(
        f"`{name}` is not a symbol with prices, and no thesis, stock or group of that name "
        "leads to one."
    )
