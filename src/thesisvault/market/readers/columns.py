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


_NO_TICKER = ("date", "symbol", "ticker")
_LONGEST_TICKER = 5
_CLOSES_AND_TICKERS = {"nav", "last"}
"""Words for the close that are tickers too."""


def wide_columns(header: list[str]) -> dict[int, str] | None:
    """The columns of a wide file, each a symbol's, with that symbol; None for other files.

    Wide is a file without a column of closes in which half of the columns beside the date, or
    more, are headed by words that are not known. Where the close would be `NAV` or `LAST`, more
    than half must be unknown, and all of these in capitals. A known word of up to five letters
    is a symbol there too, if it is written in the case of the others: `LOW` among `HD` and
    `WMT`, but not `Volume`.

    >>> wide_columns(["Date", "HD", "LOW", "WMT"])
    {1: 'HD', 2: 'LOW', 3: 'WMT'}
    >>> wide_columns(["Date", "Open", "Close"]) is None
    True
    """
    found, unknown = roles(header)
    words = {at: word.strip() for at, word in enumerate(header) if word.strip()}
    others = {at: word for at, word in words.items() if at != found.get("date")}
    if not unknown or any(word.casefold() in _NO_TICKER for word in others.values()):
        return None
    capitals = all(words[at] == words[at].upper() for at in unknown)
    small = all(words[at] == words[at].lower() for at in unknown)
    closes = {_plain(header[found[role]]) for role in ("close", "adjusted_close") if role in found}
    if closes:
        many = 2 * len(unknown) > len(others) and capitals and closes <= _CLOSES_AND_TICKERS
    else:
        many = 2 * len(unknown) >= len(others)
    if not many:
        return None
    nameless = set(unknown)
    return {
        at: word
        for at, word in others.items()
        if at in nameless
        or (
            len(word) <= _LONGEST_TICKER
            and ((capitals and word == word.upper()) or (small and word == word.lower()))
        )
    }


def _plain(word: str) -> str:
    return word.strip().strip("<>").strip().casefold()


def roles(header: list[str]) -> tuple[dict[str, int], list[int]]:
    """Each known role with its column, and the columns whose words are not known.

    >>> roles(["Date", "Close/Last", "NVDA"])
    ({'date': 0, 'close': 1}, [2])
    """
    found: dict[str, int] = {}
    unknown = []
    for number, word in enumerate(header):
        plain = _plain(word)
        role = _ROLES.get(plain)
        if role is not None and role not in found:
            found[role] = number
        elif role is None and plain not in _IGNORED and plain:
            unknown.append(number)
    return found, unknown
