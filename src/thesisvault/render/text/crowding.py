"""Crowding: how many bets the theses are, and what each pair shares."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from thesisvault.model.crowding import Exposure, IndependentBets, PairOverlap, Shared
from thesisvault.render.lines import Page, fit, one_line, pad, place, plural, width
from thesisvault.reports.crowding import Answer


def text(page: Page, report: Answer) -> None:
    """Independent bets, then each pair that shares something, largest first."""
    held = frozenset(report.positions)
    for bet in report.distinct_bets:
        _bets(page, bet, held)
    _exposure(page, report.exposure, held)
    _matrix(page, report)
    shown = [pair for pair in report.pairs if pair.names or pair.groups]
    if not shown:
        what = "bets" if held else "open theses"
        page.line(f"No two {what} share a name or a group.")
    for pair in shown:
        _pair(page, pair, held)
    if report.pairs_left_out:
        page.line()
        page.wrapped(f"Too many to compare: {plural(report.pairs_left_out, 'more pair')}.")


_MOST = 12
"""Bets whose overlaps fit a page of 80 columns."""


def _matrix(page: Page, report: Answer) -> None:
    """The overlap of each two in percent, `-` before what is held in opposite ways."""
    shares = {
        (pair.one, pair.other): -pair.opposed if pair.opposed > pair.overlap else pair.overlap
        for pair in report.pairs
    }
    linked = [
        name for name in (*report.theses, *report.positions)
        if any(abs(share) >= 0.005 for pair, share in shares.items() if name in pair)
    ]  # fmt: skip
    if not 3 <= len(linked) <= _MOST:
        return
    page.line()
    page.line(("The same names in both, %; - where they are held in opposite directions", "bold"))
    columns = min(page.width - 4 * len(linked) - 4, max(map(width, linked)))
    lead = " " * (columns + 4)
    page.line((lead + "".join(f"{at:>4}" for at in range(1, len(linked))), "dim"))
    for at, name in enumerate(linked):
        cells = (shares.get((name, other), shares.get((other, name), 0.0)) for other in linked[:at])
        row = "".join(f"{100 * cell:>4.0f}" if abs(cell) >= 0.005 else "   ·" for cell in cells)
        page.line((f"{at + 1:>2}  ", "dim"), pad(fit(one_line(name), columns), columns), row)


def _bets(page: Page, bet: IndependentBets, held: Collection[str]) -> None:
    if bet.effective is None:
        page.wrapped(f"Independent bets: unknown; {bet.reason or 'not enough prices'}")
        return
    assert bet.mean_correlation is not None
    head = f"{bet.effective:.1f} independent bets"
    subjects = f"{_range(bet.low, bet.high)} in {_counted(bet.theses, held)}"
    basis = f"mean correlation {bet.mean_correlation:.2f} over {bet.sessions} sessions"
    if width(f"{head}{subjects}: {basis}") <= page.width:
        page.line((head, "bold"), f"{subjects}: {basis}")
    else:
        page.line((head, "bold"), subjects)
        page.wrapped(basis, indent=4)
    left_out = dict.fromkeys(item.thesis for item in bet.left_out if item.name is None)
    if left_out:
        page.wrapped(f"left out, without prices: {', '.join(left_out)}", indent=4, style="dim")
    for item in bet.left_out:
        if item.name is not None and item.thesis in bet.theses:
            told = f"left out of {item.thesis}: {item.name} ({item.reason})"
            page.wrapped(told, indent=4, style="dim")
    if bet.reason:
        page.wrapped(bet.reason, indent=4, style="dim")


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return ""
    return f" ({low:.1f}-{high:.1f})" if high is not None else f" (from {low:.1f})"


def _exposure(page: Page, found: Exposure, held: Collection[str]) -> None:
    """Beta and share of risk of each bet; what is not included, and why."""
    page.line()
    if found.beta is None:
        page.wrapped(f"Exposure: unknown; {found.reason}")
    else:
        entropy = ""
        if found.entropy is not None:
            entropy = f", {found.entropy:.1f} bets by entropy{_range(found.low, found.high)}"
        elif found.reason:
            entropy = f" ({found.reason})"
        page.wrapped(
            f"Beta of the book {found.beta:.2f}{entropy}, over {found.sessions} sessions, "
            + ("weights of the holdings" if found.weights == "holdings" else "equal weights")
        )
        if found.rates:
            used = ", ".join(f"{rate.symbol} {rate.value:,.4g}" for rate in found.rates)
            page.wrapped(f"Other currencies at the rates in the vault: {used}")
        if found.assumed:
            page.wrapped(
                f"Of unknown currency, taken as the benchmark's: {', '.join(found.assumed)}"
            )
        page.columns(
            (
                (
                    _marked(bet.name, held),
                    f"{bet.weight:.0%}",
                    f"{bet.beta:.2f}",
                    "-" if bet.share_of_risk is None else f"{bet.share_of_risk:.0%}",
                )
                for bet in found.bets
            ),
            header=("BET", "WEIGHT", "BETA", "SHARE OF RISK"),
        )
    for item in found.left_out:
        page.wrapped(f"not included: {item.thesis} ({item.reason})", indent=4, style="dim")


def _counted(names: Sequence[str], held: Collection[str]) -> str:
    positions = sum(name in held for name in names)
    beside = f" and {plural(positions, 'position')}" if positions else ""
    return f"{plural(len(names) - positions, 'thesis', 'theses')}{beside}"


def _marked(name: str, held: Collection[str]) -> str:
    return f"{name} (held)" if name in held else name


def _pair(page: Page, pair: PairOverlap, held: Collection[str]) -> None:
    page.line()
    page.flowing((f"{_marked(pair.one, held)} · {_marked(pair.other, held)}", "bold"))
    parts = [f"{pair.overlap:.0%} the same names"]
    if pair.group_overlap:
        parts.append(f"up to {pair.group_overlap:.0%} in one group")
    if pair.opposed:
        parts.append(f"{pair.opposed:.0%} held in opposite directions")
    known = {item.sessions: item for item in pair.correlations if item.value is not None}
    parts += [
        f"correlation {item.value:.2f} over {item.sessions} sessions" for item in known.values()
    ]
    page.wrapped(", ".join(parts), indent=4)
    for item in (*pair.names, *pair.groups):
        page.wrapped(_shared(item), indent=6, style="dim")


def _shared(item: Shared) -> str:
    where = dict.fromkeys(place(cite.note, cite.line) for cite in item.citations)
    places = ", ".join(list(where)[:2])
    return f"{item.name}: {item.one:+.0%} and {item.other:+.0%} [{places}]"
