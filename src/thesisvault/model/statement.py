"""A broker's export, read: what is held on its day, and what of it was not taken."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from msgspec import Struct

FormKind = Literal["positions", "trades"]


class Owned(Struct, frozen=True):
    """One security on the day of a statement."""

    symbol: str
    """The ticker; the ISIN, or the name, where the export gives none."""
    shares: float
    """Negative for what is sold short."""
    cost: float | None = None
    """Of one share, in `currency`; None where the export does not tell it of all shares."""
    currency: str | None = None
    name: str = ""
    isin: str = ""
    account: str = ""
    line: int = 0


class Passed(Struct, frozen=True):
    """A row that is not a holding of a security, or that is not understood."""

    line: int
    text: str
    why: str


class Statement(Struct, frozen=True):
    """What an export says."""

    form: str
    """Whose and which: `Schwab, transactions`."""
    broker: str
    kind: FormKind
    owned: tuple[Owned, ...]
    day: dt.date | None = None
    """The last day that it speaks of; None where it names none."""
    since: dt.date | None = None
    """Of trades: the first day. What was held before is not in it."""
    account: str = ""
    passed: tuple[Passed, ...] = ()
    told: tuple[str, ...] = ()
    """What somebody should know who believes the figures."""
