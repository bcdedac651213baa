"""The figures that a position has: by these names the vocabulary knows them, wherever they are."""

from __future__ import annotations

import re

PLANNED = ("target", "entry", "buy", "stop")
"""Prices that are planned."""
PRICES = (*PLANNED, "cost")
"""Prices at which it is or was entered, or is to be left."""
AMOUNTS = ("shares", "cost", "weight")
"""Of which any says that something is held."""
FIGURES = (*PLANNED, *AMOUNTS, "price")
"""All of them."""
_OF_ONE = re.compile(r"(?i)avg|average|price|per|/")
"""What makes a cost that of one share: a `Cost: $294` may be of all of them."""


def is_of_one(key: str) -> bool:
    """Whether a cost is that of one share, by its key."""
    return _OF_ONE.search(key) is not None
