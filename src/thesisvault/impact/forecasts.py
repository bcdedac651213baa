"""Forecasts and how they came out: paired, scored, and shown against what luck would do.

A forecast and its outcome are in the same note's log and name the same claim and the same due
date. One question counts once: its first probability is scored, later ones are revisions that are
listed, since a last-minute change would flatter any score.

Brier score: the mean of (p - o)^2, o being 1 for yes and 0 for no (Brier 1950, for two outcomes):
0 is perfect, 1 is certain and wrong each time, 0.25 is always 50 %. Ranges of shares are Wilson's
(1927), at 95 %.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from thesisvault.market.distribution import wilson
from thesisvault.model.log import (
    Answer,
    Forecast,
    LogEntry,
    Oddity,
    Question,
    QuestionState,
    Revision,
    Suggestion,
)
from thesisvault.model.review import Citation

MEANINGFUL = 30
"""Settled forecasts below which a score says little more than luck."""
MANY = 100
"""Settled forecasts from which there are enough for ten bins; five below."""

_SAID = re.compile(r"(?:\A|[.,;:] +)forecast (met|missed)\b(?!\s*\?)", re.IGNORECASE)
_MARKS = re.compile(r"[`*_]+")


class PriceJudge(Protocol):
    """Holds a claim against prices, for claims that are about prices.

    It sees prices up to the day of the report and no later. None where the claim is not about
    prices, is not understood, or cannot be told yet.
    """

    def __call__(self, thesis: str, claim: str, after: dt.date, due: dt.date) -> Suggestion | None:
        """Whether `claim` of the note `thesis` was true on a session in (`after`, `due`]."""
        ...


def questions(
    thesis: str,
    note: str,
    entries: Iterable[LogEntry],
    as_of: dt.date,
    judge: PriceJudge | None = None,
) -> tuple[tuple[Question, ...], tuple[Oddity, ...]]:
    """The questions that one note's log asks and answers, as known on `as_of`; what was odd.

    Lines dated after `as_of` are not seen. Where the author says nothing, `judge` settles what is
    about prices; what the author says counts, even against prices. A plain line that says
    `Forecast met` or `Forecast missed` settles the one question that is open on its date, where
    there is only one.
    """
    seen = sorted(
        (entry for entry in entries if entry.date <= as_of),
        key=lambda entry: (entry.date, entry.span.line),
    )
    desk = _Desk(thesis, note)
    for entry in seen:
        desk.take(entry)
    asked = (_as_of(question, as_of) for question in desk.questions.values())
    return tuple(_judged(question, judge) for question in asked), tuple(desk.oddities)


class _Desk:
    """The questions of one note while its lines come in, in the order of their dates."""

    def __init__(self, thesis: str, note: str) -> None:
        self._thesis, self._note = thesis, note
        self.questions: dict[tuple[str, dt.date], Question] = {}
        self.oddities: list[Oddity] = []

    def take(self, entry: LogEntry) -> None:
        cite = Citation(entry.text, self._note, entry.span.shown_line)
        if entry.problem:
            self._odd(entry.problem, cite)
        elif entry.forecast is not None:
            self._ask(entry.forecast, entry.date, cite)
        elif entry.settlement is not None:
            key = _key(entry.settlement.claim, entry.settlement.due)
            if key in self.questions:
                self._settle(key, entry.settlement.answer, entry.date, cite)
            else:
                self._odd("no forecast above it has this claim and this due date", cite)
        elif said := _SAID.search(entry.text):
            answer = Answer.YES if said.group(1).casefold() == "met" else Answer.NO
            waiting = [key for key, one in self.questions.items() if one.answer is None]
            if len(waiting) == 1:
                self._settle(waiting[0], answer, entry.date, cite)
            else:
                count = len(waiting) or "no"
                self._odd(f"{count} forecasts are open then; write an `outcome:` line", cite)

    def _ask(self, forecast: Forecast, date: dt.date, cite: Citation) -> None:
        key = _key(forecast.claim, forecast.due)
        asked = self.questions.get(key)
        if forecast.due <= date:
            self._odd("it is due before it was made", cite)
        elif asked is None:
            self.questions[key] = Question(
                self._thesis,
                self._note,
                date,
                forecast.claim,
                forecast.due,
                forecast.probability,
                QuestionState.OPEN,
                cite,
            )
        elif asked.answer is not None:
            self._odd("it was already settled", cite)
        else:
            revision = Revision(date, forecast.probability, cite)
            self.questions[key] = replace(asked, revisions=(*asked.revisions, revision))

    def _settle(
        self, key: tuple[str, dt.date], answer: Answer, date: dt.date, cite: Citation
    ) -> None:
        asked = self.questions[key]
        if asked.answer not in (None, answer):
            said = f"it says {answer.value}; an earlier line says {asked.answer}"
            self._odd(f"{said}: only the later line counts", cite)
        elif asked.answer is not None:
            return  # said twice
        state = QuestionState.VOID if answer is Answer.VOID else QuestionState.SETTLED
        self.questions[key] = replace(
            asked, state=state, answer=answer, settled_on=date, settled_by=cite
        )

    def _odd(self, message: str, cite: Citation) -> None:
        self.oddities.append(Oddity(self._thesis, message, cite))


def _key(claim: str, due: dt.date) -> tuple[str, dt.date]:
    return " ".join(_MARKS.sub("", claim).casefold().split()), due


def _as_of(question: Question, as_of: dt.date) -> Question:
    if question.state is QuestionState.OPEN and question.due < as_of:
        return replace(question, state=QuestionState.OVERDUE)
    return question


def _judged(question: Question, judge: PriceJudge | None) -> Question:
    if judge is None or question.state is QuestionState.VOID:
        return question
    found = judge(question.note, question.claim, question.made, question.due)
    if found is None or question.answer is not None:
        return replace(question, suggestion=found)
    return replace(
        question,
        suggestion=found,
        state=QuestionState.SETTLED,
        answer=found.answer,
        settled_on=found.on,
    )


def matching(
    asked: Iterable[Question], claim: str, due: dt.date | None = None
) -> tuple[Question, ...]:
    """The unsettled questions with that claim, in any case (and that due date, if given)."""
    wanted = _key(claim, dt.date.max)[0]
    return tuple(
        question
        for question in asked
        if question.answer is None
        and _key(question.claim, question.due)[0] == wanted
        and due in (None, question.due)
    )


class Bin(Struct, frozen=True):
    """The settled forecasts of one stretch of stated probability: `low` <= p < `high`.

    The last one takes p = 1 too. Figures are rounded to six places.
    """

    low: float
    high: float
    count: int
    stated: float | None = None
    """Their mean probability."""
    came_true: int = 0
    share: float | None = None
    """The share that came true."""
    range_low: float | None = None
    range_high: float | None = None
    """Where the true share may lie, given as few as these."""


class Score(Struct, frozen=True):
    """How good the settled forecasts were, to six places; None where there are none."""

    count: int = 0
    meaningful: bool = False
    """Whether there are enough of them to say more than luck does."""
    brier: float | None = None
    always_half: float | None = None
    """What always saying 50 % scores: 0.25."""
    base_rate: float | None = None
    """The share that came true: known only afterwards."""
    always_base_rate: float | None = None
    """What always saying that share would have scored."""
    bins: tuple[Bin, ...] = ()


def score(asked: Iterable[Question]) -> Score:
    """The Brier score of the settled questions, what it is to be compared with, the calibration."""
    pairs = [
        (question.probability, question.answer is Answer.YES)
        for question in asked
        if question.state is QuestionState.SETTLED
    ]
    if not pairs:
        return Score()
    n = len(pairs)
    rate = sum(came for _, came in pairs) / n
    brier = fsum((p - came) ** 2 for p, came in pairs) / n
    always = round(rate * (1 - rate), 6)
    return Score(n, n >= MEANINGFUL, round(brier, 6), 0.25, round(rate, 6), always, _bins(pairs))


class Decomposition(Struct, frozen=True):
    """The Brier score in three parts (Murphy 1973): reliability - resolution + uncertainty.

    Over the forecasts of each stated probability, so that the parts add up exactly; to six places.
    """

    reliability: float
    """How far what was stated lies from what came true; 0 is best."""
    resolution: float
    """How far what came true parts from the base rate; the higher, the better."""
    uncertainty: float
    """What always saying the base rate scores: of the questions, not of their author."""


def decompose(asked: Iterable[Question]) -> Decomposition | None:
    """The parts of the score of the settled questions; None where there are none."""
    held: dict[float, list[bool]] = {}
    for question in asked:
        if question.state is QuestionState.SETTLED:
            held.setdefault(question.probability, []).append(question.answer is Answer.YES)
    n = sum(map(len, held.values()))
    if not n:
        return None
    rate = sum(map(sum, held.values())) / n
    shares = [(p, len(came), sum(came) / len(came)) for p, came in held.items()]
    return Decomposition(
        round(fsum(count * (p - share) ** 2 for p, count, share in shares) / n, 6),
        round(fsum(count * (share - rate) ** 2 for _, count, share in shares) / n, 6),
        round(rate * (1 - rate), 6),
    )


def _bins(pairs: Sequence[tuple[float, bool]]) -> tuple[Bin, ...]:
    number = 10 if len(pairs) >= MANY else 5
    held: Mapping[int, list[tuple[float, bool]]] = {at: [] for at in range(number)}
    for p, came in pairs:
        # Rounded first: 0.6 * 5 is 3 and not a hair less.
        held[min(int(round(p * number, 9)), number - 1)].append((p, came))
    return tuple(_bin(at / number, (at + 1) / number, members) for at, members in held.items())


def _bin(low: float, high: float, members: list[tuple[float, bool]]) -> Bin:
    n, came = len(members), sum(yes for _, yes in members)
    if not n:
        return Bin(low, high, 0)
    figures = (fsum(p for p, _ in members) / n, came / n, *wilson(came, n))
    stated, share, least, most = (round(figure, 6) for figure in figures)
    return Bin(low, high, n, stated, came, share, least, most)
