"""The arithmetic of one verdict, so that a reader can redo it by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import zip_longest

from thesisvault.impact.tripwires.history import comparisons
from thesisvault.impact.tripwires.parser import parse
from thesisvault.impact.tripwires.syntax import in_fractions
from thesisvault.model.review import Outcome
from thesisvault.render.figures import p_value, percent
from thesisvault.render.lines import Page, clean, pad, place, plural, wrap
from thesisvault.render.text.moves import beside
from thesisvault.render.text.reasons import add_holding, describe, told_of
from thesisvault.render.text.verdicts import COLOURS
from thesisvault.reports.explain import Answer
from thesisvault.reports.stated import Stated
from thesisvault.reports.thesis import Evidence, Held, Measurement, Reviewed, Tripwire

_KINDS = {"thesis": "", "position": " · held without a thesis", "watched": " · on a watchlist"}


_CASES = ("bull", "bear")
_LAST_ENTRIES = 5
"""Of a log; of the earlier ones only the number is shown."""


def text(page: Page, answer: Answer) -> None:
    """Add each item with its factors and lines, the sums, the score, and the confidence."""
    thesis: Reviewed = answer
    verdict = (thesis.verdict.value, COLOURS[thesis.verdict])
    kind = _KINDS[answer.kind]
    page.flowing(
        (answer.thesis, "bold"), kind, " · ", verdict, f" · {thesis.note or 'no note yet'}"
    )
    if answer.holding is not None:
        add_holding(page, answer.holding)
    _add_holdings(page, answer.holdings)
    _add_evidence(page, thesis)
    page.line()
    if thesis.unmeasured:
        page.wrapped(f"Not measured: {thesis.unmeasured}.")
    _add_rows(page, answer)
    _add_horizons(page, thesis)
    if thesis.verdict is Outcome.UNKNOWN:
        counted = any(item.counts for item in thesis.evidence)
        aside = " The evidence above does not count." if counted else ""
        page.wrapped(f"Unknown: {thesis.confidence_reason}.{aside} Unknown is not neutral.")
        return
    assert thesis.score is not None
    page.line(f"positive {thesis.positive:.3f}, negative {thesis.negative:.3f}")
    page.line(
        f"score = 100 × ({thesis.positive:.3f} - {thesis.negative:.3f}) = {thesis.score:+.1f}",
        " → ",
        verdict,
    )
    page.wrapped(f"confidence {thesis.confidence.value}: {thesis.confidence_reason}")


def _add_holdings(page: Page, holdings: Sequence[Held]) -> None:
    """How much of what a thesis holds is held, a row of a table on a line."""
    if holdings:
        page.line("Held:")
    for held in holdings:
        rows: dict[tuple[str, int], list[str]] = {}
        for text, note, line in told_of(held):
            rows.setdefault((note, line), []).append(text)
        for (note, line), texts in rows.items():
            # A row without any figure is told by its name alone.
            told = "; ".join(text for text in texts if text != held.security)
            text = f"{held.security}: {told}" if told else held.security
            page.wrapped(text, indent=4, style="dim", cite=place(note, line))


def on_line(page: Page, answer: Answer) -> None:
    """What one line says for and against a thesis: no sums, which need all of it."""
    verdict = (answer.verdict.value, COLOURS[answer.verdict])
    page.flowing((answer.thesis, "bold"), _KINDS[answer.kind], " · ", verdict)
    _add_evidence(page, answer)
    if answer.evidence:
        page.line()
    _add_rows(page, answer)


def _add_evidence(page: Page, thesis: Reviewed) -> None:
    for flag in thesis.flag_details:
        cite = place(flag.note, flag.line)
        page.wrapped(f"{flag.code}: {flag.message}", indent=4, first="  !", cite=cite)
    live = [item for item in thesis.evidence if item.expired is None]
    gone = [item for item in thesis.evidence if item.expired is not None]
    if live:
        page.line()
        page.line(("     sign  strength  decay  weight   adds", "dim"))
    for item in live:
        _add_item(page, item)
    if gone:
        page.line()
        page.line("Not counted, because it has expired:")
        for item in gone:
            page.wrapped(describe(item), indent=4, cite=place(item.note, item.line))


def _add_rows(page: Page, answer: Answer) -> None:
    _add_tripwires(page, answer)
    _add_criteria(page, answer)
    _add_stated(page, answer)


def _add_tripwires(page: Page, thesis: Reviewed) -> None:
    if not thesis.tripwires:
        return
    page.line("Tripwires:")
    for item in thesis.tripwires:
        text = f"{item.state.value}: `{item.condition}`"
        if item.broke_on:
            text += (
                f", first on {item.broke_on}, {'still holds' if item.holds else 'no longer holds'}"
            )
        if item.left is not None and item.right is not None:
            text += f" ({_both_sides(item, item.left, item.right)})"
        if item.reason:
            text += f"{'. ' if item.reason.endswith('.') else '; '}{item.reason}"
        page.wrapped(text, indent=4, cite=place(item.note, item.line))
    page.line()


def _both_sides(item: Tripwire, left: float, right: float) -> str:
    """Both sides in one unit: returns in percent, levels as they stand."""
    is_level = item.distance_in != "points"
    if is_level or not any(map(in_fractions, comparisons(parse(item.condition)))):
        return f"{left:.4g} against {right:.4g}"
    shown = [f"{100 * value:+.1f}".removesuffix(".0") for value in (left, right)]
    if shown[0] == shown[1]:
        shown = [f"{100 * value:+.4g}" for value in (left, right)]
    return f"{shown[0]}% against {shown[1]}%"


def _add_criteria(page: Page, thesis: Reviewed) -> None:
    """What a person has to watch, in the author's words."""
    if not thesis.criteria:
        return
    page.line("Not watched, because no figure measures it:")
    for item in thesis.criteria:
        by = f" (by {item.by})" if item.by else ""
        page.wrapped(f"“{item.text}”{by}", indent=4, cite=place(item.note, item.line))
    page.line()


def _add_stated(page: Page, answer: Answer) -> None:
    """What the note says of the thesis, and what read it; the log with the newest first."""
    _add_cases(page, answer.stated)
    told = [item for item in answer.stated if item.name not in ("criterion", *_CASES)]
    if not told:
        return
    page.line("Stated in its note:")
    log = [item for item in reversed(told) if item.name == "log"]
    log.sort(key=lambda item: item.date or dt.date.min, reverse=True)
    for item in (*(item for item in told if item.name != "log"), *log[:_LAST_ENTRIES]):
        date = f"{item.date} " if item.name == "log" else ""
        text = f"{item.name}: {date}{item.text}{_distance(item)} (by {item.rule})"
        page.wrapped(text, indent=4, cite=place(item.note, item.line))
    if (earlier := len(log) - _LAST_ENTRIES) > 0:
        told_of = plural(earlier, "earlier entry", "earlier entries")
        page.wrapped(f'and {told_of}: `thesis log "{answer.thesis}"`', 4)
    page.line()


def _add_cases(page: Page, told: Sequence[Stated]) -> None:
    """What speaks for a thesis beside what speaks against it, each with its line."""
    cases = [[item for item in told if item.name == name] for name in _CASES]
    if not any(cases):
        return
    columns = (page.width - 3) // 2
    page.line((pad("Bull case", columns) + "   Bear case", "bold"))
    for row in zip_longest(*cases):
        cells = [wrap(clean(f"{item.text} [{item.line}]"), columns) if item else [] for item in row]
        for left, right in zip_longest(*cells, fillvalue=""):
            page.line(pad(left, columns), "   " if right else "", right)
    page.line()


def _distance(item: Stated) -> str:
    if item.distance is None or item.last_close is None:
        return ""
    if item.name in ("entry", "cost"):
        return f", {item.distance:+.1%} since then, at {item.last_close:.2f}"
    return f", {item.distance:+.1%} from {item.last_close:.2f}"


def _add_horizons(page: Page, thesis: Reviewed) -> None:
    for horizon in thesis.horizons:
        ended = f", expired {horizon.expired}" if horizon.expired else ""
        page.line(f"{horizon.horizon} alone: {horizon.verdict.value}{ended}")


def _add_windows(page: Page, measurement: Measurement, told: str) -> None:
    """Every window, the decisive one marked: one was declared before, and all are shown."""
    for study in measurement.windows:
        first, last = study.window
        mark = "→" if study == measurement.decisive else " "
        t = "no test" if study.t is None else f"t {study.t:.2f}, df {study.df}"
        if last is not None and 0 < study.sessions < last - first + 1:
            t += f" ({study.sessions} of {last - first + 1} sessions)"
        span = f"[{first}, {'to date' if last is None else last}]"
        row = (
            f"{mark} {span:14} {percent(study.simple_return):>9}"
            f"  abnormal {percent(study.abnormal):>9}  {t}"
        )
        page.line("       ", (row, "dim"))
    decisive = measurement.decisive
    if decisive.p is not None and measurement.adjusted_p is not None:
        verdict = "significant" if measurement.significant else "may be chance"
        page.wrapped(
            f"p {p_value(decisive.p)}; adjusted over all tests of this review "
            f"{p_value(measurement.adjusted_p)} (Benjamini-Hochberg): {verdict}; "
            f"{decisive.method}, {decisive.n} sessions; {', '.join(decisive.symbols)}",
            indent=9,
            style="dim",
        )
    if decisive.beside_the_day is not None:
        words = beside(decisive.beside_the_day, len(decisive.symbols))
        page.wrapped(words, indent=9, style="dim")
    if decisive.reason and decisive.reason != told:
        page.wrapped(decisive.reason, indent=9, style="dim")


def _add_item(page: Page, item: Evidence) -> None:
    if item.silent:
        page.wrapped(f"not counted: {item.reason}", indent=5, style="dim")
    else:
        sign = f"{item.sign:+d}" if item.sign else "0"
        adds = f"{item.contribution:+.3f}" if item.contribution else "0"
        page.line(
            f"     {sign:>4}  {item.strength:8.3f}  {item.decay:5.3f}  {item.weight:6.3f}  {adds}"
        )
    horizon = f" ({item.horizon})" if item.horizon else ""
    page.wrapped(f"{describe(item)}{horizon}", indent=5, cite=place(item.note, item.line))
    if item.measurement is not None:
        _add_windows(page, item.measurement, item.reason)
    for step in item.path:
        page.wrapped(
            step.text, indent=9, style="dim", first="       ·", cite=place(step.note, step.line)
        )
