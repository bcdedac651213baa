"""The vault's stated moves, held against its prices."""

from __future__ import annotations

import datetime as dt

from thesisvault.impact.claims import CheckedMove, check_moves
from thesisvault.workspace.open import Workspace

__all__ = ["CheckedMove", "claims"]


def claims(
    workspace: Workspace, day: dt.date, wanted: frozenset[str] | None = None
) -> tuple[CheckedMove, ...]:
    """`impact.claims.check_moves` over the vault as it stood on `day`."""
    prices = workspace.on(day).prices
    return check_moves(workspace.vault_as_of(day), prices, wanted)
