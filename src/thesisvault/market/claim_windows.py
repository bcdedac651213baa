"""The figures a stated move may have meant: the day's other prices, and other windows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct

from thesisvault.market.sessions import LONGEST_CLOSURE
from thesisvault.model.market import AdjustedSeries, Bar, WindowMove

LONGEST_WINDOW = 5


class PairedCloses(Struct, frozen=True):
    """A symbol's closes on a calendar, alone or beside a benchmark's."""

    symbol: str
    benchmark: str | None
    sessions: tuple[date, ...]
    series: Mapping[str, AdjustedSeries]
    closes: Mapping[str, Mapping[date, float]]

    def between(self, base: int, end: int) -> float | None:
        """The return from the close of one session to that of another, less the benchmark's.

        None where a close is missing, or a quarantined date or a hole in the calendar lies
        between.
        """
        if not 0 <= base < end < len(self.sessions):
            return None
        inside = self.sessions[base : end + 1]
        if any(after - before > LONGEST_CLOSURE for before, after in pairwise(inside)):
            return None
        start, stop = inside[0], inside[-1]
        found: list[float] = []
        for symbol, closes in self.closes.items():
            if any(start < odd <= stop for odd in self.series[symbol].quarantined):
                return None
            if start not in closes or stop not in closes:
                return None
            found.append(closes[stop] / closes[start] - 1.0)
        return found[0] - found[1] if self.benchmark else found[0]

    def day(self, place: int) -> float | None:
        """The return from the session before."""
        return self.between(place - 1, place)

    def shown(self, value: float) -> str:
        """A return in percent, a difference in points."""
        return points(value) if self.benchmark else percent(value)

    def traded(self, place: int) -> float | None:
        """The same between the closes as traded; None where no dividend makes a difference."""
        if self.day(place) is None:
            return None
        day, before = self.sessions[place], self.sessions[place - 1]
        ex = [dict(series.without_dividend).get(day) for series in self.series.values()]
        if all(value is None for value in ex):
            return None
        found = [
            closes[day] / closes[before] - 1.0 if value is None else value
            for value, closes in zip(ex, self.closes.values(), strict=True)
        ]
        return found[0] - found[1] if self.benchmark else found[0]


def pair_closes(
    prices: AdjustedSeries, benchmark: AdjustedSeries | None, sessions: Sequence[date]
) -> PairedCloses:
    """Closes by date of one symbol or of a pair."""
    both = (prices,) if benchmark is None else (prices, benchmark)
    # A symbol against itself is still two columns.
    keys = [prices.symbol, f"{both[-1].symbol} (benchmark)"][: len(both)]
    return PairedCloses(
        prices.symbol,
        None if benchmark is None else benchmark.symbol,
        tuple(sessions),
        dict(zip(keys, both, strict=True)),
        {
            key: dict(zip(one.dates, one.closes, strict=True))
            for key, one in zip(keys, both, strict=True)
        },
    )


def intraday_moves(pair: PairedCloses, place: int) -> tuple[WindowMove, ...]:
    """The day's open, high and low against the close before it, where the bar has them."""
    series = pair.series[pair.symbol]
    day = pair.sessions[place]
    closes = pair.closes[pair.symbol]
    at = series.dates.index(day)
    bar, before = series.bars[at], closes[pair.sessions[place - 1]]
    # The bar's own prices are brought to the level of its adjusted close.
    raw = _level_close(bar, series.closes[at])
    found: list[WindowMove] = []
    for kind, price in (("open", bar.open), ("high", bar.high), ("low", bar.low)):
        if price is not None and price > 0.0:
            value = price * series.closes[at] / raw / before - 1.0
            label = f"day's {kind}"
            found.append(WindowMove(kind, label, day, day, value, f"{label}: {percent(value)}"))
    return tuple(found)


def window_moves(pair: PairedCloses, place: int) -> tuple[WindowMove, ...]:
    """Close to close over other windows, in a fixed order; those without data are left out.

    The day before, the day after, and the day with the next; 2 to 5 sessions ending on the day;
    from the last close of the week, month and year before. Windows that are the same sessions are
    one, named for all.
    """
    spans: list[tuple[str, str, int, int]] = [
        ("previous-day", "previous day", place - 2, place - 1),
        ("next-day", "next day", place, place + 1),
        ("day-and-next", "the day and the next", place - 1, place + 1),
    ]
    spans += [
        (f"sessions-{length}", f"{length} sessions", place - length, place)
        for length in range(2, LONGEST_WINDOW + 1)
    ]
    for name in _PERIODS:
        base = _before(pair.sessions, place, name)
        spans.append((f"{name}-to-date", f"{name} to date", base, place))
    found: dict[tuple[int, int], tuple[str, list[str], float]] = {}
    for kind, label, base, end in spans:
        value = pair.between(base, end)
        if value is None or (base == place - 1 and end == place):
            continue  # one day is the claim's own window
        first, labels, _ = found.setdefault((base, end), (kind, [], value))
        labels.append(label)
        if kind.endswith("to-date"):
            # A calendar period is what people mean; its count of sessions is a by-name.
            found[base, end] = (kind, labels, value)
        else:
            found[base, end] = (first, labels, value)
    moves: list[WindowMove] = []
    for (base, end), (kind, labels, value) in found.items():
        name = " = ".join(labels)
        start, stop = pair.sessions[base + 1], pair.sessions[end]
        text = f"{name}: {pair.shown(value)}"
        moves.append(WindowMove(kind, name, start, stop, value, text))
    return tuple(moves)


_PERIODS: Mapping[str, Callable[[date], tuple[int, int]]] = {
    "week": lambda day: day.isocalendar()[:2],
    "month": lambda day: (day.year, day.month),
    "year": lambda day: (day.year, 0),
}


def _before(sessions: Sequence[date], place: int, period: str) -> int:
    """The last session before the week, month or year of one; -1 where there is none."""
    of = _PERIODS[period]
    base = place
    while base >= 0 and of(sessions[base]) == of(sessions[place]):
        base -= 1
    return base


def period_move(pair: PairedCloses, place: int, period: str) -> WindowMove | None:
    """The move of the week or month up to a session; of the one before, where it is the first of
    its own: then a note looks back. None without the closes.
    """
    base = _before(pair.sessions, place, period)
    kind, label = f"{period}-to-date", f"{period} to date"
    if base == place - 1:
        place, kind, label = base, f"last-{period}", f"the {period} before"
        base = _before(pair.sessions, place, period) if place >= 0 else -1
    return _move(pair, base, place, kind, label)


def days_move(pair: PairedCloses, place: int, since: date) -> WindowMove | None:
    """The move from the last close before a day up to a session; None without the closes."""
    base = bisect_left(pair.sessions, since) - 1
    return _move(pair, base, place, "days", "over its days")


def _move(pair: PairedCloses, base: int, place: int, kind: str, label: str) -> WindowMove | None:
    value = pair.between(base, place)
    if value is None:
        return None
    start, end = pair.sessions[base + 1], pair.sessions[place]
    return WindowMove(kind, label, start, end, value, f"{label} {pair.shown(value)}")


def percent(value: float, places: int = 2) -> str:
    """`+6.37%`; a value that rounds to nothing has no sign."""
    shown = f"{value * 100:+.{places}f}%"
    return shown[1:] if float(shown[:-1]) == 0.0 else shown


def points(value: float) -> str:
    """`+1.66 points`, of percent: what is left between two returns."""
    return f"{percent(value)[:-1]} points"


def _level_close(bar: Bar, adjusted: float) -> float:
    return bar.close if bar.close is not None and bar.close > 0.0 else adjusted
