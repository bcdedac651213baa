"""Measured evidence: what prices did to what a thesis holds, and whether it may be chance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from thesisvault.graph import Node, Relation, Vault
from thesisvault.impact.baskets import earnings_dates, thesis_basket
from thesisvault.impact.citations import cite
from thesisvault.impact.prices import PriceView
from thesisvault.impact.scenarios import ageing
from thesisvault.market.claim_windows import percent
from thesisvault.market.event_study import study_windows
from thesisvault.market.frame import WINDOWS, Estimation, Window
from thesisvault.market.multiple import benjamini_hochberg
from thesisvault.model.days import shifted
from thesisvault.model.market import EventStudy
from thesisvault.model.note import Kind, Note
from thesisvault.model.review import Citation, Evidence, EvidenceClass, Measurement
from thesisvault.model.settings import ImpactSettings, MarketSettings
from thesisvault.parser.facts.dates import find_day

FULL_STRENGTH = 3.0
"""|t| from which a measured item has full strength; below 1 it has none."""


def event_of(note: Note) -> Citation | None:
    """The day on which a rotation's effect is measured, as ISO text, with the line that says it.

    A start known to the day; else the day of its first stated move; else the note's own date.
    """
    started = note.facts.started
    if started is not None and started.start == started.end:
        prop = note.find_property("started")
        return Citation(started.start.isoformat(), note.path, prop.span.shown_line if prop else 1)
    for move in note.facts.stated_moves:
        if move.date is not None:
            line = _line_of(note, move.date) or move.span.shown_line
            return Citation(move.date.isoformat(), note.path, line)
    return Citation(note.date.isoformat(), note.path, 1) if note.date else None


def _line_of(note: Note, day: dt.date) -> int | None:
    """The line of the heading that dates what stands under it."""
    headings = (item for item in note.headings if find_day(item.text) == day)
    return next((item.span.shown_line for item in headings), None)


def first_session_needed(vault: Vault, market: MarketSettings) -> dt.date | None:
    """The first date whose prices a review may need; None where nothing needs any.

    Stated moves and rotations need the sessions of a test before them; a thesis with tripwires
    needs its whole life, and a window before it.
    """
    events = [
        move.date
        for note in vault.notes.values()
        for move in note.facts.stated_moves
        if move.date is not None
    ]
    events += [
        dt.date.fromisoformat(event.text)
        for note in vault.notes.values()
        if note.kind is Kind.ROTATION and (event := event_of(note))
    ]
    events += [
        note.facts.opened
        for note in vault.notes.values()
        if note.facts.tripwires and note.facts.opened and not note.facts.closed
    ]
    return history_start(min(events), market.estimation + market.gap) if events else None


def history_start(event: dt.date, sessions: int) -> dt.date:
    """A date that lies at least that many sessions before `event`, and some to spare."""
    # Five sessions a week, and room for the holidays.
    return shifted(event, -(sessions * 7 // 5 + sessions // 20 + 30))


def measured_evidence(
    vault: Vault,
    theses: Sequence[Node],
    prices: PriceView,
    day: dt.date,
    impact: ImpactSettings,
    market: MarketSettings,
) -> Mapping[str, list[Evidence]]:
    """For each thesis by node id: one item a rotation that is still in force.

    Decided on the configured window; the p-values of all of them are adjusted together.
    """
    rotations = tuple(_in_force(vault, day, impact))
    earnings = earnings_dates(vault)
    found = [
        (node.id, item)
        for node in theses
        for item in _of_thesis(vault, node, prices, rotations, earnings, market)
    ]
    tests = [item.measurement.decisive.abnormal.p for _, item in found if item.measurement]
    adjusted = iter(benjamini_hochberg(tests))
    by_thesis: dict[str, list[Evidence]] = {}
    for thesis, item in found:
        measurement = item.measurement
        if measurement is not None:
            p = next(adjusted)
            measurement = replace(
                measurement,
                adjusted_p=p,
                significant=p is not None and p <= impact.false_discovery_rate,
            )
        by_thesis.setdefault(thesis, []).append(replace(item, measurement=measurement))
    return by_thesis


def why_unmeasured(vault: Vault, thesis: Node, prices: PriceView) -> str:
    """Why prices say nothing of a thesis, in words that later prices do not change."""
    basket = thesis_basket(vault, thesis)
    if basket is None:
        return "it names no exposure"
    without = [
        symbol
        for symbol in basket.weights
        if symbol in basket.unpriced or not prices.adjusted(symbol).dates
    ]
    if without:
        return f"no prices for {', '.join(without)}"
    return "no rotation with a date is in force"


def _in_force(
    vault: Vault, day: dt.date, impact: ImpactSettings
) -> Iterator[tuple[Note, Citation, float]]:
    """The rotations that still count, each with its event and what time has left of it."""
    for note in vault.notes.values():
        event = event_of(note) if note.kind is Kind.ROTATION else None
        if event is not None:
            age = ageing(note, "", day, impact)
            if age.expired is None:
                yield note, event, age.decay


def _of_thesis(
    vault: Vault,
    thesis: Node,
    prices: PriceView,
    rotations: Iterable[tuple[Note, Citation, float]],
    earnings: Mapping[str, Collection[dt.date]],
    market: MarketSettings,
) -> Iterator[Evidence]:
    basket = thesis_basket(vault, thesis)
    if basket is None:
        return
    members, weights = basket.held(prices)
    if not any(member.dates for member in members):
        return  # nothing of it has a price yet: that is silence, not evidence
    estimation = Estimation(market.estimation, market.minimum, gap=market.gap)
    decisive: Window = market.window
    windows = tuple(dict.fromkeys((decisive, *WINDOWS)))
    for note, event, decay in rotations:
        happened = dt.date.fromisoformat(event.text)
        studies = study_windows(
            thesis.name,
            members,
            prices.benchmark(happened),
            happened,
            windows,
            weights=weights,
            side=basket.side,
            estimation=estimation,
            earnings=earnings,
        )
        yield _evidence(vault, thesis, note, event, studies, decay)


def _evidence(
    vault: Vault,
    thesis: Node,
    note: Note,
    event: Citation,
    studies: tuple[EventStudy, ...],
    decay: float,
) -> Evidence:
    decisive = studies[0]
    t = decisive.abnormal.t
    size = abs(t) if t is not None else 0.0
    car = decisive.abnormal.car or 0.0
    return Evidence(
        kind=EvidenceClass.MEASURED,
        sign=0 if size < 1 else (car > 0) - (car < 0),
        strength=min(1.0, size / FULL_STRENGTH) if size >= 1 else 0.0,
        decay=decay,
        weight=0.0,
        horizon="",
        rotation=note.path,
        citation=Citation(_words(decisive), event.note, event.line),
        path=tuple(_holdings(vault, thesis)),
        silent=t is None,
        measurement=Measurement(decisive, studies),
    )


def _holdings(vault: Vault, thesis: Node) -> Iterator[Citation]:
    for edge in vault.outgoing.get(thesis.id, ()):
        if edge.relation is Relation.EXPOSURE:
            yield cite(vault, edge)


def _words(study: EventStudy) -> str:
    move, abnormal = study.move, study.abnormal
    if move.simple_return is None:
        return f"no figure for {study.event}: {abnormal.reason or 'no prices'}"
    days = f"{move.start}" if move.start == move.end else f"{move.start} to {move.end}"
    parts = [f"{percent(move.simple_return)} on {days}"]
    if abnormal.car is not None:
        parts.append(f"{percent(abnormal.car)} against {study.benchmark}")
    parts.append(f"t {abnormal.t:.2f}" if abnormal.t is not None else "no test")
    return ", ".join(parts)
