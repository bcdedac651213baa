"""What a note's log says: dated lines, some of which state a forecast or how one came out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from thesisvault.model.text import Span


class Answer(StrEnum):
    """How a forecast came out. Void: the question lost its meaning, and counts for nothing."""

    YES = "yes"
    NO = "no"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Forecast:
    """``forecast: NVDA close > 200 by 2026-06-30 (55%)``."""

    claim: str
    """What is said to become true, as written."""
    due: dt.date
    """The last day on which it can; the end of a loose date."""
    probability: float
    """0 to 1, that it becomes true on some day after the line's own, up to `due`."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """``outcome: NVDA close > 200 by 2026-06-30: yes``, and what the author adds to it."""

    claim: str
    due: dt.date
    answer: Answer
    remark: str = ""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One dated line of a log."""

    date: dt.date
    text: str
    """All that follows the date, as written, on one line."""
    span: Span
    forecast: Forecast | None = None
    settlement: Settlement | None = None
    problem: str = ""
    """Why a line that begins like a forecast or an outcome is none; empty where all is well."""


@dataclass(frozen=True, slots=True)
class LogPlace:
    """Where the next line of a log belongs."""

    line: int
    """0-based: the new lines push down what stands there now."""
    before: tuple[str, ...] = ()
    """Lines that must come first: a heading, an empty line."""
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Log:
    """A note's log in the order of the text, and where it goes on."""

    entries: tuple[LogEntry, ...]
    place: LogPlace
