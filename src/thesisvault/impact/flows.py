"""Whether a rotation's flows are true: each group since the rotation began, against the benchmark.

A flow is decided over one window, from the day on which the rotation had certainly begun to the
day of the review, or to the rotation's end. The days that its tables are dated to are beside
that, undecided. The p-values of the rotations in force are adjusted together, as a family of
their own; those of a rotation that is over, by themselves.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec.structs import replace

from thesisvault.graph import Node, Relation, Vault
from thesisvault.impact.events import counts_from, event_of, move_counts_from
from thesisvault.impact.evidence.citations import cite
from thesisvault.impact.evidence.measured import LEAST_COVERAGE
from thesisvault.impact.portfolio.baskets import measured_basket
from thesisvault.impact.scenarios import ageing
from thesisvault.market.adjust import PriceView
from thesisvault.market.distribution import benjamini_hochberg
from thesisvault.market.event_study import study_event
from thesisvault.market.frame import Estimation, Window
from thesisvault.market.local import benchmark_for
from thesisvault.market.sessions import day_zero, shifted
from thesisvault.model.market import EventStudy
from thesisvault.model.note import Kind, Profile
from thesisvault.model.review import FlowVerdict, MeasuredFlow
from thesisvault.model.settings import ImpactSettings, MarketSettings


def measure_flows(
    vault: Vault,
    prices: PriceView,
    market: MarketSettings,
    impact: ImpactSettings,
    day: dt.date,
    wanted: frozenset[str] | None = None,
) -> tuple[MeasuredFlow, ...]:
    """The flows of the rotations in force, or of those `wanted` by path, by note and line."""
    running: list[MeasuredFlow] = []
    over: list[MeasuredFlow] = []
    for note in vault.noted_facts.values():
        if note.kind is not Kind.ROTATION or not note.facts.flows:
            continue
        ended = ageing(note, "", day, impact).expired
        if ended is None:
            running += _of_rotation(vault, prices, market, note, None)
        elif wanted and note.path in wanted:
            flows = _of_rotation(vault, prices, market, note, ended)
            over += _judged(flows, impact.false_discovery_rate)
    found = (*_judged(running, impact.false_discovery_rate), *over)
    kept = (item for item in found if wanted is None or item.citation.note in wanted)
    return tuple(sorted(kept, key=lambda item: (item.citation.note, item.citation.line)))


def began(vault: Vault, note: Profile) -> dt.date | None:
    """The first day on which a rotation had certainly begun; None where nothing dates it.

    Where it is known as loosely as `late December`, the day after that; no later than the day of
    its first stated move, or its own.
    """
    event = event_of(vault, note)
    noted = dt.date.fromisoformat(event.text) if event else None
    started = note.facts.started
    if noted is not None:
        noted = counts_from(vault, note, noted)
    if started is None or started.start == started.end:
        return noted
    after = shifted(started.end, 1)
    return min(after, noted) if noted else after


def _stated_days(vault: Vault, note: Profile) -> list[dt.date]:
    """The days that its moves and flows are dated to."""
    days = {move_counts_from(vault, note, move) for move in note.facts.stated_moves}
    flows = {flow.day for flow in note.facts.flows if flow.day and flow.day != note.date}
    days |= {counts_from(vault, note, day) for day in flows}
    return sorted(day for day in days if day is not None)


def _of_rotation(
    vault: Vault, prices: PriceView, market: MarketSettings, note: Profile, end: dt.date | None
) -> Iterator[MeasuredFlow]:
    start, days = began(vault, note), _stated_days(vault, note)
    seen = set()
    for edge in vault.outgoing.get(note.path, ()):
        if edge.relation is not Relation.FLOW or (edge.target, edge.sign) in seen:
            continue
        seen.add((edge.target, edge.sign))
        group = vault.nodes[edge.target]
        flow = MeasuredFlow(note.path, group.id, group.name, int(edge.sign), cite(vault, edge))
        if start is None:
            yield replace(flow, reason="the rotation has no date: add `started`")
            continue
        studies = [
            _study(vault, prices, market, group, start, end, _to),
            *(_study(vault, prices, market, group, on, end, _alone) for on in days),
        ]
        why = _why_unknown(vault, prices, group, studies[0])
        yield replace(flow, since=studies[0], days=tuple(studies[1:]), reason=why)


def _alone(sessions: Sequence[dt.date], day: dt.date, end: dt.date | None) -> Window:
    return 0, 0


def _to(sessions: Sequence[dt.date], start: dt.date, end: dt.date | None) -> Window:
    """From day 0 to the last session by `end`; to date where nothing ends it."""
    zero = day_zero(sessions, start)
    if end is None or zero is None:
        return 0, None
    return 0, max(bisect_right(sessions, end) - 1 - zero, 0)


def _study(
    vault: Vault,
    prices: PriceView,
    market: MarketSettings,
    group: Node,
    day: dt.date,
    end: dt.date | None,
    window: Callable[[Sequence[dt.date], dt.date, dt.date | None], Window],
) -> EventStudy:
    members, weights = measured_basket(vault, group, prices).held(prices)
    benchmark, said = benchmark_for(weights, prices, day, market)
    return study_event(
        group.name,
        members,
        benchmark,
        day,
        window(benchmark.dates, day, end),
        weights=weights,
        estimation=Estimation.of(market),
        note=said,
    )


def _why_unknown(vault: Vault, prices: PriceView, group: Node, study: EventStudy) -> str:
    basket = measured_basket(vault, group, prices)
    if basket.unpriced == frozenset(basket.weights):
        told = "its note has" if group.note else "it has no note with"
        none = "no fund (`proxy: XLU`), symbol or member" if group.note else "a fund or members"
        return f"{told} {none}"
    if study.abnormal.t is None:
        return study.abnormal.reason or "no test"
    if study.coverage < LEAST_COVERAGE:
        return f"prices for {study.coverage:.0%} of its members"
    return ""


def _judged(flows: Iterable[MeasuredFlow], rate: float) -> list[MeasuredFlow]:
    """The flows with the adjusted p of their test, and what that says of them.

    A test counts once, however many rotations name the group since that day.
    """
    found = list(flows)
    tests = {
        _test(flow.since): flow.since.abnormal.p for flow in found if flow.since and not flow.reason
    }
    adjusted = dict(zip(tests, benjamini_hochberg(list(tests.values())), strict=True))
    return [
        flow
        if flow.since is None or flow.reason
        else _decided(flow, flow.since, adjusted[_test(flow.since)], rate)
        for flow in found
    ]


def _test(study: EventStudy) -> object:
    return frozenset(study.move.symbols), study.move.start, study.move.end


def _decided(
    flow: MeasuredFlow, study: EventStudy, adjusted: float | None, rate: float
) -> MeasuredFlow:
    """By its own p: the note named the group before anybody looked. `alone` says what is left of
    that among all flows.
    """
    p, verdict = study.abnormal.p, FlowVerdict.NOT_CONFIRMED
    if p is not None and p <= rate:
        agrees = (study.abnormal.car or 0.0) * flow.direction > 0
        verdict = FlowVerdict.HOLDS if agrees else FlowVerdict.OPPOSITE
    is_decided = verdict is not FlowVerdict.NOT_CONFIRMED
    alone = is_decided and adjusted is not None and adjusted > rate
    return replace(flow, adjusted_p=adjusted, verdict=verdict, alone=alone)
