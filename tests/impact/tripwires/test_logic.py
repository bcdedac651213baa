"""Three-valued logic, and whose values a compound condition shows."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from thesisvault.impact.tripwires.readings import MetricPoint
from thesisvault.model.review import Standing

from .builders import levels, priced, stand, weekday

T, F, U = "NVDA close > 1", "NVDA close < 1", "AMD close > 1"


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (f"{T} and {T}", True),
        (f"{T} and {F}", False),
        (f"{T} and {U}", None),
        (f"{F} and {U}", False),
        (f"{U} and {F}", False),
        (f"{T} or {U}", True),
        (f"{U} or {T}", True),
        (f"{F} or {U}", None),
        (f"{F} or {F}", False),
        (f"not {U}", None),
        (f"not {F}", True),
        (f"not ({F} or {U})", None),
        (f"not ({T} or {U})", False),
        (f"not ({F} and {U})", True),
        (f"not not {T}", True),
        (f"{U} and {F} or {T}", True),
    ],
)
def test_kleene(condition: str, holds: bool | None) -> None:
    state = stand(condition, priced([100.0]), 0)
    assert state.holds is holds
    assert (state.state is Standing.UNKNOWN) is (holds is None)
    assert (state.reason == "AMD: no prices") is (holds is None)


def test_an_or_shows_the_nearest() -> None:
    state = stand("NVDA close < 50 or NVDA close < 97", priced([100.0]), 0)
    assert (state.state, state.value_right) == (Standing.NEAR, 97)


def test_an_and_shows_the_farthest() -> None:
    state = stand("NVDA close < 50 and NVDA close < 97", priced([100.0]), 0)
    assert (state.state, state.value_right) == (Standing.UNTOUCHED, 50)


def test_a_negation_shows_the_opposite() -> None:
    state = stand("not NVDA close >= 97", priced([100.0]), 0)
    assert (state.state, state.comparison) == (Standing.NEAR, "NVDA close < 97")


RATE = (
    MetricPoint(weekday(-3), 3.4, "%", "3.4%"),
    MetricPoint(weekday(2), 3.6, "%", "3.6%"),
)


def test_a_percentage_as_written_and_with_its_sign() -> None:
    readings = replace(priced([100.0] * 5), metrics={"terminal rate": RATE})
    for condition in ("terminal rate > 3.5", "terminal rate > 3.5%"):
        assert stand(condition, readings, 1).state is Standing.NEAR
        assert stand(condition, readings, 4).broke_on == weekday(2)
    assert stand("terminal rate > 3.5%", readings, 1).value_left == pytest.approx(0.034)
    assert stand("terminal rate > 3.5", readings, 1).value_left == 3.4
    assert stand("terminal rate > 3.4", readings, 1).distance == 0


def test_a_percentage_of_a_thing_is_no_percentage() -> None:
    readings = replace(
        priced([100.0]), metrics={"p/e": (MetricPoint(weekday(0), 30.0, "x", "30x"),)}
    )
    assert stand("P/E > 110% * 25", readings, 0).reason.endswith("is not in percent")
    assert stand('P/E > 110% * "P/E"', readings, 0).value_right == pytest.approx(33)


@pytest.mark.parametrize(
    ("point", "condition", "reason"),
    [
        (
            MetricPoint(weekday(0), 15.0, "x", "15x"),
            "P/E > 3%",
            "“15x”, dated 2024-01-01, is not in",
        ),
        (MetricPoint(weekday(0), None, "", "18-23x"), "P/E > 3", "is not a single figure"),
        (MetricPoint(weekday(9), 15.0, "x", "15x"), "P/E > 3", "nothing recorded up to"),
    ],
)
def test_metrics_that_cannot_be_compared(point: MetricPoint, condition: str, reason: str) -> None:
    readings = replace(priced([100.0] * 5), metrics={"p/e": (point,)})
    state = stand(condition, readings, 3)
    assert state.state is Standing.UNKNOWN
    assert reason in state.reason


def test_a_metric_nobody_recorded() -> None:
    state = stand("foo bar > 3", priced([100.0]), 0)
    assert state.reason == "foo bar: no such metric is recorded"


def test_what_limits_a_basket_is_said() -> None:
    partly = replace(levels([100.0, 90.0]), reason="no prices of AMD on 2024-01-01")
    readings = replace(priced([100.0, 100.0]), basket=partly)
    state = stand("return since opened < -20%", readings, 1)
    assert state.reason == "For the basket: no prices of AMD on 2024-01-01."
