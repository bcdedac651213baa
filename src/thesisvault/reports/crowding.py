"""How much the open theses overlap: what they share, and how closely they move together."""

from __future__ import annotations

from msgspec import Struct

from thesisvault.model.crowding import CrowdingReport
from thesisvault.workspace.view import View


class Ask(Struct, frozen=True):
    """Nothing but the day."""


Answer = CrowdingReport


def report(view: View, ask: Ask) -> Answer:
    """Crowding of the theses open on the day, and of what is held without one."""
    # An answer that is kept needs none of it.
    from thesisvault.impact.events import history_start
    from thesisvault.impact.portfolio.crowding import WINDOWS, crowding
    from thesisvault.impact.positions import positions
    from thesisvault.impact.scope import open_theses

    prices = view.prices.between(history_start(view.as_of, max(WINDOWS) + 1))
    benchmark = prices.benchmark(prices.last_session() or view.as_of)
    theses = open_theses(view.vault, view.as_of)
    held = positions(view.vault, theses)
    return crowding(view.vault, theses, prices, benchmark, view.as_of, held)
