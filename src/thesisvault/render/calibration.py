"""What forecasts stated against what came true, as a picture."""

from __future__ import annotations

from thesisvault.reports.record import Answer

_SIZE, _MARGIN = 480, 56
_COLOUR = "#2b5ea7"


def svg(report: Answer) -> str:
    """A point for each bin with its 95% range; on the diagonal, as much came true as was said."""
    title = f"Calibration as of {report.as_of}, {report.score.count} settled forecasts"
    side = _SIZE - 2 * _MARGIN

    def x(share: float) -> float:
        return round(_MARGIN + share * side, 1)

    def y(share: float) -> float:
        return round(_SIZE - _MARGIN - share * side, 1)

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" '
        f'font-family="sans-serif" font-size="12">',
        f"<title>{title}</title>",
        f'<rect width="{_SIZE}" height="{_SIZE}" fill="#ffffff"/>',
        f'<text x="{_SIZE / 2}" y="24" text-anchor="middle" font-size="14">{title}</text>',
        f'<path d="M{x(0)} {y(1)}V{y(0)}H{x(1)}" fill="none" stroke="#999999"/>',
        f'<path d="M{x(0)} {y(0)}L{x(1)} {y(1)}" stroke="#999999" stroke-dasharray="4"/>',
        f'<text x="{_SIZE / 2}" y="{_SIZE - 12}" text-anchor="middle">stated</text>',
        f'<text x="{x(0)}" y="{y(1) - 8}" text-anchor="middle">came true</text>',
    ]
    for share in (0.0, 0.5, 1.0):
        lines += [
            f'<text x="{x(share)}" y="{y(0) + 16}" text-anchor="middle">{share:.0%}</text>',
            f'<text x="{x(0) - 6}" y="{y(share) + 4}" text-anchor="end">{share:.0%}</text>',
        ]
    for item in report.score.bins:
        if item.stated is None or item.share is None:
            continue
        low, high = item.range_low or 0.0, item.range_high or 0.0
        at, radius = x(item.stated), round(3 + min(item.count, 100) ** 0.5, 1)
        lines += [
            f'<path d="M{at} {y(low)}V{y(high)}" stroke="{_COLOUR}"/>',
            f'<circle cx="{at}" cy="{y(item.share)}" r="{radius}" fill="{_COLOUR}"/>',
            f'<text x="{at + radius + 3:.1f}" y="{y(item.share) + 4}">{item.count}</text>',
        ]
    return "\n".join([*lines, "</svg>"]) + "\n"


def is_ours(head: bytes) -> bool:
    """Whether a file that begins so is a picture of this kind."""
    return head.startswith(b"<svg") and b"<title>Calibration as of " in head
