"""Rows out of prose: forms of one clause, each with the line it stands on."""

from __future__ import annotations

import datetime as dt

import pytest

from thesisvault.parser.facts.prose import UNNAMED, read_prose
from thesisvault.parser.facts.prose.groups import Name, by_first_word
from thesisvault.parser.facts.vocabulary import default_vocabulary

NAMES = by_first_word(
    [Name("Kelp Farm", "KFRM"), Name("KFRM", "KFRM"), Name("Salt", ""), Name("Dune Salt", "DSLT")]
)
DAY = dt.date(2031, 3, 3)


def rows(text: str, date: dt.date | None = DAY) -> list[tuple[str, ...]]:
    """Each proposal: its table, then its cells that say something."""
    found = read_prose(text.encode(), default_vocabulary(), NAMES, date)
    return [(item.table, *(cell for cell in item.cells.values() if cell)) for item in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Salt miners trade at 9x forward earnings.", ("P/E", "Salt miners", "9x", "forward")),
        ("The Nasdaq 100 sits at a trailing P/E of 31.", ("P/E", "Nasdaq 100", "31", "trailing")),
        ("Kelp Farm returned 14.5% in 2030.", ("return", "Kelp Farm", "14.5%", "2030")),
        ("Lenders issued $38 billion in new bonds.", ("new bonds", "Lenders", "$38 billion")),
        ("It sees a tin deficit of ~40 kmt in 2032.", ("tin deficit", "~40 kmt", "2032")),
        ("Utilities offer a dividend yield of 4-5%.", ("dividend yield", "Utilities", "4-5%")),
        ("A 3.1% gain in consumer staples pleased few.", ("gain", "consumer staples", "3.1%")),
        ("Roughly 18x earnings is what banks cost.", ("P/E", "~18x")),
        (
            "The terminal rate of 2.75% is a key support level.",
            ("terminal rate", "2.75%", "support level"),
        ),
    ],
)
def test_a_figure(text: str, expected: tuple[str, ...]) -> None:
    assert ("metrics", *expected) in rows(text)


def test_figures_that_are_compared_have_one_basis() -> None:
    assert rows("Mid caps trade at 11x against 19x for the S&P 500, both forward.") == [
        ("metrics", "multiple", "Mid caps", "11x", "forward"),
        ("metrics", "multiple", "S&P 500", "19x", "forward"),
    ]


def test_a_pair_in_brackets_is_of_two_groups_in_their_order() -> None:
    found = rows(
        "Growth returned more: the Russell 2000 saw chip stocks edge out banks (8% vs. 6%)."
    )
    assert ("metrics", "return", "chip stocks", "8%") in found
    assert ("metrics", "return", "banks", "6%") in found


def test_a_figure_of_nothing_that_is_said_is_no_row() -> None:
    assert rows("And then there was 12%.") == [(UNNAMED, "12%")]


@pytest.mark.parametrize(
    ("text", "out", "into"),
    [
        ("Capital rotates out of chip makers into salt miners.", "chip makers", "salt miners"),
        ("Money left software for banks and insurers.", "software", "banks, insurers"),
        ("A rotation from growth stocks toward utilities began.", "growth stocks", "utilities"),
        ("Investors abandoned airlines for grid builders.", "airlines", "grid builders"),
        ("Utilities outperformed chip makers.", "chip makers", "Utilities"),
        ("Airlines lagged banks.", "Airlines", "banks"),
    ],
)
def test_a_flow(text: str, out: str, into: str) -> None:
    assert sorted(rows(text)) == [("flows", "Into", into), ("flows", "Out of", out)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Salt miners benefit from rain.", ("favoured", "Salt miners", "benefit from rain")),
        ("Airlines face headwinds.", ("at_risk", "Airlines", "face headwinds")),
        ("The tariff hurt island firms.", ("at_risk", "island firms", "The tariff hurt")),
        ("Cheap money bolstered banks.", ("favoured", "banks", "Cheap money bolstered")),
    ],
)  # fmt: skip
def test_a_group_is_helped_or_hurt(text: str, expected: tuple[str, ...]) -> None:
    assert rows(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Airlines could face headwinds.",
        "If capital rotates out of chip makers into banks, we shall see.",
        "Utilities have not outperformed.",
        "Who says that utilities outperform?",
        "Sentiment shifted from hope to fear.",
        "The firm moved from paper to screens.",
        "`Capital rotates out of chip makers into banks.`",
        "See https://example.com/5%-of-stocks/NYSE:CAT",
        "A 32-billion-parameter model wrote it in 12 minutes.",
    ],
)
def test_no_row(text: str) -> None:
    assert rows(text) == []


def test_events_ahead() -> None:
    text = (
        "The Q2 2031 earnings season is next. Two pans are sold out through late 2032. "
        "The chair's term expires in May. The dam was built by 2029. It reports on 2031-04-09."
    )
    assert rows(text) == [
        ("catalysts", "Q2 2031 earnings season", "Q2 2031"),
        ("catalysts", "Two pans are sold out", "late 2032"),
        ("catalysts", "The chair's term expires", "May 2031"),
        ("catalysts", "It reports", "2031-04-09"),
    ]


def test_a_month_needs_the_notes_own_date() -> None:
    assert rows("The chair's term expires in May.", None) == []


def test_what_to_watch() -> None:
    text = (
        "Investors should monitor two things. First, the price of salt. "
        "Second, track the pace of permits.\n\nSecond, this is another matter."
    )
    assert rows(text) == [
        ("metrics", "price of salt", "—", "to watch"),
        ("metrics", "pace of permits", "—", "to watch"),
    ]


def test_mentions() -> None:
    text = (
        "Brine (OSL: BRNE) and $TIDE rose with Dune Salt and Pans (KFRM), unlike Reef (REEF). "
        "The Salt and Soil Act (SSA) passed, and the GDP of Salina (GDP) fell. KFRM fell."
    )
    found = read_prose(text.encode(), default_vocabulary(), NAMES, DAY)
    told = [(*item.cells.values(), bool(item.hint)) for item in found if item.table == "mentions"]
    assert told == [
        ("BRNE", "OSL", False),
        ("TIDE", "", False),
        ("Dune Salt", "", False),
        ("KFRM", "", False),
        ("REEF", "", True),
    ]


def test_criteria_and_sides() -> None:
    text = "I am long Dune Salt. I would sell if the strike ends."
    assert sorted(rows(text)) == [
        ("criteria", "I would sell if the strike ends."),
        ("exposures", "Dune Salt", "1", "long"),
        ("mentions", "Dune Salt"),
    ]


def test_tables_front_matter_and_managed_blocks_are_no_prose() -> None:
    text = (
        "---\nsummary: banks outperform\n---\n\n| Note |\n|---|\n| banks outperform |\n\n"
        "<!-- thesis:backlinks -->\nBanks outperform.\n<!-- /thesis:backlinks -->\n\n"
        "```\nBanks outperform.\n```\n"
    )
    assert rows(text) == []


def test_each_row_has_its_line_and_stands_once() -> None:
    text = "# Salt\n\nNothing here.\n\n- **Utilities** lead\n  the way.\n- Utilities lead.\n"
    [found] = read_prose(text.encode(), default_vocabulary(), NAMES, DAY)
    assert (found.span.shown_line, found.span.column) == (5, 4)
    assert found.quote == "Utilities lead the way."


def test_what_a_link_shows_is_read_and_its_target_is_not() -> None:
    assert rows("[[Sectors/Banks that fell|Banks]] lag [chip makers](Chips%20lead.md).") == [
        ("flows", "Out of", "Banks"),
        ("flows", "Into", "chip makers"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KFRM fell 3.2% today.", [("KFRM", "-3.2%")]),
        (
            "Out of tin into salt: KFRM +4.1%, DSLT −3% and $TINX (+0.5%).",
            [("KFRM", "+4.1%"), ("DSLT", "-3%"), ("TINX", "+0.5%")],
        ),
        ("Kelp Farm's shares were up by nearly 2%.", [("Kelp Farm", "+2%")]),
        ("DSLT: -1.5% vs Nasdaq 100", [("DSLT", "-1.5% vs Nasdaq 100")]),
        ("KFRM gained 2% this week.", []),
        ("KFRM could fall 20% from here.", []),
        ("Revenue growth at KFRM +62%.", []),
        ("CPI +0.3%, and weights: KFRM 40%, DSLT 60%.", []),
    ],
)
def test_a_move_of_a_day(text: str, expected: list[tuple[str, str]]) -> None:
    moves = [row[1:] for row in rows(text) if row[0] == "moves"]
    assert moves == expected
    for _, move in expected:
        assert ("metrics", "change", move) not in rows(text)


def test_what_a_figure_follows_is_not_what_it_measures() -> None:
    assert ("metrics", "earnings", "5%") not in rows("Peat dropped 5% after earnings.")


def test_a_move_of_a_note_without_a_date_is_less_sure() -> None:
    found = read_prose(b"KFRM fell 3% today.", default_vocabulary(), NAMES, None)
    assert [item.hint != "" for item in found if item.table == "moves"] == [True]


def test_a_thesis_is_no_group_but_is_supported_or_pressured() -> None:
    names = by_first_word([Name("Long salt", is_thesis=True), Name("Salt", "")])

    def impacts(text: str) -> list[tuple[str, ...]]:
        found = read_prose(text.encode(), default_vocabulary(), names, DAY)
        return [(item.table, *item.cells.values()) for item in found if item.table != "mentions"]

    assert impacts("The thaw hurts Long salt.") == [("impacts", "Long salt", "The thaw hurts")]
    assert impacts("Long salt faces a glut.")[0][:2] == ("impacts", "Long salt")


@pytest.mark.parametrize(
    "text",
    [
        "Returns on capital are 2x the cost of it.",
        "With coverage at 3.8x the debt is safe.",
        "Buybacks were made at 2–4x today's level.",
    ],
)
def test_a_ratio_of_two_other_things_is_no_multiple_of_a_price(text: str) -> None:
    assert [row[0] for row in rows(text)] == [""]
