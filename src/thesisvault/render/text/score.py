"""The record of the theses as a page."""

from __future__ import annotations

from collections.abc import Iterable

from thesisvault.impact.forecasts import MEANINGFUL, Bin
from thesisvault.model.log import Answer as Outcome
from thesisvault.model.log import QuestionState
from thesisvault.model.market import FactorReturn
from thesisvault.render.figures import percent
from thesisvault.render.lines import Page, fit, pad, place, plural
from thesisvault.render.text.moves import by_factors
from thesisvault.reports.record import Answer as Record
from thesisvault.reports.returns import FactoredReturn
from thesisvault.reports.score import Answer, Forecast

_HEADINGS = {
    QuestionState.OVERDUE: "Overdue: past their date, no outcome written",
    QuestionState.OPEN: "Open",
    QuestionState.SETTLED: "Settled",
    QuestionState.VOID: "Void",
}


def text(page: Page, answer: Answer) -> None:
    """The score and what it is worth, the forecasts by state, the returns."""
    page.line((f"Record as of {answer.as_of}", "bold"))
    page.line()
    add_score(page, answer)
    add_forecasts(page, answer)
    if answer.returns:
        page.line()
        add_returns(page, answer.returns)


def add_forecasts(page: Page, answer: Answer | Record) -> None:
    """Add the forecasts by state, and the lines that count nothing."""
    for state, heading in _HEADINGS.items():
        found = [item for item in answer.forecasts if item.state is state]
        if found:
            page.line()
            page.line((heading, "bold"))
            for item in found:
                _add_forecast(page, item)
    if answer.oddities:
        page.line()
        page.line(("Not counted", "bold"))
        for odd in answer.oddities:
            text = f"{odd.thesis}: “{odd.text}”: {odd.message}"
            page.wrapped(text, indent=4, first="  !", cite=place(odd.note, odd.line))


def add_score(page: Page, answer: Answer | Record) -> None:
    """Add the Brier score, what it is compared with, and the calibration table."""
    score = answer.score
    if not answer.forecasts:
        page.wrapped(
            'No forecast is written yet. `thesis log THESIS "NVDA close > 200" '
            "--probability 60% --by 2026-06-30` adds one."
        )
        return
    if score.brier is None or score.base_rate is None or score.always_base_rate is None:
        page.line(
            f"{plural(len(answer.forecasts), 'forecast')}, none settled: nothing to score yet."
        )
        return
    page.line(
        (f"Brier score {_figure(score.brier)}", "bold"),
        f" over {plural(score.count, 'settled forecast')}",
        (" (0 is perfect)", "dim"),
    )
    page.line("  always saying 50% would have scored 0.250")
    page.line(
        f"  always saying {_share(score.base_rate)} (the actual hit rate, in hindsight) would have "
        f"scored {_figure(score.always_base_rate)}"
    )
    if not score.meaningful:
        page.wrapped(
            f"Too few to mean anything: below {MEANINGFUL} settled forecasts, luck decides. The "
            "ranges show how much.",
            indent=2,
        )
    page.line()
    page.columns(
        (_bin_row(item) for item in score.bins if item.count),
        header=("STATED", "COUNT", "MEAN", "CAME TRUE", "95% RANGE"),
    )


def _bin_row(item: Bin) -> tuple[str, str, str, str, str]:
    assert item.stated is not None and item.share is not None
    assert item.range_low is not None and item.range_high is not None
    return (
        f"{_share(item.low)[:-1]}-{_share(item.high)}",
        str(item.count),
        _share(item.stated),
        f"{item.came_true} ({_share(item.share)})",
        f"{_share(item.range_low)[:-1]}-{_share(item.range_high)}",
    )


def points(value: float | None) -> str:
    """A difference of two returns, in percentage points."""
    return "-" if value is None else f"{percent(value)[:-1]} pt"


def _figure(value: float) -> str:
    return f"{round(value, 9):.3f}"  # rounded first, so that equal scores look equal


def _share(value: float) -> str:
    return f"{round(100 * value, 1):g}%" if value and round(value, 2) == value else f"{value:.0%}"


def _add_forecast(page: Page, item: Forecast) -> None:
    outcome = f"{item.outcome.value}, " if item.outcome else ""
    brier = f", scores {_figure(item.brier)}" if item.brier is not None else ""
    page.wrapped(
        f"{outcome}{_share(item.probability)} on {item.made}: {item.claim} "
        f"by {item.due} ({item.thesis}){brier}",
        indent=4,
        first="  -",
        cite=place(item.note, item.line),
    )
    for later in item.revisions:
        text = f"revised to {_share(later.probability)} on {later.date}, not scored"
        page.wrapped(text, indent=6, style="dim", cite=place(item.note, later.line))
    if item.settled_line is not None:
        text = f"settled on {item.settled}: “{item.settled_text}”"
        page.wrapped(text, indent=6, style="dim", cite=place(item.note, item.settled_line))
    if item.prices_say is not None:
        when = "on" if item.prices_say is Outcome.YES else "up to"
        text = f"prices say {item.prices_say.value} {when} {item.prices_on}"
        if item.contradicted:
            page.wrapped(f"{text}: one of the two is wrong", indent=6, style="red")
        elif item.settled_line is None:
            page.wrapped(f"settled by prices: {text}", indent=6, style="dim")


def add_returns(page: Page, returns: Iterable[FactoredReturn]) -> None:
    """Add a row a thesis: its return beside the benchmark's."""
    page.line(("Returns since opened, bought and held, never re-weighted", "bold"))
    name_width = max(min(page.width - 56, 40), 20)
    header = pad("THESIS", name_width) + "  AFTER       TO             RETURN  BENCHMARK     AHEAD"
    page.line((header, "dim"))
    for item in returns:
        page.line(
            (pad(fit(item.thesis, name_width), name_width), "bold"),
            f"  {pad(str(item.opened or '-'), 12)}{pad(str(item.end or '-'), 12)}",
            pad(percent(item.simple_return), 9, right=True),
            pad(percent(item.benchmark_return), 11, right=True),
            pad(points(item.ahead), 10, right=True),
        )
        if item.reason:
            page.wrapped(item.reason, indent=4, style="dim")
        if isinstance(item.by_factors, FactorReturn):
            page.wrapped(by_factors(item.by_factors), indent=4, style="dim")
