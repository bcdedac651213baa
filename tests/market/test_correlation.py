from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thesisvault.market.returns import (
    effective_names,
    mean_correlation_history,
    mean_pairwise_correlation,
)
from thesisvault.model.market import AdjustedSeries

Held = dict[str, AdjustedSeries]


@given(st.integers(2, 6), st.integers(3, 20), st.integers(0, 10_000))
def test_one_pass_is_the_mean_over_all_pairs(names: int, rows: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=(names, rows))
    pairs = np.asarray(np.corrcoef(values))[np.triu_indices(names, 1)]
    found = mean_pairwise_correlation([list(row) for row in values])
    assert found == pytest.approx(pairs.mean(), abs=1e-9)


def test_rows_with_a_hole_and_flat_columns_are_left_out() -> None:
    up, down = [1.0, 2.0, 3.0, 9.0], [3.0, 2.0, 1.0, None]
    assert mean_pairwise_correlation([up, down]) == pytest.approx(-1.0)
    assert mean_pairwise_correlation([up, down, [5.0] * 4]) == pytest.approx(-1.0)
    assert mean_pairwise_correlation([up, [5.0] * 4]) is None
    assert mean_pairwise_correlation([up[:2], up[:2]]) is None
    assert mean_pairwise_correlation([]) is None


def test_effective_names() -> None:
    assert effective_names(10, 0.0) == 10.0
    assert effective_names(10, 1.0) == pytest.approx(1.0)
    assert effective_names(10, 0.5) == pytest.approx(10 / 5.5)
    assert effective_names(3, -0.5) is None


def test_history_over_63_sessions(november: Held) -> None:
    names = ["AAPL", "AMD", "MSFT"]
    members = [november[name] for name in names]
    history = mean_correlation_history(members, november["SP500"].dates, length=100)
    assert len(history) == 100
    assert (history[-1].date, history[-1].names) == (date(2020, 11, 30), 3)
    closes = np.array([november[name].closes[-64:] for name in names])
    r = closes[:, 1:] / closes[:, :-1] - 1
    expected = np.corrcoef(r)[np.triu_indices(3, 1)].mean()
    assert history[-1].mean_correlation == pytest.approx(expected, rel=1e-9)


def test_history_begins_with_the_first_whole_window(november: Held) -> None:
    dates = november["SP500"].dates[:70]
    history = mean_correlation_history([november["AAPL"], november["AMD"]], dates)
    assert [point.date for point in history] == list(dates[63:])
    with pytest.raises(ValueError):
        mean_correlation_history([], dates, window=2)
