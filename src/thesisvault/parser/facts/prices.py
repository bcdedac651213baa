"""A price as a property's text: `$88.00`, `88 (weekly close)`, `€12,50`, `1'234.50`."""

from __future__ import annotations

from thesisvault.parser.facts.currencies import AFTER, BEFORE
from thesisvault.parser.facts.quantities import number_at

_BEFORE = rf"(?:{BEFORE})?\s?"
_AFTER = (
    rf"(?:\s?(?:{AFTER}))?"
    r"(?=[\s;()（）、\[\]*|/–—-]|[,.:](?:\s|\Z)|\Z)(?![.,]?\s*[.,']?\d|\s?[-–—%x×]\s?\S|\s?/\s?(?:[$€£¥₹]\s?)?\d|\s?%|\s+to\s)"
    r"(?<!\d\s\d{3}(?=\s\w))"
)
"""What may follow. A blank or a stroke, and another figure may not: `88 200 day average` is not one
price, nor is `88/86`."""


def price_of(text: str) -> float | None:
    """The price that a text begins with; None for a range, a share, a multiple, or words."""
    found = number_at(text.strip("*_`~≈<> "), 0, _BEFORE, _AFTER)
    return found[0] if found else None
