"""A rotation that nobody wrote down, as prices show it."""

from __future__ import annotations

from collections.abc import Sequence

from thesisvault.market.dispersion import LEAST_GROUPS
from thesisvault.model.market import Detection, GroupMove
from thesisvault.render.figures import p_value, percent
from thesisvault.render.lines import Page, plural
from thesisvault.reports.detection import Answer


def text(page: Page, answer: Answer) -> None:
    """Add a sentence for each day, then the groups of the last session with what each did."""
    groups = plural(len(answer.groups), "group")
    page.line((f"Detection as of {answer.as_of}, {groups} against {answer.benchmark}", "bold"))
    for day in answer.days:
        page.wrapped(sentence(day), style="bold" if day.verdict == "rotation" else "")
        if day.rank is not None and day.dispersion is not None:
            told = (
                f"dispersion {day.dispersion:.2f}, more than on {day.rank:.1%} of {day.days} days"
            )
            page.wrapped(told, indent=4, style="dim")
    if len(answer.groups) < LEAST_GROUPS and answer.days and answer.days[0].reason:
        page.wrapped(
            "Groups come from stock notes (`sector: Utilities`) and from a sector's own note, "
            "best with its fund (`proxy: XLU`).",
            style="dim",
        )
    if answer.days == ():
        page.line("none" if answer.sessions > answer.unknown else "cannot tell")
    if answer.sessions > 1 or answer.days == ():
        told = f"Tested {plural(answer.sessions, 'session')}"
        unknown = f"; {answer.unknown} of them unknown" if answer.unknown else ""
        page.line(f"{told}{unknown}.")
    if answer.by_members:
        names = ", ".join(answer.by_members)
        told = f"Measured by the members known on the day, also over the year before: {names}."
        page.wrapped(f"{told} A fund (`proxy: XLU`) avoids this.", style="dim")
    if len(answer.days) == 1 and answer.sessions == 1:
        _add_moves(page, answer.days[0].moves)
    for day in answer.days:
        if day.verdict == "rotation":
            page.wrapped(f"`thesis new rotation --from-prices {day.date}` drafts its note.")


def sentence(day: Detection) -> str:
    """`A rotation may have begun on D: into X (t …); out of Z (t …)`, `none` or `cannot tell`."""
    if day.verdict == "rotation":
        into, out = _named(day.into), _named(day.out)
        return f"A rotation may have begun on {day.date}: into {into}; out of {out}"
    return f"{day.verdict}: {day.reason}" if day.reason else f"{day.verdict} on {day.date}"


def _named(moves: Sequence[GroupMove]) -> str:
    return ", ".join(f"{move.name} (t {move.t:.2f})" for move in moves)


def _add_moves(page: Page, moves: Sequence[GroupMove]) -> None:
    rows = [
        (
            move.name,
            str(move.sessions),
            percent(move.simple_return),
            percent(move.abnormal),
            "-" if move.t is None else f"{move.t:.2f}",
            "-" if move.p is None else p_value(move.p),
            "-" if move.adjusted_p is None else p_value(move.adjusted_p),
        )
        for move in moves
    ]
    if rows:
        head = ("GROUP", "SESSIONS", "RETURN", "ABNORMAL", "T", "P", "ADJUSTED P")
        page.columns(rows, header=head)
