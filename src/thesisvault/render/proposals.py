"""Proposals as they wait for a person: each with the difference that it would make."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable

from msgspec import Struct

from thesisvault.actions.proposals import both
from thesisvault.model.errors import WriteRefused
from thesisvault.render.text.difference import difference
from thesisvault.storage.writing.proposals import Proposal, proposals
from thesisvault.workspace.open import Workspace


class Proposed(Struct, frozen=True):
    """A proposal as it waits for the person."""

    id: str
    what: str
    note: str
    client: str
    ends: dt.date
    digest: str
    """SHA-256 of the note that it was made for; empty where it makes the note."""
    after: str
    """SHA-256 of the note with it."""
    difference: tuple[str, ...]
    """As `diff -u` shows it; empty where the note has changed since."""
    apply_with: str


class Waiting(Struct, frozen=True):
    """What waits, oldest first."""

    proposals: tuple[Proposed, ...]


def waiting(workspace: Workspace, lets: Callable[[str], bool] = lambda note: True) -> Waiting:
    """What waits for the person, of the notes that `lets` shows."""
    found = proposals(workspace.root)
    return Waiting(tuple(proposed(workspace, one) for one in found if lets(one.note)))


def proposed(workspace: Workspace, found: Proposal) -> Proposed:
    """A proposal with its difference."""
    rows: tuple[str, ...] = ()
    with contextlib.suppress(WriteRefused):
        rows = tuple(difference(found.note, *both(workspace, found)))
    return Proposed(
        found.id, found.what, found.note, found.client, found.ends.date(), found.before,
        found.after, rows, f"thesis proposals apply {found.id}",
    )  # fmt: skip
