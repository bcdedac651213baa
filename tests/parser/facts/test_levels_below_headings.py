"""Headings that are called as levels are: `## Entry zone`, and below it where."""

from __future__ import annotations

import pytest

from parser.reading import read
from thesisvault.model.facts import Side
from thesisvault.model.note import Kind, Note

FRONT = "---\nticker: QQZA\n---\n# Quartz\n\n"
PATH = "Theses/Quartz.md"


def levels(note: Note) -> list[tuple[str, float | None]]:
    return [(it.name, it.value) for it in note.facts.figures if it.rule.endswith(NAMES)]


NAMES = ("Entry", "Entry zone", "Buy zone", "Target", "Targets", "Price target", "Kursziel")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("## Entry\n$185.20 on 2026-01-05\n", [("entry", 185.2)]),
        ("## Entry zone\n\n$190-$210\n", [("buy", 210.0)]),
        ("## Buy zone\n- Buy zone $190-$210\n", [("buy", 210.0)]),
        ("## 2. Target\n\n**$250** (12 months)\n", [("target", 250.0)]),
        ("## Price target\n\n530-560 SEK\n", [("target", 530.0)]),
        ("## 🎯 Targets\n\n- 220\n- 260 (half)\n", [("target", 220.0), ("target", 260.0)]),
        ("### Kursziel\n\n120 EUR\n", [("target", 120.0)]),
        ("## Target\n\n250 times better\n", []),
        ("## Target\n\n2031\n", []),
        ("## Target\n\n30%\n", []),
        ("## Target market\n\n$250\n", []),
        ("## Bull case\n\n### Target\n\n$250\n", []),  # of that case
        ("## Log\n\n### Entry\n\n$185\n", []),
        ("## QQZB\n\n### Target\n\n$250\n", []),  # of another security
        ("## Closed trades\n\n### Entry\n\n$185\n", []),
    ],
)
def test_the_figure_below_is_that_level(body: str, expected: list[tuple[str, float]]) -> None:
    assert levels(read(FRONT + body, PATH)) == expected


def test_of_a_range_the_end_that_comes_first() -> None:
    short = FRONT.replace("ticker", "side: short\nticker") + "## Target\n\n80-90\n"
    long = FRONT + "Some words.\n\n- Target: 80-90\n"
    assert levels(read(short, "Theses/Short quartz.md")) == [("target", 90.0)]
    note = read(long, PATH)
    assert [(it.name, it.value) for it in note.facts.figures][-1] == ("target", 80.0)


def test_a_price_in_other_words_is_reported() -> None:
    note = read(FRONT + "## Entry zone\n\nWithin 5% of $186.\n", PATH)
    assert [item.text for item in note.unread] == ["Within 5% of $186."]
    assert read(FRONT + "## Entry zone\n\nAfter a base.\n", PATH).unread == ()


def test_where_more_is_bought_is_not_what_was_paid() -> None:
    text = "# Holdings\n\n### QQZA (20 shares)\n- Buy zone: 150-155\n- Stop: 120\n"
    note = read(text + "\n### QQZB\n- Buy below: 100\n- Stop: 80\n", "portfolio.md")
    assert note.kind is Kind.PORTFOLIO
    held = [(it.subject.name, it.cost, it.stop, it.is_watched) for it in note.facts.holdings]
    assert held == [("QQZA", None, 120.0, False), ("QQZB", 100.0, 80.0, True)]
    assert note.unread == ()


def test_a_horizon_in_the_unit_of_its_key() -> None:
    for key, days in (("horizon_months: 24", 730), ("horizon_years: 2", 730)):
        note = read(FRONT.replace("ticker", f"{key}\nticker"), PATH)
        assert note.facts.horizon is not None and note.facts.horizon.lower == days
    stock = "---\nhorizon: 12 months\nside: short\n---\n## Thesis\n\nIt fades.\n"
    note = read(stock, "Stocks/Quartz.md")
    assert note.facts.is_thesis and note.facts.side is Side.SHORT
    assert note.facts.horizon is not None


def test_a_line_in_italics_is_no_broken_item() -> None:
    body = "## Catalysts\n\n- 2026-03-02: results\n\n*Updated 2026-01-20*\n"
    assert read(FRONT + body, PATH).unread == ()
    assert read(FRONT + body.replace("20*", "20"), PATH).unread != ()


@pytest.mark.parametrize(
    "heading",
    [
        *("Why I'd sell", "When will I sell?", "When do I exit?", "When to get out"),
        *("How will I know I'm wrong?", "How I'd know I’m wrong", "Where I could be wrong"),
        *("What would make me cut", "What makes me sell the position", "What proves me wrong"),
        "What I'd need to see to exit",
        *("Conditions to close", "Reasons to sell", "Triggers for exit", "Rules for selling"),
        *("Stop levels", "Hard stops", "Bail-out conditions", "Falsifiable conditions"),
    ],
)
def test_a_question_leads_to_criteria(heading: str) -> None:
    note = read(f"{FRONT}## {heading}\n\n- Growth below 25%\n", PATH)
    assert [item.text for item in note.facts.criteria] == ["Growth below 25%"]


@pytest.mark.parametrize(
    "heading",
    [
        *("Why I sold", "Why I'm out", "When to buy", "What makes it work", "Rules for entry"),
        *("Exits", "How it breaks even", "Reasons to buy", "What gets me excited"),
    ],
)
def test_and_others_do_not(heading: str) -> None:
    assert read(f"{FRONT}## {heading}\n\n- Growth below 25%\n", PATH).facts.criteria == ()


@pytest.mark.parametrize("blank", ["...", "…", "1. ...", "- ...", "- TBD", "- _n/a_", "- —", "___"])
def test_what_is_not_filled_in_states_nothing(blank: str) -> None:
    body = f"## Kill criteria\n\n{blank}\n\n## Bear case\n\n{blank}\n\n## Stop\n\n{blank}\n"
    note = read(FRONT + body, PATH)
    assert (note.facts.criteria, note.facts.points, note.unread) == ((), (), ())


def test_stops_in_a_row_of_their_own() -> None:
    table = "| | QQZA | QQZB |\n|---|---|---|\n| Entry | 96 | 48 |\n| Stop | 82 | $41 |\n"
    note = read(FRONT + "## Levels\n\n" + table, PATH)
    assert [item.condition for item in note.facts.tripwires] == ["QQZA stop 82", "QQZB stop $41"]
    years = read(FRONT + "## Levels\n\n" + table.replace("QQZA | QQZB", "2024 | 2025"), PATH)
    assert years.facts.tripwires == ()
