"""A trade that is open is held with its levels; one that is over says nothing, one that says
neither is told.
"""

from __future__ import annotations

import datetime as dt

import pytest

from thesisvault.model.facts import Side
from thesisvault.parser.note import parse_note

LEVELS = "entry: 41.5\nstop: $38\ntarget: 52\nshares: 200\nside: short\n"


def _read(front: str, path: str = "Trades/QQZA.md") -> tuple[list[object], list[str]]:
    note = parse_note(path, f"---\ndate: 2026-01-05\n{front}---\n# A trade\n".encode())
    said = [
        (row.subject.name, row.day, row.shares, row.cost, row.target, row.stop, row.side)
        for row in note.facts.holdings
    ]
    return list(said), [item.text for item in note.unread]


@pytest.mark.parametrize("status", ["status: open\n", "Status: Active\n", "exit:\n", "exit: ''\n"])
@pytest.mark.parametrize("symbol", ["ticker: QQZA\n", "symbol: $QQZA\n", 'ticker: "[[QQZA]]"\n'])
def test_an_open_trade_is_held_with_its_levels(status: str, symbol: str) -> None:
    held, unread = _read(symbol + status + LEVELS)
    assert held == [("QQZA", dt.date(2026, 1, 5), 200.0, 41.5, 52.0, 38.0, Side.SHORT)]
    assert unread == []


def test_labels_and_the_day_of_the_entry_count_too() -> None:
    labels = ("Ticker:** QQZA", "Stop loss:** 38", "Entry date:** 2026-01-04", "Status:** Open")
    text = "# QQZA\n\n" + "".join(f"**{label}\n" for label in labels)
    (row,) = parse_note("Trades/2026-01-06 QQZA.md", text.encode()).facts.holdings
    assert (row.stop, row.cost, row.day) == (38.0, None, dt.date(2026, 1, 4))


@pytest.mark.parametrize(
    "over",
    ["status: closed\n", "status: stopped out\n", "exit: 44\n", "result: +2R\n",
     "closed: 2026-01-09\n", "status: open\nexit: 44\n", "status: watching\n"],
)  # fmt: skip
def test_a_trade_that_is_over_or_only_planned_holds_nothing(over: str) -> None:
    assert _read("ticker: QQZA\n" + over + LEVELS)[0] == []


def test_a_stop_of_a_trade_that_may_be_over_is_told() -> None:
    assert _read("ticker: QQZA\n" + LEVELS) == ([], ["stop: $38"])


def test_what_is_no_figure_is_told_and_the_rest_counts() -> None:
    held, unread = _read("ticker: QQZA\nstatus: open\nentry: 41.5\nstop: below the low\n")
    assert held == [("QQZA", dt.date(2026, 1, 5), None, 41.5, None, None, None)]
    assert unread == ["stop: below the low"]


@pytest.mark.parametrize("front", ["status: open\n", "ticker: n/a\nstatus: open\n"])
def test_a_trade_in_nothing_known_holds_nothing(front: str) -> None:
    assert _read(front + LEVELS)[0] == []
