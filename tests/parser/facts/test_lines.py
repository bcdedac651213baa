"""Lines that state something by themselves, whatever their heading, and those that do not."""

from __future__ import annotations

import pytest

from parser.reading import codes, cut, read
from thesisvault.model.facts import Holding
from thesisvault.model.note import Kind, Note

THESIS = "Theses/Long Quartz.md"
FRONT = "---\nticker: QQZA\nside: long\n---\n# Long Quartz\n\n"


def thesis(*lines: str, front: str = FRONT) -> tuple[str, Note]:
    text = front + "\n".join(("## Whatever I call it", "", *lines, ""))
    return text, read(text, THESIS)


def figures(note: Note, *names: str) -> list[tuple[str, float | None]]:
    return [(item.name, item.value) for item in note.facts.figures if item.name in names]


@pytest.mark.parametrize(
    "line",
    [
        "Stop loss @ 170",
        "> Stop 170",
        "- hard stop 170",
        "SL: 170",
        "**Stop:** $170.00 (below the spring low)",
        "- Stop at 170 on a weekly close",
        "* Trailing stop: 170",
    ],
)
def test_a_bare_stop_is_one_under_any_heading(line: str) -> None:
    text, note = thesis(line)
    (stop,) = (item for item in note.facts.figures if item.name == "stop")
    assert (stop.value, cut(text, stop.span)) == (170.0, stop.text)
    assert stop.rule.endswith("Whatever I call it")


@pytest.mark.parametrize(
    "line",
    [
        "I moved my stop 170 up last week.",
        "- Stop 170 is where the crowd sits",
        "Stop: 8%",
        "- Stop 2 ATR",
        "Stop: 12 (points)",
        "- Stop adding below 170",
        "Stop: 170-175",
        "Stop 10:30",
        "- Stopped out 170",
        "1. Short the dollar\n   - **Stop:** 155 (pivot)",
        "Stop distance: 1.70",
        "The low was 168, hence the\nstop 170\nthat everybody talks about.",
    ],
)
def test_what_is_no_bare_stop_is_not_read(line: str) -> None:
    assert figures(thesis(line)[1], "stop") == []


@pytest.mark.parametrize(
    "headings",
    [
        ("## Update log", "### 2031-02-03"),
        ("## 2031-02-03",),
        ("## Peers", "### QQZB"),
        ("## Closed trades",),
        ("## Example",),
        ("## Lessons of the last one",),
    ],
)
def test_a_stop_of_another_day_or_security_is_not_the_thesis_s(headings: tuple[str, ...]) -> None:
    note = read(FRONT + "\n\n".join((*headings, "Stop 170")), THESIS)
    assert figures(note, "stop") == []


def test_in_a_thesis_on_several_a_heading_says_whose_stop_it_is() -> None:
    front = "---\nside: long\ntickers: [QQZA, QQZB]\n---\n# Long rocks\n\n"
    note = read(f"{front}## QQZB (10 shares)\n\nStop 170\nPT 260\n", "Theses/Long rocks.md")
    assert [wire.condition for wire in note.facts.tripwires] == ["QQZB stop 170"]
    assert figures(note, "stop", "target") == []


@pytest.mark.parametrize(
    ("known", "line", "expected"),
    [
        ("entry: 198", "**Exit:** 170", [("stop", 170.0)]),
        ("target: 260", "- Exit @ 170", [("stop", 170.0)]),
        ("conviction: high", "Exit: 170", [("stop", 170.0)]),
        ("entry: 160", "Exit: 170", []),
        ("target: 170", "Exit: 170", []),
    ],
)
def test_an_exit_is_a_stop_where_it_can_be_nothing_else(
    known: str, line: str, expected: list[tuple[str, float]]
) -> None:
    _, note = thesis(line, front=FRONT.replace("side: long", f"side: long\n{known}"))
    assert figures(note, "stop") == expected
    assert [item.code for item in note.unread] == ([] if expected else ["value"])


def test_a_second_stop_is_said_and_the_first_counts() -> None:
    front = FRONT.replace("side: long", "side: long\nstop: 165")
    _, same = thesis("Stop 165", front=front)
    assert (figures(same, "stop"), codes(same)) == ([("stop", 165.0)], [])
    _, other = thesis("Stop 170", front=front)
    assert (figures(other, "stop"), codes(other)) == ([("stop", 165.0)], ["facts-disagree"])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["PT 260"], [260.0]),
        (["- PT: $260 (12 months)"], [260.0]),
        (["TP1: 220", "", "TP2: 260"], [220.0, 260.0]),
        (["- TP1 220", "- TP2 260"], [220.0, 260.0]),
        (["- Target 1: 220", "- Target 2: 260"], [220.0, 260.0]),
        (["Target 2031"], []),
        (["- Target: 30%"], []),
        (["- PT 240-260"], [240.0]),  # its nearer end
        (["- PT 24-26 months out"], []),
        (["PT 260 of some bank, not mine"], []),
    ],
)
def test_targets_by_any_of_their_names(lines: list[str], expected: list[float]) -> None:
    _, note = thesis(*lines)
    assert [value for _, value in figures(note, "target")] == expected
    assert codes(note) == []


def test_numbered_targets_at_the_top_do_not_disagree() -> None:
    note = read(FRONT + "- TP1: 220\n- TP2: 260\n- Stop: 170\n", THESIS)
    assert figures(note, "target") == [("target", 220.0), ("target", 260.0)]
    assert codes(note) == []


@pytest.mark.parametrize(
    "line",
    [
        "- Invalidated if orders fall two quarters in a row",
        "Exit if the mine closes",
        "- Wrong if margins stay below 30%",
        "> Sell if the chief leaves",
        "- **Thesis breaks if** churn doubles",
    ],
)
@pytest.mark.parametrize("heading", ["## Notes of mine", "## Risks"])
def test_a_line_that_begins_so_is_a_criterion(line: str, heading: str) -> None:
    note = read(f"{FRONT}{heading}\n\n{line}\n", THESIS)
    assert [item.text for item in note.facts.criteria] == [line.strip("-> ").replace("**", "")]
    assert note.facts.points == ()


@pytest.mark.parametrize(
    "line",
    [
        "- Should I sell if the chief leaves?",
        "- Sell if the chief leaves?",
        "Others sell if the chief leaves, and I do not.",
        "- Exit interviews if the chief leaves",
        "- A strict rule\n  - Exit if the position falls",
        "- Sell if:",
    ],
)
def test_a_line_that_only_speaks_of_it_is_no_criterion(line: str) -> None:
    assert thesis(line)[1].facts.criteria == ()


@pytest.mark.parametrize("lead", ["What breaks the thesis:", "Kill criteria:", "Exit if:"])
def test_a_line_with_a_colon_leads_to_criteria(lead: str) -> None:
    text = f"{FRONT}## QQZA\n\n{lead}\n- Orders fall\n- The mine closes\n\nWhy I own it:\n- Cheap\n"
    note = read(text, THESIS)
    assert [item.text for item in note.facts.criteria] == ["Orders fall", "The mine closes"]
    assert note.facts.criteria[0].rule == f"bullet under {lead.rstrip(':')}"
    other = read(text.replace(lead, "What I like about it:"), THESIS)
    assert other.facts.criteria == ()


def test_such_lines_state_nothing_in_other_notes() -> None:
    text = "# Course\n\n## Rules\n\nStop 170\n\n- Exit if it falls\n- [ ] Read 📅 2031-02-03\n"
    for path in ("Course.md", "Articles/Course.md", "Trades/Course.md"):
        note = read(text, path)
        assert (note.facts.figures, note.facts.criteria, note.facts.catalysts) == ((), (), ())


@pytest.mark.parametrize(
    ("task", "title", "outcome"),
    [
        ("- [ ] 10-Q check 📅 2031-11-10", "10-Q check", ""),
        ("- [ ] #task Results ⏫ ➕ 2031-01-02 📅 2031-11-10", "Results", ""),
        ("- [ ] Results [due:: 2031-11-10] [priority:: high]", "Results", ""),
        ("- [x] Results 📅 2031-11-10 ✅ 2031-11-12", "Results", "done"),
        ("- [ ] Pay day 🔁 every quarter 📅 2031-11-10", "Pay day", ""),
    ],
)
@pytest.mark.parametrize("heading", ["## To do", "## Catalysts"])
def test_a_task_with_a_day_is_an_event(heading: str, task: str, title: str, outcome: str) -> None:
    note = read(f"{FRONT}{heading}\n\n{task}\n", THESIS)
    (event,) = note.facts.catalysts
    assert (event.subject.name, event.text, event.outcome) == (title, "2031-11-10", outcome)
    assert event.asks_outcome


@pytest.mark.parametrize(
    "line",
    [
        "- [ ] Read the report ➕ 2031-01-02",
        "- [-] Results 📅 2031-11-10",
        "- Results 📅 2031-11-10",
        "- [ ] Results 📅 soon",
    ],
)
def test_what_is_no_task_with_a_day_is_no_event(line: str) -> None:
    assert thesis(line)[1].facts.catalysts == ()


LEVELS = (
    "| Level | Price |\n|---|---|\n| Support | 180 |\n"
    "| Stop | $170 |\n| Target | 260 |\n| Entry | 198 |\n"
)


@pytest.mark.parametrize(
    ("path", "header"),
    [
        (THESIS, "| Level | Price |"),
        ("Stocks/QQZA.md", "| Type | Price |"),
        ("Stocks/QQZA.md", "| Order | Value |"),
    ],
)
def test_a_table_of_levels_in_a_note_of_one_security(path: str, header: str) -> None:
    text = f"{FRONT}## Any heading\n\n{LEVELS.replace('| Level | Price |', header)}"
    note = read(text, path)
    found = [item for item in note.facts.figures if item.rule == "levels"]
    assert [(item.name, item.value) for item in found] == [
        ("stop", 170.0),
        ("target", 260.0),
        ("entry", 198.0),
    ]
    assert [cut(text, item.span) for item in found] == ["$170", "260", "198"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Course.md", f"# Course\n\n## Levels to know\n\n{LEVELS}"),
        (THESIS, f"{FRONT}## QQZB\n\n{LEVELS}"),
        (THESIS, f"{FRONT}## Any\n\n| Level | Price |\n|---|---|\n| Support | 180 |\n"),
        (THESIS, f"{FRONT}## An example\n\n{LEVELS}"),
    ],
)
def test_a_table_of_levels_elsewhere_states_none(path: str, text: str) -> None:
    note = read(text, path)
    assert figures(note, "stop", "target", "entry") == []
    assert note.unread


def held(text: str, path: str = "Book.md") -> tuple[Kind, tuple[Holding, ...]]:
    note = read(text, path)
    return note.kind, note.facts.holdings


@pytest.mark.parametrize(
    "section",
    [
        "### QQZA (258 shares)\nStop: 170\nPT 260\nEntry 198 (2031-01-12)\n",
        "### 2. Quartz (QQZA)\n- Shares: 258\n- Entry: $198\n- **Stop:** $170 (-14%)\n- TP1: 260\n",
        "### $QQZA\n258 shares @ 198\n\nStop 170\n\nTarget: 260\n",
        "### First trade\n**Ticker:** QQZA (Quartz)\n**Shares:** 258\n**Entry:** 198\n"
        "**Stop:** 170\n**Target:** 260\n",
        "## QQZA - bought\n### Trade plan\nEntry: 198 | Stop: 170 | Target: 260\nShares: 258\n",
    ],
)
def test_what_a_heading_of_a_plain_note_holds(section: str) -> None:
    kind, (row,) = held(f"# My book\n\n{section}")
    assert kind is Kind.PORTFOLIO
    assert (row.subject.name, row.shares, row.cost) == ("QQZA", 258.0, 198.0)
    assert (row.stop, row.target, row.is_watched) == (170.0, 260.0, False)


def test_a_plan_without_shares_is_watched_and_not_held() -> None:
    kind, (row,) = held("# Plans\n\n### QQZA\n- Entry: 198\n- Stop: 170\n- Target: 260\n")
    assert (kind, row.is_watched, row.stop) == (Kind.WATCHLIST, True, 170.0)


def test_below_positions_an_entry_is_held_and_below_a_watchlist_nothing_is() -> None:
    section = "### QQZA\n- Entry: 198\n- Stop: 170\n"
    kind, (row,) = held(f"# Book\n\n## Short positions\n\n{section}")
    assert (kind, row.is_watched, row.side) == (Kind.PORTFOLIO, False, "short")
    kind, (row,) = held(f"# Book\n\n## Watchlist\n\n{section}- Shares: 20\n")
    assert (kind, row.is_watched) == (Kind.WATCHLIST, True)


@pytest.mark.parametrize(
    "text",
    [
        "### ATR\n- Stop: 170\n- Target: 260\n",  # words of the trade
        "### 9:30 AM - opening\n- Stop: 170\n- Target: 260\n",
        "### QQZA\n- Entry: 198\n- Exit: 210\n- Stop: 170\n- Shares: 10\n",  # over
        "## Closed\n### QQZA (10 shares)\n- Stop: 170\n",
        "## Example\n### QQZA (10 shares)\n- Stop: 170\n",
        "### QQZA\n- Stop: 8%\n- Target: 30%\n- Entry: 2% above the base\n",  # no levels
        "### QQZA\n- Stop: 170\n",  # one figure makes no plan
        "### QQZA\n- Hedge\n  - Stop: 170\n  - Target: 260\n",  # of something else
        "### QQZA releases\n- Stop: 170\n- Target: 260\n",  # a sentence
    ],
)
def test_what_states_no_position(text: str) -> None:
    kind, rows = held(f"# Notes\n\n{text}")
    assert (kind, rows) == (Kind.NOTE, ())


def test_the_note_of_a_day_is_no_portfolio() -> None:
    kind, _ = held(
        "# Diary\n\n### Bought QQZA\nSymbol: QQZA\nShares: 5\nStop: 170\n", "2031-02-03.md"
    )
    assert kind is Kind.NOTE


ROWS = "| Ticker | Shares | Avg cost |\n|---|---|---|\n| QQZA | 10 | 150 |\n"


@pytest.mark.parametrize(
    "heading", ["## Core holdings", "## 💼 FULL PORTFOLIO", "## 2. Open positions (IRA)"]
)
def test_a_table_below_a_heading_of_holdings_makes_a_plain_note_a_portfolio(heading: str) -> None:
    assert held(f"# Everything\n\n{heading}\n\n{ROWS}")[0] is Kind.PORTFOLIO


@pytest.mark.parametrize(
    "heading",
    [
        "## Model portfolio",
        "## Berkshire's holdings",
        "## Past positions",
        "## Top holdings",
        "## Data",
    ],
)
def test_a_table_of_what_is_not_one_s_own_does_not(heading: str) -> None:
    assert held(f"# Everything\n\n{heading}\n\n{ROWS}")[0] is Kind.NOTE


def test_options_are_no_shares() -> None:
    table = "| Ticker | Strike | Qty |\n|---|---|---|\n| QQZA | 150 | 5 |\n"
    assert held(f"# Everything\n\n## Open positions\n\n{table}") == (Kind.NOTE, ())


LINK = "[[Long Quartz]]"


@pytest.mark.parametrize(
    ("item", "signs"),
    [
        (f"- hurts {LINK}", [-2 / 3]),
        (f"- {LINK} — hurts near-term", [-2 / 3]),
        (f"- slightly bad for {LINK} (rates)", [-1 / 3]),
        (f"- {LINK} → strengthens", [2 / 3]),
        (f"- Hot prices hurt {LINK}", []),
        (f"- hurts rivals of {LINK}", []),
        (f"- hurts {LINK} customers", []),
        (f"- does not hurt {LINK}", []),
        (f"- {LINK} — see the note on weaker demand", []),
    ],
)
def test_an_impact_that_is_all_that_a_linked_thesis_s_item_says(
    item: str, signs: list[float]
) -> None:
    note = read(f"# Monday\n\n## Impact on theses\n\n{item}\n", "Daily/2031-02-03.md")
    found = [label.signs[0] for fact in note.facts.stated_impacts for label in fact.labels]
    assert found == pytest.approx(signs)
    assert bool(note.unread) is not bool(signs)


@pytest.mark.parametrize("column", ["Entry", "Shares", "P&L", "Current price"])
def test_a_thesis_beside_a_price_is_a_remark(column: str) -> None:
    head = f"| Ticker | {column} | Thesis | Status |\n|---|---|---|---|\n"
    table = f"{head}| QQZA | 4 | Rocks | Intact |\n"
    note = read(f"# Feed\n\n{table}")
    assert (note.facts.stated_impacts, note.facts.relations) == ((), ())
    plain = read(f"# Feed\n\n{table}".replace(column, "Since"))
    assert [fact.thesis.name for fact in plain.facts.stated_impacts] == ["Rocks"]
