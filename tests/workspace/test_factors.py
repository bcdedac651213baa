"""Which factors a name means, where a file may lie, and what may not be seen."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from market.readers.builders import levels, make_vault, on_days, own_file, wave, weekdays
from thesisvault.model.errors import PriceFault, UsageFault
from thesisvault.reports import moves, score
from thesisvault.workspace import open_workspace
from thesisvault.workspace.factors import FactorSource

COUNT = 300
DAYS = weekdays(COUNT + 1)
EVENT = DAYS[290]
SERIES = {
    "SPY": wave(COUNT, 0.7),
    "AAA": [a + b for a, b in zip(wave(COUNT, 0.7), wave(COUNT, 1.9), strict=True)],
    "BRK-B": wave(COUNT, 2.3),
    "IWM": wave(COUNT, 3.1),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        f"{name}.csv": own_file(name, on_days(DAYS, levels(values)))
        for name, values in SERIES.items()
    }
    notes = {
        "Theses/Alpha.md": f"---\ntype: thesis\nopened: {DAYS[280]}\nticker: AAA\n---\n",
    }
    return make_vault(tmp_path / "vault", files, notes)


def names(root: Path, *asked: str, day: dt.date = DAYS[-1]) -> tuple[str, ...]:
    view = open_workspace(root).on(day)
    return FactorSource(view, asked).of(view.prices, view.prices.adjusted("SPY")).names


def configure(root: Path, text: str) -> None:
    (root / ".thesis" / "config.toml").write_text(f"[market]\nfactors = {text}\n")


def french(path: Path) -> Path:
    rows = [
        f"{day:%Y%m%d},{100 * value:.6f},0.01"
        for day, value in zip(DAYS, SERIES["IWM"], strict=False)
    ]
    path.write_text("\n".join(["made by hand", "", ",Mkt-RF,RF", *rows]) + "\n")
    return path


def test_a_spread_a_symbol_with_a_dash_and_any_case(root: Path) -> None:
    assert names(root, "iwm-aaa") == ("SPY", "IWM-AAA")
    assert names(root, "BRK-B") == ("SPY", "BRK-B")
    assert names(root, "BRK-B-IWM", "aaa") == ("SPY", "BRK-B-IWM", "AAA")


def test_what_is_neither_is_a_fault_that_says_what_to_type(root: Path) -> None:
    with pytest.raises(UsageFault, match="`IWM-XXX` is not a factor: write two symbols"):
        names(root, "IWM-XXX")
    with pytest.raises(PriceFault, match=r"none\.csv: No such file"):
        names(root, "none.csv")


def test_a_file_has_its_own_market(root: Path, tmp_path: Path) -> None:
    path = str(french(tmp_path / "french.csv"))
    assert names(root, path, "IWM-AAA") == ("Mkt-RF", "IWM-AAA")


def test_the_files_of_a_config_lie_in_the_vault(root: Path, tmp_path: Path) -> None:
    french(tmp_path / "french.csv")
    configure(root, '"../french.csv"')
    with pytest.raises(PriceFault, match="outside the vault"):
        names(root)
    french(root / "french.csv")
    configure(root, '["french.csv"]')
    assert names(root) == ("Mkt-RF",)


def test_no_later_row_is_seen(root: Path, tmp_path: Path) -> None:
    path = str(french(tmp_path / "french.csv"))
    view = open_workspace(root).on(DAYS[200])
    found = FactorSource(view, [path]).of(view.prices, view.prices.adjusted("SPY"))
    assert max(found.rows) == DAYS[200]


def test_rows_have_factors_and_parts_only_where_asked(root: Path) -> None:
    view = open_workspace(root).on(DAYS[-1])
    [plain] = moves.report(view, moves.Ask(("Alpha",), event=EVENT)).rows
    assert not plain.by_factors and not plain.attribution and not plain.base_rate
    ask = moves.Ask(
        ("Alpha",), event=EVENT, factors=("IWM-BRK-B",), attribution=True, base_rates=True
    )
    [row] = moves.report(view, ask).rows
    assert row.by_factors and [one.name for one in row.by_factors.betas] == ["SPY", "IWM-BRK-B"]
    assert row.attribution and row.base_rate
    day, since = row.attribution
    assert day.total == pytest.approx(row.simple_return, abs=1e-14)
    assert (since.start, since.end) == (DAYS[281], DAYS[-1])
    assert since.market is not None and since.factors is not None and since.rest is not None
    assert since.market + since.factors + since.rest == pytest.approx(since.total, abs=1e-14)


def test_the_score_tells_it_of_what_came_since_the_opening(root: Path) -> None:
    view = open_workspace(root).on(DAYS[-1])
    [plain] = score.report(view, score.Ask()).returns
    [found] = score.report(view, score.Ask(factors=("IWM",))).returns
    assert not plain.by_factors and found.by_factors
    assert found.by_factors.sessions == COUNT - 280
    assert found.by_factors.t is not None
