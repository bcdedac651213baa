"""A header row says what a table is: synonyms, any order of columns, further columns."""

from __future__ import annotations

import datetime as dt

import pytest

from parser.reading import codes, cut, read
from thesisvault.model.facts import Facts


def table(header: str, *rows: str) -> str:
    columns = header.count("|") - 1
    return "\n".join((header, "|" + "---|" * columns, *rows)) + "\n"


def facts(header: str, *rows: str, before: str = "") -> Facts:
    return read(before + table(header, *rows)).facts


@pytest.mark.parametrize("header", ["Stock", "Ticker", "SYMBOL", "**Company**", "Index", "Group"])
@pytest.mark.parametrize("move", ["Move", "% change", "Return"])
def test_synonyms_of_a_move_table(header: str, move: str) -> None:
    (found,) = facts(f"| {header} | {move} |", "| A | +1% |").stated_moves
    assert (found.subject.name, found.quantity.low) == ("A", 0.01)


def test_columns_in_any_order_with_others_between() -> None:
    text = table("| Note | Broker | Move | Stock |", "| why | x | −3% | [[A]] |")
    (found,) = read(text).facts.stated_moves
    assert (found.subject.name, found.quantity.low, found.note) == ("A", -0.03, "why")
    assert cut(text, found.span) == "why | x | −3% | [[A]]"


def test_the_first_of_two_columns_of_one_role_counts() -> None:
    (found,) = facts("| Stock | Move | Change |", "| A | +1% | +2% |").stated_moves
    assert found.quantity.low == 0.01


def test_rows_may_be_short_long_or_blank() -> None:
    found = facts("| Stock | Move |", "| A |", "| B | +1% | surplus |", "| | +2% |", "| — | 1% |")
    assert [(move.subject.name, move.quantity.low) for move in found.stated_moves] == [
        *(("A", None), ("B", 0.01))
    ]


@pytest.mark.parametrize("header", ["| Stock | Mood |", "| Stocks of mine | Move |", "| A | B |"])
def test_an_unknown_header_states_nothing(header: str) -> None:
    assert facts(header, "| A | +1% |") == Facts()


def test_a_move_that_is_not_understood_is_kept_and_named() -> None:
    text = table("| Stock | Move |", "| A | fell a lot |", "| B | $5 |", "| C | — |")
    note = read(text)
    assert [move.quantity.kind.value for move in note.facts.stated_moves] == [
        *("text", "amount", "absent")
    ]
    assert codes(note) == ["move-unparsed"] * 2
    assert cut(text, note.diagnostics[0].span) == "fell a lot"


def test_impacts() -> None:
    text = table("| Theses | Effect |", "| [[T]] | tailwind |", "| U | who knows |", "| V | |")
    note = read(text)
    assert [(item.thesis.name, len(item.labels)) for item in note.facts.stated_impacts] == [
        *(("T", 1), ("U", 0))
    ]
    assert codes(note) == ["impact-unparsed"]
    assert cut(text, note.diagnostics[0].span) == "who knows"


def test_flows() -> None:
    text = table(
        "| Direction | Groups |", "| Outflows | A, [[B]] |", "| to | C |", "| up | D |", "| | E |"
    )
    note = read(text)
    found = [(flow.group.name, flow.direction, flow.span.line) for flow in note.facts.flows]
    assert found == [("A", -1, 2), ("B", -1, 2), ("C", 1, 3)]
    assert [flow.outlook for flow in note.facts.flows] == [False] * 3
    assert codes(note) == ["flow-unparsed"]


def test_favoured_and_at_risk() -> None:
    gain = facts("| Sectors | Why favoured |", "| A, B | x |").flows
    risk = facts("| Group | Risks |", "| [[C]] | y |").flows
    assert [(flow.group.name, flow.direction, flow.outlook) for flow in (*gain, *risk)] == [
        *(("A", 1, True), ("B", 1, True), ("C", -1, True))
    ]


def test_scenarios() -> None:
    text = table("| Scenarios | How long |", "| Near-term | 2-4 weeks |", "| B | ages |", "| C | |")
    note = read(text)
    assert [(item.name, item.horizon) for item in note.facts.scenarios] == [
        ("Near-term", "near-term")
    ]
    assert codes(note) == ["duration-unparsed"]


def test_exposures() -> None:
    text = table(
        "| Side | Exposure | Weight |",
        *("| | [[A]] | 50% |", "| short | B | 25% |", "| sell | C | -10% |", "| | D | |"),
        "| | E | much |",
    )
    note = read(text)
    assert [(item.subject.name, item.weight) for item in note.facts.exposures] == [
        *(("A", 0.5), ("B", -0.25), ("C", -0.1), ("D", None), ("E", None))
    ]
    empty, unparsed = [item for item in note.diagnostics if item.code == "weight-unparsed"]
    assert cut(text, empty.span) == ""
    assert cut(text, unparsed.span) == "much"
    assert [cut(text, item.subject.span) for item in note.facts.exposures][:2] == ["[[A]]", "B"]


@pytest.mark.parametrize("subject", ["Stock", "Sector", "Holding", "Position"])
@pytest.mark.parametrize("weight", ["Share", "Size"])
def test_synonyms_of_an_exposure_table(subject: str, weight: str) -> None:
    (found,) = facts(f"| {weight} | {subject} |", "| 3 | A |").exposures
    assert (found.subject.name, found.weight) == ("A", 3.0)


def test_tripwires() -> None:
    text = table(
        "| Metric | Trigger | Then |",
        *("| Margin | `< 40%` | halve it |", "| Capex | falls a\\|b | |", "| x | | y |"),
    )
    assert [(item.signal, item.condition, item.action) for item in read(text).facts.tripwires] == [
        *(("Margin", "< 40%", "halve it"), ("Capex", "falls a|b", ""))
    ]


def test_catalysts() -> None:
    text = table(
        "| Event | When | Expected | Outcome |",
        *(
            "| [[Earnings]] | late Jan 2026 | beat | — |",
            "| Vote | soon | | won |",
            "| | 2027 | | |",
        ),
        "| Talk | | | |",
    )
    note = read(text)
    first, second, third = note.facts.catalysts
    assert first.window is not None
    assert (first.window.start, first.window.end) == (dt.date(2026, 1, 21), dt.date(2026, 1, 31))
    assert (first.subject.name, first.expected, first.outcome) == ("Earnings", "beat", "")
    assert (second.window, second.text, second.outcome) == (None, "soon", "won")
    assert (third.subject.name, third.window) == ("Talk", None)
    assert codes(note) == ["date-unparsed"]


def test_metrics() -> None:
    (found,) = facts(
        "| Source | Measure | Figure | Basis | Universe | As of | Entity |",
        "| [[West]] | P/E | 15x | forward | index | Q1 2026 | Small caps |",
    ).metrics
    assert (found.name, found.entity, found.quantity.low, found.quantity.unit) == (
        *("P/E", "Small caps"),
        *(15.0, "x"),
    )
    assert (found.basis, found.universe, found.source) == ("forward", "index", "West")
    assert found.as_of is not None
    assert found.as_of.text == "Q1 2026"


@pytest.mark.parametrize(
    ("value", "low", "as_of", "basis"),
    [
        ("$8.2B (2025)", 8.2e9, "2025", ""),
        ("EUR 960M (Q3 2025)", 9.6e8, "Q3 2025", ""),
        ("4.1x (trailing)", 4.1, None, "trailing"),
        ("$3.4B (FY25)", 3.4e9, None, "FY25"),
        ("(3.4)", -3.4, None, ""),
    ],
)
def test_a_figure_with_its_period_in_brackets(
    value: str, low: float, as_of: str | None, basis: str
) -> None:
    (found,) = facts("| Metric | Value |", f"| Free cash flow | {value} |").metrics
    assert found.quantity.low == pytest.approx(low)
    assert found.basis == basis
    assert (found.as_of.text if found.as_of else None) == as_of


@pytest.mark.parametrize(
    ("before", "day"),
    [
        ("Moves (Jan 8, 2026)\n\n", dt.date(2026, 1, 8)),
        ("## Moves, 9 Jan 2026\n\n", dt.date(2026, 1, 9)),
        ("## Moves (Jan 8, 2026)\n\n### Winners\n\n", dt.date(2026, 1, 8)),
        ("## Moves (Jan 8, 2026)\n\n(2026-01-10)\n\n", dt.date(2026, 1, 10)),
        ("# 2026-01-05\n\n## 2026-01-06\n\n", dt.date(2026, 1, 6)),
        ("## Jan 8, 2026\n\n## Another\n\n", None),
        ("---\ncreated: 2026-02-01\n---\n", dt.date(2026, 2, 1)),
        ("---\ncreated: 2026-02-01\n---\n## Jan 8, 2026\n\n", dt.date(2026, 1, 8)),
        ("*Created 2026-03-01*\n\n## For 2026\n\n", dt.date(2026, 3, 1)),
        ("## Moves\n\n", None),
    ],
)
def test_a_tables_date(before: str, day: dt.date | None) -> None:
    (move,) = facts("| Stock | Move |", "| A | 1% |", before=before).stated_moves
    assert move.day == day


def test_a_footer_dates_a_table_above_it() -> None:
    note = read(table("| Stock | Move |", "| A | 1% |") + "\n---\n\n*Created 2026-01-08*\n")
    assert note.facts.stated_moves[0].day == dt.date(2026, 1, 8)


def test_moves_and_holdings_of_a_chinese_note() -> None:
    text = (
        "| 代码 | 名称 | 收盘价 | 涨跌幅 |\n|---|---|---|---|\n"
        "| QQZA | Quartz | $12.10 | +14.19% |\n\n"
        "| 股票 | 持仓股数 | 成本价 | 现价 | 盈亏比例 |\n|---|---|---|---|---|\n"
        "| QQZB | 10 | 300 | 738 | +146% |\n\n"
        "| 代號 | 名稱 | 漲跌幅 |\n|---|---|---|\n| 2330 | 台積電 | -0.8% |\n"
    )
    facts = read(text, "日报/2031-05-09.md").facts
    moves = [(move.subject.name, round(move.quantity.low or 0, 4)) for move in facts.stated_moves]
    assert moves == [("QQZA", 0.1419), ("2330", -0.008)]
    assert [(held.subject.name, held.shares, held.cost) for held in facts.holdings] == [
        ("QQZB", 10.0, 300.0)
    ]


def test_a_list_of_theses_names_them_and_says_how_they_stand() -> None:
    text = (
        "---\ndate: 2031-02-03\n---\n| Thesis | Status | Notes |\n|---|---|---|\n"
        "| [[Long Quartz]] | open | |\n| [[Short Peat]] | weakened | strike |\n"
        "| [[Salt]] | closed | |\n| [[Kelp]] | mulling | |\n"
    )
    note = read(text, "Index.md")
    assert [item.other.name for item in note.facts.relations] == ["Long Quartz"]
    assert [item.thesis.name for item in note.facts.stated_impacts] == ["Short Peat"]
    assert [item.text for item in note.unread if item.code == "cell"] == ["status: mulling"]
    assert not read(text, "Articles/Theirs.md").facts.relations
