"""Notes to a `Vault`. Whole, every time: stale links are what incremental resolution costs."""

from __future__ import annotations

from collections.abc import Iterable

from thesisvault.graph.source import MemorySource
from thesisvault.graph.vault import Vault
from thesisvault.model.note import Note


def build(notes: Iterable[Note], attachments: Iterable[str] = ()) -> Vault:
    """The vault that these notes make; the same one whatever their order."""
    return Vault(MemorySource(notes, attachments))
