"""A line of the results: ours, what it is held against, and whether the promise holds."""

from __future__ import annotations

from msgspec import Struct

from benchmarks.interleave import Measured


class Row(Struct):
    """One line; all columns but the first may be empty."""

    what: str
    ours: str = ""
    beside: str = ""
    ratio: str = ""
    bound: str = ""
    holds: str = ""


def compare(what: str, ours: Measured, beside: Measured, bound: float | None = None) -> Row:
    """Our median over the other's median, held against `bound` where there is one."""
    if ours.failure or beside.failure:
        failed = "; ".join(f"{m.name} failed: {m.failure}" for m in (ours, beside) if m.failure)
        return Row(what, _shown(ours), _shown(beside), "", _bound(bound), failed)
    ratio = ours.seconds / beside.seconds
    return Row(
        what, _shown(ours), _shown(beside), _times(ratio), _bound(bound), verdict(ratio, bound)
    )


def alone(what: str, ours: Measured) -> Row:
    """A line without a bound."""
    return Row(what, _shown(ours), holds=f"failed: {ours.failure}" if ours.failure else "")


def verdict(value: float, bound: float | None) -> str:
    """``yes`` or ``no``; empty without a bound."""
    return "" if bound is None else "yes" if value <= bound else "**no**"


def _shown(measured: Measured) -> str:
    if not measured.samples:
        return "—"
    low, high = measured.span
    text = seconds(measured.seconds)
    return text if len(measured.samples) == 1 else f"{text} ({low:.3g}–{high:.3g})"


def seconds(value: float) -> str:
    """A time with three figures."""
    return f"{value:.3g} s"


def _times(ratio: float) -> str:
    return f"{ratio:.2f}×" if ratio >= 0.1 else f"1/{1 / ratio:.0f}"


def _bound(bound: float | None) -> str:
    if bound is None:
        return ""
    return f"≤ {bound:g}×" if bound >= 0.1 else f"≤ 1/{1 / bound:.0f}"
