"""Groups of a small vault against the benchmark, and what is left out of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from market.readers.builders import levels, make_vault, on_days, own_file, wave, weekdays
from thesisvault.model.errors import UsageFault
from thesisvault.reports import rotation
from thesisvault.workspace import open_workspace

COUNT = 200
DAYS = weekdays(COUNT + 1)
MARKET = wave(COUNT, 0.7)
RISING = [m + 0.0001 * at / 10 for at, m in enumerate(MARKET)]
FALLING = [m - 0.0001 * at / 10 for at, m in enumerate(MARKET)]
NOTES = {
    "Up.md": '---\ntype: sector\nmembers: ["[[A]]", "[[B]]"]\n---\n',
    "Down.md": "---\ntype: sector\nsymbol: CCC\n---\n",
    "Unpriced.md": '---\ntype: sector\nmembers: ["[[D]]"]\n---\n',
    "A.md": "---\ntype: stock\nsymbol: AAA\n---\n",
    "B.md": "---\ntype: stock\nsymbol: BBB\n---\n",
    "D.md": "---\ntype: stock\nsymbol: DDD\n---\n",
    "Long up.md": '---\ntype: thesis\nstocks: "[[A]]"\n---\n',
    "Idea.md": "---\ntype: concept\n---\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    returns = {"SPY": MARKET, "AAA": RISING, "BBB": RISING, "CCC": FALLING}
    files = {
        f"{name}.csv": own_file(name, on_days(DAYS, levels(values)))
        for name, values in returns.items()
    }
    return make_vault(tmp_path, files, NOTES)


def report(root: Path, *names: str, day: dt.date = DAYS[-1], length: int = 12) -> rotation.Answer:
    ask = rotation.Ask(names, "daily", length)
    return rotation.report(open_workspace(root).on(day), ask)


def test_every_group_with_prices_by_name(root: Path) -> None:
    found = report(root)
    assert [group.name for group in found.groups] == ["Down", "Up"]
    assert found.benchmark == "SPY"
    assert [group.symbols for group in found.groups] == [("CCC",), ("AAA", "BBB")]


def test_strength_is_on_the_right_side(root: Path) -> None:
    places = {group.name: group.points[-1] for group in report(root).groups}
    assert (places["Up"].ratio or 0) > 100 > (places["Down"].ratio or 200)
    assert places["Up"].rs > 100 > places["Down"].rs


def test_the_ratio_is_the_z_score_of_fourteen_levels(root: Path) -> None:
    [group] = report(root, "Down", length=14).groups
    last = [point.rs for point in group.points]
    mean = sum(last) / 14
    spread = (sum((value - mean) ** 2 for value in last) / 14) ** 0.5
    assert group.points[-1].ratio == pytest.approx(100 + (last[-1] - mean) / spread)


def test_theses_and_stocks_can_be_asked_for(root: Path) -> None:
    assert [g.symbols for g in report(root, "Long up", "A").groups] == [("AAA",), ("AAA",)]


def test_a_group_asked_for_without_prices_says_so(root: Path) -> None:
    [group] = report(root, "Unpriced").groups
    assert group.quadrant is None
    assert group.points == ()
    assert [item.reason for item in group.excluded] == ["no prices"]


@pytest.mark.parametrize("name", ["Idea", "Nowhere"])
def test_other_names_are_faults(root: Path, name: str) -> None:
    with pytest.raises(UsageFault, match=name):
        report(root, name)


def test_only_groups_of_several_names_have_a_correlation(root: Path) -> None:
    [item] = report(root).correlations
    assert (item.name, item.symbols) == ("Up", ("AAA", "BBB"))
    assert item.points[-1].date == DAYS[-1]
    assert item.points[-1].mean_correlation == pytest.approx(1.0)
    assert len(item.points) == COUNT + 1 - 63


def test_nothing_after_the_day_is_seen(root: Path) -> None:
    then = report(root, day=DAYS[150])
    assert all(group.points[-1].date == DAYS[150] for group in then.groups)
    assert all(item.points[-1].date == DAYS[150] for item in then.correlations)


def test_a_vault_without_prices_has_no_groups(tmp_path: Path) -> None:
    found = report(make_vault(tmp_path, {}, NOTES))
    assert (found.groups, found.correlations) == ((), ())


def test_a_short_leg_counts_against(root: Path) -> None:
    table = "| Exposure | Weight | Side |\n|---|---|---|\n| [[A]] | 100% | short |\n"
    (root / "Against.md").write_text(f"---\ntype: thesis\n---\n{table}")
    [group] = report(root, "Against").groups
    assert group.quadrant is None or (group.points[-1].ratio or 0) < 100
