"""Flows that rotations name, against prices whose t is known beforehand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pytest

from impact.builders import note, review
from impact.prices import DAYS, EVENT, ZERO, shelf, with_t
from thesisvault.graph import Vault, build
from thesisvault.impact.flows import began, measure_flows
from thesisvault.model.review import FlowVerdict, MeasuredFlow
from thesisvault.model.settings import ImpactSettings, MarketSettings

FRIDAY = DAYS[ZERO + 4]
WEEK = range(5)


def group(proxy: str) -> str:
    return f"---\ntype: sector\n{proxy}\n---\n"


def rotation(
    into: str, out: str = "—", started: str = str(EVENT), more: str = "", head: str = ""
) -> str:
    return (
        f"---\ntype: rotation\ncreated: {FRIDAY}\nstarted: {started}\n{head}---\n"
        f"| Flow | Detail |\n|---|---|\n| Into | {into} |\n| Out of | {out} |\n{more}"
    )


GROUPS = {
    "Up.md": group("proxy: UP"),
    "Down.md": group("etf: DOWN"),
    "Calm.md": group("fund: CALM"),
}


def prices(ts: Mapping[str, float]) -> Mapping[str, Sequence[float]]:
    found = {"UP": 4.0, "DOWN": -4.0, "CALM": 0.3, **ts}
    return {symbol: with_t(t, symbol, WEEK) for symbol, t in found.items()}


def measured(
    notes: Mapping[str, str],
    day: dt.date = FRIDAY,
    wanted: frozenset[str] | None = None,
    ts: Mapping[str, float] | None = None,
) -> dict[str, MeasuredFlow]:
    found = measure_flows(
        vault(notes),
        shelf(prices(ts or {}), last=day),
        MarketSettings(),
        ImpactSettings(),
        day,
        wanted,
    )
    return {f"{flow.citation.text}": flow for flow in found}


def vault(notes: Mapping[str, str]) -> Vault:
    return build(note(path, text) for path, text in notes.items())


def test_each_flow_has_its_verdict_t_and_line() -> None:
    text = rotation("[[Up]], [[Down]], Calm, [[Nobody]]", "Down")
    found = measured({**GROUPS, "R.md": text})
    says = {what: flow.verdict.value for what, flow in found.items()}
    assert says == {
        "into Up": "holds",
        "into Down": "the opposite",
        "into Calm": "not confirmed",
        "into Nobody": "unknown",
        "out of Down": "holds",
    }
    up = found["into Up"]
    assert up.since is not None and up.since.abnormal.t == pytest.approx(4.0)
    assert (up.since.move.start, up.since.move.end) == (EVENT, FRIDAY)
    assert up.citation.line == 8 and found["out of Down"].citation.line == 9
    assert "a fund or members" in found["into Nobody"].reason


def test_a_test_counts_once_in_the_family_however_often_it_is_named() -> None:
    two = {"R.md": rotation("Up, Calm"), "S.md": rotation("Up, Calm")}
    found = measured({**GROUPS, **two}, ts={"UP": 2.2})
    since = found["into Up"].since
    assert since is not None and since.abnormal.p is not None
    assert found["into Up"].adjusted_p == pytest.approx(2 * since.abnormal.p)
    many = {f"G{at}.md": group(f"proxy: G{at}") for at in range(6)}
    names = ", ".join(path[:-3] for path in many)
    notes = {**GROUPS, **many, "R.md": rotation(f"Up, {names}")}
    diluted = measured(notes, ts={"UP": 2.2} | {f"G{at}": 0.2 for at in range(6)})
    assert found["into Up"].verdict is diluted["into Up"].verdict is FlowVerdict.HOLDS
    assert (found["into Up"].alone, diluted["into Up"].alone) == (False, True)


def test_what_is_favoured_is_no_flow_and_a_draft_has_none() -> None:
    outlook = "\n| Sector | Rationale |\n|---|---|\n| Down | cheap |\n"
    assert set(measured({**GROUPS, "R.md": rotation("Up", more=outlook)})) == {"into Up"}
    assert not measured({**GROUPS, "R.md": rotation("Up", head="draft: true\n")})


def test_a_fund_without_prices_gives_way_to_members() -> None:
    notes = {
        "Up.md": group("proxy: GONE\nmembers: ['[[One]]', '[[Two]]']"),
        "One.md": "---\ntype: stock\nsymbol: UP\n---\n",
        "Two.md": "---\ntype: stock\nsymbol: DOWN\n---\n",
        "Lone.md": group("proxy: GONE"),
        "R.md": rotation("Up, Lone"),
    }
    found = measured(notes)
    since = found["into Up"].since
    assert since is not None and set(since.move.symbols) == {"UP", "DOWN"}
    assert "GONE (no prices)" in found["into Lone"].reason


@pytest.mark.parametrize("proxy", ["proxy: '[[Fund]]'", "Benchmark Fund: $UP", "tracked-by: up"])
def test_a_fund_is_named_in_many_ways(proxy: str) -> None:
    fund = {"Fund.md": "---\ntype: stock\nsymbol: UP\n---\n"}
    found = measured({"Up.md": group(proxy), **fund, "R.md": rotation("Up")})
    assert found["into Up"].verdict is FlowVerdict.HOLDS


def test_stated_days_are_shown_and_decide_nothing() -> None:
    moves = f"\n## Moves ({EVENT})\n\n| Stock | Move |\n|---|---|\n| X | +1% |\n"
    flow = measured({**GROUPS, "R.md": rotation("Calm", more=moves)})["into Calm"]
    assert [study.day_zero for study in flow.days] == [EVENT]
    assert flow.verdict is FlowVerdict.NOT_CONFIRMED


@pytest.mark.parametrize(
    ("started", "first"),
    [
        ("2026-01-05", dt.date(2026, 1, 5)),
        ("late Dec 2025", dt.date(2026, 1, 1)),
        ("January 2026", FRIDAY),  # no later than the note's own day
    ],
)
def test_a_loose_start_counts_from_the_day_after_it(started: str, first: dt.date) -> None:
    found = vault({**GROUPS, "R.md": rotation("Up", started=started)})
    assert began(found, found.noted_facts["R.md"]) == first


def test_a_rotation_that_is_over_is_a_family_of_its_own() -> None:
    ends = "\n| Scenario | Duration |\n|---|---|\n| Relief | 1-6 days |\n"
    notes = {**GROUPS, "Old.md": rotation("Up, Calm", more=ends), "R.md": rotation("Down")}
    later = DAYS[ZERO + 10]
    assert set(measured(notes, later)) == {"into Down"}
    over = measured(notes, later, frozenset({"Old.md"}))
    up = over["into Up"]
    assert set(over) == {"into Up", "into Calm"}
    assert up.since is not None and up.since.move.end == FRIDAY
    assert up.since.abnormal.t == pytest.approx(4.0)


def test_the_review_says_that_a_draft_waits_and_takes_nothing_from_it() -> None:
    thesis = (
        "---\ntype: thesis\nside: long\n---\n| Exposure | Weight |\n|---|---|\n| [[Up]] | 1 |\n"
    )
    impact = "\n| Thesis | Impact |\n|---|---|\n| [[Long up]] | Tailwind |\n"
    for head, count in (("draft: yes\n", 0), ("", 2)):
        text = rotation("Up", more=impact, head=head)
        found = review({**GROUPS, "Long up.md": thesis, "R.md": text}, FRIDAY)
        assert len(found.theses[0].evidence) == count
        assert len(found.rotations) == (1 if count else 0)
        codes = [item.code for item in found.attention]
        assert ("rotation-draft" in codes) is (not count)
