"""The time zones of exchanges, by their names."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo


def zone_called(name: str) -> dt.tzinfo:
    """The zone of a name such as `Asia/Tokyo`.

    Raises ValueError where this machine knows none: its zones come from the system, or from the
    package `tzdata`.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        shown = ascii(name[:40])
        told = f"the time zone {shown} is not known: write it as `Asia/Tokyo`"
        raise ValueError(f"{told}, and `pip install tzdata` brings the list") from None
