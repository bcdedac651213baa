"""How one security is written: with the mark of its market before it, behind it or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MARKETS = (
    ("US",),
    ("SS", "SH", "SHA", "SSE"),
    ("SZ", "SHE", "SZSE"),
    ("HK", "HKG", "HKEX", "SEHK"),
    ("T", "TYO", "JP"),
    ("KS", "KRX"),
    ("KQ", "KOSDAQ"),
    ("TW", "TPE", "TWSE"),
    ("TWO", "TPEX"),
)
"""The marks of a market, as vendors and authors have them, Yahoo's first; all markets but the
first count by numbers.
"""
_GROUP_OF = {mark: group for group in _MARKETS for mark in group}
_MARK = f"(?P<mark>{'|'.join(_GROUP_OF)})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_MARK}[.:](?P<name>\d{{3,6}})",
        rf"{_MARK}(?P<name>\d{{5,6}})",
        rf"(?P<name>\d{{1,6}})[.:]{_MARK}",
        r"(?P<mark>US)[.:](?P<name>[A-Z]{1,5})",
        r"(?P<name>[A-Z]{1,5})[.:](?P<mark>US)",
    )
)
_CLASS = re.compile(r"(?P<name>[A-Z]{2,4})[./-](?P<share>[ABC])")
"""A class of shares; most other letters behind a point are exchanges: `VOD.L`."""
_BARE = re.compile(r"\d{4,6}|[A-Z]{1,5}")


def has_market(symbol: str) -> bool:
    """Whether it has the mark of its market: it is a symbol then, and no other word."""
    return _marked(symbol) is not None


def _marked(symbol: str) -> re.Match[str] | None:
    return next(filter(None, (form.fullmatch(symbol) for form in _FORMS)), None)


def standard_spelling(symbol: str) -> str:
    """The symbol as Yahoo spells it, if its market or its class of shares is written otherwise.

    >>> [standard_spelling(symbol) for symbol in ("HK.00700", "SH600519", "US.AAPL", "BRK.B")]
    ['0700.HK', '600519.SS', 'AAPL', 'BRK-B']
    """
    if share := _CLASS.fullmatch(symbol):
        return "-".join(share.groups())
    if (match := _marked(symbol)) is None:
        return symbol
    name, mark = match["name"], _GROUP_OF[match["mark"]][0]
    if mark == "HK":
        name = name.lstrip("0").zfill(4)
    return name if mark == "US" else f"{name}.{mark}"


def other_spellings(symbol: str) -> Iterator[str]:
    """All that the same security may be called elsewhere: `002916.SZ`, `SZ002916` and `002916`.

    One without a mark may be of any market: who finds several securities so has found none.

    >>> sorted(other_spellings("US.AAPL")), sorted(other_spellings("BRK.B"))
    (['AAPL', 'AAPL.US', 'US:AAPL'], ['BRK-B', 'BRK/B'])
    """
    text = symbol.upper()
    if share := _CLASS.fullmatch(text):
        yield from (one for sign in ".-/" if (one := sign.join(share.groups())) != text)
        return
    match = _marked(text)
    if match is not None:
        found = dict.fromkeys(_spelled(match["name"], _GROUP_OF[match["mark"]]))
    elif _BARE.fullmatch(text):
        groups = _MARKETS[1:] if text.isdigit() else _MARKETS[:1]
        found = dict.fromkeys(one for group in groups for one in _spelled(text, group))
    else:
        return
    found.pop(text, None)
    yield from found


def _spelled(name: str, group: tuple[str, ...]) -> Iterator[str]:
    names = [name]
    if "HK" in group:  # with as many zeros before it as somebody likes
        names += [name.lstrip("0").zfill(size) for size in (1, 4, 5)]
    yield from (one for one in names if len(one) > 3 or not one.isdigit())
    for mark in group:
        for one in names:
            yield from (f"{one}.{mark}", f"{mark}.{one}", f"{mark}:{one}")
            if one.isdigit() and len(one) > 4:
                yield f"{mark}{one}"
