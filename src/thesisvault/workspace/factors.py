"""What moves are explained by: the benchmark, spreads of held series, files of factors."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from msgspec.structs import replace

from thesisvault.market.factors import joined, market_alone, spreads
from thesisvault.model.errors import PriceFault, UsageFault
from thesisvault.model.market import AdjustedSeries, Factors
from thesisvault.storage.inside import is_inside
from thesisvault.storage.prices.factor_file import read_factor_file
from thesisvault.workspace.prices import Prices
from thesisvault.workspace.view import View

_FILES = (".csv", ".txt")

Pair = tuple[str, AdjustedSeries, AdjustedSeries | None]


class FactorSource:
    """The factors that somebody asked for, else those of the config; none where neither does."""

    def __init__(self, view: View, asked: Sequence[str] = ()) -> None:
        """`asked`: spreads such as IWM-SPY, symbols, and paths of files in Ken French's layout."""
        self._view, self._is_asked = view, bool(asked)
        self.names = tuple(asked) or view.settings.market.factors
        self._file = cache(self._read)

    def of(self, prices: Prices, benchmark: AdjustedSeries) -> Factors:
        """All of them on the benchmark's sessions; the benchmark is the market where none is.

        Raises `UsageFault` for a name that is neither, `PriceFault` for a file that does not fit.
        """
        files = [self._file(name) for name in self.names if name.lower().endswith(_FILES)]
        pairs = [_pair(name, prices) for name in self.names if not name.lower().endswith(_FILES)]
        tables = [*files, *([spreads(pairs, benchmark)] if pairs else [])]
        if all(table.market is None for table in tables):
            tables.insert(0, market_alone(benchmark))
        return joined(tables)

    def _read(self, name: str) -> Factors:
        root = self._view.root
        path = root / name
        if not self._is_asked and not is_inside(root, path):
            raise PriceFault(
                f"{name} is outside the vault: factors in the config must be inside it"
            )
        found = read_factor_file(path, name)
        known = {day: row for day, row in found.rows.items() if day <= self._view.as_of}
        return replace(found, rows=known)


def _pair(name: str, prices: Prices) -> Pair:
    """A symbol, or one less another: symbols may have a dash of their own."""
    whole = prices.spelling(name)
    if prices.known(whole):
        return whole, prices.adjusted(whole), None
    for place, letter in enumerate(name):
        one, other = prices.spelling(name[:place]), prices.spelling(name[place + 1 :])
        if letter == "-" and prices.known(one) and prices.known(other):
            return f"{one}-{other}", prices.adjusted(one), prices.adjusted(other)
    raise UsageFault(
        f"`{name}` is not a factor: write two symbols with prices (`IWM-SPY`), "
        "or the path of a .csv file."
    )
