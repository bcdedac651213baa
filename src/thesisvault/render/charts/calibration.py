"""What forecasts stated against what came true."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from thesisvault.render.charts.labels import Anchor, Box, place
from thesisvault.render.charts.measure import size_of, text_width
from thesisvault.render.charts.picture import Picture, circle, line, n, nothing, path, text
from thesisvault.render.charts.scale import Scale, known


class Bin(Struct, frozen=True):
    """Forecasts of about one probability; shares are 0 to 1."""

    stated: float
    share: float
    low: float
    high: float
    count: int


def calibration(
    bins: Sequence[Bin], *, title: str, about: str, width: float = 800, notes: Sequence[str] = ()
) -> Picture:
    """A point for each bin with its 95% range; the dashed line: as much came true as stated."""
    shown = [b for b in bins if all(map(known, (b.stated, b.share, b.low, b.high)))]
    if not shown:
        return nothing("calibration", width, title, about, "No forecast is settled yet.")
    side = min(width - 60.0, 520.0)
    frame = Box(44, 24, 44 + side, 24 + side)
    x, y = Scale(0, 1, frame.left, frame.right), Scale(0, 1, frame.bottom, frame.top)
    body = [path(f"M{n(frame.left)} {n(frame.bottom)}H{n(frame.right)}", "axis")]
    for share in (0, 0.25, 0.5, 0.75, 1):
        body.append(path(f"M{n(frame.left)} {n(y(share))}H{n(frame.right)}", "grid"))
        body.append(text(frame.left - 6, y(share) + 4, f"{share:.0%}", "t-soft t-small end"))
        if share or width > 560:
            body.append(text(x(share), frame.bottom + 16, f"{share:.0%}", "t-soft t-small mid"))
    body.append(line([(x(0), y(0)), (x(1), y(1))], "axis dash"))
    body.append(text(0, 12, "came true", "t-soft"))
    body.append(text(frame.right, frame.bottom + 32, "stated", "t-soft end"))
    dots = [(x(b.stated), y(b.share), round(3 + min(b.count, 100) ** 0.5, 1)) for b in shown]
    for b, (at, up, radius) in zip(shown, dots, strict=True):
        off = _hue(b)
        body.append(path(f"M{n(at)} {n(y(b.low))}V{n(y(b.high))}", f"l-{off}"))
        body.append(circle(at, up, radius, f"f-{off}"))
    words = [f"{b.share:.0%} of {b.count}" for b in shown]
    high = size_of("") + 3
    anchors = [
        Anchor(at, up, text_width(word), high)
        for (at, up, _), word in zip(dots, words, strict=True)
    ]
    taken = [Box(d[0] - d[2], d[1] - d[2], d[0] + d[2], d[1] + d[2]) for d in dots]
    soft = [Box(d[0] - 2, y(b.high), d[0] + 2, y(b.low)) for d, b in zip(dots, shown, strict=True)]
    for word, box in zip(words, place(anchors, frame, taken, soft), strict=True):
        if box is not None:
            body.append(text(box.left, box.bottom - 4, word, "halo"))
    return Picture(
        "calibration", width, frame.bottom + 40, title, about, tuple(body), tuple(notes)
    )  # fmt: skip


def _hue(b: Bin) -> str:
    """Only a bin whose whole range lies off what it stated is marked."""
    return "ink" if b.low <= b.stated <= b.high else "against"
