"""The record of the theses: as a page, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from thesisvault.impact.forecasts import MEANINGFUL, Bin, Score
from thesisvault.model.log import Question, QuestionState
from thesisvault.render.lines import Page, fit, iso, pad, plural
from thesisvault.render.text.moves import percent
from thesisvault.render.text.status import place
from thesisvault.reports.returns import ThesisReturn
from thesisvault.reports.score import Record

_HEADINGS = {
    QuestionState.OVERDUE: "Overdue: past their date, no outcome written",
    QuestionState.OPEN: "Open",
    QuestionState.SETTLED: "Settled",
    QuestionState.VOID: "Void",
}


def text(page: Page, record: Record) -> None:
    """The score and what it is worth, the forecasts by state, the returns."""
    page.line((f"Record as of {record.as_of}", "bold"))
    page.line()
    _say_score(page, record)
    for state, heading in _HEADINGS.items():
        found = [question for question in record.questions if question.state is state]
        if found:
            page.line()
            page.line((heading, "bold"))
            for question in found:
                _say_question(page, question)
    if record.oddities:
        page.line()
        page.line(("Not counted as written", "bold"))
        for item in record.oddities:
            text = f"{item.thesis}: “{item.citation.text}”: {item.message}"
            page.wrapped(text, indent=4, first="  !", cite=place(item.citation))
    if record.returns:
        page.line()
        _say_returns(page, record.returns)


def _say_score(page: Page, record: Record) -> None:
    score = record.score
    if not record.questions:
        page.wrapped(
            'No forecast is written yet. `thesis log THESIS "NVDA close > 200" '
            "--probability 60% --by 2026-06-30` composes one."
        )
        return
    if score.brier is None or score.base_rate is None or score.always_base_rate is None:
        page.line(
            f"{plural(len(record.questions), 'forecast')}, none settled: nothing to score yet."
        )
        return
    page.line(
        (f"Brier score {_figure(score.brier)}", "bold"),
        f" over {plural(score.count, 'settled forecast')}",
        (" (0 is perfect)", "dim"),
    )
    page.line("  always saying 50% would have scored 0.250")
    page.line(
        f"  always saying {_share(score.base_rate)}, the share that came true as one knows now, "
        f"{_figure(score.always_base_rate)}"
    )
    if not score.meaningful:
        page.wrapped(
            f"Too few to mean anything: below {MEANINGFUL} settled forecasts luck decides. The "
            "ranges show how far it reaches.",
            indent=2,
        )
    page.line()
    page.columns(
        (_bin_row(item) for item in score.bins if item.count),
        header=("STATED", "COUNT", "MEAN", "CAME TRUE", "95% RANGE"),
    )


def _bin_row(item: Bin) -> tuple[str, str, str, str, str]:
    assert item.stated is not None and item.share is not None and item.range is not None
    return (
        f"{_share(item.low)[:-1]}-{_share(item.high)}",
        str(item.count),
        _share(item.stated),
        f"{item.came_true} ({_share(item.share)})",
        f"{_share(item.range[0])[:-1]}-{_share(item.range[1])}",
    )


def _figure(value: float) -> str:
    return f"{round(value, 9):.3f}"  # rounded first, so that equal scores look equal


def _share(value: float) -> str:
    return f"{round(100 * value, 1):g}%" if value and round(value, 2) == value else f"{value:.0%}"


def _say_question(page: Page, question: Question) -> None:
    answer = f"{question.answer.value}, " if question.answer else ""
    brier = f", scores {_figure(question.brier)}" if question.brier is not None else ""
    page.wrapped(
        f"{answer}{_share(question.probability)} on {question.made}: {question.claim} "
        f"by {question.due} ({question.thesis}){brier}",
        indent=4,
        first="  -",
        cite=place(question.citation),
    )
    for revision in question.revisions:
        text = f"revised to {_share(revision.probability)} on {revision.date}, not scored"
        page.wrapped(text, indent=6, style="dim", cite=place(revision.citation))
    if question.settled_by is not None:
        text = f"settled on {question.settled_on}: “{question.settled_by.text}”"
        page.wrapped(text, indent=6, style="dim", cite=place(question.settled_by))
    if question.contradicted:
        page.wrapped(_suggestion(question) + ": one of the two is wrong", indent=6, style="red")
    elif question.suggestion is not None and question.answer is None:
        page.wrapped(_suggestion(question) + "; write the outcome", indent=6, style="yellow")


def _suggestion(question: Question) -> str:
    assert question.suggestion is not None
    found = question.suggestion
    when = "on" if found.answer.value == "yes" else "up to"
    return f"prices say {found.answer.value} {when} {found.on}"


def _say_returns(page: Page, returns: Iterable[ThesisReturn]) -> None:
    page.line(("Returns since opened, bought and held", "bold"))
    name_width = max(min(page.width - 56, 40), 20)
    header = pad("THESIS", name_width) + "  AFTER       TO             RETURN  BENCHMARK     AHEAD"
    page.line((header, "dim"))
    for item in returns:
        page.line(
            (pad(fit(item.thesis, name_width), name_width), "bold"),
            f"  {pad(iso(item.opened) or '-', 12)}{pad(iso(item.end) or '-', 12)}",
            pad(percent(item.simple_return), 9, right=True),
            pad(percent(item.benchmark_return), 11, right=True),
            pad(percent(item.ahead), 10, right=True),
        )
        if item.reason:
            page.wrapped(item.reason, indent=4, style="dim")


def record_document(record: Record) -> dict[str, Any]:
    """`score --json`, without its schema number."""
    return {
        "as_of": record.as_of.isoformat(),
        "score": _score_document(record.score),
        "forecasts": [_question_document(question) for question in record.questions],
        "oddities": [
            {
                "thesis": item.thesis,
                "message": item.message,
                "text": item.citation.text,
                "note": item.citation.note,
                "line": item.citation.line,
            }
            for item in record.oddities
        ],
        "returns": [_return_document(item) for item in record.returns],
    }


def _score_document(score: Score) -> dict[str, Any]:
    return {
        "count": score.count,
        "meaningful": score.meaningful,
        "brier": _rounded(score.brier),
        "always_half": score.always_half,
        "base_rate": _rounded(score.base_rate),
        "always_base_rate": _rounded(score.always_base_rate),
        "bins": [
            {
                "low": item.low,
                "high": item.high,
                "count": item.count,
                "stated": _rounded(item.stated),
                "came_true": item.came_true,
                "share": _rounded(item.share),
                "range_low": _rounded(item.range[0]) if item.range else None,
                "range_high": _rounded(item.range[1]) if item.range else None,
            }
            for item in score.bins
        ],
    }


def _question_document(question: Question) -> dict[str, Any]:
    by, found = question.settled_by, question.suggestion
    return {
        "thesis": question.thesis,
        "claim": question.claim,
        "state": question.state.value,
        "probability": question.probability,
        "made": question.made.isoformat(),
        "due": question.due.isoformat(),
        "note": question.note,
        "line": question.citation.line,
        "outcome": question.answer.value if question.answer else None,
        "settled": iso(question.settled_on),
        "settled_line": by.line if by else None,
        "brier": _rounded(question.brier),
        "revisions": [
            {
                "date": revision.date.isoformat(),
                "probability": revision.probability,
                "line": revision.citation.line,
            }
            for revision in question.revisions
        ],
        "prices_say": found.answer.value if found else None,
        "prices_on": iso(found.on) if found else None,
        "contradicted": question.contradicted,
    }


def _return_document(item: ThesisReturn) -> dict[str, Any]:
    return {
        "thesis": item.thesis,
        "note": item.note,
        "opened": iso(item.opened),
        "closed": iso(item.closed),
        "start": iso(item.start),
        "end": iso(item.end),
        "return": item.simple_return,
        "benchmark": item.benchmark,
        "benchmark_return": item.benchmark_return,
        "ahead": item.ahead,
        "coverage": item.coverage,
        "excluded": [
            {"symbol": excluded.symbol, "reason": excluded.reason} for excluded in item.excluded
        ],
        "reason": item.reason,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
