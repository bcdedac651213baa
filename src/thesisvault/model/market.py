"""The nouns of prices and moves: bars, series, moves, tests, claims, rotation.

Every figure is a fraction (`0.031` = +3.1 %) unless its field says otherwise. A figure that is
not known is `None`, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from msgspec import Struct, field

from thesisvault.model.facts import MovePeriod

Adjustment = Literal["yes", "no", "unknown"]
Method = Literal["market-model", "market-adjusted", "relative", "none"]
ClaimKind = Literal["change", "relative", "streak"]
ClaimVerdict = Literal["holds", "fails", "unchecked"]
Quadrant = Literal["leading", "weakening", "lagging", "improving"]
Period = Literal["daily", "weekly"]
DetectionVerdict = Literal["rotation", "none", "cannot tell"]


class Bar(Struct, frozen=True):
    """One session of one instrument, as its source gave it; `None` where it gave nothing."""

    date: date
    open: float | None = None
    high: float | None = None
    low: float | None = None
    close: float | None = None
    volume: float | None = None
    adjusted_close: float | None = None
    """Close adjusted by the source for splits and dividends."""
    dividend: float | None = None
    """Cash a share that goes ex on this date, in shares of this date (after any split on it)."""
    split: float | None = None
    """New shares for one old share from this date on: 4.0 = four for one. 0, 1, None: no split."""
    stock_dividend: float | None = None
    """Shares handed out for one held, from this date on: 0.05 = five for a hundred."""
    spin_off: float | None = None
    """What was handed out a share in another company, in cash: its first close, times its shares a
    share."""
    delisting: float | None = None
    """Return from the last close to what a holder was left with: -0.3, or -1.0 for nothing."""


class PriceSeries(Struct, frozen=True):
    """The bars of one symbol, in the order of the source, unchecked."""

    symbol: str
    bars: tuple[Bar, ...]
    currency: str | None = None
    adjusted: Adjustment = "unknown"
    """Whether `Bar.close` itself is already adjusted for splits and dividends."""
    source: str = ""
    fetched_at: datetime | None = None


class PriceProblem(Struct, frozen=True):
    """Something found in a series: what, where, and in words."""

    code: str
    symbol: str
    date: date | None
    message: str


class AdjustedSeries(Struct, frozen=True):
    """A series checked, sorted and back-adjusted; all tuples run parallel to `dates`."""

    symbol: str
    dates: tuple[date, ...]
    closes: tuple[float, ...]
    """Adjusted closes, in the currency of the last bar."""
    bars: tuple[Bar, ...]
    """The raw bars; `closes[i] / bars[i].close` brings their open, high and low to one level."""
    currency: str | None = None
    quarantined: tuple[date, ...] = ()
    """Dates whose return, from the bar before, is not believed."""
    confirmed: tuple[date, ...] = ()
    """Dates whose return, from the bar before, a person vouches for, whatever it looks like."""
    without_dividend: tuple[tuple[date, float], ...] = ()
    """On days that went ex: the return from close to close, without what was handed out."""
    carried: tuple[date, ...] = ()
    """Days that only repeat the close before, without volume: they have no price."""
    problems: tuple[PriceProblem, ...] = ()
    refused: str | None = None
    """Why the whole series is unusable (then it has no dates); None when it is usable."""


class Excluded(Struct, frozen=True):
    """A symbol left out of a figure, and why."""

    symbol: str
    reason: str


class Move(Struct, frozen=True):
    """What a symbol or a basket did over a window."""

    name: str
    symbols: tuple[str, ...]
    """Those measured; when none could be, those asked for."""
    start: date | None
    """First session whose return counts."""
    end: date | None
    """Last session whose return counts."""
    simple_return: float | None
    """Close before `start` to close of `end`, adjusted, in the quote currency; for a basket the
    daily returns y = d * sum(w r) compounded."""


class AbnormalReturn(Struct, frozen=True):
    """What is left of a move once the benchmark is taken out, and how sure that is."""

    car: float | None
    """Cumulative abnormal return: the sum of the abnormal returns of the window's sessions."""
    t: float | None
    df: int | None
    p: float | None
    """Two-sided, of Student's t with `df` degrees of freedom."""
    window: tuple[int, int | None]
    """Sessions counted from day 0; None as the end: to date."""
    method: Method
    n: int
    """Sessions used to estimate."""
    reason: str | None = None
    """What limits the figure, in words; None when nothing does."""
    alpha: float | None = None
    beta: float | None = None
    sigma: float | None = None
    """Standard deviation of one session's abnormal return in the estimation window."""
    sessions: int = 0
    """Sessions of the window that the figure really covers (L)."""


class CrossSection(Struct, frozen=True):
    """Tests over names, for five or more of them (see `market.cross_section`)."""

    symbols: tuple[str, ...]
    bmp: float | None
    """Boehmer, Musumeci, Poulsen (1991): t with N-1 degrees of freedom."""
    bmp_p: float | None
    kolari_pynnonen: float | None
    """`bmp` times sqrt((1 - r) / (1 + (N - 1) r)), r of the residuals (2010)."""
    kolari_pynnonen_p: float | None
    corrado: float | None
    """Corrado's rank statistic (1989): standard normal."""
    corrado_p: float | None
    mean_correlation: float | None
    """Mean pairwise correlation of the estimation-window residuals; decides the correction."""
    mean_correlation_returns: float | None
    """The same of the plain returns in the estimation window."""
    effective_names: float | None
    """N / (1 + (N - 1) r), r of the residuals: how many independent names these amount to."""
    effective_names_returns: float | None
    """The same with r of the plain returns."""


class BesideTheDay(Struct, frozen=True):
    """A move beside those of all other names held, on the same sessions (see `market.beside`)."""

    t: float | None
    """The move's t over `spread`."""
    p: float | None
    """Two-sided, of Student's t with the degrees of freedom of the move."""
    spread: float | None
    """Standard deviation of AR / sigma over the other names; 1 on an ordinary day."""
    names: int
    """Other names with a bar on each session, and the history for a test."""
    as_far: int | None
    """Of the random baskets of the same size, those that moved at least as far, each beside its
    own sigma."""
    baskets: int
    """Random baskets drawn; the same for the same day."""
    reason: str = ""
    """Why a figure is not known; else empty."""


class BaseRate(Struct, frozen=True):
    """What became of the same basket's past moves (see `market.base_rates`)."""

    days: int
    """Past days with |t| >= 2.5."""
    counted: int
    """Of these, those that lie not within the 20 sessions after one that is counted."""
    went_on: int
    """Of those counted: CAR[1, 20] had the sign of the day's abnormal return."""
    share: float | None
    low: float | None
    """Wilson's interval of the share, 95 %."""
    high: float | None
    reason: str = ""
    """Why there is no share; else empty."""


class Factors(Struct, frozen=True):
    """Daily returns that moves may be explained by."""

    names: tuple[str, ...]
    rows: Mapping[date, tuple[float, ...]]
    """One figure a name, on the days on which all are known."""
    free: Mapping[date, float]
    """The return without risk; empty where none is given."""
    market: int | None
    """Which of them is the market."""


class FactorBeta(Struct, frozen=True):
    """How much a basket moves with one factor."""

    name: str
    beta: float
    error: float
    """Its standard error."""
    t: float


class FactorReturn(Struct, frozen=True):
    """What is left of a move once all factors are taken out (see `market.factors`)."""

    abnormal: float | None
    """CAR, summed."""
    t: float | None
    df: int | None
    p: float | None
    alpha: float | None
    sigma: float | None
    n: int
    """Sessions used to estimate."""
    sessions: int
    """Those of the window."""
    betas: tuple[FactorBeta, ...]
    reason: str = ""
    """Why there is no figure; else empty."""


class Part(Struct, frozen=True):
    """What one name adds to a basket's return; None where its betas are not known."""

    name: str
    market: float | None
    factors: float | None
    rest: float | None
    total: float


class Attribution(Struct, frozen=True):
    """A basket's return in parts that add up: market + factors + rest + unsplit = total."""

    start: date | None
    end: date | None
    market: float | None
    factors: float | None
    rest: float | None
    unsplit: float
    """What names add that are not split."""
    total: float
    names: tuple[Part, ...]
    """Their totals add up to `total` too."""
    reason: str = ""
    """Why some names are not split; else empty."""


class EventStudy(Struct, frozen=True):
    """One basket, one event, one window: everything a row of `moves` shows."""

    move: Move
    abnormal: AbnormalReturn
    event: date
    day_zero: date | None
    benchmark: str | None
    benchmark_return: float | None
    """Compounded over the same sessions as the move."""
    coverage: float
    """Share of the basket's weight that had a price, mean over the window's sessions, 0..1."""
    excluded: tuple[Excluded, ...] = ()
    without_earnings: EventStudy | None = None
    """The same without the names (or, if none were left, the days) of earnings in the window."""
    cross_section: CrossSection | None = None
    beside: BesideTheDay | None = None
    """The move beside all other names of its sessions, where somebody asked for it."""


class Claim(Struct, frozen=True):
    """A move as a note states it, ready to be compared with prices."""

    kind: ClaimKind
    on: date | None
    low: float | None = None
    """Fraction; for `relative` the difference to the benchmark's return. None for a streak."""
    high: float | None = None
    """The other end of a range; None where one figure is stated."""
    step: float = 0.01
    """Value of the last digit stated, as a fraction: `+8%` 0.01, `+8.25%` 0.0001."""
    streak: int | None = None
    """Signed count for a streak: -7 = seven falls in a row."""
    period: MovePeriod = ""
    """The week or month up to `on` that it may be of as well, by the note that states it."""
    since: date | None = None
    """The first of the days up to `on` that it may be of as well, by its heading."""


class WindowMove(Struct, frozen=True):
    """A figure a stated move was compared with."""

    kind: str
    """open, high, low, previous-day, next-day, day-and-next, sessions-2..5, week-to-date,
    month-to-date, year-to-date, last-week, last-month, intraday-range, streak."""
    label: str
    start: date
    end: date
    value: float | None
    text: str
    """Ready to show: `day's high: +6.37%`."""


class ClaimCheck(Struct, frozen=True):
    """A stated move compared with prices."""

    claim: Claim
    verdict: ClaimVerdict
    measured: float | None
    """Close to close on the day; for a streak, the cumulative return of the run found."""
    start: date | None
    """First session whose return counts."""
    end: date | None
    tolerance: float | None
    """Fraction; None for a streak, which holds exactly or not."""
    streak: int | None = None
    """Signed length of the run found, for a streak."""
    matches: tuple[WindowMove, ...] = ()
    """What the stated figure does match, nearest first; only on failure."""
    figures: tuple[WindowMove, ...] = ()
    """Every window tried, in a fixed order, match or not."""
    reason: str = ""


class RSPoint(Struct, frozen=True):
    """Where a group stands against the benchmark at one date."""

    date: date
    rs: float
    """100 * group level / benchmark level."""
    ratio: float | None
    """100 + z-score of `rs`."""
    momentum: float | None
    """100 + z-score of the ratio's one-period change."""
    quadrant: Quadrant | None


class GroupRotation(Struct, frozen=True):
    """A group's RS quadrant now and the way it came."""

    name: str
    symbols: tuple[str, ...]
    period: Period
    points: tuple[RSPoint, ...]
    """Oldest first; the last one is now."""
    excluded: tuple[Excluded, ...] = ()
    reason: str | None = None
    """Why there is no quadrant, when there is none."""

    @property
    def quadrant(self) -> Quadrant | None:
        """The quadrant at the last date."""
        return self.points[-1].quadrant if self.points else None


class CorrelationPoint(Struct, frozen=True):
    """Mean pairwise correlation of a set of names at one date."""

    date: date
    mean_correlation: float | None
    names: int
    """Names with a return on every session of the window."""


class GroupMove(Struct, frozen=True):
    """What a group did over the last sessions, against the benchmark."""

    name: str
    symbols: tuple[str, ...]
    sessions: int
    """The last ones that count: 1, 5 or 20."""
    simple_return: float | None = field(name="return")
    abnormal: float | None
    t: float | None
    p: float | None
    adjusted_p: float | None
    """After Benjamini-Hochberg over all groups and windows of the day."""
    significant: bool
    """Whether that is at most the false discovery rate that the vault allows."""
    reason: str
    """What limits the figure; may be empty."""


class Detection(Struct, frozen=True):
    """Whether prices tell that a rotation may have begun on a day."""

    date: date
    verdict: DetectionVerdict
    dispersion: float | None
    """Standard deviation over groups of the day's abnormal return in its own sigma."""
    rank: float | None
    """Share of the 250 days before that had less; None where they are not all known."""
    days: int
    """How many of those are known."""
    moves: tuple[GroupMove, ...]
    into: tuple[GroupMove, ...]
    """Of each group that gained beyond chance its surest move, the surest first."""
    out: tuple[GroupMove, ...]
    reason: str
    """Why it cannot be told; else empty."""
