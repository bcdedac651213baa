"""Figures as investors write them."""

from __future__ import annotations

import math

import pytest

from thesisvault.model.facts import Quantity, QuantityKind
from thesisvault.parser.facts.quantities import read_quantity
from thesisvault.parser.facts.vocabulary import default_vocabulary, load_vocabulary


def quantity(text: str) -> Quantity:
    return read_quantity(text, default_vocabulary())


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
        ("~3%", 0.03, 0.03, 0.01),
        ("25 bps", 0.0025, 0.0025, 0.0001),
        ("2 pp", 0.02, 0.02, 0.01),
        ("1,250%", 12.5, 12.5, 0.01),
        ("flat", 0.0, 0.0, 0.01),
        ("Unchanged", 0.0, 0.0, 0.01),
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
        "1.234,5",
        "8%!",
        "vs Nasdaq",
        "n.m.",
        "5/6",
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
