"""Tables, dates and headings of strangers' vaults: each form in three variations, and what must
not be taken for a fact.
"""

from __future__ import annotations

import datetime as dt

import pytest

from parser.reading import codes, read
from thesisvault.model.facts import Side, Status
from thesisvault.model.note import Kind
from thesisvault.parser.facts.dates import (
    find_day_near,
    read_coming,
    read_interval,
    read_remarked,
)
from thesisvault.parser.note import parse_note

KEPT = "Portfolio/Open.md"
DAILY = "Daily/2031-04-13.md"


def table(*rows: str) -> str:
    columns = rows[0].count("|") + 1
    return "\n".join(
        [f"| {rows[0]} |", "|" + "---|" * columns, *(f"| {row} |" for row in rows[1:])]
    )


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Date | Ticker | Action | Shares | Price", "2031-01-05 | QQZA | BUY | 2 | 50"),
        ("Date | Symbol | Type | Qty", "2031-01-05 | QQZA | Sold | 2"),
        ("日期 | 代码 | 操作 | 数量", "2031-01-05 | QQZA | 买入 | 2"),
    ],
)
def test_trades_of_a_day_are_not_what_is_held(head: str, row: str) -> None:
    note = read(f"# Open\n\n## Transactions\n\n{table(head, row)}\n", KEPT)
    assert not note.facts.holdings
    assert "table" not in [item.code for item in note.unread]


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Ticker | Action | Shares", "QQZA | HOLD | 2"),
        ("Date | Ticker | Side | Shares", "2031-01-05 | QQZA | long | 2"),
        ("Ticker | Shares | Notes", "QQZA | 2 | sell above 80"),
    ],
)
def test_a_word_beside_what_is_held_makes_it_no_trade(head: str, row: str) -> None:
    [held] = read(f"# Open\n\n{table(head, row)}\n", KEPT).facts.holdings
    assert held.shares == 2.0


@pytest.mark.parametrize("column", ["Limit", "Limit price", "Order type"])
def test_an_order_is_not_what_is_held(column: str) -> None:
    text = f"# Open\n\n## Pending\n\n{table(f'Ticker | Shares | {column}', 'QQZA | 4 | 75')}\n"
    assert not read(text, KEPT).facts.holdings


@pytest.mark.parametrize("name", ["QQZA (short put)", "QQZA [Jan 50 call]", "QQZA (put spread)"])
def test_an_option_is_neither_shares_nor_a_side(name: str) -> None:
    note = read(f"# Open\n\n{table('Ticker | Shares', f'{name} | 3', 'QQZB (short) | 4')}\n", KEPT)
    [held] = note.facts.holdings
    assert (held.subject.name, held.side) == ("QQZB", Side.SHORT)
    assert f"subject: {name}" in [item.text for item in note.unread]


@pytest.mark.parametrize("name", ["CASH (IBKR)", "Cash (broker B)", "**Total** (all)"])
def test_cash_at_a_broker_is_not_that_broker(name: str) -> None:
    text = f"# Open\n\n{table('Ticker | Weight %', f'{name} | 6%', 'QQZA | 94%')}\n"
    assert [item.subject.name for item in read(text, KEPT).facts.holdings] == ["QQZA"]


@pytest.mark.parametrize("name", ["QQZA 🚀", "🟢 QQZA", "QQZA ⚠️"])
def test_a_picture_beside_a_symbol_is_not_of_its_name(name: str) -> None:
    [held] = read(f"# Open\n\n{table('Ticker | Shares', f'{name} | 3')}\n", KEPT).facts.holdings
    assert (held.subject.name, held.subject.is_symbol) == ("QQZA", True)


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("标的 | 近似持仓", "`QQZA` | `52股`"),
        ("ティッカー | 数量", "QQZA | 52株"),
        ("Instrument | Ilość | Cena zakupu", "QQZA | 52 | 30"),
        ("Símbolo | Acciones", "QQZA | 52"),
    ],
)
def test_what_is_held_is_read_in_other_languages(head: str, row: str) -> None:
    note = read(
        f"# Open\n\n{table(head, row, row.replace('QQZA', 'QQZB').replace('52', '0'))}\n", KEPT
    )
    held = {item.subject.name: (item.shares, item.is_held) for item in note.facts.holdings}
    assert held == {"QQZA": (52.0, True), "QQZB": (0.0, False)}


@pytest.mark.parametrize("heading", ["Existing positions", "🔍 Our holdings", "Model portfolio"])
def test_a_return_of_what_is_held_is_no_move_of_the_day(heading: str) -> None:
    rows = table("Ticker | Price | Return", "QQZA | 40 | -16%")
    assert not read(f"# Weekly\n\n## {heading}\n\n{rows}\n", DAILY).facts.stated_moves
    [move] = read(f"# Weekly\n\n## Movers\n\n{rows}\n", DAILY).facts.stated_moves
    assert move.quantity.low == -0.16


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Ticker | Price | Day Chg", "QQZA | 40 | +2.8%"),
        ("Activo | Precio | 24h Change", "QQZA | 40 | +2.8%"),
        ("指数 | 收盘 | 涨跌幅", "QQZA | 40 | +2.8%"),
    ],
)
def test_a_change_of_the_day_is_read_in_its_spellings(head: str, row: str) -> None:
    [move] = read(f"# Close\n\n{table(head, row)}\n", DAILY).facts.stated_moves
    assert (move.subject.name, move.quantity.low) == ("QQZA", 0.028)


@pytest.mark.parametrize(
    ("heading", "day"),
    [
        ("Close (Apr 10)", dt.date(2031, 4, 10)),
        ("Acciones (cierre 6 Feb)", dt.date(2031, 2, 6)),
        ("市场概况（4/11 周五收盘）", dt.date(2031, 4, 11)),
        ("Close", dt.date(2031, 4, 13)),
    ],
)
def test_a_day_without_a_year_is_of_its_note(heading: str, day: dt.date) -> None:
    text = f"# Brief\n\n## {heading}\n\n{table('Stock | Move', 'QQZA | +2%')}\n"
    assert [item.day for item in read(text, DAILY).facts.stated_moves] == [day]


def test_a_day_far_ahead_is_of_the_year_before_and_one_in_two_orders_is_none() -> None:
    noted = dt.date(2031, 1, 10)
    assert find_day_near("Close (Dec 30)", noted) == dt.date(2030, 12, 30)
    assert find_day_near("Close (Jan 12)", noted) == dt.date(2031, 1, 12)
    for text in ("Close (4/11)", "May 2031", "Feb 30", "Apr 10, 2031", "ratio 4/5"):
        assert find_day_near(text, noted) is None


def test_a_date_in_prose_above_a_table_does_not_date_it() -> None:
    rows, prose = table("Ticker | Weight", "QQZA | 40%"), "Columns were added on 2030-02-03. " * 6
    dated = [
        read(f"---\ndate: 2031-01-05\n---\n# Open\n\n{said}\n\n{rows}\n", KEPT)
        .facts.holdings[0]
        .day
        for said in (prose, "As of 2030-02-03")
    ]
    assert dated == [dt.date(2031, 1, 5), dt.date(2030, 2, 3)]


@pytest.mark.parametrize(
    ("heading", "head"),
    [
        ("Analyse-Historie", "Datum | Score | Ereignis"),
        ("Score history", "Date | Score | Event"),
        ("更新记录", "日期 | 事件"),
        ("Historial", "Fecha | Evento"),
    ],
)
def test_a_table_of_the_past_is_no_calendar(heading: str, head: str) -> None:
    row = " | ".join(["2031-01-05", *["68"] * (head.count("|") - 1), "looked again"])
    facts = read(
        f"# Quartz (QQZA)\n\n## {heading}\n\n{table(head, row)}\n", "Stocks/Quartz.md"
    ).facts
    assert not facts.catalysts
    assert [item.day for item in facts.log] == [dt.date(2031, 1, 5)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2031-06（预计）", dt.date(2031, 6, 1), dt.date(2031, 6, 30)),
        ("2031-04-29 ✅", dt.date(2031, 4, 29), dt.date(2031, 4, 29)),
        ("May 8, 2031 (filed)", dt.date(2031, 5, 8), dt.date(2031, 5, 8)),
        ("Throughout 2031", dt.date(2031, 1, 1), dt.date(2031, 12, 31)),
        ("~March 2031", dt.date(2031, 3, 1), dt.date(2031, 3, 31)),
        ("2031年10月下旬見込み", dt.date(2031, 10, 21), dt.date(2031, 10, 31)),
    ],
)
def test_a_date_of_an_event_may_have_a_remark(text: str, first: dt.date, last: dt.date) -> None:
    assert read_interval(text) is None  # a date that dates a note must be exact
    window = read_remarked(text)
    assert window is not None and (window.start, window.end) == (first, last)


@pytest.mark.parametrize(
    "remark", ["(postponed)", "(moved to 05-09)", "（延期）", "or so", "(2nd try)"]
)
def test_a_date_that_was_moved_is_none(remark: str) -> None:
    assert read_remarked(f"2031-05-01 {remark}") is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2031年5月初", dt.date(2031, 5, 1), dt.date(2031, 5, 10)),
        ("2031-07下旬", dt.date(2031, 7, 21), dt.date(2031, 7, 31)),
        ("2031年中旬", dt.date(2031, 5, 1), dt.date(2031, 8, 31)),
        ("2031年底", dt.date(2031, 9, 1), dt.date(2031, 12, 31)),
        ("2031 下半年", dt.date(2031, 7, 1), dt.date(2031, 12, 31)),
        ("2031年H2", dt.date(2031, 7, 1), dt.date(2031, 12, 31)),
        ("Q3 CY2031", dt.date(2031, 7, 1), dt.date(2031, 9, 30)),
        ("czerwiec-lipiec 2031", dt.date(2031, 6, 1), dt.date(2031, 7, 31)),
    ],
)
def test_parts_of_a_year_are_read_in_other_languages(
    text: str, first: dt.date, last: dt.date
) -> None:
    window = read_interval(text)
    assert window is not None and (window.start, window.end) == (first, last)


def test_an_event_with_a_check_mark_is_over() -> None:
    rows = table("Event | Date", "First report | 2031-04-29 ✅", "Second report | 2031-07（预计）")
    first, second = read(f"# Quartz\n\n{rows}\n", "Stocks/Quartz.md").facts.catalysts
    assert (first.outcome, second.outcome) == ("done", "")
    assert first.window is not None and second.window is not None


@pytest.mark.parametrize("name", ["6146-disco", "6146 ディスコ", "285a-kiln"])
def test_a_code_in_title_and_file_is_the_symbol(name: str) -> None:
    code = name.replace("-", " ").split(" ")[0]
    text = f"# {code.upper()} ディスコ\n\n## 投資仮説\n\nx\n\n## 反証条件\n\n- 利益率が35%を割る\n"
    note = read(text, f"analysis/{name}.md")
    assert (note.kind, note.facts.symbol) == (Kind.THESIS, code.upper())
    assert [item.subject.name for item in note.facts.exposures] == [code.upper()]


@pytest.mark.parametrize(
    ("name", "title"),
    [("2031-outlook", "2031 Outlook"), ("disco", "6146 ディスコ"), ("12-ideas", "12 ideas")],
)
def test_a_number_in_a_title_alone_is_no_symbol(name: str, title: str) -> None:
    text = f"# {title}\n\n## Thesis\n\nx\n\n## Kill criteria\n\n- orders fall\n"
    assert read(text, f"analysis/{name}.md").facts.symbol is None


@pytest.mark.parametrize(
    "heading",
    [
        "QQZA position thesis",
        "Trade #3: QQZA",
        "4.1 QQZA (Quartz)",
        "QQZA [OPEN]",
        "QQZA deep dive",
    ],
)
def test_a_heading_names_what_its_lines_are_about(heading: str) -> None:
    text = f"# Book\n\n## {heading}\n\n- 🛒 Entry: $20.86 avg | 19 shares\n- 🛑 Stop loss: 18\n"
    [held] = read(text, "Notes/Book.md").facts.holdings
    assert (held.subject.name, held.shares, held.cost, held.stop) == ("QQZA", 19.0, 20.86, 18.0)


@pytest.mark.parametrize(
    "heading", ["SWOT position", "CORE position", "NEW trade", "QQZA [CLOSED]"]
)
def test_other_words_in_capitals_name_nothing(heading: str) -> None:
    text = f"# Book\n\n## {heading}\n\n- Entry: 20 | 19 shares\n- Stop loss: 18\n"
    assert not read(text, "Notes/Book.md").facts.holdings


def test_an_amount_of_money_is_no_number_of_shares() -> None:
    text = (
        "# Diario\n\n## Operación #1: QQZA\n\n- **Fecha entrada**: hoy\n- **Cantidad**: 50€\n"
        "- **Precio entrada**: 58,560€\n- 🛑 Stop Loss: 54,000€\n"
    )
    [held] = read(text, "journal.md").facts.holdings
    assert (held.shares, held.cost, held.stop, held.is_watched) == (None, 58560.0, 54000.0, False)


@pytest.mark.parametrize("folder", ["positions", "Portfolio/positions", "holdings"])
def test_a_note_called_by_a_symbol_among_positions_is_one(folder: str) -> None:
    text = "# QQZA position\n\n- **Entry**: $20.86 avg | 19 shares\n- **Stop**: 18\n"
    [held] = read(text, f"{folder}/QQZA.md").facts.holdings
    assert (held.subject.name, held.shares, held.stop) == ("QQZA", 19.0, 18.0)
    assert not read(text, f"{folder}/Rules.md").facts.holdings


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("🟢 Active", Status.OPEN),
        ("✅ Closed in May", Status.CLOSED),
        ("Not held", Status.WATCHED),
        ("monitoring", Status.WATCHED),
        ("Ersatzbank", Status.WATCHED),
        ("obserwuję", Status.WATCHED),
    ],
)
def test_a_status_may_begin_with_a_picture(said: str, status: Status) -> None:
    note = read(f"# QQZA\n\n**Ticker:** QQZA\n**Status:** {said}\n", "Stocks/QQZA.md")
    assert note.facts.status is status


def test_what_is_struck_out_is_no_status() -> None:
    note = read("# QQZA\n\n**Ticker:** QQZA\n**Status:** ~~active~~ sold\n", "Stocks/QQZA.md")
    assert note.facts.status is Status.CLOSED


@pytest.mark.parametrize("key", ["stock", "company", "name"])
def test_a_link_to_a_company_is_what_a_thesis_holds(key: str) -> None:
    text = f'---\n{key}: "[[Quartz Mining]]"\nside: long\n---\n# Rocks\n'
    [held] = read(text, "Theses/Rocks.md").facts.exposures
    assert (held.subject.name, held.subject.linked, held.rule) == ("Quartz Mining", True, key)
    assert not read(
        text.replace('"[[Quartz Mining]]"', "Quartz"), "Theses/Rocks.md"
    ).facts.exposures


@pytest.mark.parametrize("weight", ["25 Prozent", "25 pct", "25 percent"])
def test_a_weight_in_words_is_a_share(weight: str) -> None:
    rows = table("Ticker | Weight", f"QQZA | {weight}", f"QQZB | {weight.replace('25', '75')}")
    found = read(f"# Rocks\n\n{rows}\n", "Theses/Rocks.md").facts.exposures
    assert [item.weight for item in found] == [0.25, 0.75]


@pytest.mark.parametrize("folder", ["memos", "Investments/memo", "research/memos"])
def test_a_memo_is_its_author_s_own(folder: str) -> None:
    text = (
        "# Quartz (QQZA)\n\n**Side:** short\n\n## Thesis\n\nx\n\n"
        "## Kill conditions\n\n- orders rise\n"
    )
    note = read(text, f"{folder}/Quartz.md")
    assert (note.kind, note.facts.side) == (Kind.THESIS, Side.SHORT)
    assert [item.text for item in note.facts.criteria] == ["orders rise"]


@pytest.mark.parametrize(
    "price", ["72,560円（2031-07-10時点）", "72,560円(前場)", "72,560円、前日比+5%"]
)
def test_a_price_may_have_a_remark_in_wide_brackets(price: str) -> None:
    note = read(f"# QQZA\n\n- コード：QQZA\n- 株価：{price}\n", "Stocks/QQZA.md")
    [found] = [item for item in note.facts.figures if item.name == "price"]
    assert found.value == 72560.0


@pytest.mark.parametrize("sign", ["：", ":", " — "])
def test_an_entry_of_a_log_may_have_a_wide_colon(sign: str) -> None:
    text = f"# QQZA\n\n**Ticker:** QQZA\n\n## 変更履歴\n\n- 2031-07-16{sign}初回作成\n"
    [entry] = read(text, "Stocks/QQZA.md").facts.log
    assert (entry.day, entry.text) == (dt.date(2031, 7, 16), "初回作成")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Apr 15", dt.date(2031, 4, 15)),
        ("28.04.", dt.date(2031, 4, 28)),
        ("4/15（周三）", dt.date(2031, 4, 15)),
        ("Jan 5", dt.date(2032, 1, 5)),
    ],
)
def test_an_event_without_a_year_is_the_one_near_its_note(text: str, day: dt.date) -> None:
    noted = dt.date(2031, 4, 13) if day.year == 2031 else dt.date(2031, 11, 2)
    rows = table("Event | Date", f"First report | {text}")
    [event] = read(f"# Brief\n\n{rows}\n", f"Daily/{noted}.md").facts.catalysts
    assert event.window is not None and event.window.start == event.window.end == day
    [undated] = read(f"# Brief\n\n{rows}\n", "Daily/brief.md").facts.catalysts
    assert undated.window is None  # of which year, nothing says


@pytest.mark.parametrize("text", ["4/5", "May", "1.2", "v1.2.", "Q2"])
def test_what_is_no_day_without_a_year(text: str) -> None:
    assert read_coming(text, dt.date(2031, 4, 13)) is None


def test_a_number_before_a_heading_is_no_day() -> None:
    text = f"# Brief\n\n## 1.2. Close\n\n{table('Stock | Move', 'QQZA | +2%')}\n"
    assert [item.day for item in read(text, DAILY).facts.stated_moves] == [dt.date(2031, 4, 13)]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("next_earnings: 2031-04-29", "Next earnings"),
        ('earnings date: "2031-04-29 — second quarter"', "second quarter"),
        ("次回決算日: 2031-04-29（予定）", "次回決算日"),
    ],
)
def test_the_day_of_the_next_report_is_an_event(line: str, name: str) -> None:
    note = read(f"---\nticker: QQZA\n{line}\n---\n# QQZA\n", "Stocks/QQZA.md")
    [event] = note.facts.catalysts
    assert event.window is not None and event.window.start == dt.date(2031, 4, 29)
    assert (event.subject.name, event.asks_outcome) == (name, False)


@pytest.mark.parametrize(("text", "told"), [("soon", 1), ("TBD", 1), ("n/a", 0), ("", 0)])
def test_a_next_report_without_a_day_is_said(text: str, told: int) -> None:
    note = read(f"# QQZA\n\n**Ticker:** QQZA\n**Next earnings:** {text}\n", "Stocks/QQZA.md")
    assert not note.facts.catalysts
    assert len([item for item in note.unread if item.code == "value"]) == told


@pytest.mark.parametrize("before", ["📌 2. ", "🎯 ", "⚠️ 7.1 ", "**3)** "])
def test_a_picture_and_a_number_may_stand_before_a_heading(before: str) -> None:
    text = f"# QQZA\n\n**Ticker:** QQZA\n\n## {before}Kill criteria\n\n- orders fall\n"
    assert len(read(text, "Stocks/QQZA.md").facts.criteria) == 1


def test_a_day_without_a_year_is_of_the_day_in_the_title_too() -> None:
    text = f"# Brief 2031-04-10\n\n## Close (Apr 9)\n\n{table('Stock | Move', 'QQZA | +2%')}\n"
    assert [item.day for item in read(text, "Daily/10.md").facts.stated_moves] == [
        dt.date(2031, 4, 9)
    ]


@pytest.mark.parametrize("flag", ["⚠️", " ✅", "⭐"])
def test_a_flag_behind_a_figure_is_not_of_it(flag: str) -> None:
    [held] = read(
        f"# Open\n\n{table('Ticker | Weight', f'QQZA | 1.88%{flag}')}\n", KEPT
    ).facts.holdings
    assert held.weight == pytest.approx(0.0188)


@pytest.mark.parametrize("sign", ["📉", "🔻", "▼"])
def test_a_picture_that_may_be_a_sign_is_none_of_these(sign: str) -> None:
    rows = table("Stock | Move", f"QQZA | 3% {sign}", "QQZB | 1%")
    assert read(f"# Brief\n\n{rows}\n", DAILY).facts.stated_moves[0].quantity.low is None


@pytest.mark.parametrize(
    ("move", "value"),
    [
        ("+11.4% (+2.3σ)", 0.114),
        ("-0.2% (all-time high)", -0.002),
        ("+0.17% (ATH)", 0.0017),
        ("+26% (R$12.85 → R$16.57 high)", 0.26),
        ("-1.2% (to $190)", -0.012),
        ("+0.4% (6,921.46)", 0.004),
        ("+3% (2024 → 2025)", None),
        ("+3% ($2bn)", None),
        ("+3% (since 12.5)", None),
        ("+5% (week)", None),
        ("-3% (after hours)", None),
        ("+2% (1M)", None),
        ("-2% (vs Nasdaq)", None),
        ("+3% (2025)", None),
    ],
)
def test_a_bracket_behind_a_move_may_say_how_far_it_went(move: str, value: float | None) -> None:
    text = f"| Stock | Move |\n|---|---|\n| QQZA | {move} |\n"
    (found,) = parse_note("2026-01-13.md", text.encode()).facts.stated_moves
    assert found.quantity.low == (value and pytest.approx(value))


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("---\ntype: source\npublished: 2014\n---\n", False),
        ("---\ninception: Jan 2010\n---\n", False),
        ("---\ntype: source\npublished: some time\n---\n", True),
        ("---\ncreated: 2023\n---\n", True),
    ],
)
def test_a_year_says_all_of_when_a_book_came_out(text: str, is_told: bool) -> None:
    note = parse_note("Quartz.md", text.encode())
    assert note.date is None and note.misdated
    assert (["property-unparsed"] if is_told else []) == [it.code for it in note.diagnostics]


def test_marks_within_a_card_do_not_make_two_tickers_of_one() -> None:
    text = "#stock\n\n| Metric | Value |\n|---|---|\n| Ticker | **QQZA** (NYSE) |\n"
    note = parse_note("Quartz.md", f"{text}| Ticker | QQZA (NYSE) |\n".encode())
    assert note.facts.symbol == "QQZA"
    assert note.diagnostics == ()


@pytest.mark.parametrize(
    ("head", "row", "expected"),
    [
        ("Ticker | Qty | Avg | Hard stop | Take profit", "QQZA | 5 | 9 | 8 | 12", (5, 9, 8, 12)),
        ("Ticker | Shares | Avg. price | Stop price", "QQZA | 5 | 9 | 8", (5, 9, 8, None)),
        ("Ticker | Shares | Cost (USD) | Stop ($)", "QQZA | 5 | 9 | 8", (5, 9, 8, None)),
        ("Ticker | Shares | Cost [EUR] | Stop-loss level", "QQZA | 5 | 9 | 8", (5, 9, 8, None)),
        ("Aktie | Stück | Kaufkurs | Stopp | Kursziel", "QQZA | 5 | 9 | 8 | 12", (5, 9, 8, 12)),
        ("股票 | 数量 | 成本价 | 止损", "QQZA | 5 | 9 | 8", (5, 9, 8, None)),
        ("Ticker | Shares | Cost | Trailing stop", "QQZA | 5 | 9 | 12%", (5, 9, None, None)),
        ("Ticker | L/S | Shares | Cost | Stop", "QQZA | S | 5 | 9 | 10", (-5, 9, 10, None)),
        ("Ticker | Type | Shares | Cost | Stop", "QQZA | short | 5 | 9 | 10", (-5, 9, 10, None)),
        ("Ticker | Analysts | Shares | Cost", "QQZA | underweight | 5 | 9", (5, 9, None, None)),
    ],
)
def test_columns_of_what_is_held(head: str, row: str, expected: tuple[float | None, ...]) -> None:
    """A stop in a column of another name was lost, and a short was held long."""
    note = read(f"# All\n\n{table(head, row)}\n", "Portfolio.md")
    (held,) = note.facts.holdings
    assert (held.shares, held.cost, held.stop, held.target) == expected
    assert note.unread == ()
    assert [item.text for item in held.criteria] == (["Stop: 12%"] if "12%" in row else [])


@pytest.mark.parametrize(
    "body",
    [
        table("From | To", "Chips, [[Banks]] | Salt"),
        table("Out of | Into | Why", "Chips | Salt | rates", "[[Banks]] | | "),
        table("Winners | Losers", "Salt | Chips, [[Banks]]"),
        table("Sector | Flow", "Salt | in", "Chips | out", "[[Banks]] | outflow"),
        table("Sector | Flow ($bn)", "Salt | +1.3", "Chips | -2.1", "[[Banks]] | −0.2"),
        table("Theme | Direction", "Salt | ↑", "Chips | ▼", "[[Banks]] | ↓ still"),
        "**Into:** Salt\n**Out of:** Chips, [[Banks]]\n",
        "## Rotating in\n\n- Salt\n\n## Rotating out\n\n- Chips, [[Banks]]\n",
        "## Leading sectors\n\n- Salt\n\n## Lagging sectors\n\n- Chips\n- [[Banks]]\n",
    ],
)
def test_flows_as_strangers_write_them(body: str) -> None:
    note = read(f"# Rotation\n\n{body}\n", "Rotations/2026-05-05.md")
    found = {(flow.group.name, flow.direction, flow.group.linked) for flow in note.facts.flows}
    assert found == {("Salt", 1, False), ("Chips", -1, False), ("Banks", -1, True)}
    assert {flow.day for flow in note.facts.flows} == {dt.date(2026, 5, 5)}
    assert (note.unread, codes(note)) == ((), [])
    other = read(f"# Words\n\n{body}\n", "Notes/Words.md")
    assert other.facts.flows == ()


def test_flows_that_are_not_understood_are_said() -> None:
    text = table("Sector | Flow", "Salt | flat") + "\n\n**Inflows:** $2bn\n\n"
    text += table("Winners | Losers", "Firms that own their data and their users | Salt")
    note = read(f"# Rotation\n\n{text}\n", "Rotations/2026-05-05.md")
    assert codes(note) == ["flow-unparsed"]
    assert [(flow.group.name, flow.direction) for flow in note.facts.flows] == [("Salt", -1)]
    assert [item.text for item in note.unread if item.code == "cell"] == [
        "into: Firms that own their data and their users"
    ]


def test_a_bare_pipe_in_a_link_moves_no_cell() -> None:
    rows = table(
        "Ticker | Name | Move | Sigma | Weight",
        "[[Salt|QQZA]] | Salt Inc | +4.0% | 3.5 | 60%",
        "[[Tin\\|QQZB]] | Tin Co | +6.6% | 6.5 | 25%",
        "[[Zinc|QQZC]], [[Lead|QQZD]] | Two | +1% | 2 | 15%",
    )
    note = read(f"#thesis\n# Basket of metals\n\n## Exposure\n\n{rows}\n", "Theses/Metals.md")
    held = [(item.subject.name, item.weight) for item in note.facts.exposures]
    assert held == [("Salt", 0.6), ("Tin", 0.25), ("Zinc", 0.15)]
    assert [link.target for link in note.links] == ["Tin"]  # as Obsidian has it
    split = [item for item in note.diagnostics if item.code == "link-split"]
    lines = (f"#thesis\n# Basket of metals\n\n## Exposure\n\n{rows}\n").split("\n")
    places = [lines[item.span.line][item.span.column : item.span.end_column] for item in split]
    assert places == ["[[Salt|QQZA]]", "[[Zinc|QQZC]]", "[[Lead|QQZD]]"]


@pytest.mark.parametrize("row", ["`[[Salt|QQZA]]` | 1%", "[[Salt | 60% | x", "b ]] | x [[c | d"])
def test_brackets_that_are_no_link_stay_where_they_are(row: str) -> None:
    note = read(f"# Notes\n\n{table('A | B', row)}\n", "Notes.md")
    assert [cell.text for cell in note.tables[0].rows[0]] == [
        piece.strip() for piece in row.split("|")
    ]
    assert "link-split" not in codes(note)


def test_what_a_split_link_is_beside_stays_in_its_cell() -> None:
    note = read(f"# Notes\n\n{table('A | B', 'a [[Salt | b ]] [[c | d')}\n", "Notes.md")
    assert [cell.text for cell in note.tables[0].rows[0]] == ["a b [[c", "d"]


def test_moves_beside_such_links_are_each_their_own() -> None:
    rows = table("Name | Move | Why", "[[Salt|Salt Inc]] | -6.1% | a guide cut")
    note = read(f"# 2031-04-13\n\n## What moved\n\n{rows}\n", DAILY)
    (move,) = note.facts.stated_moves
    assert (move.subject.name, move.quantity.low) == ("Salt", -0.061)


@pytest.mark.parametrize(
    ("above", "day", "since"),
    [
        ("## Reaction (Apr 8-10, 2031)", "2031-04-10", "2031-04-08"),
        ("## Reaction (Apr 8–10)", "2031-04-10", "2031-04-08"),
        ("## What moved\n\n2031-04-08 to 2031-04-10:", "2031-04-10", "2031-04-08"),
        ("## Reaction (Apr 8)", "2031-04-08", None),
        ("## What moved", "2031-04-13", None),
    ],
)
@pytest.mark.parametrize("rows", [table("Ticker | Move", "QQZA | -6.1%"), "- QQZA -6.1%"])
def test_moves_of_several_days(rows: str, above: str, day: str, since: str | None) -> None:
    if rows.startswith("-") and "\n" in above:
        return  # a line above a list is no caption
    above = above if rows.startswith("|") else above.replace("Reaction", "What moved")
    (move,) = read(f"# Day\n\n{above}\n\n{rows}\n", DAILY).facts.stated_moves
    assert (str(move.day), move.since and str(move.since)) == (day, since)


@pytest.mark.parametrize("head", ["Next earnings", "Earnings date", "Next report"])
def test_a_column_of_one_row_tells_the_next_earnings(head: str) -> None:
    card = table(f"Mkt cap | P/E | {head}", "$4.8T | 30.5 | 2031-08-26")
    note = read(f"---\nticker: QQZA\n---\n# Salt\n\n## Snapshot\n\n{card}\n", "Stocks/Salt.md")
    (event,) = note.facts.catalysts
    assert event.window is not None
    assert (event.window.start, event.subject.name) == (dt.date(2031, 8, 26), head)
    peers = table(f"Ticker | {head}", "QQZB | 2031-08-26")
    assert not read(
        f"---\nticker: QQZA\n---\n# Salt\n\n{peers}\n", "Stocks/Salt.md"
    ).facts.catalysts
    two = f"{card}\n\n## Peer\n\n{card}"
    assert not read(f"---\nticker: QQZA\n---\n# Salt\n\n{two}\n", "Stocks/Salt.md").facts.catalysts
