"""Moves of a small vault against a fit of our own, and what may not be seen."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy
import pytest

from market.readers.builders import levels, make_vault, on_days, own_file, wave, weekdays
from thesisvault.model.errors import UsageFault
from thesisvault.model.market import EventStudy
from thesisvault.reports.moves import Ask, measured
from thesisvault.workspace import open_workspace

COUNT = 300
DAYS = weekdays(COUNT + 1)
MARKET = wave(COUNT, 0.7)
AAA = [0.001 + 1.3 * m + e for m, e in zip(MARKET, wave(COUNT, 1.9, 0.004), strict=True)]
BBB = [0.7 * m + e for m, e in zip(MARKET, wave(COUNT, 2.3, 0.006), strict=True)]
EVENT = DAYS[290]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    returns = {"SPY": MARKET, "AAA": AAA, "BBB": BBB}
    files = {
        f"{name}.csv": own_file(name, on_days(DAYS, levels(values)))
        for name, values in returns.items()
    }
    notes = {
        "Theses/Pair.md": "---\ntype: thesis\n---\n| Exposure | Weight | Side |\n|---|---|---|\n"
        "| [[Alpha]] | 75% | long |\n| [[Beta]] | 25% | short |\n",
        "Theses/Short Beta.md": '---\ntype: thesis\nstocks: "[[Beta]]"\n---\n',
        "Stocks/Alpha.md": "---\ntype: stock\nsymbol: AAA\n---\n",
        "Stocks/Beta.md": "---\ntype: stock\nsymbol: BBB\n---\n",
    }
    return make_vault(tmp_path / "vault", files, notes)


def study(root: Path, *names: str, day: dt.date = DAYS[-1], **ask: object) -> list[EventStudy]:
    asked = Ask(names, **{"event": EVENT, **ask})  # type: ignore[arg-type]
    _, found = measured(open_workspace(root).on(day), asked)
    return [one.study for one in found]


def fitted(
    y: list[float], first: int, last: int, n: int, gap: int
) -> tuple[float, float, float, float]:
    """Return, abnormal return, t and sigma of a window around day 290, by numpy alone."""
    zero = 289  # returns begin one session after the prices
    gap = max(gap, 1 - first)  # the estimation ends before the window begins
    past = slice(zero - gap - n + 1, zero - gap + 1)
    ys, ms = numpy.array(y), numpy.array(MARKET)
    design = numpy.column_stack([numpy.ones(n), ms[past]])
    (alpha, beta), *_ = numpy.linalg.lstsq(design, ys[past], rcond=None)
    rest = ys[past] - alpha - beta * ms[past]
    variance = float(rest @ rest) / (n - 2)
    window = slice(zero + first, zero + last + 1)
    length = last - first + 1
    car = float((ys[window] - alpha - beta * ms[window]).sum())
    mean = float(ms[past].mean())
    off = float(ms[window].sum()) - length * mean
    square = float(((ms[past] - mean) ** 2).sum())
    error = (variance * (length + length**2 / n + off**2 / square)) ** 0.5
    return float(numpy.prod(1 + ys[window]) - 1), car, car / error, variance**0.5


@pytest.mark.parametrize("window", [(0, 0), (-1, 1), (0, 4), (2, 3)])
@pytest.mark.parametrize(("n", "gap"), [(250, 10), (120, 1), (200, 30)])
def test_a_symbol_is_measured_as_numpy_measures_it(
    root: Path, window: tuple[int, int], n: int, gap: int
) -> None:
    [found] = study(root, "AAA", window=window, estimation=n, gap=gap)
    value, car, t, sigma = fitted(AAA, *window, n, gap)
    assert found.abnormal.method == "market-model"
    assert (found.abnormal.n, found.abnormal.df) == (n, n - 2)
    assert found.move.simple_return == pytest.approx(value, rel=1e-10)
    assert found.abnormal.car == pytest.approx(car, rel=1e-9)
    assert found.abnormal.t == pytest.approx(t, rel=1e-9)
    assert found.abnormal.sigma == pytest.approx(sigma, rel=1e-9)
    assert (found.move.start, found.move.end) == (DAYS[290 + window[0]], DAYS[290 + window[1]])


def test_a_thesis_is_one_signed_basket(root: Path) -> None:
    [pair] = study(root, "pair")
    blend = [0.75 * a - 0.25 * b for a, b in zip(AAA, BBB, strict=True)]
    assert pair.move.name == "Pair"
    assert pair.abnormal.t == pytest.approx(fitted(blend, 0, 0, 250, 10)[2], rel=1e-9)


def test_a_short_thesis_gains_when_its_name_falls(root: Path) -> None:
    [short] = study(root, "Short Beta")
    [long] = study(root, "BBB")
    assert short.move.simple_return == pytest.approx(-(long.move.simple_return or 0), rel=1e-12)
    assert short.abnormal.t == pytest.approx(-(long.abnormal.t or 0), rel=1e-12)


def test_the_basket_of_all_names_is_equal_weighted_and_last(root: Path) -> None:
    found = study(root, "AAA", "bbb", "Alpha", basket=True)
    blend = [0.5 * a + 0.5 * b for a, b in zip(AAA, BBB, strict=True)]
    assert [item.move.name for item in found] == ["AAA", "BBB", "Alpha", "basket"]
    assert found[-1].move.symbols == ("AAA", "BBB")
    assert found[-1].abnormal.t == pytest.approx(fitted(blend, 0, 0, 250, 10)[2], rel=1e-9)


def test_without_names_every_open_thesis(root: Path) -> None:
    assert [item.move.name for item in study(root)] == ["Pair", "Short Beta"]


def test_without_an_event_the_last_session(root: Path) -> None:
    [found] = study(root, "AAA", event=None, day=DAYS[200])
    assert found.event == found.day_zero == DAYS[200]


def test_nothing_after_the_day_changes_a_figure(root: Path) -> None:
    before = study(root, "AAA", "BBB", "Pair", window=(0, None), day=DAYS[292], basket=True)
    for name in ("SPY", "AAA", "BBB"):
        path = root / "prices" / f"{name}.csv"
        kept = [
            line
            for line in path.read_text().splitlines(keepends=True)
            if not line[:1].isdigit() or line[:10] <= DAYS[292].isoformat()
        ]
        path.write_text("".join(kept))
    after = study(root, "AAA", "BBB", "Pair", window=(0, None), day=DAYS[-1], basket=True)
    assert after == before
    assert before[0].move.end == DAYS[292]


def test_an_event_that_is_still_to_come_has_no_figure(root: Path) -> None:
    [found] = study(root, "AAA", day=DAYS[289])
    assert found.move.simple_return is None
    assert found.abnormal.car is None
    assert "prices end on" in (found.abnormal.reason or "")


@pytest.mark.parametrize("name", ["zorro", "No such thesis", "Home"])
def test_an_unknown_name_is_a_fault(root: Path, name: str) -> None:
    with pytest.raises(UsageFault, match=f"`{name}` is not a symbol with prices"):
        study(root, name)


def test_a_window_without_sense_is_a_fault(root: Path) -> None:
    with pytest.raises(UsageFault, match="ends before it begins"):
        study(root, "AAA", window=(2, 1))


def test_what_is_read_goes_back_far_enough(root: Path) -> None:
    assert study(root, "AAA", estimation=279, gap=11)[0].abnormal.n == 279
    assert study(root, "AAA", estimation=400, gap=11)[0].abnormal.n == 279, "all there is"


def test_a_basket_of_theses_keeps_their_sides_and_weights(root: Path) -> None:
    *_, both = study(root, "Pair", "Short Beta", basket=True)
    blend = [0.75 * a / 2 + (-0.25 / 2 - 1 / 2) * b for a, b in zip(AAA, BBB, strict=True)]
    whole = 0.75 / 2 + 0.25 / 2 + 1 / 2
    expected = fitted([value / whole for value in blend], 0, 0, 250, 10)
    assert both.abnormal.t == pytest.approx(expected[2], rel=1e-9)


def test_reading_ends_with_the_window(root: Path) -> None:
    early = study(root, "AAA", "Pair", event=DAYS[200], window=(0, 3))
    late = study(root, "AAA", "Pair", event=DAYS[200], window=(0, 3), day=DAYS[210])
    assert [one.abnormal.t for one in early] == [one.abnormal.t for one in late]
