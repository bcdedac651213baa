"""The turns of a thesis's verdict, each with the lines that turned it."""

from __future__ import annotations

from thesisvault.model.review import Outcome
from thesisvault.render.lines import Page, Segment, fit, one_line, plural
from thesisvault.render.lines import place as at_line
from thesisvault.render.text.verdicts import COLOURS
from thesisvault.reports.history import Answer, Renamed
from thesisvault.reports.replay import Reason, Turn

_MOST = 4
"""Lines shown of a turn."""
_INDENT = 12


def text(page: Page, answer: Answer) -> None:
    """A row a turn, the oldest first, then the lines behind it."""
    now = (*_outcome(answer.verdict), f"{_score(answer.score)} on {answer.as_of}")
    page.flowing((one_line(answer.thesis), "bold"), ": ", *now)
    rows: list[Turn | Renamed] = [*answer.turns, *answer.renamed]
    for row in sorted(rows, key=lambda row: row.day):
        page.line()
        if isinstance(row, Turn):
            _add_turn(page, row)
        else:
            page.line(f"{row.day}  renamed", (f"  {row.commit}", "dim"))
            page.line(" " * _INDENT, one_line(f"{row.before} → {row.after}"))
    page.line()
    page.wrapped(_bounds(answer), style="dim")


def _add_turn(page: Page, turn: Turn) -> None:
    before = () if turn.before is None and turn.score_before is None else _outcome(turn.before)
    arrow = (" → ",) if before else ()
    commit = f"  {turn.commit}" if turn.commit else ""
    row = (*before, *arrow, *_outcome(turn.after), _score(turn.score_after), (commit, "dim"))
    page.line(f"{turn.day}  ", *row)
    for reason in turn.reasons[:_MOST]:
        _add_reason(page, reason)
    if len(turn.reasons) > _MOST:
        page.line(" " * _INDENT, (f"and {plural(len(turn.reasons) - _MOST, 'more line')}", "dim"))
    if not turn.reasons and turn.before is not None and turn.after is not None:
        page.line(" " * _INDENT, ("no new evidence: older evidence has faded", "dim"))


def _add_reason(page: Page, reason: Reason) -> None:
    mark = "+ " if reason.came else "− "
    page.line(" " * _INDENT, mark, fit(one_line(reason.text), page.width - _INDENT - len(mark)))
    page.line(" " * (_INDENT + 2), (f"[{at_line(reason.path, reason.line)}]", "dim"))


def _outcome(verdict: Outcome | None) -> tuple[Segment, ...]:
    return (
        (("not under review", "dim"),) if verdict is None else ((verdict.value, COLOURS[verdict]),)
    )


def _score(score: float | None) -> str:
    return "" if score is None else f" {score:+.0f}"


def _bounds(answer: Answer) -> str:
    source = "as git recorded it" if answer.recorded else "by the dates in the notes"
    days = plural(answer.days, "day")
    left = f" {plural(answer.left_out, 'earlier day')} left out." if answer.left_out else ""
    return f"{days} from {answer.since} to {answer.as_of}, {source}.{left}"
