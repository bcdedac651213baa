"""A small vault in which every tool has something to say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from market.readers.builders import levels, make_vault, on_days, own_file, wave, weekdays

DAY = "2026-03-20"
THESIS = "Long tin"
NOTES = {
    "Theses/Long tin.md": """---
type: thesis
side: long
opened: 2025-12-01
review: 2026-03-02
status: active
tags: [thesis, theme/metals]
---

# Long tin

Smelters close, see [[Smelter strike]]. I hold [[Harbour Tin]] for it.

## Exposures

| Exposure | Weight | Side |
|---|---|---|
| [[Harbour Tin]] | 100 | long |

## Kill criteria

| Signal | Condition | Action |
|---|---|---|
| Floor | `HTIN close < 60` | Sell |
| Lag | `relative return(10) < -0.5` | Review |

## Log

- 2026-02-02: Bought more. Harbour Tin raised its guidance.
- 2026-02-02: forecast: HTIN close > 150 by 2026-06-30 (40%)
""",
    "Theses/Short glass.md": """---
type: thesis
side: short
opened: 2026-01-05
stocks: ["[[Pane Works]]"]
---

# Short glass

Capacity outruns demand. [[Harbour Tin]] is the hedge.
""",
    "Stocks/Harbour Tin.md": "---\ntype: stock\nticker: HTIN\nsector: [[Metal miners]]\n---\n"
    "# Harbour Tin\n\nRevenue grew 12% to $240 million in Q4 2025.\n\n"
    "- Capital shifts from glass makers to metal miners.\n",
    "Stocks/Pane Works.md": "---\ntype: stock\nticker: PANE\nsector: [[Glass makers]]\n---\n"
    "# Pane Works\n",
    "Sectors/Metal miners.md": "# Metal miners\n\n- [[Harbour Tin]]\n",
    "Sectors/Glass makers.md": "# Glass makers\n\n- [[Pane Works]]\n",
    "Rotations/Metals March 2026.md": """---
type: rotation
date: 2026-03-02
---

# Metals March 2026

| Flow | Detail |
|---|---|
| **Out of** | Glass makers |
| **Into** | Metal miners |

| Stock | Move |
|---|---|
| [[Harbour Tin]] | +4% |
| [[Pane Works]] | -3% |
""",
    "Catalysts/Smelter strike.md": "---\ntype: catalyst\ncreated: 2026-01-10\ndate: 2026-04-02\n"
    'theses: ["[[Long tin]]"]\n---\n# Smelter strike\n\nTalks end in April.\n',
    "Portfolio.md": "---\ntype: portfolio\ncreated: 2026-03-01\n---\n# Portfolio\n\n"
    "| Ticker | Shares | Avg cost |\n|---|---|---|\n| PANE | 10 | 99 |\n| ZINC | 4 | 12 |\n",
    "Notes/Talk.md": "Harbour Tin came up in a talk. Long tin too. [[Nowhere yet]].\n",
    "Notes/Other talk.md": "Another talk of Harbour Tin, tin and glass. [[Long tin]].\n",
}


def make(root: Path) -> Path:
    """Write it."""
    days = weekdays(200, date(2025, 6, 16))
    prices = {}
    for number, symbol in enumerate(("HTIN", "PANE", "SPY"), 1):
        closes = levels(wave(len(days) - 1, 0.3 * number, 0.012))
        prices[f"{symbol}.csv"] = own_file(symbol, on_days(days, closes))
    return make_vault(root, prices, NOTES, f'as_of = "{DAY}"\n')
