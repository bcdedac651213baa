"""What a note's log says: dated lines, and what becomes of the forecasts among them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from msgspec import Struct

from thesisvault.model.review import Citation
from thesisvault.model.text import Span


class Answer(StrEnum):
    """How a forecast came out. Void: the question lost its meaning, and counts for nothing."""

    YES = "yes"
    NO = "no"
    VOID = "void"


class Forecast(Struct, frozen=True):
    """``forecast: NVDA close > 200 by 2026-06-30 (55%)``."""

    claim: str
    """What is said to become true, as written."""
    due: dt.date
    """The last day on which it can; the end of a loose date."""
    probability: float
    """0 to 1, that it becomes true on some day after the line's own, up to `due`."""


class Settlement(Struct, frozen=True):
    """``outcome: NVDA close > 200 by 2026-06-30: yes``, and what the author adds to it."""

    claim: str
    due: dt.date
    answer: Answer
    remark: str = ""


class LogEntry(Struct, frozen=True):
    """One dated line of a log."""

    date: dt.date
    text: str
    """All that follows the date, as written, on one line."""
    span: Span
    forecast: Forecast | None = None
    settlement: Settlement | None = None
    problem: str = ""
    """Why a line that begins like a forecast or an outcome is not one; empty where all is well."""


class LogPlace(Struct, frozen=True):
    """Where the next line of a log belongs."""

    line: int
    """0-based: the new lines push down what is there now."""
    before: tuple[str, ...] = ()
    """Lines that must come first: a heading, an empty line."""
    after: tuple[str, ...] = ()


class Log(Struct, frozen=True):
    """A note's log in the order of the text, and where it goes on."""

    entries: tuple[LogEntry, ...]
    place: LogPlace


class QuestionState(StrEnum):
    """Where a question stands on a day."""

    OPEN = "open"
    OVERDUE = "overdue"
    """Past its due date, and no outcome is written."""
    SETTLED = "settled"
    VOID = "void"


class Revision(Struct, frozen=True):
    """A later probability for a question asked before; shown, not scored."""

    date: dt.date
    probability: float
    citation: Citation


class Suggestion(Struct, frozen=True):
    """What prices say of a claim; it counts where the author says nothing."""

    answer: Answer
    """Yes or no."""
    on: dt.date
    """The first day on which the claim was true; for no, the last day looked at."""


class Question(Struct, frozen=True):
    """One forecast with all that became of it."""

    thesis: str
    note: str
    made: dt.date
    claim: str
    due: dt.date
    probability: float
    state: QuestionState
    citation: Citation
    revisions: tuple[Revision, ...] = ()
    answer: Answer | None = None
    settled_on: dt.date | None = None
    """The date of the line that settles it, or the day on which prices did."""
    settled_by: Citation | None = None
    suggestion: Suggestion | None = None

    @property
    def brier(self) -> float | None:
        """(p - o)^2; None where it has not come out."""
        if self.state is not QuestionState.SETTLED:
            return None
        return (self.probability - (self.answer is Answer.YES)) ** 2

    @property
    def contradicted(self) -> bool:
        """Whether prices say otherwise than the author."""
        if self.state is not QuestionState.SETTLED or self.suggestion is None:
            return False
        return self.suggestion.answer is not self.answer


class Oddity(Struct, frozen=True):
    """A line about a forecast that counts nothing, and why."""

    thesis: str
    message: str
    citation: Citation


class Draft(Struct, frozen=True):
    """A line for a log, composed and read back, and where it belongs. Nothing is written."""

    note: str
    line: int
    """1-based: where the first of `lines` belongs; what is there moves down."""
    lines: tuple[str, ...]
    """The line; a heading where the note has no log yet; an empty line where one is wanted."""
    after: str
    """The whole note with it, for a writer."""
