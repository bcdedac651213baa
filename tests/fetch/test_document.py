"""What Yahoo's document means: days by the exchange's own clock, events, the smallest figures."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fetch.server import chart
from market.readers.builders import weekdays
from thesisvault.fetch.document import read_document
from thesisvault.model.market import Bar, PriceSeries

NOW = dt.datetime(2026, 1, 10, 12, 0, tzinfo=dt.UTC)
JUNE = weekdays(3, dt.date(2025, 6, 2))


def read(result: dict[str, Any]) -> PriceSeries:
    body = json.dumps({"chart": {"result": [result], "error": None}}).encode()
    return read_document("X", body, dt.date(2000, 1, 1), dt.date(2026, 1, 1), "Yahoo", NOW)


def result(
    days: list[dt.date], closes: list[float | None], zone: str = "America/New_York", hour: int = 0
) -> dict[str, Any]:
    """A document asked for in winter, of bars stamped at that hour there."""
    found: dict[str, Any] = json.loads(chart(days, closes).body)["chart"]["result"][0]
    there = ZoneInfo(zone)
    found["timestamp"] = [stamp(day, zone, hour) for day in days]
    winter = dt.datetime(2026, 1, 10, tzinfo=there).utcoffset()
    assert winter is not None
    found["meta"] |= {"exchangeTimezoneName": zone, "gmtoffset": int(winter.total_seconds())}
    return found


def stamp(day: dt.date, zone: str, hour: int = 0) -> int:
    return int(dt.datetime.combine(day, dt.time(hour), tzinfo=ZoneInfo(zone)).timestamp())


@pytest.mark.parametrize("hour", [0, 9, 23])
@pytest.mark.parametrize(
    "zone", ["America/New_York", "Europe/London", "Asia/Tokyo", "Australia/Sydney", "UTC"]
)
def test_the_day_is_the_exchanges_at_that_moment(zone: str, hour: int) -> None:
    days = [*weekdays(2, dt.date(2025, 1, 6)), *JUNE]
    assert [bar.date for bar in read(result(days, [1.0] * 5, zone, hour)).bars] == days


def test_without_a_name_an_hour_must_make_no_difference() -> None:
    noon = result(JUNE, [1.0] * 3, hour=12)
    midnight = result(JUNE, [1.0] * 3)
    for found in (noon, midnight):
        del found["meta"]["exchangeTimezoneName"]
    assert [bar.date for bar in read(noon).bars] == JUNE
    with pytest.raises(ValueError, match="does not name the time zone"):
        read(midnight)


def test_tiny_prices_keep_their_digits() -> None:
    closes: list[float | None] = [8.53e-06, 3.1e-07, 3.84123456789e-05]
    assert [bar.close for bar in read(result(JUNE, closes)).bars] == closes


def test_the_noise_of_single_precision_is_no_figure() -> None:
    assert read(result(JUNE[:1], [185.0399932861328])).bars[0].close == 185.039993


def test_what_is_paid_on_a_day_without_a_bar_is_kept() -> None:
    found = result([JUNE[0], JUNE[2]], [25.0, 28.0])
    day = stamp(JUNE[1], "America/New_York", 9)
    found["events"] = {
        "dividends": {"1": {"amount": 0.25, "date": day}},
        "splits": {"1": {"date": day, "numerator": 4, "denominator": 1}},
    }
    bars = read(found).bars
    assert [bar.date for bar in bars] == JUNE
    assert bars[0].close == 100.0
    assert bars[1] == Bar(JUNE[1], dividend=0.25, split=4.0)


def test_an_empty_session_keeps_what_is_paid_on_it() -> None:
    found = result(JUNE, [25.0, None, 28.0])
    day = stamp(JUNE[1], "America/New_York", 9)
    found["events"] = {"dividends": {"1": {"amount": 0.25, "date": day}}}
    assert read(found).bars[1] == Bar(JUNE[1], dividend=0.25)


def test_the_session_as_it_runs_does_not_replace_the_days_bar() -> None:
    found = result([*JUNE, JUNE[2]], [1.0, 2.0, 3.0, 9.0])
    found["timestamp"][-1] += 3600
    assert [bar.close for bar in read(found).bars] == [1.0, 2.0, 3.0]
