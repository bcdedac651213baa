"""From which day on each line of a note is known: below a dated heading or caption, that day; a
log's entry, its own; a closing and an outcome, when they came about.

What a heading says of a deadline (`Kill criteria by 2026-06-30`) or of an event (below `Catalysts`)
tells nothing of when it was written.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from thesisvault.model.facts import Facts, Status
from thesisvault.model.note import Heading, Kind, Property, Since
from thesisvault.parser.body.collector import Contents
from thesisvault.parser.body.passages import Passage
from thesisvault.parser.facts.criteria import SET, set_on
from thesisvault.parser.facts.dates import find_day, find_days
from thesisvault.parser.facts.log import read_entry
from thesisvault.parser.facts.vocabulary import Vocabulary


def known_since(
    contents: Contents,
    properties: Iterable[Property],
    kind: Kind,
    date: dt.date | None,
    facts: Facts,
    words: Vocabulary,
) -> tuple[Since, ...]:
    """The lines from which on another day holds, in their order; `date` is the note's."""
    # The title of a note with a date of its own names what it is about, and a catalyst's its day.
    titled = date is None and kind is not Kind.CATALYST
    own = sorted(_own(contents, properties, facts, words))
    texts = [heading.text for heading in contents.headings]
    joined = "\n".join(texts)
    is_dated = ("20" in joined or "19" in joined) and any(map(find_day, texts))
    if not own and not is_dated:
        return ()
    base = list(_below_headings(contents.headings, titled, words))
    days = {line: day for line, day in base}
    lines = [line for line, _ in base]
    for first, last, day in own:
        at = bisect_right(lines, last) - 1
        days[first] = day
        days.setdefault(last + 1, base[at][1] if at >= 0 else None)
    return tuple(Since(line, days[line]) for line in sorted(days)) if any(days.values()) else ()


def _below_headings(
    headings: Sequence[Heading], titled: bool, words: Vocabulary
) -> Iterator[tuple[int, dt.date | None]]:
    trail: list[tuple[int, dt.date | None, bool]] = []
    for number, heading in enumerate(headings):
        while trail and trail[-1][0] >= heading.level:
            trail.pop()
        is_title = number == 0 and heading.level == 1
        of_events = any(events for _, _, events in trail)
        day = None if of_events or (is_title and not titled) else written_on(heading.text, words)
        trail.append((heading.level, day, of_events or words.heading(heading.text) == "catalysts"))
        yield heading.span.line, max((one for _, one, _ in trail if one), default=None)


def written_on(text: str, words: Vocabulary) -> dt.date | None:
    """The full date in a heading, unless it is said to be a deadline."""
    if find_day(text) is None:
        return None
    start, _, day = find_days(text)[0]
    before = text[:start].casefold().rstrip(" (:,*_[").rpartition(" ")[2].lstrip("([*_")
    return None if before in words.words("dates", "deadline") else day


def _own(
    contents: Contents, properties: Iterable[Property], facts: Facts, words: Vocabulary
) -> Iterator[tuple[int, int, dt.date]]:
    """The stretches that have a day of their own: first line, last line, day."""
    yield from _entries(contents.passages)
    for table in contents.tables:
        if day := written_on(table.caption, words):
            yield table.span.line, table.span.end_line, day
    for entry in facts.log:
        if entry.rule == "log" or entry.rule.startswith("line"):  # the row of a table, a line
            yield entry.span.line, entry.span.end_line, entry.day
    for figure in facts.figures:
        set_ = _SET_ON.search(figure.text) if figure.name == "stop" else None
        if set_ and (day := find_day(figure.text[set_.end() :])):
            yield figure.span.line, figure.span.end_line, day
    for criterion in facts.criteria:
        if day := set_on(criterion.text):
            yield criterion.span.line, criterion.span.end_line, day
    for item in properties if facts.closed or facts.happens else ():
        if day := _came_about(words.property(item.key), facts):
            yield item.span.line, item.span.end_line, day


_SET_ON = re.compile(rf"(?i)\b{SET}")
"""What says from which day on a stop is one: `172 (raised 2026-02-09 from 165)`."""


def _entries(passages: Iterable[Passage]) -> Iterator[tuple[int, int, dt.date]]:
    """The items of a log that begin with a date, with what is nested in them."""
    outer: tuple[int, dt.date] | None = None
    for passage in passages:
        if passage.section.role != "log" or not passage.is_item:
            outer = None
            continue
        span = passage.span
        if outer is None or span.column <= outer[0]:
            entry = read_entry(passage.text, span)
            outer = (span.column, entry.date) if entry else None
        if outer is not None:
            yield span.line, span.end_line, outer[1]


def _came_about(name: str | None, facts: Facts) -> dt.date | None:
    """The day on which what a property tells came about; None where it tells of no such thing."""
    if name == "closed" or (name == "status" and facts.status is Status.CLOSED):
        return facts.closed
    if name != "outcome" or facts.happens is None or facts.happens.window is None:
        return None
    said = facts.happens.outcome.casefold()
    told = (line.day for line in facts.log if said and said in line.text.casefold())
    return min((facts.happens.window.end, *told))
