"""What a vault may set. Every default is a design choice, documented in `docs/config.md`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct, field

MOST = 10_000
"""Sessions, forty years of them; and any other number that a setting may be."""

# Descriptions say what a value must be: they end the sentence that names one that is not.
Share: TypeAlias = Annotated[float, Meta(ge=0, le=1, description="a number from 0 to 1")]
Amount: TypeAlias = Annotated[float, Meta(ge=0, le=MOST, description=f"a number from 0 to {MOST}")]
Sessions: TypeAlias = Annotated[
    int, Meta(ge=0, le=MOST, description=f"a count of sessions, from 0 to {MOST}")
]
Offset: TypeAlias = Annotated[int, Meta(ge=-MOST, le=MOST)]


class EvidenceClass(StrEnum):
    """Where a piece of evidence comes from. Classes are shown apart and never blended unseen."""

    STATED = "stated"
    INFERRED = "inferred"
    MEASURED = "measured"


class ImpactSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """The numbers between evidence and a verdict."""

    stated_weight: Annotated[
        Share,
        Meta(title="Weight of stated evidence; the classes that are present are scaled to 1."),
    ] = 0.4
    inferred_weight: Annotated[Share, Meta(title="Weight of inferred evidence.")] = 0.2
    measured_weight: Annotated[Share, Meta(title="Weight of measured evidence.")] = 0.4
    neutral_below: Annotated[
        Amount, Meta(title="Neutral if positive and negative evidence together stay below this.")
    ] = 0.15
    mixed_from: Annotated[
        Share, Meta(title="Mixed if the smaller side is at least this share of the larger.")
    ] = 0.5
    hop_factor: Annotated[
        Share, Meta(title="Share of its strength that an inferred path keeps at each further hop.")
    ] = 0.5
    longest_path: Annotated[
        int,
        Meta(
            ge=0,
            le=MOST,
            description=f"a whole number from 0 to {MOST}",
            title="The most hops from a thesis to a group that a rotation names.",
        ),
    ] = 3
    outlook_factor: Annotated[
        Share, Meta(title="Weight of a favored or at-risk row, compared with a flow.")
    ] = 0.5
    false_discovery_rate: Annotated[
        Share,
        Meta(title="False discovery rate (Benjamini-Hochberg) over all tests of a review."),
    ] = 0.1
    default_half_life: Annotated[
        float,
        Meta(
            gt=0,
            le=MOST,
            description=f"a number of days above 0, at most {MOST}",
            title="Half-life of evidence in days, for a rotation without a scenario.",
        ),
    ] = 91.0

    def weight(self, kind: EvidenceClass) -> float:
        """What a class of evidence weighs beside the others: the field of its name."""
        return float(getattr(self, f"{kind.value}_weight"))


LOCAL: Mapping[str, tuple[str, ...]] = {
    "DE": ("^GDAXI", "EXS1.DE"),
    "PA": ("^FCHI", "CAC.PA"),
    "AS": ("^AEX", "IAEX.AS"),
    "MI": ("FTSEMIB.MI",),
    "MC": ("^IBEX",),
    "SW": ("^SSMI",),
    "ST": ("^OMX",),
    "L": ("^FTSE", "ISF.L"),
    "TO": ("^GSPTSE", "XIU.TO"),
    "T": ("^N225", "1306.T"),
    "HK": ("^HSI", "2800.HK"),
    "SS": ("000300.SS", "000001.SS"),
    "SZ": ("399001.SZ", "000300.SS"),
    "KS": ("^KS11",),
    "NS": ("^NSEI",),
    "BO": ("^BSESN",),
    "AX": ("^AXJO", "STW.AX"),
    "SA": ("^BVSP",),
}
"""The index of each exchange as Yahoo spells it, then a fund on it."""


class MarketSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How prices are compared with a benchmark."""

    benchmark: Annotated[
        tuple[str, ...],
        Meta(
            min_length=1,
            description="a symbol, or a list of them",
            title="The first that has prices around an event is its benchmark and its calendar.",
        ),
    ] = ("SPY", "^GSPC", "SPX")
    estimation: Annotated[
        Sessions,
        Meta(title="Longest estimation window for the relation to the benchmark, in sessions."),
    ] = 250
    minimum: Annotated[
        Sessions,
        Meta(title="With fewer sessions no beta is fitted: beta is 1."),
    ] = 120
    gap: Annotated[Sessions, Meta(title="Sessions between the estimation and the event.")] = 10
    window: Annotated[
        tuple[Offset, Offset],
        Meta(
            description="two sessions, the earlier first, such as [0, 4]",
            title="The sessions around an event that decide a verdict. Set it before you look.",
        ),
    ] = (0, 0)
    local: Annotated[
        Mapping[str, tuple[str, ...]],
        Meta(
            description='lists of symbols by suffix, such as { DE = ["^GDAXI"] }',
            title="Benchmarks of symbols that trade elsewhere, by the suffix of the symbol.",
        ),
    ] = field(default_factory=dict)
    ewma: Annotated[
        bool,
        Meta(
            description="true or false",
            title="Whether sigma weighs recent sessions more: each 0.94 of the one after it.",
        ),
    ] = False
    factors: Annotated[
        tuple[str, ...],
        Meta(
            description='a list of spreads or files, such as ["IWM-SPY"]',
            title="Further factors of a move: spreads of symbols, or files of daily factors.",
        ),
    ] = ()
    renamed: Annotated[
        Mapping[str, str],
        Meta(description='a table, such as { FB = "META" }', title="Old ticker to new ticker."),
    ] = field(default_factory=dict)
    confirmed_jumps: Annotated[
        Mapping[str, tuple[dt.date, ...]],
        Meta(
            description="lists of dates by symbol, such as { XYZ = [2025-03-04] }",
            title="Days on which a move that looks like a split was real.",
        ),
    ] = field(default_factory=dict)

    @property
    def benchmarks(self) -> tuple[str, ...]:
        """All symbols that are benchmarks, and no names beside others."""
        local = (*LOCAL.values(), *self.local.values())
        return (*self.benchmark, *(name for names in local for name in names))

    def local_benchmarks(self, suffix: str) -> tuple[str, ...]:
        """The benchmarks of what trades under a suffix; none where it has none of its own."""
        return self.local.get(suffix, LOCAL.get(suffix, ()))


class SearchSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What is looked for in the text of notes."""

    unmentioned: Annotated[
        tuple[str, ...],
        Meta(
            description='a list of names, such as ["Home"]',
            title="Names that `mentions` does not look for.",
        ),
    ] = ()


class WebSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How pages in the browser lead back to notes."""

    editor: Annotated[
        str, Meta(description='"obsidian", "vscode", "", or an address with {path} and {line}')
    ] = "obsidian"
    """What opens a note from its page; empty for no link."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """One vault's configuration."""

    as_of: Annotated[
        dt.date | None,
        Meta(
            description='a date, such as "2026-01-09"',
            title="Fixes the day of the review, for a vault kept as a record.",
        ),
    ] = None
    impact: Annotated[ImpactSettings, Meta(description="a table")] = field(
        default_factory=ImpactSettings
    )
    market: Annotated[MarketSettings, Meta(description="a table")] = field(
        default_factory=MarketSettings
    )
    search: Annotated[SearchSettings, Meta(description="a table")] = field(
        default_factory=SearchSettings
    )
    web: Annotated[WebSettings, Meta(description="a table")] = field(default_factory=WebSettings)
    vocabulary: Annotated[Mapping[str, object], Meta(description="a table")] = field(
        default_factory=dict
    )
