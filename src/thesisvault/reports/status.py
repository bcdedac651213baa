"""The review of a vault on a day, kept for as long as it holds."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

from msgspec import msgpack

from thesisvault.model.review import StatusReport
from thesisvault.storage.prices.files import FOLDER, price_stamps

if TYPE_CHECKING:
    from thesisvault.graph import Node
    from thesisvault.workspace.open import Workspace


def review(workspace: Workspace, day: dt.date) -> StatusReport:
    """The report, out of the index where nothing has changed that it may show."""
    settings = workspace.settings
    key = repr((day, settings.impact, settings.market, price_stamps(workspace.root)))
    kept = workspace.index.recall(key)
    if kept is not None:
        return msgpack.decode(kept, type=StatusReport)
    from thesisvault.graph.folding import link_key  # a kept report needs nothing of the graph

    report = _assess(workspace, day)
    named = [link_key(item.node[2:-2]) for item in report.theses if item.note is None]
    workspace.index.remember(key, msgpack.encode(report), named, day)
    return report


def _assess(workspace: Workspace, day: dt.date) -> StatusReport:
    from thesisvault.impact import assess
    from thesisvault.impact.events import first_session_needed

    vault, settings = workspace.vault_as_of(day), workspace.settings
    prices = None
    if os.path.lexists(workspace.root / FOLDER):
        prices = workspace.on(day).prices.between(first_session_needed(vault, settings.market))
    return assess(vault, day, settings.impact, settings.market, prices)


def not_under_review(workspace: Workspace, node: Node, day: dt.date) -> str:
    """Why a note has no review on that day, and what does have one."""
    from thesisvault.graph import Relation
    from thesisvault.model.note import Kind

    facts = node.note.facts if node.note else None
    if facts and facts.opened and facts.opened > day:
        return f"`{node.name}` was opened on {facts.opened}, after {day}: try a later `--as-of`."
    whole = workspace.vault.nodes.get(node.id)
    closed = whole.note.facts.closed if whole and whole.note else None
    if node.kind is Kind.THESIS and closed is not None:
        return f"`{node.name}` was closed on {closed}: try an earlier `--as-of`."
    holders = sorted(
        workspace.vault.nodes[edge.source].name
        for edge in workspace.vault.incoming.get(node.id, ())
        if edge.relation is Relation.EXPOSURE
    )
    held = f" Theses that hold it: {', '.join(dict.fromkeys(holders))}." if holders else ""
    held = held or " `thesis status` shows those that are open."
    return f"`{node.name}` is a {node.kind.value}, no open thesis.{held}"
