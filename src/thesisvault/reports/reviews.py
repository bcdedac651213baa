"""The review of a vault on a day: made, or kept until anything changes that it shows."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection
from typing import TYPE_CHECKING

from msgspec import msgpack
from msgspec.structs import replace

from thesisvault.model.review import NO_EXPOSURE, StalePrices, StatusReport
from thesisvault.storage.prices.files import FOLDER, price_stamps

if TYPE_CHECKING:
    from thesisvault.graph import Vault
    from thesisvault.workspace.dated import Days
    from thesisvault.workspace.open import Workspace
    from thesisvault.workspace.prices import Prices
    from thesisvault.workspace.view import View


def review(workspace: Workspace, as_of: dt.date, *, watchlist: bool = False) -> StatusReport:
    """The report, out of the index where nothing has changed that it may show."""
    key = _key(workspace, as_of, watchlist=watchlist)
    if (held := workspace.index.recall(key)) is not None:
        return msgpack.decode(held, type=StatusReport)
    report = assess_anew(workspace, as_of, watchlist=watchlist)
    if not workspace.prices_left_out:  # else it must be said again
        workspace.index.remember(key, msgpack.encode(report), names_without_note(report), as_of)
    return report


def kept_review(workspace: Workspace, as_of: dt.date) -> StatusReport | None:
    """Return the review of that day out of the index; None where none is kept or it is stale."""
    held = workspace.index.recall(_key(workspace, as_of, watchlist=False))
    return None if held is None else msgpack.decode(held, type=StatusReport)


def review_of(days: Days, as_of: dt.date, names: Collection[str]) -> StatusReport:
    """The verdicts of the theses with these nodes or names, with their evidence, and no more."""
    from thesisvault.impact.assess import judge
    from thesisvault.impact.evidence.view import EvidenceView

    workspace = days.workspace
    if (whole := kept_review(workspace, as_of)) is not None:
        return whole
    key = f"{_key(workspace, as_of, watchlist=False)} {sorted(names)}"
    if (held := workspace.index.recall(key)) is not None:
        return msgpack.decode(held, type=StatusReport)
    view, settings = days.on(as_of), workspace.settings
    prices = prices_for(view, view.vault)
    asked = EvidenceView(view.vault, as_of, settings.impact, settings.market, prices)
    subjects = (node for node in asked.subjects if node.id in names or node.name in names)
    found = StatusReport(as_of, tuple(judge(asked, node) for node in subjects), (), ())
    if not workspace.prices_left_out:  # else it must be said again
        workspace.index.remember(key, msgpack.encode(found), names_without_note(found), as_of)
    return found


def _key(workspace: Workspace, as_of: dt.date, *, watchlist: bool) -> str:
    settings = workspace.settings
    stamps = price_stamps(workspace.root)
    return repr((as_of, settings.impact, settings.market, stamps, watchlist))


def names_without_note(report: StatusReport) -> frozenset[str]:
    """The keys of the theses that have no note: lines with links to them are cited."""
    from thesisvault.graph.folding import link_key  # a kept report needs nothing of the graph

    return frozenset(link_key(item.node[2:-2]) for item in report.theses if item.note is None)


def assess_anew(workspace: Workspace, as_of: dt.date, *, watchlist: bool = False) -> StatusReport:
    """Make the review, whatever is kept."""
    view = workspace.on(as_of)
    return assess_vault(view, view.vault, watchlist=watchlist)


def assess_vault(view: View, vault: Vault, *, watchlist: bool = False) -> StatusReport:
    """The review of a vault with the day, the settings and the prices of a view."""
    from thesisvault.impact.assess import assess

    impact, market = view.settings.impact, view.settings.market
    prices = prices_for(view, vault)
    found = assess(vault, view.as_of, impact, market, prices, watchlist=watchlist)
    last = prices.last_day() if prices else None
    return replace(found, stale_prices=_stale(found, last))


def prices_for(view: View, vault: Vault) -> Prices | None:
    """The prices that a review of a vault needs; None where there are none at all."""
    from thesisvault.impact.events import first_session_needed

    if not os.path.lexists(view.root / FOLDER):
        return None
    return view.prices.between(first_session_needed(vault, view.settings.market))


def _stale(found: StatusReport, last: dt.date | None) -> StalePrices | None:
    """The prices that the reviews lack, if they hold anything that could have some."""
    from thesisvault.impact.tripwires.history import needs_prices
    from thesisvault.market.sessions import LONGEST_CLOSURE

    reviews = (*found.theses, *(item.review for item in found.positions))
    if last is None:
        if all(item.unmeasured == NO_EXPOSURE for item in reviews):
            return None
    elif found.as_of - last <= LONGEST_CLOSURE:
        return None
    wires = (item for thesis in reviews for item in thesis.tripwires if item.unwatched)
    count = sum(needs_prices(item.tripwire.condition) for item in wires)
    return StalePrices(last, (found.as_of - last).days if last else None, count)
