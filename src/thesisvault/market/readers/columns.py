"""What the header of a price file means: which column holds which figure, or whose closes."""

from __future__ import annotations

import re

from msgspec import Struct

WORDS = {
    "date": (
        *("date", "trade date", "trading day", "trading date", "observation date", "datum"),
        *("day", "datetime", "timestamp", "time", "data", "traddt", "window start", "fecha"),
        *("日付", "日期", "交易日期", "날짜", "일자"),
    ),
    "symbol": ("symbol", "ticker", "sym", "instrument", "code", "base", "name", "tckrsymb"),
    "open": (
        *("open", "opening price", "open price", "px open", "erster", "otwarcie", "opnpric"),
        *("eröffnung", "eröffn", "ouverture", "ouv", "abertura", "apertura"),
        *("始値", "开盘", "开盘价", "開盤", "開盤價", "시가"),
    ),
    "high": (
        *("high", "day high", "high price", "px high", "hoch", "najwyzszy", "hghpric"),
        *("haut", "plus haut", "máxima", "máximo", "massimo", "tageshoch"),
        *("高値", "最高", "最高价", "最高價", "고가"),
    ),
    "low": (
        *("low", "day low", "low price", "px low", "tief", "najnizszy", "lwpric"),
        *("bas", "plus bas", "mínima", "mínimo", "minimo", "tagestief"),
        *("安値", "最低", "最低价", "最低價", "저가"),
    ),
    "close": (
        *("close", "close/last", "close price", "closing price", "px close", "schlusskurs"),
        *("settle", "settlement price", "px settle", "last price", "px last", "last", "kurs"),
        *("price", "nav", "amount", "value", "zamkniecie", "clspric"),
        *("clôture", "clot", "cierre", "fechamento", "zuletzt", "dernier", "último"),
        *("schluss", "chiusura", "ultimo", "slotkoers", "slutkurs", "stängningskurs"),
        *("終値", "收盘", "收盘价", "收盤", "收盤價", "종가"),
    ),
    "adjusted_close": (
        *("adj close", "adjclose", "adjusted close", "adj close price", "close adj"),
        *("close adjusted", "adjusted closing price", "adj closing price", "調整後終値"),
    ),
    "volume": (
        *("volume", "vol", "px volume", "total traded quantity", "wolumen", "tottrdqty"),
        *("ttltradgvol", "stuecke", "volumen", "出来高", "成交量", "거래량"),
    ),
    "dividend": ("dividend", "dividends", "divcash", "dividend amount"),
    "split": (
        *("split", "splits", "splitfactor", "split factor", "stock splits", "stock split"),
        *("split coefficient", "split ratio"),
    ),
    "stock_dividend": ("stock dividend", "share dividend", "bonus shares"),
    "spin_off": ("spin off", "spin-off", "spinoff"),
    "delisting": ("delisting", "delisting return", "dlret"),
    "currency": ("currency", "quote", "währung", "devise"),
}
"""By role, the best word first: a file with `Last` and `Close` has its close in `Close`."""
_RANKS = {word: (role, rank) for role, words in WORDS.items() for rank, word in enumerate(words)}
# Known, and of no use here: Tiingo's other adjusted figures, Stooq's period, a day's change.
_IGNORED = {
    *("adjopen", "adjhigh", "adjlow", "adjvolume", "per", "change", "change %", "chg%"),
    *("openint", "turnover", "trades", "vwap", "source", "type", "market cap"),
    *("prev close", "previous close", "capital gains", "+/- %", "var%", "var %"),
    *("前日比", "涨跌幅", "漲跌幅", "등락률"),
}
_LETTERS = {
    **{"t": "date", "o": "open", "h": "high", "l": "low", "c": "close", "v": "volume"},
    "vw": "vwap",
    "n": "trades",
}
"""Polygon's headers: letters, which count only where all of a bar's stand together."""
_INDEX = ("", "index", "unnamed: 0")
_LEVELS = {"", "price", "attributes", "ticker", "tickers", "symbol", "symbols", "date"}
"""What stands before the words and the symbols of two header rows."""
_STACKED = ("open", "high", "low", "close", "adjusted_close", "volume", "dividend", "split")
_NO_TICKER = ("date", "symbol", "ticker")
_LONGEST_TICKER = 5
_CLOSES_AND_TICKERS = {"nav", "last", "value"}
"""Words for the close that are tickers too."""
_TERMINAL = re.compile(r"\S+( [A-Z]{2})? (Equity|Index|Curncy|Comdty)")
"""Bloomberg's names."""
_POLISH = str.maketrans("ęż", "ez")
# `4. close`, `Close*`, `<CLOSE>`, `Close (USD)`
# A run is tried from its first sign only: trying each would be quadratic.
_AROUND = re.compile(r"\A(\d+\.\s+|<)|((?<!\*)\*+|>|(?<!\s)\s*[(\[][^()\[\]]*[)\]])\Z")


class Columns(Struct, frozen=True):
    """A header, read."""

    roles: dict[str, int]
    """Each known role with its column."""
    unknown: tuple[int, ...]
    """Columns whose words are not known."""


def read_header(header: list[str]) -> Columns:
    """Which column has which role: the best word for it, and of equal words the first.

    >>> read_header(["Date", "Last", "Close*", "NVDA"])
    Columns(roles={'date': 0, 'close': 2}, unknown=(3,))
    """
    best: dict[str, tuple[int, int]] = {}
    unknown = []
    for number, word in enumerate(header):
        plain = _plain(word)
        if plain in _RANKS:
            role, rank = _RANKS[plain]
            best[role] = min(best.get(role, (rank, number)), (rank, number))
        elif plain and plain not in _IGNORED:
            unknown.append(number)
    found = {role: at for role, (_, at) in best.items()}
    return Columns(found, tuple(unknown))


def spelled_out(header: list[str]) -> list[str]:
    """The header with words for Polygon's letters, and for the index that pandas leaves nameless.

    >>> spelled_out(["", "close"]), spelled_out(["t", "o", "h", "l", "c"])[0]
    (['date', 'close'], 'date')
    """
    plain = [_plain(word) for word in header]
    if {"t", "o", "h", "l", "c"} <= set(plain):
        return [_LETTERS.get(word, word) for word in plain]
    if plain and plain[0] in _INDEX and "date" not in read_header(header).roles:
        return ["date", *header[1:]]
    return header


def stacked_columns(rows: list[list[str]]) -> tuple[dict[str, dict[str, int]], int] | None:
    """Each symbol's columns by their roles, in a file with two header rows: figures and symbols,
    in either order, as yfinance's `download` writes them; with how many rows are headers.

    >>> stacked_columns([["Price", "Close"], ["Ticker", "ABC"], ["Date", ""], ["2026-01-05", "1"]])
    ({'ABC': {'close': 1}}, 3)
    """
    if len(rows) < 2 or not 1 < len(rows[0]) == len(rows[1]):
        return None
    if not {_plain(row[0]) for row in rows[:2]} <= _LEVELS:
        return None
    for words, names in ((rows[0], rows[1]), (rows[1], rows[0])):
        roles = [_RANKS.get(_plain(word), ("", 0))[0] for word in words[1:]]
        symbols = [name.strip() for name in names[1:]]
        if all(role in _STACKED for role in roles) and all(map(_may_be_symbol, symbols)):
            found: dict[str, dict[str, int]] = {}
            for at, (role, symbol) in enumerate(zip(roles, symbols, strict=True), 1):
                found.setdefault(symbol, {})[role] = at
            third = rows[2] if len(rows) > 2 else []
            is_header = _RANKS.get(_plain(third[0] if third else ""), ("", 0))[0] == "date"
            return found, 3 if is_header else 2
    return None


def wide_columns(header: list[str]) -> dict[int, str] | None:
    """The columns of a wide file, each a symbol's, with that symbol; None for other files.

    Wide is a file without a column of closes in which half of the columns beside the date, or
    more, are headed by words that are not known. Where the close would be `NAV` or `LAST`, more
    than half must be unknown, and all of these in capitals. A known word of up to five letters
    is a symbol there too, if it is written in the case of the others: `LOW` among `HD` and
    `WMT`, but not `Volume`. Raises ValueError where an unknown word looks like no symbol: one
    word in small letters is not one, `Closing Level` neither.

    >>> wide_columns(["Date", "HD", "LOW", "WMT"])
    {1: 'HD', 2: 'LOW', 3: 'WMT'}
    >>> wide_columns(["Date", "Open", "Close"]) is None
    True
    """
    columns = read_header(header)
    found, unknown = columns.roles, columns.unknown
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
    symbols = {
        at: word
        for at, word in others.items()
        if at in nameless
        or (
            len(word) <= _LONGEST_TICKER
            and ((capitals and word == word.upper()) or (small and word == word.lower()))
        )
    }
    odd = [word for at, word in symbols.items() if at in nameless and not _may_be_symbol(word)]
    if small and len(symbols) > 1:
        odd = [word for word in odd if " " in word or len(word) > _LONGEST_TICKER]
    if odd:
        raise ValueError(unknown_words(odd))
    return symbols


def unknown_words(words: list[str]) -> str:
    """What to say of headers that name neither a figure nor a symbol."""
    named = ", ".join(f"`{word[:40]}`" for word in words[:3])
    return (
        f"{named} is neither a known header nor a symbol: name the close column `close`, "
        "`last`, `price` or `nav`, and write symbols in capitals; a file with one figure a day "
        "can be read with `--symbol`"
    )


def _may_be_symbol(word: str) -> bool:
    """Whether a header is written as symbols are: in capitals, in one word."""
    if _TERMINAL.fullmatch(word):
        return True
    letters = any(character.isalpha() for character in word)
    return (letters or len(word) > 2) and word == word.upper() and len(word.split()) == 1


def _plain(word: str) -> str:
    bare = _AROUND.sub("", _AROUND.sub("", word.strip())).replace(".", "")
    return " ".join(bare.replace("_", " ").split()).casefold().translate(_POLISH)
