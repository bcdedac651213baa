"""Measured evidence: what prices did to what a thesis holds, and whether it may be chance."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from thesisvault.graph import Node, Vault
from thesisvault.impact.events import event_of
from thesisvault.impact.evidence.citations import cite
from thesisvault.impact.evidence.repeats import once_each
from thesisvault.impact.evidence.view import EvidenceView
from thesisvault.impact.portfolio.baskets import earnings_dates, thesis_basket
from thesisvault.impact.scenarios import ageing
from thesisvault.impact.scope import exposures
from thesisvault.model.market import AdjustedSeries, EventStudy
from thesisvault.model.note import Kind, Profile
from thesisvault.model.review import Citation, Evidence, Measurement
from thesisvault.model.settings import EvidenceClass, ImpactSettings, MarketSettings

if TYPE_CHECKING:
    from thesisvault.market.beside import Others
    from thesisvault.market.frame import Estimation

LEAST_COVERAGE = 0.5
"""Of a basket's weight: a move of less of it says nothing of the whole."""


def gather(view: EvidenceView, thesis: Node) -> Sequence[Evidence]:
    """One item for each rotation that is still in force.

    Decided on the configured window, once that is over; the p-values of all theses are adjusted
    together. What may be chance has strength 0; from the false discovery rate down it grows as p
    falls: 1 - p / rate. Nothing of a thesis of which nothing has a price yet: that is silence,
    not evidence.
    """
    return view.once(_by_thesis).get(thesis.id, ()) if view.is_priced else ()


def _by_thesis(view: EvidenceView) -> Mapping[str, list[Evidence]]:
    from thesisvault.market.distribution import benjamini_hochberg

    vault = view.vault
    rotations = tuple(_in_force(vault, view.as_of, view.impact))
    if not rotations:
        return {}
    earnings = earnings_dates(vault)
    found = [
        (node.id, item)
        for node in view.subjects
        for item in _once(_of_thesis(view, node, rotations, earnings))
    ]
    family = [item for _, item in found if item.counts]
    tests = [item.measurement.decisive.abnormal.p for item in family if item.measurement]
    adjusted = iter(benjamini_hochberg(tests))
    by_thesis: dict[str, list[Evidence]] = {}
    for thesis, item in found:
        told = _judged(item, next(adjusted), view.impact) if item.counts else item
        by_thesis.setdefault(thesis, []).append(told)
    return by_thesis


def _others(view: EvidenceView) -> Others:
    """All names with prices: a day of theirs is measured once for the whole review."""
    from thesisvault.market.beside import Others

    return Others(view.prices, _estimation(view.market), view.market.benchmarks)


def _estimation(market: MarketSettings) -> Estimation:
    from thesisvault.market.frame import Estimation

    return Estimation.of(market)


def _judged(item: Evidence, p: float | None, impact: ImpactSettings) -> Evidence:
    """The item with the direction and the strength that its adjusted p leaves it."""
    assert item.measurement is not None
    rate = impact.false_discovery_rate
    significant = p is not None and p <= rate
    measurement = replace(item.measurement, adjusted_p=p, significant=significant)
    if p is None or not significant:
        return replace(item, measurement=measurement)
    car = item.measurement.decisive.abnormal.car or 0.0
    strength = 1 - p / rate if p else 1.0
    return replace(item, measurement=measurement, sign=(car > 0) - (car < 0), strength=strength)


def _once(items: Iterable[Evidence]) -> list[Evidence]:
    """Each move once, however many notes speak of its day: the one with most of it left."""
    found = list(items)
    return once_each(
        found,
        [(item.measurement.decisive.day_zero if item.measurement else None) for item in found],
    )


def _in_force(
    vault: Vault, day: dt.date, impact: ImpactSettings
) -> Iterator[tuple[Profile, Citation, float]]:
    """The rotations that still count, each with its event and what time has left of it."""
    for note in vault.noted_facts.values():
        event = event_of(vault, note) if note.kind is Kind.ROTATION else None
        if event is not None:
            age = ageing(note, "", day, impact)
            if age.expired is None:
                yield note, event, age.decay


def _of_thesis(
    view: EvidenceView,
    thesis: Node,
    rotations: Iterable[tuple[Profile, Citation, float]],
    earnings: Mapping[str, Collection[dt.date]],
) -> Iterator[Evidence]:
    # A vault without prices must not pay for what measures them.
    from thesisvault.market.event_study import study_windows
    from thesisvault.market.frame import WINDOWS
    from thesisvault.market.local import benchmark_for
    from thesisvault.market.missing_sessions import lacked_at
    from thesisvault.market.sessions import shifted

    vault, prices = view.vault, view.prices
    basket = thesis_basket(vault, thesis)
    if basket is None:
        return
    members, weights = basket.held(prices)
    if not any(member.dates for member in members):
        return
    decisive, estimation = view.market.window, _estimation(view.market)
    windows = tuple(dict.fromkeys((decisive, *WINDOWS, (decisive[1] + 1, None))))
    for note, event, decay in rotations:
        happened = dt.date.fromisoformat(event.text)
        counts = shifted(happened, 1) if note.facts.after_close else happened
        benchmark, said = benchmark_for(weights, prices, counts, view.market, estimation.history)
        studies = study_windows(
            thesis.name,
            members,
            benchmark,
            happened,
            windows,
            weights=weights,
            side=basket.side,
            estimation=estimation,
            after_hours=note.facts.after_close,
            earnings=earnings,
            lacked=lacked_at(prices, benchmark, counts),
            note=said,
        )
        beside = view.always(_others).beside(studies[0], benchmark)
        studies = (replace(studies[0], beside=beside), *studies[1:])
        why = _no_say(thesis, studies[0], benchmark)
        yield _evidence(vault, thesis, note, event, studies, decay, why)


def _no_say(thesis: Node, study: EventStudy, benchmark: AdjustedSeries) -> str:
    """Why a move has no say, whatever its size; empty where it has."""
    if study.abnormal.t is None:
        return study.abnormal.reason or "no test"
    if reason := _running(study, benchmark):
        return reason
    opened = thesis.note.facts.opened if thesis.note else None
    if opened is not None and study.move.start is not None and study.move.start < opened:
        return f"it began before the thesis was opened on {opened}"
    if study.coverage < LEAST_COVERAGE:
        return f"prices for {study.coverage:.0%} of what is held"
    return ""


def _running(study: EventStudy, benchmark: AdjustedSeries) -> str:
    """A window that is not over is not judged: to look each evening is to test each evening."""
    first, last = study.abnormal.window
    if last is None or study.day_zero is None:
        return ""
    since = len(benchmark.dates) - bisect_left(benchmark.dates, study.day_zero)
    if since > last:
        return ""
    return f"running: {max(since - first, 0)} of {last - first + 1} sessions"


def _evidence(
    vault: Vault,
    thesis: Node,
    note: Profile,
    event: Citation,
    studies: tuple[EventStudy, ...],
    decay: float,
    why: str,
) -> Evidence:
    return Evidence(
        kind=EvidenceClass.MEASURED,
        sign=0,
        strength=0.0,
        decay=decay,
        weight=0.0,
        horizon="",
        rotation=note.path,
        citation=Citation(_words(studies[0]), event.note, event.line),
        path=tuple(_holdings(vault, thesis)),
        reason=why,
        measurement=Measurement(studies[0], studies),
    )


def _holdings(vault: Vault, thesis: Node) -> Iterator[Citation]:
    return (cite(vault, edge) for edge in exposures(vault, thesis))


def _words(study: EventStudy) -> str:
    from thesisvault.market.claim_windows import percent, points

    move, abnormal = study.move, study.abnormal
    if move.simple_return is None:
        return f"no figure for {study.event}: {abnormal.reason or 'no prices'}"
    days = f"{move.start}" if move.start == move.end else f"{move.start} to {move.end}"
    parts = [f"{percent(move.simple_return)} on {days}"]
    if abnormal.car is not None and abnormal.method == "market-model":
        parts.append(f"{percent(abnormal.car)} against {study.benchmark} (market model)")
    elif abnormal.car is not None:
        parts.append(f"{points(abnormal.car)} against {study.benchmark}")
    parts.append(f"t {abnormal.t:.2f}" if abnormal.t is not None else "no test")
    return ", ".join(parts)
