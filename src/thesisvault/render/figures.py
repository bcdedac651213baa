"""Figures of a report in words: percentages and p-values."""

from __future__ import annotations


def percent(value: float | None) -> str:
    """``+2.39%``; a figure that is not known is a dash, never zero."""
    # A review that is kept needs nothing of the market.
    from thesisvault.market.claim_windows import percent as signed_percent

    return "-" if value is None else signed_percent(value)


def p_value(p: float) -> str:
    """Four digits; a smaller value is said to be smaller, never zero."""
    return f"{p:.4f}" if p >= 0.0001 else "below 0.0001"
