"""The review of a vault on a day, kept for as long as it holds."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

from msgspec import msgpack

from thesisvault.model.review import StatusReport
from thesisvault.storage.prices.files import FOLDER, price_stamps

if TYPE_CHECKING:
    from thesisvault.workspace.open import Workspace


def review(workspace: Workspace, day: dt.date) -> StatusReport:
    """The report, out of the index where nothing has changed that it may show."""
    settings = workspace.settings
    key = repr((day, settings.impact, settings.market, price_stamps(workspace.root)))
    kept = workspace.index.recall(key)
    if kept is not None:
        return msgpack.decode(kept, type=StatusReport)
    report = _assess(workspace, day)
    workspace.index.remember(key, msgpack.encode(report), names_without_note(report), day)
    return report


def names_without_note(report: StatusReport) -> frozenset[str]:
    """The keys of the theses that have no note: lines with links to them are cited."""
    from thesisvault.graph.folding import link_key  # a kept report needs nothing of the graph

    return frozenset(link_key(item.node[2:-2]) for item in report.theses if item.note is None)


def _assess(workspace: Workspace, day: dt.date) -> StatusReport:
    from thesisvault.impact import assess
    from thesisvault.impact.events import first_session_needed

    vault, settings = workspace.vault_as_of(day), workspace.settings
    prices = None
    if os.path.lexists(workspace.root / FOLDER):
        prices = workspace.on(day).prices.between(first_session_needed(vault, settings.market))
    return assess(vault, day, settings.impact, settings.market, prices)
