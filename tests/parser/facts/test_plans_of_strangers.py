"""Plans as traders, crypto traders and users of outliners write them, in plain notes."""

from __future__ import annotations

import datetime as dt

import pytest

from thesisvault.model.facts import Side
from thesisvault.model.note import Kind, Note
from thesisvault.parser.facts.vocabulary import default_vocabulary
from thesisvault.parser.note import parse_note


def note_of(text: str, path: str = "n.md") -> Note:
    return parse_note(path, text.encode())


def figures_of(note: Note) -> list[tuple[str, float | None]]:
    return [(it.name, it.value) for it in note.facts.figures if it.name != "side"]


def test_a_side_and_a_level_make_a_thesis() -> None:
    text = "# QQZA swing\n\nBias: long 🟢\nEntry: 92k - 94k\nSL: 88.5k\nTP1: 100k\nTP2: 1,080\n"
    note = note_of(text)
    assert (note.kind, note.facts.side, note.facts.symbol) == (Kind.THESIS, Side.LONG, "QQZA")
    assert figures_of(note) == [
        ("target", 100_000), ("target", 1080), ("buy", 94_000), ("stop", 88_500)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Bias: to sugar\nSL: 88\n",
        "Side: long\n",
        "Outlook: bright\nTarget: 4 books\n",
        "ticker:: QQZA\nbias:: long\nstop:: 88\n",
    ],
)
def test_other_notes_are_none(text: str) -> None:
    assert note_of(text).kind is not Kind.THESIS


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("# Short QQZA\n\n#short #idea\n", "name and tag `short`"),
        ("# Salt bull\n\nTarget: 310\n", "name and property `label Target`"),
        ("---\ninvalidation: a mine\n---\n# Long salt\n", "name and property `invalidation`"),
    ],
)
def test_a_name_with_a_side_and_one_more_sign_make_a_thesis(text: str, rule: str) -> None:
    note = note_of(text)
    assert (note.kind, note.kind_rule) == (Kind.THESIS, rule)


def test_a_name_with_a_side_alone_makes_none() -> None:
    for text in ("# Short QQZA\n\n#reading\n", "# Salt bull\n", "# Long salt\n\nA tale.\n"):
        assert note_of(text).kind is Kind.NOTE


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("34 / 41 / 50", [34, 41, 50]),
        ("34/41/50", [34, 41, 50]),
        ("$180, $220 (50%)", [180, 220]),
        ("1,200 → 1,400", [1400]),
        ("180 and 220", [180, 220]),
        ("1,200", [1200]),
        ("180-200", [180]),
        ("$620 (bull) / $350 (bear)", [620]),
        ("34, then we see", [34]),
    ],
)
def test_several_targets_in_one_value_count_each(said: str, values: list[float]) -> None:
    for text in (f"side:: long\nTargets: {said}\n", f"---\nside: long\ntarget: '{said}'\n---\n"):
        found = figures_of(note_of(text, "Theses/QQZA.md"))
        assert [value for name, value in found if name == "target"] == values


@pytest.mark.parametrize(
    ("said", "value"),
    [("88.5k", 88_500), ("$92K (spot)", 92_000), ("10k readers", None), ("4k-6k", None)],
)
def test_thousands_are_prices_where_nothing_says_of_what(said: str, value: float | None) -> None:
    note = note_of(f"side:: long\nstop:: {said}\n", "Theses/QQZA.md")
    assert figures_of(note) == [("stop", value)]


@pytest.mark.parametrize("said", ["4% NAV", "4% of NAV", "4% of my portfolio"])
def test_a_share_of_the_whole_is_a_weight(said: str) -> None:
    assert figures_of(note_of(f"side:: long\nsize:: {said}\n", "Theses/Q.md")) == [("weight", 0.04)]


def test_a_heading_in_a_list_opens_a_section_for_what_is_deeper() -> None:
    """So are all notes of an outliner that keeps Markdown."""
    text = (
        "type:: thesis\nticker:: QQZA\n\n- ## Why\n\t- Salt\n- ## I'm out if\n"
        "\t- QQZA closes below 98\n\t- a mine opens\n- ## Catalysts\n"
        "\t- [[May 28th, 2031]] Harvest\n- ## Log\n\t- nothing\n"
    )
    facts = note_of(text).facts
    assert [item.text for item in facts.criteria] == ["QQZA closes below 98", "a mine opens"]
    (event,) = facts.catalysts
    assert (event.subject.name, event.subject.linked) == ("Harvest", False)
    assert event.window is not None and event.window.start == dt.date(2031, 5, 28)


def test_days_and_tags_of_tasks_are_no_part_of_an_event() -> None:
    text = (
        "ticker:: QQZA\n\n## Events\n\n- [x] 2031-02-13 Harvest ✅ 2031-02-14\n"
        "- [ ] 2031-04-28 Sowing #field #salt/works\n- [ ] Vote 📅 2031-05-01\n- Feast 5-Mar-31\n"
    )
    found = note_of(text, "Theses/n.md").facts.catalysts
    days = [(it.subject.name, it.window and it.window.start) for it in found]
    assert days == [
        ("Harvest", dt.date(2031, 2, 13)),
        ("Sowing", dt.date(2031, 4, 28)),
        ("Vote", dt.date(2031, 5, 1)),
        ("Feast", dt.date(2031, 3, 5)),
    ]


def test_what_an_instrument_is_expressed_through_is_held() -> None:
    facts = note_of("# Salt bull\n\nExpression: QQZA (70%), QQZB (30%)\nTarget: 90\n").facts
    assert [(it.subject.name, it.weight) for it in facts.exposures] == [
        ("QQZA", 0.7),
        ("QQZB", 0.3),
    ]


DAY = "# Tuesday\n\nWinners: QQZA +1.2%, QQZB (+0.8%), salt\nLosers: QQZC -5.1%\n"


def test_the_winners_of_a_day_have_moved_on_it() -> None:
    note = note_of(DAY, "2031-03-11.md")
    assert note.kind is Kind.MARKET
    moves = [(it.subject.name, it.quantity.text, it.day) for it in note.facts.stated_moves]
    day = dt.date(2031, 3, 11)
    assert moves == [("QQZA", "+1.2%", day), ("QQZB", "+0.8%", day), ("QQZC", "-5.1%", day)]
    assert [(it.group.name, it.direction) for it in note.facts.flows] == [("salt", 1)]
    assert note_of(DAY, "Tuesday.md").kind is Kind.NOTE


def test_the_note_of_a_week_is_dated_by_its_end() -> None:
    for name in ("2031-W11.md", "2031 w11 review.md", "Weekly/2031W11.md"):
        assert note_of("# Salt\n", name).date == dt.date(2031, 3, 16)
    for name in ("2031-W54.md", "2031-W11b.md", "12031-W11.md"):
        assert note_of("# Salt\n", name).date is None


def test_an_event_of_a_note_on_the_market_needs_no_year() -> None:
    text = "## Next week\n\n- Fri, Jan 3: jobs\n- QQZA (Dec 29) - ruling\n- 5 picks: none\n"
    note = note_of(text, "Daily reports/2031-12-27.md")
    assert note.kind is Kind.MARKET
    found = [(it.subject.name, it.window and it.window.start) for it in note.facts.catalysts]
    assert found == [("jobs", dt.date(2032, 1, 3)), ("QQZA", dt.date(2031, 12, 29))]
    thesis = note_of(f"ticker:: QQZA\ncreated:: 2031-12-27\n\n{text}", "Theses/n.md")
    assert not thesis.facts.catalysts
    assert [item.code for item in thesis.unread] == ["undated"] * 3


@pytest.mark.parametrize("title", ["Earnings calendar Q1 2031", "Upcoming earnings 2031"])
def test_the_table_of_an_earnings_calendar_needs_no_column_for_its_events(title: str) -> None:
    text = f"# {title}\n\n| Ticker | Date | Time |\n|---|---|---|\n| QQZA | 2031-02-25 | AMC |\n"
    (event,) = note_of(text, f"{title}.md").facts.catalysts
    about = event.about.name if event.about else ""
    assert (event.subject.name, about, event.after_close) == ("earnings", "QQZA", True)


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Catalysts 2031", "catalysts"),
        ("Key dates Q1 2031", "catalysts"),
        ("Risks for 2031", "risk"),
        ("Kill criteria (March 2031)", "criteria"),
        ("Salt 2031", ""),
        ("Sector rotation January 2031", ""),
    ],
)
def test_the_year_behind_a_heading_is_no_part_of_it(heading: str, role: str) -> None:
    assert default_vocabulary().heading(heading) == role


def test_lines_of_a_log_are_entries_and_date_no_note() -> None:
    text = (
        "# QQZA\n\n**Status:** holding\n**Added:** 2030-09-12 @ 171.3\n\n## Log\n"
        "2031-02-09 Weaker. Stop raised.\nand more of it\n2031-01-15 Harvest -> good\n"
    )
    note = note_of(text, "QQZA.md")
    assert [(it.day.isoformat(), it.text, it.span.line) for it in note.facts.log] == [
        ("2031-02-09", "Weaker. Stop raised.", 6), ("2031-01-15", "Harvest -> good", 8)
    ]  # fmt: skip
    assert note.date == dt.date(2030, 9, 12)
    entry = next(it for it in note.facts.figures if it.name == "entry")
    assert (entry.value, entry.day) == (171.3, dt.date(2030, 9, 12))
    undated = note_of(text.replace("**Added:** 2030-09-12 @ 171.3\n", ""), "QQZA.md")
    assert undated.date is None


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("símbolo: QQZA\nposición: largo\nobjetivo: 15", Side.LONG),
        ("종목코드: QQZA\n방향: 숏\n목표가: 15", Side.SHORT),
        ("股票代码: QQZA\n方向: 做空\n目标价: 15", Side.SHORT),
    ],
)
def test_sides_in_other_languages(text: str, side: Side) -> None:
    facts = note_of(f"---\n{text}\n---\n", "Theses/n.md").facts
    assert (facts.side, [it.value for it in facts.figures if it.name == "target"]) == (side, [15.0])


def test_an_event_of_a_note_on_the_market_needs_no_sign_behind_its_day() -> None:
    text = "## Next week\n\n- 11 Feb CPI\n- Thu 12 Feb QQZA earnings\n- 3 more ideas\n"
    note = note_of(text, "Daily reports/2031-02-09.md")
    assert [it.subject.name for it in note.facts.catalysts] == ["CPI", "QQZA earnings"]


@pytest.mark.parametrize(
    ("heading", "count"), [("Exit", 2), ("3. Exit", 2), ("Exit / Add", 0), ("Exits", 0)]
)
def test_a_section_exit_says_when(heading: str, count: int) -> None:
    lines = "- Price closes under $40\n- They do another deal\n"
    text = f"---\ntype: thesis\nticker: QQZA\n---\n\n## {heading}\n\n{lines}"
    assert len(parse_note("a.md", text.encode()).facts.criteria) == count


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("Weekly 2026-W06.md", Kind.MARKET),
        ("close-20260206.md", Kind.MARKET),
        ("SESSION_2026-02-06_NOTES.md", Kind.MARKET),
        ("Week six.md", Kind.NOTE),
    ],
)
def test_a_day_or_a_week_in_a_name_with_flows_is_about_the_market(path: str, kind: Kind) -> None:
    note = parse_note(path, b"Leaders: QQZA +5.2%, QQZB +4.3%\n\n## Notes\n\n- quiet\n")
    assert note.kind is kind


def test_a_day_among_other_words_needs_flows() -> None:
    text = b"## Impact\n\n- [[Salt]] grows\n"
    assert parse_note("SESSION_2026-02-06_NOTES.md", text).kind is Kind.NOTE
    assert parse_note("2026-02-06.md", text).kind is Kind.MARKET


@pytest.mark.parametrize("path", ["Stocks/QQZA.md", "Theses/Long QQZA.md"])
def test_a_stop_that_names_its_security_is_one_in_notes_of_stocks_too(path: str) -> None:
    note = parse_note(path, b"---\nticker: QQZA\nstop: QQZA 41.50\n---\n")
    assert [wire.condition for wire in note.facts.tripwires] == ["QQZA stop 41.50"]
    assert not note.unread


@pytest.mark.parametrize("title", ["# Positions", "# Portfolio", "# Book\n\n## Open positions"])
@pytest.mark.parametrize(
    ("heading", "side", "shares"),
    [
        ("QQZA", None, 10.0),
        ("QQZA (long)", Side.LONG, 10.0),
        ("QQZA — short", Side.SHORT, -10.0),
        ("Short QQZA", Side.SHORT, -10.0),
        ("Short: QQZA", Side.SHORT, -10.0),
        ("QQZA LONG", Side.LONG, 10.0),
        ("LONG QQZA — core", Side.LONG, 10.0),
        ("[[Quartz]] (QQZA)", None, 10.0),
        ("QQZA: long puts", None, 10.0),
        ("QQZA (long-term)", None, 10.0),
    ],
)
def test_a_heading_gives_its_side(
    title: str, heading: str, side: Side | None, shares: float
) -> None:
    body = "- Entry: 54 (2026-01-10)\n- Stop: 60\n- Shares: 10\n- P&L: +5%\n"
    note = note_of(f"{title}\n\n### {heading}\n{body}", "positions.md")
    (row,) = note.facts.holdings
    assert (row.subject.name, row.side, row.shares) == ("QQZA", side, shares)
    assert (row.cost, row.stop, row.is_watched, note.unread) == (54.0, 60.0, False, ())


def test_open_trades_of_a_journal() -> None:
    trade = "- Status: {}\n- Entry: 2026-01-10 @ 54\n- Stop: 60\n"
    text = (
        "# Trades\n\n## Short QQZA\n" + trade.format("open") + "\n## QQZB long\n"
        + trade.format("closed") + "\n## QQZC long\n- Entry: 54\n- Stop: 50\n"
    )  # fmt: skip
    note = note_of(text, "Trades.md")
    assert note.kind is Kind.TRADE
    (row,) = note.facts.holdings
    assert (row.subject.name, row.side, row.cost, row.stop) == ("QQZA", Side.SHORT, 54.0, 60.0)
    assert (row.day, row.rule) == (dt.date(2026, 1, 10), "open trade")


def test_a_position_links_its_thesis() -> None:
    text = (
        "# Book\n\n## Longs\n\n### QQZA\n- Thesis: [[Long quartz]] (rocks)\n"
        "- Entry date: 2026-01-05\n\n### QQZB\n- Thesis: cheap beside [[Basalt]]\n- Shares: 4\n"
    )
    one, other = note_of(text, "Portfolio.md").facts.holdings
    assert one.thesis is not None and other.thesis is None
    assert (one.thesis.name, one.thesis.linked) == ("Long quartz", True)


@pytest.mark.parametrize(
    ("entry", "cost", "is_watched"),
    [
        ("2026-01-10 @ 54", 54.0, False),
        ("54 (2026-01-10)", 54.0, False),
        ("2026-01-10, $54.20", 54.2, False),
        ("after the results of 2026-02-25", None, True),
        ("54 after the results of 2026-02-25", None, True),
        ("in March 2026", None, True),
        ("54", 54.0, True),
    ],
)
def test_an_entry_with_its_day_was_made(entry: str, cost: float | None, is_watched: bool) -> None:
    text = f"# Book\n\n### QQZA\n- Entry: {entry}\n- Stop: 40\n- Target: 90\n"
    (row,) = note_of(text, "portfolio.md").facts.holdings
    assert (row.cost, row.is_watched) == (cost, is_watched)
