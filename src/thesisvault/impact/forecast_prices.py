"""What prices say of a forecast: whether its claim, a condition on prices, came true in time."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right

from thesisvault.graph import Node, Vault
from thesisvault.impact.tripwires.criteria import Watch
from thesisvault.impact.tripwires.figures import Figures
from thesisvault.impact.tripwires.history import comparisons, judge
from thesisvault.impact.tripwires.syntax import Condition, Metric, readings
from thesisvault.impact.tripwires.thesis import ThesisReadings
from thesisvault.market.adjust import PriceView
from thesisvault.model.log import Answer, Suggestion
from thesisvault.model.review import Nearness


class Prices:
    """A `PriceJudge` over the prices held on a day.

    Yes on the first session after the forecast whose close makes the claim true; no when the last
    day has gone without one. Where a session cannot be judged, or prices end before, it cannot be
    told: a hole might hold the day on which it came true.
    """

    def __init__(self, vault: Vault, prices: PriceView, day: dt.date) -> None:
        """`vault` and `prices` hold what was known on `day`."""
        self._vault, self._prices, self._day = vault, prices, day
        self._watch = Watch(vault, prices.symbols())
        self._seen: dict[str, Figures] = {}

    def __call__(self, thesis: str, claim: str, after: dt.date, due: dt.date) -> Suggestion | None:
        """Whether `claim` of the note `thesis` was true on a session in (`after`, `due`]."""
        node = self._vault.nodes.get(thesis)
        condition = None if node is None else self._over_prices(node, claim)
        if condition is None or node is None:
            return None
        figures = self._figures(node)
        asked = [item for part in comparisons(condition) for item in readings(part)]
        sessions = sorted({day for item in asked for day in figures.dates(item)})
        first, last = bisect_right(sessions, after), bisect_right(sessions, due)
        untold = False
        for day in sessions[first:last]:
            holds = judge(condition, figures, day, Nearness()).holds
            if holds:
                return None if untold else Suggestion(Answer.YES, day)
            untold |= holds is None
        # Prices reach the last day where there is one of it, or of a later day.
        is_over = bisect_left(sessions, due) < len(sessions) and first < last and not untold
        return Suggestion(Answer.NO, sessions[last - 1]) if is_over else None

    def _over_prices(self, node: Node, claim: str) -> Condition | None:
        """A claim as a condition on prices alone; None where it says anything else."""
        condition = self._watch.condition(node, claim.strip("`*_ "))
        if condition is None:
            return None
        asked = (item for part in comparisons(condition) for item in readings(part))
        return None if any(isinstance(item, Metric) for item in asked) else condition

    def _figures(self, node: Node) -> Figures:
        if node.id not in self._seen:
            found = ThesisReadings(self._vault, node, self._prices, self._day)
            self._seen[node.id] = Figures(found, self._day)
        return self._seen[node.id]
