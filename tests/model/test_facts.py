"""Facts of every kind through one shape: where they stand, what read them, when, whom they name."""

from __future__ import annotations

import datetime as dt
import inspect

from parser.reading import read
from thesisvault.model import facts as model
from thesisvault.model.facts import Fact
from thesisvault.parser.facts.vocabulary import default_vocabulary

DAY = dt.date(2026, 1, 8)

TABLES = {
    "moves": "| Stock | Move |\n|---|---|\n| A | 1% |",
    "impacts": "| Thesis | Impact |\n|---|---|\n| B | mixed |",
    "evidence": "| Thesis | Evidence | Direction |\n|---|---|---|\n| N | n | bullish |",
    "flows": "| Flow | Detail |\n|---|---|\n| in | C, D |",
    "favoured": "| Sector | Rationale |\n|---|---|\n| E | cheap |",
    "at_risk": "| Sector | Risk |\n|---|---|\n| F | dear |",
    "scenarios": "| Scenario | Duration |\n|---|---|\n| near-term | 2 weeks |",
    "exposures": "| Exposure | Weight |\n|---|---|\n| G | 1 |",
    "tripwires": "| Signal | Condition | Action |\n|---|---|---|\n| s | `A close < 1` | sell |",
    "catalysts": "| Catalyst | Date |\n|---|---|\n| H | 2026-01-07 |",
    "metrics": "| Metric | Value | As of |\n|---|---|---|\n| m | 3 | 2026-01-06 |",
    "log": "| Date | Thesis status |\n|---|---|\n| 2026-01-08 | revised |",
    "holdings": "| Asset | Units |\n|---|---|\n| K | 3 |",
    "pillars": "| Pillar |\n|---|\n| cheap |",
    "mentions": "| Mentioned |\n|---|\n| L |",
    "criteria": "| KPI | Red flag |\n|---|---|\n| margin | < 20% |",
    "thesis_list": "| Thesis | Status |\n|---|---|\n| M | open |",
    "sales": "| Sell at | Shares |\n|---|---|\n| $91 | 20% |",
    "levels": "| Level | Price |\n|---|---|\n| Target | 88 |",
    "cases": "| Bull case | Bear case |\n|---|---|\n| up | |",
}
BY_PLACE = {"members", "card", "vehicles", "swaps", "group_flows", "fund_flows", "group_moves"}
"""Tables that are none but in the note of a sector or on the market, before the first section, or
under a heading.
"""
GROUP = read("---\ntype: sector\nproxy: XLU\n---\n", "Sectors/Utilities.md")
"""What only a group's note states."""
NOTE = read(
    f"---\ncreated: {DAY}\nside: long\ngroups: I\nhurts: J\n---\n"
    + "\n\n## Next\n\n".join(TABLES.values())
    + "\n\n## Kill criteria\n\n- it rains\n",
    "Theses/n.md",
)
FACTS = tuple(NOTE.facts.all())


def test_every_table_is_a_fact_that_knows_what_read_it_and_where() -> None:
    assert {*TABLES} | BY_PLACE == set(default_vocabulary().sections["tables"])
    others = {"side", "hurts", "bullet under Kill criteria"}
    assert {fact.rule for fact in FACTS} == {*TABLES} | others
    lines = [fact.span.line for fact in FACTS if fact.rule != "flows"]
    assert len(set(lines)) == len(lines)


def test_every_kind_of_fact_is_reached() -> None:
    kinds = {kind for _, kind in inspect.getmembers(model, inspect.isclass)}
    kinds = {kind for kind in kinds if issubclass(kind, Fact) and kind is not Fact}
    assert {type(fact) for fact in (*FACTS, *GROUP.facts.all())} == kinds


def test_every_name_is_found_by_its_type() -> None:
    assert sorted(name.name for fact in FACTS for name in fact.references()) == [*"ABCDEFGHJKLMN"]


def test_facts_are_known_from_their_date() -> None:
    dates = {fact.rule: fact.date() for fact in FACTS if fact.date()}
    assert dates == {
        **dict.fromkeys(
            ("moves", "impacts", "evidence", "flows", "favoured", "at_risk", "log"), DAY
        ),
        "holdings": DAY,
        "catalysts": dt.date(2026, 1, 7),
        "metrics": dt.date(2026, 1, 6),
    }
    assert NOTE.facts.known(DAY) == NOTE.facts
    before = NOTE.facts.known(dt.date(2026, 1, 5))
    dated = set(dates) - {"catalysts"}  # it is planned: only its outcome waits
    assert {fact.rule for fact in FACTS} - {fact.rule for fact in before.all()} == dated


def test_the_date_of_a_catalyst_note_is_a_fact_too() -> None:
    (fact,) = read("---\ntype: catalyst\ndate: 2026-01-08\n---\n", "Catalysts/X.md").facts.all()
    assert (fact.rule, fact.date(), fact.span.line) == ("date", DAY, 2)
