"""Checks one price series and back-adjusts it for splits and dividends; who holds such series.

Faults are values: what is odd becomes a `PriceProblem`, what cannot be used at all a `refused`
series without dates. Nothing is repaired by guessing.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Protocol

from msgspec.structs import fields, replace

from thesisvault.market.sessions import LONGEST_CLOSURE
from thesisvault.model.market import AdjustedSeries, Bar, PriceProblem, PriceSeries

_BAR_FIELDS = tuple(field.name for field in fields(Bar))
_FORWARD = (2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 100)
_TOLERANCE = 0.1
# Three for two is the one ratio below two that companies use and that rarely happens by
# itself. Five for four (-20 %) and four for three (-25 %) are left out: falls of that size
# after earnings are common, and a true fall must not be hidden. There is no reverse of it.
_THREE_FOR_TWO = Fraction(3, 2)
_THREE_FOR_TWO_TOLERANCE = 0.02
FLAT_FROM = 5
"""Equal closes in a row: a week without any move at all."""
_SUNDAY_EXCHANGES = (".TA", ".SR", ".QA", ".KW", ".CA")
"""Suffixes of exchanges that are or were open on Sundays: Tel Aviv, Riyadh, Doha, Kuwait, Cairo."""
_ORDINARY = (0.69, 1.79)
"""Between these no ratio is near a split: 3-for-2 begins at 1.02 / 1.5, 1-for-2 at 0.9 * 2."""
_BELIEVED = (0.5, 2.0)
"""Beyond these a ratio needs somebody's word: such days are mostly splits, of any ratio."""
_A_DIVIDEND = (0.001, 0.25)
"""A vendor's factor of adjustment that changes by so much has taken a dividend off."""


def adjust(
    series: PriceSeries,
    *,
    as_of: date | None = None,
    confirmed_jumps: Collection[date] = (),
) -> AdjustedSeries:
    """The series sorted, checked and adjusted, seeing nothing dated after `as_of`.

    Level: `adjusted_close` where every bar has one; else `close` as it stands when the source
    says it is adjusted; else `close` back-adjusted by the bars' own dividends and splits, so that
    a return over an ex-date is CRSP's holding-period return, (P + D) * S / P_before - 1, with S
    new shares for one old, and D cash (or what was spun off) a new share. A delisting return makes
    the last close what a holder was left with.

    Two different bars on one date refuse the series; identical or complementary ones are merged.
    A bar without volume, of a symbol that has some, whose close repeats the one before, is that
    close carried forward: no price of its day. A move to less than half or more than twice, or
    near a split ratio, with no action recorded that explains it, is quarantined unless its date
    is in `confirmed_jumps`.
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
    bars, actions, carried = _priced(symbol, merged, level, note)
    if not bars:
        # The same words as for a symbol that is not held: later rows must not be told apart.
        return refuse("no prices")
    if carried:
        shown = f"{len(carried)} bars from {carried[0]} to {carried[-1]} repeat"
        shown = f"the bar of {carried[0]} repeats" if len(carried) == 1 else shown
        what = f"{shown} the close before, without volume: no prices of their days"
        note("carried-forward", carried[0], f"{symbol}: {what}")

    if odd := _at_weekends(symbol, [bar.date for bar in bars]):
        what = f"{len(odd)} of {len(bars)} bars fall on a weekend, from {odd[0]} on"
        note("weekend-bars", odd[0], f"{symbol}: {what}: are its dates those of its exchange?")
    for first, last, count in _flat(bars):
        what = f"{count} closes from {first} to {last} are the same, and no volume is given"
        note("flat-closes", first, f"{symbol}: {what}: used, though they may be carried forward")
    bad_actions: set[date] = set()
    if level == "actions":
        closes = _back_adjusted(bars, actions, bad_actions)
    else:
        closes = [_known(b.adjusted_close if level == "adjusted" else b.close) for b in bars]
    for day in sorted(bad_actions):
        note("bad-action", day, f"{symbol}: dividend or split on {day} does not fit the close")
    quarantined = set(bad_actions)
    for place, recorded, ratio in _jumps(bars, closes, [] if level != "actions" else actions):
        day = bars[place].date
        if day not in confirmed_jumps and day not in quarantined:
            quarantined.add(day)
            if day - bars[place - 1].date <= LONGEST_CLOSURE:
                why = _likeness(ratio, recorded=recorded)
                note("split-like-jump", day, f"{symbol}: {day} {why}")
    return AdjustedSeries(
        symbol,
        tuple(bar.date for bar in bars),
        tuple(closes),
        tuple(bars),
        series.currency,
        tuple(sorted(quarantined)),
        # A delisting return is a person's or a vendor's word, however long after the last close.
        tuple(sorted({*confirmed_jumps, *(bar.date for bar in bars if bar.delisting is not None)})),
        tuple(_without_dividends(bars, actions, level)),
        tuple(carried),
        tuple(problems),
    )


def _priced(
    symbol: str,
    merged: Mapping[date, Bar],
    level: str,
    note: Callable[[str, date | None, str], None],
) -> tuple[list[Bar], list[tuple[float, float]], list[date]]:
    """The bars with a price of their day, the cash and split of the step that leads to each, and
    the days whose close is carried forward.
    """
    bars: list[Bar] = []
    # What stands on bars without a close of their own is carried to the next one that has.
    actions: list[tuple[float, float]] = []
    carried: list[date] = []
    cash, split = 0.0, 1.0
    with_volume = sum(bool(bar.volume) for bar in merged.values())
    mostly = 2 * with_volume > len(merged)
    for day in sorted(merged):
        bar = merged[day]
        ratio = (bar.split or 1.0) * (1.0 + (bar.stock_dividend or 0.0))
        cash = cash / ratio + (bar.dividend or 0.0) + (bar.spin_off or 0.0)
        split *= ratio
        before = bars[-1] if bars else None
        if before is not None and before.delisting is not None:
            note("bad-action", day, f"{symbol}: a price on {day}, after its delisting")
            break
        if bar.delisting is not None:
            bar = _left_with(bar, before)
        value = bar.adjusted_close if level == "adjusted" else bar.close
        # A delisting may leave nothing; no close is nothing.
        if value is None or not math.isfinite(value) or value < 0.0 or not (value or bar.delisting):
            if value is not None or not (bar.dividend or bar.split or bar.stock_dividend):
                note("unusable-close", day, f"{symbol}: no usable close on {day}")
        elif (
            before is not None
            and _close(bar) == _close(before)
            and (bar.volume == 0 or (bar.volume is None and mostly))
            and with_volume
        ):
            carried.append(day)
        else:
            bars.append(bar)
            # A delisting return has what was paid out in it.
            actions.append((cash if bar.delisting is None else 0.0, split))
            cash, split = 0.0, 1.0
    return bars, actions, carried


def _at_weekends(symbol: str, days: Sequence[date]) -> list[date]:
    """The days on a weekend of what trades neither all week nor on Sundays: dates in UTC of what
    trades in the east are a day early.
    """
    found = [day for day in days if day.weekday() > 4]
    trades_all_week = len({day.weekday() for day in found}) == 2 and 5 * len(found) > len(days)
    on_sundays = symbol.upper().endswith(_SUNDAY_EXCHANGES)
    return [] if trades_all_week or on_sundays else found


def _flat(bars: Sequence[Bar]) -> Iterator[tuple[date, date, int]]:
    """Runs of equal closes where no bar has a volume, which could tell that nothing was traded."""
    if any(bar.volume is not None for bar in bars):
        return
    for _, run in groupby(bars, key=_close):
        same = list(run)
        if len(same) >= FLAT_FROM:
            yield same[0].date, same[-1].date, len(same)


def _close(bar: Bar) -> float | None:
    return bar.adjusted_close if bar.close is None else bar.close


def _left_with(bar: Bar, before: Bar | None) -> Bar:
    """The bar of a delisting, its closes what was left of the last ones (Shumway 1997)."""
    last = bar if bar.close is not None or bar.adjusted_close is not None else before
    left = 1.0 + (bar.delisting or 0.0)

    def of(value: float | None) -> float | None:
        return None if value is None else value * left

    if last is None:
        return bar
    return replace(bar, close=of(last.close), adjusted_close=of(last.adjusted_close))


def _without_dividends(
    bars: Sequence[Bar], actions: Sequence[tuple[float, float]], level: str
) -> Iterator[tuple[date, float]]:
    """For each day that went ex, the return between the closes as they were traded."""
    for (before, bar), (cash, split) in zip(pairwise(bars), actions[1:], strict=True):
        if before.close is None or bar.close is None or not (before.close > 0.0 < bar.close):
            continue
        if level == "actions" and cash:
            yield bar.date, bar.close * split / before.close - 1.0
        elif level == "adjusted" and split == 1.0:
            assert before.adjusted_close is not None  # this level has one on every bar
            assert bar.adjusted_close is not None
            plain = bar.close / before.close
            taken = 1.0 - plain / (bar.adjusted_close / before.adjusted_close)
            if _A_DIVIDEND[0] < taken < _A_DIVIDEND[1]:
                yield bar.date, plain - 1.0


def _jumps(
    bars: Sequence[Bar], closes: Sequence[float], actions: Sequence[tuple[float, float]]
) -> Iterator[tuple[int, bool, float]]:
    """The steps that are not believed by themselves: to which bar, whether an action is recorded
    there, and the ratio.

    Nothing is split two days in a row: what goes on the same way at such a pace is a collapse.
    """
    ratios = {
        place: closes[place] / closes[place - 1]
        for place in range(1, len(bars))
        if bars[place].delisting is None and not _is_believed(closes[place] / closes[place - 1])
    }
    for place, ratio in ratios.items():
        beside = (ratios.get(place - 1), ratios.get(place + 1))
        if not any(other is not None and (other > 1.0) == (ratio > 1.0) for other in beside):
            yield place, bool(actions) and actions[place] != (0.0, 1.0), ratio


def _is_believed(ratio: float) -> bool:
    return _BELIEVED[0] <= ratio <= _BELIEVED[1] and split_like(ratio) is None


def _likeness(ratio: float, *, recorded: bool) -> str:
    cause = "the split recorded does not fit the closes" if recorded else "no split recorded"
    if (likeness := split_like(ratio)) is not None:
        return f"looks like {split_name(likeness)}, {cause}"
    return f"closes at {ratio:.3g} times the close before, {cause}"


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
        if 0.0 <= cash * split < before and 0.0 < split < math.inf:
            now = _known(bars[place].close)
            factor *= now / (now + cash) / split if cash else 1.0 / split
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
    10 % (2 % for three for two), a lively day's move.
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

    def benchmark(
        self, event: dt.date, asked: str | None = None, history: int = 0
    ) -> AdjustedSeries:
        """Absent too."""
        return absent(asked or "benchmark")


class PriceView(Protocol):
    """Adjusted prices as they were known on the day of the review."""

    def symbols(self) -> tuple[str, ...]:
        """Every symbol that has prices."""

    def adjusted(self, symbol: str) -> AdjustedSeries:
        """A symbol's series; `market.adjust.absent` where there is none."""

    def benchmark(
        self, event: dt.date, asked: str | None = None, history: int = 0
    ) -> AdjustedSeries:
        """What moves around `event` are measured against, and whose dates are the sessions.

        `history`: the sessions before `event` that a test needs.
        """
