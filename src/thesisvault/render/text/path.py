"""How one node reaches another: each way with its sign, then its steps with their lines."""

from __future__ import annotations

from thesisvault.render.lines import Page, place
from thesisvault.reports.path import Answer, Step, Way

_SIGNS = {1: ("+", "green"), -1: ("−", "red"), 0: ("·", "dim")}


def text(page: Page, answer: Answer) -> None:
    """The ways, the strongest first, and what their signs say together."""
    one, other = answer.source, answer.target
    if answer.direction is None:
        page.wrapped(
            f"No stated relation links {one} to {other} in either direction: `thesis graph` shows "
            "what is around a note, with its bare links."
        )
        return
    if answer.direction == "backward":
        page.wrapped(f"{one} does not act on {other}. It is the other way round:")
        one, other = other, one
    elif answer.direction == "either":
        page.wrapped(f"Neither {one} nor {other} acts on the other. They are linked like this:")
    for at, way in enumerate(answer.ways):
        if at or answer.direction != "forward":
            page.line()
        _way(page, way, one, other)
    if answer.ambiguous:
        page.line()
        page.wrapped("Ambiguous: there are statements of opposite sign, so it counts neither way.")


def _way(page: Page, way: Way, one: str, other: str) -> None:
    sign, colour = _SIGNS[way.sign]
    said = "" if way.sign else ", a step has both signs" if way.opposed else ", a step has no sign"
    page.line((sign, colour), " ", (f"{one} → {other}", "bold"), f"  {way.strength:.0%}{said}")
    for step in way.steps:
        _step(page, step)
    for step in way.opposed:
        _step(page, step, "but: ")


def _step(page: Page, step: Step, lead: str = "") -> None:
    sign, _ = _SIGNS[step.sign]
    page.wrapped(lead + step.text, indent=6, first=f"    {sign}", cite=place(step.note, step.line))
