"""Measured evidence: what prices did to what a thesis holds, and whether it may be chance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from thesisvault.graph import Node, Vault
from thesisvault.impact.events import event_of
from thesisvault.impact.evidence.citations import cite
from thesisvault.impact.evidence.view import EvidenceView
from thesisvault.impact.portfolio.baskets import earnings_dates, thesis_basket
from thesisvault.impact.scenarios import ageing
from thesisvault.impact.scope import exposures
from thesisvault.market.adjust import PriceView
from thesisvault.model.market import EventStudy
from thesisvault.model.note import Kind, Profile
from thesisvault.model.review import Citation, Evidence, Measurement
from thesisvault.model.settings import EvidenceClass, ImpactSettings, MarketSettings

FULL_STRENGTH = 3.0
"""|t| from which a measured item has full strength; below 1 it has none."""


def gather(view: EvidenceView, thesis: Node) -> Sequence[Evidence]:
    """One item for each rotation that is still in force.

    Decided on the configured window; the p-values of all theses are adjusted together. Nothing of
    a thesis of which nothing has a price yet: that is silence, not evidence.
    """
    return view.once(_by_thesis).get(thesis.id, ()) if view.is_priced else ()


def _by_thesis(view: EvidenceView) -> Mapping[str, list[Evidence]]:
    from thesisvault.market.distribution import benjamini_hochberg

    vault = view.vault
    rotations = tuple(_in_force(vault, view.as_of, view.impact))
    earnings = earnings_dates(vault)
    found = [
        (node.id, item)
        for node in view.subjects
        for item in _of_thesis(vault, node, view.prices, rotations, earnings, view.market)
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
                significant=p is not None and p <= view.impact.false_discovery_rate,
            )
        by_thesis.setdefault(thesis, []).append(replace(item, measurement=measurement))
    return by_thesis


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
    vault: Vault,
    thesis: Node,
    prices: PriceView,
    rotations: Iterable[tuple[Profile, Citation, float]],
    earnings: Mapping[str, Collection[dt.date]],
    market: MarketSettings,
) -> Iterator[Evidence]:
    # A vault without prices must not pay for what measures them.
    from thesisvault.market.event_study import study_windows
    from thesisvault.market.frame import WINDOWS, Estimation

    basket = thesis_basket(vault, thesis)
    if basket is None:
        return
    members, weights = basket.held(prices)
    if not any(member.dates for member in members):
        return
    estimation = Estimation(market.estimation, market.minimum, gap=market.gap)
    windows = tuple(dict.fromkeys((market.window, *WINDOWS)))
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
    note: Profile,
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
    return (cite(vault, edge) for edge in exposures(vault, thesis))


def _words(study: EventStudy) -> str:
    from thesisvault.market.claim_windows import percent

    move, abnormal = study.move, study.abnormal
    if move.simple_return is None:
        return f"no figure for {study.event}: {abnormal.reason or 'no prices'}"
    days = f"{move.start}" if move.start == move.end else f"{move.start} to {move.end}"
    parts = [f"{percent(move.simple_return)} on {days}"]
    if abnormal.car is not None:
        parts.append(f"{percent(abnormal.car)} against {study.benchmark}")
    parts.append(f"t {abnormal.t:.2f}" if abnormal.t is not None else "no test")
    return ", ".join(parts)
