"""What price a property's text begins with."""

from __future__ import annotations

import pytest

from thesisvault.model.facts import Side
from thesisvault.parser.facts.prices import price_of, range_of, target_of


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("$88.00", 88.0),
        ("88 (weekly close)", 88.0),
        ("€12,50", 12.5),
        ("55,33 €", 55.33),
        ("SEK 55,33", 55.33),
        ("55.33 INR", 55.33),
        ("1'234.50", 1234.5),
        ("CHF 1’234.50", 1234.5),
        ("1 234,56", 1234.56),
        ("1\u202f234\u202f567,8 €", 1_234_567.8),
        ("1,234", 1234.0),
        ("1.234,56", 1234.56),
        ("1,50,000", 150_000.0),
        ("JPY 2,570 (2026-04-17)", 2570.0),
        ("CAD $155.02 (TSX)", 155.02),
        ("NOK315", 315.0),
        ("87 SEK", 87.0),
        ("about 9", 9.0),
        ("mental, around $120", 120.0),
        ("120ish", 120.0),
        ("88-ish (soft)", 88.0),
    ],
)
def test_price(text: str, price: float) -> None:
    assert price_of(text) == price
    assert price_of(f"**{text}**") == price


@pytest.mark.parametrize(
    "text",
    [
        *("88-92", "88 – 92", "88 to 90", "8%", "2,5 %", "15x", "17-05-2025", "1.2.3", "3,45,6"),
        *(
            "12.000 €",
            "tbd",
            "",
            "12,5k readers",
            "4k-6k",
            "88 200 day average",
            "4 1.50",
            "41`5",
            "$5“0",
            "MOH 24",
            "2 ATR",
            "3R",
            "50 points",
            "8 weeks",
            "around noon",
            "jpy 5",
        ),
    ],
)
def test_no_price(text: str) -> None:
    assert price_of(text) is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("190-210", 190, 210), ("$190 – $210 (base case)", 190, 210), ("~12,50 bis 14,00", 12.5, 14),
     ("41 to 44, by summer", 41, 44), ("380〜420円（年内）", 380, 420), ("$41 ~ $44", 41, 44)],
)  # fmt: skip
def test_a_range_of_prices_has_two_ends(text: str, low: float, high: float) -> None:
    assert range_of(text) == (low, high)
    assert target_of(text, None) == target_of(text, Side.LONG) == low
    assert target_of(text, Side.SHORT) == high


@pytest.mark.parametrize(
    "text",
    ["12-18 months", "8-10%", "15x-18x", "2026-2027", "2026-03", "210-190", "3-5 bagger", "190",
     "88 / 86", "2-3R", "a 5-10 year hold", "-15"],
)  # fmt: skip
def test_what_is_not_two_prices_is_no_range(text: str) -> None:
    assert range_of(text) is None
