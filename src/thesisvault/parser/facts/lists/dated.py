"""Items with a day: catalysts, and entries of a log."""

from __future__ import annotations

import datetime as dt
import re

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import (
    CatalystDate,
    Figure,
    Interval,
    Label,
    LogLine,
    Point,
    Reference,
    StatedImpact,
)
from thesisvault.model.log import LogEntry
from thesisvault.model.note import MARKETS, THESES
from thesisvault.model.text import Span
from thesisvault.parser.body.passages import Label as Labelled
from thesisvault.parser.body.passages import Passage
from thesisvault.parser.facts.closing import hour_unread, read_after_close, split_hour
from thesisvault.parser.facts.dates import find_day, find_window, find_year, read_coming
from thesisvault.parser.facts.lists.reading import (
    SEPARATORS,
    Reader,
    link_name,
    shown,
    trimmed,
    words_of,
)
from thesisvault.parser.facts.log import entry_of, is_forecast, looks_forecast, read_entry
from thesisvault.parser.facts.phrases import PLAIN, is_near_horizon, read_impact
from thesisvault.parser.facts.slips import is_broken_box, is_near
from thesisvault.parser.facts.vocabulary import Vocabulary


def read_catalysts(reader: Reader, passage: Passage) -> None:
    """An item with a date under *Catalysts*, or a line that begins with one."""
    if not passage.is_item:
        for start, line in passage.lines():
            text = shown(line)
            window = find_window(text)
            is_event = window is not None and _WEEKDAY.sub("", text.removeprefix(window.text))
            if window is not None and is_event and text.startswith(window.text):
                _event(
                    reader, passage, "", text, window, passage.places.span(start, start + len(line))
                )
        return
    mark, text = words_of(passage)
    if not mark and is_broken_box(passage.text):
        reader.facts.tell("item", text, passage.span)
    window = find_window(text) or find_year(text) or _coming(reader, text)
    if window is not None:
        _event(reader, passage, mark, text, window, passage.span)
    elif text:
        reader.facts.tell("undated", text, passage.span)


_BEGINS = re.compile(r"[^:–—]{3,24}?(?=\s*[:–—]|\s-\s)")
"""What leads to an event, and may be its day: `Tue 10 Mar: CPI`."""


def _coming(reader: Reader, text: str) -> Interval | None:
    """The day without a year that an item of a note on the market begins with: such a note is
    written once, and on its date the year is clear.
    """
    if reader.kind not in MARKETS or reader.date is None:
        return None
    begun = _BEGINS.match(text)
    if begun is None:  # `Tue 10 Mar CPI`
        words = text.split()
        led = (" ".join(words[:size]) for size in (2, 3) if len(words) > size)
        return next(filter(None, (read_coming(said, reader.date) for said in led)), None)
    within = re.search(r"\(([^()]+)\)", begun[0])  # `SAVA (Nov 14): …`
    return (read_coming(within[1], reader.date) if within else None) or read_coming(
        begun[0], reader.date
    )


_WEEKDAY = re.compile(
    r"(?i)\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|\b(?:today|tomorrow)\b|[\W_]+"
)
"""Words beside a day that leads to a list: they name no event."""


def _event(
    reader: Reader, passage: Passage, mark: str, text: str, window: Interval, span: Span
) -> None:
    title, expected = around(_without_marks(text, window), window.text)
    link = next(iter(passage.links), None)
    name = link_name(link) if link is not None else ""
    if link is not None and text.startswith(name) and name != window.text:  # a day is no subject
        subject = Reference(link.target, linked=True, span=link.span)
    else:
        subject = Reference(title or text, linked=False, span=span)
    done = reader.words.is_done(mark) if mark.strip() else "✅" in text
    hour = _hour(text, window.text, reader.words)
    is_late = read_after_close(hour, reader.words, window.start) if hour else False
    if is_late is None:
        said = Diagnostic("date-unparsed", hour_unread(hour), span)
        reader.facts.diagnostics.append(said)
    reader.facts.add(
        "catalysts",
        CatalystDate(
            subject,
            window,
            window.text,
            expected,
            "done" if done else "",
            asks_outcome=bool(mark),
            after_close=bool(is_late),
            span=span,
            rule=reader.rule(passage),
        ),
    )


_DONE_ON = re.compile(r"\s*[✅➕❌]\ufe0f?\s*(?:19|20)\d\d-\d\d-\d\d")
_TAGS_BEHIND = re.compile(r"(?:\s+#[\w/-]+)+\Z")


def _without_marks(text: str, window: Interval) -> str:
    """An event without its tags and the days that the Tasks plugin adds, where it has its own."""
    plain = _DONE_ON.sub("", text)
    return _TAGS_BEHIND.sub("", plain if window.text in plain else text)


def _hour(text: str, date: str, words: Vocabulary) -> str:
    """The hour behind a date, with what stands as its zone; else the one that ends the text."""
    if hour := split_hour(date, words)[1]:
        zone = re.match(r" [A-Z]{2,4}\b", text[text.find(date) + len(date) :])
        return hour + (zone[0] if zone else "")
    return split_hour(text, words)[1]


def _without(text: str, date: str) -> str:
    """A text without the date that it begins or ends with, and what sets it off."""
    at = text.find(date)
    before, after = trimmed(text[:at]), trimmed(text[at + len(date) :])
    if not before or not after:
        return before or after
    return text


_BEFORE_DATE = re.compile(r"(?i)\s(?:in|on|by|around|during|im|am|bis|en)\Z")
"""`GTC in March`: what leads from an event to its date."""


def around(text: str, date: str) -> tuple[str, str]:
    """What stands before a date, else behind it; and what is behind it then."""
    at = text.find(date)
    before, after = trimmed(text[:at]), trimmed(text[at + len(date) :])
    if before.count("(") > before.count(")"):
        before = before.rpartition("(")[0].strip(SEPARATORS)
    before = _BEFORE_DATE.sub("", before)
    if 0 <= after.find(")") < (after.find("(") % (len(after) + 1)):
        after = after.replace(")", "", 1)  # `2031-02-03 (round 4) — …`
    return (before, after) if before else (after, "")


def read_log(reader: Reader, passage: Passage) -> None:
    """An entry: a list item that begins with a date, or a heading with one and what follows it."""
    if not passage.is_item and _add_lines(reader, passage):
        return
    entry = _entry(reader, passage) if passage.is_item else None
    if entry is not None and not entry.text:
        reader.outer_days.append((passage.span.column, entry.date))
        return
    if entry is not None:
        text = shown(entry.text)
        rule = reader.rule(passage)
        reader.facts.add("log", LogLine(entry.date, text, span=passage.span, rule=rule))
        _impact_in(reader, passage, entry.date, rule)
        if entry.problem or looks_forecast(entry):
            reader.facts.tell("forecast", text, passage.span)
        return
    for heading in reversed(passage.section.headings[1:]):
        day = find_day(heading.text)
        if day is None:
            continue
        rule = f"heading under {passage.section.name}"
        if heading.span not in reader.logged:
            reader.logged.add(heading.span)
            interval = find_window(heading.text)
            title = _without(shown(heading.text), interval.text if interval else "")
            reader.facts.add("log", LogLine(day, title, span=heading.span, rule=rule))
        if passage.is_item and is_forecast(text := shown(passage.text)):
            rule = reader.rule(passage)
            reader.facts.add("log", LogLine(day, text, span=passage.span, rule=rule))
        for label in passage.labels():
            _dated_label(reader, label, day, f"label {label.key}")
        return


def _entry(reader: Reader, passage: Passage) -> LogEntry | None:
    """An item that begins with a date, or is nested in one that is a date and no more."""
    outer, span = reader.outer_days, passage.span
    while outer and outer[-1][0] >= span.column:
        outer.pop()
    entry = read_entry(passage.text, span)
    return entry or (entry_of(outer[-1][1], passage.text, span) if outer else None)


def _add_lines(reader: Reader, passage: Passage) -> bool:
    """The entries that lines of their own begin; False where none does."""
    is_any = False
    for start, line in passage.lines():
        span = passage.places.span(start, start + len(line))
        if (entry := read_entry(line, span)) is not None:
            rule = reader.rule(passage)
            reader.facts.add("log", LogLine(entry.date, shown(entry.text), span=span, rule=rule))
            is_any = True
    return is_any


def _dated_label(reader: Reader, label: Labelled, day: dt.date, rule: str) -> None:
    """What a label within a log entry says of its thesis on that day."""
    name = reader.words.property(label.key)
    if name == "impact":
        _own_impact(reader, label.value, label.span, day, rule)
    elif name == "conviction":
        figure = Figure("conviction", label.value, None, day, span=label.span, rule=rule)
        reader.facts.add("figures", figure)


def _impact_in(reader: Reader, passage: Passage, day: dt.date, rule: str) -> None:
    """`Thesis impact: weakens` within an entry of one line."""
    for key in reader.words.words("properties", "impact"):
        at = passage.text.casefold().find(f"{key}:")
        before = passage.text[at - 1] if at > 0 else " "
        if at >= 0 and not before.isalnum():
            start = at + len(key) + 1
            said = re.split(r"[.;|]", passage.text[start:], maxsplit=1)[0]
            lead = len(said) - len(said.lstrip(" *_"))
            span = passage.places.span(start + lead, start + len(said.rstrip()))
            _own_impact(reader, said.strip(" *_"), span, day, rule)
            return
    head, colon, said = passage.text.rpartition(":")
    if colon and is_near(head[-40:], reader.words.words("properties", "impact")):
        reader.facts.tell("impact", said.strip(), passage.span)


def read_validation(reader: Reader, passage: Passage) -> None:
    """What would confirm the thesis: an argument, and once it is ticked, a confirmation."""
    if not passage.is_item:
        return
    mark, text = words_of(passage)
    text = text.replace("~~", "")
    span, rule = passage.span, reader.rule(passage)
    if not mark.strip() or not reader.words.is_done(mark):
        if text:
            reader.facts.add("points", Point("validation", text, span=span, rule=rule))
        return
    labels = (Label(text, (PLAIN,), ""),)
    day = find_day(text) or reader.date
    impact = StatedImpact(reader.own(span), text, labels, day, span=span, rule=rule)
    reader.facts.add("stated_impacts", impact)


def _own_impact(reader: Reader, text: str, span: Span, day: dt.date | None, rule: str) -> None:
    if reader.kind not in THESES:
        return
    labels = read_impact(text, reader.words)
    if not labels:
        reader.facts.tell("impact", text, span)
        return
    if is_near_horizon(text, labels, reader.words):
        reader.facts.tell("impact", text, span)
    impact = StatedImpact(reader.own(span), text, labels, day, span=span, rule=rule)
    reader.facts.add("stated_impacts", impact)
