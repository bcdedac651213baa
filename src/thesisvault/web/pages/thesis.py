"""One thesis: its verdict, its way, the arithmetic, what it holds, what would prove it wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from thesisvault.model.errors import UsageFault
from thesisvault.render.charts.bars import margin, part_bar, verdict_bar
from thesisvault.render.charts.forest import Window, forest
from thesisvault.render.charts.picture import Picture
from thesisvault.render.charts.price import Mark, Path, price
from thesisvault.render.charts.spark import spark
from thesisvault.web.pages.note import rendered
from thesisvault.web.pages.page import ASIDE, Asked, Page, chart, drawn
from thesisvault.web.pages.review import parts

if TYPE_CHECKING:
    from thesisvault.reports.course import Answer as Course
    from thesisvault.reports.course import Entry
    from thesisvault.reports.moves import Answer as Moves
    from thesisvault.reports.thesis import Evidence, Row

_T95 = 1.96
"""Of a normal distribution: the range of 95%, where the degrees of freedom are many."""


def page(asked: Asked) -> Page:
    """A thesis or a position under review; a closed one by its way and its note alone."""
    found = asked.answer("explain", thesis=asked.name)
    course = (
        # By its path: a stock of the same name has a note as well.
        asked.answer("course", thesis=found.note) if found.kind == "thesis" and found.note else None
    )
    evidence = [item for item in found.evidence if item.counts]
    silent = [item for item in found.evidence if not item.counts]
    measured = next((item for item in evidence if item.measurement), None)
    values: dict[str, Any] = {
        "found": found,
        "course": course,
        "evidence": [
            (item, drawn(part_bar(item.kind.value, item.contribution))) for item in evidence
        ],
        "wires": [
            (wire, drawn(margin(wire.distance)) if wire.distance is not None else None)
            for wire in found.tripwires
        ],
        "silent": silent,
        "bar": drawn(verdict_bar(parts(evidence), found.score, 240))
        if found.score is not None
        else None,
        "price": _price(course, measured) if course else None,
        "forest": _forest(measured),
        "held": list(_held(asked, course, measured)) if course else [],
        "event": measured.measurement.decisive.event if measured and measured.measurement else None,
        "facts": _facts(course),
        "entries": list(_numbered(course)) if course else [],
        "is_past": asked.is_past,
    }
    # What is linked and written now is no part of another day.
    if found.note and not asked.is_past:
        values["note"] = rendered(asked, found.note, plain=True)
        values["backlinks"] = asked.answer("backlinks", note=found.note)
        values["mentions"] = asked.answer("mentions", note=found.note, most=13).mentions
    return Page("thesis.html", found.thesis, values, found)


def _facts(course: Course | None) -> dict[str, Any]:
    """The return of the basket and of the benchmark since the start."""
    if course is None or not course.points:
        return {}
    index = course.benchmark_points[-1].level / 100 - 1 if course.benchmark_points else None
    return {"gain": course.points[-1].level / 100 - 1, "index": index}


def _price(course: Course, measured: Evidence | None) -> Markup | None:
    if not course.points:
        return None
    paths = [Path("basket", tuple((p.date, p.level) for p in course.points))]
    if course.benchmark_points:
        points = tuple((p.date, p.level) for p in course.benchmark_points)
        paths.append(Path(course.benchmark or "benchmark", points, "benchmark"))
    for limit in course.limits:
        paths.append(Path("tripwire", tuple((p.date, p.level) for p in limit.points), "tripwire"))
    marks = [Mark(entry.date, entry.text) for entry in course.entries if _is_in(course, entry)]
    marks += _event(measured)
    about = f"100 on {course.start}, bought and held, adjusted closes."

    def draw(width: float) -> Picture:
        return price(paths, marks, title=f"Price of {course.thesis}", about=about, width=width)

    return chart(draw, 1160)


def _numbered(course: Course) -> Iterator[tuple[int | None, Entry]]:
    """The entries of the log, with the numbers that they have in the chart."""
    number = 0
    for entry in course.entries:
        is_drawn = bool(course.points) and _is_in(course, entry)
        number += is_drawn
        yield (number if is_drawn else None), entry


def _is_in(course: Course, entry: Entry) -> bool:
    return course.points[0].date <= entry.date <= course.points[-1].date


def _event(measured: Evidence | None) -> Iterator[Mark]:
    """The event that decides what is measured, with the longest of its windows shaded."""
    if measured is None or measured.measurement is None:
        return
    decisive = measured.measurement.decisive
    first = decisive.day_zero or decisive.event
    ends = [row.end for row in measured.measurement.windows if row.end and row.window[1] == 4]
    name = measured.rotation.rpartition("/")[2].removesuffix(".md")
    yield Mark(first, name, max(ends, default=first))


def _forest(measured: Evidence | None) -> Markup | None:
    """The windows with their ranges; of those without a test nothing is drawn."""
    if measured is None or measured.measurement is None:
        return None
    windows = []
    for row in measured.measurement.windows:
        if row.abnormal is not None and row.t:
            wide = abs(row.abnormal / row.t) * _T95
            low, high = row.abnormal - wide, row.abnormal + wide
            windows.append(Window(_window(row), 100 * row.abnormal, 100 * low, 100 * high))
    if not windows:
        return None
    picture = forest(
        list(dict.fromkeys(windows)),
        title="Abnormal returns",
        about="Each window around the event, against the benchmark, in percent, with its range.",
        width=ASIDE,
    )
    return drawn(picture)


def _window(row: Row) -> str:
    first, last = row.window
    if (first, last) == (0, 0):
        return "the day"
    if last is None:
        return "to date" if first == 0 else f"from +{first}"
    return f"{first:+d} to {last:+d}".replace("-", "−").replace("+0", "0")


def _held(
    asked: Asked, course: Course, measured: Evidence | None
) -> Iterator[tuple[Any, Markup | None, Row | None]]:
    """Each name with its line, and its move around the event."""
    moves = _moves(asked, course, measured)
    event = measured.measurement.decisive.event if measured and measured.measurement else None
    for item in course.holdings:
        levels = [point.level for point in item.points]
        days = [point.date for point in item.points]
        mark = next((at for at, day in enumerate(days) if event and day >= event), None)
        line = drawn(spark(levels, title=item.name, width=200, mark=mark)) if levels[1:] else None
        yield item, line, moves.get(item.symbol or "")


def _moves(asked: Asked, course: Course, measured: Evidence | None) -> dict[str, Row]:
    symbols = [item.symbol for item in course.holdings if item.symbol and item.points]
    if measured is None or measured.measurement is None or not symbols:
        return {}
    decisive = measured.measurement.decisive
    try:
        found: Moves = asked.answer(
            "moves", names=tuple(symbols), event=decisive.event, window=list(decisive.window)
        )
    except UsageFault:  # a name that means two notes: the row goes without its figure
        return {}
    return dict(zip(symbols, found.rows, strict=False))
