"""Theses that stand or fall together: what they rest on, and how their prices moved."""

from __future__ import annotations

from thesisvault.render.lines import Page, place, plural
from thesisvault.reports.clusters import Answer, Cluster, Prices, Rest, Shared

_LINES, _NAMES = 4, 20


def text(page: Page, answer: Answer) -> None:
    """Each cluster, then what stands alone, and what is held on both sides."""
    if not answer.clusters and len(answer.alone) < 2:
        one = f"Only {answer.alone[0]}" if answer.alone else "No thesis"
        page.wrapped(f"{one} is under review on {answer.as_of}: nothing to group.")
        return
    for at, cluster in enumerate(answer.clusters):
        if at:
            page.line()
        _cluster(page, cluster)
    if answer.alone:
        if answer.clusters:
            page.line()
        more = len(answer.alone) - _NAMES
        names = ", ".join(answer.alone[:_NAMES]) + (f" and {more} more" if more > 0 else "")
        page.wrapped(f"On their own, because no other thesis rests on the same things: {names}")
    if answer.opposed:
        page.line()
        page.line(("On both sides, so that one gains what another loses", "bold"))
        for shared in answer.opposed:
            _shared(page, shared)


def _cluster(page: Page, cluster: Cluster) -> None:
    page.wrapped(f"{len(cluster.theses)} together: {', '.join(cluster.theses)}", style="bold")
    page.wrapped(f"prices: {_prices(cluster.prices)}", indent=4)
    for shared in cluster.shared:
        _shared(page, shared)


def _prices(found: Prices) -> str:
    if found.within is None:
        return "unknown (at most one of them has any)"
    outside = "" if found.outside is None else f", {found.outside:.2f} with the others"
    over = f"{plural(found.pairs, 'pair')} over {found.sessions} sessions"
    return f"correlation {found.within:.2f} within{outside} ({over})"


def _shared(page: Page, shared: Shared) -> None:
    page.line("    ", (shared.name, ""))
    for rest in shared.rests:
        more = f", along {rest.ways} paths" if rest.ways > 1 else ""
        told = f"{rest.effect:+.0%} {rest.thesis}{more}"
        first, *others = _lines(rest)
        page.wrapped(told, indent=8, style="dim", cite=first)
        for line in others:
            page.wrapped(line, indent=8, style="dim")


def _lines(rest: Rest) -> list[str]:
    """The places of the statements that lead to the thesis, the first few of many."""
    lines = list(dict.fromkeys(place(said.note, said.line) for said in rest.path))
    more = [f"and {len(lines) - _LINES} more"] if len(lines) > _LINES else []
    return [*lines[:1], *(f"[{line}]" for line in lines[1:_LINES]), *more]
