"""What a vault may set. Every default is a design choice, documented in `docs/config.md`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field


class EvidenceClass(StrEnum):
    """Where a piece of evidence comes from. Classes are shown apart and never blended unseen."""

    STATED = "stated"
    INFERRED = "inferred"
    MEASURED = "measured"


class ImpactSettings(Struct, frozen=True):
    """The numbers between evidence and a verdict."""

    stated_weight: float = 0.4
    inferred_weight: float = 0.2
    measured_weight: float = 0.4
    neutral_below: float = 0.15
    """Where positive and negative together stay below it, the verdict is neutral."""
    mixed_from: float = 0.5
    """Where the smaller is at least this share of the larger, the verdict is mixed."""
    hop_factor: float = 0.5
    """What each further hop of an inferred path keeps of its weight."""
    longest_path: int = 3
    """Hops from a thesis to the group that a rotation names."""
    outlook_factor: float = 0.5
    """What a favoured or at-risk row counts against a flow that has happened."""
    confirmed_from: float = 1.65
    """|t| from which a measured move confirms or contradicts what is stated."""
    false_discovery_rate: float = 0.1
    """The share of false finds that Benjamini-Hochberg allows over all tests of a review."""
    default_half_life: float = 91.0
    """Days; for a rotation that names no scenario."""

    def weight(self, kind: EvidenceClass) -> float:
        """What a class of evidence weighs beside the others: the field of its name."""
        return float(getattr(self, f"{kind.value}_weight"))


class MarketSettings(Struct, frozen=True):
    """How prices are held against a benchmark."""

    benchmark: tuple[str, ...] = ("SPY", "^GSPC", "SPX")
    """Symbols; the first that has prices around an event is its benchmark and its calendar."""
    estimation: int = 250
    """Sessions from which the relation to the benchmark is estimated, at most."""
    minimum: int = 120
    """Sessions below which nothing is fitted: the relation is taken as one to one."""
    gap: int = 10
    """Sessions between the estimation and the event."""
    window: tuple[int, int] = (0, 0)
    """The sessions around an event on which a verdict is decided; declared before looking."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Old ticker to new ticker."""
    confirmed_jumps: Mapping[str, tuple[dt.date, ...]] = field(default_factory=dict)
    """Days on which a symbol really moved as if it had split."""


class Settings(Struct, frozen=True):
    """One vault's configuration."""

    as_of: dt.date | None = None
    """Freezes the review on a day, for a vault that is a record."""
    impact: ImpactSettings = field(default_factory=ImpactSettings)
    market: MarketSettings = field(default_factory=MarketSettings)
    vocabulary: Mapping[str, object] = field(default_factory=dict)
