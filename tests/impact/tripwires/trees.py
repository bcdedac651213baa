"""Trees for tests: by hand, and by chance."""

from __future__ import annotations

from hypothesis import strategies as st

from thesisvault.impact.tripwires.syntax import (
    BASKET,
    BENCHMARK,
    And,
    Arithmetic,
    Comparison,
    Condition,
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
    is_constant,
)

NVDA, AAPL = Subject("symbol", "NVDA"), Subject("symbol", "AAPL")


def number(value: float) -> Number:
    return Number(float(value))


def compare(condition: Condition) -> Comparison:
    assert isinstance(condition, Comparison)
    return condition


_NAMES = st.sampled_from(
    [
        "NVDA",
        "BRK.B",
        "^GSPC",
        "005930.KS",
        "BTC-USD",
        "7203",
        "LOW",
        "AND",
        "BASKET",
        "S&P 500",
        "WEEKLY",
    ]
)
_SUBJECTS = st.one_of(
    st.just(BASKET), st.just(BENCHMARK), st.builds(Subject, st.just("symbol"), _NAMES)
)
_OWNERS = st.one_of(st.just(BASKET), st.builds(Subject, st.just("symbol"), _NAMES))
_SESSIONS = st.integers(2, 2520)
_METRICS = st.one_of(
    st.sampled_from(["terminal rate", "P/E", "total return", "close", "not x", "a - b", "15x"]),
    st.text(st.characters(exclude_characters='"“”', exclude_categories=["Cs"]), max_size=12)
    .map(lambda text: " ".join(text.split()))
    .filter(bool),
)
_NUMBERS = st.builds(
    Number, st.decimals(0, 10**6, places=4).map(lambda value: float(value)), st.booleans()
)
_PRICES = st.one_of(
    st.builds(
        Price, _SUBJECTS, st.sampled_from(("close", "open", "weekly close", "monthly close"))
    ),
    st.builds(Price, _SUBJECTS, st.sampled_from(("high", "low", "average")), _SESSIONS),
)
_FIGURES = st.one_of(
    st.builds(Return, _OWNERS, st.none() | _SESSIONS, st.booleans()),
    st.builds(Return, st.just(BENCHMARK), st.none() | _SESSIONS),
    st.builds(Volatility, _SUBJECTS, _SESSIONS),
    st.builds(Metric, _METRICS),
)


def _expressions(readings: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.recursive(
        st.one_of(readings, _NUMBERS),
        lambda inner: st.one_of(
            st.builds(Minus, inner),
            st.builds(Arithmetic, inner, st.sampled_from(("+", "-", "*", "/")), inner),
        ),
        max_leaves=5,
    )


_RELATIONS = st.sampled_from(("<", "<=", ">", ">="))
_COMPARISONS = st.one_of(
    st.builds(Comparison, _expressions(_FIGURES), _RELATIONS, _expressions(_FIGURES)),
    st.builds(
        Comparison,
        _PRICES,
        _RELATIONS,
        st.builds(Arithmetic, _NUMBERS.map(lambda one: Number(one.value)), st.just("*"), _PRICES),
    ),
).filter(lambda one: not (is_constant(one.left) and is_constant(one.right)))

CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    _COMPARISONS,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=3,
)
"""Conditions that may be printed too long to read: their print is then refused, as it should."""
