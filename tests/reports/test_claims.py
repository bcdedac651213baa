"""Stated moves of a small vault held against prices; what cannot be checked says why."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from market.readers.builders import make_vault, on_days, own_file, weekdays
from thesisvault.impact.claims import CheckedMove, check_moves, failed
from thesisvault.workspace import Workspace, open_workspace

DAYS = weekdays(10, dt.date(2026, 1, 5))
AAA = [100.0, 98.0, 97.0, 96.0, 99.0, 99.0, 99.0, 110.0, 110.0, 110.0]
QQQ = [100.0, 100.0, 100.0, 100.0, 101.0, 101.0, 101.0, 101.0, 101.0, 101.0]


def claims(
    workspace: Workspace, day: dt.date, wanted: frozenset[str] | None = None
) -> tuple[CheckedMove, ...]:
    view = workspace.on(day)
    return check_moves(view.vault, view.prices, wanted)


def check(
    root: Path,
    stated: str,
    subject: str = "[[Alpha]]",
    on: dt.date | None = DAYS[3],
    day: dt.date = DAYS[-1],
    notes: dict[str, str] | None = None,
) -> CheckedMove:
    caption = f"Moves ({on:%Y-%m-%d})" if on else "Moves"
    files = {
        "Rotation.md": f"{caption}\n\n| Stock | Move |\n|---|---|\n| {subject} | {stated} |\n",
        "Alpha.md": "---\ntype: stock\nsymbol: AAA\n---\n",
        "Nasdaq.md": "---\ntype: sector\nsymbol: QQQ\naliases: [Nasdaq 100]\n---\n",
        "Nothing.md": "---\ntype: stock\n---\n",
        **(notes or {}),
    }
    prices = {
        "AAA.csv": own_file("AAA", on_days(DAYS, AAA)),
        "QQQ.csv": own_file("QQQ", on_days(DAYS, QQQ)),
        "EUR.csv": own_file("EUR", on_days(DAYS, QQQ), "EUR"),
    }
    [found] = claims(open_workspace(make_vault(root, prices, files)), day)
    return found


@pytest.mark.parametrize(
    ("stated", "verdict"),
    [
        ("-1%", "holds"),
        ("-1.0%", "holds"),
        ("-1.03%", "holds"),
        ("-1.1%", "fails"),
        ("-1.5%", "fails"),
        ("-0.5%", "fails"),
        ("-2%", "fails"),
        ("-10%", "fails"),
        ("+1%", "fails"),
        ("1-2%", "fails"),
    ],
)
def test_close_to_close_to_the_digits_stated(tmp_path: Path, stated: str, verdict: str) -> None:
    found = check(tmp_path, stated)
    assert found.check.measured == pytest.approx(96 / 97 - 1)
    assert (found.check.start, found.check.end) == (DAYS[3], DAYS[3])
    assert found.check.verdict == verdict


@pytest.mark.parametrize(
    ("stated", "verdict", "run"),
    [
        ("-3 days consecutive", "holds", -3),
        ("-2 days consecutive", "holds", -3),
        ("+3 days consecutive", "fails", 0),
    ],
)
def test_streaks_are_counted(tmp_path: Path, stated: str, verdict: str, run: int) -> None:
    found = check(tmp_path, stated)
    assert (found.check.verdict, found.check.streak) == (verdict, run)


def test_a_streak_longer_than_prices_reach_is_unchecked(tmp_path: Path) -> None:
    found = check(tmp_path, "-4 days consecutive")
    assert found.check.verdict == "unchecked"
    assert "as far as the prices go back" in found.check.reason


@pytest.mark.parametrize("name", ["Nasdaq", "Nasdaq 100", "[[Nasdaq]]", "QQQ", "nasdaq"])
def test_a_relative_move_through_the_proxy_of_the_indexs_note(tmp_path: Path, name: str) -> None:
    found = check(tmp_path, f"+2% vs {name}", on=DAYS[4])
    assert found.check.verdict == "holds"
    assert found.check.measured == pytest.approx(99 / 96 - 1 - 0.01)
    assert "QQQ" in found.check.reason


def test_a_failed_claim_says_what_it_matches(tmp_path: Path) -> None:
    found = check(tmp_path, "-2%", on=DAYS[3])
    assert found.check.verdict == "fails"
    assert [match.kind for match in found.check.matches] == ["sessions-2"]
    [match] = found.check.matches
    assert match.value == pytest.approx(96 / 98 - 1)
    assert (match.start, match.end) == (DAYS[2], DAYS[3])
    assert "matches 2 sessions: -2.04%" in found.check.reason


def test_the_next_day_is_seen_only_once_it_is_there(tmp_path: Path) -> None:
    later = check(tmp_path / "a", "+11%", on=DAYS[6])
    assert [match.kind for match in later.check.matches][:1] == ["next-day"]
    then = check(tmp_path / "b", "+11%", on=DAYS[6], day=DAYS[6])
    assert then.check.verdict == "fails"
    assert then.check.matches == ()
    assert max(figure.end for figure in then.check.figures) == DAYS[6]


@pytest.mark.parametrize(
    ("stated", "subject", "reason"),
    [
        ("+1%", "[[Nothing]]", "no note gives `Nothing` a symbol"),
        ("+1%", "Unheard of", "no note gives `Unheard of` a symbol"),
        ("+1% vs Moon", "[[Alpha]]", "no note gives `Moon` a symbol to measure against"),
        ("+1% vs EUR", "[[Alpha]]", "AAA is in USD, but EUR in EUR"),
        ("up a lot", "[[Alpha]]", "`up a lot` is not understood as a move"),
    ],
)
def test_what_cannot_be_checked_says_why(
    tmp_path: Path, stated: str, subject: str, reason: str
) -> None:
    found = check(tmp_path, stated, subject)
    assert found.check.verdict == "unchecked"
    assert found.check.measured is None
    assert reason in found.check.reason


def test_a_claim_without_a_date_is_unchecked(tmp_path: Path) -> None:
    found = check(tmp_path, "+1%", on=None)
    assert found.check.verdict == "unchecked"
    assert "no date" in found.check.reason


def test_a_date_past_the_prices_is_unchecked(tmp_path: Path) -> None:
    found = check(tmp_path, "+1%", on=DAYS[-1] + dt.timedelta(days=3), day=dt.date(2026, 3, 1))
    assert found.check.verdict == "unchecked"
    assert f"prices go from {DAYS[0]} to {DAYS[-1]}" in found.check.reason


def test_a_weekend_speaks_of_the_session_before(tmp_path: Path) -> None:
    saturday = dt.date(2026, 1, 10)
    found = check(tmp_path, "+3%", on=saturday)
    assert (found.check.verdict, found.check.end) == ("holds", DAYS[4])


def test_absent_cells_are_no_claims(tmp_path: Path) -> None:
    files = {"R.md": "| Stock | Move |\n|---|---|\n| A | — |\n| B | n/a |\n"}
    assert claims(open_workspace(make_vault(tmp_path, {}, files)), DAYS[0]) == ()


def test_only_the_notes_wanted_and_those_that_fail(tmp_path: Path) -> None:
    table = "Moves ({})\n\n| Stock | Move |\n|---|---|\n| AAA | {} |\n"
    files = {"R.md": table.format(DAYS[3], "-1%"), "S.md": table.format(DAYS[3], "+9%")}
    prices = {"AAA.csv": own_file("AAA", on_days(DAYS, AAA))}
    workspace = open_workspace(make_vault(tmp_path, prices, files))
    both = claims(workspace, DAYS[-1])
    assert [item.note for item in both] == ["R.md", "S.md"]
    assert [item.note for item in failed(both)] == ["S.md"]
    assert [item.note for item in claims(workspace, DAYS[-1], frozenset({"S.md"}))] == ["S.md"]


def test_a_ticker_in_lower_case_is_the_ticker(tmp_path: Path) -> None:
    prices = {"AAA.csv": own_file("AAA", on_days(DAYS, AAA))}
    files = {"R.md": f"Moves ({DAYS[3]})\n\n| Stock | Move |\n|---|---|\n| aaa | -1% |\n"}
    [found] = claims(open_workspace(make_vault(tmp_path, prices, files)), DAYS[-1])
    assert found.check.verdict == "holds"
