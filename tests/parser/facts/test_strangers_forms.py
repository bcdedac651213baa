"""Forms in which investors write levels, criteria and trades, and what only looks like them."""

from __future__ import annotations

import datetime as dt

import pytest

from parser.reading import codes, read
from thesisvault.model.facts import Holding, Side
from thesisvault.model.note import Kind, Note

THESIS = "---\nticker: QQZA\nside: long\n---\n# Quartz\n\n"
PATH = "Theses/Quartz.md"


def thesis(text: str) -> Note:
    return read(THESIS + text, PATH)


def levels(note: Note, *names: str) -> list[tuple[str, float | None]]:
    wanted = names or ("stop", "target", "entry")
    return sorted((item.name, item.value) for item in note.facts.figures if item.name in wanted)


def table(*rows: str) -> str:
    head, *body = rows
    columns = head.count("|") - 1
    return "\n".join((head, "|" + "---|" * columns, *body, ""))


def rows(note: Note) -> list[tuple[str, float | None, float | None, float | None]]:
    """What is held or watched: the name, the cost, the target, the stop."""
    return [(it.subject.name, it.cost, it.target, it.stop) for it in note.facts.holdings]


# Tables of prices


@pytest.mark.parametrize(
    "text",
    [
        table("| Sell range | Amount |", "| $171 | half |", "| $190 | rest |"),
        table("| **Sell at** | How much |", "| 171 | 50% |", "| 190.00 | 50% |"),
        table("| # | Trim at | Shares |", "| 1 | $171 | 20 |", "| 2 | $190 | 20 |"),
    ],
)
def test_each_price_at_which_some_is_to_be_sold_is_a_target(text: str) -> None:
    note = thesis(f"## The way out\n\n{text}")
    assert levels(note) == [("target", 171.0), ("target", 190.0)]
    assert {item.rule for item in note.facts.figures if item.name == "target"} == {"sales"}


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("The way out", "| at the high | half |"),
        ("QQZB", "| $171 | half |"),  # of another security
        ("Old plan", "| $171 | half |"),
    ],
)
def test_what_is_no_such_price_is_said(heading: str, row: str) -> None:
    note = thesis(f"## {heading}\n\n" + table("| Sell range | Amount |", row))
    assert levels(note) == []
    assert [item.code for item in note.unread] == ["cell"]


@pytest.mark.parametrize("header", ["| Level | Price | Action |", "| Zone | Price | What I do |"])
def test_zones_are_levels(header: str) -> None:
    text = table(
        header,
        "| Target zone | 260 | trim |",
        "| Support | 160 | look |",
        "| Buy zone | 150-160 | add |",
        "| **Stop** | $140 | out |",
    )
    note = thesis(f"## Map\n\n{text}")
    assert levels(note, "buy", "stop", "target") == [
        ("buy", 160.0),
        ("stop", 140.0),
        ("target", 260.0),
    ]
    assert note.unread == ()


def test_of_a_range_of_sales_the_near_end_is_the_target() -> None:
    note = thesis("## The way out\n\n" + table("| Sell range | Amount |", "| 170-180 | half |"))
    assert levels(note) == [("target", 170.0)] and note.unread == ()
    note = thesis("## Map\n\n" + table("| Level | Price |", "| Stop | 140-145 |"))
    assert levels(note) == [] and [item.text for item in note.unread] == ["price: 140-145"]


# Cards without header words


@pytest.mark.parametrize(
    "text",
    [
        table("| | |", "| **Stop** | $171 |", "| Target | 250 |", "| Revenue | $2B |"),
        table("|  |  |", "| Stop loss | **171.00** (weekly) |", "| 🎯 | x |", "| PT | 250 |"),
        table("| Stop | Target | R:R |", "| $171 | $250 | 3:1 |"),
        table("| Conviction | Target price | Stop-loss |", "| high | 250 | 171 (-8%) |"),
    ],
)
@pytest.mark.parametrize("heading", ["The numbers", "My plan", "4. Where it ends"])
def test_a_card_needs_no_header_words(heading: str, text: str) -> None:
    note = thesis(f"## {heading}\n\n{text}")
    assert levels(note) == [("stop", 171.0), ("target", 250.0)]


@pytest.mark.parametrize(
    "text",
    [
        "## QQZB\n\n" + table("| | |", "| Stop | 171 |"),  # another security
        "## Closed in spring\n\n" + table("| | |", "| Stop | 171 |"),
        "## Example\n\n" + table("| Stop | Target |", "| 171 | 250 |"),
        "## 2031-02-03\n\n" + table("| | |", "| Stop | 171 |"),  # of that day
        "## Trades\n\n" + table("| Entry | Exit | Stop |", "| 150 | 170 | 140 |"),
        "## Peers\n\n" + table("| Company | Target |", "| Quartzite | 250 |"),
        "## All\n\n" + table("| Stop | Target |", "| 171 | 250 |", "| 150 | 200 |"),  # of which?
        "## Rules\n\n" + table("| | |", "| Stop | below the low |"),
        "## Revenue\n\n" + table("| | 2031 |", "| Target | 250 |"),
    ],
)
def test_what_is_no_card_of_now_states_no_level(text: str) -> None:
    assert levels(thesis(text)) == []


@pytest.mark.parametrize("second", ["ค่า", "Mój wybór", "Wartości"])
def test_a_card_is_known_by_its_first_header(second: str) -> None:
    text = table(f"| Field | {second} |", "| **Stop Loss** | $171 (-8%) |", "| Market cap | 3 |")
    assert levels(thesis(f"## Advice\n\n{text}")) == [("stop", 171.0)]
    for header in (f"| Country | {second} |", "| Field | Required |"):
        other = table(header, "| Stop | $171 |")
        assert levels(thesis(f"## Advice\n\n{other}")) == []


def test_cards_of_several_securities_are_not_the_note_s() -> None:
    text = "".join(
        f"## {name}\n\n" + table("| Field | Value |", f"| Ticker | {name} |", f"| Stop | {stop} |")
        for name, stop in (("QQZA", 171), ("QQZB", 88))
    )
    note = read(f"# All of them\n\n{text}", "Ideas/tracker.md")
    assert note.facts.symbol is None
    one = read("# One\n\n" + text.partition("## QQZB")[0], "Ideas/tracker.md")
    assert one.facts.symbol == "QQZA"


# Sections of a watchlist


WATCHED = "# Watchlist\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "### QQZA\n\n" + table("| Field | Value |", "| Entry | 150 |", "| Stop | 130 |"),
        "### 2. Quartz (QQZA)\n\n" + table("| | |", "| Entry | $150 |", "| **Stop** | $130 |"),
        "### QQZA\n\n" + table("| Level | Price |", "| Entry | 150 |", "| Stop | 130 |"),
        "**QQZA**\n\n- Entry: 150\n- Stop: 130\n",
        "**$QQZA (core)**\n\nEntry 150\nStop 130\n",
        "**QQZA**\n\nWhat breaks it:\n\nLevels:\n\n- Entry: 150\n- Stop: 130\n",
        "- QQZA: entry 150, stop 130\n",
        "- **QQZA** — Entry: $150 / Stop: $130\n",
        "QQZA | entry 150 | stop 130\n",
    ],
)
def test_a_section_or_a_line_of_a_watchlist_is_a_row_of_it(text: str) -> None:
    for note in (read(WATCHED + text, "watchlist.md"), read("# Ideas\n\n" + text, "ideas.md")):
        assert note.kind is Kind.WATCHLIST
        assert rows(note) == [("QQZA", 150.0, None, 130.0)]
        assert all(item.is_watched for item in note.facts.holdings)


@pytest.mark.parametrize(
    "text",
    [
        "### QQZA\n\n" + table("| Field | Value |", "| Entry | 150 |", "| Exit | 170 |"),
        "### Closed: QQZA\n\n" + table("| | |", "| Entry | $150 |", "| Stop | $130 |"),
        "### RSI\n\n" + table("| | |", "| Entry | 30 |", "| Stop | 20 |"),  # an indicator
        "- RSI: entry 30, stop 20\n",
        "- The entry 150, stop 130\n",
        "- QQZA: entry 150\n",  # one level is no plan
        "- QQZA entry 150, where everybody buys, and a stop 130\n",
        "- QQZA: entry 150-155x, stop 130\n",
        "## Closed\n\n- QQZA: entry 150, stop 130\n",
        "**Rules**\n\n- Entry: 150\n- Stop: 130\n",
    ],
)
def test_what_is_no_plan_is_no_row(text: str) -> None:
    note = read(WATCHED + text, "watchlist.md")
    # What a watchlist lists is on it all the same, and what else is said there is reported.
    assert rows(note) in ([], [("QQZA", None, None, None)])
    assert not rows(note) or note.unread


def test_a_list_of_names_in_a_watchlist() -> None:
    items = (
        "- QQZA (below 600)\n- [[Quartz]] — too expensive\n- QQZB, NYSE:QQZC\n- QQZD: buy under 5\n"
    )
    more = "## Passed on\n\n- QQZE\n\n## Watching\n\n- HK.00123\n- some patience\n"
    for path in ("watchlist.md", "portfolio.md"):
        note = read(f"# All\n\n## Watchlist\n\n{items}\n{more}", path)
        names = [row.subject.name for row in note.facts.holdings]
        assert names == ["QQZA", "Quartz", "QQZB", "QQZC", "QQZD", "HK.00123"], path
        assert all(row.is_watched for row in note.facts.holdings)
        assert [item.text for item in note.unread] == ["some patience"]


def test_a_line_says_the_side() -> None:
    text = "- Short QQZA: entry 150, stop 170, TP 120\n- QQZB (long): entry 10, stop 9\n"
    sides = [item.side for item in read(f"# Ideas\n\n{text}", "ideas.md").facts.holdings]
    assert sides == [Side.SHORT, Side.LONG]


def test_a_bold_line_with_shares_is_held() -> None:
    text = "# Mine\n\n**QQZA (258 shares)**\n\n- Stop: 130\n\n**QQZB · 12 股**\n\n- PT: 9\n"
    note = read(text, "portfolio.md")
    assert rows(note) == [("QQZA", None, None, 130.0), ("QQZB", None, 9.0, None)]
    assert [item.shares for item in note.facts.holdings] == [258.0, 12.0]


def test_labels_below_several_bold_lines_do_not_disagree() -> None:
    text = "# Mine\n\n**QQZA (8 shares)**\n\n- Stop: 5\n\n**QQZB (3 shares)**\n\n- Stop: 1\n"
    note = read(text, "portfolio.md")
    assert (codes(note), [row.stop for row in note.facts.holdings]) == ([], [5.0, 1.0])


def test_criteria_may_be_sorted_by_security() -> None:
    note = read("# Mine\n\n## Kill criteria\n\n**QQZA**\n\n- orders fall\n", "watchlist.md")
    (row,) = note.facts.holdings
    assert (row.subject.name, [item.text for item in row.criteria]) == ("QQZA", ["orders fall"])


def test_a_bold_line_within_criteria_leaves_them_criteria() -> None:
    note = thesis("## Kill criteria\n\n**QQZA**\n\n- orders fall twice\n")
    assert [item.text for item in note.facts.criteria] == ["orders fall twice"]


@pytest.mark.parametrize(
    "text",
    [
        "### QQZA\n\n#### Kill criteria\n\n- QQZA close < 120\n- orders fall twice\n",
        "### QQZA\n\n**Kill criteria**\n\n- QQZA close < 120\n- orders fall twice\n",
        "**QQZA**\n\nWhat breaks the thesis:\n\n- QQZA close < 120\n- orders fall twice\n",
    ],
)
def test_criteria_below_a_security_are_its_own(text: str) -> None:
    note = read(WATCHED + text + "\n### QQZB\n\n- Entry: 9\n- Stop: 8\n", "watchlist.md")
    first, second = note.facts.holdings
    assert [item.text for item in first.criteria] == ["QQZA close < 120", "orders fall twice"]
    assert (second.subject.name, second.criteria, note.facts.criteria) == ("QQZB", (), ())


@pytest.mark.parametrize(
    "text",
    [
        "### QQZA\n\n- Sell if: none\n",
        "### QQZA\n\n- Add if: QQZA close > 200\n",
        "## Kill criteria\n\n- the market falls\n",  # of nothing in particular
        "### QQZA\n\n#### Notes\n\n- orders fall twice\n",
    ],
)
def test_what_is_no_criterion_of_a_security(text: str) -> None:
    assert rows(read(WATCHED + text, "watchlist.md")) == []


# What is no criterion, though it stands among them


@pytest.mark.parametrize("heading", ["Bull flip triggers", "Upgrade if", "What would make me add"])
def test_what_makes_surer_is_no_criterion(heading: str) -> None:
    text = f"## What would change my mind\n\n### {heading}\n\n1. orders double\n\n"
    note = thesis(text + "### Bear triggers\n\n1. orders fall\n")
    assert [item.text for item in note.facts.criteria] == ["orders fall"]
    assert [item.text for item in note.unread] == ["orders double"]
    bold = text.replace(f"### {heading}", f"**{heading}:**")
    note = thesis(bold + "**Bear triggers:**\n\n- orders fall\n")
    assert [item.text for item in note.facts.criteria] == ["orders fall"]


def test_for_a_short_a_bull_trigger_is_one() -> None:
    text = "## What would change my mind\n\n### Bull triggers\n\n- orders double\n"
    note = read(THESIS.replace("long", "short") + text, PATH)
    assert [item.text for item in note.facts.criteria] == ["orders double"]


# Trades as headings


JOURNAL = [
    ("### 2031-05-04 — BUY 100 QQZA @ 171.20", dt.date(2031, 5, 4)),
    ("## Bought QQZA 2031-01-03", dt.date(2031, 1, 3)),
    ("## Sold 10 shares of QQZA on Jan 9, 2031", dt.date(2031, 1, 9)),
    ("### 03.02.2031: Trimmed QQZA", dt.date(2031, 2, 3)),
]


@pytest.mark.parametrize(("heading", "day"), JOURNAL)
@pytest.mark.parametrize("path", [PATH, "Trades/journal.md", "notes.md"])
def test_a_heading_that_tells_a_trade_is_an_entry_of_a_log(
    path: str, heading: str, day: dt.date
) -> None:
    front = THESIS if path == PATH else "# All of them\n\n"
    (line,) = read(f"{front}{heading}\n\nBecause.\n", path).facts.log
    assert (line.day, line.rule) == (day, "heading of a trade")
    assert "QQZA" in line.text
    assert "2031" not in line.text


@pytest.mark.parametrize(
    "heading",
    [
        "### 2031-05-04 — BUY limit order QQZA @ 171.20",
        "## When to buy QQZA 2031-01-03",
        "## Planned: bought QQZA 2031-01-03",
        "## Bought QQZA",  # on no day
        "## Bought from 2031-01-03 to 2031-02-03",
        "## 2031-01-03: The market sold off",
        "## Buybacks of QQZA 2031-01-03",
    ],
)
def test_what_is_no_trade(heading: str) -> None:
    assert read(f"# All\n\n{heading}\n\nBecause.\n", "notes.md").facts.log == ()


def test_a_journal_of_trades_holds_what_its_headings_tell() -> None:
    """The same note was read under any other name, and under this one in silence not."""
    text = "# Trades\n\n### 2031-01-15 Bought QQZA\n- 20 shares @ 175\n- stop 160\n\n"
    text += "### 2031-01-22 Sold QQZB\n\nBecause.\n"
    for path in ("Trade journal.md", "Journal.md"):
        note = read(text, path)
        assert note.kind is Kind.PORTFOLIO, path
        (held,) = note.facts.holdings
        assert (held.subject.name, held.shares, held.cost, held.stop) == ("QQZA", 20, 175, 160)
    stated = read(f"---\ntype: trade\n---\n{text}", "Journal.md")
    assert (stated.kind, stated.facts.holdings) == (Kind.TRADE, ())


def test_a_trade_of_another_security_is_not_of_the_thesis() -> None:
    assert thesis("## Bought QQZB 2031-01-03\n\nBecause.\n").facts.log == ()


BOUGHT = "# All\n\n## Bought QQZA 2031-01-03\n\n- Shares: 10\n- Entry: 140\n- Stop: 120\n\n"


def test_what_was_bought_once_is_held() -> None:
    (row,) = read(BOUGHT, "notes.md").facts.holdings
    assert (row.shares, row.cost, row.stop, row.is_watched) == (10.0, 140.0, 120.0, False)
    assert row.day == dt.date(2031, 1, 3)


@pytest.mark.parametrize(
    "later",
    [
        "## Sold QQZA 2031-02-03\n\nAll of it.\n",
        "## Trimmed 5 QQZA 2031-02-03\n\nHalf.\n",
        "## Bought QQZA 2031-02-03\n\nMore.\n",
    ],
)
def test_of_several_trades_nobody_knows_what_is_left(later: str) -> None:
    assert read(BOUGHT + later, "notes.md").facts.holdings == ()


# Ideas in one line


@pytest.mark.parametrize(
    "line",
    [
        "entry 130, stop 117, target 156",
        "**Entry:** 130 | **Stop:** 117 | **Target:** 156",
        "- Entry: $130 / Stop: $117 / TP: $156",
        "Entry 130; SL 117; PT 156 (2:1)",
    ],
)
def test_a_thesis_s_idea_in_one_line(line: str) -> None:
    note = thesis(f"## Idea\n\n{line}\n")
    assert levels(note) == [("entry", 130.0), ("stop", 117.0), ("target", 156.0)]


@pytest.mark.parametrize("line", ["Entry 130", "We look at entry 130, stop 117 or so, and wait"])
def test_an_entry_alone_or_in_a_sentence_is_none(line: str) -> None:
    assert levels(thesis(f"## Idea\n\n{line}\n")) == []


def test_an_idea_in_a_stock_s_note_holds_nothing() -> None:
    note = read("# QQZA\n\n## Idea\n\nentry 130, stop 117\n", "Stocks/QQZA.md")
    assert levels(note) == [("stop", 117.0)]


# Two figures where there is one


@pytest.mark.parametrize("value", ["$171/$169", "171 / 169", "171/169"])
def test_of_two_stops_none_is_taken_and_it_is_said(value: str) -> None:
    as_property = read(THESIS.replace("side", f"stop: {value}\nside"), PATH)
    as_line = thesis(f"## Plan\n\nStop: {value}\n")
    for note in (as_property, as_line):
        assert [value for _, value in levels(note, "stop") if value] == []
        assert codes(note) == ["figure-unparsed"]


@pytest.mark.parametrize("value", ["171/share", "171 / sh", "$171 (-8%) / weekly close"])
def test_a_price_by_the_share_is_one(value: str) -> None:
    note = read(THESIS.replace("side", f"stop: {value}\nside"), PATH)
    assert levels(note, "stop") == [("stop", 171.0)]


def test_two_places_with_one_price_agree() -> None:
    text = THESIS.replace("side", "stop: $82 (-10%)\nside") + "**Stop price:** $82.00 (pending)\n"
    assert codes(read(text, PATH)) == []


# What is held, and what is not


def held(note: Note) -> list[str]:
    return [row.subject.name for row in note.facts.holdings if row.is_held]


BOOK = "# Book\n\n## Holdings\n\n" + table(
    "| Ticker | Shares | Entry | Stop |",
    "| QQZA | 10 | 130 | $117 (pending) |",
    "| QQZB | 5 | 50 | — |",
)


def test_a_stop_with_a_remark_is_one() -> None:
    assert [row.stop for row in read(BOOK, "portfolio.md").facts.holdings] == [117.0, None]


@pytest.mark.parametrize(
    "title", ["## Watchlist / wait", "## 3. Watchlist (no order)", "## Watch list\n\n### Semis"]
)
def test_a_watchlist_in_a_portfolio_is_not_held(title: str) -> None:
    rows = table("| Ticker | Entry | Stop |", "| QQZC | 20 | 18 |")
    assert held(read(f"{BOOK}\n{title}\n\n{rows}", "portfolio.md")) == ["QQZA", "QQZB"]


@pytest.mark.parametrize("title", ["## Recently closed", "**Recently closed:**", "### Sold in May"])
def test_what_was_sold_is_not_held(title: str) -> None:
    rows = table("| Ticker | Entry | Return |", "| QQZC | 20 | +3% |")
    assert held(read(f"{BOOK}\n{title}\n\n{rows}", "portfolio.md")) == ["QQZA", "QQZB"]
    assert held(read(f"# Watchlist\n\n{title}\n\n{rows}", "watchlist.md")) == []


@pytest.mark.parametrize("title", ["## Open and closed lots", "**I sold half of it last week**"])
def test_what_is_still_there_is_held(title: str) -> None:
    rows = table("| Ticker | Shares | Entry |", "| QQZC | 3 | 20 |")
    assert "QQZC" in held(read(f"# Book\n\n{title}\n\n{rows}", "portfolio.md"))


@pytest.mark.parametrize(
    "text",
    [
        "## Open orders\n\n" + table("| Ticker | Qty |", "| QQZC | 3 |"),
        "## Now\n\n" + table("| Type | Ticker | Qty | Trigger |", "| Stop | QQZC | 3 | 18 |"),
        "## Now\n\n" + table("| Ticker | Shares | P&L |", "| QQZC | 3 | PENDING |"),
    ],
)
def test_an_order_is_not_held(text: str) -> None:
    note = read(f"{BOOK}\n{text}", "portfolio.md")
    assert held(note) == ["QQZA", "QQZB"]
    assert note.unread


def test_positions_in_a_watchlist_are_held() -> None:
    text = BOOK.replace("# Book", "# Watchlist") + "\n## Ideas\n\n"
    note = read(text + table("| Ticker | Entry |", "| QQZC | 20 |"), "watchlist.md")
    assert [row.is_watched for row in note.facts.holdings] == [False, False, True]


def test_a_header_that_may_be_either_is_what_the_others_leave() -> None:
    named = read("# 账户\n\n" + table("| 持仓 | 数量 |", "| QQZA | 3 |"), "持仓.md")
    counted = read("# 账户\n\n" + table("| 股票 | 持仓 |", "| QQZA | 3 |"), "持仓.md")
    for note in (named, counted):
        (row,) = note.facts.holdings
        assert isinstance(row, Holding)
        assert (row.subject.name, row.shares) == ("QQZA", 3.0)


# Titles and days


@pytest.mark.parametrize("title", ["🟠 QQZA — Quartz", "📈 Quartz (QQZA)", "⭐QQZA: why"])
def test_a_picture_before_a_title_hides_no_symbol(title: str) -> None:
    note = read(f"# {title}\n\n## Thesis\n\nWords.\n\n## Kill criteria\n\n- orders fall\n", "a.md")
    assert note.facts.symbol == "QQZA"


def test_a_date_that_could_be_two_days_is_said_where_it_stands() -> None:
    bullets = "## Catalysts\n\n- 07/02/2031: first quarter\n\n## Log\n\n- 08/02/2031: bought\n"
    rows = table("| Event | Date |", "| Vote | 09/02/2031 |")
    note = thesis(f"{bullets}\n## Events\n\n{rows}")
    assert codes(note) == ["date-unparsed"] * 3
    assert [item.window for item in note.facts.catalysts] == [None]
    assert "2031-02-07 or 2031-07-02" in " ".join(item.message for item in note.diagnostics)
    settled = thesis(f"{bullets}\n## Events\n\n{rows}\nSeen 25/02/2031.\n")
    assert codes(settled) == []
    days = [item.window.start for item in settled.facts.catalysts if item.window]
    assert sorted(days) == [dt.date(2031, 2, 7), dt.date(2031, 2, 9)]
    assert [line.day for line in settled.facts.log] == [dt.date(2031, 2, 8)]


@pytest.mark.parametrize("heading", ["Last updated: 2031-02-03", "最終更新：2031-02-03"])
def test_a_heading_may_say_when_a_note_was_changed(heading: str) -> None:
    assert read(f"# Mine\n\n## {heading}\n\nWords.\n", "notes.md").date == dt.date(2031, 2, 3)


@pytest.mark.parametrize("heading", ["Fed: 2031-02-03", "Last updated: in spring"])
def test_what_says_no_such_thing_dates_no_note(heading: str) -> None:
    assert read(f"# Mine\n\n## {heading}\n\nWords.\n", "notes.md").date is None


@pytest.mark.parametrize("name", ["QQZA (avg)", "QQZA (two lots)", "QQZA (50 %)"])
def test_a_remark_behind_a_symbol_is_none_of_it(name: str) -> None:
    rows = table("| Ticker | Shares | Entry |", f"| {name} | 3 | 20 |")
    (row,) = read(f"# Book\n\n{rows}", "portfolio.md").facts.holdings
    assert (row.subject.name, row.subject.is_symbol) == ("QQZA", True)


@pytest.mark.parametrize("name", ["T1", "Tranche 2", "↳ T2"])
def test_a_tranche_is_not_a_security(name: str) -> None:
    rows = table("| Ticker | Shares | Entry |", "| QQZA | 3 | 20 |", f"| {name} | 2 | 19 |")
    note = read(f"# Book\n\n{rows}", "portfolio.md")
    assert (held(note), [item.text for item in note.unread]) == (["QQZA"], [f"subject: {name}"])


@pytest.mark.parametrize("line", ["stock: QQZA", "Stock: $QQZA", "stock: Quartz (QQZA)"])
def test_a_stock_is_named_by_its_symbol(line: str) -> None:
    assert read(f"---\n{line}\n---\n# Quartz\n", PATH).facts.symbol == "QQZA"


@pytest.mark.parametrize("line", ["company: QQZA", "stock: Quartz", "stock: QQZA and QQZB"])
def test_what_names_no_symbol(line: str) -> None:
    assert read(f"---\n{line}\n---\n# Quartz\n", PATH).facts.symbol is None
