"""The weights of one table, list or property: all in one unit, and none in place of another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import Exposure, Quantity, QuantityKind, Side
from thesisvault.model.text import Span
from thesisvault.parser.facts.quantities import (
    PERCENT,
    decimal_comma_of,
    number_at,
    read_quantity,
)
from thesisvault.parser.facts.vocabulary import Vocabulary

_PART = re.compile(r"(\d{1,3})\s?/\s?(\d{1,3})(?![\d/.,])")
_FIRST = re.compile(r"(?<![\w.,'])(?=\d)")
_SIGN = re.compile(r"(?<=\s)[-−]\Z")
_BEGUN = re.compile(r"(?<![\w.,])[0-9]{1,3}(?:[.,][0-9]+)?[^\w,;:()\[\]]{1,3}\Z")
"""Half a range, or of a figure with a slip in it: what follows is not a figure of its own."""
_SHARE = "%"
"""The unit of what is a fraction of the whole, however it is written."""


class Written(Struct, frozen=True):
    """A weight as its author wrote it; empty where there is none."""

    text: str
    span: Span


def read_weights(
    written: Sequence[Written], words: Vocabulary
) -> tuple[list[float | None], list[Diagnostic]]:
    """Each weight, equal ones where none is written; what is left out is None, and said.

    Left out is what is not a single figure, what is in another unit than the most, and what has no
    weight beside others that have one: a stand-in would be in another unit than these.
    """
    if not any(item.text for item in written):
        return [1.0] * len(written), []
    has_comma = decimal_comma_of(item.text for item in written) is True
    read = [_read(item.text, words, decimal_comma=has_comma) for item in written]
    units = Counter(unit for one in read if one for _, unit in [one])
    unit = units.most_common(1)[0][0] if units else ""
    found: list[float | None] = []
    told: list[Diagnostic] = []
    for item, one in zip(written, read, strict=True):
        found.append(one[0] if one and one[1] == unit else None)
        if found[-1] is None:
            told.append(_left_out(item, one, unit))
    return found, told


def signed(exposures: Iterable[Exposure], thesis: Side | None) -> list[Exposure]:
    """The same with the weights of a thesis of that side, long where it has none: a leg against
    it is negative.

    The side in a row is what its author is in the market, short in a short thesis too. In a row
    without one a minus is a leg against the thesis, but where all rows of a short one have it.
    """
    given = list(exposures)
    of_thesis = thesis or Side.LONG
    plain = [item.weight for item in given if item.side is None and item.weight is not None]
    says_short = of_thesis is Side.SHORT and bool(plain) and max(plain) < 0
    found = []
    for item in given:
        weight = item.weight
        if weight is not None and item.side is not None:
            weight = abs(weight) if item.side is of_thesis else -abs(weight)
        elif weight is not None and says_short:
            weight = -weight
        found.append(replace(item, weight=weight))
    return found


def percent_in(text: str) -> tuple[str, str] | None:
    """The share that is in a text, and the text without it: ``NVDA 2,5 %``, ``AMD 1/3``."""
    for first in _FIRST.finditer(text):
        head = text[: first.start()]
        if _BEGUN.search(head):
            continue
        found = number_at(text, first.start(), after=rf"\s?(?:(?i:{PERCENT}))")
        part = None if found else _PART.match(text, first.start())
        if found or part:
            start = first.start() - bool(_SIGN.search(head))
            end = found[1] if found else part.end() if part else 0
            return text[start:end], text[:start] + text[end:]
    return None


def _read(text: str, words: Vocabulary, *, decimal_comma: bool) -> tuple[float, str] | None:
    """A weight with its unit; None where it is not a single figure."""
    if (part := _PART.fullmatch(text)) and 0 < int(part[1]) <= int(part[2]):
        return int(part[1]) / int(part[2]), _SHARE
    found: Quantity = read_quantity(text, words, decimal_comma=decimal_comma)
    if found.low is None or found.low != found.high:
        return None
    if found.kind is QuantityKind.CHANGE and found.unit:
        return found.low, _SHARE
    return (found.low, found.unit) if found.kind is QuantityKind.AMOUNT else None


def _left_out(item: Written, one: tuple[float, str] | None, unit: str) -> Diagnostic:
    if one is not None:
        told = f"The weight `{item.text}` is not {_in(unit)}, as others are"
        return Diagnostic(
            "weight-units", f"{told}: its row is left out of every figure.", item.span
        )
    what = f"The weight `{item.text}` is not understood" if item.text else "It has no weight"
    message = f"{what}: its row is left out of every figure. Write `40%`."
    return Diagnostic("weight-unparsed", message, item.span)


def _in(unit: str) -> str:
    return "in percent" if unit == _SHARE else f"in `{unit}`" if unit else "a plain number"
