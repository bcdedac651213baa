"""What the verdicts hang on: each note with the verdicts that its absence would turn."""

from __future__ import annotations

from thesisvault.model.review import Outcome
from thesisvault.render.lines import Page, plural
from thesisvault.reports.hubs import Answer, Turn

_SHOWN = 10


def text(page: Page, answer: Answer, everything: bool = False) -> None:
    """The notes by how many verdicts hang on them, then which verdicts those are."""
    if not answer.theses:
        page.wrapped(
            f"No thesis is under review on {answer.as_of}, so no verdict depends on a note."
        )
        return
    shown = answer.hubs if everything else answer.hubs[:_SHOWN]
    if not shown:
        page.wrapped("Leaving out any one note changes no score.")
    else:
        estimate = "~" if answer.sampled else ""
        page.columns(
            (
                (
                    str(hub.turned), str(hub.moved), f"{estimate}{hub.betweenness:.3f}",
                    hub.kind.value, hub.name,
                )
                for hub in shown
            ),
            header=("VERDICTS", "SCORES", "BETWEENNESS", "KIND", "WITHOUT NOTE"),
        )  # fmt: skip
    for hub in shown:
        if hub.turned:
            page.line()
            page.line("without ", (hub.name, "bold"), (f"  {hub.path}", "dim"))
            for turn in hub.turns:
                if turn.before is not turn.after:
                    page.wrapped(_turn(turn), indent=4)
    _left_out(page, answer, len(shown))


def _turn(turn: Turn) -> str:
    after = turn.after.value if turn.after else "not under review"
    scores = [_score(turn.before, turn.score_before), _score(turn.after, turn.score_after)]
    return f"{turn.thesis}: {turn.before.value}{scores[0]} → {after}{scores[1]}"


def _score(verdict: Outcome | None, score: float | None) -> str:
    return "" if verdict is None or score is None else f" {score:+.0f}"


def _left_out(page: Page, answer: Answer, shown: int) -> None:
    left = []
    if more := len(answer.hubs) - shown:
        left.append(f"{plural(more, 'more note')} would change fewer: --all shows them.")
    if answer.not_tried:
        left.append(
            f"{plural(answer.not_tried, 'note')} were not tried, the least likely to change a "
            "score: --most tries more."
        )
    if left:
        page.line()
    for said in left:
        page.wrapped(said, style="dim")
