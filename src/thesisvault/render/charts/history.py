"""A thesis's score over time: a line in steps, and what turned it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from thesisvault.render.charts.measure import text_width, wrap
from thesisvault.render.charts.picture import Picture, circle, n, nothing, path, text
from thesisvault.render.charts.scale import Scale, known, months

_HUES = {"supported": "for", "pressured": "against"}
_SIGNS = {"supported": "+", "pressured": "−", "mixed": "±", "neutral": "·", "unknown": "?"}


class Step(Struct, frozen=True):
    """A day on which the score was asked for; None: unknown, which is not zero."""

    day: dt.date
    score: float | None
    verdict: str
    why: str = ""
    """What came or went on that day, with its note; empty where nothing did."""


def history(
    steps: Sequence[Step], *, title: str, about: str, width: float = 800, notes: Sequence[str] = ()
) -> Picture:
    """From -100, pressured, to +100, supported; the numbers on the line are named below it."""
    if not steps:
        return nothing(
            "history", width, title, about, "It was not under review on any of the days."
        )
    end = _ending(steps[-1])
    left, right = 38.0, width - text_width(end) - 14
    top, bottom = 10.0, 210.0 if width > 560 else 170.0
    first, last = steps[0].day, steps[-1].day
    x = Scale(first.toordinal(), max(last.toordinal(), first.toordinal() + 1), left, right)
    y = Scale(-100, 100, bottom, top)
    body = [*_paper(x, y, first, last, left, right, bottom)]
    body += _steps(steps, x, y)
    body += _end(steps[-1], end, x, y)
    numbered = [step for step in steps if step.why]
    taken: list[float] = []
    for number, step in enumerate(numbered, 1):
        at, high = x(step.day.toordinal()), y(step.score if step.score is not None else 0)
        body.append(circle(at, high, 2.8, "f-paper l-ink open"))
        # A number that would lie on one beside it stands higher, or is read from the list alone.
        near = sum(abs(at - other) < 14 for other in taken)
        up = high - 8 - 13 * near if high > 40 + 13 * near else high + 16 + 13 * near
        if near < 6 and 8 < up < bottom - 2:
            body.append(text(at, up, str(number), "t-small mid halo"))
        taken.append(at)
    down = bottom + 44
    for number, step in enumerate(numbered, 1):
        body.append(text(left - 16, down, str(number), "t-soft end"))
        day = f"{step.day.day} {step.day:%b %Y}"
        body.append(text(left - 8, down, day, "t-soft", 90))
        if width > 560:
            body.append(text(left + 84, down, step.why, "", width - left - 84))
        else:
            for part in wrap(step.why, width - left + 8, most=3):
                down += 15
                body.append(text(left - 8, down, part))
        down += 18
    return Picture(
        "history", width, down - 18 + 8 if numbered else bottom + 30, title, about, tuple(body),
        tuple(notes),
    )  # fmt: skip


def _ending(step: Step) -> str:
    sign = _SIGNS.get(step.verdict, "")
    score = "" if not known(step.score) else f" {step.score:+.0f}".replace("-", "−")
    return f"{sign} {step.verdict}{score}".strip()


def _paper(
    x: Scale, y: Scale, first: dt.date, last: dt.date, left: float, right: float, bottom: float
) -> list[str]:
    body = [path(f"M{n(left)} {n(y(at))}H{n(right)}", "grid") for at in (-100, -50, 50, 100)]
    body.append(path(f"M{n(left)} {n(y(0))}H{n(right)}", "axis"))
    for value, word in ((100, "+100"), (50, "+50"), (0, "0"), (-50, "−50"), (-100, "−100")):
        body.append(text(left - 6, y(value) + 4, word, "t-soft t-small end"))
    marks = list(months(first, last, max(2, int((right - left) / 70)))) or [first]
    for day in marks:
        at = x(day.toordinal())
        word = f"{day:%b}" if day.month != 1 else f"{day:%b %Y}"
        if len(marks) == 1:
            word = f"{day.day} {day:%b %Y}"
        at = min(at, right - text_width(word, "t-small"))
        body.append(text(at, bottom + 17, word, "t-soft t-small"))
    return body


def _steps(steps: Sequence[Step], x: Scale, y: Scale) -> list[str]:
    """One path a stretch of known scores; where the score is unknown there is none."""
    drawn, d = [], ""
    for at, step in enumerate(steps):
        place = n(x(step.day.toordinal()))
        if step.score is None or not known(step.score):
            if d:
                drawn.append(path(f"{d}H{place}", "l-ink"))
            d = ""
        elif d:
            d += f"H{place}V{n(y(step.score))}"
        else:
            d = f"M{place} {n(y(step.score))}"
        if at == len(steps) - 1 and d:
            drawn.append(path(d, "l-ink"))
    return drawn


def _end(step: Step, words: str, x: Scale, y: Scale) -> list[str]:
    hue = _HUES.get(step.verdict, "soft" if step.verdict == "unknown" else "ink")
    at, high = x(step.day.toordinal()), y(step.score if step.score is not None else 0)
    return [
        circle(at, high, 3.6, f"f-{hue}"),
        text(at + 9, high + 4, words, "" if hue == "ink" else f"t-{hue}"),
    ]
