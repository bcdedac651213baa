"""The arithmetic of one verdict, so that a reader can redo it by hand."""

from __future__ import annotations

from thesisvault.model.review import Evidence, Measurement, Outcome, ThesisReview
from thesisvault.render.lines import Page
from thesisvault.render.text.moves import percent
from thesisvault.render.text.status import COLOURS, describe, place


def text(page: Page, thesis: ThesisReview) -> None:
    """Every item with its factors and its lines, the sums, the score, and why no surer."""
    verdict = thesis.verdict
    colour = COLOURS[verdict.outcome]
    place_of = thesis.note or "no note yet"
    page.line((thesis.name, "bold"), " · ", (verdict.outcome.value, colour), f" · {place_of}")
    for flag in thesis.flags:
        cite = place(flag.citation)
        page.wrapped(f"{flag.code}: {flag.message}", indent=4, first="  !", cite=cite)
    live = [item for item in thesis.evidence if item.expired is None]
    gone = [item for item in thesis.evidence if item.expired is not None]
    if live:
        page.line()
        page.line(("     sign  strength  decay  weight   adds", "dim"))
    for item in live:
        _say_item(page, item)
    if gone:
        page.line()
        page.line("Left out, because its time is over:")
        for item in gone:
            page.wrapped(describe(item), indent=4, cite=place(item.citation))
    page.line()
    if thesis.unmeasured:
        page.wrapped(f"Not measured: {thesis.unmeasured}.")
    _say_tripwires(page, thesis)
    _say_horizons(page, thesis)
    if verdict.outcome is Outcome.UNKNOWN:
        aside = " What is listed above is set aside." if any(item.counts for item in live) else ""
        page.wrapped(f"Unknown: {verdict.confidence_reason}.{aside} Unknown is not neutral.")
        return
    page.line(f"positive {verdict.positive:.3f}, negative {verdict.negative:.3f}")
    page.line(
        f"score = 100 × ({verdict.positive:.3f} - {verdict.negative:.3f}) = {verdict.score:+.1f}",
        " → ",
        (verdict.outcome.value, colour),
    )
    page.wrapped(f"confidence {verdict.confidence.value}: {verdict.confidence_reason}")


def _say_tripwires(page: Page, thesis: ThesisReview) -> None:
    if not thesis.tripwires:
        return
    page.line("Tripwires:")
    for item in thesis.tripwires:
        state = item.state
        text = f"{state.state.value}: `{item.tripwire.condition}`"
        if state.broke_on:
            now = "holds still" if state.holds else "no longer holds"
            text += f", first on {state.broke_on}, {now}"
        if state.value_left is not None and state.value_right is not None:
            text += f" ({state.value_left:.4g} against {state.value_right:.4g})"
        if state.reason:
            text += f"; {state.reason}"
        page.wrapped(text, indent=4, cite=place(item.citation))
    page.line()


def _say_horizons(page: Page, thesis: ThesisReview) -> None:
    for horizon in thesis.horizons:
        ended = f", expired {horizon.expired}" if horizon.expired else ""
        page.line(f"{horizon.horizon} alone: {horizon.verdict.value}{ended}")


def _say_windows(page: Page, measurement: Measurement) -> None:
    """Every window, the decisive one marked: one was declared before, and all are shown."""
    rows = []
    for study in measurement.windows:
        first, last = study.abnormal.window
        mark = "→" if study == measurement.decisive else " "
        tested = study.abnormal.t is not None
        t = f"t {study.abnormal.t:.2f}, df {study.abnormal.df}" if tested else "no test"
        if last is not None and 0 < study.abnormal.sessions < last - first + 1:
            t += f" ({study.abnormal.sessions} of {last - first + 1} sessions)"
        span = f"[{first}, {'to date' if last is None else last}]"
        rows.append(
            f"{mark} {span:14} {percent(study.move.simple_return):>9}"
            f"  abnormal {percent(study.abnormal.car):>9}  {t}"
        )
    for row in rows:
        page.line("       ", (row, "dim"))
    decisive = measurement.decisive
    if decisive.abnormal.p is not None and measurement.adjusted_p is not None:
        verdict = "significant" if measurement.significant else "may be chance"
        page.wrapped(
            f"p {p_value(decisive.abnormal.p)}; adjusted over all tests of this review "
            f"{p_value(measurement.adjusted_p)} (Benjamini-Hochberg): {verdict}; "
            f"{decisive.abnormal.method}, "
            f"{decisive.abnormal.n} sessions; {', '.join(decisive.move.symbols)}",
            indent=9,
            style="dim",
        )
    if decisive.abnormal.reason:
        page.wrapped(decisive.abnormal.reason, indent=9, style="dim")


def p_value(p: float) -> str:
    """Four digits; a smaller value is said to be smaller, never zero."""
    return f"{p:.4f}" if p >= 0.0001 else "below 0.0001"


def _say_item(page: Page, item: Evidence) -> None:
    if item.silent:
        page.line(("     shown only: it has no say", "dim"))
    else:
        sign = f"{item.sign:+d}" if item.sign else "0"
        adds = f"{item.contribution:+.3f}" if item.contribution else "0"
        page.line(
            f"     {sign:>4}  {item.strength:8.3f}  {item.decay:5.3f}  {item.weight:6.3f}  {adds}"
        )
    horizon = f" ({item.horizon})" if item.horizon else ""
    page.wrapped(f"{describe(item)}{horizon}", indent=5, cite=place(item.citation))
    if item.measurement is not None:
        _say_windows(page, item.measurement)
    for step in item.path:
        page.wrapped(step.text, indent=9, style="dim", first="       ·", cite=place(step))
