"""What stands under the headings that are known, and the tables that these make what they are."""

from __future__ import annotations

import datetime as dt

import pytest

from parser.reading import codes, cut, read
from thesisvault.model.facts import RelationKind
from thesisvault.model.note import Note

THESIS = "Theses/Quartz.md"


def under(heading: str, *lines: str, path: str = THESIS) -> tuple[str, Note]:
    text = "\n".join(("# Quartz (QQZA)", "", heading, "", *lines, ""))
    return text, read(text, path)


@pytest.mark.parametrize(
    "heading",
    [
        "## Kill criteria",
        "## 5. What would change my mind?",
        "### **Invalidation** (read twice)",
        "## 🚨 Red lines:",
        "**Exit triggers:**",
        "## 失效条件",
        "# Thesis breakers — final",
    ],
)
def test_criteria_under_any_heading_of_the_list(heading: str) -> None:
    text, note = under(
        heading, "- Two quarters of falling orders", "- The mine closes by 2026-09-30"
    )
    first, second = note.facts.criteria
    assert first.text == "Two quarters of falling orders"
    assert second.by is not None and second.by.start == dt.date(2026, 9, 30)
    assert first.rule.startswith("bullet under ")
    assert cut(text, first.span) == first.text


def test_criteria_in_prose_and_tables_are_quoted_too() -> None:
    _, prose = under("## Invalidation trigger", "Net orders below 200 for two quarters.")
    assert [item.text for item in prose.facts.criteria] == [
        "Net orders below 200 for two quarters."
    ]
    table = ("| Trigger | Then |", "|---|---|", "| The chief leaves | sell |")
    _, rows = under("## Exit criteria", *table)
    assert [item.text for item in rows.facts.criteria] == ["The chief leaves"]


@pytest.mark.parametrize(
    "line", ["- **Stop:** $88.00", "- Stop: 88", "- SL 88", "- Stop-loss at $88"]
)
def test_a_stop_among_criteria_is_a_figure(line: str) -> None:
    _, note = under("## Kill criteria", line)
    assert [(item.name, item.value) for item in note.facts.figures] == [("stop", 88.0)]
    assert note.facts.criteria == ()


@pytest.mark.parametrize(
    ("heading", "meant"),
    {
        "## Kill critera": "Kill criteria",
        "### What invalidates the thsis": "What invalidates",
        "## What invlidates my case": "What invalidates",
    }.items(),
)
def test_a_heading_that_is_a_slip_from_one_that_is_read_is_said(heading: str, meant: str) -> None:
    text, note = under(heading, "- Stop: 88")
    (found,) = note.diagnostics
    assert (found.code, cut(text, found.span)) == ("heading-near", heading)
    assert f"did you mean `{meant}`?" in found.message


@pytest.mark.parametrize(
    "heading", ["## Kill criteria", "## Quarry", "# Kill critera", "## Trades"]
)
def test_a_heading_that_is_read_or_far_from_one_is_left_in_peace(heading: str) -> None:
    assert codes(under(heading, "- Stop: 88")[1]) == []
    assert codes(under("## Kill critera", "- Stop: 88", path="Notes/Any.md")[1]) == []


def test_what_raises_a_conviction_is_no_criterion() -> None:
    _, note = under(
        "## Conviction triggers", "→ **HIGH if**: orders double", "", "→ **CLOSE if**: they halve"
    )
    assert [item.text for item in note.facts.criteria] == ["→ CLOSE if: they halve"]


def test_nothing_is_read_under_other_headings_or_in_other_notes() -> None:
    _, note = under(
        "## History of the town", "- Two quarters of falling orders", "- 2026-05-01: fair"
    )
    assert (note.facts.criteria, note.facts.log, note.facts.catalysts) == ((), (), ())
    _, other = under("## Kill criteria", "- Two quarters", path="How I work.md")
    assert other.facts.criteria == ()


def test_catalysts_in_bullets_and_checkboxes() -> None:
    text, note = under(
        "## Key catalysts",
        "- **Q1 report** (May 6, 2026) — margins",
        "- 2026-06-18: Vote on the budget",
        "- [x] First crusher, March 2026",
        "- [ ] Second crusher (Q3 2026)",
        "- Trade fair in May 2026",
        "- Better weather",
    )
    found = [(item.subject.name, item.text, item.outcome) for item in note.facts.catalysts]
    assert found == [
        ("Q1 report", "May 6, 2026", ""),
        ("Vote on the budget", "2026-06-18", ""),
        ("First crusher", "March 2026", "done"),
        ("Second crusher", "Q3 2026", ""),
        ("Trade fair", "May 2026", ""),
    ]
    asked = [item.asks_outcome for item in note.facts.catalysts]
    assert asked == [False, False, True, True, False]
    assert [item.text for item in note.unread if item.code == "undated"] == ["Better weather"]
    assert cut(text, note.facts.catalysts[1].span) == "2026-06-18: Vote on the budget"


@pytest.mark.parametrize("head", ["Date", "Date/Window", "Expected date", "Timing", "日期"])
def test_calendars_in_tables(head: str) -> None:
    rows = (f"| {head} | Event | Status |", "|---|---|---|", "| 2026-02-26 | Report | done |")
    _, note = under("## Timeline", *rows, "| 2026-07-30 | Vote | |")
    assert [(item.subject.name, item.outcome) for item in note.facts.catalysts] == [
        ("Report", "done"),
        ("Vote", ""),
    ]
    assert not any(item.asks_outcome for item in note.facts.catalysts)
    assert note.facts.log == ()


@pytest.mark.parametrize(
    ("heading", "header"),
    [
        ("## Thesis log", "| Date | Event | Thesis Status |"),
        ("## Some notes", "| Date | Event | Thesis Status |"),
        ("## Conviction log", "| Date | Event | Δ Conviction |"),
        ("## Change log", "| Date | What changed | Who |"),
    ],
)
def test_a_table_of_a_log_is_no_calendar(heading: str, header: str) -> None:
    _, note = under(heading, header, "|---|---|---|", "| 2026-05-07 | First draft | Intact |")
    assert note.facts.catalysts == ()
    assert [entry.day for entry in note.facts.log] == [dt.date(2026, 5, 7)]


def test_a_log_in_bullets_and_in_headings() -> None:
    text, note = under(
        "## Update log",
        "- 2026-01-05: bought a tenth",
        "- no date here",
        "",
        "### 2026-05-18: Coast line shrinks",
        "- **Data point**: half of it",
        "- **Thesis impact**: Weakens (tonnes)",
        "- **Conviction**: Medium",
    )
    assert [(item.day.isoformat(), item.text) for item in note.facts.log] == [
        ("2026-01-05", "bought a tenth"),
        ("2026-05-18", "Coast line shrinks"),
    ]
    (impact,) = note.facts.stated_impacts
    assert (impact.thesis.name, impact.day) == (THESIS, dt.date(2026, 5, 18))
    assert cut(text, impact.span) == "Weakens (tonnes)"
    assert impact.labels[0].signs[0] < 0
    (conviction,) = [item for item in note.facts.figures if item.name == "conviction"]
    assert (conviction.text, conviction.day) == ("Medium", dt.date(2026, 5, 18))


def test_an_impact_within_an_entry_of_one_line() -> None:
    text, note = under("## Log", "- 2026-03-01: Report out. Thesis impact: strengthens. Held.")
    (impact,) = note.facts.stated_impacts
    assert cut(text, impact.span) == "strengthens"
    assert impact.labels[0].signs[0] > 0


def test_an_entry_is_seen_from_its_day_on() -> None:
    _, note = under("## Log", "- 2026-03-01: first", "- 2026-04-01: second. Verdict: weakens")
    early = note.facts.known(dt.date(2026, 3, 15))
    assert [entry.text for entry in early.log] == ["first"]
    assert early.stated_impacts == ()


def test_impacts_and_flows_in_a_note_on_the_market() -> None:
    text, note = under(
        "## Implications",
        "- [[Long NVDA]]: pressured near-term",
        "- Long copper: supported",
        "- Out: semis, software",
        "- The weather: nice",
        path="Daily/2026-05-05.md",
    )
    impacts = [(item.thesis.name, item.thesis.linked) for item in note.facts.stated_impacts]
    assert impacts == [("Long NVDA", True), ("Long copper", False)]
    assert [(flow.group.name, flow.direction) for flow in note.facts.flows] == [
        ("semis", -1),
        ("software", -1),
    ]
    assert "semis" in cut(text, note.facts.flows[0].span)


def test_winners_and_losers() -> None:
    _, note = under(
        "## Winners", "- **Energy** — crude rose", "- [[Banks]], miners", path="Daily/2026-05-05.md"
    )
    assert [(flow.group.name, flow.direction) for flow in note.facts.flows] == [
        ("Energy", 1),
        ("Banks", 1),
        ("miners", 1),
    ]
    assert not any(flow.outlook for flow in note.facts.flows)


@pytest.mark.parametrize(
    ("item", "names"),
    [
        ("Chips, [[Banks]]", ["Banks", "Chips"]),
        ("[[Banks]] and regional lenders", ["Banks", "regional lenders"]),
        ("[[Energy]] led by [[QQZA]]", ["Energy", "QQZA"]),
        ("[[A, B]], salt", ["A, B", "salt"]),
        ("[[Energy]], which has risen with crude for weeks", ["Energy"]),
        ("[[Energy]], with crude", ["Energy"]),
        ("**Energy**: crude rose", ["Energy"]),
        ("**Status**: working", []),
        ("**Rationale**: take profits", []),
    ],
)
def test_names_beside_links_in_a_list(item: str, names: list[str]) -> None:
    _, note = under("## Winners", f"- {item}", path="Daily/2026-05-05.md")
    assert [flow.group.name for flow in note.facts.flows] == names


def test_moves_in_a_list() -> None:
    _, note = under(
        "## Movers",
        "- QQZA: +4.2%, best day since May",
        "- **QQZB** (-3%) — recall",
        "- Basalt (NYSE: QQZC) +2.1% on volume",
        "- Small caps ▼ 1.2 %",
        "- [[Quartz]] +8% — rebound",
        "- $QQZD -14.21% / QQZE -8.5%",
        "- NASDAQ:QQZF -1,5%",
        "- QQZA +3% YTD",
        "- QQZA 3%",
        "- QQZA +3-4%",
        "- QQZA -2% (last week)",
        "- The market fell -2% after the vote",
        path="Daily/2026-05-05.md",
    )
    found = [(item.subject.name, item.quantity.low, item.note) for item in note.facts.stated_moves]
    assert found == [
        ("QQZA", 0.042, "best day since May"),
        ("QQZB", -0.03, "recall"),
        ("QQZC", 0.021, "on volume"),
        ("Small caps", -0.012, ""),
        ("Quartz", 0.08, "rebound"),
        ("QQZD", -0.1421, ""),
        ("QQZE", -0.085, ""),
        ("QQZF", -0.015, ""),
    ]
    assert {item.day for item in note.facts.stated_moves} == {dt.date(2026, 5, 5)}
    assert [item.subject.linked for item in note.facts.stated_moves].count(True) == 1
    assert len([item for item in note.unread if item.code == "item"]) == 5


def test_moves_in_a_list_without_a_day_are_reported() -> None:
    _, note = under("## Movers", "- QQZA +4%", path="Daily/Notes.md")
    assert note.facts.stated_moves == ()
    assert [item.text for item in note.unread] == ["QQZA +4%"]


def test_pictures_beside_an_impact_say_nothing_of_their_own() -> None:
    items = ("- [[Long QQZA]] ✅ confirmed", "- 🔴 [[Long QQZB]]: pressured", "- [[Long QQZC]] ⚠️")
    _, note = under("## Impact on theses", *items, path="Daily/2026-05-05.md")
    found = [(item.thesis.name, item.labels[0].signs[0] > 0) for item in note.facts.stated_impacts]
    assert found == [("Long QQZA", True), ("Long QQZB", False)]
    assert [item.text for item in note.unread] == ["Long QQZC ⚠️"]


def test_members_of_a_sector_in_bullets_tables_and_links_on_a_line() -> None:
    bullets = ("- [[QQZA]] — leader", "- $QQZB: challenger", "- Basalt (NYSE: QQZC)", "- a remark")
    _, note = under("## Beneficiaries", *bullets, path="Sectors/Salt.md")
    found = [(item.other.name, item.inverse, item.kind) for item in note.facts.relations]
    assert found == [(name, True, RelationKind.MEMBER_OF) for name in ("QQZA", "QQZB", "QQZC")]
    listed = ("- NASDAQ:QQZA", "- NYSE: QQZB: leader", "- HK.00123, TYO:4567")
    _, other = under("## Members", *listed, path="Sectors/Salt.md")
    found = [(item.other.name, item.inverse, item.kind) for item in other.facts.relations]
    marked = ("QQZA", "QQZB", "HK.00123", "4567.TYO")
    assert found == [(name, True, RelationKind.MEMBER_OF) for name in marked]
    table = ("| Ticker | Role |", "|---|---|", "| QQZA | leader |")
    _, rows = under("## Linked tickers", *table, path="Sectors/Salt.md")
    assert [item.other.name for item in rows.facts.relations] == ["QQZA"]
    _, line = under("## 관련 종목 (2개)", "[[stocks/가]] | [[stocks/나]] | 다", path="테마/염.md")
    assert [item.other.name for item in line.facts.relations] == ["stocks/가", "stocks/나"]


def test_exposures_in_bullets() -> None:
    _, note = under("## Exposure", "- [[Quartz]] 60%", "- short QQZB 40%", "- and patience")
    assert [(item.subject.name, item.weight) for item in note.facts.exposures] == [
        ("Quartz", 0.6),
        ("QQZB", -0.4),
    ]


def test_cases_risks_and_pillars() -> None:
    _, note = under(
        "## Bull case",
        "- Up",
        "",
        "## Bear Case",
        "- Down",
        "",
        "## Key risks",
        "- Rain",
        "",
        "## Key pillars",
        "| Pillar | Original Expectation | Current Status | Trend |",
        "|---|---|---|---|",
        "| Tonnes | 4 Mt | 3 Mt | Concerning |",
    )
    assert [(item.side, item.text) for item in note.facts.points] == [
        ("pillar", "Tonnes"),
        ("bull", "Up"),
        ("bear", "Down"),
        ("risk", "Rain"),
    ]
    assert note.facts.points[0].detail == "4 Mt → 3 Mt → Concerning"
    _, table = under("## Cases", "| Bull case | Bear case |", "|---|---|", "| Up | Down |")
    assert [(item.side, item.text) for item in table.facts.points] == [
        ("bull", "Up"),
        ("bear", "Down"),
    ]


def test_holdings_are_no_moves() -> None:
    _, note = under(
        "## Portfolio",
        "| Ticker | Shares | Avg Cost | Weight | Return |",
        "|---|---|---|---|---|",
        "| **QQZA** | 4 | $80.00 | 40% | +15.0% |",
        "| QQZB | -10 | $50.00 | 60% | -10.0% |",
        "| Total | | | 100% | |",
        path="Portfolio/Holdings.md",
    )
    assert note.facts.stated_moves == ()
    assert [
        (row.subject.name, row.shares, row.cost, row.weight) for row in note.facts.holdings
    ] == [("QQZA", 4.0, 80.0, 0.4), ("QQZB", -10.0, 50.0, 0.6)]


def test_weights_are_held_in_a_portfolio_and_exposures_in_a_thesis() -> None:
    rows = ("| Ticker | Suggested Weight |", "|---|---|", "| QQZA | 60% |", "| QQZB | 40% |")
    _, thesis = under("## How", *rows)
    assert [(item.subject.name, item.weight) for item in thesis.facts.exposures] == [
        ("QQZA", 0.6),
        ("QQZB", 0.4),
    ]
    rows = ("| Ticker | Weight |", *rows[1:])
    _, book = under("## How", *rows, path="Portfolio/Holdings.md")
    assert book.facts.exposures == ()
    assert [(row.subject.name, row.weight) for row in book.facts.holdings] == [
        ("QQZA", 0.6),
        ("QQZB", 0.4),
    ]


@pytest.mark.parametrize(
    "header",
    [
        "| Ticker | Entry | Return |",
        "| Ticker | Size | Change |",
        "| Company | FY21 margin | FY25 margin | Change |",
        "| Stage | Company | Change |",
    ],
)
def test_a_change_of_something_else_is_no_move(header: str) -> None:
    cells = "| " + " | ".join(["+2%"] * header.count("|")) + " |"
    dashes = "|" + "---|" * (header.count("|") - 1)
    _, note = under("## Table", header, dashes, cells.replace("+2%", "QQZA", 1))
    assert note.facts.stated_moves == ()


def test_of_two_changes_the_one_in_percent_counts() -> None:
    rows = ("| Ticker | Change | % Change |", "|---|---|---|", "| QQZA | +1.10 | +2.2% |")
    _, note = under("## Movers", *rows)
    assert [move.quantity.text for move in note.facts.stated_moves] == ["+2.2%"]


def test_a_table_that_is_not_known_is_kept_with_its_header() -> None:
    text, note = under("## Depots", "| Depot | Bays |", "|---|---|", "| North | 4 |")
    (unread,) = [item for item in note.unread if item.code == "table"]
    assert (unread.text, unread.span.line) == ("Depot | Bays", 4)
    assert codes(note) == []
    assert text


def test_a_managed_block_states_nothing() -> None:
    _, note = under(
        "## Kill criteria", "<!-- thesis:moves -->", "- It rains", "<!-- /thesis:moves -->"
    )
    assert note.facts.criteria == ()


def test_sections_may_stand_in_any_order() -> None:
    sections = [
        "## Kill criteria\n\n- It rains\n\n",
        "## Catalysts\n\n- 2026-06-18: Vote\n\n",
        "## Log\n\n- 2026-03-01: first. Verdict: weakens\n\n",
        "## Bull case\n\n- Up\n\n",
    ]

    def told(order: list[int]) -> list[tuple[str, str]]:
        facts = read("# Quartz (QQZA)\n\n" + "".join(sections[at] for at in order), THESIS).facts
        texts = [(type(fact).__name__, getattr(fact, "text", "")) for fact in facts.all()]
        return sorted(texts)

    assert told([0, 1, 2, 3]) == told([3, 2, 1, 0]) == told([2, 0, 3, 1])


ALARMS = "| {} | {} |\n|---|---|\n| Gross margin | < 20% |\n"


@pytest.mark.parametrize(
    ("heading", "header", "criteria"),
    [
        ("## Monitoring", ("KPI", "Red flag"), ["Gross margin: < 20%"]),
        ("## Kill criteria", ("What", "Threshold"), ["Gross margin: < 20%"]),
        ("## Kill criteria", ("#", "What"), ["< 20%"]),
        ("## Kill criteria", ("What", "Then"), ["Gross margin"]),
        ("## Screen", ("Metric", "Threshold"), []),
    ],
)
def test_a_table_of_alarms_states_criteria(
    heading: str, header: tuple[str, str], criteria: list[str]
) -> None:
    _, note = under(heading, ALARMS.format(*header))
    assert [item.text for item in note.facts.criteria] == criteria


@pytest.mark.parametrize("head", ["tags: [book]", "isbn: 978", "type: book notes", ""])
def test_what_a_book_says_of_stops_is_no_criterion(head: str) -> None:
    text = f"---\n{head}\n---\n# On stops\n\n## Stops\n\n- Sell at 7%\n\n{ALARMS.format('S', 'T')}"
    note = read(text, "Library/On stops.md")
    assert not note.facts.criteria and not note.facts.tripwires
    assert "table" in [item.code for item in note.unread]


def test_how_it_might_have_failed_is_a_risk_and_no_criterion() -> None:
    _, note = under("## Pre-mortem", "It is 2035, and the mine flooded in 2029.", "", "- Floods")
    assert not note.facts.criteria
    assert [(item.side, item.text) for item in note.facts.points] == [("risk", "Floods")]
