"""The arithmetic of one verdict, so that a reader can redo it by hand."""

from __future__ import annotations

from thesisvault.cli.render.review import COLOURS, describe, place
from thesisvault.cli.text import say, say_wrapped
from thesisvault.model.review import Evidence, Outcome, ThesisReview


def say_explanation(thesis: ThesisReview) -> None:
    """Every item with its factors and its lines, the sums, the score, and why no surer."""
    verdict = thesis.verdict
    colour = COLOURS[verdict.outcome]
    place_of = thesis.note or "no note yet"
    say((thesis.name, "bold"), " · ", (verdict.outcome.value, colour), f" · {place_of}")
    for flag in thesis.flags:
        cite = place(flag.citation)
        say_wrapped(f"{flag.code}: {flag.message}", indent=4, first="  !", cite=cite)
    live = [item for item in thesis.evidence if item.expired is None]
    gone = [item for item in thesis.evidence if item.expired is not None]
    if live:
        say()
        say(("     sign  strength  decay  weight   adds", "dim"))
    for item in live:
        _say_item(item)
    if gone:
        say()
        say("Left out, because its time is over:")
        for item in gone:
            say_wrapped(describe(item), indent=4, cite=place(item.citation))
    say()
    if verdict.outcome is Outcome.UNKNOWN:
        say_wrapped(f"Unknown: {verdict.confidence_reason}. Unknown is not neutral.")
        return
    say(f"positive {verdict.positive:.3f}, negative {verdict.negative:.3f}")
    say(
        f"score = 100 × ({verdict.positive:.3f} - {verdict.negative:.3f}) = {verdict.score:+.1f}",
        " → ",
        (verdict.outcome.value, colour),
    )
    for horizon in thesis.horizons:
        ended = f", expired {horizon.expired}" if horizon.expired else ""
        say(f"{horizon.horizon} alone: {horizon.verdict.value}{ended}")
    say_wrapped(f"confidence {verdict.confidence.value}: {verdict.confidence_reason}")


def _say_item(item: Evidence) -> None:
    say(
        f"     {item.sign:+4d}  {item.strength:8.3f}  {item.decay:5.3f}  {item.weight:6.3f}"
        f"  {item.contribution:+.3f}"
    )
    horizon = f" ({item.horizon})" if item.horizon else ""
    say_wrapped(f"{describe(item)}{horizon}", indent=5, cite=place(item.citation))
    for step in item.path:
        say_wrapped(step.text, indent=9, style="dim", first="       ·", cite=place(step))
