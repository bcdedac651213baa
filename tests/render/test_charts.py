"""Every chart over ordinary, empty, single, odd and random numbers: what none of them may do."""

from __future__ import annotations

import datetime as dt
import os
import random
import re
from collections.abc import Callable, Iterator
from itertools import pairwise, product
from math import inf, nan
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sizes import share
from thesisvault.render.charts.calendar import Entry, calendar
from thesisvault.render.charts.calibration import Bin, calibration
from thesisvault.render.charts.forest import Window, forest
from thesisvault.render.charts.history import Step, history
from thesisvault.render.charts.labels import Box, spread
from thesisvault.render.charts.matrix import matrix
from thesisvault.render.charts.measure import size_of, text_width
from thesisvault.render.charts.network import Link, Node, network
from thesisvault.render.charts.picture import Picture, is_ours
from thesisvault.render.charts.price import Mark, price
from thesisvault.render.charts.price import Path as Way
from thesisvault.render.charts.quadrants import Trail, quadrants
from thesisvault.render.charts.scale import months, ticks
from thesisvault.render.charts.spark import spark

SVG = "{http://www.w3.org/2000/svg}"
GOLDEN = Path(__file__).parent / "golden"
DAY = dt.date(2026, 1, 9)
ODD = '</text><script>"&\x1b[31m\u202e\nName ]]> 漢字'
WIDTHS = (368, 768)
SAID = {"title": "Odd & title", "about": "What <it> shows."}

Draw = Callable[[random.Random, int, float], Picture]


def _name(rng: random.Random, at: int) -> str:
    return rng.choice(("Energy", "Long small caps on quality and value", ODD, "Mag 7")) + str(at)


def _figure(rng: random.Random) -> float:
    return rng.choice((rng.gauss(100, 2), rng.gauss(100, 2), 100.0, nan, inf))


def _quadrants(rng: random.Random, count: int, width: float) -> Picture:
    trails = [
        Trail(
            _name(rng, at),
            tuple((_figure(rng), _figure(rng)) for _ in range(rng.randint(0, 6))),
            rng.choice((-1, 0, 1)),
        )
        for at in range(count)
    ]
    return quadrants(trails, width=width, **SAID)


def _history(rng: random.Random, count: int, width: float) -> Picture:
    days = sorted(rng.sample(range(400), count))
    steps = [
        Step(
            DAY + dt.timedelta(day), rng.choice((None, rng.uniform(-100, 100))),
            rng.choice(("supported", "pressured", "mixed", "unknown")),
            rng.choice(("", _name(rng, day))),
        )
        for day in days
    ]  # fmt: skip
    return history(steps, width=width, **SAID)


def _calendar(rng: random.Random, count: int, width: float) -> Picture:
    entries = []
    for at in range(count):
        first = DAY + dt.timedelta(rng.randint(-60, 120))
        last = first + dt.timedelta(rng.choice((0, 0, 40)))
        entries.append(Entry(_name(rng, at), first, last, rng.random() < 0.5, last < DAY))
    return calendar(entries, DAY, width=width, **SAID)


def _matrix(rng: random.Random, count: int, width: float) -> Picture:
    names = [_name(rng, at) for at in range(count)]
    pairs = {(a, b): rng.random() for a in names for b in names if a < b}
    return matrix(names, pairs, opposed={pair: rng.random() for pair in pairs}, width=width, **SAID)


def _calibration(rng: random.Random, count: int, width: float) -> Picture:
    bins = [Bin(rng.random(), rng.random(), 0.1, 0.9, rng.randint(1, 900)) for _ in range(count)]
    return calibration(bins, width=width, **SAID)


def _network(rng: random.Random, count: int, width: float) -> Picture:
    nodes: list[Node] = []
    for at in range(count):
        parent = nodes[rng.randrange(len(nodes))].key if nodes else None
        nodes.append(Node(str(at), _name(rng, at), "thesis", parent, rng.random() < 0.7))
    links = [Link(node.key, node.parent, "→ exposure +", 1, 0.8) for node in nodes if node.parent]
    keys = [node.key for node in nodes]
    links += [Link(rng.choice(keys), rng.choice(keys), "links") for _ in keys]
    return network(nodes, links, width=width, **SAID)


def _price(rng: random.Random, count: int, width: float) -> Picture:
    ways = [
        Way(
            _name(rng, at),
            tuple((DAY + dt.timedelta(day), _figure(rng)) for day in range(rng.randint(0, 90))),
            ("basket", "benchmark", "tripwire")[at % 3],
        )
        for at in range(min(count, 6))
    ]
    marks = [
        Mark(day, _name(rng, at), rng.choice((None, day + dt.timedelta(5))))
        for at in range(count)
        if (day := DAY + dt.timedelta(rng.randint(-20, 120)))
    ]
    return price(ways, marks, width=width, **SAID)


def _forest(rng: random.Random, count: int, width: float) -> Picture:
    windows = [
        Window(_name(rng, at), *sorted(rng.gauss(0, 4) for _ in "abc")) for at in range(count)
    ]
    turned = [Window(w.name, w.low, w.value, w.high) for w in windows]
    return forest(turned, width=width, **SAID)


def _spark(rng: random.Random, count: int, width: float) -> Picture:
    return spark([rng.choice((None, _figure(rng))) for _ in range(count)], title=ODD)


CHARTS: dict[str, Draw] = {
    "quadrants": _quadrants,
    "history": _history,
    "calendar": _calendar,
    "matrix": _matrix,
    "calibration": _calibration,
    "network": _network,
    "price": _price,
    "forest": _forest,
    "spark": _spark,
}


def _texts(root: ElementTree.Element) -> Iterator[tuple[str, Box]]:
    """Each text and the room that it takes at most."""
    for item in root.iter(f"{SVG}text"):
        classes, said = item.get("class", ""), item.text or ""
        wide = text_width(said, classes)
        for span in item.iter(f"{SVG}tspan"):
            wide += 7 + text_width(span.text or "", span.get("class", ""))
        x, y = float(item.attrib["x"]), float(item.attrib["y"])
        names = classes.split()
        left = x - wide if "end" in names else x - wide / 2 if "mid" in names else x
        yield said, Box(left, y - size_of(classes) * 0.75, left + wide, y + 2)


@pytest.mark.parametrize("name", CHARTS)
def test_no_chart_breaks_a_rule(name: str) -> None:
    for width, count, seed in product(WIDTHS, (0, 1, 2, 7, 40), range(share(3, 6))):
        drawn = CHARTS[name](random.Random(seed), count, width)
        text = drawn.file()
        assert CHARTS[name](random.Random(seed), count, width).file() == text
        body = text.partition("</style>")[2]
        for part in ("style=", "nan", "inf", "<script"):
            assert part not in body.replace("in force", "")
        assert not re.search(r"#[0-9a-f]{3}|[\x00-\x08\x0b-\x1f\u202e]", body)
        root = ElementTree.fromstring(text)
        left, top, wide, high = map(float, root.attrib["viewBox"].split())
        frame = Box(left - 0.5, top - 0.5, left + wide + 0.5, top + high + 0.5)
        for said, box in _texts(root):
            assert frame.holds(box), (width, count, seed, said, box)
        assert root[0].text == (SAID["title"] if name != "spark" else root[0].text)
        assert is_ours(text.encode()[:512])
        assert ElementTree.fromstring(drawn.inline()).find(f"{SVG}style") is None


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["quadrants", "calendar", "network", "matrix"])
def test_no_two_names_meet(name: str, width: float) -> None:
    for seed in range(12):
        drawn = CHARTS[name](random.Random(seed), 14, width)
        root = ElementTree.fromstring(drawn.inline())
        named = [(said, box) for said, box in _texts(root) if re.search(r"[A-Za-z]{3}", said)]
        for at, (one, box) in enumerate(named):
            for other, there in named[:at]:
                assert not box.covers(there), (seed, one, other)


def test_names_without_room_are_said() -> None:
    here = [Trail(f"Group of a long name {at}", ((101.0, 101.0),)) for at in range(200)]
    drawn = quadrants(here, width=368, **SAID)
    shown = sum(
        said.startswith("Group") for said, _ in _texts(ElementTree.fromstring(drawn.inline()))
    )
    unnamed = drawn.notes[0].count("Group of")
    assert unnamed > 0
    assert shown + unnamed == 200


def test_an_unknown_score_is_a_gap_and_never_zero() -> None:
    steps = [
        Step(DAY + dt.timedelta(at), score, "mixed") for at, score in enumerate((40, None, 60))
    ]
    drawn = history(steps, width=768, **SAID).inline()
    assert drawn.count('class="l-ink"') == 2


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (0, 10, [0, 2, 4, 6, 8, 10]),
        (97.3, 102.6, [98, 99, 100, 101, 102]),
        (-0.4, 0.4, [-0.4, -0.2, 0, 0.2, 0.4]),
        (5, 5, [5]),
        (0, inf, [0]),
    ],
)
def test_ticks_are_round(low: float, high: float, found: list[float]) -> None:
    assert ticks(low, high) == found


def test_months_thin_out() -> None:
    assert [day.month for day in months(dt.date(2026, 1, 9), dt.date(2026, 4, 1))] == [2, 3, 4]
    assert len(list(months(dt.date(2000, 1, 1), dt.date(2026, 1, 1)))) <= 9
    assert list(months(dt.date(9999, 12, 2), dt.date(9999, 12, 31))) == []


def test_ends_are_spread_within_their_bounds() -> None:
    moved = spread([50, 50, 52, 99], 10, 0, 100)
    assert sorted(moved) == moved
    assert all(b - a >= 10 for a, b in pairwise(moved))
    assert moved[-1] <= 100


@pytest.mark.parametrize("name", CHARTS)
def test_small_charts_are_as_they_were(name: str) -> None:
    drawn = CHARTS[name](random.Random(4), 3, 368).inline() + "\n"
    file = GOLDEN / f"{name}.svg"
    if os.environ.get("THESISVAULT_UPDATE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(drawn, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == drawn
