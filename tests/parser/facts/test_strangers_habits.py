"""Forms that strangers' vaults have, and what must not be taken for a fact in them."""

from __future__ import annotations

import datetime as dt

import pytest

from parser.reading import cut, read
from thesisvault.model.facts import Side
from thesisvault.model.note import Kind
from thesisvault.parser.facts.identity import read_symbol, says_no_symbol
from thesisvault.parser.facts.mentions import skim
from thesisvault.parser.facts.vocabulary import default_vocabulary

KEPT = "Portfolio/Open.md"


def test_a_heading_below_longs_or_shorts_is_a_position() -> None:
    text = (
        "# Open\n\n## Longs\n\n### [[Quartz]] (QQZA)\n- Thesis: rocks\n- Entry date: 2031-01-05\n"
        "- Entry price: ~$150\n- Stop: 120\n\n### [[Basalt]]\n- Shares: 40\n\n"
        "## Shorts\n\n### Peat (QQZC)\n- Entry date: 2030\n\n### Summary\nNothing else.\n"
    )
    quartz, basalt, peat = read(text, KEPT).facts.holdings
    assert (quartz.subject.name, quartz.cost, quartz.stop) == ("QQZA", 150.0, 120.0)
    assert (basalt.subject.name, basalt.subject.linked, basalt.shares) == ("Basalt", True, 40.0)
    assert [item.side for item in (quartz, basalt, peat)] == [Side.LONG, Side.LONG, Side.SHORT]
    assert cut(text, quartz.span) == "### [[Quartz]] (QQZA)"
    assert quartz.rule == "heading under Longs"


def test_a_position_without_a_label_of_one_is_none_and_a_closed_one_is_not_held() -> None:
    text = "# Open\n\n## Longs\n\n### QQZA\nProse.\n\n### QQZB\n- Shares: 3\n- Status: sold\n"
    assert not read(text, KEPT).facts.holdings
    assert not read(text, "Stocks/Quartz.md").facts.holdings


def test_a_figure_of_a_position_that_is_not_read_is_said() -> None:
    note = read("# Open\n\n## Longs\n\n### QQZA\n- Shares: a few\n- Cost: 10\n", KEPT)
    assert [item.cost for item in note.facts.holdings] == [10.0]
    assert "Shares: a few" in [item.text for item in note.unread]


@pytest.mark.parametrize(
    "line",
    [
        "**Thesis breaks if:** orders fall below 120",
        "**Invalidation**: orders fall below 120",
        "- **Exit if:** orders fall below 120",
        "**Thesis-break (sell) signal:** orders fall below 120",
    ],
)
def test_a_label_of_criteria_stands_anywhere(line: str) -> None:
    text = f"# Quartz (QQZA)\n\n## Valuation\n\n{line}\n\nMore prose.\n"
    [criterion] = read(text, "Stocks/Quartz.md").facts.criteria
    assert criterion.text.endswith("orders fall below 120")
    assert cut(text, criterion.span) == line.removeprefix("- ")


@pytest.mark.parametrize("line", ["**Stop:** 88", "**Valuation:** below 120", "**Exit if**"])
def test_other_labels_state_no_criterion(line: str) -> None:
    text = f"# Quartz (QQZA)\n\n## Valuation\n\n{line}\n"
    assert not read(text, "Stocks/Quartz.md").facts.criteria


def vehicles(*lines: str) -> str:
    return "\n".join(("# Long rocks", "", "## Investment vehicles", "", *lines, ""))


def test_links_and_symbols_in_the_cells_of_vehicles_are_held() -> None:
    text = vehicles(
        "| Category | Players | Access |",
        "|---|---|---|",
        "| **Public** | [[Quartz]], [[Basalt]] | [[Elsewhere]] |",
        "| Private | [[Peat]] | later |",
        "| Funds | QQZF, QQZG (world) | |",
        "| Other | small miners | |",
    )
    note = read(text, "Theses/Long rocks.md")
    assert [item.subject.name for item in note.facts.exposures] == [
        *("Quartz", "Basalt", "QQZF", "QQZG")
    ]
    assert [item.text for item in note.unread] == ["held: small miners"]


def test_vehicles_are_read_below_their_heading_only() -> None:
    text = vehicles("| Category | Players |", "|---|---|", "| Public | [[Quartz]] |")
    other = text.replace("Investment vehicles", "Competition")
    assert not [item for item in read(other, "Theses/Rocks.md").facts.exposures if item.rule]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2030-09", dt.date(2030, 9, 30)),
        ("2030", dt.date(2030, 12, 31)),
        ("2030-09-04", dt.date(2030, 9, 4)),
    ],
)
def test_an_entry_of_a_month_is_known_from_its_last_day_on(written: str, day: dt.date) -> None:
    text = f"# Rocks\n\n## Evidence log\n\n| Date | Event |\n|---|---|\n| {written} | A deal |\n"
    [entry] = read(text, "Theses/Rocks.md").facts.log
    assert entry.date() == day


@pytest.mark.parametrize("heading", ["YTD leaders", "12-month winners", "Movers this week"])
def test_a_change_over_a_period_is_no_move_of_the_day(heading: str) -> None:
    text = f"# 2031-01-09\n\n### {heading}\n\n| Stock | Move |\n|---|---|\n| QQZA | +32% |\n"
    note = read(text, "Daily/2031-01-09.md")
    assert note.kind is Kind.MARKET and not note.facts.stated_moves
    assert [item.code for item in note.unread] == ["table"]
    same_day = read(text.replace(heading, "Leaders"), "Daily/2031-01-09.md")
    assert [move.day for move in same_day.facts.stated_moves] == [dt.date(2031, 1, 9)]


def test_changes_of_millions_are_those_of_holdings() -> None:
    rows = "| QQZA | +$1.3B |\n| QQZB | -$893M (new position) |\n"
    text = f"# Fund\n\n| Stock | Change |\n|---|---|\n{rows}"
    assert not read(text, "Stocks/Fund.md").facts.stated_moves
    assert len(read(text + "| QQZC | -4% |\n", "Stocks/Fund.md").facts.stated_moves) == 3


@pytest.mark.parametrize("text", ["Private", "None", "—", "TBD", "Acquired 2029"])
def test_what_says_that_there_is_no_symbol_is_none(text: str) -> None:
    assert read_symbol(text) is None and not says_no_symbol(text)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [("Stockholm: QQZ-B", "QQZ-B"), ("TASE: QQZA", "QQZA"), ("Quartzite", None), ("qqza", "qqza")],
)
def test_a_place_before_a_symbol_is_not_it_and_a_name_is_none(
    text: str, symbol: str | None
) -> None:
    assert read_symbol(text) == symbol


def test_a_status_of_ownership_says_nothing_of_holding() -> None:
    text = "---\nstatus: {}\n---\n# Quartz\n"
    assert not read(text.format("Private"), "Stocks/Quartz.md").unread
    assert read(text.format("Prickly"), "Stocks/Quartz.md").unread


def test_a_footer_that_says_when_it_was_updated_dates_a_note() -> None:
    text = "# Open\n\nText.\n\n*Last updated: 2031-03-24*\n"
    assert read(text, KEPT).date == dt.date(2031, 3, 24)
    assert read(text.replace("updated: ", "updated by Ann on "), KEPT).date is None


def test_the_inception_of_a_fund_does_not_date_its_note() -> None:
    card = "# Fund (QQZF)\n\n| Field | Value |\n|---|---|\n| Inception | 2007-05-25 |\n"
    assert read(card, "Stocks/QQZF.md").date is None
    assert read(card, "Theses/Long fund.md").date == dt.date(2007, 5, 25)


@pytest.mark.parametrize("folder", ["daily-reports", "briefings", "Weekly_Reports"])
def test_folders_of_reports_hold_notes_on_the_market(folder: str) -> None:
    assert read("# A day\n", f"{folder}/2031-01-09.md").kind is Kind.MARKET


def weights(text: str, path: str) -> dict[str, float | None]:
    return {item.subject.name: item.weight for item in read(text, path).facts.exposures}


@pytest.mark.parametrize(
    ("name", "rows", "expected"),
    [
        (
            "Short peat",
            "| QQZA | 60% | short |\n| QQZB | 40% | short |",
            {"QQZA": 0.6, "QQZB": 0.4},
        ),
        (
            "Short peat",
            "| QQZA | 60% | short |\n| QQZB | 40% | long |",
            {"QQZA": 0.6, "QQZB": -0.4},
        ),
        ("Short peat", "| QQZA | -60% | |\n| QQZB | -40% | |", {"QQZA": 0.6, "QQZB": 0.4}),
        ("Short peat", "| QQZA | 60% | |\n| QQZB | -40% | |", {"QQZA": 0.6, "QQZB": -0.4}),
        ("Long peat", "| QQZA | 60% | |\n| QQZB | 40% | short |", {"QQZA": 0.6, "QQZB": -0.4}),
        ("Short peat", "| QQZA (short) | 60% | |", {"QQZA": 0.6}),
    ],
)
def test_the_side_of_a_row_is_that_of_the_market(
    name: str, rows: str, expected: dict[str, float]
) -> None:
    text = f"| Exposure | Weight | Side |\n|---|---|---|\n{rows}\n"
    assert weights(text, f"Theses/{name}.md") == expected


def test_a_list_in_a_short_thesis_says_short_once() -> None:
    text = "## Exposure\n- Short QQZA 60%\n- Long QQZB 40%\n"
    assert weights(text, "Theses/Short peat.md") == {"QQZA": 0.6, "QQZB": -0.4}


OWN = "| Ticker | Shares | Cost | Stop |\n|---|--:|--:|---|\n"


def test_a_thesis_holds_the_positions_in_its_note_and_watches_their_stops() -> None:
    text = OWN + "| QQZA | 100 | 30 | 24 |\n| QQZB (short) | 50 | 20 | 26 |\n| QQZC | 0 | 9 | 7 |\n"
    facts = read(text, "Theses/Peat squeeze.md").facts
    assert {item.subject.name: item.weight for item in facts.exposures} == {
        "QQZA": 3000.0, "QQZB": -1000.0,
    }  # fmt: skip
    assert [item.condition for item in facts.tripwires] == ["QQZA stop 24", "QQZB > 26"]


def test_what_a_thesis_says_that_it_holds_is_not_said_again_by_its_positions() -> None:
    text = (
        "## Exposure\n- QQZA 60%\n- QQZB 40%\n\n## Position\n\n" + OWN + "| QQZA | 10 | 3 | 2 |\n"
    )
    assert weights(text, "Theses/Peat squeeze.md") == {"QQZA": 0.6, "QQZB": 0.4}
    [stop] = read(text, "Theses/Peat squeeze.md").facts.tripwires
    assert stop.condition == "QQZA stop 2"


def test_positions_that_cannot_be_added_count_alike() -> None:
    unlike = OWN + "| QQZA | 100 | 30 | |\n| QQZB.L | 50 | 20 | |\n"
    assert weights(unlike, "Theses/Peat squeeze.md") == {"QQZA": 1.0, "QQZB.L": 1.0}
    costless = OWN + "| QQZA | 100 | 30 | |\n| QQZB | 50 | | |\n"
    assert weights(costless, "Theses/Peat squeeze.md") == {"QQZA": 1.0, "QQZB": 1.0}


def test_a_side_in_brackets_is_no_part_of_a_holdings_name() -> None:
    [row] = read(OWN + "| QQZA (short) | 500 | 30 | 40 |\n", "Portfolio.md").facts.holdings
    assert (row.subject.name, row.shares, row.side) == ("QQZA", -500.0, Side.SHORT)


@pytest.mark.parametrize(
    "words",
    ["Revenue ($B)", "Sales by segment ($M, rounded)", "all values in $K per rack", "$O(n)$ steps"],
)
def test_bug_a_unit_of_money_was_a_ticker(words: str) -> None:
    """The letter behind a dollar may count thousands, millions and billions."""
    text = f"# Open\n\n## Longs\n\n### {words}\n- Shares: 3\n\n## Holdings\n- {words}: 12\n"
    facts = read(text, KEPT).facts
    assert not {item.subject.name for item in facts.holdings} & {"B", "M", "K", "O"}
    assert read("", f"Stocks/{words.replace('$O', 'O')}.md").facts.symbol not in ("B", "M", "K")
    found = skim(f"{words}.\n".encode(), default_vocabulary())
    assert [item for item in found if item.code == "ticker"] == []


@pytest.mark.parametrize(("text", "symbol"), [("I like $T and $F", "T"), ("Barrick, $B, dug", "B")])
def test_a_ticker_of_one_letter_is_one(text: str, symbol: str) -> None:
    assert skim(f"{text}.\n".encode(), default_vocabulary())[0].text == symbol


@pytest.mark.parametrize(
    "line",
    ["> [!warning] Stop: 170", "> [!danger]- **Stop:** 170", "> [!note] Plan\n> Stop: 170"],
)
def test_the_title_of_a_callout_may_be_a_label(line: str) -> None:
    note = read(f"---\nticker: QQZA\n---\n\n{line}\n", "Stocks/Quartz.md")
    assert [(item.name, item.value) for item in note.facts.figures if item.name == "stop"] == [
        ("stop", 170.0)
    ]
    assert note.unread == ()


@pytest.mark.parametrize(
    ("size", "figures"),
    [
        ("5 shares @ $470", {"shares": 5.0, "cost": 470.0}),
        ("120 shares", {"shares": 120.0}),
        ("5 %", {"weight": 0.05}),
        ("5% of the book", {"weight": 0.05}),
        ("100", {}),
    ],
)
def test_a_position_that_is_a_size_is_held(size: str, figures: dict[str, float]) -> None:
    note = read(f"---\nticker: QQZA\nposition: {size}\n---\n", "Stocks/Quartz.md")
    found = {item.name: item.value for item in note.facts.figures if item.name != "symbol"}
    assert found == figures
    assert [item.text for item in note.unread] == ([] if figures else [f"position: {size}"])


@pytest.mark.parametrize(
    ("key", "value"), [("Stop-loss (hard)", 170.0), ("Stop (weekly close)", None)]
)
def test_a_remark_behind_a_key(key: str, value: float | None) -> None:
    """How an order is placed says nothing about the level; when it is looked at does."""
    note = read(f"---\nticker: QQZA\n---\n\n**{key}**: 170\n", "Stocks/Quartz.md")
    found = [item.value for item in note.facts.figures if item.name == "stop"]
    assert found == ([value] if value else [])
    assert bool(note.unread) is (value is None)


THESIS = "---\ntype: thesis\nside: long\nticker: QQZA\n"


@pytest.mark.parametrize(
    ("properties", "criteria"),
    [
        ("invalidation: close below 150\n", ["close below 150"]),
        (
            "kill_criteria:\n  - close below 150\n  - orders fall\n",
            ["close below 150", "orders fall"],
        ),
        ("exit-criteria: orders fall\n", ["orders fall"]),
        ("invalidation: 245\n", ["stop 245"]),
    ],
)
def test_properties_may_say_what_would_end_it(properties: str, criteria: list[str]) -> None:
    note = read(f"{THESIS}{properties}---\n", "Long quartz.md")
    assert [item.text for item in note.facts.criteria] == criteria and note.unread == ()
    other = read(f"---\ntype: sector\n{properties}---\n", "Sectors/Stone.md")
    assert not other.facts.criteria and other.unread


def test_an_exit_plan_is_read_item_by_item() -> None:
    text = f"{THESIS}---\n\n## Exit plan\n- Cut if it closes under 170\n- Trim a third at 220\n"
    said = [item.text for item in read(text, "Long quartz.md").facts.criteria]
    assert said == ["Cut if it closes under 170", "Trim a third at 220"]


@pytest.mark.parametrize(
    ("path", "title"), [("Theses/Short peat.md", "Short $QQZC"), ("Theses/Short $QQZC.md", "Peat")]
)
def test_one_ticker_marked_in_a_title_is_what_it_is_about(path: str, title: str) -> None:
    note = read(f"---\ntype: thesis\n---\n# {title}\n", path)
    assert note.facts.symbol == "QQZC" and note.facts.side is Side.SHORT
    pair = read("---\ntype: thesis\n---\n# $QQZA or $QQZC\n", "Theses/Pair.md")
    assert pair.facts.symbol is None


def test_a_remark_at_the_end_of_an_event_keeps_its_bracket() -> None:
    text = f"{THESIS}---\n\n## Catalysts\n- 2031-01-28: Peat report (read-through)\n"
    (event,) = read(text, "Long quartz.md").facts.catalysts
    assert event.subject.name == "Peat report (read-through)"


@pytest.mark.parametrize(
    ("item", "symbols"),
    [
        ("Quartz Works (QQZA) — crystals", ["QQZA"]),
        ("Quartz Works (QQZA): crystals", ["QQZA"]),
        ("**Quartz Works** ($QQZA) cuts crystals", ["QQZA"]),
        ("Quartz Works(034020): crystals", ["034020"]),
        ("Quartz Works (6305.T)", ["6305.T"]),
        ("Quartz Works (QQZA), Peat & Sons (QQZC) and Basalt (QQZB)", ["QQZA", "QQZC", "QQZB"]),
        ("Stacked memory (HBM)", []),
        ("Quartz Works (private)", []),
        ("Quartz Works (2026)", []),
        ("Quartz Works (QQZAs own words): crystals", []),
    ],
)
def test_a_name_with_its_symbol_is_a_member_and_a_holding(item: str, symbols: list[str]) -> None:
    group = read(f"# Stone\n\n## Members\n\n- {item}\n", "Sectors/Stone.md")
    assert [one.other.name for one in group.facts.relations] == symbols
    held = read(f"{THESIS}---\n\n## Exposure\n\n- {item}\n", "Long quartz.md")
    stated = [one for one in held.facts.exposures if one.rule.startswith("bullet")]
    assert [one.subject.name for one in stated] == symbols
    assert bool(group.unread) is bool(held.unread) is not bool(symbols)


@pytest.mark.parametrize(
    ("title", "symbol"),
    [
        ("Quartz Works (QQZA) — dip buy", "QQZA"),
        ("BUY QQZA — after the results", "QQZA"),
        ("Quartz Works — dip buy", "QQZA-DIP"),
        ("QQZAR and QQZA.B — dip buy", "QQZA-DIP"),
    ],
)
def test_a_strategy_behind_a_symbol_is_left_out_where_a_title_leaves_it_out(
    title: str, symbol: str
) -> None:
    note = read(f"---\ntype: thesis\nticker: QQZA-DIP\n---\n\n# {title}\n", "Theses/dip.md")
    assert note.facts.symbol == symbol


@pytest.mark.parametrize(
    ("above", "heading", "side", "is_criterion"),
    [
        ("Bearish thesis", "Disconfirming evidence", "long", False),
        ("Bear case", "What would disprove it", "long", False),
        ("Bullish thesis", "Disconfirming evidence", "long", True),
        ("Bull case", "Disconfirming evidence", "short", False),
        ("Bear case", "Disconfirming evidence", "short", True),
        ("Bear case", "Kill criteria", "long", True),
        ("The quarry", "Disconfirming evidence", "long", True),
    ],
)
def test_what_disproves_the_case_against_a_thesis_is_no_criterion_of_it(
    above: str, heading: str, side: str, is_criterion: bool
) -> None:
    head = f"---\ntype: thesis\nside: {side}\n---\n"
    text = f"{head}\n## {above}\n\n### {heading}\n\n- Orders double by May.\n"
    note = read(text, "Theses/Quartz.md")
    assert [item.text for item in note.facts.criteria] == ["Orders double by May."] * is_criterion
    points = [(item.side, item.text) for item in note.facts.points]
    assert points == [("validation", "Orders double by May.")] * (not is_criterion)
    assert note.unread == ()


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("Quartz Works (QQZA)", "QQZA"),
        ("석영공업(034020)", "034020"),
        ("石英工業 2330", "2330"),
        ("QQZA (ETF)", "QQZA"),
        ("QQZA (the big one)", "QQZA"),
        ("石英工業", None),
        ("Quartz works (AI)", None),
        ("석영 2026년", None),
    ],
)
def test_a_symbol_may_be_behind_its_name(text: str, symbol: str | None) -> None:
    assert read_symbol(text) == symbol
    assert says_no_symbol(text) is (symbol is None)


def test_calls_of_others_are_a_log_and_their_stance_is_a_side() -> None:
    text = (
        "---\ntype: ticker\nticker: QQZA\ncurrent_stance: short\n---\n\n## Call log\n\n"
        "| date | who | stance | px@call | thesis |\n|---|---|---|---|---|\n"
        "| 2031-08-17 | [[Rock Letter]] | SHORT | 20.13 | Too much sand |\n"
    )
    note = read(text, "Tickers/QQZA.md")
    assert note.facts.side is Side.SHORT
    assert [(item.day, "Too much sand" in item.text) for item in note.facts.log] == [
        (dt.date(2031, 8, 17), True)
    ]
