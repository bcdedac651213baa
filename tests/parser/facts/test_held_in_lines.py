"""What is held as a line of a list says it, and rows of a table whose trades are over."""

from __future__ import annotations

import pytest

from thesisvault.model.facts import Holding, Side
from thesisvault.model.note import Kind
from thesisvault.parser.note import parse_note


def held(text: str, path: str = "My portfolio.md") -> list[Holding]:
    return list(parse_note(path, text.encode()).facts.holdings)


def test_a_line_of_a_portfolio_says_what_is_held() -> None:
    text = (
        "# My portfolio\n\n**Core**\n- QQZA: 45% (cost 221.4)\n- QQZB: 20%\n**Satellite**\n"
        "- QQZC: 8% — 120 sh @ $38.2 — stop $98\n- Salt works (QQZD) 6%\n- 7203.T: 100 sh\n\n"
        "## Income\n\n- [[Brine]] — 40 shares, avg 41.20, target 60\n- $QQZE 12.5% of portfolio\n"
    )
    found = [
        (it.subject.name, it.shares, it.weight, it.cost, it.stop, it.target) for it in held(text)
    ]
    assert found == [
        ("QQZA", None, 0.45, 221.4, None, None),
        ("QQZB", None, 0.2, None, None, None),
        ("QQZC", 120, 0.08, 38.2, 98, None),
        ("QQZD", None, 0.06, None, None, None),
        ("7203.T", 100, None, None, None, None),
        ("Brine", 40, None, 41.2, None, 60),
        ("QQZE", None, 0.125, None, None, None),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "- Cash: 12%",
        "- CASH: 12%",
        "- CHF: 5%",
        "- US: 40%",
        "- Tech: 45%",
        "- QQZA: +4.2% today",
        "- QQZA is 8% of it",
        "QQZA: 8%",
    ],
)
def test_other_lines_say_nothing_held(line: str) -> None:
    assert not held(f"# My portfolio\n\n{line}\n")


def test_a_share_alone_may_be_how_far_a_security_rose() -> None:
    assert not held("# My portfolio\n\n## What rose\n\n- QQZA: 4.9%\n")
    assert not held("# My portfolio\n\n## Past positions\n\n- QQZA: 40 shares\n")


def test_a_list_of_positions_makes_a_plain_note_a_portfolio() -> None:
    text = "# Notes\n\n## Open positions\n\n- [[QQZA]] — 120 sh, avg 41.20, stop 36\n- Cash 22%\n"
    note = parse_note("Dashboard.md", text.encode())
    (row,) = note.facts.holdings
    assert (note.kind, row.subject.linked, row.stop) == (Kind.PORTFOLIO, True, 36)


def test_a_list_of_shorts_is_short() -> None:
    longs, short = held("# N\n\n## Longs\n- QQZA 8%\n\n## Shorts\n- QQZB (4%)\n", "n.md")
    assert (longs.side, short.side, short.weight) == (Side.LONG, Side.SHORT, 0.04)


TRADES = (
    "| # | Date in | Symbol | L/S | Qty | In | Stop | {out} | P/L |\n"
    "|---|---|---|---|---|---|---|---|---|\n"
    "| 1 | 1/5/31 | QQZA | L | 200 | 89.10 | 86 | {first} | +1220 |\n"
    "| 2 | 1/22/31 | QQZB | S | 50 | 262.0 | 275 | {second} | |\n"
)


@pytest.mark.parametrize("out", ["Date out", "Out", "Sold on", "Exit", "Exit price"])
def test_a_row_with_its_exit_is_over(out: str) -> None:
    text = TRADES.format(out=out, first="95.2", second="")
    for path in ("Trade log 2031.md", "n.md"):
        over, still = held(text, path)
        assert (over.shares, still.shares, still.cost, still.stop) == (0, -50, 262, 275)


def test_exits_in_all_rows_may_be_planned() -> None:
    assert [row.shares for row in held(TRADES.format(out="Exit", first="95", second="210"))] == [
        0, -50
    ]  # fmt: skip
    planned = TRADES.replace("+1220", "").format(out="Exit", first="95", second="210")
    assert [row.shares for row in held(planned)] == [200, -50]


def test_stops_of_several_securities_are_each_of_one() -> None:
    text = (
        "Thesis:: salt\nPosition:: [[QQZA]] 120 sh @ 41, [[QQZB]] 3 sh\nStop:: QQZA 36, QQZB 24\n"
    )
    note = parse_note("Salt.md", text.encode())
    assert (note.kind, note.kind_rule) == (Kind.THESIS, "property `Thesis` and a level")
    assert [it.condition for it in note.facts.tripwires] == ["QQZA stop 36", "QQZB stop 24"]
    assert [it.subject.name for it in note.facts.exposures] == ["QQZA", "QQZB"]
    assert [item.text.partition(":")[0] for item in note.unread] == ["Position"]
    assert [item.code for item in note.diagnostics] == []


@pytest.mark.parametrize("said", ["🟢 Long", "🔴 **short**", "🐻 bear"])
def test_a_picture_before_a_side_is_no_part_of_it(said: str) -> None:
    note = parse_note("Theses/n.md", f"ticker:: QQZA\ndirection:: {said}\n".encode())
    assert note.facts.side is (Side.LONG if "Long" in said else Side.SHORT)
    assert note.diagnostics == ()


def test_the_key_may_say_that_a_weight_is_in_percent() -> None:
    text = "---\nticker: QQZA\nposition_size_pct: 4\n---\n"
    (weight,) = parse_note("Theses/n.md", text.encode()).facts.figures
    assert (weight.name, weight.value) == ("weight", 0.04)


BROKER = (
    "# Portfolio\n\n| Name (Ticker) | Sh | Avg | Tgt | % of acct |\n|---|--:|--:|--:|--:|\n"
    "| Salt Works (QQZA) | 20 | 52 | 60 | 31.2% |\n"
    "| Cash & Cash Investments | -- | -- | | 12.6% |\n"
    "| Money market (USD) | | | | 4% |\n| Account Total | | | | 100% |\n"
    "| Subtotal | 20 | | | |\n"
)


def test_cash_and_sums_of_a_broker_s_table_are_nothing_held() -> None:
    (row,) = held(BROKER)
    assert (row.subject.name, row.shares, row.cost, row.target, row.weight) == (
        "QQZA", 20, 52, 60, 0.312
    )  # fmt: skip


def test_holdings_by_account_are_a_portfolio() -> None:
    text = "### Roth IRA\n\n| Stock | Sh | Sold |\n|---|---|---|\n| QQZA | 4 | |\n"
    note = parse_note("Holdings by account.md", text.encode())
    assert (note.kind, len(note.facts.holdings)) == (Kind.PORTFOLIO, 1)


def test_ideas_are_open_or_waiting_by_their_status() -> None:
    text = (
        "| Idea | Side | Entry | Stop | Status |\n|---|---|---|---|---|\n"
        "| QQZA breakout | Long | 62 | 59.5 | triggered |\n"
        "| QQZB fade | Short | 230 | 238 | waiting |\n"
        "| $QQZC | Long | 210 | 195 | stopped out |\n"
    )
    (row,) = held(text, "Trade ideas.md")
    assert (row.subject.name, row.stop, row.side) == ("QQZA", 59.5, Side.LONG)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            "1. **Short QQZA** (entry 92, stop 94.5, target 85) — supply.",
            (Side.SHORT, 92, 94.5, 85),
        ),
        ("2. LONG: $QQZA @ 97, SL 92, TP 110", (Side.LONG, 97, 92, 110)),
        ("- QQZA: entry 97, stop 92", (None, 97, 92, None)),
    ],
)
def test_an_idea_on_one_line_is_watched(
    line: str, found: tuple[Side | None, float, float, float | None]
) -> None:
    (row,) = held(f"# Ideas\n\n{line}\n", "Ideas.md")
    assert (row.side, row.cost, row.stop, row.target) == found
    assert row.is_watched


_ENTRY = "**Entry:** $97.97 CAD avg. 40.5 shares. Bought 2026-05-11. Stop-loss: $84.00 CAD."


def figures(item: Holding) -> tuple[float | None, ...]:
    return (item.shares, item.cost, item.weight, item.stop, item.target)


def test_one_label_of_several_sentences_says_what_is_held() -> None:
    text = (
        "# Per-position theses\n\n"
        f"### QQZA — Salt Inc.\n**Thesis:** Scarce.\n{_ENTRY}\n**Exit signal:** It rains.\n\n"
        "### QQZB — Tin Co\n**Entry:** $342.82 USD avg. At 15.5% of portfolio — do not add.\n\n"
        "### QQZC — Zinc\n**Entry:** $55.36 CAD avg. +43.5% gain. Mental stop: $74 CAD.\n\n"
        "### QQZD — Lead\n**Entry:** $60.50. Target: $75. 100 shares.\n\n"
    )
    found = held(text, "theses.md")
    assert [item.subject.name for item in found] == ["QQZA", "QQZB", "QQZC", "QQZD"]
    assert [figures(item) for item in found] == [
        (40.5, 97.97, None, 84.0, None),
        (None, 342.82, 0.155, None, None),
        (None, 55.36, None, 74.0, None),
        (100.0, 60.5, None, None, 75.0),
    ]
    assert not any(item.is_watched for item in found)
    assert [item.text for item in found[0].criteria] == ["It rains."]


def test_two_accounts_in_one_entry_are_told() -> None:
    entry = "$420.00 Cash (10 shares) / $420.30 Pension (7 shares) USD avg."
    text = f"# T\n\n### QQZA\n**Exit signal:** Rain.\n**Entry:** {entry}\n"
    note = parse_note("theses.md", text.encode())
    assert [item.text for item in note.unread] == [f"Entry: {entry}"]


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("Theses/Long salt.md", "---\nticker: QQZA\ntags: [thesis]\n---\n# Long salt\n\n"),
        ("Theses/Salt.md", "---\nticker: QQZA\ntags: [thesis]\n---\n# Salt\n\n## Position\n"),
    ],
)
def test_a_stop_behind_an_entry_is_the_stop_of_a_thesis(path: str, head: str) -> None:
    facts = parse_note(path, f"{head}{_ENTRY}\n".encode()).facts
    found = {item.name: item.value for item in facts.figures if item.name in ("entry", "stop")}
    assert found == {"entry": 97.97, "stop": 84.0}


def test_lines_of_several_sentences() -> None:
    text = (
        "# My portfolio\n\n- **QQZA**: 40 shares @ 97.97. Stop-loss: $84.00 CAD.\n"
        "- QQZB - 20 shares, avg 196. Mental stop: 180.\n\n"
        f"## Longs\n\n### Zinc (QQZC)\n{_ENTRY}\n"
    )
    note = parse_note("My portfolio.md", text.encode())
    assert {item.subject.name: figures(item)[:4] for item in note.facts.holdings} == {
        "QQZA": (40.0, 97.97, None, 84.0),
        "QQZB": (20.0, 196.0, None, 180.0),
        "QQZC": (40.5, 97.97, None, 84.0),
    }
    assert note.unread == ()


@pytest.mark.parametrize("code", ["CAD", "AUD", "SEK", "JPY", "USD", "€"])
def test_a_level_may_be_in_any_currency(code: str) -> None:
    (item,) = held(f"# Book\n\n### QQZA (40 shares)\n- Stop: 84.50 {code}\n- Target: 99 {code}\n")
    assert (item.stop, item.target) == (84.5, 99.0)


def test_a_target_by_a_ratio_is_a_price_and_one_in_multiples_is_none() -> None:
    text = "# Book\n\n### QQZA (40 shares)\n- Stop: 84.5\n- Target: {}\n"
    assert held(text.format("$99.40 (R:R method)"))[0].target == 99.4
    assert held(text.format("5 (R)"))[0].target is None


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        *(("NVIDIA (NVDA)", "NVDA"), ("INTEL (INTC)", "INTC"), ("VISA (V)", "V")),
        *(("MICROSOFT (MSFT)", "MSFT"), ("Centene (CNC)", "CNC"), ("CNC: Centene", "CNC")),
        *(("NVDA (CORE)", "NVDA"), ("MU (HBM)", "MU"), ("AVGO (ADD)", "AVGO")),
        *(("TSLA — core (T)", "TSLA"), ("EMMVEE (MTF 3×)", "EMMVEE")),
        *(("INOXINDIA (MTF)", "INOXINDIA"), ("SEDEMAC (Delivery)", "SEDEMAC")),
        *(("2. RELIANCE — core", "RELIANCE"), ("M&MFINANCE", "M&MFINANCE")),
    ],
)
def test_a_heading_names_the_security_and_not_what_is_said_of_it(heading: str, name: str) -> None:
    lines = "- **Qty:** 70 shares | **Avg:** ₹2,014.10\n- **SL:** ₹1,930\n"
    (item,) = held(f"# Open trades\n\n## {heading}\n{lines}", "portfolio/open-trades.md")
    assert (item.subject.name, figures(item)) == (name, (70.0, 2014.1, None, 1930.0, None))


@pytest.mark.parametrize("heading", ["SUMMARY", "EXAMPLES", "STRATEGY (core)", "IMPORTANT: read"])
def test_a_word_in_capitals_holds_nothing_without_shares_and_a_cost(heading: str) -> None:
    text = "# Rules\n\n## {}\n- Stop: 95\n- Target: 120\n- Entry: 100\n"
    assert not held(text.format(heading), "Rules.md")


@pytest.mark.parametrize("heading", ["[[RELIANCE]]", "Reliance\n- Ticker: RELIANCE"])
def test_a_long_symbol_that_is_linked_or_labelled_needs_no_more(heading: str) -> None:
    text = f"# Ideas\n\n## {heading}\n- Stop: 95\n- Target: 120\n"
    assert [(item.subject.name, item.stop) for item in held(text, "Ideas.md")] == [("RELIANCE", 95)]
