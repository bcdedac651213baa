"""A chart on a page: one drawing for each width of the window, so that none is shrunk."""

from __future__ import annotations

import re
from datetime import date

from thesisvault.render.charts.price import Path, price
from thesisvault.web.pages.page import MIDDLE, NARROW, WIDE, chart
from thesisvault.web.static import files


def _drawn(wide: float) -> dict[str, float]:
    path = Path("basket", ((date(2026, 1, 8), 100.0), (date(2026, 1, 9), 101.0)))
    html = chart(lambda width: price([path], title="T", about="A", width=width), wide)
    return {
        name: float(size)
        for name, size in re.findall(r'<div class="(\w+)"><svg[^>]* viewBox="0 0 (\d+)', html)
    }


def test_a_chart_as_wide_as_the_page_has_a_middle_size() -> None:
    assert _drawn(1160.0) == {"widest": 1160, "middle": MIDDLE, "narrow": NARROW}
    assert _drawn(WIDE) == {"wide": WIDE, "narrow": NARROW}
    assert b".widest { display: none } .middle { display: block }" in files()["thesis.css"]
