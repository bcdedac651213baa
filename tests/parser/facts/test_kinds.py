"""What a note is about, and what says so."""

from __future__ import annotations

import pytest

from parser.reading import read
from thesisvault.model.facts import Side
from thesisvault.model.note import Kind
from thesisvault.parser.facts.sides import held_by_name, side_of_name


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("Stocks/Long X.md", "---\ntype: catalyst\n---\n#rotation", Kind.CATALYST),
        ("Stocks/Long X.md", "---\ntype: Thesis\n---\n", Kind.THESIS),
        ("Stocks/Long X.md", "---\ntype: recipe\n---\n#source", Kind.SOURCE),
        ("n.md", "#source #concept #rotation", Kind.ROTATION),
        ("n.md", "#concept #thesis #stock", Kind.THESIS),
        ("n.md", "#stock #catalyst", Kind.CATALYST),
        ("n.md", "#sector #stock", Kind.STOCK),
        ("n.md", "#concept #sector", Kind.SECTOR),
        ("n.md", "#source #concept", Kind.CONCEPT),
        ("n.md", "#Thesis/long", Kind.THESIS),
        ("n.md", "#theses-old", Kind.NOTE),
        ("Theses/n.md", "#other", Kind.THESIS),
        ("Stocks/Sectors/n.md", "", Kind.SECTOR),
        ("Stocks/misc/n.md", "", Kind.STOCK),
        ("stock.md", "", Kind.NOTE),
    ],
)
def test_property_then_tag_then_folder(path: str, text: str, kind: Kind) -> None:
    assert read(text, path).kind is kind


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        # A number, a level or a picture before a folder's name says nothing.
        ("05-Stocks/n.md", "", Kind.STOCK),
        ("03. Themes/n.md", "", Kind.SECTOR),
        ("L2-Companies/n.md", "", Kind.STOCK),
        ("📈 Ideas/n.md", "---\nticker: QQZA\n---\n", Kind.THESIS),
        ("📈 Ideas/n.md", "## Catalysts\n", Kind.THESIS),
        ("Ideas/Short cold.md", "", Kind.THESIS),
        ("Ideen/2026-11-20_Short_Quartz.md", "", Kind.THESIS),
        ("ideas de inversión/n.md", "## Catalysts\n", Kind.THESIS),
        ("research/ideas/Overlapping windows.md", "## The defect\n", Kind.NOTE),
        ("L2-Wiki/公司/甲.md", "", Kind.STOCK),
        ("论点/甲.md", "", Kind.THESIS),
        ("wiki/종목/가.md", "", Kind.STOCK),
        # What the note says itself beats its folder, and the nearest folder one above.
        ("Sectors/Compute/QQZA.md", "---\nticker: QQZA\n---\n", Kind.STOCK),
        ("Sectors/Compute/QQZA.md", "# QQZA - Quartz Analytics", Kind.STOCK),
        ("Sectors/Compute/QQZA/analysis.md", "# QQZA — Analysis", Kind.STOCK),
        ("Sectors/Compute/Cold.md", "# Cold", Kind.SECTOR),
        ("Theses/QQZA - Quartz.md", "---\nticker: QQZA\n---\n", Kind.THESIS),
        ("Stocks/QQZA/thesis.md", "", Kind.THESIS),
        # Pages that lead to others are not a market's index; what a note calls itself stays.
        ("00_INDEX/Maps.md", "", Kind.NOTE),
        ("Stocks/Index/Compute.md", "", Kind.STOCK),
        ("Indices/Cold.md", "", Kind.SECTOR),
        ("Index/Cold.md", "---\ntype: index\n---\n", Kind.SECTOR),
        # What is kept as written elsewhere stays a source, however its folders go on.
        ("raw/articles/stocks/QQZA/n.md", "", Kind.SOURCE),
        ("Clippings/n.md", "---\nticker: QQZA\n---\n", Kind.SOURCE),
        # Files by their names.
        ("Portfolio/Watchlist.md", "", Kind.WATCHLIST),
        ("Notes/Trade journal.md", "", Kind.TRADE),
        ("Holdings.md", "", Kind.PORTFOLIO),
        ("04-Daily/2026-05-05.md", "", Kind.MARKET),
        ("Briefs/2026-05-19 - Weekly Brief.md", "", Kind.MARKET),
        ("reports/2026-05-19.md", "", Kind.MARKET),
        ("Diary/2026-05-19.md", "## Implications\n", Kind.MARKET),
        ("Diary/2026-05-19.md", "## Dinner\n", Kind.NOTE),
        ("Diary/Plans.md", "## Implications\n", Kind.NOTE),
        ("reports/pumps.md", "", Kind.NOTE),
        ("reports/brief_2026-05-19.md", "", Kind.MARKET),
        ("reports/20260519-close.md", "", Kind.MARKET),
        ("reports/pumps-20261319.md", "", Kind.NOTE),
        # Pages about the vault state nothing and are nothing.
        ("Theses/README.md", "", Kind.NOTE),
        ("Theses/_index.md", "", Kind.NOTE),
        ("Theses/Thesis Template.md", "", Kind.NOTE),
        ("_Archive/Theses/n.md", "#thesis", Kind.NOTE),
        ("assets/600999_甲公司/README.md", "", Kind.STOCK),
        # What only a trade has, and what only a clipping has.
        ("x/n.md", "---\nposition: Long\nexit_price: 3\npnl: 1\n---\n", Kind.TRADE),
        ("x/n.md", "---\nurl: https://a.example\npublished: 2026-01-02\n---\n", Kind.SOURCE),
        # An article about a thesis is tagged so; a thesis that says what it came from is one.
        ("x/n.md", "---\nsource_url: https://a.example\ntags: [thesis]\n---\n", Kind.SOURCE),
        (
            "x/n.md",
            "---\nsource_url: https://a.example\ntags: [thesis]\nside: long\n---\n",
            Kind.THESIS,
        ),
        # A tag in a section is about its line, unless the line has tags alone.
        ("x/n.md", "# N\n\nCheap #stock today.\n", Kind.STOCK),
        ("x/n.md", "# N\n\n## 00:01\n- Cheap #stock today.\n", Kind.NOTE),
        ("x/n.md", "# N\n\n## 00:01\n\nTags: #stock, #qqza\n", Kind.STOCK),
        ("x/n.md", "# N\n\n## 00:01\n\n**Tags:** #stock\n", Kind.STOCK),
        ("x/n.md", "# N\n\n## 00:01\n\n- #qqza #stock\n", Kind.STOCK),
        # One heading twice: what it says is about several.
        ("x/n.md", "## Thesis\n## Exit criteria\n", Kind.THESIS),
        ("x/n.md", "## A\n### Thesis\n## B\n### Thesis\n### Exit criteria\n", Kind.NOTE),
    ],
)
def test_kinds_of_strangers_notes(path: str, text: str, kind: Kind) -> None:
    assert read(text, path).kind is kind


@pytest.mark.parametrize(
    "name", ["Short Side", "Long term goals", "Short interest", "Long X", "57"]
)
def test_a_name_alone_makes_no_thesis(name: str) -> None:
    assert read("Words.", f"{name}.md").kind is Kind.NOTE
    assert read(f"[[{name}]]", "n.md").facts.relations == ()


@pytest.mark.parametrize(
    "sign",
    [
        "---\nside: long\n---\n",
        "**Ticker:** QQZA\n",
        "---\nopened: 2026-01-02\n---\n",
        "## Kill criteria\n\n- It rains\n",
        "#thesis\n",
    ],
)
def test_a_name_with_one_more_sign_does(sign: str) -> None:
    note = read(sign, "Long quartz.md")
    assert note.kind is Kind.THESIS
    assert note.kind_rule


def test_a_thesis_and_its_criteria_under_headings_make_one() -> None:
    text = "# Quartz\n\n## 1. Verdict and thesis\n\nOwn it.\n\n## 5. Falsifiers (sell)\n\n- Rain\n"
    assert read(text, "work/n.md").kind is Kind.THESIS


@pytest.mark.parametrize(
    "stem",
    ["QQZA_2031-04-13", "QQZA 2031-04-13", "2031-04-13 QQZA", "20310413_QQZA", "QQZA-2031-04"],
)
def test_a_memo_on_a_security_of_a_day(stem: str) -> None:
    text = "# Quartz (QQZA) — one page\n\n**Kill-switch:** exit if it rains\n"
    note = read(text, f"memos/{stem}.md")
    assert (note.kind, note.facts.symbol) == (Kind.STOCK, "QQZA")
    assert [item.condition for item in note.facts.criteria] == ["exit if it rains"]
    assert read(text.replace("QQZA", "QQZB", 1), f"memos/{stem}.md").kind is Kind.NOTE


def test_what_made_the_kind_is_kept() -> None:
    assert read("", "05-Stocks/n.md").kind_rule == "folder `05-Stocks`"
    assert read("#thesis", "n.md").kind_rule == "tag `thesis`"
    assert read("**Type:** stock", "n.md").kind_rule == "property `label Type`"
    assert read("", "Watchlist.md").kind_rule == "name `Watchlist`"
    assert read("", "n.md").kind_rule == ""


def test_sides_of_names() -> None:
    assert side_of_name("Long NVIDIA") is Side.LONG
    assert side_of_name("SHORT oil") is Side.SHORT
    assert side_of_name("Quartz Short") is Side.SHORT
    assert side_of_name("2026-11-20_Short_Quartz") is Side.SHORT
    assert side_of_name("20261120 Long Quartz") is Side.LONG
    assert side_of_name("2026-11-20 Short squeeze") is None
    assert held_by_name("2026-11-20_Short_Quartz_SE") == "Quartz SE"
    assert side_of_name("quartz-fork-long") is Side.LONG
    assert side_of_name("short-quartz") is Side.SHORT
    assert held_by_name("short-quartz") == "quartz"
    assert side_of_name("long-dated-bonds") is side_of_name("short-squeeze") is None
    assert side_of_name("Quartz-rich short-list") is side_of_name("Co-long quartz") is None
    assert side_of_name("Longs and shorts") is None
    assert side_of_name("Short squeeze") is None
    assert side_of_name("Longevity") is None
    assert (Side.LONG.sign, Side.SHORT.sign) == (1, -1)


@pytest.mark.parametrize("label", ["TICKER          : QQZA", "Ticker:\tQQZA", "**Ticker** : QQZA"])
def test_a_report_of_a_day_on_one_security_is_about_that(label: str) -> None:
    note = read(f"{label}\nREPORT DATE     : 2031-05-18 07:28 IST\n", "reports/QQZA_2031-05-18.md")
    assert (note.kind, note.facts.symbol) == (Kind.STOCK, "QQZA")
    assert not [item for item in note.diagnostics if "date" in item.message]
    assert read("Words.\n", "reports/QQZA_2031-05-18.md").kind is Kind.MARKET
