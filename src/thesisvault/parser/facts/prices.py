"""A price as a property's text: `$88.00`, `88 (weekly close)`, `€12,50`."""

from __future__ import annotations

import re

_PRICE = re.compile(
    r"(?:(?:[A-Z]{1,3})?[$€£¥₹]|USD|EUR|GBP|HKD|CNY|RMB)?\s?"
    r"(?P<value>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s?(?:[$€£¥₹]|USD|EUR|GBP|HKD|CNY|元|원|円))?"
    r"(?!\w|[.,]?\d|\s?[-–—%x×]\s?\S|\s?%|\s+to\s)"
)


def price_of(text: str) -> float | None:
    """The price that a text begins with; None for a range, a share, a multiple, or words."""
    match = _PRICE.match(text.strip("*_`~≈<> "))
    return float(match["value"].replace(",", "")) if match else None
