"""A day that the benchmark lacks is no holiday: two days' return is never given as one day's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from market.readers.builders import levels, make_vault, on_days, own_file, wave, weekdays

from .conftest import Command

DAYS = weekdays(200)
LACKED = 180
"""Place of the day that the benchmark lacks: a Monday, inside a run of falls."""
NAME = dict(on_days(DAYS, levels([*wave(LACKED - 2, 0.7), -0.03, -0.04, -0.02, *wave(18, 0.3)])))


def vault(root: Path, *lacked: int, empty: bool = False, **closes: dict[date, float]) -> Path:
    """SPY without some of the days, or with days without a close; AAA has them all."""
    held = on_days(DAYS, levels(wave(len(DAYS) - 1, 0.9), 400.0))
    spy = own_file("SPY", held).split("\n")
    gone = tuple(str(DAYS[at]) for at in lacked)
    kept = [line for line in spy if not line.startswith(gone)] if gone else spy
    if empty:
        kept = [f"{line[:10]},,,,,,,," if line.startswith(gone) else line for line in spy]
    notes = {
        "AAA.md": "---\ntype: stock\nsymbol: AAA\n---\n",
        "Moves.md": f"---\ncreated: {DAYS[LACKED + 1]}\n---\n\n"
        "| Stock | Move |\n|---|---|\n| [[AAA]] | -2.0% |\n| [[AAA]] | -6% |\n"
        "| [[AAA]] | -3 days consecutive |\n",
    }
    prices = {"SPY.csv": "\n".join(kept), "AAA.csv": own_file("AAA", NAME)}
    prices |= {f"{name}.csv": own_file(name, values) for name, values in closes.items()}
    return make_vault(root, prices, notes)


@pytest.mark.parametrize("empty", [False, True])
@pytest.mark.parametrize(("event", "value"), [(LACKED, -0.04), (LACKED + 1, -0.02)])
def test_a_move_is_that_days_and_is_not_compared(
    tmp_path: Path, thesis: Command, empty: bool, event: int, value: float
) -> None:
    root = vault(tmp_path, LACKED, empty=empty)
    done = thesis("--vault", root, "moves", "AAA", "--event", str(DAYS[event]), "--json")
    [row] = done.json["rows"]
    assert row["return"] == pytest.approx(value)
    assert (row["abnormal"], row["t"]) == (None, None)
    reason = f"benchmark SPY has no bar on {DAYS[LACKED]}, on which AAA traded"
    assert reason in row["reason"]
    assert row["start"] == row["end"] == str(DAYS[event])


def test_a_day_before_the_window_changes_nothing(tmp_path: Path, thesis: Command) -> None:
    asked = ("moves", "AAA", "--event", str(DAYS[LACKED + 5]), "--json")
    [row] = thesis("--vault", vault(tmp_path, LACKED), *asked).json["rows"]
    assert row["t"] is not None and row["reason"] is None


def test_a_hole_of_many_days_is_no_day(tmp_path: Path, thesis: Command) -> None:
    root = vault(tmp_path, *range(LACKED - 6, LACKED + 1))
    done = thesis("--vault", root, "moves", "AAA", "--event", str(DAYS[LACKED + 1]), "--json")
    [row] = done.json["rows"]
    assert row["return"] == pytest.approx(-0.02) and row["t"] is None


def test_claims_and_streaks_go_by_the_days_of_the_symbol(tmp_path: Path, thesis: Command) -> None:
    rows = thesis("--vault", vault(tmp_path, LACKED), "claims", "--json").json["claims"]
    assert [row["verdict"] for row in rows] == ["holds", "fails", "holds"]


def test_status_names_the_day(tmp_path: Path, thesis: Command) -> None:
    root = vault(tmp_path, LACKED, BTC=on_days(DAYS, [1.0] * len(DAYS)))
    done = thesis("--vault", root, "prices", "status", "--as-of", str(DAYS[-1]), "--json")
    held = {row["symbol"]: row for row in done.json["symbols"]}
    assert (held["SPY"]["missing"], held["AAA"]["missing"]) == (1, 0)
    [problem] = held["SPY"]["problems"]
    assert (problem["code"], problem["date"]) == ("session-missing", str(DAYS[LACKED]))
    assert str(DAYS[LACKED]) in problem["message"]


def test_a_holiday_on_which_few_trade_is_one(tmp_path: Path, thesis: Command) -> None:
    without = {day: close for day, close in NAME.items() if day != DAYS[LACKED]}
    root = vault(tmp_path, LACKED, B=without, C=without)
    done = thesis("--vault", root, "prices", "status", "--as-of", str(DAYS[-1]), "--json")
    assert all(row["problems"] == [] for row in done.json["symbols"])


def test_a_currency_that_is_not_known_is_said(tmp_path: Path, thesis: Command) -> None:
    root = vault(tmp_path)
    (root / "prices" / "AAA.csv").write_text(own_file("AAA", NAME, currency=None))
    asked = ("moves", "AAA", "--event", str(DAYS[LACKED]), "--json")
    [row] = thesis("--vault", root, *asked).json["rows"]
    assert row["reason"] == "currency unknown for AAA: treated as if in USD"
    assert row["t"] is not None


@pytest.mark.parametrize("event", [LACKED, LACKED + 1])
def test_a_day_that_both_lack_is_seen_where_others_traded(
    tmp_path: Path, thesis: Command, event: int
) -> None:
    root = vault(tmp_path, LACKED, B=NAME, C=NAME)
    own = root / "prices" / "AAA.csv"
    lines = own.read_text().splitlines(keepends=True)
    own.write_text("".join(line for line in lines if not line.startswith(str(DAYS[LACKED]))))
    done = thesis("--vault", root, "moves", "AAA", "--event", str(DAYS[event]), "--json")
    [row] = done.json["rows"]
    assert (row["return"], row["t"], row["day_zero"]) == (None, None, str(DAYS[event]))
    assert f"SPY has no bar on {DAYS[LACKED]}, on which others traded" in row["reason"]
    found = thesis("--vault", root, "claims", "--json").json["claims"]
    assert {one["verdict"] for one in found} == {"unchecked"}
