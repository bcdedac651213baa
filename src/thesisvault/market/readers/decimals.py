"""Numbers as price files write them: which sign parts the decimals, and what a cell is worth."""

from __future__ import annotations

import re
from collections.abc import Iterable

DECIMALS = {"point": ".", "comma": ","}
"""The words for the two signs, in a file's `# decimal:` line and on the command line."""

_SCALES = {"K": 1e3, "M": 1e6, "B": 1e9}
_EMPTY = {"", "-", "—", "n/a", "na", "nan", "null", "none"}
# `1,234,567.5`, and `12,34,567.5` as in India; without any group, any number of digits.
_POINT = re.compile(r"[-+]?(\d{1,3}(,\d{2,3})*,\d{3}(\.\d*)?|\d*\.?\d*([eE][-+]?\d+)?)")
_COMMA = re.compile(r"[-+]?(\d{1,3}(\.\d{3})+(,\d*)?|\d*,?\d*([eE][-+]?\d+)?)")
_ONE_GROUP = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}")


def decimal_sign(cells: Iterable[str], delimiter: str) -> str:
    """The decimal sign of a file, `.` or `,`, from cells that hold its figures.

    Both signs in one cell: the later one. One sign, more than once: the other one. One sign,
    once, followed by three digits that could be thousands: either; by another number of digits:
    that one. Where nothing but `1.234` is seen, a file parted by commas means a point. Raises
    ValueError where cells contradict each other or none decides.
    """
    found: dict[str, str] = {}
    open_ones: dict[str, str] = {}
    for cell in cells:
        text = _bare(cell)[0]
        signs = [character for character in text if character in ".,"]
        if not signs:
            continue
        sign = signs[-1]
        if len(set(signs)) == 1 and len(signs) > 1:
            found.setdefault("," if sign == "." else ".", cell)
        elif len(signs) == 1 and _ONE_GROUP.fullmatch(text):
            open_ones.setdefault(sign, cell)
        else:
            found.setdefault(sign, cell)
    if len(found) == 2:
        raise ValueError(
            f"`{found['.']}` has a decimal point and `{found[',']}` a decimal comma: write one"
        )
    if found:
        return next(iter(found))
    if not open_ones or (delimiter == "," and set(open_ones) == {"."}):
        return "."
    cell = next(iter(open_ones.values()))
    raise ValueError(
        f"`{cell}` could be a thousand or a fraction: say `--decimal point` or `comma`, "
        "or write `# decimal: point` at the top of the file"
    )


def read_number(text: str, decimal: str = ".") -> float | None:
    """``1,234.50``, ``$258.80``, ``1.2M`` as a number; None where the cell says nothing.

    Raises ValueError for other text, also for a sign that parts no thousands: `185,04` where the
    decimal sign is a point.
    """
    if decimal == ".":
        try:
            return float(text)
        except ValueError:
            pass  # written as people write
    digits, scale = _bare(text)
    if digits.casefold() in _EMPTY:
        return None
    form, group = (_POINT, ",") if decimal == "." else (_COMMA, ".")
    if form.fullmatch(digits) is None:
        raise ValueError(f"`{text}` is no number")
    return float(digits.replace(group, "").replace(",", ".")) * scale


def _bare(text: str) -> tuple[str, float]:
    """A cell without currency and percent signs, and what its letter for the scale stands for."""
    stripped = text.strip().lstrip("$€£¥").replace("%", "").strip()
    scale = _SCALES.get(stripped[-1:].upper(), 1.0)
    return (stripped[:-1] if scale != 1.0 else stripped), scale
