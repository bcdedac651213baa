"""What was worth what: forecasts by their parts, theses by conviction and horizon, and what
evidence of each kind, and each rotation's implications, were followed by.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from math import fsum
from typing import Annotated

from msgspec import Meta, Struct

from thesisvault.graph import Node
from thesisvault.graph.folding import fold
from thesisvault.impact.evidence import EVIDENCE
from thesisvault.impact.evidence.view import EvidenceView
from thesisvault.impact.forecasts import Decomposition, Score, decompose, score
from thesisvault.impact.positions import positions
from thesisvault.impact.scope import is_thesis, open_theses
from thesisvault.impact.tripwires.thesis import opened_on
from thesisvault.market.distribution import wilson
from thesisvault.model.note import MARKETS
from thesisvault.parser.facts.phrases import horizon_by_length
from thesisvault.reports.returns import FactoredReturn, ThesisReturn, held_since, with_factors
from thesisvault.reports.score import (
    Forecast,
    Oddity,
    asked_in,
    forecast_of,
    oddity_of,
    theses_asked,
)
from thesisvault.workspace.factors import FactorSource
from thesisvault.workspace.view import View

AFTER = (5, 20, 60)
"""Sessions after which a call is checked: a week, a month, a quarter."""


class Ask(Struct, frozen=True):
    """Whose record."""

    theses: Annotated[tuple[str, ...], Meta(description="names; empty: every thesis note")] = ()
    factors: Annotated[
        tuple[str, ...], Meta(description="spreads such as IWM-SPY, or files of daily factors")
    ] = ()


class Call(Struct, frozen=True):
    """What a note or a kind of evidence said of a thesis on a day, and how it turned out."""

    thesis: str
    day: dt.date
    sign: int
    """+1: that the thesis gains on the benchmark, -1: that it falls behind."""
    text: str
    note: str
    line: int
    ahead: tuple[float | None, ...]
    """The thesis's return less the benchmark's over the sessions of `AFTER` behind that day; None
    where they are not over, or prices are missing."""


class Group(Struct, frozen=True):
    """How many of some calls or theses came true; figures to six places."""

    by: str
    """``conviction``, ``horizon``, ``evidence`` or ``implications``."""
    name: str
    sessions: int | None
    """Behind the call; None: since opened."""
    count: int
    came_true: int
    """Theses ahead of the benchmark; calls after which it went as they said."""
    share: float
    range_low: float
    range_high: float
    """Wilson's 95% interval."""
    mean_ahead: float
    """The mean return ahead of the benchmark, with the sign of the call."""


class Answer(Struct, frozen=True):
    """The record on a day."""

    as_of: dt.date
    score: Score
    parts: Decomposition | None
    groups: tuple[Group, ...]
    implications: tuple[Call, ...]
    """What rotations say of theses, by day."""
    returns: tuple[FactoredReturn, ...]
    """Of theses since they were opened or entered; of what is held, since its table's day."""
    forecasts: tuple[Forecast, ...]
    """By due date."""
    oddities: tuple[Oddity, ...]


def report(view: View, ask: Ask) -> Answer:
    """The record of the theses named, or of all, and of what is held. Raises `UsageFault`."""
    theses = theses_asked(view, ask.theses)
    asked, oddities = asked_in(view, theses)
    source = FactorSource(view, ask.factors)
    returns = {node.id: with_factors(view, node, _return(view, node), source) for node in theses}
    known = {node.id for node in theses}
    implications = [call for call in _implications(view) if call[0] in known]
    evidence = [call for call in _by_evidence(view) if call[0] in known]
    held = () if ask.theses else positions(view.vault, open_theses(view.vault, view.as_of))
    groups = [
        *_grouped("conviction", ((_conviction(node), returns[node.id].ahead) for node in theses)),
        *_grouped("horizon", ((_horizon(node), returns[node.id].ahead) for node in theses)),
        *_of_calls("evidence", ((call.text, call) for _, call in evidence)),
        *_of_calls("implications", (("rotations", call) for _, call in implications)),
    ]
    return Answer(
        view.as_of,
        score(asked),
        decompose(asked),
        tuple(groups),
        tuple(call for _, call in implications),
        (
            *returns.values(),
            *(
                with_factors(
                    view, item, held_since(view, view.vault, item, item.since, None), source
                )
                for item in held
            ),
        ),
        tuple(map(forecast_of, asked)),
        tuple(map(oddity_of, oddities)),
    )


def _return(view: View, node: Node) -> ThesisReturn:
    assert node.note is not None
    facts = node.note.facts
    return held_since(view, view.vault, node, opened_on(facts), facts.closed)


def _conviction(node: Node) -> str:
    said = node.note.facts.conviction if node.note else None
    return said.strip().casefold() if said else "none stated"


def _horizon(node: Node) -> str:
    horizon = node.note.facts.horizon if node.note else None
    return horizon_by_length(horizon) if horizon else "none stated"


def _implications(view: View) -> Iterator[tuple[str, Call]]:
    """Each row of a rotation that says something of a thesis, with the thesis's id, by day."""
    found: list[tuple[str, Call]] = []
    for note in view.vault.noted_facts.values():
        for row in note.facts.stated_impacts if note.kind in MARKETS else ():
            node = view.vault.nodes[view.vault.node_id(row.thesis, note.path)]
            day = row.day or note.date
            sign = _sign(fsum(fsum(label.signs) for label in row.labels))
            if day is not None and sign and is_thesis(node):
                made = _call(view, node, day, sign, row.text, note.path, row.span.shown_line)
                found.append((node.id, made))
    yield from sorted(found, key=lambda item: (item[1].day, fold(item[1].thesis), item[1].line))


def _by_evidence(view: View) -> Iterator[tuple[str, Call]]:
    """What each kind of evidence said of each open thesis on the days of rotation notes.

    A day after which too few sessions have prices tells of no call how it turned out, and is not
    reviewed.
    """
    notes = (note for note in view.vault.noted_facts.values() if note.kind in MARKETS)
    for day in sorted({note.date for note in notes if note.date}):
        if len(_sessions_after(view, day)) < min(AFTER):
            continue
        then = view.on(day)
        settings = view.settings
        seen = EvidenceView(then.vault, day, settings.impact, settings.market, then.prices)
        for node in seen.subjects:
            for kind, gather in EVIDENCE.items():
                items = gather(seen, node)
                sign = _sign(fsum(item.sign * item.strength * item.decay for item in items))
                if sign:
                    note = node.note.path if node.note else node.id
                    yield node.id, _call(view, node, day, sign, kind.value, note, 1)


def _call(view: View, node: Node, day: dt.date, sign: int, text: str, note: str, line: int) -> Call:
    sessions = _sessions_after(view, day)
    ahead: list[float | None] = []
    for count in AFTER:
        until = sessions[count - 1] if count <= len(sessions) else None
        made = held_since(view, view.on(day).vault, node, day, until) if until else None
        ahead.append(None if made is None else made.ahead)
    return Call(node.name, day, sign, text, note, line, tuple(ahead))


def _sessions_after(view: View, day: dt.date) -> Sequence[dt.date]:
    sessions = view.prices.benchmark(day).dates
    return sessions[bisect_right(sessions, day) :]


def _sign(value: float) -> int:
    return (value > 1e-9) - (value < -1e-9)


def _of_calls(by: str, calls: Iterable[tuple[str, Call]]) -> Iterator[Group]:
    made = list(calls)
    for at, sessions in enumerate(AFTER):
        told = (
            (name, None if (ahead := call.ahead[at]) is None else call.sign * ahead)
            for name, call in made
        )
        yield from _grouped(by, told, sessions)


def _grouped(
    by: str, found: Iterable[tuple[str, float | None]], sessions: int | None = None
) -> Iterator[Group]:
    """One row for each name, over those whose figure is known."""
    held: dict[str, list[float]] = {}
    for name, ahead in found:
        if ahead is not None:
            held.setdefault(name, []).append(ahead)
    for name, values in sorted(held.items()):
        n, came = len(values), sum(value > 0 for value in values)
        figures = (came / n, *wilson(came, n), fsum(values) / n)
        share, low, high, mean = (round(figure, 6) for figure in figures)
        yield Group(by, name, sessions, n, came, share, low, high, mean)
