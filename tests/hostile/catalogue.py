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
    records,
    tables,
)
from hostile.nasty import Nasty
from sizes import WHOLE

_FAMILIES = (names, encodings, front_matter, markdown, folders, tables, figures, markers)
TOGETHER: tuple[Nasty, ...] = tuple(nasty for family in _FAMILIES for nasty in family.ENTRIES)
"""What stands in one vault, beside the sample's notes."""
SLOW = markdown.SLOW
ALONE: tuple[Nasty, ...] = (*prices.PRICES, *prices.CONFIGS, *records.ENTRIES)
"""What decides what a whole vault's commands do: one vault each."""


def _representatives(*families: tuple[Nasty, ...]) -> tuple[Nasty, ...]:
    """The first of each family, and those of which something is said that is said of none before.

    All of them in a soak.
    """
    known: set[str] = set()
    found = []
    for family in families:
        for nasty in family:
            said = {*nasty.wrong, nasty.skipped, nasty.refused}
            if WHOLE or nasty is family[0] or not said <= known:
                found.append(nasty)
            known |= said
    return tuple(found)


SWEPT = _representatives(*(family.ENTRIES for family in _FAMILIES))
"""Those of the vault over which every command is swept."""
SWEPT_ALONE = _representatives(prices.PRICES, prices.CONFIGS)
"""Those over each of whose vaults commands are swept."""
