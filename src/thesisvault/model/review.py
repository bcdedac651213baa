"""The review of a vault: evidence, verdicts, how tripwires stand, and what needs attention."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from thesisvault.model.facts import Criterion, Side, Tripwire
from thesisvault.model.market import EventStudy
from thesisvault.model.settings import EvidenceClass

NO_EXPOSURE = "no holdings listed (add `stocks: [NVDA]` or an Exposure table)"
"""Why nothing is measured of a thesis that holds nothing."""

GIVEN_BACK = 0.5
"""The share of a move that has to be gone for it to be given back."""

NOT_UNDERSTOOD = "not understood"
"""Why an author's words do not count, where no word of theirs is known."""


class Outcome(StrEnum):
    """What a rotation does to a thesis. Unknown means no live evidence, which is not neutral."""

    SUPPORTED = "supported"
    PRESSURED = "pressured"
    MIXED = "mixed"
    NEUTRAL = "neutral"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """How sure a verdict is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"


class Citation(Struct, frozen=True):
    """A line that says so: `note` is a path in the vault, `line` counts from 1."""

    text: str
    note: str
    line: int


class Measurement(Struct, frozen=True):
    """What prices say: one basket around one event, in every window, the decisive one marked."""

    decisive: EventStudy
    windows: tuple[EventStudy, ...]
    """All windows that are looked at, the decisive one among them."""
    adjusted_p: float | None = None
    """The decisive p-value after Benjamini-Hochberg over all tests of the review."""
    significant: bool = False
    """Whether that is at most the false discovery rate that the vault allows."""

    @property
    def since(self) -> EventStudy | None:
        """The sessions after the decisive window, to date; None where it runs to date itself."""
        last = self.decisive.abnormal.window[1]
        after = None if last is None else (last + 1, None)
        return next((study for study in self.windows if study.abnormal.window == after), None)

    @property
    def given_back(self) -> bool:
        """Whether half of the decisive move, or more, has gone since."""
        since = self.since.abnormal.car if self.since else None
        move = self.decisive.abnormal.car or 0.0
        return since is not None and bool(move) and -since / move >= GIVEN_BACK


class Evidence(Struct, frozen=True):
    """One signed item. It adds sign · strength · decay · weight to the score's fraction."""

    kind: EvidenceClass
    sign: int
    """+1 supports, -1 pressures, 0 neither."""
    strength: float
    """0 to 1, before it ages."""
    decay: float
    """1 when fresh; halves with every half-life of its scenario; 0 when expired."""
    weight: float
    """The class's share of the verdict, after renormalising over the classes present."""
    horizon: str
    rotation: str
    """The note that brings it, by path."""
    citation: Citation
    path: tuple[Citation, ...] = ()
    """For inferred evidence: exposure, memberships, flow, in that order."""
    expired: dt.date | None = None
    """The last day on which it counted, once that has passed."""
    reason: str = ""
    """Why it is shown without a say: not understood, ambiguous, said before, not tested; else
    empty.
    """
    measurement: Measurement | None = None
    """For measured evidence: the figures behind it."""

    @property
    def silent(self) -> bool:
        """Shown, but without a say."""
        return bool(self.reason)

    @property
    def counts(self) -> bool:
        """Whether it counts in the verdict.

        A test that finds nothing, or flows that cancel, have strength 0 and count all the same:
        they weaken what else is said.
        """
        return self.expired is None and not self.silent

    @property
    def contribution(self) -> float:
        """Its share of the score, as a fraction."""
        return self.sign * self.strength * self.decay * self.weight


class HorizonVerdict(Struct, frozen=True):
    """The verdict from the evidence of one horizon alone."""

    horizon: str
    verdict: Outcome
    expired: dt.date | None = None


class Flag(Struct, frozen=True):
    """Something about a verdict that a reader must not miss."""

    code: str
    message: str
    citation: Citation


class Verdict(Struct, frozen=True):
    """What the evidence adds up to; `positive` and `negative` are fractions of one."""

    outcome: Outcome
    positive: float
    negative: float
    confidence: Confidence
    confidence_reason: str

    @property
    def score(self) -> float:
        """-100 pressured to +100 supported."""
        return 100 * (self.positive - self.negative)


class TripwireReview(Struct, frozen=True):
    """One tripwire of a thesis, and where it stands."""

    tripwire: Tripwire
    state: TripwireState
    citation: Citation
    unwatched: str = ""
    """Why nobody can tell today whether it holds, as a sentence; empty where it is watched."""


class InWords(Struct, frozen=True):
    """A criterion that no figure can tell, and the note that states it."""

    criterion: Criterion
    note: str


class Level(Struct, frozen=True):
    """A price that a line names for something held: its target, its stop, its cost."""

    name: str
    value: float
    last_close: float | None
    """As traded; None where there is none."""
    distance: float | None
    """From that close to a target or a stop, as a fraction of the close; for a cost the return
    since then, with the sign of the side.
    """
    citation: Citation


class Held(Struct, frozen=True):
    """How much of one security is held, by tables and by its note."""

    security: str
    shares: float | None
    cost: float | None
    weight: float | None
    since: dt.date | None
    """The day of the newest table it is in."""
    lines: tuple[Citation, ...]
    """What says that it is held, or watched."""
    levels: tuple[Level, ...]


class ThesisReview(Struct, frozen=True):
    """One thesis under review."""

    node: str
    """Its node in the graph: the note's path, or the name in brackets where it has no note."""
    name: str
    note: str | None
    side: Side
    """Long where none is stated, with the flag ``side-assumed``."""
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    horizons: tuple[HorizonVerdict, ...] = ()
    flags: tuple[Flag, ...] = ()
    tripwires: tuple[TripwireReview, ...] = ()
    criteria: tuple[InWords, ...] = ()
    """What would prove it wrong, and no figure can tell: quoted, not watched."""
    unmeasured: str = ""
    """Why prices say nothing of it, where they do not; else empty."""
    next_review: dt.date | None = None
    next_catalyst: dt.date | None = None
    held: bool | None = None
    """False where its note says that it is only watched; None where it says neither."""
    holdings: tuple[Held, ...] = ()
    """What tables say of the securities that it holds."""


class PositionReview(Struct, frozen=True):
    """Something held, or watched, without a thesis, reviewed as a thesis that holds it alone."""

    review: ThesisReview
    holding: Held
    catalysts: tuple[Citation, ...]
    """Those ahead, the nearest first."""


class ClosedThesis(Struct, frozen=True):
    """A thesis that is over by what its note says."""

    name: str
    note: str
    closed: dt.date | None
    supported_by: Citation | None = None
    """What supports it again, by notes dated after it was closed; None where nothing does."""


class ScenarioState(Struct, frozen=True):
    """One scenario of a rotation on the day of the review."""

    name: str
    horizon: str
    half_life: float
    """Days in which its evidence loses half."""
    expires: dt.date | None
    """The last day on which it can be in force; None where it is open-ended."""
    expired: bool


class FlowVerdict(StrEnum):
    """What prices say of a flow that a rotation names."""

    HOLDS = "holds"
    NOT_CONFIRMED = "not confirmed"
    """It may be chance, whichever way it went."""
    OPPOSITE = "the opposite"
    UNKNOWN = "unknown"


class MeasuredFlow(Struct, frozen=True):
    """A group that a rotation says is entered or left, and what prices say of that."""

    rotation: str
    """The note that names it, by path."""
    node: str
    """The group's, in the graph."""
    group: str
    direction: int
    """+1 into, -1 out of."""
    citation: Citation
    since: EventStudy | None = None
    """From the day on which the rotation had begun; None where nothing dates it."""
    days: tuple[EventStudy, ...] = ()
    """Each day that its tables are dated to: shown, and not decided."""
    adjusted_p: float | None = None
    """After Benjamini-Hochberg over all flows that are measured together."""
    verdict: FlowVerdict = FlowVerdict.UNKNOWN
    alone: bool = False
    """Whether it is beyond chance by itself only, not among all flows."""
    reason: str = ""
    """Why it is unknown; else empty."""


class RotationState(Struct, frozen=True):
    """One rotation on the day of the review."""

    name: str
    note: str
    started: dt.date | None
    scenarios: tuple[ScenarioState, ...]
    flows: tuple[MeasuredFlow, ...] = ()
    """Where there are prices, and it is not over."""


class Attention(Struct, frozen=True):
    """Something to act on, the most pressing first."""

    code: str
    thesis: str | None
    message: str
    citation: Citation


class StalePrices(Struct, frozen=True):
    """Prices that ended too long before the day of the review to watch anything, or never began."""

    last: dt.date | None
    """The last day of any price that the review asked for; None where the vault has no prices."""
    days: int | None
    """From then to the day of the review."""
    tripwires: int
    """The tripwires on prices that are not watched."""


class CheckedMoves(Struct, frozen=True):
    """How many of the moves that notes state could be checked, and how many fail."""

    checked: int = 0
    failed: int = 0


class StatusReport(Struct, frozen=True):
    """The review of a vault on one day. Same notes, same day: the same report."""

    as_of: dt.date
    theses: tuple[ThesisReview, ...]
    rotations: tuple[RotationState, ...]
    attention: tuple[Attention, ...]
    positions: tuple[PositionReview, ...] = ()
    """What is held without a thesis, by name."""
    watchlist: tuple[PositionReview, ...] = ()
    """What is only watched; where somebody asked for it."""
    closed: tuple[ClosedThesis, ...] = ()
    """Theses that are not under review any more, by name."""
    moves: CheckedMoves = CheckedMoves()
    """Of all notes."""
    stale_prices: StalePrices | None = None


class Standing(StrEnum):
    """Where a tripwire stands. Unknown is want of data, and never shown as untouched."""

    UNTOUCHED = "untouched"
    NEAR = "near"
    BROKEN = "broken"
    UNKNOWN = "unknown"


class Nearness(Struct, frozen=True):
    """How close to its threshold a tripwire is near; both bounds count as near."""

    share: float = 0.05
    """Of the threshold: 0.05 is within 5 % of it. For prices and metrics."""
    points: float = 0.02
    """For returns and percentages: 0.02 is within two percentage points."""


class TripwireState(Struct, frozen=True):
    """A tripwire on one day. Its values are those of the comparison that decides."""

    state: Standing
    broke_on: dt.date | None = None
    """The first day since the thesis was opened on which the condition held; it stays."""
    holds: bool | None = None
    """Whether the condition holds on `judged_on`; None where that is unknown."""
    judged_from: dt.date | None = None
    """The first day since the opening on which it could be judged: before it, nobody looked."""
    judged_on: dt.date | None = None
    """The day of the values; None where nothing could be judged."""
    comparison: str = ""
    """The comparison that decides, spelled with its symbols."""
    value_left: float | None = None
    value_right: float | None = None
    distance: float | None = None
    """From the left side to the right one, never negative, 0 while the condition holds."""
    distance_in: Literal["share", "points"] = "share"
    """`share`: of the threshold, as a fraction. `points`: a plain difference, 0.02 = two
    percentage points between returns."""
    reason: str = ""
    """Why it is unknown; where it is known, what a reader must know of it. May be empty."""


class Figures(Struct, frozen=True):
    """What blocks show: the review of the newest data's day, and those of later days on which the
    verdict of a thesis turned.
    """

    report: StatusReport
    turned: Mapping[str, StatusReport] = {}
    """By the path of the thesis, which is all that these reviews hold."""

    def of(self, path: str) -> StatusReport:
        """The review that the block in a note shows."""
        return self.turned.get(path, self.report)
