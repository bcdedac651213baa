"""The figures that a position has: by these names the vocabulary knows them, wherever they are."""

from __future__ import annotations

PLANNED = ("target", "entry", "buy", "stop")
"""Prices that are planned."""
PRICES = (*PLANNED, "cost")
"""Prices at which it is or was entered, or is to be left."""
AMOUNTS = ("shares", "cost", "weight")
"""Of which any says that something is held."""
FIGURES = (*PLANNED, *AMOUNTS, "price")
"""All of them."""
