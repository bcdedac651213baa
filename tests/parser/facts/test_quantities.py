"""Figures as investors write them."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from thesisvault.model.facts import Quantity, QuantityKind
from thesisvault.parser.facts.quantities import (
    as_written,
    decimal_comma_of,
    read_quantity,
)
from thesisvault.parser.facts.vocabulary import default_vocabulary, load_vocabulary


def quantity(text: str, *, decimal_comma: bool = False) -> Quantity:
    return read_quantity(text, default_vocabulary(), decimal_comma=decimal_comma)


@pytest.mark.parametrize(
    ("text", "low", "high", "step"),
    [
        ("+8%", 0.08, 0.08, 0.01),
        ("-2%", -0.02, -0.02, 0.01),
        ("−5 %", -0.05, -0.05, 0.01),
        ("–5%", -0.05, -0.05, 0.01),
        ("—5%", -0.05, -0.05, 0.01),
        ("5%", 0.05, 0.05, 0.01),
        ("16.79%", 0.1679, 0.1679, 0.0001),
        ("+8.0%", 0.08, 0.08, 0.001),
        ("17-22%", 0.17, 0.22, 0.01),
        ("17–22 %", 0.17, 0.22, 0.01),
        ("3 to 4%", 0.03, 0.04, 0.01),
        ("-2-4%", -0.04, -0.02, 0.01),
        ("up 5%", 0.05, 0.05, 0.01),
        ("Down 5 percent", -0.05, -0.05, 0.01),
        *((f"-5 {word}", -0.05, -0.05, 0.01) for word in ("per cent", "pct", "Prozent", "٪")),
        *((f"5 {word}", 0.05, 0.05, 0.01) for word in ("procent", "por ciento", "pour cent")),
        ("2-3 Prozent", 0.02, 0.03, 0.01),
        ("3~5%", 0.03, 0.05, 0.01),
        ("+2.25% 🟢", 0.0225, 0.0225, 0.0001),
        ("🟢 +2.25%", 0.0225, 0.0225, 0.0001),
        ("🔴 -0.8%", -0.008, -0.008, 0.001),
        ("✅ +2%", 0.02, 0.02, 0.01),
        ("🔻 3.4%", -0.034, -0.034, 0.001),
        ("↑ 1.2%", 0.012, 0.012, 0.001),
        ("⬇️ 2.0%", -0.02, -0.02, 0.001),
        ("-1.2% ↓", -0.012, -0.012, 0.001),
        ("-1.5% 🔴", -0.015, -0.015, 0.001),
        ("−1.5% 🔺", -0.015, -0.015, 0.001),
        ("~3%", 0.03, 0.03, 0.01),
        ("25 bps", 0.0025, 0.0025, 0.0001),
        ("2 pp", 0.02, 0.02, 0.01),
        ("1,250%", 12.5, 12.5, 0.01),
        ("flat", 0.0, 0.0, 0.01),
        ("Unchanged", 0.0, 0.0, 0.01),
        ("20% to 25%", 0.20, 0.25, 0.01),
        ("+20%–+25%", 0.20, 0.25, 0.01),
        ("-5% to -3%", -0.05, -0.03, 0.01),
        ("(9.9%)", -0.099, -0.099, 0.001),
        ("(9.9)%", -0.099, -0.099, 0.001),
        ("3.5% [4]", 0.035, 0.035, 0.001),
        ("3.5%[^note][2]", 0.035, 0.035, 0.001),
    ],
)
def test_changes_are_fractions(text: str, low: float, high: float, step: float) -> None:
    found = quantity(text)
    assert (found.kind, found.text) == (QuantityKind.CHANGE, text)
    assert (found.low, found.high, found.step) == (low, high, step)
    assert found.benchmark == ""


@pytest.mark.parametrize(
    ("text", "low", "benchmark"),
    [
        ("+6% vs Nasdaq", 0.06, "Nasdaq"),
        ("+6% vs. Nasdaq", 0.06, "Nasdaq"),
        ("−3% versus the S&P 500", -0.03, "S&P 500"),
        ("2% against Russell 2000", 0.02, "Russell 2000"),
        ("+1.5 pp relative to SPY", 0.015, "SPY"),
    ],
)
def test_relative_changes_keep_their_benchmark(text: str, low: float, benchmark: str) -> None:
    found = quantity(text)
    assert (found.kind, found.low, found.benchmark) == (QuantityKind.RELATIVE, low, benchmark)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("-7 days consecutive", -7),
        ("−7 days consecutive", -7),
        ("+4 sessions in a row", 4),
        ("7 straight down days", -7),
        ("3 consecutive up sessions", 3),
        ("down 7 days in a row", -7),
        ("5 days straight of gains", 5),
        ("5 days of losses", -5),
    ],
)
def test_a_streak_is_no_percentage(text: str, count: int) -> None:
    found = quantity(text)
    assert (found.kind, found.low, found.high) == (QuantityKind.STREAK, count, count)
    assert found.unit == "sessions"


@pytest.mark.parametrize("text", ["7 days", "+3 sessions", "3 days in a row", "up 3 down days"])
def test_what_is_no_streak(text: str) -> None:
    assert quantity(text).kind is not QuantityKind.STREAK


@pytest.mark.parametrize(
    "text", ["—", "–", "-", "", "  ", "n/a", "N/A", "none", "?", "value absent"]
)
def test_absent(text: str) -> None:
    found = quantity(text)
    assert (found.kind, found.low, found.high) == (QuantityKind.ABSENT, None, None)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "step"),
    [
        ("$1.5T", 1.5e12, 1.5e12, "$", 1e11),
        ("$121B", 121e9, 121e9, "$", 1e9),
        ("€3m", 3e6, 3e6, "€", 1e6),
        ("-£2k", -2e3, -2e3, "£", 1e3),
        ("15x", 15, 15, "x", 1),
        ("62.43x", 62.43, 62.43, "x", 0.01),
        ("18-23x", 18, 23, "x", 1),
        ("1,234.5", 1234.5, 1234.5, "", 0.1),
        ("8 GPUs", 8, 8, "GPUs", 1),
        ("~40", 40, 40, "", 1),
        (".5", 0.5, 0.5, "", 0.1),
        ("3 million tonnes", 3e6, 3e6, "tonnes", 1e6),
        ("3亿", 3e8, 3e8, "", 1e8),
        ("3.5亿元", 3.5e8, 3.5e8, "元", 1e7),
        ("12万", 12e4, 12e4, "", 1e4),
        ("1.2万亿", 1.2e12, 1.2e12, "", 1e11),
        ("5억", 5e8, 5e8, "", 1e8),
        ("3조원", 3e12, 3e12, "원", 1e12),
        ("1,250百万円", 1.25e9, 1.25e9, "円", 1e6),
        ("90 백만원", 9e7, 9e7, "원", 1e6),
        ("2兆円", 2e12, 2e12, "円", 1e12),
        ("380〜420円", 380, 420, "円", 1),
        ("380円～420円", 380, 420, "円", 1),
        ("$3~5B", 3e9, 5e9, "$", 1e9),
        ("～1,762円", 1762, 1762, "円", 1),
        ("$112.06/bbl", 112.06, 112.06, "$/bbl", 0.01),
        ("41 EUR/MWh", 41, 41, "EUR/MWh", 1),
        ("4,702/oz ★", 4702, 4702, "/oz", 1),
        ("₹500 crore", 5e9, 5e9, "₹", 1e7),
        ("20 lakh", 2e6, 2e6, "", 1e5),
        ("₹1.5 lakh crore", 1.5e12, 1.5e12, "₹", 1e11),
        ("₹1,50,000", 150_000, 150_000, "₹", 1),
        ("HK$12.5", 12.5, 12.5, "HK$", 0.1),
        ("NT$950", 950, 950, "NT$", 1),
        ("C$3bn", 3e9, 3e9, "C$", 1e9),
        ("A$5m", 5e6, 5e6, "A$", 1e6),
        ("Rs. 1,200", 1200, 1200, "Rs", 1),
        ("Rp 15,000", 15_000, 15_000, "Rp", 1),
        ("kr 250", 250, 250, "kr", 1),
        ("12.75 €", 12.75, 12.75, "€", 0.01),
        ("EUR 12.75", 12.75, 12.75, "EUR", 0.01),
        ("CHF 1'234.50", 1234.5, 1234.5, "CHF", 0.01),
        ("3 Prozentpunkte", 3, 3, "Prozentpunkte", 1),
        ("5 Mrd. €", 5e9, 5e9, "€", 1e9),
        ("15x-18x", 15, 18, "x", 1),
        ("15x–18×", 15, 18, "x", 1),
        ("$10bn-$12bn", 10e9, 12e9, "$", 1e9),
        ("$10–$12bn", 10e9, 12e9, "$", 1e9),
        ("(9.9)", -9.9, -9.9, "", 0.1),
        ("($9.9m)", -9.9e6, -9.9e6, "$", 1e5),
        ("3.5 [4]", 3.5, 3.5, "", 0.1),
        ("JPY 2,570", 2570, 2570, "JPY", 1),
        ("EUR 2.3B", 2.3e9, 2.3e9, "EUR", 1e8),
        ("~CAD $155.02", 155.02, 155.02, "CAD", 0.01),
        ("CHF 1'200-1'400", 1200, 1400, "CHF", 1),
    ],
)
def test_amounts(text: str, low: float, high: float, unit: str, step: float) -> None:
    found = quantity(text)
    assert found.kind is QuantityKind.AMOUNT
    assert (found.low, found.high, found.unit) == (low, high, unit)
    assert found.step == pytest.approx(step)


def test_thousands_of_tonnes() -> None:
    found = quantity("~330 kmt")
    assert found.kind is QuantityKind.AMOUNT
    assert (found.low, found.unit) in ((330e3, "mt"), (330.0, "kmt"))


@pytest.mark.parametrize(
    ("text", "low", "unit"),
    [
        ("50 turbines", 50, "turbines"),
        ("12 months", 12, "months"),
        ("3 times", 3, "times"),
        ("20 tonnes", 20, "tonnes"),
        ("9 billings", 9, "billings"),
        ("$5 billion", 5e9, "$"),
        ("$5bn", 5e9, "$"),
        ("$1.5 trillion", 1.5e12, "$"),
    ],
)
def test_a_units_first_letter_is_no_scale(text: str, low: float, unit: str) -> None:
    found = quantity(text)
    assert (found.low, found.unit) == (low, unit)


@pytest.mark.parametrize(
    "text",
    [
        "crushed",
        "about 5 or so",
        "5% or 6%",
        "%",
        "+",
        "8%!",
        "vs Nasdaq",
        "n.m.",
        "5/6",
        *(
            "12.000 €",
            "1,23,4",
            "1.2.3",
            "12 34",
            "1'23",
            ">50%",
            "<5%",
            "≥5%",
            "50%+",
            "-5% to 3%",
            "1.5% ▼",  # which of its signs is meant is anyone's guess
            "1.5% 🔴",
            "🔴 1.5%",
            "▲ 1.5%",
            "🔻 +1.5%",
            "[4]",
        ),
        *("(12 months)", "(5-7%)", "RS 95", "5% YoY vs Nasdaq", "12月"),
    ],
)
def test_text_is_kept_and_counts_nothing(text: str) -> None:
    assert quantity(f" {text} ") == Quantity(QuantityKind.TEXT, text)


def test_the_vocabulary_decides_what_is_absent_flat_and_relative() -> None:
    words = load_vocabulary({"figures": {"absent": ["TBD"], "flat": ["sideways"]}})
    assert read_quantity("tbd", words).kind is QuantityKind.ABSENT
    assert read_quantity("Sideways", words).low == 0.0
    assert quantity("tbd").kind is QuantityKind.TEXT


@pytest.mark.parametrize("text", ["9" * 400, "9" * 400 + "%"])
def test_a_figure_beyond_all_numbers_is_not_infinite(text: str) -> None:
    assert math.isfinite(quantity(text).low or 0.0)


@pytest.mark.parametrize(
    ("text", "low", "unit", "step"),
    [
        ("+24% YoY", 24, "% YoY", 1),
        ("24.5 % y/y", 24.5, "% YoY", 0.1),
        ("-3% qoq", -3, "% QoQ", 1),
        ("24% 同比", 24, "% YoY", 1),
        ("120 bps YoY", 1.2, "pp YoY", 0.01),
        ("24 Prozent YoY", 24, "% YoY", 1),
    ],
)
def test_growth_is_no_move(text: str, low: float, unit: str, step: float) -> None:
    found = quantity(text)
    assert (found.kind, found.low, found.unit) == (QuantityKind.AMOUNT, low, unit)
    assert found.step == pytest.approx(step)


def test_growth_with_and_without_a_plus_is_the_same() -> None:
    one, other = quantity("+169% YoY"), quantity("169% YoY")
    assert (one.kind, one.low, one.unit) == (other.kind, other.low, other.unit)


def test_an_absent_figure_may_have_a_footnote() -> None:
    assert quantity("— [2]") == Quantity(QuantityKind.ABSENT, "— [2]")


@pytest.mark.parametrize(
    ("text", "kind", "low", "unit"),
    [
        ("0,250", QuantityKind.AMOUNT, 0.25, ""),
        ("3,5 %", QuantityKind.CHANGE, 0.035, "%"),
        ("-2,5%", QuantityKind.CHANGE, -0.025, "%"),
        ("12,75 €", QuantityKind.AMOUNT, 12.75, "€"),
        ("1.234,56", QuantityKind.AMOUNT, 1234.56, ""),
        ("1.234", QuantityKind.AMOUNT, 1234, ""),
        ("1 234,5 zł", QuantityKind.AMOUNT, 1234.5, "zł"),
        ("Rp 15.000", QuantityKind.AMOUNT, 15_000, "Rp"),
        ("2,5 Mio. €", QuantityKind.AMOUNT, 2.5e6, "€"),
        ("(9,9)", QuantityKind.AMOUNT, -9.9, ""),
        ("15", QuantityKind.AMOUNT, 15, ""),
        ("0.5", QuantityKind.AMOUNT, 0.5, ""),
        ("3.5%", QuantityKind.CHANGE, 0.035, "%"),
        ("12.000 €", QuantityKind.AMOUNT, 12_000, "€"),
    ],
)
def test_figures_with_a_decimal_comma(
    text: str, kind: QuantityKind, low: float | None, unit: str
) -> None:
    found = quantity(text, decimal_comma=True)
    assert (found.kind, found.low, found.unit, found.text) == (kind, low, unit, text)


@pytest.mark.parametrize("text", ["3,5 %", "0,250", "12,75 €", "1.234,56", "1.234.567", "-2,5x"])
def test_what_shows_a_decimal_comma(text: str) -> None:
    assert decimal_comma_of(["1,234", "Margin", text, ""]) is True


@pytest.mark.parametrize("text", ["1,234.5", "3.5%", "12,345,678", "0.25", "₹1,50,000"])
def test_what_shows_a_decimal_point(text: str) -> None:
    assert decimal_comma_of(["1,234", "Margin", text, ""]) is False


@pytest.mark.parametrize(
    "texts", [[], ["1,234"], ["1.234", "1 234"], ["3,5", "3.5"], ["8.1.2026"], ["GPT 4.5", "5"]]
)
def test_what_shows_neither(texts: list[str]) -> None:
    assert decimal_comma_of(texts) is None


_VALUES = st.integers(1, 10**9).map(lambda value: value / 100)


@example(440230.73, "%")
@given(_VALUES, st.sampled_from(["", "%", " bps", "x", "bn", " €", " tonnes"]))
def test_a_figure_reads_back_in_both_ways_of_writing(value: float, unit: str) -> None:
    point = f"{value:,.2f}"
    comma = point.translate(str.maketrans(".,", ",."))
    one, other = quantity(point + unit), quantity(comma + unit, decimal_comma=True)
    assert (one.kind, one.low, one.step, one.unit) == (
        other.kind,
        other.low,
        other.step,
        other.unit,
    )
    assert as_written(one) == as_written(other) == (value, unit.strip())
    assert decimal_comma_of([point + unit]) is False
    assert decimal_comma_of([comma + unit]) is True


@given(st.text("0123456789.,-+()%x$€ to~[^]万k", max_size=20), st.booleans())
def test_any_figure_is_finite_and_has_its_bounds_in_order(text: str, decimal_comma: bool) -> None:
    found = quantity(text, decimal_comma=decimal_comma)
    if found.low is None or found.high is None:
        assert found.kind in (QuantityKind.TEXT, QuantityKind.ABSENT)
    else:
        assert math.isfinite(found.low) and found.low <= found.high
        assert as_written(found) is None or found.low == found.high


@pytest.mark.parametrize(
    ("text", "kind", "low", "unit"),
    [
        ("0,250", QuantityKind.AMOUNT, 0.25, ""),
        ("2,5 %", QuantityKind.CHANGE, 0.025, "%"),
        ("-2,5\u202f%", QuantityKind.CHANGE, -0.025, "%"),
        ("55,33 €", QuantityKind.AMOUNT, 55.33, "€"),
        ("1.234,5", QuantityKind.AMOUNT, 1234.5, ""),
        ("1'234.50", QuantityKind.AMOUNT, 1234.5, ""),
        ("1’234’567", QuantityKind.AMOUNT, 1_234_567, ""),
        ("1 234", QuantityKind.AMOUNT, 1234, ""),
        ("1 234,56", QuantityKind.AMOUNT, 1234.56, ""),
        ("1\u00a0234,56 €", QuantityKind.AMOUNT, 1234.56, "€"),
        ("1\u202f234\u202f567.5", QuantityKind.AMOUNT, 1_234_567.5, ""),
        ("ca. 40%", QuantityKind.CHANGE, 0.4, "%"),
        ("about $5B", QuantityKind.AMOUNT, 5e9, "$"),
        ("12.000 $", QuantityKind.AMOUNT, 12, "$"),
    ],
)
def test_a_figure_that_can_be_read_in_one_way_only(
    text: str, kind: QuantityKind, low: float, unit: str
) -> None:
    found = quantity(text)
    assert (found.kind, found.low, found.unit, found.text) == (kind, low, unit, text)
    assert as_written(found) is not None
