"""Sides where strangers write them: legs, tags, titles; and what else a note's name tells."""

from __future__ import annotations

import datetime as dt

import pytest

from parser.reading import read
from thesisvault.model.facts import Side
from thesisvault.model.note import Kind, Note


def legs(note: Note) -> list[tuple[str, float | None]]:
    return [(item.subject.name, item.weight) for item in note.facts.exposures]


@pytest.mark.parametrize(
    "text",
    [
        "Long: QQZA, QQZB\nShort: QQZC\n",
        "**Long:** QQZA; QQZB\n**Short:** $QQZC\n",
        "Longs:: QQZA, QQZB\nShorts:: QQZC\n",
    ],
)
def test_legs_are_held_each_on_its_side(text: str) -> None:
    note = read(f"# Salt against tin\n\nThesis: salt is scarce.\n\n{text}", "Research/Salt.md")
    assert note.kind is Kind.THESIS
    assert legs(note) == [("QQZA", 1.0), ("QQZB", 1.0), ("QQZC", -1.0)]


def test_what_only_looks_like_a_leg_is_said() -> None:
    note = read("---\ntype: thesis\nlong: 12.5\nshort: A maker of salt\n---\n", "Theses/Salt.md")
    assert legs(note) == []
    assert [item.text for item in note.unread] == ["long: 12.5", "short: A maker of salt"]


def test_a_leg_beside_a_ticker_is_said() -> None:
    note = read("---\ntype: thesis\nticker: QQZA\nshort: QQZC\n---\n", "Theses/Salt.md")
    assert legs(note) == [("QQZA", 1.0)]
    assert [item.text for item in note.unread] == ["short: QQZC"]


@pytest.mark.parametrize(
    ("tags", "side"),
    [
        ("[thesis, short]", Side.SHORT),
        ("[thesis, idea/long]", Side.LONG),
        ("[thesis, Short-Idea]", Side.SHORT),
        ("[thesis, long, short]", None),
        ("[thesis, long-term, short-squeeze]", None),
    ],
)
def test_a_tag_is_a_side(tags: str, side: Side | None) -> None:
    note = read(f"---\ntags: {tags}\nticker: QQZA\n---\n# Salt\n", "Research/Salt.md")
    assert note.kind is Kind.THESIS and note.facts.side is side
    figures = [item for item in note.facts.figures if item.name == "side"]
    assert [item.rule for item in figures] == ["tags"] * (side is not None)


def test_the_name_comes_before_a_tag() -> None:
    note = read("---\ntags: [thesis, short]\nticker: QQZA\n---\n", "Research/Long salt.md")
    assert note.facts.side is Side.LONG


@pytest.mark.parametrize(
    ("tags", "name"), [("[short]", "QQZA"), ("[salt]", "QQZA bear"), ("[short-trade]", "QQZA")]
)
def test_a_short_that_a_stock_s_note_holds_is_not_held_long(tags: str, name: str) -> None:
    front = f"---\ntags: {tags}\nticker: QQZA\nentry: 431\nstatus: open\n---\n"
    assert read(front, f"Stocks/{name}.md").facts.side is Side.SHORT


def test_a_case_beside_a_stock_s_note_is_no_position() -> None:
    note = read("---\nticker: QQZA\ntags: [short]\n---\nPoints.\n", "Stocks/QQZA bear case.md")
    assert note.facts.side is None and not note.facts.is_thesis


@pytest.mark.parametrize(
    ("title", "side"),
    [
        ("QQZA – why I'm staying short", Side.SHORT),
        ("QQZA: why we’re still long", Side.LONG),
        ("QQZA - bullish on salt", Side.LONG),
    ],
)
def test_a_title_makes_a_thesis(title: str, side: Side) -> None:
    note = read(f"# {title}\n\nSalt.\n", "Research/Notes on salt.md")
    assert (note.kind, note.facts.side, note.facts.symbol) == (Kind.THESIS, side, "QQZA")


@pytest.mark.parametrize(
    "title",
    [
        "QQZA – BUY after the print refuted what the seats were said to be, the old bear thesis",
        "Salt",
    ],
)
def test_a_title_that_names_no_side(title: str) -> None:
    note = read(f"# {title}\n\nSalt.\n", "Research/Notes on salt.md")
    assert note.kind is not Kind.THESIS and note.facts.side is None


def test_a_heading_of_a_stock_s_thesis_is_a_side() -> None:
    note = read("## Why I'm short\n\nSeats.\n", "Stocks/QQZA.md")
    assert note.facts.is_thesis and note.facts.side is Side.SHORT
    both = read("## Short thesis\n\nSeats.\n\n## Long thesis\n\nPrice.\n", "Stocks/QQZA.md")
    assert not both.facts.is_thesis and both.facts.side is None


@pytest.mark.parametrize("name", ["2031-01-19 Long salt", "Notes"])
def test_a_side_in_the_name_or_in_the_title(name: str) -> None:
    note = read("# Long salt\n\n**Stop:** 68\n", f"Research/{name}.md")
    assert (note.kind, note.facts.side) == (Kind.THESIS, Side.LONG)


@pytest.mark.parametrize(
    "key",
    ["Conviction (1-5)", "conviction (1–10)", "Target price (12m)", "Entry ($)", "Entry (avg)"],
)
def test_a_remark_behind_a_key(key: str) -> None:
    note = read(f"---\ntype: thesis\nticker: QQZA\n{key}: 4\n---\n", "Theses/Salt.md")
    assert not note.unread


@pytest.mark.parametrize("key", ["Stop (weekly close)", "Target (bear case)"])
def test_a_remark_that_says_when_or_in_which_case_is_no_part_of_a_key(key: str) -> None:
    note = read(f"---\ntype: thesis\nticker: QQZA\n{key}: 4\n---\n", "Theses/Salt.md")
    assert not [item for item in note.facts.figures if item.name in ("stop", "target")]
    assert note.unread or note.facts.criteria


def test_a_trade_names_its_security_in_the_title() -> None:
    text = (
        "# QQZA swing\n\nEntry: 301.2 on 2031-01-08\nSize: 30 sh\nInitial stop: 278\nStatus: OPEN\n"
    )
    held = read(text, "Trades/2031-01 salt.md").facts.holdings
    assert [(it.subject.name, it.day, it.shares, it.cost, it.stop) for it in held] == [
        ("QQZA", dt.date(2031, 1, 8), 30.0, 301.2, 278.0)
    ]


def test_the_day_of_entry_dates_a_thesis_without_another_date() -> None:
    front = "---\ntype: thesis\nticker: QQZA\nentry-date: 2031-01-05\n---\n"
    assert read(front, "Theses/Salt.md").date == dt.date(2031, 1, 5)
    dated = front.replace("ticker", "created: 2031-01-01\nticker")
    assert read(dated, "Theses/Salt.md").date == dt.date(2031, 1, 1)


def test_a_watchlist_of_a_year_is_one_and_a_portfolio_of_a_year_may_be_over() -> None:
    table = "| Ticker | Shares | Stop |\n|---|---|---|\n| QQZA | 5 | 168 |\n"
    assert read(table, "Watchlist 2031.md").kind is Kind.WATCHLIST
    assert read(table, "Portfolio 2031.md").kind is Kind.NOTE


@pytest.mark.parametrize("name", ["Income portfolio", "My dividend holdings", "Roth IRA positions"])
def test_a_name_that_ends_in_holdings_keeps_what_its_table_says(name: str) -> None:
    table = "| Ticker | Shares | Cost |\n|---|---|---|\n| QQZA | 5 | 168 |\n"
    assert read(table, f"{name}.md").kind is Kind.PORTFOLIO
    assert read(table, "Model portfolio.md").kind is Kind.NOTE
    assert read(table, "Berkshire portfolio.md").kind is Kind.NOTE


def test_what_would_change_my_mind_as_a_label() -> None:
    note = read("# Salt\n\n**Would change my mind:** a strike\n", "Theses/Salt.md")
    assert [item.text for item in note.facts.criteria] == ["Would change my mind: a strike"]


_ROWS = "| Ticker | Weight |\n|---|---|\n| QQZC | 25% |\n"


@pytest.mark.parametrize(
    ("above", "side"),
    [
        ("## Shorts", Side.SHORT),
        ("### 2. Short leg (funding)", Side.SHORT),
        ("## Short book\n\n### Tin", Side.SHORT),
        ("## Shorts\n\n### Longs", Side.LONG),
        ("## What I hold\n\n**Short:**", Side.SHORT),
        ("## Long positions", Side.LONG),
        ("## Long-term holdings", None),
        ("## Short interest", None),
        ("## Short-term trades", None),
        ("## Exposure", None),
    ],
)
def test_a_heading_gives_its_side_to_rows(above: str, side: Side | None) -> None:
    note = read(f"#thesis\n\n# Salt against tin\n\n{above}\n\n{_ROWS}", "Theses/Salt.md")
    (held,) = note.facts.exposures
    assert (held.subject.name, held.side) == ("QQZC", side)
    assert held.weight == (-0.25 if side is Side.SHORT else 0.25)


def test_a_row_s_own_side_comes_before_the_heading_s() -> None:
    rows = "| Ticker | Side | Weight |\n|---|---|---|\n| QQZA | long | 5% |\n| QQZC | | 5% |\n"
    named = "| Ticker | Weight |\n|---|---|\n| QQZB (long) | 5% |\n"
    note = read(f"#thesis\n# Salt\n\n## Shorts\n\n{rows}\n\n{named}", "Theses/Salt.md")
    sides = [(item.subject.name, item.side) for item in note.facts.exposures]
    assert sides == [("QQZA", Side.LONG), ("QQZC", Side.SHORT), ("QQZB", Side.LONG)]


def test_a_header_gives_its_side() -> None:
    table = "| {0} | Weight | Stop |\n|---|---|---|\n| {1} | 10% | {2} |\n"
    text = table.format("Long", "QQZA", 90) + "\n" + table.format("Short", "QQZC", 200)
    note = read(f"#thesis\n# Salt against tin\n\n{text}", "Theses/Salt.md")
    assert legs(note) == [("QQZA", 0.1), ("QQZC", -0.1)]
    assert [item.condition for item in note.facts.tripwires] == ["QQZA < 90", "QQZC > 200"]


@pytest.mark.parametrize("heading", ["Short positions", "Shorts", "Short book"])
@pytest.mark.parametrize(
    "body",
    [
        "| Ticker | Shares | Cost | Stop |\n|---|---|---|---|\n| QQZC | 20 | 190 | 205 |",
        "- QQZC 20 sh @ 190, stop 205",
    ],
)
def test_what_is_held_short_counts_so(heading: str, body: str) -> None:
    note = read(f"#portfolio\n# Book\n\n## {heading}\n\n{body}\n", "Book.md")
    (held,) = note.facts.holdings
    assert (held.subject.name, held.own_side) == ("QQZC", Side.SHORT)
    assert (held.shares, held.cost, held.stop) == (-20.0, 190.0, 205.0)


@pytest.mark.parametrize(
    "body",
    [
        "## Longs\n- [[QQZA]]\n- QQZB\n\n## Shorts\n- QQZC",
        "## Long leg\n- QQZA\n- QQZB — salt\n\n## Short leg (funding)\n- [[QQZC]]",
        "**Long:**\n- QQZA\n- QQZB\n\n**Short:**\n- QQZC",
        "## Exposure\n- Long\n  - QQZA\n  - QQZB\n- Short\n  - QQZC",
        "## Expression\n- Long: QQZA, QQZB\n- Short: QQZC",
        "## Exposure\n- Long [[QQZA]] and QQZB vs short [[Tin|QQZC]]",
        "## Expression\nLong QQZA, QQZB / short QQZC.",
        "## Positions\n- Long QQZA\n- Long [[QQZB]]\n- Short QQZC",
        "**Trade:** Long QQZA, QQZB / short QQZC",
        "**Position:** long QQZA and QQZB vs. short QQZC",
        "**Expression:** long [[QQZA]], [[QQZB]], short [[QQZC]]",
    ],
)
def test_both_sides_of_a_thesis(body: str) -> None:
    note = read(f"---\ntags: [thesis]\n---\n# Salt against tin\n\n{body}\n", "Theses/Salt.md")
    held = [(name.replace("Tin", "QQZC"), weight) for name, weight in legs(note)]
    assert held == [("QQZA", 1.0), ("QQZB", 1.0), ("QQZC", -1.0)]
    assert not [item for item in note.diagnostics if item.code == "property-unparsed"]


@pytest.mark.parametrize(
    "body",
    [
        "## Positions\n- SL: 90\n- TP: 120\n- R: 2",
        "## Short interest\n- QQZC 5%",
        "## Short-term catalysts\n- QQZC reports",
        "## Long\n- Salt is scarce and nobody digs",
        "## Expression\n- Long the miners, short the users",
        "**Trade:** long salt, wait for tin",
    ],
)
def test_words_hold_nothing(body: str) -> None:
    note = read(f"---\ntags: [thesis]\n---\n# Salt against tin\n\n{body}\n", "Theses/Salt.md")
    assert legs(note) == []


def test_a_pair_needs_no_side_of_its_own() -> None:
    legs_of_both = "## Longs\n\n| Ticker | Weight |\n|---|---|\n| QQZA | 50% |\n\n## Shorts\n\n"
    one, other = "| Ticker | Weight |\n|---|---|\n| QQZC | 50% |\n", "- QQZC"
    for short in (one, other):
        text = f"#thesis\n# Salt against tin\n\n{legs_of_both}{short}\n"
        assert read(text, "Theses/Salt.md").facts.says_sides
    bare = f"#thesis\n# Salt against tin\n\n{legs_of_both}{one}\n## Also\n\n{one}"
    assert read(bare, "Theses/Salt.md").facts.says_sides is False
