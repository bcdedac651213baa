"""What is held without a thesis: whence it comes, how it is reviewed, what it leaves alone."""

import datetime as dt

from thesisvault.graph import build
from thesisvault.impact.positions import all_positions, watched_rows
from thesisvault.model.review import Outcome, PositionReview, StatusReport

from .builders import named, note, review
from .prices import DAYS, noise, shelf

DAY = dt.date(2026, 3, 2)
FLOW = """\
---
type: rotation
created: 2026-03-01
---

| Flow | Detail |
|---|---|
| Out of | Tanneries |
| Into | Mills |
"""
HOLDINGS = """\
## 2026-01-10

| Ticker | Shares | Avg Cost |
|---|---|---|
| OLDX | 5 | 10 |

## 2026-02-20

| Ticker | Shares | Avg Cost | Weight | Stop |
|---|---|---|---|---|
| TANX | 40 | $12.50 | 60% | 11 |
| MILX | -8 | 30 | 40% | |
| GONX | 0 | 9 | 0% | |
"""


def stock(symbol: str, group: str, more: str = "") -> str:
    return f'---\ntype: stock\nsymbol: {symbol}\nsector: "[[{group}]]"\n{more}---\n'


NOTES = {
    "Flow.md": FLOW,
    "Portfolio/Holdings.md": HOLDINGS,
    "Stocks/Tannery.md": stock("TANX", "Tanneries"),
    "Stocks/Mill.md": stock("MILX", "Mills"),
}


def held(report: StatusReport, name: str) -> PositionReview:
    (found,) = (item for item in report.positions if item.review.name == name)
    return found


def names(report: StatusReport) -> list[str]:
    return [item.review.name for item in report.positions]


def test_the_newest_table_is_held_each_row_by_its_side() -> None:
    report = review(NOTES, DAY)
    assert names(report) == ["MILX", "TANX"]
    tannery, mill = held(report, "TANX"), held(report, "MILX")
    assert (tannery.holding.shares, tannery.holding.cost, tannery.holding.weight) == (40, 12.5, 0.6)
    assert tannery.review.verdict.outcome is Outcome.PRESSURED
    assert [(cite.note, cite.line) for cite in tannery.holding.lines] == [
        ("Portfolio/Holdings.md", 11)
    ]
    assert mill.review.verdict.outcome is Outcome.PRESSURED  # short of what money goes into


def test_an_earlier_day_knows_the_earlier_table_alone() -> None:
    report = review(NOTES, dt.date(2026, 2, 1))
    assert names(report) == ["OLDX"]
    assert held(report, "OLDX").review.verdict.outcome is Outcome.UNKNOWN


def test_a_position_has_the_verdict_of_a_thesis_on_the_same_thing() -> None:
    thesis = "---\ntype: thesis\nside: long\nticker: TANX\n---\n"
    alone = held(review(NOTES, DAY), "TANX").review
    report = review({**NOTES, "Long tannery.md": thesis}, DAY)
    assert named(report, "Long tannery").verdict == alone.verdict
    assert names(report) == ["MILX"]  # an open thesis holds the other


def test_a_thesis_the_other_way_covers_nothing() -> None:
    thesis = "---\ntype: thesis\nside: short\nticker: TANX\n---\n"
    assert names(review({**NOTES, "Short tannery.md": thesis}, DAY)) == ["MILX", "TANX"]


def test_positions_change_no_verdict_of_a_thesis() -> None:
    thesis = {"Long mill.md": "---\ntype: thesis\nside: long\nticker: MILX\n---\n"}
    without = {path: text for path, text in NOTES.items() if "Holdings" not in path}
    before, after = review({**without, **thesis}, DAY), review({**NOTES, **thesis}, DAY)
    assert before.theses == after.theses
    assert not before.positions


def test_a_stocks_own_note_says_that_it_is_held() -> None:
    notes = {
        "Flow.md": FLOW,
        "Stocks/A.md": stock("AAX", "Mills", "status: held\n"),
        "Stocks/B.md": stock("BBX", "Mills", "shares: 12\n"),
        "Stocks/C.md": stock("CCX", "Mills", "entry: 18.40\nside: short\n"),
        "Stocks/D.md": stock("DDX", "Mills", "shares: 0\n"),
        "Stocks/H.md": stock("HHX", "Mills", "avg_cost: 19\n"),
        "Stocks/I.md": stock("IIX", "Mills", "cost: 1900\n"),
        "Stocks/E.md": stock("EEX", "Mills", "status: sold\nshares: 5\n"),
        "Stocks/F.md": stock("FFX", "Mills", "status: active\n"),
        "Stocks/G.md": stock("GGX", "Mills", "status: watching\nentry: 7\n"),
    }
    report = review(notes, DAY)
    assert names(report) == ["AAX", "BBX", "CCX", "HHX"]
    outcomes = [item.review.verdict.outcome for item in report.positions]
    assert outcomes == [*[Outcome.SUPPORTED] * 2, Outcome.PRESSURED, Outcome.SUPPORTED]


def test_tables_of_one_day_that_disagree_are_said_and_those_that_agree_are_one() -> None:
    def account(shares: int) -> str:
        return (
            "---\ncreated: 2026-02-20\n---\n\n| Ticker | Shares |\n|---|---|\n"
            f"| TANX | {shares} |\n"
        )

    same = review({"Portfolio/One.md": account(4), "Portfolio/Two.md": account(4)}, DAY)
    assert [flag.code for flag in held(same, "TANX").review.flags] == []
    assert held(same, "TANX").holding.shares == 4
    unlike = review({"Portfolio/One.md": account(4), "Portfolio/Two.md": account(7)}, DAY)
    (flag,) = held(unlike, "TANX").review.flags
    assert flag.code == "holdings-disagree"
    assert "Portfolio/One.md:7" in flag.message
    assert "Portfolio/Two.md:7" in flag.message
    assert "holdings-disagree" in [item.code for item in unlike.attention]


def test_a_table_that_says_the_rows_above_in_other_names_is_no_second_holding() -> None:
    rows = "| Asset | Units |\n|---|---|\n| {} | 0.789 |\n| {} | 1.346 |\n\n"
    whole = rows.format("Big World (Acc)", "Wise Locks (Acc)")
    again = "## Today\n\n" + rows.format("World", "Locks")
    other = "## Elsewhere\n\n" + rows.format("Bonds", "Gold").replace("0.789", "2")
    report = review({"Portfolio/Holdings.md": f"{whole}{again}{other}"}, DAY)
    assert names(report) == ["Big World (Acc)", "Bonds", "Gold", "Wise Locks (Acc)"]


def test_accounts_of_unlike_days_add_up_and_dated_copies_of_a_note_do_not() -> None:
    def account(day: str, shares: int) -> str:
        return f"---\ncreated: {day}\n---\n\n| Ticker | Shares |\n|---|---|\n| TANX | {shares} |\n"

    accounts = {
        "Portfolio/North.md": account("2026-02-01", 4),
        "Portfolio/South.md": account("2026-02-20", 7),
    }
    assert held(review(accounts, DAY), "TANX").holding.shares == 11
    copies = {
        "Portfolio/2026-02-01.md": account("2026-02-01", 4),
        "Portfolio/2026-02-20.md": account("2026-02-20", 7),
    }
    assert held(review(copies, DAY), "TANX").holding.shares == 7


def test_the_lots_of_a_table_are_one_position_at_their_mean_cost() -> None:
    text = "| Ticker | Shares | Avg Cost |\n|---|---|---|\n| TANX | 10 | 20 |\n| TANX | 30 | 40 |\n"
    position = held(review({"Portfolio/Holdings.md": text}, DAY), "TANX")
    assert (position.holding.shares, position.holding.cost) == (40, 35)
    assert not position.review.flags


def test_a_stop_in_a_row_is_watched_and_says_which_line() -> None:
    (wire,) = held(review(NOTES, DAY), "TANX").review.tripwires
    assert wire.tripwire.condition == "TANX close < 11"
    assert (wire.citation.note, wire.citation.line) == ("Portfolio/Holdings.md", 11)


def test_an_open_trade_is_held_and_adds_no_amount_to_what_a_table_says() -> None:
    trade = "---\ntype: trade\nticker: {}\ndate: 2026-02-25\nstatus: {}\nstop: {}\nshares: 7\n---\n"
    report = review(
        {
            **NOTES,
            "Trades/TANX.md": trade.format("TANX", "open", 10.5),
            "Trades/NEWX.md": trade.format("NEWX", "open", 88),
            "Trades/ENDX.md": trade.format("ENDX", "closed", 3),
        },
        DAY,
    )
    assert names(report) == ["MILX", "NEWX", "TANX"]
    assert (held(report, "NEWX").holding.shares, held(report, "TANX").holding.shares) == (7, 40)
    conditions = [
        [item.tripwire.condition for item in held(report, name).review.tripwires]
        for name in ("NEWX", "TANX")
    ]
    assert conditions == [["NEWX close < 88"], ["TANX close < 11", "TANX close < 10.5"]]


def test_criteria_of_an_open_trade_are_watched_or_quoted_with_what_is_held() -> None:
    front = "---\ntype: trade\nticker: NEWX\ndate: 2026-02-25\nstatus: open\n---\n"
    lines = "## Kill criteria\n\n- NEWX close < 80\n- the second plant is late\n"
    found = held(review({"Trades/NEWX.md": front + lines}, DAY), "NEWX").review
    assert [item.tripwire.condition for item in found.tripwires] == ["NEWX close < 80"]
    assert [item.criterion.text for item in found.criteria] == ["the second plant is late"]


def test_a_symbol_with_a_strategy_is_that_of_the_stock_s_own_note() -> None:
    trade = "---\ntype: trade\nticker: {}\ndate: 2026-02-25\nstatus: open\nstop: 9\n---\n"
    own = {"Stocks/Kiln.md": stock("KILX", "Kilns")}
    for ticker, name in (
        ("KILX-DIP", "KILX"),
        ("KILX-BREAKOUT", "KILX"),
        ("KILX-EARN", "KILX"),
        ("KILX-PRA", "KILX-PRA"),  # preferred shares
        ("KILX-USD", "KILX-USD"),
        ("OVEX-DIP", "OVEX-DIP"),  # the vault has no note of it
    ):
        found = held(review({**own, "Trades/a.md": trade.format(ticker)}, DAY), name).review
        assert [item.tripwire.condition for item in found.tripwires] == [f"{name} close < 9"]


def test_a_security_is_one_however_its_market_is_written() -> None:
    rows = [
        "NASDAQ:TANX",
        "HK.00700",
        "SZ002916",
        "TYO:7203",
        "BRK.B",
        "US.MILX",
        "600519.SH",
        "OVEX",
    ]
    table = "## 2026-02-20\n\n| Ticker | Shares | Avg Cost |\n|---|---|---|\n"
    notes = {"Portfolio/Holdings.md": table + "".join(f"| {name} | 5 | 9 |\n" for name in rows)}
    own = ["TANX", "0700.HK", "002916.SZ", "7203.T", "BRK-B", "MILX", "600519.SS", "600519.SZ"]
    notes |= {f"Stocks/{number}.md": stock(name, "Mills") for number, name in enumerate(own)}
    found = names(review(notes, DAY))
    assert sorted(found) == sorted([*own[:-1], "OVEX"])
    notes["Stocks/x.md"] = stock("00700.HK", "Mills")  # two notes: neither is meant
    assert "HK.00700" in names(review(notes, DAY))


def test_a_security_without_a_note_is_one_too() -> None:
    thesis = "---\ntype: thesis\nticker: {}\nside: long\n---\n"
    table = "## 2026-02-20\n\n| Ticker | Shares | Avg Cost |\n|---|---|---|\n| {} | 5 | 9 |\n"
    for one, other in (("BRK.B", "BRK-B"), ("0700.HK", "HK.00700"), ("US.KILX", "KILX")):
        for of, held_as in ((one, other), (other, one)):
            notes = {"Long it.md": thesis.format(of), "Holdings.md": table.format(held_as)}
            assert names(review(notes, DAY)) == [], (of, held_as)
    notes = {"Long it.md": thesis.format("BRK.A"), "Holdings.md": table.format("BRK-B")}
    assert names(review(notes, DAY)) == ["BRK-B"]


def test_closed_theses_stand_apart_and_watched_ones_are_marked() -> None:
    notes = {
        "Long a.md": "---\ntype: thesis\nside: long\nstatus: closed\n---\n",
        "Long b.md": "---\ntype: thesis\nside: long\nclosed: 2026-02-01\n---\n",
        "Long c.md": "---\ntype: thesis\nside: long\nstatus: watching\n---\n",
        "Long d.md": "---\ntype: thesis\nside: long\n---\n",
    }
    report = review(notes, DAY)
    assert [(item.name, item.held) for item in report.theses] == [
        ("Long c", False),
        ("Long d", None),
    ]
    closed = [(item.name, item.closed) for item in report.closed]
    assert closed == [("Long a", None), ("Long b", dt.date(2026, 2, 1))]


def test_a_close_from_long_before_a_position_says_nothing_of_it() -> None:
    last = DAYS[-1]
    prices = shelf({"TANX": noise("a tannery", 0.01)})
    for behind, is_compared in ((-3, True), (3, True), (7, True), (30, False)):
        day = last + dt.timedelta(days=behind)
        table = f"## {day}\n\n| Ticker | Shares | Cost |\n|---|---|---|\n| TANX | 40 | 100 |\n"
        notes = {"Portfolio/Holdings.md": table, "Stocks/Tannery.md": stock("TANX", "Tanneries")}
        report = review(notes, last + dt.timedelta(days=40), prices=prices)
        ((level,),) = (item.holding.levels for item in report.positions)
        assert (level.name, level.distance is not None) == ("cost", is_compared), behind


PLANNED = """\
## Holdings

| Ticker | Shares | Avg Cost |
|---|---|---|
| TANX | 40 | 12.50 |

### TANX

- Stop: 11
- Target: 20

#### Kill criteria

- TANX close < 10.5
- hides are worn by nobody
"""


def test_what_its_own_heading_plans_is_watched_with_it() -> None:
    report = review({**NOTES, "Portfolio/Holdings.md": PLANNED}, DAY)
    found = held(report, "TANX")
    assert (found.holding.shares, found.holding.cost, found.review.flags) == (40.0, 12.5, ())
    assert [(item.name, item.value) for item in found.holding.levels] == [
        ("cost", 12.5),
        ("target", 20.0),
        ("stop", 11.0),
    ]
    conditions = [item.tripwire.condition for item in found.review.tripwires]
    assert conditions == ["TANX close < 11", "TANX close < 10.5"]
    assert [item.criterion.text for item in found.review.criteria] == ["hides are worn by nobody"]


def test_the_plan_of_a_watched_security_is_a_row_of_the_watchlist() -> None:
    text = "## TANX\n\n- Entry: 9\n\n**Kill criteria**\n\n- TANX close < 8\n"
    notes = {**NOTES, "Portfolio/Holdings.md": "# None\n", "watchlist.md": text}
    vault = build([note(path, text) for path, text in notes.items()])
    assert all_positions(vault) == ()
    (found,) = watched_rows(vault, ())
    assert [item.text for item in found.lines[0].holding.criteria] == ["TANX close < 8"]


SHOWN = "# Watchlist\n\n## Active positions\n\n| Ticker | Shares | Entry |\n|---|---|---|\n"


def test_a_watchlist_that_shows_what_is_held_adds_nothing_to_it() -> None:
    shown = {"watchlist.md": SHOWN + "| TANX | 40 | 12.50 |\n"}
    report = review({**NOTES, **shown}, DAY)
    assert (names(report), held(report, "TANX").holding.shares) == (["MILX", "TANX"], 40)
    alone = {path: text for path, text in NOTES.items() if "Holdings" not in path}
    assert held(review({**alone, **shown}, DAY), "TANX").holding.shares == 40


def test_the_newer_of_the_two_counts() -> None:
    shown = SHOWN.replace("Active positions", "Active positions (2026-02-25)")
    shown += "| TANX | 50 | 12 |\n"
    report = review({**NOTES, "watchlist.md": shown}, DAY)
    assert (names(report), held(report, "TANX").holding.shares) == (["TANX"], 50)


def test_criteria_in_another_portfolio_note_are_those_of_what_is_held() -> None:
    rules = "# Rules\n\n## TANX\n\n- **Sell if:** hides are worn by nobody\n"
    rules += "\n## OLDX\n\n- Stop: 5\n- Target: 9\n"  # held no more
    report = review({**NOTES, "Portfolio/Rules.md": rules}, DAY)
    tannery = held(report, "TANX")
    assert (tannery.holding.shares, tannery.holding.cost) == (40, 12.5)
    assert [item.criterion.text for item in tannery.review.criteria] == [
        "Sell if: hides are worn by nobody"
    ]
    assert "OLDX" not in names(report)


def test_bug_of_two_trades_one_way_and_the_other_each_has_its_own_stop() -> None:
    table = (
        "| Date | Ticker | Side | Entry | Stop | Status |\n|---|---|---|---|---|---|\n"
        "| 2026-02-16 | TANX | Long | 12 | 10 | open |\n"
        "| 2026-02-20 | TANX | Short | 13 | 15 | open |\n"
    )
    (position,) = review({"Trades.md": table}, DAY).positions
    said = {item.tripwire.condition for item in position.review.tripwires}
    assert said == {"TANX close < 10", "TANX close > 15"}


def test_a_row_of_holdings_has_its_criteria_and_the_events_that_name_it() -> None:
    notes = {
        "Holdings.md": "---\ndate: 2026-02-20\n---\n\n| Ticker | Qty | Kill / review if |\n"
        "|---|---|---|\n| NEWX | 10 | the second plant is late |\n| TANX | 4 | TANX close < 8 |\n",
        "Agenda.md": "| Date | Ticker | Event |\n|---|---|---|\n| 2026-03-05 | NEWX | Earnings |\n",
    }
    report = review(notes, DAY)
    first, second = held(report, "NEWX"), held(report, "TANX")
    assert [(item.criterion.text, item.note) for item in first.review.criteria] == [
        ("the second plant is late", "Holdings.md")
    ]
    assert [item.tripwire.condition for item in second.review.tripwires] == ["TANX close < 8"]
    assert [(item.text, item.note, item.line) for item in first.catalysts] == [
        ("Earnings, 2026-03-05", "Agenda.md", 3)
    ]
    covered = review({**notes, "Theses/Long tanning.md": "---\nstocks: [NEWX]\n---\n"}, DAY)
    assert [item.note for item in covered.theses[0].criteria] == ["Holdings.md"]


def test_a_position_is_of_the_thesis_that_its_row_links() -> None:
    rows = (
        "| Ticker | Shares | Stop | Thesis |\n|---|---|---|---|\n"
        "| QQZA | 4 | 81 | [[Long quartz]] |\n| QQZB | 5 | 70 | Long quartz |\n"
        "| QQZC | 6 | 60 | [[Long peat]] |\n"
    )
    theses = {
        "Long quartz.md": "---\ntype: thesis\nticker: QQZX\n---\n",
        "Long peat.md": "---\ntype: thesis\nticker: QQZY\nstatus: closed\n---\n",
    }
    report = review({"Portfolio.md": rows, **theses}, DAY)
    assert [item.review.name for item in report.positions] == ["QQZB", "QQZC"]
    (quartz,) = (item for item in report.theses if item.name == "Long quartz")
    assert [item.tripwire.condition for item in quartz.tripwires] == ["QQZA close < 81"]


INSIDE = """\
---
ticker: TANX
---
# Tannery

## Thesis

Hides are scarce.

## Kill criteria

- Hides are plentiful
"""


def test_a_table_s_stop_is_watched_by_the_thesis_in_the_stock_s_own_note() -> None:
    report = review({**NOTES, "Stocks/Tannery.md": INSIDE}, DAY)
    assert names(report) == ["MILX"]
    (thesis,) = report.theses
    wires = [(item.tripwire.condition, item.citation.note) for item in thesis.tripwires]
    assert wires == [("TANX close < 11", "Portfolio/Holdings.md")]
    assert [flag.code for flag in thesis.flags] == []  # the table says that it is long
    (position,) = thesis.holdings
    assert (position.security, position.shares, position.cost) == ("TANX", 40, 12.5)
    assert [(item.name, item.value) for item in position.levels] == [("cost", 12.5), ("stop", 11)]


def test_a_thesis_that_is_assumed_long_does_not_cover_a_short_position() -> None:
    short = HOLDINGS.replace("| TANX | 40 |", "| TANX | -40 |")
    notes = {**NOTES, "Portfolio/Holdings.md": short, "Stocks/Tannery.md": INSIDE}
    report = review(notes, DAY)
    assert names(report) == ["MILX", "TANX"]
    (thesis,) = report.theses
    assert ([flag.code for flag in thesis.flags], thesis.holdings) == (["side-assumed"], ())


def test_what_a_thesis_holds_stands_with_it() -> None:
    own = stock("TANX", "Tanneries", "target: 20\n")
    thesis = '---\ntype: thesis\nside: long\ntickers: ["TANX"]\n---\n'
    notes = {**NOTES, "Stocks/Tannery.md": own, "Theses/Long hides.md": thesis}
    (found,) = review(notes, DAY).theses
    (position,) = found.holdings
    assert [(item.name, item.value, item.citation.note) for item in position.levels] == [
        ("cost", 12.5, "Portfolio/Holdings.md"),
        ("stop", 11, "Portfolio/Holdings.md"),
        ("target", 20, "Stocks/Tannery.md"),
    ]


def test_a_stop_in_a_stock_s_own_note_is_watched_by_the_thesis_that_holds_it() -> None:
    own = stock("TANX", "Tanneries", "stop: 11\ninvalidation: hides are plentiful\n")
    opened = "type: thesis\nopened: 2026-01-05"
    notes = {
        "Stocks/Tannery.md": own,
        "Theses/Long hides.md": f"---\n{opened}\nside: long\n---\n## Exposure\n- [[Tannery]]\n",
        "Theses/Long leather.md": f"---\n{opened}\nside: long\n---\n## Exposure\n- [[Tannery]]\n",
        "Theses/Short hides.md": f"---\n{opened}\nside: short\n---\n## Exposure\n- [[Tannery]]\n",
    }
    report = review(notes, DAY)
    wires = {
        item.name: [(wire.tripwire.condition, wire.citation.note) for wire in item.tripwires]
        for item in report.theses
    }
    assert wires == {
        "Long hides": [("TANX close < 11", "Stocks/Tannery.md")],
        "Long leather": [],  # under the first that holds it the same way
        "Short hides": [("TANX close > 11", "Stocks/Tannery.md")],
    }
    words = [[item.criterion.text for item in found.criteria] for found in report.theses]
    assert words == [["hides are plentiful"], [], ["hides are plentiful"]]
    assert [item.holdings for item in report.theses] == [(), (), ()]  # no table says so
    assert report.positions == ()
