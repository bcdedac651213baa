"""How a rotation's evidence ages: it halves, and it ends."""

import datetime as dt

import pytest

from thesisvault.impact.scenarios import ageing, rotation_state, started
from thesisvault.model.diagnostics import Severity

from .builders import SETTINGS, note

START = dt.date(2026, 1, 1)


def rotation(*scenarios: str, start: str = "2026-01-01", created: str = "2026-01-05") -> str:
    rows = "\n".join(f"| {row} |" for row in scenarios)
    table = f"| Scenario | Duration |\n|---|---|\n{rows}\n" if scenarios else ""
    begun = f"started: {start}\n" if start else ""
    dated = f"created: {created}\n" if created else ""
    return f"---\ntype: rotation\n{dated}{begun}---\n\n{table}"


THREE = rotation(
    "Short-term (selling) | 2-4 weeks",
    "Medium-term (reset) | 1-2 quarters",
    "Secular shift | Full year+",
)


def after(days: int) -> dt.date:
    return START + dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("horizon", "days", "decay"),
    [
        ("near-term", 0, 1.0),
        ("near-term", 7, 0.5),  # half of two weeks
        ("near-term", 14, 0.25),
        ("near-term", 28, 0.0625),
        ("medium-term", 91, 2 ** (-91 / 45.5)),  # half of a quarter: 91 days / 2
        ("structural", 365, 0.25),  # half of a year, twice
        ("", 365, 0.25),  # nothing said of a horizon: the longest scenario
    ],
)
def test_evidence_halves_with_half_of_the_lower_bound(
    horizon: str, days: int, decay: float
) -> None:
    aged = ageing(note("R.md", THREE), horizon, after(days), SETTINGS)
    assert aged.decay == pytest.approx(decay)
    assert aged.expired is None


def test_it_counts_on_the_last_day_of_the_upper_bound_and_not_on_the_next() -> None:
    shift = note("R.md", THREE)
    assert ageing(shift, "near-term", after(28), SETTINGS).expired is None
    gone = ageing(shift, "near-term", after(29), SETTINGS)
    assert (gone.decay, gone.expired) == (0.0, after(28))


def test_each_scenario_ends_by_itself() -> None:
    states = rotation_state(note("R.md", THREE), after(30)).scenarios
    assert [(state.horizon, state.expired) for state in states] == [
        ("near-term", True),
        ("medium-term", False),
        ("structural", False),
    ]
    assert states[0].expires == after(28)


def test_an_open_ended_scenario_never_expires() -> None:
    shift = note("R.md", THREE)
    assert rotation_state(shift, after(5000)).scenarios[2].expires is None
    old = ageing(shift, "structural", after(5000), SETTINGS)
    assert old.expired is None
    assert 0 < old.decay < 1e-6


def test_evidence_without_a_horizon_ends_with_the_longest_scenario() -> None:
    short = note("R.md", rotation("Relief | 2-4 weeks", "Reopening | 1-2 quarters"))
    assert ageing(short, "", after(180), SETTINGS).expired is None
    assert ageing(short, "", after(190), SETTINGS).expired == after(182)


def test_a_horizon_that_no_scenario_names_lasts_as_long_as_the_longest() -> None:
    short = note("R.md", rotation("Short-term | 2-4 weeks", "Medium-term | 1-2 quarters"))
    assert ageing(short, "structural", after(100), SETTINGS).expired is None
    assert ageing(short, "structural", after(190), SETTINGS).expired == after(182)


def test_a_rotation_without_scenarios_fades_and_has_no_end() -> None:
    bare = note("R.md", rotation())
    assert ageing(bare, "near-term", after(91), SETTINGS).decay == pytest.approx(0.5)
    assert ageing(bare, "", after(910), SETTINGS).expired is None


@pytest.mark.parametrize(
    ("start", "created", "begun"),
    [
        ("2025-12-29", "2026-01-05", dt.date(2025, 12, 29)),
        ("late Dec 2025", "2026-01-05", dt.date(2025, 12, 31)),  # by then it had surely begun
        ("", "2026-01-05", dt.date(2026, 1, 5)),
        ("", "", None),
    ],
)
def test_a_fuzzy_start_is_the_last_day_it_can_be(
    start: str, created: str, begun: dt.date | None
) -> None:
    shift = note("R.md", rotation("Short-term | 2-4 weeks", start=start, created=created))
    assert started(shift) == begun


def test_a_rotation_without_any_date_does_not_age() -> None:
    timeless = note("R.md", rotation("Short-term | 2-4 weeks", start="", created=""))
    aged = ageing(timeless, "near-term", after(5000), SETTINGS)
    assert (aged.decay, aged.expired) == (1.0, None)


def test_before_its_start_nothing_has_aged() -> None:
    assert ageing(note("R.md", THREE), "near-term", after(-10), SETTINGS).decay == 1.0


@pytest.mark.parametrize("duration", ["101 years", "99999999999999 years", f"{'9' * 400} weeks"])
def test_a_duration_beyond_a_century_is_not_understood_and_says_so(duration: str) -> None:
    endless = note("R.md", rotation(f"Short-term | {duration}", "Medium-term | 1-2 quarters"))
    (hint,) = (item for item in endless.diagnostics if item.code == "duration-unparsed")
    assert hint.severity is Severity.INFO
    states = rotation_state(endless, after(30)).scenarios
    assert [state.horizon for state in states] == ["medium-term"]


def test_a_century_is_understood() -> None:
    (state,) = rotation_state(note("R.md", rotation("Secular | 100 years")), after(30)).scenarios
    assert state.expires is not None
    assert state.expires.year == 2125
