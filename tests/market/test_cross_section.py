"""The tests over names, against an independent computation with arrays."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from thesisvault.market.cross_section import bmp_test, corrado_test, kolari_pynnonen_test
from thesisvault.market.event_study import study_event
from thesisvault.market.frame import Estimation
from thesisvault.model.market import AdjustedSeries

Held = dict[str, AdjustedSeries]

VACCINE = date(2020, 11, 9)
NAMES = ("BAC", "JPM", "CVX", "XOM", "GE", "PFE", "KO")


def test_all_tests_agree_with_arrays(november: Held) -> None:
    closes = np.array([november[name].closes for name in NAMES])
    index = np.array(november["SP500"].closes)
    r, m = closes[:, 1:] / closes[:, :-1] - 1, index[1:] / index[:-1] - 1
    zero = november["SP500"].dates.index(VACCINE) - 1
    past, now = slice(zero - 249, zero - 9), slice(zero, zero + 2)
    design = np.column_stack([np.ones(len(m)), m])
    inverse = np.linalg.inv(design[past].T @ design[past])
    coefficients = r[:, past] @ design[past] @ inverse
    residuals = r[:, past] - coefficients @ design[past].T
    abnormal = r[:, now] - coefficients @ design[now].T
    total = design[now].sum(axis=0)
    s = np.sqrt((residuals**2).sum(axis=1) / 238)
    scar = abnormal.sum(axis=1) / (s * np.sqrt(2 + total @ inverse @ total))
    n = len(NAMES)
    bmp = scar.mean() * np.sqrt(n) / scar.std(ddof=1)
    upper = np.triu_indices(n, 1)
    rbar = np.corrcoef(residuals)[upper].mean()
    ranks = np.hstack([residuals, abnormal]).argsort(axis=1).argsort(axis=1) + 1.0
    mean = (ranks - (ranks.shape[1] + 1) / 2).mean(axis=0)
    corrado = mean[-2:].sum() / np.sqrt(2) / np.sqrt((mean**2).mean())

    found = study_event(
        "seven",
        [november[name] for name in NAMES],
        november["SP500"],
        VACCINE,
        (0, 1),
        estimation=Estimation(sessions=240),
    ).cross_section
    assert found is not None
    assert found.symbols == NAMES
    assert found.bmp == pytest.approx(bmp, rel=1e-9)
    assert found.mean_correlation == pytest.approx(rbar, rel=1e-9)
    factor = np.sqrt((1 - rbar) / (1 + (n - 1) * rbar))
    assert found.kolari_pynnonen == pytest.approx(bmp * factor, rel=1e-9)
    assert found.corrado == pytest.approx(corrado, rel=1e-9)
    plain = np.corrcoef(r[:, past])[upper].mean()
    assert found.mean_correlation_returns == pytest.approx(plain, rel=1e-9)
    assert found.effective_names == pytest.approx(n / (1 + (n - 1) * rbar), rel=1e-9)
    assert found.effective_names_returns == pytest.approx(n / (1 + (n - 1) * plain), rel=1e-9)
    assert found.bmp_p is not None and 0 < found.bmp_p < 1


def test_four_names_are_too_few(november: Held) -> None:
    four = [november[name] for name in NAMES[:4]]
    assert study_event("four", four, november["SP500"], VACCINE).cross_section is None
    five = [november[name] for name in NAMES[:5]]
    assert study_event("five", five, november["SP500"], VACCINE).cross_section is not None


def test_a_name_without_the_history_takes_no_part(november: Held) -> None:
    held = november["KO"]
    young = replace(held, dates=held.dates[-60:], closes=held.closes[-60:], bars=held.bars[-60:])
    names = [*(november[name] for name in NAMES[:6]), young]
    found = study_event("seven", names, november["SP500"], VACCINE).cross_section
    assert found is not None and found.symbols == NAMES[:6]


def test_a_short_basket_turns_every_sign(november: Held) -> None:
    names = [november[name] for name in NAMES]
    long = study_event("f", names, november["SP500"], VACCINE).cross_section
    short = study_event("f", names, november["SP500"], VACCINE, side=-1).cross_section
    assert long is not None and short is not None
    assert long.bmp is not None and long.corrado is not None
    assert short.bmp == pytest.approx(-long.bmp)
    assert short.corrado == pytest.approx(-long.corrado)
    assert short.mean_correlation == pytest.approx(long.mean_correlation)


def test_bmp_by_hand() -> None:
    # Mean 2, standard deviation 1, three names.
    assert bmp_test([1.0, 2.0, 3.0]) == pytest.approx(2 * 3**0.5)
    assert bmp_test([2.0, 2.0, 2.0]) is None
    assert bmp_test([2.0]) is None


def test_kolari_pynnonen_by_hand() -> None:
    bmp = 2 * 3**0.5
    assert kolari_pynnonen_test([1.0, 2.0, 3.0], 0.0) == pytest.approx(bmp)
    assert kolari_pynnonen_test([1.0, 2.0, 3.0], 0.25) == pytest.approx(bmp * 0.5**0.5)
    assert kolari_pynnonen_test([1.0, 2.0, 3.0], -0.5) is None


def test_corrado_by_hand() -> None:
    # One name, five sessions, the event day the largest: rank 5 of 5, deviation +2;
    # S(K) = sqrt((1 + 0 + 1 + 4 + 4) / 5) = sqrt(2).
    before = [{0: 0.3, 1: 0.2, 2: 0.1, 3: 0.0}]
    assert corrado_test(before, [{4: 0.9}]) == pytest.approx(2 / 2**0.5)
    # Ties share a rank, and ranks that never differ are no test.
    assert corrado_test([{0: 0.1, 1: 0.1}], [{2: 0.1}]) is None


@given(st.lists(st.floats(-1, 1), min_size=8, max_size=30, unique=True))
def test_ranks_do_not_depend_on_the_scale(values: list[float]) -> None:
    def rows(power: int) -> tuple[list[dict[int, float]], list[dict[int, float]]]:
        turned = [v**power for v in values]
        return [dict(enumerate(turned[:-1]))], [{len(turned) - 1: turned[-1]}]

    if len({v**3 for v in values}) == len(values):
        assert corrado_test(*rows(3)) == pytest.approx(corrado_test(*rows(1)))
