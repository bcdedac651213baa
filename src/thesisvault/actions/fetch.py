"""Prices from a source into the vault."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from msgspec import Struct

from thesisvault.actions.import_prices import Imported, Origin, import_series
from thesisvault.fetch.source import Source
from thesisvault.market.naming import why_no_name
from thesisvault.market.sessions import shifted
from thesisvault.model.errors import PriceFault, UnknownSymbolFault
from thesisvault.storage.prices.folder import PriceFolder
from thesisvault.workspace.open import Workspace

FIRST_FETCH = 2 * 365
"""How far back a symbol is fetched that has no bars yet: enough for a test with 250 sessions."""
OVERLAP = 7
"""Days asked for again, so that a bar that was still moving shows as a conflict."""


class Fetched(Struct, frozen=True):
    """What a source gave for one symbol, or why it gave nothing."""

    symbol: str
    imported: Imported | None
    fault: str | None = None


def fetch(
    workspace: Workspace,
    symbols: Sequence[str],
    start: dt.date | None,
    now: dt.datetime,
    source: Source,
) -> Iterator[Fetched]:
    """Ask a source for each symbol and store what comes, one after the other.

    A symbol is asked for as the vault spells it, else in capitals. An unknown symbol is reported
    and skipped; a source that does not answer raises `FetchFault`. Today's bar is left out: its
    session may not be over.
    """
    folder = PriceFolder(workspace.root)
    known = known_symbols(workspace)
    spelled = dict.fromkeys(_spelling(symbol, folder, known) for symbol in symbols)
    yesterday = now.date() - dt.timedelta(days=1)
    for symbol in spelled or known:
        if why := why_no_name(symbol):
            yield Fetched(symbol, None, f"{symbol[:40]!a} cannot be a symbol: {why}.")
            continue
        try:
            held = folder.own(symbol)
        except PriceFault as fault:  # nothing can be added to what cannot be read
            yield Fetched(symbol, None, f"{fault}.")
            continue
        first = start or _next_day(held.bars[-1].date if held and held.bars else None, now)
        try:
            series = source.fetch(symbol, first, yesterday, now)
        except UnknownSymbolFault as fault:
            yield Fetched(symbol, None, str(fault))
            continue
        try:
            imported = list(import_series(workspace.root, [series], Origin()))
        except PriceFault as fault:  # a file in the way, which is not ours
            yield Fetched(symbol, None, f"{fault}.")
            continue
        yield from (Fetched(symbol, item) for item in imported)


def known_symbols(workspace: Workspace) -> tuple[str, ...]:
    """Return every symbol given in a note, and the benchmarks."""
    found = {
        note.facts.symbol for note in workspace.vault.noted_facts.values() if note.facts.symbol
    }
    return tuple(sorted(found | set(workspace.settings.market.benchmark[:1])))


def _spelling(symbol: str, folder: PriceFolder, known: Sequence[str]) -> str:
    if symbol in known:
        return symbol
    same = (name for name in known if name.casefold() == symbol.casefold())
    held = folder.spelling(symbol)
    return held if held in folder.symbols() else next(same, symbol.upper())


def _next_day(last: dt.date | None, now: dt.datetime) -> dt.date:
    return shifted(now.date(), -FIRST_FETCH) if last is None else shifted(last, -OVERLAP)
