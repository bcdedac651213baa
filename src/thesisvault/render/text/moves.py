"""Moves as a table, in percent."""

from __future__ import annotations

from thesisvault.model.market import Attribution, BaseRate, BesideTheDay, FactorReturn
from thesisvault.render.figures import percent
from thesisvault.render.lines import Page, clean, fit, pad
from thesisvault.reports.moves import Answer
from thesisvault.reports.thesis import Row


def text(page: Page, answer: Answer) -> None:
    """Add a row for each name, with what limits each figure below it."""
    rows = answer.rows
    if not rows:
        page.line("No open thesis to measure. Name a symbol: `thesis moves NVDA`.")
        return
    first = next((row for row in rows if row.day_zero), rows[0])
    day = f"day 0 is {first.day_zero}" if first.day_zero else f"no session for {first.event}"
    start, last = first.window
    ends = [row.end for row in rows if row.end]
    to_date = f"to {max(ends)}" if ends else "to date"
    against = ", ".join(dict.fromkeys(row.benchmark for row in rows if row.benchmark))
    window = f"[{start}, {to_date if last is None else last}]"
    page.line((f"Moves: {day}, window {window}, against {against or 'nothing'}", "bold"))
    name_width = max(min(page.width - 54, 36), 16)
    header = pad("NAME", name_width) + "   RETURN  ABNORMAL        T   DF    N  METHOD"
    page.line((header, "dim"))
    for row in rows:
        t = f"{row.t:.2f}" if row.t is not None else "-"
        df = str(row.df) if row.df is not None else "-"
        page.line(
            (pad(fit(clean(row.name), name_width), name_width), "bold"),
            pad(percent(row.simple_return), 9, right=True),
            pad(percent(row.abnormal), 10, right=True),
            pad(t, 9, right=True),
            pad(df, 5, right=True),
            pad(str(row.n), 5, right=True),
            f"  {row.method}",
        )
        for note in _notes(row):
            page.wrapped(note, indent=4, style="dim")
        for part in row.attribution or ():
            _add_attribution(page, part)
    if any(len(row.symbols) > 1 and row.start != row.end for row in rows):
        told = "Baskets are re-weighted each session; `thesis record` measures buy and hold."
        page.wrapped(told, style="dim")


def _add_attribution(page: Page, found: Attribution) -> None:
    """Points that add up, across and down; a dash is a part that is not known."""
    days = f"{found.start}" if found.start == found.end else f"{found.start} to {found.end}"
    page.line((pad(f"    in points, {days}", 40) + "  MARKET  FACTORS     REST    TOTAL", "dim"))
    rows = [(one.name, one.market, one.factors, one.rest, one.total) for one in found.names]
    if len(rows) > 1:
        rows.append(("together", found.market, found.factors, found.rest, found.total))
    for name, *figures in rows:
        shown = "".join(pad(points(figure), 9, right=True) for figure in figures)
        page.line(pad(f"      {fit(clean(name), 32)}", 39), shown)
    if found.reason:
        page.wrapped(f"not split: {found.reason}", indent=6, style="dim")


def points(value: float | None) -> str:
    """Percentage points, which add up, without a percent sign."""
    return "-" if value is None else f"{100 * value + 0.0:+.2f}"


def _notes(row: Row) -> list[str]:
    notes = []
    if row.reason:
        notes.append(row.reason)
    if row.without_earnings is not None:
        other = row.without_earnings
        t = f", t {other.t:.2f}" if other.t is not None else ""
        notes.append(
            f"own earnings fall inside the window; without them {percent(other.simple_return)}"
            f", abnormal {percent(other.abnormal)}{t}"
        )
    tested = row.cross_section
    if tested is not None:
        figures = (
            ("Kolari-Pynnönen", tested.kolari_pynnonen),
            ("Corrado", tested.corrado),
            ("mean correlation", tested.mean_correlation),
            ("effective names", tested.effective_names),
        )
        shown = ", ".join(f"{name} {value:.2f}" for name, value in figures if value is not None)
        notes.append(f"over {len(tested.symbols)} names: {shown}")
    if len(row.symbols) > 1 and row.beside_the_day is not None:
        notes.append(beside(row.beside_the_day, len(row.symbols)))
    if isinstance(row.by_factors, FactorReturn):
        notes.append(by_factors(row.by_factors))
    if isinstance(row.base_rate, BaseRate):
        notes.append(_base_rate(row.base_rate))
    return notes


def by_factors(found: FactorReturn) -> str:
    """What is left of a move by factors, and the betas, in words."""
    if found.abnormal is None or found.t is None:
        return f"by factors: unknown, {found.reason}"
    betas = ", ".join(f"{one.name} {one.beta:+.2f} (t {one.t:.1f})" for one in found.betas)
    return (
        f"by factors: abnormal {percent(found.abnormal)}, t {found.t:.2f}, df {found.df}, "
        f"n {found.n}; {betas}"
    )


def _base_rate(found: BaseRate) -> str:
    if found.share is None or found.low is None or found.high is None:
        return f"base rate: {found.reason}"
    return (
        f"base rate: {found.days} past days had |t| of 2.5 or more; of {found.counted} that do not "
        f"overlap, {found.went_on} went on in the same direction over 20 sessions: "
        f"{found.share:.0%} ({found.low:.0%} to {found.high:.0%})"
    )


def beside(found: BesideTheDay, size: int) -> str:
    """A move beside all others of its day, in words."""
    if found.t is None or found.spread is None:
        return f"compared with other names: unknown, {found.reason}"
    told = (
        f"compared with {found.names} other names that day: t {found.t:.2f} (divided by their "
        f"spread, {found.spread:.2f}); "
    )
    if found.as_far is None:
        return told + found.reason
    names = f"{size} names" if size > 1 else "one name"
    return told + f"{found.as_far} of {found.baskets} random baskets of {names} moved as far"
