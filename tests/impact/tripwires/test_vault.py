"""Readings of a vault: baskets, metrics tables, the sample vault, and faults in a note."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from msgspec.structs import replace

from thesisvault.impact.tripwires.history import read_tripwire, state_of
from thesisvault.impact.tripwires.readings import basket_levels
from thesisvault.impact.tripwires.thesis import RecordedFigures, ThesisReadings, metric_series
from thesisvault.market.adjust import absent
from thesisvault.model.facts import Interval, Metric, Tripwire
from thesisvault.model.review import Standing, TripwireState
from thesisvault.model.text import Span
from thesisvault.parser.facts.quantities import read_quantity
from thesisvault.parser.facts.vocabulary import load_vocabulary
from thesisvault.storage.prices.folder import PriceFolder
from thesisvault.workspace.open import open_workspace
from thesisvault.workspace.prices import Prices

from .builders import Hand, bars, series, weekday

VAULT = Path(__file__).parents[3] / "vault"
ROW = Span(7, 0, 7, 60)
SESSIONS = [weekday(at) for at in range(5)]


def test_a_basket_is_bought_at_the_opening_and_held() -> None:
    members = [
        series("A", bars([80, 100, 110, 140, 140]), "yes"),
        series("B", bars([100, 100, 100, 100, 70]), "yes"),
    ]
    found = basket_levels(members, {"A": 1.0, "B": 3.0}, 1, SESSIONS, weekday(1))
    assert found.dates == tuple(SESSIONS)
    assert found.values == pytest.approx((95, 100, 102.5, 110, 87.5))
    short = basket_levels(members, {"A": 1.0, "B": 3.0}, -1, SESSIONS, weekday(1))
    assert short.values == pytest.approx((105, 100, 97.5, 90, 112.5))
    pair = basket_levels(members, {"A": 1.0, "B": -1.0}, 1, SESSIONS, weekday(1))
    assert pair.values[-1] == pytest.approx(100 * (1 + (0.4 + 0.3) / 2))


def test_a_basket_with_names_left_out() -> None:
    members = [series("A", bars([100, 110]), "yes"), absent("B")]
    found = basket_levels(members, {"A": 0.6, "B": 0.4}, 1, SESSIONS[:2], weekday(0))
    assert found.values == pytest.approx((100, 110))
    assert found.reason == "no prices of B on 2024-01-01"
    few = basket_levels(members, {"A": 0.4, "B": 0.6}, 1, SESSIONS[:2], weekday(0))
    assert few.dates == ()
    early = basket_levels(members, {"A": 1.0}, 1, SESSIONS[:2], weekday(-9))
    assert early.reason == f"sessions begin on {weekday(0)}, after {weekday(-9)}"
    assert basket_levels(members, {"A": 1.0}, 1, [], weekday(0)).reason == "no sessions"


def test_a_basket_has_no_level_where_a_name_has_no_believed_price() -> None:
    members = [series("A", bars([100, 101, 25, 26, 27]), "no")]
    found = basket_levels(members, {"A": 1.0}, 1, SESSIONS, weekday(1))
    assert found.dates == tuple(SESSIONS[:2])


def metric(
    value: str, date: dt.date | None = None, entity: str = "Fed", basis: str = "", name: str = "P/E"
) -> tuple[Metric, dt.date | None]:
    quantity = read_quantity(value, load_vocabulary())
    as_of = Interval(date, date, "") if date else None
    return Metric(name, entity, quantity, basis, "", as_of, "", span=ROW, rule="metrics"), weekday(
        3
    )


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("3.4%", 3.4, "%"),
        ("−3.4 %", -3.4, "%"),
        ("~330 kmt", 330, "kmt"),
        ("$1.5T", 1.5, "$T"),
        ("15x", 15, "x"),
        ("(9.9)", -9.9, ""),
        ("3.4% [2]", 3.4, "%"),
        ("3亿元", 3, "亿元"),
        ("1,200", 1200, ""),
        ("18-23x", None, ""),
        ("above 2%", None, ""),
        ("value absent", None, ""),
    ],
)
def test_figures_as_written(text: str, value: float | None, unit: str) -> None:
    (point,) = metric_series([metric(text)], "p/e", weekday(9)).points
    assert (point.value, point.unit, point.text, point.date) == (value, unit, text, weekday(3))


def test_only_like_figures_make_a_series() -> None:
    rows = [metric("15x", entity="Small caps"), metric("22x", entity="S&P 500", basis="forward")]
    both = metric_series(rows, "P/E", weekday(9))
    assert both.points == ()
    assert both.reason == "recorded for different things, name one: s&p 500, forward; small caps"
    assert metric_series(rows, "P/E of small caps", weekday(9)).points[0].value == 15
    assert metric_series(rows, "P/E of S&P 500, Forward", weekday(9)).points[0].value == 22
    assert metric_series(rows, "P/B", weekday(9)).reason == "no such metric is recorded"


def test_units_and_sources_that_differ() -> None:
    rows = [metric("$1.5T", weekday(0)), metric("$900B", weekday(1))]
    assert "different units" in metric_series(rows, "P/E", weekday(9)).reason
    rows = [metric("22x", weekday(0)), metric("23x", weekday(0)), metric("24x", weekday(1))]
    first, second = metric_series(rows, "P/E", weekday(9)).points
    assert (first.value, first.text, second.value) == (None, "22x / 23x", 24)
    assert metric_series(reversed(rows), "P/E", weekday(9)).points == (first, second)
    assert metric_series(rows, "P/E", weekday(0)).points == (first,)


def test_a_loose_date_is_known_from_its_note_on() -> None:
    fact, _ = metric("22x")
    loose = replace(fact, as_of=Interval(weekday(0), weekday(4), ""))
    for noted, known in ((-9, 4), (2, 2), (9, 4)):
        (point,) = metric_series([(loose, weekday(noted))], "P/E", weekday(20)).points
        assert point.date == weekday(known)
    assert metric_series([(loose, None)], "P/E", weekday(20)).points[0].date == weekday(4)


def test_what_many_theses_watch_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, asked = [metric("22x", weekday(0)), metric("24x", weekday(5))], []

    def about(self: RecordedFigures, name: str) -> list[tuple[Metric, dt.date | None]]:
        asked.append(name)
        return rows

    monkeypatch.setattr(RecordedFigures, "about", about)
    figures = RecordedFigures(open_workspace(VAULT).vault)
    assert [point.value for point in figures.series("P/E", weekday(4)).points] == [22]
    assert figures.series("p/e", weekday(4)) is figures.series("P/E", weekday(4))
    assert [point.value for point in figures.series("P/E", weekday(9)).points] == [22, 24]
    assert asked == ["P/E", "P/E"]


class Placed(Tripwire, frozen=True):
    """As `Tripwire` will be."""

    condition_span: Span | None = None


def test_a_fault_is_a_value_at_its_column() -> None:
    cell = Span(7, 12, 7, 30)
    good, bad, old = map(
        read_tripwire,
        [
            Placed("a", "NVDA close < 150", "sell", cell, span=ROW, rule="tripwires"),
            Placed("b", "NVDA close = 150", "sell", cell, span=ROW, rule="tripwires"),
            Tripwire("c", "when it falls", "sell", span=ROW, rule="tripwires"),
        ],
    )
    assert good.condition is not None and good.diagnostic is None and good.fault is None
    assert bad.diagnostic is not None and bad.condition is None
    assert bad.diagnostic.code == "tripwire-unparsed"
    assert bad.diagnostic.span == Span(7, 23, 7, 24)
    assert old.diagnostic is not None and old.fault is not None
    assert old.fault.column == 13
    state = state_of(bad, Hand(), weekday(0))
    assert state.state is Standing.UNKNOWN
    assert state.reason.startswith("The condition cannot be read. `=` has no meaning")
    assert state_of(good, Hand(), weekday(0)).reason == "NVDA: no prices"


def _sample(thesis: str, day: str) -> list[TripwireState]:
    workspace, on = open_workspace(VAULT), dt.date.fromisoformat(day)
    vault = workspace.vault_as_of(on)
    prices = Prices(PriceFolder(VAULT), workspace.settings.market, on)
    node = workspace.find(thesis, vault)
    assert node.note is not None
    readings = ThesisReadings(vault, node, prices, on)
    return [state_of(row, readings, on) for row in map(read_tripwire, node.note.facts.tripwires)]


def test_oracle_closed_below_190_on_8_january() -> None:
    first, second, third = _sample("Long datacenter infrastructure", "2026-01-09")
    assert (first.state, first.broke_on) == (Standing.BROKEN, dt.date(2026, 1, 8))
    assert first.holds is False
    assert (second.state, third.state) == (Standing.UNTOUCHED, Standing.UNKNOWN)
    assert _sample("Long datacenter infrastructure", "2026-01-07")[0].broke_on is None


def test_the_author_s_own_log_on_stay_at_home() -> None:
    # "Closed at +13.4% against +24.3%. Tripwire on the relative return was reached."
    assert _sample("Long stay-at-home", "2021-02-25")[1].state is Standing.NEAR
    state = _sample("Long stay-at-home", "2021-02-26")[1]
    assert (state.state, state.broke_on) == (Standing.BROKEN, dt.date(2021, 2, 26))
    assert state.value_left == pytest.approx(0.134 - 0.243, abs=0.001)


def test_metrics_of_the_sample() -> None:
    assert _sample("Long defensives for yield", "2026-01-09")[0].state is Standing.NEAR
    copper = _sample("Long copper producers", "2026-01-09")[0]
    assert (copper.state, copper.value_left) == (Standing.UNTOUCHED, 330)
