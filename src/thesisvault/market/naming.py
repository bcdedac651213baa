"""What a symbol and a currency may be called, and which currencies are one."""

from __future__ import annotations

import re

_LONGEST = 80
"""Letters of a symbol or a currency: more than any has, and few enough for a file's name."""
_MAJOR = {"GB": "GBP", "ZA": "ZAR", "IL": "ILS", "US": "USD", "EU": "EUR", "KW": "KWD"}
_MINOR = {"GBX": "GB", "ZAC": "ZA", "ILA": "IL", "USX": "US", "EUX": "EU", "KWF": "KW"}
_SMALL_LAST = re.compile(r"[A-Z]{2}[a-z]")
"""How Bloomberg and Yahoo write the hundredth of a currency: `GBp`, `ZAc`."""


def why_no_name(text: str) -> str | None:
    """Why a text can be no symbol and no currency, in words; None where it can.

    A name is in the first lines of a price file, in its file's name and on a terminal.
    """
    if not text.strip():
        return "it is empty"
    if not text.isprintable():
        return "it has a character that cannot be printed, such as a line break"
    return f"it has more than {_LONGEST} letters" if len(text) > _LONGEST else None


def unit_of(currency: str) -> tuple[str, int]:
    """The currency a code means, and how many of what it quotes make one: `GBp` is pence.

    >>> unit_of("GBp"), unit_of("GBX"), unit_of("gbp"), unit_of("ZAc")
    (('GBP', 100), ('GBP', 100), ('GBP', 1), ('ZAR', 100))
    """
    code = currency.strip()
    place = code[:2] if _SMALL_LAST.fullmatch(code) else _MINOR.get(code.upper())
    if place not in _MAJOR:
        return code.upper(), 1
    return _MAJOR[place], 1000 if place == "KW" else 100
