"""What a watch hands over: hints, and sentences for a person."""

from __future__ import annotations

from msgspec import Struct


class Batch(Struct, frozen=True):
    """What may have changed since the last one: events are hints, a rescan is the truth."""

    paths: frozenset[str]
    """Files that may have changed, come or gone: relative to the vault, with ``/``."""
    rescan: bool
    """Look at everything: events for it may be missing, or it is time."""
    notices: tuple[str, ...]
    """Sentences for a person, each said once per cause."""
    frozen: bool = False
    """The vault is away: nothing may be concluded from what is missing, until a batch comes that
    is not frozen."""
