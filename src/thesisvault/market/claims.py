"""Holds a move that a note states against prices, and says what it does match when it fails.

A stated move of a day is close to close on that day. Tolerance: half of the last digit stated,
so `+8%` is from 7.5 to 8.5 and `+8.2%` from 8.15 to 8.25; what rose did not fall. On a day that
went ex, the closes as traded and the return with the dividend may both be meant, and the reason
says which. A relative move is the
difference of two simple returns over the same sessions, `+6% vs Nasdaq` = +6 percentage points
more than the proxy. A streak of k is k close-to-close moves of one sign in a row, the last of
them on the day; it holds exactly or not, and a longer run still holds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from thesisvault.market.claim_windows import (
    PairedCloses,
    days_move,
    intraday_moves,
    pair_closes,
    percent,
    period_move,
    window_moves,
)
from thesisvault.market.frame import foreign
from thesisvault.market.sessions import day_zero, last_session
from thesisvault.model.facts import MovePeriod, Quantity, QuantityKind
from thesisvault.model.market import AdjustedSeries, Claim, ClaimCheck, ClaimKind, WindowMove

_LEAST_TOLERANCE = 0.0001
"""A cent of a hundred: sources differ by so much."""
# Rounding of the subtraction must not decide a claim that lies on the edge.
_SLACK = 1e-12


def claim_of(
    quantity: Quantity, on: date | None, period: MovePeriod = "", since: date | None = None
) -> Claim | None:
    """The claim that a stated quantity makes about prices, or None when it makes none.

    `period`: that of the note, where it is about a week or a month. `since`: the first of the days
    that it is about, where these are several.
    Amounts, absent figures and text that was not understood claim no move.
    """
    low, high = quantity.low, quantity.high
    if low is None:
        return None
    if quantity.kind is QuantityKind.STREAK:
        return Claim("streak", on, streak=round(low)) if round(low) else None
    if quantity.kind not in (QuantityKind.CHANGE, QuantityKind.RELATIVE):
        return None
    kind: ClaimKind = "change" if quantity.kind is QuantityKind.CHANGE else "relative"
    step = 0.01 if quantity.step is None else quantity.step
    return Claim(kind, on, low, None if high == low else high, step, period=period, since=since)


def check_claim(
    claim: Claim,
    prices: AdjustedSeries,
    benchmark: AdjustedSeries | None = None,
    sessions: Sequence[date] | None = None,
    *,
    is_next: bool = False,
) -> ClaimCheck:
    """The verdict on one stated move of one symbol.

    `benchmark`: what a relative move is relative to (an index or its proxy), required for one
    and ignored otherwise. `sessions`: the calendar, ascending; by default the symbol's own
    dates. A note dated on a day without a session speaks of the session before it; `is_next`: of
    the one after it, as what came after the close of the day before does. Adjust both
    series with the note's `as_of` if nothing later may be seen: the next day is looked at too.
    `unchecked` carries the reason; nothing is ever measured as 0 for want of data. Raises
    ValueError for a stated move without the value or count that its kind needs.
    """
    if not claim.streak if claim.kind == "streak" else claim.low is None:
        raise ValueError(f"a stated move of kind {claim.kind} needs its figure")
    other = benchmark if claim.kind == "relative" else None
    if claim.on is None:
        return _unchecked(claim, "no date: neither the table nor the note says when")
    if claim.kind == "relative" and other is None:
        return _unchecked(claim, "no prices for what it is relative to")
    for series in (prices, other):
        if series is not None and not series.dates:
            return _unchecked(claim, f"{series.symbol}: {series.refused or 'no prices'}")
    if other is not None and (mixed := foreign(prices, other)):
        return _unchecked(claim, f"{mixed.symbol} is {mixed.reason}")
    calendar = prices.dates if sessions is None else sessions
    place = day_zero(calendar, claim.on) if is_next else last_session(calendar, claim.on)
    if place is None:
        span = f"{calendar[0]} to {calendar[-1]}" if calendar else "nowhere"
        return _unchecked(claim, f"no session for {claim.on}: prices go from {span}")
    pair = pair_closes(prices, other, calendar)
    if pair.day(place) is None:
        return _unchecked(claim, _why_no_return(pair, place))
    if claim.kind == "streak":
        return _check_streak(claim, pair, place)
    return _check_value(claim, pair, place)


def _check_value(claim: Claim, pair: PairedCloses, place: int) -> ClaimCheck:
    day = pair.sessions[place]
    tolerance = max(_LEAST_TOLERANCE, 0.5 * claim.step)
    measured, said = _measured(claim, pair, place, tolerance)
    intraday = () if pair.benchmark else intraday_moves(pair, place)
    figures = (*intraday, *window_moves(pair, place))
    if _fits(claim, measured, tolerance):
        return ClaimCheck(
            claim, "holds", measured, day, day, tolerance, figures=figures, reason=said
        )
    asked = None
    if claim.since:
        asked = days_move(pair, place, claim.since)
    elif claim.period:
        asked = period_move(pair, place, claim.period)
    if asked is not None and asked.value is not None:
        measured = asked.value
        said = f"{asked.text} from the close before {asked.start} to that of {asked.end}"
        if _fits(claim, measured, tolerance):
            return ClaimCheck(
                claim, "holds", measured, asked.start, asked.end, tolerance,
                figures=figures, reason=said,
            )  # fmt: skip
    matches = [
        found
        for found in figures
        if found.value is not None and _fits(claim, found.value, tolerance)
    ]
    matches.sort(key=lambda found: _distance(claim, found.value or 0.0))
    if not any(found in intraday for found in matches):
        matches += _inside_the_day(claim, intraday, day)
    if matches:
        said += "; matches " + "; ".join(found.text for found in matches)
    else:
        tried = "; ".join(found.text for found in figures if found.kind in _ALWAYS_SHOWN)
        said += "; matches no window" + (f" ({tried})" if tried else "")
    return ClaimCheck(
        claim,
        "fails",
        measured,
        day,
        day,
        tolerance,
        matches=tuple(matches),
        figures=figures,
        reason=said,
    )


def _measured(claim: Claim, pair: PairedCloses, place: int, tolerance: float) -> tuple[float, str]:
    """The day's move and what it is, in words: the one of the two that fits, on an ex-day."""
    total = pair.day(place)
    assert total is not None  # checked by the caller
    against = f" against {pair.benchmark}" if pair.benchmark else ""
    day, traded = pair.sessions[place], pair.traded(place)
    if traded is None:
        return total, f"close to close {pair.shown(total)}{against} on {day}"
    if _fits(claim, total, tolerance) and not _fits(claim, traded, tolerance):
        beside = f"close to close {pair.shown(traded)}"
        return total, f"with the dividend {pair.shown(total)}{against} on {day}, {beside}"
    beside = f"with the dividend {pair.shown(total)}"
    return traded, f"close to close {pair.shown(traded)}{against} on {day}, {beside}"


def _fits(claim: Claim, value: float, tolerance: float) -> bool:
    """Whether a figure is the one stated, to the digits stated, and of its sign."""
    ends = [end for end in (claim.low, claim.high) if end is not None]
    rounding = 0.5 * claim.step
    rises, falls = min(ends) > rounding, max(ends) < -rounding
    if (rises and value <= 0.0) or (falls and value >= 0.0):
        return False
    return _distance(claim, value) <= tolerance + _SLACK


def _distance(claim: Claim, value: float) -> float:
    """How far a figure lies from the one stated, or from the nearer end of its range."""
    low = claim.low if claim.low is not None else 0.0
    high = low if claim.high is None else claim.high
    return max(min(low, high) - value, value - max(low, high), 0.0)


_ALWAYS_SHOWN = ("week-to-date", "month-to-date", "year-to-date")


def _inside_the_day(claim: Claim, intraday: Sequence[WindowMove], day: date) -> list[WindowMove]:
    found = {move.kind: move.value for move in intraday if move.value is not None}
    low, opened, high = found.get("low"), found.get("open"), found.get("high")
    value = claim.low
    if value is None or low is None or high is None or not low <= value <= high:
        return []
    if opened is None:
        ends = ("low", low, "high", high)
    elif value >= opened:
        ends = ("open", opened, "high", high)
    else:
        ends = ("open", opened, "low", low)
    text = (
        f"between the day's {ends[0]} ({percent(ends[1], 1)}) and its {ends[2]} "
        f"({percent(ends[3], 1)}): intraday, not the close"
    )
    return [WindowMove("intraday-range", "intraday", day, day, None, text)]


def _check_streak(claim: Claim, pair: PairedCloses, place: int) -> ClaimCheck:
    wanted = claim.streak
    assert wanted is not None  # checked by the caller
    sign = 1 if wanted > 0 else -1
    words = ("rise", "rises") if sign > 0 else ("fall", "falls")
    run, broken = _run(pair, place, sign)
    total, total_broken = _run(pair, place, sign, dividends=True)
    by_total = total > run and abs(wanted) > run
    if by_total:
        run, broken = total, total_broken
    day = pair.sessions[place]
    if abs(wanted) > run and not broken:
        return _unchecked(
            claim, f"{run} {words[run != 1]} up to {day} is as far as the prices go back"
        )
    if run == 0:
        value = _move(pair, place)
        assert value is not None  # the caller's day has a return
        before, _ = _run(pair, place - 1, sign)
        reason = f"no run of {words[1]} ends on {day}: {pair.shown(value)}"
        matches: tuple[WindowMove, ...] = ()
        if before == abs(wanted):
            matches = (_streak_move(pair, place - 1, before, words),)
            reason += f"; matches {matches[0].text}"
        return ClaimCheck(claim, "fails", value, day, day, None, 0, matches, (), reason)
    found = _streak_move(pair, place, run, words)
    holds = run >= abs(wanted)
    reason = found.text if broken else f"at least {found.text}, where the prices begin"
    if by_total:
        reason += ", with dividends"
    return ClaimCheck(
        claim,
        "holds" if holds else "fails",
        found.value,
        found.start,
        found.end,
        None,
        sign * run,
        figures=(found,),
        reason=reason,
    )


def _run(pair: PairedCloses, place: int, sign: int, *, dividends: bool = False) -> tuple[int, bool]:
    """Length of the run that ends at `place`, and whether a move the other way ended it."""
    length = 0
    while place - length >= 0:
        value = _move(pair, place - length, dividends=dividends)
        if value is None:
            return length, False
        if value * sign <= 0.0:
            return length, True
        length += 1
    return length, False


def _move(pair: PairedCloses, place: int, *, dividends: bool = False) -> float | None:
    traded = None if dividends else pair.traded(place)
    return pair.day(place) if traded is None else traded


def _streak_move(pair: PairedCloses, place: int, run: int, words: tuple[str, str]) -> WindowMove:
    value = pair.between(place - run, place)
    start, end = pair.sessions[place - run + 1], pair.sessions[place]
    label = f"{run} {words[run != 1]}"
    shown = "" if value is None else f", {pair.shown(value)} together"
    text = f"{label} in a row from {start} to {end}{shown}"
    return WindowMove("streak", label, start, end, value, text)


def _why_no_return(pair: PairedCloses, place: int) -> str:
    day = pair.sessions[place]
    if place == 0:
        return f"prices begin on {day}: no close before it"
    for symbol, series in pair.series.items():
        if day in series.quarantined:
            why = next((p.message for p in series.problems if p.date == day), f"{symbol}: {day}")
            return f"quarantined: {why}"
        for needed in (day, pair.sessions[place - 1]):
            if needed in series.carried:
                return f"{symbol}: {needed} repeats the close before, without volume"
            if needed not in pair.closes[symbol]:
                return f"{symbol}: no close on {needed}"
    return f"no prices in the week before {day}"


def _unchecked(claim: Claim, reason: str) -> ClaimCheck:
    return ClaimCheck(claim, "unchecked", None, None, None, None, reason=reason)
