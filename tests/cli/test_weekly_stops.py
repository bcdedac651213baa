"""A stop by the close of the week, wherever it stands: no daily close breaks it."""

from __future__ import annotations

import datetime as dt

import pytest

from cli.conftest import Command, Write

_MONDAY = dt.date(2026, 1, 5)
_CLOSES = (60.0, 57.0, 51.0, 54.0, 56.0, 57.0, 58.0, 53.0, 54.0, 54.5)
"""Of two weeks: below 55 within the first, and at the end of the second."""


def _prices() -> str:
    days = [_MONDAY + dt.timedelta(days=at + 2 * (at // 5)) for at in range(len(_CLOSES))]
    rows = [f"QQZA,{day},{close}" for day, close in zip(days, _CLOSES, strict=True)]
    rows += [f"SPY,{day},100" for day in days]
    return "symbol,date,close\n" + "\n".join(rows) + "\n"


_HEAD = "---\nticker: QQZA\nopened: 2026-01-05\n---\n\n"
_NOTES = {
    "Theses/Long A.md": f"{_HEAD}Stop: 55 (weekly close)\n",
    "Theses/Long B.md": f"{_HEAD}## Kill criteria\n\n- Weekly close below 55\n",
    "Theses/Long C.md": f"{_HEAD}- SL: $55 on a weekly closing basis\n",
    "Theses/Long D.md": f"{_HEAD}| Position | Stop |\n|---|---|\n| QQZA | 55 weekly close |\n",
    "Theses/Long E.md": _HEAD.replace("opened", "stop: 55 weekly close\nopened"),
}


@pytest.mark.parametrize("name", sorted(_NOTES))
def test_a_thesis_is_stopped_by_the_last_close_of_a_week(
    name: str, thesis: Command, write: Write
) -> None:
    write({"prices/QQ.csv": _prices(), name: _NOTES[name]})
    asked = ("status", "--json", "--as-of")
    for day, state in (("2026-01-07", "near"), ("2026-01-14", "near"), ("2026-01-16", "broken")):
        (found,) = thesis(*asked, day).json["theses"]
        (wire,) = found["tripwires"]
        assert (wire["condition"], wire["state"]) == ("QQZA weekly close < 55", state), day


@pytest.mark.parametrize(
    "text",
    [
        "| Ticker | Shares | Cost | SL |\n|-|-|-|-|\n| QQZA | 10 | 50 | 55 (weekly close) |\n",
        "- QQZA — 10 sh, avg 50, stop 55 weekly close\n",
        "## QQZA\n\n- Shares: 10\n- Avg cost: 50\n- Stop: 55 (weekly close)\n",
    ],
)
def test_a_position_too(text: str, thesis: Command, write: Write) -> None:
    write({"prices/QQ.csv": _prices(), "Portfolio.md": f"# Portfolio\n\n2026-01-05\n\n{text}"})
    for day, is_broken in (("2026-01-08", False), ("2026-01-16", True)):
        told = thesis("explain", "QQZA", "--as-of", day).out
        assert "`QQZA weekly close < 55`" in told, told
        assert ("broken:" in told) is is_broken


def test_a_stop_that_is_only_reviewed_weekly_is_one_of_days(thesis: Command, write: Write) -> None:
    note = f"{_HEAD}Stop: 55 (reviewed weekly)\n"
    write({"prices/QQ.csv": _prices(), "Theses/Long A.md": note})
    (found,) = thesis("status", "--json", "--as-of", "2026-01-08").json["theses"]
    (wire,) = found["tripwires"]
    assert (wire["condition"], wire["broke_on"]) == ("QQZA close < 55", "2026-01-07")


def test_a_criterion_is_tried_from_the_day_on_which_it_was_set(
    thesis: Command, write: Write
) -> None:
    lines = "- Close below 55 (set 2026-01-08)\n- Close below 52.5, raised 2026-01-09\n"
    write({"prices/QQ.csv": _prices(), "Theses/Long A.md": f"{_HEAD}## Kill criteria\n\n{lines}"})
    (found,) = thesis("status", "--json", "--as-of", "2026-01-14").json["theses"]
    first, second = sorted(found["tripwires"], key=lambda wire: wire["line"])
    assert (first["broke_on"], second["broke_on"]) == ("2026-01-08", None)
    assert second["state"] == "near"
    assert "No updated guidance" not in str(found)


def test_a_deadline_stays_one(thesis: Command, write: Write) -> None:
    note = f"{_HEAD}## Kill criteria\n\n- No updated guidance by 2026-06-30\n"
    write({"prices/QQ.csv": _prices(), "Theses/Long A.md": note})
    (found,) = thesis("status", "--json", "--as-of", "2026-01-14").json["theses"]
    (criterion,) = found["criteria"]
    assert "2026-06-30" in str(criterion)
