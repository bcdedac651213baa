"""A trade that is open is held with its levels; one that is over says nothing, one that says
neither is told.
"""

from __future__ import annotations

import datetime as dt

import pytest

from thesisvault.model.facts import Side
from thesisvault.model.note import Kind
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


@pytest.mark.parametrize("cost", ["cost: 8300", "cost basis: $8,300"])
def test_a_cost_that_may_be_of_all_shares_is_told(cost: str) -> None:
    held, unread = _read(f"ticker: QQZA\nstatus: open\nstop: 38\n{cost}\n")
    assert held == [("QQZA", dt.date(2026, 1, 5), None, None, None, 38.0, None)]
    assert unread == [cost]
    _, unread = _read(f"ticker: QQZA\nstatus: closed\n{cost}\n")
    assert unread == []


@pytest.mark.parametrize("front", ["status: open\n", "ticker: n/a\nstatus: open\n"])
def test_a_trade_in_nothing_known_holds_nothing(front: str) -> None:
    assert _read(front + LEVELS)[0] == []


OPEN = "ticker: QQZA\nstatus: open\n"


def _open(front: str, body: str) -> tuple[list[tuple[float | None, ...]], list[str], list[str]]:
    text = f"---\ndate: 2026-01-05\n{front}---\n# A trade\n\n{body}\n"
    note = parse_note("Trades/2026-01-05.md", text.encode())
    rows = note.facts.holdings
    held: list[tuple[float | None, ...]] = [(row.cost, row.target, row.stop) for row in rows]
    criteria = [item.text for row in rows for item in row.criteria]
    others = note.facts.criteria, note.facts.figures, note.facts.tripwires
    assert not any(others)  # they are the trade's, not those of a thesis
    return held, criteria, [item.text for item in note.unread]


@pytest.mark.parametrize("heading", ["## Kill criteria", "## 2. Invalidation", "### Exit triggers"])
def test_criteria_of_an_open_trade_are_its_holding_s(heading: str) -> None:
    body = f"{heading}\n\n- QQZA close < 36\n- orders fall for two quarters\n- Stop: 35"
    held, criteria, unread = _open(OPEN, body)
    assert held == [(None, None, 35.0)]
    assert criteria == ["QQZA close < 36", "orders fall for two quarters"]
    assert unread == []


@pytest.mark.parametrize(
    "body",
    ["Stop loss @ 38\n\nPT 52", "## Plan\n\n- hard stop 38\n- PT: 52",
     "## Exits\n\n| Level | Price |\n|---|---|\n| Stop | 38 |\n| Target | 52 |"],
)  # fmt: skip
def test_levels_in_the_text_of_an_open_trade_count(body: str) -> None:
    assert _open(OPEN + "entry: 41.5\n", body) == ([(41.5, 52.0, 38.0)], [], [])


def test_a_property_counts_before_a_line_and_two_targets_are_told() -> None:
    held, _, unread = _open(OPEN + "stop: 38\ntarget: 52\n", "Stop loss @ 37\n\nTP2: 60")
    assert held == [(None, 52.0, 38.0)]
    assert unread == ["label TP2: 60"]


@pytest.mark.parametrize("over", ["status: closed\n", "exit: 44\n", "result: -1R\n"])
def test_criteria_of_a_trade_that_is_over_state_nothing(over: str) -> None:
    body = "## Kill criteria\n\n- QQZA close < 36\n\n## Plan\n\nStop loss @ 38"
    assert _open("ticker: QQZA\n" + over, body) == ([], [], [])


def test_criteria_of_a_trade_that_may_be_over_are_told() -> None:
    held, criteria, unread = _open("ticker: QQZA\n", "## Kill criteria\n\n- QQZA close < 36")
    assert (held, criteria) == ([], [])
    assert unread == ["bullet under Kill criteria: QQZA close < 36"]


def test_criteria_of_a_journal_that_names_no_security_are_told() -> None:
    held, criteria, unread = _open("status: open\n", "## Kill criteria\n\n- Close below 36")
    assert (held, criteria) == ([], [])
    assert unread == ["bullet under Kill criteria: Close below 36"]


@pytest.mark.parametrize(
    ("key", "cost"),
    [("avg cost: 41.5\n", 41.5), ("average cost: $41.50\n", 41.5), ("cost: 8300\n", None)],
)
def test_a_cost_is_of_one_share_or_says_nothing(key: str, cost: float | None) -> None:
    assert _open(OPEN + "stop: 38\n" + key, "")[0] == [(cost, None, 38.0)]


@pytest.mark.parametrize(("side", "target"), [("long", 60.0), ("short", 66.0), ("", 60.0)])
def test_a_range_is_reached_at_the_end_that_comes_first(side: str, target: float) -> None:
    assert _open(f"{OPEN}side: {side}\ntarget: 60-66\n", "")[0] == [(None, target, None)]
    note = parse_note("Stocks/QQZA.md", f"---\nside: {side}\ntarget: 60-66\n---\n".encode())
    (figure,) = (item for item in note.facts.figures if item.name == "target")
    assert (figure.text, figure.value) == ("60-66", target)
    assert not note.diagnostics


JOURNAL = (
    "| Date | Symbol | Side | Entry | Stop | TP1 | Status |\n|---|---|---|---|---|---|---|\n"
    "| 2026-01-06 | QQZA | Long | 250 | 240 | 270 | open |\n"
    "| 2026-01-07 | QQZB | Short | 400 | 430 | 340-350 | Open |\n"
    "| 2026-01-07 | QQZC | Long | 10 | 9 | 12 | closed |\n"
    "| 2026-01-08 | QQZD | Long | 20 | 18 | 25 | who knows |\n"
)


@pytest.mark.parametrize(("path", "heading"), [("Trades.md", "# Trades"), ("Ideas.md", "# Mine")])
def test_trades_that_a_table_calls_open_are_held_with_their_levels(path: str, heading: str) -> None:
    note = parse_note(path, f"{heading}\n\n{JOURNAL}".encode())
    assert note.kind is Kind.TRADE
    held = [
        (row.subject.name, row.day, row.cost, row.target, row.stop) for row in note.facts.holdings
    ]
    assert held == [
        ("QQZA", dt.date(2026, 1, 6), 250.0, 270.0, 240.0),
        ("QQZB", dt.date(2026, 1, 7), 400.0, 350.0, 430.0),
    ]
    assert [row.side for row in note.facts.holdings] == [Side.LONG, Side.SHORT]
    assert [item.text for item in note.unread] == ["status: who knows"]


@pytest.mark.parametrize(
    ("old", "new"),
    [("Status", "Remark"), ("Stop | TP1", "Size | Fee"), ("Symbol", "Playbook"), ("open", "what")],
)
def test_a_table_that_tells_no_open_trade_holds_nothing(old: str, new: str) -> None:
    text = JOURNAL.replace("Open", "open").replace("closed", "?").replace(old, new)
    assert not parse_note("Ideas.md", f"# Mine\n\n{text}".encode()).facts.holdings


@pytest.mark.parametrize("none", ["", "-", "open"])
def test_a_trade_without_an_exit_yet_is_open(none: str) -> None:
    text = (
        "| Date | Ticker | Entry | SL | Exit | P&L |\n|---|---|---|---|---|---|\n"
        f"| 2026-01-05 | QQZA | 41 | 38 | {none} | {none} |\n"
        "| 2026-01-05 | QQZB | 10 | 9 | 12 | +20% |\n| 2026-01-06 | QQZC | 10 | 9 | 8.9 | |\n"
    )
    note = parse_note("Trade log.md", f"# Log\n\n{text}".encode())
    assert [(row.subject.name, row.stop) for row in note.facts.holdings] == [("QQZA", 38.0)]


def test_exits_of_every_row_may_be_plans_and_are_told() -> None:
    text = "| Ticker | Entry | Stop | Exit |\n|---|---|---|---|\n| QQZA | 41 | 38 | 50 |\n"
    note = parse_note("Trade log.md", f"# Ideas\n\n{text}".encode())
    assert not note.facts.holdings and [item.code for item in note.unread] == ["table"]


def test_projects_in_a_plain_note_are_no_trades() -> None:
    text = (
        "| Name | Status | Target | Cost |\n|---|---|---|---|\n| Harbour | Active | 500 | 300 |\n"
    )
    note = parse_note("Work.md", f"# Work\n\n{text}".encode())
    assert note.kind is Kind.NOTE and not note.facts.holdings


def test_a_target_in_a_table_may_be_a_range() -> None:
    """It is reached where the range begins, as a property's is."""
    rows = "| Level | Price |\n|---|---|\n| Target | 120–130 |\n| Buy below | $80 - $85 |\n"
    found = {}
    for side in ("long", "short"):
        text = f"---\ntype: thesis\nticker: QQZA\nside: {side}\n---\n\n{rows}"
        figures = parse_note("Long QQZA.md", text.encode()).facts.figures
        found[side] = {item.name: item.value for item in figures if item.value is not None}
    assert found == {
        "long": {"target": 120.0, "buy": 85.0},
        "short": {"target": 130.0, "buy": 80.0},
    }
    kept = "| Ticker | Shares | Target |\n|---|---|---|\n| QQZA | 5 | ~$170 – $190 |\n"
    [row] = parse_note("P.md", f"---\ntags: [portfolio]\n---\n{kept}".encode()).facts.holdings
    assert row.target == 170.0
