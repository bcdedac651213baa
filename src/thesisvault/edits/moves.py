"""The block `moves`: what a note's symbols did, and how much of that the benchmark explains."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from thesisvault.edits.options import Options
from thesisvault.edits.words import Wikilinks, literal
from thesisvault.graph import Node, Relation, Vault
from thesisvault.impact.events import counts_from, event_of
from thesisvault.impact.portfolio.baskets import (
    Basket,
    earnings_dates,
    measured_basket,
    thesis_basket,
)
from thesisvault.market.adjust import PriceView
from thesisvault.market.claim_windows import percent
from thesisvault.market.event_study import study_windows
from thesisvault.market.frame import Estimation, Window
from thesisvault.market.local import benchmark_for
from thesisvault.market.missing_sessions import lacked_at
from thesisvault.model.market import EventStudy
from thesisvault.model.note import Kind
from thesisvault.model.review import MeasuredFlow
from thesisvault.model.settings import MarketSettings

RECENT: tuple[Window, ...] = ((0, 0), (-4, 0), (-20, 0))
"""Sessions up to the last one: a day, a week, a month."""

_DASH = "–"


class Measured(Struct, frozen=True):
    """Where the figures of a `moves` block come from."""

    vault: Vault
    market: MarketSettings
    last_session: dt.date | None
    """The latest session of the benchmark; None where there is none."""
    prices: Callable[[dt.date, int], PriceView]
    """The prices for figures on a day that begin so many sessions before it; none is later than
    the newest data.
    """
    source: Callable[[str], str]
    """What a symbol's prices come from, in words; empty where nobody said."""
    earnings: Mapping[str, set[dt.date]]
    flows: Callable[[str], Sequence[MeasuredFlow]]
    """Those of the rotation at a path, measured."""


def measured_from(
    vault: Vault,
    market: MarketSettings,
    last_session: dt.date | None,
    prices: Callable[[dt.date, int], PriceView],
    source: Callable[[str], str],
    flows: Callable[[str], Sequence[MeasuredFlow]] = lambda path: (),
) -> Measured:
    """A `Measured` with the vault's earnings dates, looked up once."""
    return Measured(vault, market, last_session, prices, source, earnings_dates(vault), flows)


def moves_body(measured: Measured, node: Node, options: Options, links: Wikilinks) -> str:
    """A table of the note's symbols, or of the basket it stands for, around one day.

    A rotation is measured on its own day, the others on the last session. `options` choose
    otherwise.
    """
    if node.note and node.note.facts.is_draft:
        return "\nA draft: nothing is measured until its line `draft` is removed.\n\n"
    event, windows = _when(measured, node, options)
    flows = "" if options != Options() or event is None else _flows(measured, node, links)
    if event is None:
        return "\nNo prices yet.\n\n"
    view = measured.prices(event, max(0, *(-first for first, _ in windows)))
    rows = list(_rows(measured, view, node, options))
    if not rows and flows:
        return f"\n{flows}\n"
    if not rows:
        return "\nNothing to measure: this note has no symbol, group or exposure.\n\n"
    market = measured.market
    estimation = Estimation.of(market)
    symbols = [symbol for basket, _ in rows for symbol in basket.weights]
    benchmark, said = benchmark_for(symbols, view, event, market, estimation.history)
    unseen = lacked_at(view, benchmark, event)
    studied: list[tuple[str, EventStudy]] = []
    sources: dict[str, None] = {}
    for basket, other in rows:
        members, weights = basket.held(view)
        if not members:
            continue
        shown = links.to(other.id, node.id, in_table=True) if other else literal(basket.name)
        studies = study_windows(
            basket.name,
            members,
            benchmark,
            event,
            windows,
            weights=weights,
            side=basket.side,
            estimation=estimation,
            earnings=measured.earnings,
            lacked=unseen,
            note=said,
        )
        studied += [(shown, study) for study in studies]
        used = (symbol for study in studies for symbol in study.move.symbols)
        held = {member.symbol for member in members if member.dates}
        sources |= dict.fromkeys(measured.source(symbol) for symbol in used if symbol in held)
    if not studied:
        return "\nNothing to measure: the exposures cancel out.\n\n"
    table = f"\n{_table(studied, benchmark.symbol)}\n{_foot(studied, list(sources))}\n"
    return f"{table}{flows}\n" if flows else table


def _when(
    measured: Measured, node: Node, options: Options
) -> tuple[dt.date | None, tuple[Window, ...]]:
    event, windows = measured.last_session, RECENT
    rotation = (
        event_of(measured.vault, node.note) if node.note and node.kind is Kind.ROTATION else None
    )
    if rotation is not None:
        day = dt.date.fromisoformat(rotation.text)
        assert node.note is not None
        event, windows = counts_from(measured.vault, node.note, day), (measured.market.window,)
    if options.event is not None:
        event, windows = options.event, (measured.market.window,)
    return event, (options.window,) if options.window is not None else windows


def _rows(
    measured: Measured, view: PriceView, node: Node, options: Options
) -> Iterator[tuple[Basket, Node | None]]:
    """What has a row, in order; with its note where that is another one."""
    vault = measured.vault
    if options.symbols:
        known = set(view.symbols())
        for asked in options.symbols:
            symbol = asked.upper() if asked not in known and asked.upper() in known else asked
            yield Basket(symbol, {symbol: 1.0}, 1, frozenset()), None
    elif node.kind is Kind.THESIS:
        basket = thesis_basket(vault, node)
        if basket is not None:
            yield basket, None
    elif node.kind is Kind.ROTATION:
        known = set(view.symbols())
        for other in _named_by(vault, node):
            basket = measured_basket(vault, other, view)
            if known.intersection(basket.weights):
                yield basket, other
    else:
        basket = measured_basket(vault, node, view)
        if basket.unpriced != frozenset(basket.weights):
            symbol = next(iter(basket.weights)) if len(basket.weights) == 1 else basket.name
            yield Basket(symbol, basket.weights, 1, basket.unpriced), None


def _named_by(vault: Vault, rotation: Node) -> tuple[Node, ...]:
    """The stocks and groups of a rotation's tables, in their order, each once."""
    asked = (Relation.MOVED, Relation.FLOW, Relation.OUTLOOK)
    edges = vault.outgoing.get(rotation.id, ())
    found = dict.fromkeys(edge.target for edge in edges if edge.relation in asked)
    return tuple(vault.nodes[target] for target in found if target in vault.notes)


def _table(studied: Sequence[tuple[str, EventStudy]], benchmark: str) -> str:
    rows = [
        f"| Name | Sessions | Return | Against {literal(benchmark)} | t |",
        "|------|----------|-------:|--------:|--:|",
    ]
    for shown, study in studied:
        move, abnormal = study.move, study.abnormal
        t = f"{abnormal.t:.2f}" if abnormal.t is not None else _DASH
        cells = (shown, _days(study), _percent(move.simple_return), _percent(abnormal.car), t)
        rows.append(f"| {' | '.join(cells)} |")
    # Windows without a figure look all the same: one row says it.
    return "".join(f"{row}\n" for row in dict.fromkeys(rows))


def _flows(measured: Measured, node: Node, links: Wikilinks) -> str:
    """Whether each flow is true, with the reasons of those that are unknown."""
    found = measured.flows(node.id) if node.kind is Kind.ROTATION else ()
    if not found:
        return ""
    rows = [
        "| Stated | Since | Against the benchmark | t | p | Adjusted p | Says |",
        "|--------|-------|--------:|--:|--:|--:|------|",
    ]
    notes: dict[str, dict[str, None]] = {}
    for flow in found:
        study = flow.since
        figures: tuple[str, ...] = (_DASH,) * 4
        if study is not None:
            abnormal = study.abnormal
            known = (abnormal.t, abnormal.p, flow.adjusted_p)
            figures = (_percent(abnormal.car), *map(_figure, known, ("{:.2f}", *("{:.4f}",) * 2)))
        has_note = flow.node in measured.vault.notes
        shown = links.to(flow.node, node.id, in_table=True) if has_note else literal(flow.group)
        stated = f"{'into' if flow.direction > 0 else 'out of'} {shown}"
        says = f"{flow.verdict.value}{', by itself' if flow.alone else ''}"
        cells = (stated, _days(study) if study else _DASH, *figures, says)
        rows.append(f"| {' | '.join(cells)} |")
        if flow.reason:
            notes.setdefault(flow.reason, {})[flow.group] = None
    told = [f"{', '.join(names)}: {reason}" for reason, names in notes.items()]
    rows += [*([""] if told else ()), *(f"- {literal(item)}" for item in told)]
    return "".join(f"{row}\n" for row in rows)


def _figure(value: float | None, form: str) -> str:
    return _DASH if value is None else form.format(value)


def _days(study: EventStudy) -> str:
    start, end = study.move.start, study.move.end
    if start is None or end is None:
        return _DASH
    return start.isoformat() if start == end else f"{start} to {end}"


def _percent(value: float | None) -> str:
    return _DASH if value is None else percent(value)


def _foot(studied: Sequence[tuple[str, EventStudy]], sources: Sequence[str]) -> str:
    """What limits the figures, with the names it limits; and whose prices they are."""
    limits: dict[str, dict[str, None]] = {}
    for _, study in studied:
        if study.abnormal.reason:
            limits.setdefault(study.abnormal.reason, {})[study.move.name] = None
    rows = [f"{', '.join(names)}: {reason}" for reason, names in limits.items()]
    if any(sources):
        rows.append(f"Prices: {'; '.join(source for source in sources if source)}")
    return "".join(f"- {literal(row)}\n" for row in rows)
