"""The header words of price files: Yahoo's, Stooq's, Tiingo's, pricehist's and the brokers'."""

from __future__ import annotations

_WORDS = {
    "date": ("date", "time", "timestamp", "day", "datetime", "trade date", "trading day"),
    "symbol": ("symbol", "ticker", "name", "base", "code", "instrument", "sym"),
    "open": ("open", "opening price"),
    "high": ("high", "day high"),
    "low": ("low", "day low"),
    "close": (
        "close",
        "close/last",
        "last",
        "price",
        "last price",
        "closing price",
        "amount",
        "settle",
        "nav",
    ),
    "adjusted_close": ("adj close", "adj_close", "adjclose", "adjusted close", "adjusted_close"),
    "volume": ("volume", "vol", "vol."),
    "dividend": ("dividend", "dividends", "divcash", "dividend amount", "dividend_amount"),
    "split": ("split", "splits", "splitfactor", "stock splits", "split coefficient"),
    "currency": ("currency", "quote"),
}
_ROLES = {word: role for role, words in _WORDS.items() for word in words}

# Known, and of no use here: Tiingo's other adjusted figures, Stooq's period, a day's change.
_IGNORED = {
    "adjopen",
    "adjhigh",
    "adjlow",
    "adjvolume",
    "per",
    "change",
    "change %",
    "chg%",
    "openint",
    "turnover",
    "trades",
    "vwap",
    "source",
    "type",
    "market cap",
}


def roles(header: list[str]) -> tuple[dict[str, int], list[int]]:
    """Each known role with its column, and the columns whose words are not known.

    >>> roles(["Date", "Close/Last", "NVDA"])
    ({'date': 0, 'close': 1}, [2])
    """
    found: dict[str, int] = {}
    unknown = []
    for number, word in enumerate(header):
        plain = word.strip().strip("<>").strip().casefold()
        role = _ROLES.get(plain)
        if role is not None and role not in found:
            found[role] = number
        elif role is None and plain not in _IGNORED and plain:
            unknown.append(number)
    return found, unknown
