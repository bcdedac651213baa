"""Properties in three places, and the symbols that notes are about."""

from __future__ import annotations

import datetime as dt

import pytest

from parser.reading import codes, cut, read
from thesisvault.model.facts import Side, Status
from thesisvault.model.note import Kind
from thesisvault.parser.note import parse_note

_PLACES = {
    "front matter": "---\n{key}: {value}\n---\n# Quartz\n",
    "bold label": "# Quartz\n\n**{key}:** {value}\n",
    "bold label, colon outside": "# Quartz\n\n**{key}**: {value}\n",
    "list of labels": "# Quartz\n\n- **{key}**: {value}\n- Other words\n",
    "quoted label": "# Quartz\n\n> {key}: {value}\n",
    "plain label": "{key}: {value}\n\n## First\n",
    "full-width colon": "# Quartz\n\n- {key}：{value}\n",
    "card": "# Quartz\n\n| Field | Value |\n|---|---|\n| {key} | {value} |\n",
    "card of figures": "# Quartz\n\n| Metric | Value |\n|---|---|\n| **{key}** | {value} |\n",
    "field": "# Quartz\n\n**{key}**:: {value}\n",
    "several on a line": "# Quartz\n\n**Sector:** Salt | **{key}:** {value} | **Moat:** none\n",
    "section of labels": "# Quartz\n\n## Trade setup\n\n- **{key}:** {value}\n",
}


@pytest.mark.parametrize("form", _PLACES.values(), ids=_PLACES.keys())
def test_a_property_in_each_place(form: str) -> None:
    text = form.format(key="Direction", value="short")
    note = read(text, "Theses/Quartz.md")
    assert note.facts.side is Side.SHORT
    side = next(item for item in note.facts.figures if item.name == "side")
    assert "short" in cut(text, side.span)


@pytest.mark.parametrize("form", _PLACES.values(), ids=_PLACES.keys())
def test_a_symbol_in_each_place(form: str) -> None:
    text = form.format(key="Ticker", value="QQZA")
    note = read(text, "Theses/Quartz.md")
    assert note.facts.symbol == "QQZA"
    (held,) = note.facts.exposures
    assert (held.subject.name, held.subject.is_symbol) == ("QQZA", True)
    assert "QQZA" in cut(text, held.span)
    assert "icker" in held.rule


def test_no_label_is_read_in_prose_or_in_code() -> None:
    for text in (
        "# Quartz\n\n## History\n\n**Direction:** short\n",
        "# Quartz\n\n```\n**Direction:** short\n```\n",
        "# Quartz\n\nThey said direction: short is right.\n",
    ):
        assert read(text, "Theses/Quartz.md").facts.side is None


@pytest.mark.parametrize(
    ("value", "side"),
    [
        ("long", Side.LONG),
        ("Long (core)", Side.LONG),
        ("[Long]", Side.LONG),
        ("bull", Side.LONG),
        ("bearish", Side.SHORT),
        ("Short via puts", Side.SHORT),
        ("做空", Side.SHORT),
        ("多头", Side.LONG),
        ("buy", None),
        ("hold", None),
        ("sell", None),
        ("long-term hold", None),
        ("Long/Short", None),
        ("long, later short", None),
    ],
)
def test_only_words_for_a_side_give_one(value: str, side: Side | None) -> None:
    assert read(f"**Position:** {value}\n", "Theses/Quartz.md").facts.side is side


@pytest.mark.parametrize("heading", ["", "## Key facts\n\n"])
@pytest.mark.parametrize(("length", "told"), [(39, True), (40, True), (41, False)])
def test_a_label_is_forty_characters_at_most(heading: str, length: int, told: bool) -> None:
    note = read(f"# Q\n\n{heading}**{'k' * length}:** odd\n\nPlain words.\n", "Theses/Quartz.md")
    assert [item.text for item in note.unread] == [f"{'k' * length}: odd"] * told


def test_what_gives_no_side_is_told_with_its_line() -> None:
    note = read("# Q\n\n**Position:** buy\n", "Theses/Quartz.md")
    assert codes(note) == ["property-unparsed"]
    assert note.diagnostics[0].span.line == 2


@pytest.mark.parametrize(
    ("text", "path", "symbol"),
    [
        ("---\nsymbol: QQZA\n---\n", "Stocks/n.md", "QQZA"),
        ("---\ntickers: [QQZA]\n---\n", "Stocks/n.md", "QQZA"),
        ("---\ntickers: [QQZA, QQZB]\n---\n", "Stocks/n.md", None),
        ("---\nticker: $QQZA\n---\n", "Stocks/n.md", "QQZA"),
        ("---\nticker: 'NASDAQ: QQZA'\n---\n", "Stocks/n.md", "QQZA"),
        ("---\nticker: '[[$QQZA]]'\n---\n", "Stocks/n.md", "QQZA"),
        ("---\nstock_code: '005931'\n---\n", "n.md", "005931"),
        ("- **代码**: 609991\n", "公司/n.md", "609991"),
        ("# Quartz Analytics (QQZA)\n", "Stocks/Quartz.md", "QQZA"),
        ("# QQZA - Quartz Analytics\n", "Stocks/Quartz.md", "QQZA"),
        ("# Quartz (NASDAQ: QQZA)\n", "Stocks/Quartz.md", "QQZA"),
        ("Words\n", "Stocks/QQZA.md", "QQZA"),
        ("Words\n", "Stocks/QQZA - Quartz.md", "QQZA"),
        ("Words\n", "Stocks/QQZA/thesis.md", "QQZA"),
        ("Words\n", "assets/600999_甲公司/thesis.md", "600999"),
        ("- **Company**: Quartz (NYSE: QQZA)\n", "Theses/n.md", "QQZA"),
        ("- **Company**: Quartz Analytics (QQZA)\n", "Theses/n.md", "QQZA"),
        ("**Ticker:** XXXX\n", "Stocks/n.md", None),
        ("Words\n", "Stocks/Quartz.md", None),
        ("# Notes (2026)\n", "Stocks/Quartz.md", None),
        ("# AI\n", "Theses/AI.md", None),
    ],
)
def test_identities(text: str, path: str, symbol: str | None) -> None:
    assert read(text, path).facts.symbol == symbol


def test_two_places_that_disagree_are_told_with_both_lines() -> None:
    note = read("---\nside: long\n---\n# Q\n\n**Direction:** short\n", "Theses/Quartz.md")
    assert note.facts.side is Side.LONG
    assert codes(note) == ["facts-disagree"]
    assert "line 2" in note.diagnostics[0].message
    assert note.diagnostics[0].span.line == 5
    agreed = read("---\nside: long\n---\n# Q\n\n**Direction:** Long\n", "Theses/Quartz.md")
    assert codes(agreed) == []


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("held", Status.HELD),
        ("Holding — under review", Status.HELD),
        ("watching", Status.WATCHED),
        ("idea", Status.WATCHED),
        ("Closed on Friday", Status.CLOSED),
        ("rejected", Status.CLOSED),
        ("Recommended (MEDIUM)", None),
    ],
)
def test_status(value: str, status: Status | None) -> None:
    note = read(f"**Status:** {value}\n", "Theses/Quartz.md")
    assert note.facts.status is status
    if status is None:
        assert [item.code for item in note.unread] == ["value"]


def test_a_verdict_is_a_status_or_an_impact_by_its_words() -> None:
    broken = read("**Verdict:** invalidated\n**Date:** 2026-01-02\n", "Theses/Quartz.md")
    assert broken.facts.status is Status.CLOSED
    weaker = read("**Verdict:** weakens\n**Date:** 2026-01-02\n", "Theses/Quartz.md")
    assert weaker.facts.status is None
    (impact,) = weaker.facts.stated_impacts
    assert (impact.thesis.name, impact.day) == ("Theses/Quartz.md", dt.date(2026, 1, 2))
    odd = read("**Verdict:** non-consensus\n", "Theses/Quartz.md")
    assert odd.facts.stated_impacts == ()
    assert [item.text for item in odd.unread] == ["label Verdict: non-consensus"]


@pytest.mark.parametrize(
    ("text", "path", "day"),
    [
        ("---\ncreated: 2026-01-02\n---\n", "n.md", "2026-01-02"),
        ("**Added:** 2026-05-12\n", "n.md", "2026-05-12"),
        ("Words", "2026-05-19 - Weekly Brief.md", "2026-05-19"),
        ("A title\n\nBy Jo Doe\nMay 2, 2026\n\nWords of the article.\n", "n.md", "2026-05-02"),
        ("---\nlast_updated: 2026-04-03\n---\n", "n.md", "2026-04-03"),
        ("---\ncreated: 2026-01-02\nupdated: 2026-04-03\n---\n", "n.md", "2026-01-02"),
        ("---\ncreated: soon\ndate: 2026-02-03\n---\n", "n.md", "2026-02-03"),
    ],
)
def test_dates_of_notes(text: str, path: str, day: str) -> None:
    assert read(text, path).date == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    "line",
    [
        "**Status:** Closed (2026-02-20)",
        "Status: closed on 2026-02-20",
        "The vote is on 2031-04-02; I would sell if it passes.",
        "It was voted on 2031-04-02.",
    ],
)
def test_a_line_that_says_something_dates_no_note(line: str) -> None:
    assert read(f"# Two names\n\n{line}\n", "Theses/n.md").date is None


def test_a_date_that_cannot_be_read_is_told_and_never_guessed() -> None:
    note = read("---\ncreated: 03/04/2026\n---\nWords\n", "n.md")
    assert (note.date, note.misdated, codes(note)) == (None, True, ["property-unparsed"])
    dated = read("---\ncreated: 03/04/2026\n---\nWords\n", "2026-04-03.md")
    assert (dated.date, dated.misdated) == (dt.date(2026, 4, 3), False)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2026-01-30. Cash: 12%.", dt.date(2026, 1, 30)),
        ("Jan 30, 2026. Next: cash", dt.date(2026, 1, 30)),
        ("2026-01-30 (after the close)", dt.date(2026, 1, 30)),
        ("2026-01-30, 2026-02-02", None),
        ("2026-01-30 → 2026-02-10", None),
        ("January. Cash: 12%", None),
    ],
)
def test_a_line_may_go_on_behind_its_date(line: str, day: dt.date | None) -> None:
    note = read(f"# All\n\nLast updated: {line}\n", "Portfolio.md")
    assert (note.date, note.misdated) == (day, day is None)


def test_keys_that_strangers_write() -> None:
    front = (
        "review_date: 2026-05-01\ntimeframe: 12 months\nstoploss: 170\ndate_opened: 2026-01-05\n"
    )
    note = read(f"---\nticker: QQZA\n{front}targets: [200, 250]\n---\n", "Theses/n.md")
    facts = note.facts
    assert (facts.review, facts.opened) == (dt.date(2026, 5, 1), dt.date(2026, 1, 5))
    assert facts.horizon is not None and facts.horizon.text == "12 months"
    values = [(item.name, item.value) for item in facts.figures]
    assert values == [("target", 200), ("target", 250), ("stop", 170)]


def test_figures_of_a_thesis_are_read_with_their_rules() -> None:
    text = (
        "# Quartz (QQZA)\n\n- **Entry**: 2026-03-02 at $95.00\n- **Target price**: $130\n"
        "- **SL**: 88 (weekly close)\n- **Conviction**: 4/5\n- **Entry zone**: $85-$95\n"
    )
    note = read(text, "Theses/Quartz.md")
    found = {item.name: (item.value, item.rule) for item in note.facts.figures}
    assert found["entry"] == (95.0, "label Entry")
    assert found["target"] == (130.0, "label Target price")
    assert found["stop"] == (88.0, "label SL")
    assert found["conviction"] == (None, "label Conviction")
    entry = next(item for item in note.facts.figures if item.name == "entry")
    assert entry.day == dt.date(2026, 3, 2)


@pytest.mark.parametrize("text", ["$85-$95", "85 – 95", "10%", "12x", "soon", "$90 to $95"])
def test_a_range_or_a_share_is_no_price(text: str) -> None:
    note = read(f"**Stop:** {text}\n", "Theses/Quartz.md")
    assert [item.value for item in note.facts.figures] == [None]


def test_a_thesis_in_a_stock_s_note() -> None:
    thesis = "## Why I own it\n\nBecause.\n"
    assert read(f"**Entry:** $18\n\n{thesis}", "Stocks/Quartz.md").facts.is_thesis
    assert read(f"**Stance:** bear\n\n{thesis}", "Stocks/Quartz.md").facts.side is Side.SHORT
    assert not read(thesis, "Stocks/Quartz.md").facts.is_thesis
    for said in ("status: held", "shares: 20"):
        assert read(f"---\n{said}\n---\n{thesis}", "Stocks/Quartz.md").facts.is_thesis
    for ends in ("## Invalidation trigger\n\nGrowth below 25%.\n", "## Stop\n\n$15\n"):
        assert read(thesis + ends, "Stocks/Quartz.md").facts.is_thesis
    assert not read(f"---\nstatus: watching\n---\n{thesis}", "Stocks/Quartz.md").facts.is_thesis
    assert not read("**Entry:** $18\n\n## Bull case\n\n- Up\n", "Stocks/Quartz.md").facts.is_thesis
    both = read(f"**Ticker:** QQZA\n**Entry:** $18\n\n{thesis}", "Stocks/Quartz.md")
    assert both.kind is Kind.STOCK
    assert [item.subject.name for item in both.facts.exposures] == ["Stocks/Quartz.md"]


def test_several_tickers_are_held_in_equal_parts_or_by_their_weights() -> None:
    equal = read("---\nrelated_tickers: [QQZA, QQZB]\n---\n", "Theses/Quartz.md").facts.exposures
    assert [(item.subject.name, item.weight) for item in equal] == [("QQZA", 1.0), ("QQZB", 1.0)]
    weighed = read("**Tickers:** QQZA 60%, QQZB 40%\n", "Theses/Quartz.md").facts.exposures
    assert [(item.subject.name, item.weight) for item in weighed] == [
        ("QQZA", 0.6),
        ("QQZB", 0.4),
    ]


def test_what_a_thesis_holds_is_a_member_of_its_sector() -> None:
    note = read("---\nticker: QQZA\nsector: Salt\n---\n", "Theses/Quartz.md")
    (relation,) = note.facts.relations
    assert relation.subject is not None
    assert (relation.subject.name, relation.other.name) == ("QQZA", "Salt")


_LATER = "Prose.\n\n## Why it matters\n\n| Metric | Value |\n|---|---|\n| {row} |\n| Price | 12 |\n"


@pytest.mark.parametrize(
    ("row", "symbol"),
    [
        ("Ticker | QQZA (NASDAQ)", "QQZA"),
        ("**Symbol** | **QQZ.B**", "QQZ.B"),
        ("Ticker | NYSE: QQZA", "QQZA"),
        ("Ticker | 7203.T", "7203.T"),
        ("Ticker | Private", None),
        ("Ticker | none yet", None),
        ("Peer ticker | QQZA", None),
    ],
)
def test_a_card_under_any_heading_gives_the_symbol_and_nothing_else(
    row: str, symbol: str | None
) -> None:
    note = read(_LATER.format(row=row), "Actors/Quartz.md")
    assert note.facts.symbol == symbol
    assert (note.kind is Kind.STOCK) == (symbol is not None)
    assert [item.name for item in note.facts.figures] == ["symbol"] * (symbol is not None)


def test_a_table_of_several_columns_is_no_card() -> None:
    table = "## Peers\n\n| Metric | Value | Peer |\n|---|---|---|\n| Ticker | QQZA | QQZB |\n"
    assert read(table, "Actors/Quartz.md").facts.symbol is None


@pytest.mark.parametrize(
    "key", ["created", "date_created", "created-on", "creation date", "erstellt am", "creado"]
)
def test_the_day_of_a_note_under_each_key(key: str) -> None:
    assert read(f"---\n{key}: 2026-03-12\n---\n").date == dt.date(2026, 3, 12)


@pytest.mark.parametrize(
    ("size", "value"), [("5% of portfolio", 0.05), ("4 % of my book", 0.04), ("5% of sales", None)]
)
def test_a_size_may_say_of_what_it_is_a_part(size: str, value: float | None) -> None:
    note = parse_note("Theses/n.md", f"---\nticker: QQZA\nposition size: {size}\n---\n".encode())
    (found,) = [item for item in note.facts.figures if item.name == "weight"]
    assert found.value == value


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("QQZA short thesis", Side.SHORT),
        ("Bearish on QQZA", Side.SHORT),
        ("Why I'm short QQZA", Side.SHORT),
        ("Shorting_QQZA", Side.SHORT),
        ("Underweight QQZA", Side.SHORT),
        ("Puts on QQZA", Side.SHORT),
        ("QQZA bull case", Side.LONG),
        ("Overweight QQZA", Side.LONG),
        ("Short squeeze in QQZA", None),
        ("The shorting of QQZA", None),
    ],
)
def test_what_a_thesis_is_called_may_tell_its_side(name: str, side: Side | None) -> None:
    text = b"---\ntype: thesis\nticker: QQZA\n---\n"
    facts = parse_note(f"Theses/{name}.md", text).facts
    assert facts.side is side
    said = [item.rule for item in facts.figures if item.name == "side"]
    assert said == (["name of the file"] if side else [])
    assert parse_note(f"{name}.md", b"Words\n").kind is Kind.NOTE  # it makes no thesis of a note


@pytest.mark.parametrize(
    ("line", "side"),
    [
        ("recommendation: Short", Side.SHORT),
        ("stance: Underweight", Side.SHORT),
        ("rating: Short-term buy", None),
        ("rating: Sell", None),
    ],
)
def test_advice_that_is_a_side_is_one(line: str, side: Side | None) -> None:
    text = f"---\ntype: thesis\nticker: QQZA\n{line}\n---\n"
    assert parse_note("Theses/n.md", text.encode()).facts.side is side
