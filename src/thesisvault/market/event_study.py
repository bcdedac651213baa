"""What an event did to a basket beyond what the benchmark did, and how sure that is.

One signed weighted basket, y = d * sum(w r), not N separate names: a rotation hits all of them
on one day, and tests that take them as independent reject too often (Kolari and Pynnönen 2010).

`Move.simple_return` compounds y over the window (for one name: close to close), while
`AbnormalReturn.car` sums the abnormal returns, since its variance is that of a sum (MacKinlay
1997). `market.market_model` says which model is used when.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from thesisvault.market.cross_section import MINIMUM_NAMES, measure_over_names
from thesisvault.market.frame import (
    WINDOWS,
    Estimation,
    Frame,
    Window,
    check_basket,
    foreign_names,
    lay_out,
    sort_out,
    unknown_currencies,
    window_places,
)
from thesisvault.market.market_model import measure_abnormal
from thesisvault.market.returns import combine, compound, equal_weights
from thesisvault.market.sessions import day_zero, days_lacked, why_no_day_zero
from thesisvault.model.market import AbnormalReturn, AdjustedSeries, EventStudy, Excluded, Move


def study_event(
    name: str,
    members: Sequence[AdjustedSeries],
    benchmark: AdjustedSeries | None,
    event: date,
    window: Window = (0, 0),
    *,
    weights: Mapping[str, float] | None = None,
    side: int = 1,
    estimation: Estimation | None = None,
    after_hours: bool = False,
    earnings: Mapping[str, Collection[date]] | None = None,
    lacked: Collection[date] = (),
    note: str = "",
) -> EventStudy:
    """The move and the abnormal return of a basket around one event.

    `window` counts sessions from day 0, both ends included; None as its end: to the last
    session held. `weights` by symbol, any scale, negative for names held short (default equal);
    `side` -1 turns the whole basket. `after_hours` moves an event on a session to the next one.
    `earnings`: each symbol's own report dates (a report after the close is dated to the next
    session by the caller); where one falls inside the window, the study is made a second time
    without those names, or without those days when no name would be left. `lacked`: sessions that
    the benchmark has no bar of, as others tell (`market.missing_sessions`).

    Names without a usable price are left out and named, weights rescaled over the others; a
    name in another currency than the benchmark's is refused a comparison, and shows its return
    only when there is nothing else. Give members and benchmark adjusted with the same `as_of`.
    Raises ValueError for an empty basket, bad weights, a side other than +1 or -1, or a window
    that ends before it begins.
    """
    given = equal_weights(members) if weights is None and members else dict(weights or {})
    if weights is not None:
        # One weight a symbol: an old and a new ticker bring one series twice, which is one name.
        members = list({member.symbol: member for member in members}.values())
    check_basket(members, given, side, window)
    question = _Question(
        name,
        tuple(members),
        benchmark,
        event,
        window,
        given,
        side,
        Estimation() if estimation is None else estimation,
        after_hours,
        lacked=frozenset(lacked),
        note=note,
    )
    study = _answer(question)
    reported = _reports_inside(study, benchmark, members, earnings or {})
    if not reported:
        return study
    used = [member for member in members if member.symbol in study.move.symbols]
    rest = tuple(member for member in used if member.symbol not in reported)
    if rest:
        question = replace(question, members=rest)
    else:
        days = frozenset(day for found in reported.values() for day in found)
        question = replace(question, members=tuple(used), skip=days)
    return replace(study, without_earnings=_answer(question))


def study_windows(
    name: str,
    members: Sequence[AdjustedSeries],
    benchmark: AdjustedSeries | None,
    event: date,
    windows: Sequence[Window] = WINDOWS,
    *,
    weights: Mapping[str, float] | None = None,
    side: int = 1,
    estimation: Estimation | None = None,
    after_hours: bool = False,
    earnings: Mapping[str, Collection[date]] | None = None,
    lacked: Collection[date] = (),
    note: str = "",
) -> tuple[EventStudy, ...]:
    """`study_event` for each window: print all, decide on the one declared beforehand."""
    return tuple(
        study_event(
            name,
            members,
            benchmark,
            event,
            window,
            weights=weights,
            side=side,
            estimation=estimation,
            after_hours=after_hours,
            earnings=earnings,
            lacked=lacked,
            note=note,
        )
        for window in windows
    )


class _Question(Struct, frozen=True):
    name: str
    members: tuple[AdjustedSeries, ...]
    benchmark: AdjustedSeries | None
    event: date
    window: Window
    weights: Mapping[str, float]
    side: int
    estimation: Estimation
    after_hours: bool
    skip: frozenset[date] = frozenset()
    """Sessions of the window left out of the figures."""
    lacked: frozenset[date] = frozenset()
    note: str = ""
    """What is to be said of the benchmark."""

    @property
    def asked(self) -> tuple[str, ...]:
        return tuple(member.symbol for member in self.members)


def _answer(ask: _Question) -> EventStudy:
    benchmark = ask.benchmark if ask.benchmark is not None and ask.benchmark.dates else None
    notes = [ask.note] if ask.note else []
    if benchmark is None:
        why = "no benchmark"
        if ask.benchmark is not None:
            why = f"benchmark {ask.benchmark.symbol}: {ask.benchmark.refused}"
        notes.append(f"{why}, so no abnormal return")
        sessions: Sequence[date] = sorted({day for m in ask.members for day in m.dates})
    else:
        sessions = _whole_calendar(ask, benchmark.dates)
    if not sessions:
        missing = tuple(Excluded(m.symbol, m.refused or "no prices") for m in ask.members)
        return _nothing(ask, _naming(missing), missing)
    zero = day_zero(sessions, ask.event, after_hours=ask.after_hours)
    if zero is None:
        return _nothing(ask, "; ".join([*notes, why_no_day_zero(sessions, ask.event)]))
    day = sessions[zero]
    places = window_places(sessions, zero, ask.window)
    if not places:
        reason = "no session of the window has prices, with one before it"
        return _nothing(ask, "; ".join([*notes, reason]), day=day)

    shown = ask.lacked.intersection(sessions[places.start - 1 : places.stop])
    unseen = sorted(shown.difference(*(member.dates for member in ask.members)))
    if unseen and benchmark is not None:
        notes.append(f"{benchmark.symbol} has no bar on {unseen[0]}, on which others traded")
    usable, excluded = sort_out(ask.members, benchmark, sessions, places)
    if excluded:
        notes.append(_naming(excluded))
    if not usable:
        usable = foreign_names(ask.members, sessions, places)
        benchmark = None
        if not usable:
            return _nothing(ask, "; ".join(notes), excluded, day)
    frame = lay_out(
        usable, benchmark, sessions, zero, places, ask.weights, ask.side, ask.estimation
    )
    return _measure(ask, frame, benchmark, day, excluded, notes)


def _whole_calendar(ask: _Question, dates: Sequence[date]) -> Sequence[date]:
    """The benchmark's dates, with the days from the window on that it lacks and others have."""
    lacked = ask.lacked.union(days_lacked(dates, [member.dates for member in ask.members]))
    if not lacked:
        return dates
    zero = bisect_left(dates, ask.event)
    before = dates[max(0, min(zero + ask.window[0], len(dates)) - 2)]
    return sorted({*dates, *(day for day in lacked if day > before)})


def _why_not_compared(ask: _Question, benchmark: AdjustedSeries, frame: Frame) -> str:
    held = set(benchmark.dates)
    shown = frame.sessions[frame.window.start - 1 : frame.window.stop]
    if lacked := [day for day in shown if day not in held]:
        have = ", ".join(one.symbol for one in ask.members if lacked[0] in one.dates)
        day = f"{lacked[0]}, on which {have or 'others'} traded"
        return f"benchmark {benchmark.symbol} has no bar on {day}: nothing to compare with"
    return f"benchmark {benchmark.symbol} is quarantined inside the window"


def _measure(
    ask: _Question,
    frame: Frame,
    benchmark: AdjustedSeries | None,
    zero_day: date,
    excluded: tuple[Excluded, ...],
    notes: list[str],
) -> EventStudy:
    basket = combine(frame.members, frame.weights, frame.side, frame.window, catch_up=True)
    keep = [frame.sessions[place] not in ask.skip for place in frame.window]
    held = [y for y, kept in zip(basket.returns, keep, strict=True) if kept and y is not None]
    covered = [
        place
        for place, inside, kept in zip(frame.window, basket.covered, keep, strict=True)
        if inside and kept
    ]
    if not held:
        left = ", ".join(day.isoformat() for day in sorted(ask.skip))
        return _nothing(
            ask, f"nothing is left of the window after removing {left}", excluded, zero_day
        )
    if ask.skip:
        notes.append("without " + ", ".join(day.isoformat() for day in sorted(ask.skip)))
    first, last = ask.window
    wanted = len(frame.window) if last is None else last - first + 1
    wanted -= len(keep) - sum(keep)
    if len(covered) < wanted:
        notes.append(f"the window is not complete: {len(covered)} of {wanted} sessions")
    symbols = tuple(member.symbol for member in frame.members)
    move = Move(
        ask.name,
        symbols,
        frame.sessions[covered[0]],
        frame.sessions[covered[-1]],
        compound(held),
    )
    market = [m for place in covered if (m := frame.market[place]) is not None]
    comparable = benchmark is not None
    if benchmark is not None and len(market) < len(covered):
        notes.append(_why_not_compared(ask, benchmark, frame))
        comparable = False
    if comparable and benchmark is not None:
        shown = {member.symbol for member in frame.members}
        used = [member for member in ask.members if member.symbol in shown]
        notes += unknown_currencies(benchmark, used)
    if comparable:
        abnormal = measure_abnormal(frame, held, market, ask.window, ask.estimation, notes)
    else:
        abnormal = _no_abnormal(ask, "; ".join(notes))
    tested = None
    if abnormal.method == "market-model" and len(symbols) >= MINIMUM_NAMES and not ask.skip:
        tested = measure_over_names(frame, ask.estimation)
    whole = sum(abs(ask.weights[symbol]) for symbol in ask.asked)
    share = sum(abs(ask.weights[symbol]) for symbol in symbols) / whole
    return EventStudy(
        move,
        abnormal,
        ask.event,
        zero_day,
        None if ask.benchmark is None else ask.benchmark.symbol,
        compound(market) if comparable else None,
        share * sum(basket.coverage) / len(basket.coverage),
        excluded,
        cross_section=tested,
    )


def _nothing(
    ask: _Question, reason: str, excluded: tuple[Excluded, ...] = (), day: date | None = None
) -> EventStudy:
    return EventStudy(
        Move(ask.name, ask.asked, None, None, None),
        _no_abnormal(ask, reason),
        ask.event,
        day,
        None if ask.benchmark is None else ask.benchmark.symbol,
        None,
        0.0,
        excluded,
    )


def _no_abnormal(ask: _Question, reason: str) -> AbnormalReturn:
    return AbnormalReturn(None, None, None, None, ask.window, "none", 0, reason or None)


def _reports_inside(
    study: EventStudy,
    benchmark: AdjustedSeries | None,
    members: Sequence[AdjustedSeries],
    earnings: Mapping[str, Collection[date]],
) -> dict[str, set[date]]:
    start, end = study.move.start, study.move.end
    if start is None or end is None:
        return {}
    if benchmark is not None and benchmark.dates:
        sessions: Sequence[date] = benchmark.dates
    else:
        sessions = sorted({day for member in members for day in member.dates})
    found: dict[str, set[date]] = {}
    for symbol in study.move.symbols:
        for reported in earnings.get(symbol, ()):
            place = day_zero(sessions, reported)
            if place is not None and start <= sessions[place] <= end:
                found.setdefault(symbol, set()).add(sessions[place])
    return found


def _naming(excluded: tuple[Excluded, ...]) -> str:
    return "left out: " + "; ".join(f"{one.symbol} ({one.reason})" for one in excluded)
