"""What theses have in common: names, groups, days on which they moved, what the book rests on."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from thesisvault.model.review import Citation


class Shared(Struct, frozen=True):
    """A name or a group that two theses hold."""

    name: str
    one: float
    other: float
    citations: tuple[Citation, ...]

    @property
    def common(self) -> float:
        """The smaller of the two shares where both are long or both short; else 0."""
        return min(abs(self.one), abs(self.other)) if self.one * self.other > 0 else 0.0

    @property
    def opposed(self) -> float:
        """The smaller of the two where one is long and the other short; else 0."""
        return min(abs(self.one), abs(self.other)) if self.one * self.other < 0 else 0.0


class BasketCorrelation(Struct, frozen=True):
    """The correlation of two theses' daily returns over one window."""

    window: int
    """Sessions asked for."""
    value: float | None
    low: float | None
    """95 % interval, by Fisher's z (1921): atanh(r) ± 1.96 / sqrt(n - 3)."""
    high: float | None
    sessions: int
    """Sessions in which both have a return (n)."""
    start: dt.date | None
    end: dt.date | None
    reason: str | None
    """Why there is none, in words."""


class LeftOut(Struct, frozen=True):
    """A thesis, or a name in one, that a figure does not include, and why."""

    thesis: str
    name: str | None
    """None: the whole thesis."""
    reason: str


class IndependentBets(Struct, frozen=True):
    """How many independent bets the theses amount to over one window."""

    window: int
    theses: tuple[str, ...]
    """Those that could be measured (N)."""
    mean_correlation: float | None
    effective: float | None
    """N / (1 + (N - 1) r); above N where the theses offset each other."""
    sessions: int
    """Sessions in which all of them have a return."""
    start: dt.date | None
    end: dt.date | None
    left_out: tuple[LeftOut, ...]
    reason: str | None
    """Why there is no figure, in words."""
    low: float | None = None
    """95 % interval of `effective`: of what other draws of the same sessions give."""
    high: float | None = None


class Bet(Struct, frozen=True):
    """One thesis, or something held without one."""

    name: str
    weight: float
    """Of the book, 0 to 1; a short one's is what it is worth, too."""
    beta: float
    """Of its gains against the benchmark: a short bet's is below zero where its names' is above."""
    share_of_risk: float | None
    """Below zero where it takes risk away; None where the book does not move."""


class Rate(Struct, frozen=True):
    """A rate of two currencies that is held, and was used."""

    symbol: str
    value: float
    """On its last day."""


class Exposure(Struct, frozen=True):
    """The book over the last sessions in which every bet has a return."""

    weights: str
    """``holdings`` or ``equal``."""
    sessions: int
    beta: float | None = None
    """Of the whole book."""
    entropy: float | None = None
    """Independent bets by entropy (Meucci)."""
    low: float | None = None
    """Where 95 % of such figures lie, of sessions drawn again from these."""
    high: float | None = None
    bets: tuple[Bet, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    reason: str | None = None
    """Why there are no figures, or no bets by entropy."""
    rates: tuple[Rate, ...] = ()
    """What brought other currencies into the benchmark's."""
    assumed: tuple[str, ...] = ()
    """Symbols whose currency is unknown: counted as if in the benchmark's."""


class PairOverlap(Struct, frozen=True):
    """What two theses have in common."""

    one: str
    other: str
    overlap: float
    """Share of each that is the same names, held the same way: 0 to 1."""
    group_overlap: float
    """The largest share that both have in one group; groups overlap, so they are not added up."""
    opposed: float
    """Share of each that is the same names, held in opposite ways."""
    names: tuple[Shared, ...]
    groups: tuple[Shared, ...]
    correlations: tuple[BasketCorrelation, ...]
    """One for each of `WINDOWS`."""


class CrowdingReport(Struct, frozen=True, omit_defaults=True):
    """The theses of one day, pair by pair and all together."""

    as_of: dt.date
    benchmark: str
    """Whose dates are the sessions."""
    theses: tuple[str, ...]
    pairs: tuple[PairOverlap, ...]
    """Every pair, the largest overlap first; of very many, those that share something."""
    bets: tuple[IndependentBets, ...]
    """One for each of `WINDOWS`."""
    positions: tuple[str, ...]
    """What is held without a thesis, which counts as a bet like any of `theses`."""
    exposure: Exposure
    """What the book rests on, over the longest window."""
    pairs_left_out: int = 0
    """Pairs that were not compared, since there are too many."""

    @property
    def distinct_bets(self) -> tuple[IndependentBets, ...]:
        """`bets` without those that repeat a figure: of as many sessions."""
        return tuple({bet.sessions: bet for bet in self.bets}.values())
