"""All that a note states: its typed properties, its dates, and the rows of its tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from msgspec import Struct, field

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import (
    CatalystDate,
    Exposure,
    Facts,
    Interval,
    Reference,
    RelationKind,
    Side,
    StatedRelation,
)
from thesisvault.model.note import InlineField, Kind, Property, Scalar, Table, Tag
from thesisvault.parser.facts.dates import find_interval, read_duration, read_interval
from thesisvault.parser.facts.kinds import kind_of, side_of_name
from thesisvault.parser.facts.references import scalar_references
from thesisvault.parser.facts.vocabulary import Vocabulary

T = TypeVar("T")

_RELATIONS = {
    "groups": (RelationKind.MEMBER_OF, False),
    "sector": (RelationKind.MEMBER_OF, False),
    "members": (RelationKind.MEMBER_OF, True),
    "benefits_from": (RelationKind.BENEFITS_FROM, False),
    "benefits": (RelationKind.BENEFITS_FROM, True),
    "hurt_by": (RelationKind.HURT_BY, False),
    "hurts": (RelationKind.HURT_BY, True),
    "theses": (RelationKind.MATTERS_TO, False),
}
"""Properties that relate this note to others, and whether the other one is the subject."""

_ISO = "an ISO date, such as 2026-01-08"


class Statement(Protocol):
    """A paragraph, for the few facts that stand in prose: what a reader sees of it."""

    @property
    def text(self) -> str:
        """Worked out when asked, since most notes say what they state elsewhere."""


class Reading(Struct):
    """What was read of one note."""

    kind: Kind
    date: dt.date | None
    facts: Facts
    diagnostics: list[Diagnostic] = field(default_factory=list)


class FactsReader:
    """One note's facts. Properties come first; Dataview fields stand in where there is none."""

    def __init__(
        self,
        path: str,
        properties: Iterable[Property],
        fields: Iterable[InlineField],
        words: Vocabulary,
    ) -> None:
        """`path` is the note's, for its folder and its name."""
        self._path, self._words = path, words
        self._name = path.rpartition("/")[2].removesuffix(".md")
        self._values: dict[str, tuple[Scalar, ...]] = {}
        for item in fields:
            self._values.setdefault(item.key.casefold(), (Scalar(item.value, item.span),))
        for prop in properties:
            self._values[prop.key.casefold()] = prop.scalars
        self._diagnostics: list[Diagnostic] = []

    def read(
        self, tags: Sequence[Tag], tables: Sequence[Table], prose: Sequence[Statement]
    ) -> Reading:
        """The note's kind, its date, and what it states."""
        type_name = self._text("type")
        kind = kind_of(self._path, type_name, (tag.name for tag in tags), self._words)
        date = self._note_date(kind, prose)
        found = self._read_tables(tables, date)
        if kind is Kind.THESIS and "exposures" not in found:
            found["exposures"] = list(self._equal_exposures())
        facts = Facts(
            side=self._side(kind),
            symbol=self._text("symbol") or self._text("ticker"),
            opened=self._day("opened"),
            closed=self._day("closed"),
            review=self._day("review"),
            horizon=self._convert("horizon", read_duration, "a duration, such as 12 months"),
            conviction=self._text("conviction"),
            started=self._started(kind, prose),
            happens=self._happens(kind),
            relations=tuple(self._relations(kind)),
            **{name: tuple(facts) for name, facts in found.items()},
        )
        return Reading(kind, date, facts, self._diagnostics)

    def _read_tables(self, tables: Sequence[Table], date: dt.date | None) -> dict[str, list[Any]]:
        if not tables:
            return {}
        # A command that reads one changed note waits for every import: this one takes 5 ms.
        from thesisvault.parser.facts.tables import read_tables

        rows = read_tables(tables, date, self._words)
        self._diagnostics += rows.diagnostics
        return rows.found

    def _scalar(self, key: str) -> Scalar | None:
        values = self._values.get(key, ())
        return values[0] if values and values[0].text.strip() else None

    def _text(self, key: str) -> str | None:
        scalar = self._scalar(key)
        return scalar.text.strip() if scalar else None

    def _convert(self, key: str, convert: Callable[[str], T | None], wanted: str) -> T | None:
        scalar = self._scalar(key)
        if scalar is None:
            return None
        value = convert(scalar.text)
        if value is None and "{{" not in scalar.text:
            message = f"`{key}: {scalar.text}` is not understood. It wants {wanted}."
            found = Diagnostic("property-unparsed", message, scalar.span)
            self._diagnostics.append(found)
        return value

    def _day(self, key: str) -> dt.date | None:
        interval = self._convert(key, _exact, _ISO)
        return interval.start if interval else None

    def _note_date(self, kind: Kind, prose: Sequence[Statement]) -> dt.date | None:
        keys = ["created", "date", "published", "opened"]
        if kind is Kind.CATALYST:
            keys.remove("date")  # there it says when the catalyst happens
        for key in keys:
            scalar = self._scalar(key)
            if scalar and (interval := _exact(scalar.text)):
                return interval.start
        for statement in reversed(prose):
            word, _, rest = statement.text.strip("*_ ").replace(":", " ").partition(" ")
            says_date = word.casefold() in self._words.words("dates", "created")
            if says_date and (interval := _exact(rest)):
                return interval.start
        return None

    def _started(self, kind: Kind, prose: Sequence[Statement]) -> Interval | None:
        if kind is not Kind.ROTATION:
            return None
        stated = self._convert("started", read_interval, "a date, such as late Dec 2025")
        if stated is not None:
            return stated
        finder = self._words.finder("dates", "started")
        for statement in prose:
            for match in finder.finditer(statement.text):
                found = find_interval(
                    statement.text[match.end() :].lstrip(" :").removeprefix("in ")
                )
                if found is not None:
                    return found
        return None

    def _side(self, kind: Kind) -> Side | None:
        if kind is not Kind.THESIS:
            return None
        name = self._convert(
            "side", lambda text: self._words.named("sides", text), "`long` or `short`"
        )
        return Side(name) if name else side_of_name(self._name)

    def _happens(self, kind: Kind) -> CatalystDate | None:
        scalar = self._scalar("date")
        if kind is not Kind.CATALYST or scalar is None:
            return None
        wanted = "a date, such as 2026-01-08, late Jan 2026 or Q1 2026"
        window = self._convert("date", read_interval, wanted)
        subject = Reference(self._path, linked=True, span=scalar.span)
        return CatalystDate(
            subject,
            window,
            scalar.text.strip(),
            self._text("expected") or "",
            self._text("outcome") or "",
            span=scalar.span,
            rule="date",
        )

    def _equal_exposures(self) -> Iterator[Exposure]:
        for scalar in self._values.get("stocks", ()):
            for reference in scalar_references(scalar):
                yield Exposure(reference, 1.0, span=scalar.span, rule="stocks")

    def _relations(self, kind: Kind) -> Iterator[StatedRelation]:
        for key, (relation, inverse) in _RELATIONS.items():
            if kind is Kind.THESIS and relation is RelationKind.MEMBER_OF:
                continue  # a thesis is no member of what it trades
            for scalar in self._values.get(key, ()):
                for reference in scalar_references(scalar):
                    yield StatedRelation(relation, reference, inverse, span=scalar.span, rule=key)


def _exact(text: str) -> Interval | None:
    interval = read_interval(text)
    return interval if interval and interval.start == interval.end else None
