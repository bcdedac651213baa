"""What authors note of a thesis day by day: observations, implications, boxes that were ticked."""

from __future__ import annotations

import datetime as dt

import pytest

from thesisvault.model.facts import StatedImpact
from thesisvault.parser.note import parse_note

HEAD = "| Thesis | New evidence | Direction |\n|---|---|---|\n"
LOG = "## Evidence log\n\n| Date | Observation | Implication |\n|---|---|---|\n"


def impacts(path: str, text: str) -> list[StatedImpact]:
    return list(parse_note(path, text.encode()).facts.stated_impacts)


def signs(found: list[StatedImpact]) -> list[list[float]]:
    return [[round(sign, 2) for label in one.labels for sign in label.signs] for one in found]


@pytest.mark.parametrize(
    ("direction", "said"),
    [
        ("Confirming", [0.67]),
        ("✅ Bull case reinforced", [0.67]),
        ("✅", [0.67]),
        ("☑️ orders came in", [0.67]),
        ("↑ Inflection", [0.67]),
        ("⬆️ Orders", [0.67]),
        ("↑↑ Orders", [1.0]),
        ("⬆️⬆️", [1.0]),
        ("↓ New concern", [-0.67]),
        ("⬇️⬇️ Cascade", [-1.0]),
        ("↓ Bullish all the same", [0.67]),
        ("➡️ Neutral", [0.0]),
        ("⚖️ Mixed", [0.5, -0.5]),
        ("⚠️ Political risk", []),
        ("→ A vote in March", []),
        ("🔴", []),
    ],
)
def test_a_direction_is_read_by_its_words_and_else_by_its_mark(
    direction: str, said: list[float]
) -> None:
    (found,) = impacts("2026-03-02.md", f"{HEAD}| [[Long quartz]] | x | {direction} |\n")
    assert signs([found]) == [said]
    assert (found.rule, found.thesis.name) == ("evidence", "Long quartz")


@pytest.mark.parametrize("name", ["Short quartz", "Quartz financing risk", "Quartz short"])
def test_an_arrow_may_be_about_the_market_where_a_thesis_is_not_long(name: str) -> None:
    rows = f"| [[{name}]] | x | ↓↓ Cascade |\n| [[{name}]] | x | ✅ |\n"
    assert signs(impacts("2026-03-02.md", HEAD + rows)) == [[], [0.67]]


def test_a_theme_of_the_day_is_a_thesis_only_where_something_is_said_of_it() -> None:
    rows = (
        "| Bank stocks | x | Bearish near-term |\n"
        "| Tariffs | x | Watch the vote |\n"
        "| Long zinc | x | Watch the vote |\n"
    )
    note = parse_note("2026-03-02.md", (HEAD + rows).encode())
    assert [one.thesis.name for one in note.facts.stated_impacts] == ["Bank stocks", "Long zinc"]
    assert [(one.code, one.text) for one in note.unread] == [("cell", "impact: Watch the vote")]


def test_without_evidence_a_direction_says_the_side() -> None:
    text = "| Thesis | Direction |\n|---|---|\n| [[Quartz]] | long |\n"
    assert impacts("2026-03-02.md", text) == []


@pytest.mark.parametrize(
    ("implication", "said"),
    [
        ("Pricing power validated", [[0.67]]),
        ("Capacity moat intact", [[0.0]]),
        ("Thesis weakened", [[-0.67]]),
        ("The case is under pressure from imports", [[-0.67]]),
        ("Bearish", [[-0.67]]),
        ("Pressure on the largest rival", []),
        ("Platform absorbs its rivals", []),
    ],
)
def test_what_an_observation_means_for_the_thesis(
    implication: str, said: list[list[float]]
) -> None:
    text = f"#thesis\n\n{LOG}| 2026-02-03 | Orders doubled | {implication} |\n"
    found = impacts("Long quartz.md", text)
    assert signs(found) == said
    told = [item.code for item in parse_note("Long quartz.md", text.encode()).diagnostics]
    assert told == []
    assert all(one.day == dt.date(2026, 2, 3) for one in found)
    (line,) = parse_note("Long quartz.md", text.encode()).facts.log
    assert line.text == f"Orders doubled · {implication}"


def test_a_ticked_box_confirms_and_an_open_one_is_an_argument() -> None:
    text = (
        "---\ncreated: 2026-01-05\n---\n#thesis\n\n## What validates the thesis\n\n"
        "- [x] ~~Prices rise~~ **up 40%**\n"
        "- [X] Second mine opens (2026-02-10)\n"
        "- [ ] Buyers sign for years\n"
        "- Smelters stay idle\n"
    )
    facts = parse_note("Long quartz.md", text.encode()).facts
    found = [(one.text, one.day, one.rule) for one in facts.stated_impacts]
    rule = "bullet under What validates the thesis"
    assert found == [
        ("Prices rise up 40%", dt.date(2026, 1, 5), rule),
        ("Second mine opens (2026-02-10)", dt.date(2026, 2, 10), rule),
    ]
    assert signs(list(facts.stated_impacts)) == [[0.67], [0.67]]
    assert [(point.side, point.text) for point in facts.points] == [
        ("validation", "Buyers sign for years"),
        ("validation", "Smelters stay idle"),
    ]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("Strongly confirmed — margins expand", [[1.0]]),
        ("Core holding — dominance strengthening", [[0.67]]),
        ("At risk", [[-0.67]]),
        ("Active", []),
        ("Idea (not active)", []),
        ("Closed: supported to the end", []),
    ],
)
def test_a_status_may_say_how_the_thesis_fares(status: str, said: list[list[float]]) -> None:
    text = f"#thesis\n\n**Status**: {status}\n**Last reviewed**: 2026-02-01\n"
    found = impacts("Long quartz.md", text)
    assert signs(found) == said
    assert all(one.day == dt.date(2026, 2, 1) for one in found)


def test_a_day_of_review_that_cannot_be_read_is_told_once() -> None:
    text = "#thesis\n\n**Status**: Confirmed\n**Last reviewed**: 2026-99-01\n"
    note = parse_note("Long quartz.md", text.encode())
    assert [one.day for one in note.facts.stated_impacts] == [None]
    assert [item.code for item in note.diagnostics].count("property-unparsed") == 1


@pytest.mark.parametrize(
    ("value", "symbol"),
    [
        ("QQZA (NYSE)", "QQZA"),
        ("QQZA (NASDAQ/TSX)", "QQZA"),
        ("QQZA", "QQZA"),
        ("QQZA, QQZB", None),
        ("Private", None),
    ],
)
def test_one_ticker_in_a_card_is_the_notes_own(value: str, symbol: str | None) -> None:
    text = f"#company\n\n## Quick stats\n\n| Metric | Value |\n|---|---|\n| Tickers | {value} |\n"
    assert parse_note("Actors/Quartz Works.md", text.encode()).facts.symbol == symbol


def test_a_criterion_in_bold_may_begin_a_later_line_of_a_text() -> None:
    text = (
        "#stock\n\n## Scenarios\n\n"
        "**Expected value: -13%**\n"
        "**Thesis breaks if:** orders fall below 80\n"
        "for two quarters, or [[Quartz]] leaves.\n"
        "**Confidence:** low\n"
    )
    (found,) = parse_note("QQZA.md", text.encode()).facts.criteria
    said = "Thesis breaks if: orders fall below 80 for two quarters, or Quartz leaves."
    assert found.text == said
    assert (found.span.line, found.span.end_line) == (5, 6)
    assert found.rule == "line under Thesis breaks if"
