"""The nearest known property and table, and what would teach them; what is near to none is told."""

from __future__ import annotations

import tomllib

import pytest

from thesisvault.model.note import Table
from thesisvault.parser.facts.teaching import (
    Lesson,
    NearTable,
    as_metrics,
    config_lines,
    near_property,
    near_table,
    promise,
)
from thesisvault.parser.facts.vocabulary import default_vocabulary, load_vocabulary
from thesisvault.parser.note import parse_note

WORDS = default_vocabulary()


def table(*rows: str) -> Table:
    header, *others = rows
    line = "|".join("---" for _ in header.split("|"))
    text = "\n".join(f"| {row} |" for row in (header, line, *others))
    [found] = parse_note("Note.md", text.encode()).tables
    return found


@pytest.mark.parametrize(
    ("key", "value", "name"),
    [
        ("px_target", "41", "target"),
        ("stop_loss2", "$12.50", "stop"),
        ("tickr", "DSLT", "symbol"),
        ("tick", "DSLT", None),
        ("tickerr", "DSLT", "symbol"),
        ("main_ticker", "DSLT", "symbol"),
        ("entry_A_price", "1.07", "entry"),
        ("close_price", "1525", "price"),
        ("horizn", "12 months", "horizon"),
        ("target_audience", "41", None),
        ("price_to_book", "3.2", None),
        ("px_target", "soon", None),
        ("main_ticker", "the big one", None),
        ("mood", "41", None),
        ("", "", None),
        ("x" * 500, "41", None),
    ],
)
def test_the_nearest_property(key: str, value: str, name: str | None) -> None:
    lesson = near_property(key, value, WORDS)
    assert (lesson.name if lesson else None) == name


@pytest.mark.parametrize("key", ["px_target", "_px_target_", "Px Target"])
def test_a_lesson_teaches_its_key(key: str) -> None:
    lesson = near_property(key, "41", WORDS)
    assert lesson is not None
    taught = load_vocabulary({"properties": {lesson.name: [lesson.word]}})
    assert taught.property(key) == "target"


@pytest.mark.parametrize(
    ("rows", "near"),
    [
        (
            ("Event | Print day", "Count | 2031-04-02"),
            NearTable("catalysts", ("date",), (Lesson("tables.catalysts", "date", "print day"),)),
        ),
        (
            ("Thing | Value | Source", "Salt | 4% | paper"),
            NearTable("metrics", ("metric",), (Lesson("tables.metrics", "metric", "thing"),), True),
        ),
        (("Stock | Note", "Salt | dear"), NearTable("moves", ("move",), ())),
        (("Depot | Bays", "North | 40"), None),
        (("Company | Revenue | Margin", "Salt | 12 | 4%"), None),
        (("Stock | Total return | Rank", "Salt | 12% | 1"), None),
    ],
)
def test_the_nearest_table(rows: tuple[str, ...], near: NearTable | None) -> None:
    assert near_table(table(*rows), WORDS) == near


def test_a_table_of_figures_could_be_recorded() -> None:
    found = as_metrics(table("Depot | Bays | Since", "North | 40 | 2031-04-02"), WORDS)
    assert [(lesson.name, lesson.word) for lesson in found] == [
        ("metric", "depot"),
        ("value", "bays"),
    ]
    assert not as_metrics(table("Depot | Who", "North | Ann"), WORDS)


def test_the_lines_are_toml() -> None:
    lessons = [
        Lesson("tables.moves", "move", 'day\'s "change"'),
        Lesson("properties", "target", "目标价位"),
        Lesson("properties", "target", "px_target"),
    ]
    assert tomllib.loads("\n".join(config_lines(lessons))) == {
        "vocabulary": {
            "properties": {"target": ["px_target", "目标价位"]},
            "tables": {"moves": {"move": ['day\'s "change"']}},
        }
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [("fleet size", "320"), ("former ticker", "QQZA"), ("post-merger ticker", "QQZB")],
)
def test_a_key_of_something_else_is_near_to_nothing(key: str, value: str) -> None:
    assert near_property(key, value, WORDS) is None


@pytest.mark.parametrize(
    ("rows", "promised"),
    [
        (("Ticker | Entry (limit) | Stop | Why", "QQZA | 40 | 36 | base"), 3),
        (("Stock | Setup | View", "QQZA | base | good"), 0),
        (("Depot | Bays | Idle", "Quay | 12 | 1"), 0),
        (("Ticker | Entry | Stop",), 0),
    ],
)
def test_a_table_promises_as_much_as_its_columns_are_of_an_investment(
    rows: tuple[str, ...], promised: int
) -> None:
    assert promise(table(*rows), WORDS) == promised
