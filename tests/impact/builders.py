"""Small vaults out of Markdown, and evidence out of thin air."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from textwrap import dedent

from msgspec.structs import replace

from thesisvault.graph import build
from thesisvault.graph.source import visible
from thesisvault.impact.assess import assess
from thesisvault.market.adjust import PriceView
from thesisvault.model.market import AbnormalReturn, EventStudy, Move
from thesisvault.model.note import Note
from thesisvault.model.review import (
    Citation,
    Evidence,
    Measurement,
    StatusReport,
    ThesisReview,
    Verdict,
)
from thesisvault.model.settings import EvidenceClass, ImpactSettings, MarketSettings
from thesisvault.parser.note import parse_note

DAY = dt.date(2026, 1, 9)
SETTINGS = ImpactSettings()


def note(path: str, text: str) -> Note:
    return parse_note(path, dedent(text).lstrip("\n").encode())


def review(
    notes: Mapping[str, str],
    day: dt.date = DAY,
    settings: ImpactSettings | None = None,
    market: MarketSettings | None = None,
    prices: PriceView | None = None,
) -> StatusReport:
    """The review of a vault that holds these notes, given as path to text."""
    parsed = (note(path, text) for path, text in notes.items())
    return assess(build(visible(parsed, day)), day, settings, market, prices)


def named(report: StatusReport, name: str) -> ThesisReview:
    (found,) = (thesis for thesis in report.theses if thesis.name == name)
    return found


def of_class(thesis: ThesisReview, kind: EvidenceClass) -> list[Evidence]:
    return [item for item in thesis.evidence if item.kind is kind]


def item(
    sign: int,
    strength: float = 1.0,
    decay: float = 1.0,
    kind: EvidenceClass = EvidenceClass.STATED,
    expired: dt.date | None = None,
    silent: bool = False,
) -> Evidence:
    """Evidence that nobody gave, with no weight yet; a measured one is beyond chance."""
    citation = Citation("said", "R.md", 1)
    return Evidence(
        kind,
        sign,
        strength,
        decay,
        0.0,
        "",
        "R.md",
        citation,
        expired=expired,
        reason="not understood" if silent else "",
        measurement=certain() if kind is EvidenceClass.MEASURED else None,
    )


def certain() -> Measurement:
    """A test that leaves no doubt, of a basket that is priced whole."""
    day = dt.date(2026, 1, 8)
    move = Move("X", ("X",), day, day, 0.1)
    abnormal = AbnormalReturn(0.1, 30.0, 248, 0.0, (0, 0), "market-model", 250)
    study = EventStudy(move, abnormal, day, day, "SPY", 0.0, 1.0)
    return Measurement(study, (study,), 0.0, significant=True)


def flipped(evidence: Evidence) -> Evidence:
    return replace(evidence, sign=-evidence.sign)


def numbers(verdict: Verdict) -> tuple[str, float, float]:
    return verdict.outcome.value, verdict.positive, verdict.negative
