from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.builders import DAY, note
from thesisvault.graph import build
from thesisvault.graph.source import visible
from thesisvault.impact.figures.contradictions import contradictions
from thesisvault.impact.figures.recorded import recorded
from thesisvault.impact.figures.statements import (
    Contradiction,
    ContradictionKind,
    agree,
    bounds,
    comparable,
    neighbours,
)
from thesisvault.model.facts import Quantity
from thesisvault.model.note import Note
from thesisvault.parser.facts.quantities import read_quantity
from thesisvault.parser.facts.vocabulary import default_vocabulary

SAMPLE = Path(__file__).parents[3] / "vault"
HEADER = """\
| Metric | Entity | Value | Basis | Universe | As of | Source |
|--------|--------|-------|-------|----------|-------|--------|
"""


@cache
def sample() -> Mapping[str, str]:
    return {
        path.relative_to(SAMPLE).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(SAMPLE.rglob("*.md"))
    }


def found(notes: Mapping[str, str], day: dt.date = DAY) -> tuple[Contradiction, ...]:
    return of_notes((note(path, text) for path, text in notes.items()), day)


def of_notes(notes: Iterable[Note], day: dt.date = DAY) -> tuple[Contradiction, ...]:
    return contradictions(build(visible(notes, day)))


def rows(*lines: str) -> dict[str, str]:
    """A vault in which each line, `source: a | row`, stands in its source's own note."""
    texts: dict[str, str] = {}
    for line in lines:
        source, _, row = line.partition(": ")
        path = f"Sources/{source}.md"
        start = f"---\ntype: source\ncreated: 2026-01-02\n---\n{HEADER}"
        texts[path] = texts.get(path, start) + f"| {row} | page 1 |\n"
    return texts


def values(item: Contradiction) -> list[tuple[str, str]]:
    return [(said.value, said.source.partition(" - ")[0]) for said in item.statements]


def one(items: Iterable[Contradiction], metric: str, entity: str) -> Contradiction:
    (only,) = (item for item in items if (item.metric, item.entity) == (metric, entity))
    return only


# The sample vault: what must come out, and what must not.


def test_the_price_of_the_index_has_three_values_and_one_of_them_no_basis() -> None:
    item = one(found(sample()), "P/E", "S&P 500")
    assert item.kind is ContradictionKind.DISAGREE
    assert (item.basis, item.universe) == ("forward", "whole index")
    assert values(item) == [
        ("22x", "Hayes"),
        ("22x", "West"),
        ("23.1x", "Hayes"),
        ("~29x", "Hoffner"),
    ]
    assert [said.basis for said in item.statements] == ["forward"] * 3 + [""]
    assert (
        "~29x (Hoffner - Navigating the Great Rebalancing, 2025; basis not given)" in item.message
    )


def test_statements_are_cited_where_their_source_says_them() -> None:
    for item in found(sample()):
        for said in item.statements:
            for place in (said.citation, *said.copies):
                line = sample()[place.note].split("\n")[place.line - 1]
                words = said.value if item.kind is not ContradictionKind.TWO_SIGNS else ":"
                assert words in line, (said, line)


def test_ratios_of_other_companies_are_not_compared() -> None:
    items = found(sample())
    said = {said.value for item in items for said in item.statements}
    assert not said & {"62.43x", "15.9x"}
    assert [item.entity for item in items if item.metric == "P/E"] == ["S&P 500"]


def test_a_figure_that_changed_with_time_is_no_contradiction() -> None:
    """The correlation among AI shares fell from 80 % to 20 %, by one source."""
    assert not [item for item in found(sample()) if "correlation" in item.metric]


def test_the_discount_does_not_follow_from_its_parts() -> None:
    item = one(found(sample()), "Discount to S&P 500", "Small caps")
    assert item.kind is ContradictionKind.DERIVED
    assert values(item)[0] == ("~-10%", "Hayes")
    assert {value for value, _ in values(item)[1:]} == {"15x", "22x", "23.1x"}
    assert item.message.endswith("while P/E of 15x against 22x, both forward, makes -32%.")


@pytest.mark.parametrize(
    ("metric", "entity", "said"),
    [
        (
            "Fed path 2026",
            "Fed",
            {
                ("cuts continue", "Stone"),
                ("cuts continue", "Rotation note January 2026"),
                ("high rates for long", "Hoffner"),
                ("easing completed", "West"),
            },
        ),
        (
            "Seen as",
            "Communication Services",
            {
                ("inflated, market-perform", "Stone"),
                ("growth", "Hoffner"),
                ("value within tech", "Rotation note January 2026"),
            },
        ),
        (
            "Seen as",
            "Utilities",
            {("defensive", "Stone"), ("value", "Hoffner"), ("growth enabler", "Hayes")},
        ),
        (
            "How long",
            "Sector Rotation January 2026",
            {
                ("two to four weeks possible", "Rotation note January 2026"),
                ("not fleeting", "Hayes"),
                ("structural, not cyclical", "West"),
            },
        ),
    ],
)
def test_what_the_sources_see_differently(
    metric: str, entity: str, said: set[tuple[str, str]]
) -> None:
    item = one(found(sample()), metric, entity)
    assert item.kind is ContradictionKind.DISAGREE
    assert set(values(item)) == said


def test_copper_is_one_cause_with_two_signs() -> None:
    item = one(found(sample()), "effect", "Copper deficit")
    assert item.kind is ContradictionKind.TWO_SIGNS
    assert "helps Copper producers and Long copper producers" in item.message
    assert "hurts AI builders, Long datacenter infrastructure and NVIDIA" in item.message


def test_nothing_else_comes_out_of_the_sample_vault() -> None:
    about = [(item.kind.value, item.entity) for item in found(sample())]
    assert about == [
        ("disagree", "Communication Services"),
        ("disagree", "Fed"),
        ("disagree", "S&P 500"),
        ("disagree", "Sector Rotation January 2026"),
        ("disagree", "Utilities"),
        ("derived", "Small caps"),
        ("two-signs", "Copper deficit"),
        ("two-signs", "Vaccine news November 2020"),
    ]


def test_what_was_not_yet_written_is_not_known() -> None:
    early = one(found(sample(), dt.date(2026, 1, 2)), "P/E", "S&P 500")
    assert {value for value, _ in values(early)} == {"22x", "23.1x"}
    assert [item.entity for item in found(sample(), dt.date(2020, 11, 13))] == [
        "Vaccine news November 2020"
    ]


def test_an_unrelated_note_changes_nothing() -> None:
    more = {
        **sample(),
        "Sources/Zeta.md": "---\ntype: source\n---\n"
        + HEADER
        + "| P/E | Ruritania index | 9x | forward | whole index | 2026-01-02 | p. 1 |\n",
        "Aside.md": "[[S&P 500]] and [[Copper deficit]] in passing.\n",
    }
    assert found(more) == found(sample())


def test_the_order_of_notes_does_not_matter() -> None:
    notes = [note(path, text) for path, text in sample().items()]
    expected = of_notes(notes)
    for seed in range(3):
        random.Random(seed).shuffle(notes)
        assert of_notes(notes) == expected


# The rules.


def test_an_alias_is_the_same_entity() -> None:
    notes = rows(
        "A: P/E | Small caps | 15x | forward | all | 2026-01-02",
        "B: P/E | Small companies | 19x | forward | all | 2026-01-02",
    )
    assert not found(notes)
    notes["Small caps.md"] = "---\ntype: sector\naliases: [Small companies]\n---\n"
    assert values(one(found(notes), "P/E", "Small caps")) == [("15x", "A"), ("19x", "B")]


def test_a_link_names_the_entity_whatever_it_shows() -> None:
    notes = rows(
        "A: P/E | [[Small caps\\|the small]] | 15x | forward | | ",
        "B: p/e | Small caps | 19x | Forward | | ",
    )
    notes["Groups/Small caps.md"] = "---\ntype: sector\n---\n"
    assert len(found(notes)) == 1


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        ("P/E | X | 23x | forward | all | 2026-01-02", "disagree"),
        ("p/e | x | 23 | Forward | ALL | 2026-01-02", "disagree"),
        ("P/E | X | 22.4x | forward | all | 2026-01-02", None),
        ("P/E | X | 22.6x | forward | all | 2026-01-02", "disagree"),
        ("P/E | X | ~23x | forward | all | 2026-01-02", None),
        ("P/E | X | 21-24x | forward | all | 2026-01-02", None),
        ("P/E | X | 23-24x | forward | all | 2026-01-02", "disagree"),
        ("P/B | X | 5x | forward | all | 2026-01-02", None),
        ("P/E | Y | 29x | forward | all | 2026-01-02", None),
        ("P/E | X | 29x | trailing | all | 2026-01-02", None),
        ("P/E | X | 29x | forward | profitable part | 2026-01-02", None),
        ("P/E | X | 29x | forward | not given | 2026-01-02", None),
        ("P/E | X | 29% | forward | all | 2026-01-02", None),
        ("P/E | X | 29x | not given | all | 2026-01-02", "basis-missing"),
        ("P/E | X | 29x | | all | 2026-01-02", "basis-missing"),
        ("P/E | X | 22x | not given | all | 2026-01-02", None),
        ("P/E | X | 29x | not given | part | 2026-01-02", None),
        ("P/E | X | 29x | forward | all | 2025-06-30", None),
        ("P/E | X | 29x | forward | all | 2025", "disagree"),
        ("P/E | X | 29x | forward | all | ", "disagree"),
        ("P/E | X | value absent | forward | all | 2026-01-02", None),
    ],
)
def test_what_is_like_twenty_two_times_expected_earnings(other: str, kind: str | None) -> None:
    items = found(rows("A: P/E | X | 22x | forward | all | 2026-01-02", f"B: {other}"))
    assert [item.kind.value for item in items] == ([kind] if kind else [])


def test_a_figure_without_basis_stands_beside_every_basis_it_does_not_fit() -> None:
    known = ("A: P/E | X | 22x | forward | | ", "B: P/E | X | 26x | trailing | | ")
    assert not found(rows(*known, "C: P/E | X | 26x | not given | | "))
    (item,) = found(rows(*known, "C: P/E | X | 29x | not given | | "))
    assert item.kind is ContradictionKind.BASIS_MISSING
    assert values(item) == [("22x", "A"), ("26x", "B"), ("29x", "C")]
    assert item.message == (
        "P/E, X: 22x (A, forward) against 26x (B, trailing) against 29x (C; basis not given)."
    )


def test_two_figures_without_basis() -> None:
    (item,) = found(rows("A: P/E | X | 22x | | | ", "B: P/E | X | 29x | not given | | "))
    assert item.kind is ContradictionKind.BASIS_MISSING
    assert item.message == "P/E, X: 22x (A) against 29x (B), and no basis is given."


def test_words_disagree_when_they_differ() -> None:
    same = rows("A: Path | Fed | Cuts  continue. | | | ", "B: Path | Fed | cuts continue | | | ")
    assert not found(same)
    (item,) = found(same | rows("C: Path | Fed | easing completed | | | "))
    assert item.kind is ContradictionKind.DISAGREE
    assert item.message == (
        "Path, Fed: “Cuts  continue.” (A) against “cuts continue” (B) against "
        "“easing completed” (C)."
    )


def test_a_copy_is_no_second_statement() -> None:
    notes = rows("A: P/E | X | 22x | forward | | 2026-01-02", "B: P/E | X | 25x | forward | | ")
    notes["Concepts/Watch.md"] = (
        "---\ncreated: 2026-01-05\n---\n" + HEADER + "| P/E | X | 22x | forward | | | [[A]] |\n"
    )
    (item,) = found(notes)
    assert values(item) == [("22x", "A"), ("25x", "B")]
    said = item.statements[0]
    assert said.citation.note == "Sources/A.md"
    assert [(copy.note, copy.line) for copy in said.copies] == [("Concepts/Watch.md", 6)]


def test_a_copy_alone_speaks_for_its_source() -> None:
    copied = HEADER + "| P/E | X | 22x | forward | | | [[A]] |\n"
    notes = {"One.md": copied, "Two.md": copied.replace("22x", "25x")}
    (item,) = found(notes | {"A.md": "", "B.md": ""})
    assert values(item) == [("22x", "A"), ("25x", "A")]


def test_a_source_of_several_dates_is_a_series_but_of_one_date_contradicts_itself() -> None:
    series = (
        "A: P/E | X | 22x | forward | | 2025-12-31",
        "A: P/E | X | 25x | forward | | 2026-01-02",
    )
    assert not found(rows(*series))
    assert len(found(rows(*(line.replace("2025-12-31", "2026-01-02") for line in series)))) == 1


def test_disagreements_of_different_times_are_told_apart() -> None:
    old = ("A: P/E | X | 18x | forward | | 2020-03-02", "B: P/E | X | 20x | forward | | 2020-03-20")
    new = ("A: P/E | X | 22x | forward | | 2026-01-02", "B: P/E | X | 25x | forward | | 2026-01-05")
    items = found(rows(*old, *new, "C: P/E | X | 19x | forward | | 2023-01-01"))
    assert [[said.value for said in item.statements] for item in items] == [
        ["18x", "20x"],
        ["22x", "25x"],
    ]


def test_neighbours_are_those_that_can_be_compared() -> None:
    lines = [
        f"{source}: P/E | X | {figure}x | forward | | {as_of}"
        for figure, source, as_of in (
            (11, "A", "2025"),
            (12, "B", "2025-03-01"),
            (13, "A", "2026-01-02"),
            (14, "C", ""),
            (15, "B", "2026-02-02"),
            (16, "C", "2026-02-03"),
        )
    ]
    texts = {
        path: text.replace("created: 2026-01-02\n", "") if path.endswith("C.md") else text
        for path, text in rows(*lines).items()
    }
    read = recorded(build(note(path, text) for path, text in texts.items()))
    assert [row.dates for row in read if row.quantity.low == 14] == [None]
    assert [set(places) for places in neighbours(read)] == [
        {place for place, other in enumerate(read) if other is not row and comparable(row, other)}
        for row in read
    ]


def test_a_discount_that_follows_is_not_listed() -> None:
    parts = ("A: P/E | S | 15x | forward | | ", "B: P/E | L | 22x | forward | all | ")
    for stated in ("-32%", "32%", "-30%", "~-30%"):
        assert not found(rows(*parts, f"A: Discount to L | S | {stated} | | | ")), stated
    (item,) = found(rows(*parts, "A: Discount to the L | S | 10% | forward | | "))
    assert item.kind is ContradictionKind.DERIVED
    (item,) = found(rows(*parts, "A: Premium to S | L | 10% | | | "))
    assert item.message.endswith("22x against 15x, both forward, makes +47%.")


def test_a_discount_without_like_parts_is_not_judged() -> None:
    parts = ("A: P/E | S | 15x | forward | | ", "B: P/E | L | 22x | trailing | | ")
    assert not found(rows(*parts, "A: Discount to L | S | -10% | | | "))
    assert not found(rows("A: Discount to L | S | -10% | | | "))
    parts = ("A: P/E | S | 15x | | | ", "B: P/E | L | 22x | | | ")
    assert not found(rows(*parts, "A: Discount to L | S | -10% | | | "))


def test_one_cause_told_from_both_sides_counts_once() -> None:
    notes = {
        "Cause.md": "---\ntype: concept\nbenefits: [A]\nhurts: [B]\n---\n",
        "A.md": "---\ntype: sector\nbenefits_from: [Cause]\n---\n",
        "B.md": "---\ntype: sector\n---\n",
    }
    (item,) = found(notes)
    assert item.message == "Cause: the same cause has two signs: it helps A and hurts B."
    assert [len(said.copies) for said in item.statements] == [1, 0]
    notes["Cause.md"] = notes["Cause.md"].replace("hurts: [B]\n", "")
    assert not found(notes)


def test_one_thing_both_helped_and_hurt_by_a_cause() -> None:
    notes = {
        "Cause.md": "---\ntype: concept\nbenefits: [A]\n---\n",
        "A.md": "---\ntype: sector\nhurt_by: [Cause]\n---\n",
    }
    (item,) = found(notes)
    assert item.message == "Cause: the same cause has two signs: it helps A and hurts A."


def test_every_metric_with_a_value_is_read() -> None:
    vault = build(note(path, text) for path, text in rows("A: P/E | | 15x | | | ").items())
    (row,) = recorded(vault)
    assert (row.entity, row.entity_id) == ("A", "Sources/A.md")


def _figure(text: str) -> Quantity:
    return read_quantity(text, default_vocabulary())


@given(st.floats(0.01, 9_000), st.integers(0, 3), st.integers(0, 3))
def test_one_value_agrees_with_itself_however_it_is_rounded(
    true: float, digits: int, others: int
) -> None:
    one, other = _figure(f"{true:.{digits}f}x"), _figure(f"{true:.{others}f}x")
    assert agree(one, other) and agree(other, one)


@given(st.integers(1, 99_999), st.integers(1, 500))
def test_figures_a_digit_apart_do_not_agree(first: int, apart: int) -> None:
    one, other = _figure(f"{first}x"), _figure(f"{first + apart}x")
    assert not agree(one, other) and not agree(other, one)


@given(st.sampled_from(["22x", "~22x", "3-4%", "-10%", "$1.5T", "~330 kmt", "above 2%"]))
def test_bounds_hold_the_figure(text: str) -> None:
    quantity = _figure(text)
    if quantity.low is None or quantity.high is None:
        assert agree(quantity, quantity)
        return
    low, high = bounds(quantity)
    assert low < quantity.low <= quantity.high < high
