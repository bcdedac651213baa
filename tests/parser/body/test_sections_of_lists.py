"""List items and callouts that are called as headings are open a section for what is in them."""

from __future__ import annotations

import pytest

from parser.reading import read
from thesisvault.model.note import Note

FRONT = "---\ntype: thesis\nticker: QQZA\n---\n"
PATH = "Theses/Quartz.md"


def thesis(text: str) -> Note:
    return read(FRONT + text, PATH)


def criteria(note: Note) -> list[str]:
    return [item.text for item in note.facts.criteria]


@pytest.mark.parametrize("indent", ["  ", "    ", "\t"])
@pytest.mark.parametrize(
    "opening", ["Kill switch", "**Kill criteria**", "What breaks it:", "🛑 Exit if"]
)
def test_an_item_opens_a_section(opening: str, indent: str) -> None:
    text = (
        f"- Why\n{indent}- Salt is scarce\n"
        f"- {opening}\n{indent}- Permits are revoked\n{indent}- A strike lasts a month\n"
        f"- Next steps\n{indent}- Visit the mine\n"
    )
    note = thesis(text)
    assert criteria(note) == ["Permits are revoked", "A strike lasts a month"]
    assert not note.unread


def test_each_kind_of_section_and_a_heading_ends_it() -> None:
    note = thesis(
        "- Catalysts\n  - 2031-02-13 report\n- Log\n  - 2031-01-20: added\n- Vehicles\n"
        "  - QQZB 60%\n  - QQZC 40%\n\n# Quartz\n\n- Permits are revoked\n"
    )
    assert [item.text for item in note.facts.catalysts] == ["2031-02-13"]
    assert [item.text for item in note.facts.log] == ["added"]
    assert [item.subject.name for item in note.facts.exposures] == ["QQZB", "QQZC"]
    assert criteria(note) == []


@pytest.mark.parametrize("item", ["Stop: 72", "Stop 72", "Kill criteria: none yet"])
def test_a_label_opens_nothing(item: str) -> None:
    note = thesis(f"- {item}\n  - Permits are revoked\n")
    assert "Permits are revoked" not in criteria(note)


def test_an_item_within_a_known_section_is_of_that_section() -> None:
    note = thesis("## Bull case\n\n- Risk\n  - Salt is scarce\n")
    assert {point.side for point in note.facts.points} == {"bull"}


@pytest.mark.parametrize(
    "title", ["[!danger] Invalidation", "[!bug]- 🛑 Kill criteria", "[!x]+ Exit if"]
)
def test_a_callout_opens_a_section(title: str) -> None:
    note = thesis(
        f"> {title}\n> - Permits are revoked\n> - A strike lasts a month\n\n- Visit the mine\n\n"
        "> [!todo] Catalysts\n> - 2031-02-13 report\n\n> [!note]\n> - 2031-02-14 fair\n"
    )
    assert criteria(note) == ["Permits are revoked", "A strike lasts a month"]
    assert [item.text for item in note.facts.catalysts] == ["2031-02-13"]


def test_a_callout_with_one_sentence() -> None:
    note = thesis("> [!danger] Invalidation\n> Out when permits are revoked.\n\nMore.\n")
    assert criteria(note) == ["Out when permits are revoked."]


def test_a_callout_s_label_is_a_property() -> None:
    note = thesis("# Quartz\n\n> [!warning] Stop: 72\n> Hard.\n")
    assert [(item.name, item.value) for item in note.facts.figures] == [("stop", 72.0)]


def test_labels_in_bold_are_parted_by_their_marks() -> None:
    note = thesis("# Quartz\n\n**Date:** 2031-01-14 **Side:** short **Size:** 1.5%\n")
    figures = {item.name: item.text for item in note.facts.figures}
    assert str(note.date) == "2031-01-14"
    assert (figures["side"], figures["weight"]) == ("short", "1.5%")


def test_a_label_of_criteria_ends_with_its_line() -> None:
    text = (
        "**Invalidation**: close over 88\n**Review**: 2031-03-01\n**Kill**: a strike\nthat lasts\n"
    )
    note = thesis(text)
    assert criteria(note) == ["Invalidation: close over 88", "Kill: a strike that lasts"]
    assert str(note.facts.review) == "2031-03-01"


def test_a_stop_below_a_label_of_criteria_is_one_under_any_heading() -> None:
    note = thesis("## Salt\n\n**Invalidation**: a strike\n**Stop**: 72\n")
    assert criteria(note) == ["Invalidation: a strike"]
    assert [(item.name, item.value) for item in note.facts.figures] == [("stop", 72.0)]


@pytest.mark.parametrize("heading", ["Sources", "References", "Citations and sources", "Quellen"])
def test_sources_state_nothing(heading: str) -> None:
    note = thesis(f"# Catalysts\n\n- 2031-02-13 report\n\n## {heading}\n\n- Fair, 2031-01-02\n")
    assert [item.text for item in note.facts.catalysts] == ["2031-02-13"]


def test_lines_of_a_calendar_that_begin_with_a_day() -> None:
    note = thesis(
        "## Important dates\n\n2031-02-11 report\n**March 18, 2031:** ruling\n"
        "On 2031-04-01 more.\n\n"
        "Friday, May 2, 2031:\n\n- 2031-05-02 fair\n\nMay 3, 2031 (Sat)\n"
    )
    assert [(item.subject.name, item.text) for item in note.facts.catalysts] == [
        ("report", "2031-02-11"),
        ("ruling", "March 18, 2031"),
        ("fair", "2031-05-02"),
    ]


@pytest.mark.parametrize(
    ("head", "row", "subject"),
    [
        ("When | What", "2031-03-01 | Launch of the mine", "Launch of the mine"),
        (
            "Date | Pre/Post | Ticker | Notes",
            "2031-03-01 | Pre | QQZB | watch margins",
            "watch margins",
        ),
        ("Date | Pre/Post | Ticker", "2031-03-01 | Pre | QQZB", "QQZB"),
    ],
)
def test_a_table_below_a_heading_for_events(head: str, row: str, subject: str) -> None:
    rule = "|" + "---|" * (head.count("|") + 1)
    note = thesis(f"## Events\n\n| {head} |\n{rule}\n| {row} |\n")
    assert [item.subject.name for item in note.facts.catalysts] == [subject]


MARKET = "Daily/2031-04-13.md"


@pytest.mark.parametrize(
    "text",
    [
        "## Rotation\n\nOut of: salt, big quartz\nInto: copper, [[Tin]]\n",
        "## Sector rotation\n\n**Out of:** salt, big quartz\n\n**Into:** copper, [[Tin]]\n",
        "## Fund flows\n\n- From: salt, big quartz\n- To: copper, [[Tin]]\n- On balance: calm\n",
    ],
)
def test_flows_below_a_heading(text: str) -> None:
    note = read(text, MARKET)
    assert sorted((flow.group.name, flow.direction) for flow in note.facts.flows) == [
        *(("Tin", 1), ("big quartz", -1), ("copper", 1), ("salt", -1)),
    ]
    assert not note.unread


def test_a_label_below_the_title_is_a_flow_once() -> None:
    note = read("# Rotation\n\n**Into:** copper\n", MARKET)
    assert [(flow.group.name, flow.direction) for flow in note.facts.flows] == [("copper", 1)]


def test_moves_behind_what_leads_to_them() -> None:
    note = read(
        "## What moved\n\n- Salt smashed: QQZA -4.6%, QQZB (-6.8%)\n- Best: QQZC +3.3%\n"
        "- Guidance: margin up +2%\n",
        MARKET,
    )
    moves = [(move.subject.name, move.quantity.low) for move in note.facts.stated_moves]
    assert moves == [("QQZA", -0.046), ("QQZB", -0.068), ("QQZC", 0.033)]


@pytest.mark.parametrize(
    "heading",
    [
        *("Thesis Invalidation Triggers", "My exit rules", "The kill criteria", "Exit signals"),
        *("When I’d sell", "2. Primary failure conditions", "Reasons to sell"),
    ],
)
def test_what_leaves_a_heading_what_it_is(heading: str) -> None:
    note = thesis(f"# Quartz\n\n## {heading}\n\n- Permits are revoked\n")
    assert criteria(note) == ["Permits are revoked"]


@pytest.mark.parametrize("heading", ["Investment exposure", "Salt exposure", "Rates"])
def test_other_words_make_it_another_one(heading: str) -> None:
    note = thesis(
        f"# Quartz\n\n## {heading}\n\n| Ticker | Exposure |\n|---|---|\n| QQZB | Inverse |\n"
    )
    assert [item.subject.name for item in note.facts.exposures] == ["QQZA"]
    assert not [item for item in note.diagnostics if item.code == "heading-near"]


def test_below_a_line_in_bold_labels_of_the_note_go_on() -> None:
    note = thesis("# Quartz\n\n**The positions:**\n\nSalt.\n\n**More:**\n\n**Stop:** 72\n")
    assert [(item.name, item.value) for item in note.facts.figures] == [("stop", 72.0)]


@pytest.mark.parametrize("label", ["Take profit 2", "Price target #2", "TP2", "Target 2"])
def test_numbered_targets(label: str) -> None:
    note = thesis(f"# Quartz\n\n## Position\n\n- **{label}:** $300 (remaining)\n- **Stop:** 72\n")
    assert ("target", 300.0) in [(item.name, item.value) for item in note.facts.figures]


def test_a_criterion_behind_its_kind_says_whose_price_it_is() -> None:
    note = thesis(
        "## Exit if\n\n- **Technical:** QQZA closes below $150\n- Tesla: closes below $90\n"
    )
    assert [item.condition for item in note.facts.criteria] == ["QQZA closes below $150", ""]
