"""What a survey of prices says of closes that stand still, and of weeks that nothing traded in."""

from __future__ import annotations

import datetime as dt

from .conftest import Command, Write

DAYS = [day for at in range(80) if (day := dt.date(2025, 9, 1) + dt.timedelta(at)).weekday() < 5]


def _problems(thesis: Command, symbol: str) -> list[tuple[str, str]]:
    rows = thesis("prices", "status", "--as-of", str(DAYS[-1]), "--json").json["symbols"]
    (row,) = (row for row in rows if row["symbol"] == symbol)
    return [(one["code"], one["date"]) for one in row["problems"]]


def _file(days: list[dt.date], flat: range = range(0), volume: bool = False) -> str:
    head = "Date,Close,Volume\n" if volume else "Date,Close\n"
    closes = [100.5 if at in flat else 100 + at % 7 for at in range(len(days))]
    more = ",100" if volume else ""
    return head + "".join(f"{day},{close}{more}\n" for day, close in zip(days, closes, strict=True))


def test_equal_closes_without_any_volume(thesis: Command, write: Write) -> None:
    write(
        {
            "N.md": "",
            "prices/FLAT.csv": _file(DAYS, range(20, 25)),
            "prices/FOUR.csv": _file(DAYS, range(20, 24)),
            "prices/REAL.csv": _file(DAYS, range(20, 25), volume=True),
        }
    )
    assert _problems(thesis, "FLAT") == [("flat-closes", str(DAYS[20]))]
    assert _problems(thesis, "FOUR") == _problems(thesis, "REAL") == []


def test_a_week_without_a_bar_of_anything(thesis: Command, write: Write) -> None:
    easter, week = DAYS[:10] + DAYS[12:], DAYS[:10] + DAYS[13:]
    for days, found in ((easter, []), (week, [("session-missing", str(DAYS[10]))])):
        write({"N.md": "", "prices/SPY.csv": _file(days), "prices/AAA.csv": _file(days)})
        assert _problems(thesis, "SPY") == found
        assert _problems(thesis, "AAA") == []
