"""The charts of pages: stated against measured, what speaks for and against, how flows reach."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from thesisvault.render.charts.against import Pair, against
from thesisvault.render.charts.bars import dots, share_bar, verdict_bar
from thesisvault.render.charts.picture import Picture
from thesisvault.render.charts.reach import Step, reach


def words(picture: Picture) -> list[str]:
    root = ElementTree.fromstring(picture.inline())
    return ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]


def test_what_fails_has_a_sign_beside_its_colour() -> None:
    pairs = [Pair("A & B", 5, -2, True), Pair("C", 1, 1.2, False)]
    said = words(against(pairs, title="t", about="a"))
    assert "≠ −2.0%" in said and "+1.2%" in said and "A & B" in said


def test_nothing_to_draw_is_said() -> None:
    assert "No stated move" in words(against([], title="t", about="a"))[0]
    assert "No flow" in words(reach([], {}, title="t", about="a"))[0]


def test_a_bar_says_its_figures_and_ends_at_a_hundred() -> None:
    drawn = verdict_bar({"stated": (80, 10), "inferred": (60, 0)}, 70, 200)
    assert drawn.title == "for 140, against 10, score +70"
    for x, width in re.findall(r'x="([\d.]+)"[^>]*width="([\d.]+)"', "".join(drawn.body)):
        assert float(x) >= 0 and float(x) + float(width) <= 200


def test_marks_the_size_of_a_word() -> None:
    assert "".join(dots(2).body).count("f-ink") == 2
    assert 'width="60"' in "".join(share_bar(7.0).body)


def test_flows_reach_theses() -> None:
    steps = [
        Step(1, "Energy", "Exxon", "Long energy", 0.5),
        Step(1, "Energy", "Chevron", "Long energy", 0.2),
        Step(-1, "Tech", "Apple", None),
    ]
    drawn = reach(steps, {"Long energy": "+ supported +87"}, title="t", about="a")
    said = words(drawn)
    assert {"+ into", "− out of", "Energy", "Tech", "Apple", "Long energy"} <= set(said)
    assert said.count("Long energy") == 1
    assert "".join(drawn.body).count("<path") == 2 + 3 + 2
    assert drawn == reach(steps, {"Long energy": "+ supported +87"}, title="t", about="a")
