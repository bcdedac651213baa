"""Checks one price series and back-adjusts it for splits and dividends; who holds such series.

Faults are values: what is odd becomes a `PriceProblem`, what cannot be used at all a `refused`
series without dates. Nothing is repaired by guessing.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterable
from datetime import date
from fractions import Fraction
from typing import Protocol

from msgspec.structs import fields, replace

from thesisvault.model.market import AdjustedSeries, Bar, PriceProblem, PriceSeries

_BAR_FIELDS = tuple(field.name for field in fields(Bar))
_FORWARD = (2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 100)
_TOLERANCE = 0.05
# Three for two is the one ratio below two that companies use and that rarely happens by
# itself. Five for four (-20 %) and four for three (-25 %) are left out: falls of that size
# after earnings are common, and a true fall must not be hidden. There is no reverse of it.
_THREE_FOR_TWO = Fraction(3, 2)
_THREE_FOR_TWO_TOLERANCE = 0.02
_ORDINARY = (0.69, 1.89)
"""Between these no ratio is near a split: 3-for-2 begins at 1.02 / 1.5, 1-for-2 at 0.95 * 2."""


def adjust(
    series: PriceSeries,
    *,
    as_of: date | None = None,
    confirmed_jumps: Collection[date] = (),
) -> AdjustedSeries:
    """The series sorted, checked and adjusted, seeing nothing dated after `as_of`.

    Level: `adjusted_close` where every bar has one; else `close` as it stands when the source
    says it is adjusted; else `close` back-adjusted by the bars' own dividends and splits, CRSP's
    way: on an ex-date all earlier closes are multiplied by (1 / S) * (1 - D * S / P), with S new
    shares for one old, D cash a (new) share and P the (old) close before.

    Two different bars on one date refuse the series; identical or complementary ones are merged.
    A day's move near a split ratio with no split recorded, or with one that does not fit, is
    quarantined unless its date is in `confirmed_jumps`.
    """
    symbol = series.symbol
    problems: list[PriceProblem] = []

    def note(code: str, day: date | None, message: str) -> None:
        problems.append(PriceProblem(code, symbol, day, message))

    def refuse(reason: str) -> AdjustedSeries:
        return AdjustedSeries(
            symbol, (), (), (), series.currency, problems=tuple(problems), refused=reason
        )

    seen = [bar for bar in series.bars if as_of is None or bar.date <= as_of]
    if as_of is not None and (future := len(series.bars) - len(seen)):
        note("future-rows", None, f"{symbol}: {future} rows after {as_of} left out")
    merged: dict[date, Bar] = {}
    for bar in seen:
        other = merged.get(bar.date)
        if other is None:
            merged[bar.date] = bar
        elif (both := merge_bars(other, bar)) is not None:
            merged[bar.date] = both
        else:
            reason = f"two different bars on {bar.date}"
            note("duplicate-date", bar.date, f"{symbol}: {reason}")
            return refuse(reason)

    level = _level(series, merged.values())
    if level == "partly":
        note("partly-adjusted", None, f"{symbol}: adjusted closes on some days only, not used")
        level = "actions" if series.adjusted != "yes" else "close"
    bars: list[Bar] = []
    # Dividends and splits of the step that leads to each bar, with those of bars that had no
    # close of their own carried to the next one that has.
    actions: list[tuple[float, float]] = []
    cash, split = 0.0, 1.0
    for day in sorted(merged):
        bar = merged[day]
        ratio = bar.split if bar.split else 1.0
        cash, split = cash / ratio + (bar.dividend or 0.0), split * ratio
        value = bar.adjusted_close if level == "adjusted" else bar.close
        if value is None or not math.isfinite(value) or value <= 0.0:
            if value is not None or not (bar.dividend or bar.split):
                note("unusable-close", day, f"{symbol}: no usable close on {day}")
            continue
        bars.append(bar)
        actions.append((cash, split))
        cash, split = 0.0, 1.0
    if not bars:
        # The same words as for a symbol that is not held: later rows must not be told apart.
        return refuse("no prices")

    bad_actions: set[date] = set()
    if level == "actions":
        closes = _back_adjusted(bars, actions, bad_actions)
    else:
        closes = [_known(b.adjusted_close if level == "adjusted" else b.close) for b in bars]
    for day in sorted(bad_actions):
        note("bad-action", day, f"{symbol}: dividend or split on {day} does not fit the close")
    quarantined = set(bad_actions)
    for place in range(1, len(bars)):
        day = bars[place].date
        likeness = split_like(closes[place] / closes[place - 1])
        if likeness is None or day in confirmed_jumps or day in quarantined:
            continue
        quarantined.add(day)
        recorded = level == "actions" and actions[place][1] != 1.0
        cause = "the split recorded does not fit the closes" if recorded else "no split recorded"
        note("split-like-jump", day, f"{symbol}: {day} looks like {split_name(likeness)}, {cause}")
    return AdjustedSeries(
        symbol,
        tuple(bar.date for bar in bars),
        tuple(closes),
        tuple(bars),
        series.currency,
        tuple(sorted(quarantined)),
        tuple(problems),
    )


def absent(symbol: str, reason: str = "no prices") -> AdjustedSeries:
    """A symbol for which there is nothing, so that it can be named as left out."""
    return AdjustedSeries(symbol, (), (), (), refused=reason)


def merge_bars(one: Bar, other: Bar) -> Bar | None:
    """Both bars of one date in one, or None when they contradict each other."""
    filled: dict[str, float] = {}
    for name in _BAR_FIELDS:
        ours, theirs = getattr(one, name), getattr(other, name)
        if ours is None and theirs is not None:
            filled[name] = theirs
        elif theirs is not None and ours != theirs:
            return None
    return replace(one, **filled) if filled else one


def _level(series: PriceSeries, bars: Iterable[Bar]) -> str:
    priced = [bar for bar in bars if bar.close is not None or bar.adjusted_close is not None]
    with_adjusted = sum(bar.adjusted_close is not None for bar in priced)
    if priced and with_adjusted == len(priced):
        return "adjusted"
    if with_adjusted:
        # Mixing both levels would invent a jump wherever they meet.
        return "partly"
    return "close" if series.adjusted == "yes" else "actions"


def _back_adjusted(
    bars: list[Bar], actions: list[tuple[float, float]], bad: set[date]
) -> list[float]:
    closes = [_known(bar.close) for bar in bars]
    factor = 1.0
    for place in range(len(bars) - 1, 0, -1):
        cash, split = actions[place]
        # No close before the first bar: its own action changes nothing that is known.
        before = closes[place - 1]
        step = (1.0 - cash * split / before) / split if split > 0.0 else 0.0
        if step > 0.0 and math.isfinite(step) and cash >= 0.0:
            factor *= step
        else:
            bad.add(bars[place].date)
        closes[place - 1] = before * factor
    return closes


def _known(value: float | None) -> float:
    assert value is not None  # filtered by the caller; for the type checker
    return value


def split_like(ratio: float) -> Fraction | None:
    """The split (new shares for one old) that a close-to-close ratio looks like, or None.

    `ratio` is close over the close before. What is left after undoing the split may be at most
    5 % (2 % for three for two), an ordinary day's move.
    """
    if _ORDINARY[0] < ratio < _ORDINARY[1]:
        return None
    for shares in _FORWARD:
        if abs(ratio * shares - 1.0) <= _TOLERANCE:
            return Fraction(shares)
        if abs(ratio / shares - 1.0) <= _TOLERANCE:
            return Fraction(1, shares)
    if abs(ratio * float(_THREE_FOR_TWO) - 1.0) <= _THREE_FOR_TWO_TOLERANCE:
        return _THREE_FOR_TWO
    return None


def split_name(split: Fraction) -> str:
    """`4-for-1`, `1-for-10`, `3-for-2`."""
    return f"{split.numerator}-for-{split.denominator}"


class NoPrices:
    """A vault without prices: nothing is held of any symbol."""

    def symbols(self) -> tuple[str, ...]:
        """None."""
        return ()

    def adjusted(self, symbol: str) -> AdjustedSeries:
        """Absent, whatever the symbol."""
        return absent(symbol)

    def benchmark(self, event: dt.date, asked: str | None = None) -> AdjustedSeries:
        """Absent too."""
        return absent(asked or "benchmark")


class PriceView(Protocol):
    """Adjusted prices as they were known on the day of the review."""

    def symbols(self) -> tuple[str, ...]:
        """Every symbol that has prices."""

    def adjusted(self, symbol: str) -> AdjustedSeries:
        """A symbol's series; `market.adjust.absent` where there is none."""

    def benchmark(self, event: dt.date, asked: str | None = None) -> AdjustedSeries:
        """What moves around `event` are measured against, and whose dates are the sessions."""
