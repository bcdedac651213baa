"""Which theses a review is about."""

from __future__ import annotations

import datetime as dt

from thesisvault.graph import Node, Vault
from thesisvault.model.facts import Side, Status
from thesisvault.model.note import Kind
from thesisvault.parser.facts.kinds import side_of_name


def open_theses(vault: Vault, day: dt.date) -> tuple[Node, ...]:
    """The theses under review on `day`, by name."""
    found = (node for node in vault.stated.values() if is_thesis(node) and _is_open(node, day))
    return tuple(sorted(found, key=lambda node: (node.name.casefold(), node.id)))


def _is_open(node: Node, day: dt.date) -> bool:
    if node.note is None:
        return True
    facts = node.note.facts
    is_over = facts.closed is not None or facts.status is Status.CLOSED
    return (facts.opened is None or facts.opened <= day) and not is_over


def is_thesis(node: Node) -> bool:
    """Whether a node is a thesis: by its kind, or a stock whose note holds one."""
    return node.kind is Kind.THESIS or (node.note is not None and node.note.facts.is_thesis)


def side_of(thesis: Node) -> Side | None:
    """The side that a thesis's note gives it, else that of its name."""
    return (thesis.note.facts.side if thesis.note else None) or side_of_name(thesis.name)
