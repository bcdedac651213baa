"""When a note was written, when what it tells began, and when it happens."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import CatalystDate, Duration, Interval, Reference
from thesisvault.model.note import Kind, Scalar, Unread, is_facts
from thesisvault.parser.body.passages import may_state
from thesisvault.parser.facts.closing import hour_unread, read_after_close, split_hour
from thesisvault.parser.facts.dates import (
    day_of_name,
    find_day,
    find_interval,
    read_duration,
    read_interval,
)
from thesisvault.parser.facts.properties.context import Context
from thesisvault.parser.facts.vocabulary import Vocabulary

DATES = ("created", "inception", "date", "published", "opened", "as_of")
"""Properties that date a note, the first first."""
_OF_ITS_SUBJECT = ("published", "inception")
"""Those that may be of what the note is about: then a year says all."""
_ISO = "an ISO date, such as 2026-01-08"
_IN_UNITS = re.compile(r"(?i)(?:months|years)\Z")
"""`horizon_months: 24`."""
_DATED = ("log", "catalysts")
"""Sections of which each line has a day."""
_NEAR_TOP = 12
"""Lines among which a line of its own may date a clipped article."""
_SHORT = 80
"""Characters of such a line at most: a longer one is a sentence."""
_FEW = 8
"""Words of such a line, at most."""


def read_day(note: Context, key: str) -> dt.date | None:
    """The one day that a property names."""
    interval = note.convert(key, _exact, _ISO)
    return interval.start if interval else None


def read_changed(note: Context) -> dt.date | None:
    """The day on which the note says that it was last changed, where that can be read."""
    scalar = note.properties.scalar("updated")
    interval = _by_program(scalar.text) if scalar else None
    return interval.start if interval else None


def read_horizon(note: Context, begun: dt.date | None) -> Duration | None:
    """How long a thesis is meant to be held from the day on which it was begun."""
    stated = note.properties.stated("horizon")
    unit = _IN_UNITS.search(stated[1]) if stated else None

    def convert(text: str) -> Duration | None:
        return _duration(begun, f"{text} {unit[0]}" if unit and text[-1:].isdigit() else text)

    return note.convert("horizon", convert, "a duration, such as 12 months")


def read_note_date(note: Context, kind: Kind) -> dt.date | None:
    """What the note says of its own date, else its file's name, else when it was changed."""
    for key in DATES:
        if key == "date" and kind is Kind.CATALYST:
            continue  # there it says when the catalyst happens
        if key == "inception" and kind in (Kind.STOCK, Kind.SECTOR):
            continue  # there it says when a fund began
        note.is_misdated |= key in note.properties.unreadable
        scalar = note.properties.scalar(key)
        if scalar is None:
            continue
        if (found := _READ.get(key, _begun)(scalar.text)) is not None:
            return found.start
        _not_dated(note, key, scalar)
    return (
        _dated_by_footer(note, "created")
        or day_of_name(note.name)
        or _dated_by_line(note)
        or _changed_on(note)
    )


def _not_dated(note: Context, key: str, scalar: Scalar) -> None:
    if "{{" in scalar.text or scalar.text.startswith("<%"):
        return
    note.is_misdated = True
    if key == "opened":
        return  # told where it opens the thesis
    if key in _OF_ITS_SUBJECT and read_interval(scalar.text) is not None:
        return  # a book's year, a fund's month
    message = (
        f"`{key}: {scalar.text}` cannot be read as a date: the note uses its next one. "
        f"Write {_ISO}."
    )
    note.diagnostics.append(Diagnostic("property-unparsed", message, scalar.span))


def _dated_by_footer(note: Context, name: str) -> dt.date | None:
    """The last line that is a word of the list and a date: `*Last updated: 2026-01-08*`."""
    words = note.words.words("dates", name)
    for statement in reversed(note.contents.prose):
        written = statement.raw.casefold()  # what a reader sees takes long to find out
        if not any(word in written for word in words):
            continue
        text = statement.text.strip("*_ ").replace(":", " ")
        for word in words if len(text) <= _SHORT else ():
            rest = text[len(word) :]
            if text[: len(word)].casefold() != word or rest[:1] not in ("*", "_", " "):
                continue
            if interval := _exact(rest.strip("*_ ")):
                return interval.start
    return None


def _dated_by_line(note: Context) -> dt.date | None:
    """A line of its own near the top that holds one full date, as clipped articles have it."""
    if note.front:
        return None
    dated = (it.span.line for it in note.contents.headings if note.words.heading(it.text) in _DATED)
    end = next(dated, _NEAR_TOP + 1)
    for statement in note.contents.prose:
        if statement.line > min(end, _NEAR_TOP):
            break
        for line in () if statement.is_item else statement.lines:
            if len(line) <= _SHORT and (day := find_day(line)) and _is_dateline(line, note.words):
                return day
    return None


def _changed_on(note: Context) -> dt.date | None:
    note.is_misdated |= "updated" in note.properties.unreadable
    scalar = note.properties.scalar("updated")
    interval = _by_program(scalar.text) if scalar else None
    if scalar is not None and interval is None:
        _not_dated(note, "updated", scalar)
    if interval is not None:
        return interval.start
    return _dated_by_footer(note, "updated") or _changed_by_heading(note)


def _changed_by_heading(note: Context) -> dt.date | None:
    """`## Last updated: 2026-01-08`."""
    for heading in note.contents.headings:
        key, _, value = heading.text.replace("：", ":").partition(":")
        found = _exact(value.strip("*_ ")) if note.words.property(key) == "updated" else None
        if found is not None:
            return found.start
    return None


def looks_clipped(note: Context, date: dt.date) -> bool:
    """A title, a byline, a line with a date, and no front matter: written elsewhere.

    What was accepted out of its prose is below, and is not of it.
    """
    has_date = _dated_by_line(note) == date and day_of_name(note.name) is None
    titles = [heading.text for heading in note.contents.headings]
    own = next((at for at, title in enumerate(titles) if is_facts(title)), len(titles))
    tables = [table for table in note.contents.tables if not any(map(is_facts, table.headings))]
    return has_date and own <= 1 and not tables


def read_started(note: Context, kind: Kind) -> Interval | None:
    """When a rotation began, by its property, else by a sentence."""
    if kind is not Kind.ROTATION:
        return None
    stated = note.convert("started", partial(_interval, note), "a date, such as late Dec 2025")
    if stated is not None:
        return stated
    finder = note.words.finder("dates", "started")
    for statement in note.contents.prose:
        for match in finder.finditer(statement.text):
            found = find_interval(statement.text[match.end() :].lstrip(" :").removeprefix("in "))
            if found is not None:
                return found
    return None


def read_event(
    note: Context, kind: Kind, rule: str, written: dt.date | None
) -> CatalystDate | None:
    """When the catalyst of a note of one happens; `rule` is what made it one.

    A note among events asks for an outcome where it keeps outcomes, or was written before.
    """
    scalar = note.properties.scalar("date")
    if kind is not Kind.CATALYST or scalar is None:
        return None
    wanted = "a date, such as 2026-01-08, late Jan 2026 or Q1 2026"
    window = note.convert("date", partial(_interval, note), wanted)
    subject = Reference(note.path, linked=True, span=scalar.span)
    keeps_outcomes = any(name in note.properties for name in ("expected", "outcome"))
    is_ahead = written is not None and window is not None and written < window.start
    return CatalystDate(
        subject,
        window,
        scalar.text.strip(),
        note.properties.text("expected") or "",
        note.properties.text("outcome") or "",
        asks_outcome=keeps_outcomes or is_ahead or not note.words.tells_events(rule),
        after_close=_after_close(note, "date", window.start if window else None),
        span=scalar.span,
        rule="date",
    )


def _interval(note: Context, text: str) -> Interval | None:
    """A date, with an hour or the words for one behind it or without."""
    text = text.rstrip(" .。")
    return read_interval(text) or read_interval(split_hour(text, note.words)[0])


def _after_close(note: Context, key: str, day: dt.date | None) -> bool:
    """Whether the note's event came after the close: as `after_close` says, else the hour
    behind the date of `key`.
    """
    stated = note.properties.stated("after_close")
    if stated is None:
        text = note.properties.text(key) or ""
        hour, said = split_hour(text, note.words)[1], note.properties.stated(key)
        if not hour or said is None:
            return False
        stated = Scalar(hour, said[0].span), said[1]
    (scalar, rule), symbol = stated, note.properties.text("symbol") or ""
    found = read_after_close(scalar.text, note.words, day, symbol)
    if found is None and "{{" not in scalar.text:
        message = hour_unread(f"{rule}: {scalar.text}")
        note.diagnostics.append(Diagnostic("property-unparsed", message, scalar.span))
    return bool(found)


def moved_after_close(note: Context, kind: Kind, date: dt.date | None) -> bool:
    """Whether what a rotation's note tells came after the close."""
    stated = note.properties.stated("after_close")
    if stated is not None and kind not in (Kind.ROTATION, Kind.CATALYST):
        scalar, rule = stated
        note.unread.append(Unread("property", f"{rule}: {scalar.text}", scalar.span))
    return kind is Kind.ROTATION and _after_close(note, "started", date)


def _is_dateline(line: str, words: Vocabulary) -> bool:
    """Whether a line with a date is not a sentence: a few words, a time, a byline beside it."""
    if may_state(line, words):
        return False  # `Entry 198 (2026-01-12)`
    said = re.findall(r"[^\W\d_]{2,}", line)
    return len(said) <= _FEW and not re.search(r"[;!?*|]|[.:：](?:\s|\Z)", line)


def _duration(begun: dt.date | None, text: str) -> Duration | None:
    """A duration, also one in parentheses behind words: `long-term (3-5 years)`; or up to a day:
    `by the end of Q3 2026`.
    """
    said = read_duration(text) or read_duration(text.partition("(")[2].partition(")")[0])
    if said or begun is None:
        return said
    match = _UP_TO.match(text)
    window = read_interval(text[match.end() if match else 0 :].strip(" ."))
    if window is None or window.end <= begun:
        return None
    lower, upper = max((window.start - begun).days, 0), (window.end - begun).days
    return Duration(upper if match and match["end"] else lower, upper, text)


_UP_TO = re.compile(
    r"(?i)\s*(?:(?:by|until|till|through|thru|to|into|before)\s+)?(?P<end>(?:the )?end of\s+)?"
)
_LONGEST_DAY = 40
"""Characters in which a day ends."""
_BEHIND_DAY = re.compile(r"(?<=\d)(?:[.;,|]\s|\s+[-–—(@]|\s+(?:at|for)\s)")
"""`2026-01-30. Cash: 12 %`: where a line goes on behind its day."""


def _exact(text: str) -> Interval | None:
    interval = read_interval(text.rstrip(" .。"))
    return interval if interval and interval.start == interval.end else None


def _by_program(text: str) -> Interval | None:
    """The same of a property that programs for notes fill."""
    if _SINCE_1970.fullmatch(text) is None:
        return _begun(text)
    day = dt.datetime.fromtimestamp(int(text[:10]), dt.UTC).date()
    return Interval(day, day, text)


_SINCE_1970 = re.compile(r"1[0-9]{9}(?:[0-9]{3})?")
"""Seconds or milliseconds, of the years 2001 to 2033, as Dendron writes them."""


def _begun(text: str) -> Interval | None:
    """The one day that a text is, or begins with before it goes on with something else."""
    if read_interval(text.rstrip(" .。")) is not None:
        return _exact(text)
    for match in reversed(list(_BEHIND_DAY.finditer(text[:_LONGEST_DAY]))):
        if read_interval(text[: match.start()]) is not None:
            is_of_several = find_day(text[match.end() :]) is not None
            return None if is_of_several else _exact(text[: match.start()])
    return None


_READ = {"date": _exact, "created": _by_program}
"""What reads a property that dates a note, where it is not `_begun`: a `Date` deep in a text is as
often an event's.
"""
