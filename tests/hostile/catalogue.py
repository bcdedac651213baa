"""All hostile inputs, family by family."""

from __future__ import annotations

from hostile import (
    encodings,
    figures,
    folders,
    front_matter,
    markdown,
    markers,
    names,
    prices,
    tables,
)
from hostile.nasty import Nasty

TOGETHER: tuple[Nasty, ...] = (
    *names.ENTRIES,
    *encodings.ENTRIES,
    *front_matter.ENTRIES,
    *markdown.ENTRIES,
    *folders.ENTRIES,
    *tables.ENTRIES,
    *figures.ENTRIES,
    *markers.ENTRIES,
)
"""What stands in one vault, beside the sample's notes."""
SLOW = markdown.SLOW
ALONE: tuple[Nasty, ...] = (*prices.PRICES, *prices.CONFIGS)
"""What decides what a whole vault's commands do: one vault each."""
