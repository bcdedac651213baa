"""What a condition may say, and the tree it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from thesisvault.impact.tripwires.parser import parse
from thesisvault.impact.tripwires.printer import show
from thesisvault.impact.tripwires.syntax import (
    BASKET,
    BENCHMARK,
    And,
    Arithmetic,
    Expression,
    Metric,
    Minus,
    Not,
    Number,
    Or,
    Price,
    Return,
    Subject,
    Volatility,
)
from thesisvault.parser.note import parse_note

from .trees import AAPL, NVDA, compare, number

VAULT = Path(__file__).parents[3] / "vault"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("close", Price(BASKET, "close")),
        ("basket close", Price(BASKET, "close")),
        ("benchmark close", Price(BENCHMARK, "close")),
        ("NVDA close", Price(NVDA, "close")),
        ("nvda CLOSE", Price(NVDA, "close")),
        ("NVDA open", Price(NVDA, "open")),
        ("SPY low(20)", Price(Subject("symbol", "SPY"), "low", 20)),
        ("SPY high( 20 )", Price(Subject("symbol", "SPY"), "high", 20)),
        ("average(200)", Price(BASKET, "average", 200)),
        ("BRK.B close", Price(Subject("symbol", "BRK.B"), "close")),
        ("^GSPC close", Price(Subject("symbol", "^GSPC"), "close")),
        ("005930.KS close", Price(Subject("symbol", "005930.KS"), "close")),
        ("BTC-USD close", Price(Subject("symbol", "BTC-USD"), "close")),
        ("EURUSD=X close", Price(Subject("symbol", "EURUSD=X"), "close")),
        ('"7203" close', Price(Subject("symbol", "7203"), "close")),
        ("“S&P 500” close", Price(Subject("symbol", "S&P 500"), "close")),
        ("LOW low(20)", Price(Subject("symbol", "LOW"), "low", 20)),
        ("return(63)", Return(BASKET, 63)),
        ("NVDA return(63)", Return(NVDA, 63)),
        ("return since opened", Return(BASKET, None)),
        ("Relative Return Since Opened", Return(BASKET, None, relative=True)),
        ("NVDA relative return(5)", Return(NVDA, 5, relative=True)),
        ("benchmark return since opened", Return(BENCHMARK, None)),
        ("volatility(20)", Volatility(BASKET, 20)),
        ("terminal rate", Metric("terminal rate")),
        ("Terminal   Rate", Metric("Terminal Rate")),
        ("P/E", Metric("P/E")),
        ("P/E of S&P 500", Metric("P/E of S&P 500")),
        ("10-year yield", Metric("10-year yield")),
        ("average stock correlation", Metric("average stock correlation")),
        ("high yield spread", Metric("high yield spread")),
        ("open interest", Metric("open interest")),
        ("relative strength", Metric("relative strength")),
        ('"total return"', Metric("total return")),
        ('"2025–2026 deficit"', Metric("2025–2026 deficit")),
        ("NVDA close/AAPL close", Arithmetic(Price(NVDA, "close"), "/", Price(AAPL, "close"))),
        ("NVDA close-open", Arithmetic(Price(NVDA, "close"), "-", Price(NVDA, "open"))),
        ("close-5", Arithmetic(Price(BASKET, "close"), "-", Number(5))),
        ("-close", Minus(Price(BASKET, "close"))),
    ],
)
def test_figures(text: str, left: Expression) -> None:
    assert compare(parse(f"{text} >= 7 * foo")).left == left


@pytest.mark.parametrize(
    ("text", "value", "percent"),
    [
        ("150", 150, False),
        (".5", 0.5, False),
        ("0.85", 0.85, False),
        ("3.4%", 3.4, True),
        ("3.4 %", 3.4, True),
        ("+5%", 5, True),
    ],
)
def test_numbers(text: str, value: float, percent: bool) -> None:
    assert compare(parse(f"terminal rate > {text}")).right == Number(value, percent)


@pytest.mark.parametrize("text", ["-15%", "−15%", "–15%", "- 15 %"])
def test_any_minus_sign(text: str) -> None:
    assert compare(parse(f"return(5) < {text}")).right == Minus(Number(15, percent=True))


@pytest.mark.parametrize(
    ("text", "relation"),
    [("<", "<"), ("<=", "<="), (">", ">"), (">=", ">="), ("≤", "<="), ("≥", ">=")],
)
def test_relations(text: str, relation: str) -> None:
    assert compare(parse(f"close{text}150")).relation == relation


def test_a_price_without_a_name_is_of_the_one_named_before_it() -> None:
    assert parse("NVDA close < 0.85 * high(63)") == parse("NVDA close < 0.85 * NVDA high(63)")
    assert parse("close < 0.85 * high(63)") == parse("basket close < 0.85 * basket high(63)")
    assert parse("NVDA close < basket high(63)") != parse("NVDA close < high(63)")


def test_a_name_counts_for_its_own_comparison_only() -> None:
    both = parse("NVDA close < 150 and close < 0.8 * high(63)")
    assert both == parse("NVDA close < 150 and basket close < 0.8 * basket high(63)")


def test_returns_without_a_name_are_the_basket_s() -> None:
    assert parse("NVDA return(20) < return(20)") == parse("NVDA return(20) < basket return(20)")


def test_what_binds_more_tightly() -> None:
    a, b, c = (parse(f"{name} < 1") for name in "abc")
    assert parse("a < 1 or b < 1 and c < 1") == Or((a, And((b, c))))
    assert parse("(a < 1 or b < 1) and c < 1") == And((Or((a, b)), c))
    assert parse("not a < 1 and b < 1") == And((Not(a), b))
    assert parse("NOT (a < 1 AND b < 1)") == Not(And((a, b)))
    assert parse("a < 1 or b < 1 or c < 1") == Or((a, b, c))


def test_arithmetic_from_the_left() -> None:
    x, two, three = Metric("x"), number(2), number(3)
    left = compare(parse("x - 2 - 3 < 1")).left
    assert left == Arithmetic(Arithmetic(x, "-", two), "-", three)
    assert compare(parse("x + 2 * 3 < 1")).left == Arithmetic(x, "+", Arithmetic(two, "*", three))
    assert compare(parse("(x + 2) × 3 < 1")).left == Arithmetic(Arithmetic(x, "+", two), "*", three)
    assert compare(parse("-x * 2 < 1")).left == Arithmetic(Minus(x), "*", two)


def _conditions() -> list[tuple[str, str]]:
    return [
        (note.title, tripwire.condition)
        for path in sorted((VAULT / "Theses").glob("*.md"))
        for note in [parse_note(f"Theses/{path.name}", path.read_bytes())]
        for tripwire in note.facts.tripwires
    ]


def test_every_condition_of_the_sample_vault_reads() -> None:
    conditions = _conditions()
    assert len(conditions) > 30
    for _, condition in conditions:
        assert parse(show(parse(condition))) == parse(condition)
