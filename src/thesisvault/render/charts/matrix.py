"""How much each two of some things share: a square of percentages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from thesisvault.render.charts.measure import text_width, wrap
from thesisvault.render.charts.picture import Picture, n, nothing, path, rect, text

_SMALLEST = 20.0
Shares = Mapping[tuple[str, str], float]


def matrix(
    names: Sequence[str],
    shares: Shares,
    *,
    opposed: Shares | None = None,
    title: str,
    about: str,
    width: float = 800,
    notes: Sequence[str] = (),
) -> Picture:
    """Rows are named, columns numbered like them; `opposed` shares have a minus sign."""
    against = opposed or {}
    order = _by_share(names, shares, against)
    if len(order) < 2:
        return nothing("matrix", width, title, about, "Two theses are needed to compare them.")
    widest = max(text_width(name, "t-name") for name in order) + 34
    left = min(widest, width * (0.36 if width > 560 else 0.42))
    count = min(len(order), int((width - left) / _SMALLEST))
    side = min((width - left) / count, 56.0)
    labels = [wrap(name, left - 28, "t-name", most=2) for name in order[:count]]
    row = max(min(side, 34.0), 38.0 if any(len(label) > 1 for label in labels) else 0.0)
    said = [*notes]
    if count < len(order):
        said.append(f"{len(order) - count} more share less, and are left out.")
    body = []
    for at, name in enumerate(order[:count]):
        y = 20 + at * row
        body.append(text(14, y + row / 2 + 4, str(at + 1), "t-soft t-small end"))
        for below, part in enumerate(labels[at]):
            down = 8 * (2 * below + 1 - len(labels[at])) + 4
            body.append(text(20, y + row / 2 + down, part, "t-name"))
        body.append(text(left + (at + 0.5) * side, 12, str(at + 1), "t-soft t-small mid"))
        for to, other in enumerate(order[:at]):
            body += _cell(
                left + to * side, y, side, row, _of(shares, name, other), _of(against, name, other)
            )
        body.append(path(f"M{n(left + at * side)} {n(y)}h{n(side)}v{n(row)}", "grid"))
    return Picture(
        "matrix", width, 20 + count * row + 6, title, about, tuple(body), tuple(said)
    )  # fmt: skip


def _of(shares: Shares, one: str, other: str) -> float:
    return shares.get((one, other), shares.get((other, one), 0.0))


def _by_share(names: Sequence[str], shares: Shares, against: Shares) -> list[str]:
    """Those that share most first, so that what belongs together stands together."""
    total = dict.fromkeys(names, 0.0)
    for given in (shares, against):
        for pair, share in given.items():
            for name in pair:
                if name in total:
                    total[name] += share
    return sorted(total, key=lambda name: (-total[name], name))


def _cell(x: float, y: float, side: float, row: float, share: float, against: float) -> list[str]:
    value, hue = (share, "soft") if share >= against else (against, "against")
    if value < 0.005:
        return [text(x + side / 2, y + row / 2 + 4, "·", "t-soft mid")]
    depth = 1 + sum(value >= step for step in (0.2, 0.4, 0.7))
    shown = f"{'−' if hue == 'against' else ''}{value:.0%}".removesuffix("%" if side < 34 else "")
    return [
        rect(x + 1, y + 1, side - 2, row - 2, f"f-{hue} q-{depth}"),
        text(x + side / 2, y + row / 2 + 4, shown, "t-small mid halo"),
    ]
