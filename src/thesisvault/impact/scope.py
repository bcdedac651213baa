"""Which theses a review is about."""

from __future__ import annotations

import datetime as dt

from thesisvault.graph import Node, Vault
from thesisvault.model.note import Kind


def open_theses(vault: Vault, day: dt.date) -> tuple[Node, ...]:
    """The theses under review on `day`, by name."""
    found = (
        node for node in vault.stated.values() if node.kind is Kind.THESIS and _is_open(node, day)
    )
    return tuple(sorted(found, key=lambda node: (node.name.casefold(), node.id)))


def _is_open(node: Node, day: dt.date) -> bool:
    if node.note is None:
        return True
    facts = node.note.facts
    return (facts.opened is None or facts.opened <= day) and facts.closed is None
