"""Pairs and lists of pairs in the front matter, events among the properties, several targets."""

from __future__ import annotations

import datetime as dt

import pytest

from parser.reading import cut, read
from thesisvault.model.facts import Side
from thesisvault.model.note import Kind, Note

PATH = "Theses/Quartz.md"


def thesis(front: str, body: str = "") -> Note:
    return read(f"---\ntype: thesis\ndate: 2031-01-06\n{front}\n---\n# Quartz\n\n{body}", PATH)


def levels(note: Note) -> list[tuple[str, float | None]]:
    wanted = ("stop", "target", "entry")
    return sorted((item.name, item.value) for item in note.facts.figures if item.name in wanted)


def events(note: Note) -> list[tuple[str, str]]:
    return [(item.subject.name, item.text) for item in note.facts.catalysts]


@pytest.mark.parametrize(
    "front",
    [
        "levels:\n  entry: 12.8\n  stop: 11.2\n  target: 15",
        "plan: {entry: 12.8, stop loss: 11.2, price target: 15}",
        "entry: {price: 12.8}\nstop: {price: 11.2}\ntarget: {price: 15}",
        "trade_setup:\n  stop_loss: 11.2\n  entryPrice: 12.8\n  tp1: 15",
        "risk-management:\n  Stop: $11.20\n  Entry: $12.80\n  Target: $15",
    ],
)
def test_pairs_below_a_key_are_properties(front: str) -> None:
    note = thesis(f"ticker: QQZA\n{front}")
    assert levels(note) == [("entry", 12.8), ("stop", 11.2), ("target", 15.0)]
    assert not note.unread and not note.diagnostics


def test_a_pair_is_cited_with_its_key_and_its_line() -> None:
    text = "---\ntype: thesis\nticker: QQZA\nlevels:\n  entry: 12.8\n  stop: 11.2\n---\n"
    stop = next(item for item in read(text, PATH).facts.figures if item.name == "stop")
    assert (stop.rule, cut(text, stop.span)) == ("levels.stop", "11.2")


@pytest.mark.parametrize(
    "front",
    [
        "peers: {price: 12, target: 15}",  # of another security
        "previous: {stop: 11.2}",
        "scenarios:\n  bull: {target: 200}\n  bear: {target: 90}",
    ],
)
def test_pairs_below_any_other_key_are_said_and_not_read(front: str) -> None:
    note = thesis(f"ticker: QQZA\n{front}")
    assert levels(note) == []
    assert [item.code for item in note.unread] == ["property"]


def test_a_pair_that_is_not_known_is_said() -> None:
    note = thesis("levels: {stop: 11.2, pivot: 12}")
    assert [item.text for item in note.unread] == ["levels.pivot"]


@pytest.mark.parametrize(
    "front",
    [
        "instruments:\n  - symbol: QQZA\n    weight: 60%\n  - symbol: QQZB\n    weight: 40%",
        "vehicles: [{ticker: QQZA, weight: 60%}, {ticker: QQZB, weight: 40%}]",
        "exposures:\n  - {stock: '[[QQZA]]', share: 60%}\n  - {stock: '[[QQZB]]', share: 40%}",
    ],
)
def test_a_list_of_pairs_is_a_table_of_what_is_held(front: str) -> None:
    held = thesis(front).facts.exposures
    assert [(item.subject.name, item.weight) for item in held] == [("QQZA", 0.6), ("QQZB", 0.4)]


@pytest.mark.parametrize(
    "front",
    [
        "catalysts:\n  - date: 2031-02-05\n    event: Storage report\n"
        "  - {date: 2031-03-31, event: Season ends}",
        "catalysts:\n  - 2031-02-05 Storage report\n  - 'Season ends: 2031-03-31'",
        "key_dates: [2031-02-05 Storage report, 2031-03-31 Season ends]",
        "events: 2031-02-05 Storage report; 2031-03-31 Season ends",
    ],
)
def test_events_among_the_properties(front: str) -> None:
    want = [("Storage report", "2031-02-05"), ("Season ends", "2031-03-31")]
    assert events(thesis(f"ticker: QQZA\n{front}")) == want


def test_events_of_a_label() -> None:
    text = "**Catalysts:** Q4 report on 2031-02-24, after the close; [[Ruling]] 2031-03-15\n"
    note = thesis("ticker: QQZA", text)
    assert events(note) == [("Q4 report", "2031-02-24"), ("Ruling", "2031-03-15")]
    assert [item.subject.linked for item in note.facts.catalysts] == [False, True]


def test_an_event_without_a_year_is_said() -> None:
    note = thesis("ticker: QQZA", "**Catalysts:** report on 5 Feb; ruling 2031-03-15\n")
    assert events(note) == [("ruling", "2031-03-15")]
    assert [item.text for item in note.unread] == ["Catalysts: report on 5 Feb"]


def test_a_plain_note_waits_for_nothing() -> None:
    note = read("---\nticker: ''\nevents: [2031-02-05 Fair]\nstop: 5\n---\n", "Notes/Fair.md")
    assert note.kind is Kind.NOTE and not note.facts.catalysts


@pytest.mark.parametrize("key", ["targets", "take-profit", "price_targets"])
def test_each_of_several_targets_counts(key: str) -> None:
    note = thesis(f"ticker: QQZA\n{key}: [15, 18]")
    assert levels(note) == [("target", 15.0), ("target", 18.0)]
    assert not note.diagnostics


@pytest.mark.parametrize("value", ["QQZA", "'[[QQZA]]'", "QQZA 100%", "[QQZA]"])
@pytest.mark.parametrize("key", ["instrument", "vehicles", "expressed_via"])
def test_what_a_thesis_trades_is_held(key: str, value: str) -> None:
    note = thesis(f"{key}: {value}")
    assert [item.subject.name for item in note.facts.exposures] == ["QQZA"]


def test_an_instrument_in_words_is_said_and_a_ticker_comes_first() -> None:
    told = thesis("instrument: QQZA, an index fund")
    assert not told.facts.exposures
    assert [item.text for item in told.unread] == ["instrument: QQZA, an index fund"]
    both = thesis("ticker: QQZB\ninstrument: QQZA")
    assert [item.subject.name for item in both.facts.exposures] == ["QQZB"]


@pytest.mark.parametrize(
    ("name", "held"),
    [("Short QQZA", ["QQZA"]), ("Long QQZ-B", ["QQZ-B"]), ("Long AI", []), ("Long Quartz", [])],
)
def test_a_symbol_in_the_name_of_a_thesis_is_held(name: str, held: list[str]) -> None:
    note = read("---\ntype: thesis\n---\n", f"Theses/{name}.md")
    assert [item.subject.name for item in note.facts.exposures] == held


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("by the end of Q3 2031.", (267, 267)),
        ("end of 2031", (359, 359)),
        ("until 2031-12-31", (359, 359)),
        ("H2 2031", (176, 359)),
        ("12 months", (365, 365)),
    ],
)
def test_a_horizon_may_be_a_day(text: str, days: tuple[int, int]) -> None:
    horizon = thesis(f"ticker: QQZA\nhorizon: {text}").facts.horizon
    assert horizon is not None and (horizon.lower, horizon.upper) == days


def test_a_horizon_before_the_note_is_said() -> None:
    note = thesis("ticker: QQZA\nhorizon: end of 2030")
    assert note.facts.horizon is None
    assert [item.code for item in note.diagnostics] == ["property-unparsed"]


@pytest.mark.parametrize("key", ["rating", "action", "recommendation"])
def test_a_side_that_is_advice_is_cited(key: str) -> None:
    note = thesis(f"ticker: QQZA\n{key}: Short")
    assert note.facts.side is Side.SHORT
    assert [item.rule for item in note.facts.figures if item.name == "side"] == [key]
    assert thesis(f"ticker: QQZA\n{key}: Buy").facts.side is None


def test_the_day_of_an_analysis_dates_its_note() -> None:
    note = read("**Analysis date:** 2031-01-20.\n", "Stocks/QQZA.md")
    assert note.date == dt.date(2031, 1, 20)
