"""The charts of pages: stated against measured, what speaks for and against, how flows reach."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree

import pytest

from thesisvault.render.charts.against import Pair, against
from thesisvault.render.charts.bars import margin, part_bar, share_bar, verdict_bar
from thesisvault.render.charts.picture import Picture
from thesisvault.render.charts.reach import Outcome, Step, reach
from thesisvault.render.charts.spans import Span, spans
from thesisvault.render.charts.spark import level

VERDICTS = {"Long energy": Outcome("+ supported +87", 1)}


def words(picture: Picture) -> list[str]:
    root = ElementTree.fromstring(picture.inline())
    return ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]


def test_what_fails_has_a_sign_beside_its_colour() -> None:
    pairs = [Pair("A & B", 5, -2, True), Pair("C", 1, 1.2, False)]
    said = words(against(pairs, title="t", about="a"))
    assert "× −2.0%" in said and "+1.2%" in said and "A & B" in said


@pytest.mark.parametrize(
    ("stated", "marks"),
    [(1.2, {"0", "+0.5", "+1.0"}), (9.0, {"0", "+2", "+4"}), (0.2, {"0", "+0.05", "+0.10"})],
)
def test_an_axis_names_the_decimals_of_its_steps(stated: float, marks: set[str]) -> None:
    said = words(against([Pair("A", stated, 0.1, True)], title="t", about="a"))
    assert marks <= set(said) and "+0" not in said


def test_nothing_to_draw_is_said() -> None:
    assert "No stated move" in words(against([], title="t", about="a"))[0]
    assert "No flow" in words(reach([], {}, title="t", about="a"))[0]


def test_a_bar_says_its_figures_and_ends_at_a_hundred() -> None:
    drawn = verdict_bar({"stated": (80, 10), "inferred": (60, 0)}, 70, 200)
    assert drawn.title == "for 140, against 10, score +70"
    for x, width in re.findall(r'x="([\d.]+)"[^>]*width="([\d.]+)"', "".join(drawn.body)):
        assert float(x) >= 0 and float(x) + float(width) <= 200


def test_marks_the_size_of_a_word() -> None:
    assert 'width="60"' in "".join(share_bar(7.0).body)


def test_flows_reach_theses() -> None:
    steps = [
        Step(1, "Energy", "Exxon", "Long energy", 0.5),
        Step(1, "Energy", "Chevron", "Long energy", 0.2),
        Step(-1, "Tech", "Apple", None),
    ]
    drawn = reach(steps, VERDICTS, title="t", about="a")
    said = words(drawn)
    assert {"+ into", "− out of", "Energy", "Tech", "Apple", "Long energy"} <= set(said)
    assert said.count("Long energy") == 1 and "t-for t-small" in "".join(drawn.body)
    assert "".join(drawn.body).count("<path") == 2 + 3 + 2
    assert drawn == reach(steps, VERDICTS, title="t", about="a")


def test_on_a_telephone_names_are_read_and_the_flow_is_a_sign() -> None:
    names = ("Procter & Gamble", "Exxon Mobil", "Best Buy")
    steps = [Step(-1, "Big technology", name, "Long big tech", 0.3) for name in names]
    drawn = reach(steps, VERDICTS, title="t", about="a", width=356)
    assert {*names, "− Big technology", "Long big tech"} <= set(words(drawn))
    assert "− out of" not in words(drawn) and "Flow" not in words(drawn)


def test_spans_end_on_their_days_and_leave_out_what_is_over() -> None:
    day = dt.date(2020, 11, 13)
    rows = [Span("Relief", dt.date(2020, 12, 7)), Span("Cycle", dt.date(2021, 11, 9))]
    drawn = spans([*rows, Span("Gone", dt.date(2020, 11, 1))], day, title="t", about="a")
    assert words(drawn) == ["13 Nov", "Relief", "7 Dec 2020", "Cycle", "9 Nov 2021"]
    widths = [float(one) for one in re.findall(r'width="([\d.]+)" height="12"', drawn.inline())]
    assert widths[0] == pytest.approx(widths[1] * 24 / 361, abs=0.2)
    assert "No scenario is still running" in words(spans([], day, title="t", about="a"))[0]


def test_a_level_names_its_last_figure_and_keeps_gaps() -> None:
    drawn = level([0.5, None, 0.7, 0.65], title="Energy")
    assert words(drawn) == ["0.65", "0"]
    assert "".join(drawn.body).count("l-ink") == 1  # a single point is no line
    assert level([None], title="x").about == "no figures"
    assert "−0.20" in words(level([0.1, -0.2], title="x"))


def test_a_margin_begins_at_its_limit() -> None:
    places = [
        float(re.search(r'cx="([\d.]+)"', "".join(margin(one).body))[1])  # type: ignore[index]
        for one in (0.0, 0.25, 0.5, 4.0)
    ]
    assert places == sorted(places) and places[0] == 6 and places[2] == places[3] == 104


def test_a_part_is_filled_as_its_class_is() -> None:
    assert "o-against" in part_bar("measured", -0.4).body[0]
    assert 'width="24"' in part_bar("stated", 0.5).body[0]
