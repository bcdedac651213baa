"""The theses together: where they are one bet, and where their sources disagree."""

from __future__ import annotations

import datetime as dt

from thesisvault.impact.events import history_start
from thesisvault.impact.figures.contradictions import contradictions
from thesisvault.impact.figures.statements import Contradiction
from thesisvault.impact.portfolio.crowding import WINDOWS, CrowdingReport, crowding
from thesisvault.impact.scope import open_theses
from thesisvault.workspace.open import Workspace


def crowding_report(workspace: Workspace, day: dt.date) -> CrowdingReport:
    """`impact.crowding.crowding` of the theses open on `day`."""
    vault = workspace.vault_as_of(day)
    prices = workspace.on(day).prices.between(history_start(day, max(WINDOWS) + 1))
    benchmark = prices.benchmark(prices.last_session() or day)
    return crowding(vault, open_theses(vault, day), prices, benchmark, day)


def contradictions_report(workspace: Workspace, day: dt.date) -> tuple[Contradiction, ...]:
    """`impact.contradictions.contradictions` of what was recorded by `day`."""
    return contradictions(workspace.vault_as_of(day))
