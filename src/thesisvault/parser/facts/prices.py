"""A price as a property's text: `$88.00`, `88 (weekly close)`, `€12,50`, `1'234.50`."""

from __future__ import annotations

import re

from thesisvault.model.facts import Side
from thesisvault.parser.facts.currencies import AFTER, BEFORE
from thesisvault.parser.facts.quantities import number_at

_BEFORE = rf"(?:{BEFORE})?\s?"
_AFTER = (
    rf"(?:\s?(?:{AFTER})|p(?!\w))?"
    r"(?!\s?(?i:atrs?|r|σ|sds?|sigmas?|pips?|points?|ticks?|bps|[desw]?ma|d|days?|weeks?|months?)\b(?!:))"
    r"(?=[\s;()（）、\[\]*|/–—-]|[,.:](?:\s|\Z)|\Z)(?![.,]?\s*[.,']?\d|\s?[%x×]\s?\S|\s?[-–—](?!\s+[^\W\d]|\s*\Z)|\s?/\s?(?:[$€£¥₹]\s?)?\d|\s?%|\s+to\s)"
    r"(?<!\d\s\d{3}(?=\s\w))"
)
"""What may follow. A blank or a stroke, and another figure may not: `88 200 day average` is not one
price, nor is `88/86`."""

_THOUSANDS = r"[kK](?=\s*(?:[;,()（）*|/]|[-–—]\s|\Z))"
"""`88.5k`, with nothing behind it that would say of what."""


def price_of(text: str) -> float | None:
    """The price that a text begins with; None for a range, a share, a multiple, or words."""
    plain = _ABOUT.sub("", text.strip("*_`~≈<>= "), count=1)
    plain = _ISH.sub("", plain, count=1)
    if moved := _MOVED.fullmatch(plain):
        plain = moved["now"]
    if found := number_at(plain, 0, _BEFORE, _AFTER):
        return found[0]
    thousands = number_at(plain, 0, _BEFORE, _THOUSANDS) if "k" in plain.casefold() else None
    return 1000 * thousands[0] if thousands else None


_ABOUT = re.compile(
    r"(?i)(?:(?:mental(?:ly)?|hard|soft|around|about|approx\.?|approximately|circa|ca\.|roughly|near)"
    r",?\s+)+(?=[$€£¥₹~]?\s?\d)"
)
"""What stands before a price that is not exact, or that no order guards: `mental, around 120`."""
_ISH = re.compile(r"(?i)(?<=\d)[- ]?ish(?!\w)")
_FIGURE = r"[$€£¥₹]?\s?\d[\d.,]*"
_MOVED = re.compile(
    rf"(?i)(?:{_FIGURE}\s*(?:→|->|⇒|=>|➡\ufe0f?)|(?:was|from|moved from|raised from|lowered from)\s"
    rf"+{_FIGURE},?\s*(?:now|to|→))\s*(?P<now>{_FIGURE}[^→>]*)"
)
"""`90 → 95`, `was 90, now 95`: the last one counts."""
_SEVERAL = re.compile(r"\s+(?:/|then|and|&)\s+|[,;]\s+|\s*\|\s*")
_STROKED = re.compile(r"[^\s/]+(?:/[^\s/]+){2,}")
_LADDER = re.compile(r"\s*(?:→|->)\s*")
_CHANGED = 2
"""Prices with an arrow between them that are one and what it became; more are a ladder."""
_PART = re.compile(r"\s*\(\d{1,3}\s?%\)")
"""How much is to be sold at a target: `34 (50%)`."""


def targets_in(text: str) -> list[str]:
    """The targets that a text lists, each a price and no more: `34 / 41 / 50`, `$180, $220 (50%)`.

    Empty where it is one, or where any part says something else.
    """
    plain = text.strip("*_`~≈<> ")
    parts = plain.split("/") if _STROKED.fullmatch(plain) else _SEVERAL.split(plain)
    if len(ladder := _LADDER.split(plain)) > len(parts) and len(ladder) > _CHANGED:
        parts = ladder
    bare = [_PART.sub("", part).strip() for part in parts]
    are_prices = all(" " not in part and price_of(part) is not None for part in bare)
    return bare if len(bare) > 1 and are_prices else []


_TO = re.compile(r"\s*(?:[-–—−‒‐‑~〜～]|\b(?:to|bis)\b)\s*")
_ENDS = re.compile(rf"[^\s()（）,;]+(?:\s(?:{AFTER}))?\s*(?:[(（,;].*)?")
"""What the far end of a range is: a figure, perhaps with its currency, and a remark that is set
off; not `18 months`.
"""
_YEARS = re.compile(r"(?:19|20)[0-9]{2}")


def range_of(text: str) -> tuple[float, float] | None:
    """The prices between which a text says something lies: `190-210`, `$190 – $210 (base case)`.

    None for what is not two prices, the lower first: shares, multiples, durations, years.
    """
    plain = text.strip("*_`~≈ ")
    to = _TO.search(plain, 1)
    if to is None:
        return None
    near, far = plain[: to.start()], plain[to.end() :]
    if not _ENDS.fullmatch(far) or (_YEARS.fullmatch(near) and _YEARS.match(far)):
        return None
    low, high = price_of(near), price_of(far)
    return (low, high) if low is not None and high is not None and 0 < low < high else None


def target_of(text: str, side: Side | None, *, falls: bool = False) -> float | None:
    """The price that a target is reached at; of a range, the end that comes first.

    `falls`: for who is long it is reached from above, as a price to buy at is.
    """
    found = range_of(text)
    return price_of(text) if found is None else found[(side is Side.SHORT) != falls]
