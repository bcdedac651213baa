"""Which currencies are one, and what is compared or joined by it."""

from __future__ import annotations

import datetime as dt

import pytest

from thesisvault.market.aliases import why_not_one
from thesisvault.market.frame import foreign
from thesisvault.market.naming import unit_of, why_no_name
from thesisvault.model.market import AdjustedSeries, Bar, PriceSeries


@pytest.mark.parametrize(
    ("code", "currency", "parts"),
    [
        *(("GBp", "GBP", 100), ("GBX", "GBP", 100), ("gbx", "GBP", 100), ("gbp", "GBP", 1)),
        *(("ZAc", "ZAR", 100), ("ZAr", "ZAR", 100), ("ILA", "ILS", 100), ("USX", "USD", 100)),
        *((" usd ", "USD", 1), ("CHF", "CHF", 1), ("USDT", "USDT", 1), ("KWF", "KWD", 1000)),
    ],
)
def test_the_currency_of_a_code(code: str, currency: str, parts: int) -> None:
    assert unit_of(code) == (currency, parts)


@pytest.mark.parametrize(
    ("one", "other", "compared", "joined"),
    [
        ("GBp", "GBP", True, False),
        ("GBp", "GBX", True, True),
        ("usd", "USD", True, True),
        ("ZAc", "ZAR", True, False),
        ("GBp", "EUR", False, False),
        (None, "EUR", True, True),
    ],
)
def test_pence_are_pounds_and_another_level(
    one: str | None, other: str, compared: bool, joined: bool
) -> None:
    series = AdjustedSeries("A", (), (), (), one)
    assert (foreign(series, AdjustedSeries("I", (), (), (), other)) is None) is compared
    bars = (Bar(dt.date(2026, 1, 5), close=1.0),)
    assert (
        why_not_one([PriceSeries("A", bars, one), PriceSeries("A", bars, other)]) is None
    ) is joined


@pytest.mark.parametrize("name", ["BRK/B", "^GSPC", "A B", "É", "# x", "005930.KS"])
def test_names_that_may_be(name: str) -> None:
    assert why_no_name(name) is None


@pytest.mark.parametrize(
    "name", ["", "  ", "A\nB", "A\u2028B", "\x1b[0m", "A\u202eB", "\ud800", "A" * 81]
)
def test_names_that_may_not_be(name: str) -> None:
    assert why_no_name(name)
