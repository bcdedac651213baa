"""What price a property's text begins with."""

from __future__ import annotations

import pytest

from thesisvault.parser.facts.prices import price_of


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
            "12,5k",
            "88 200 day average",
            "4 1.50",
            "41`5",
            "$5“0",
            "MOH 24",
            "jpy 5",
        ),
    ],
)
def test_no_price(text: str) -> None:
    assert price_of(text) is None
