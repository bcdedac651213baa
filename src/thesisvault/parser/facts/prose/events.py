"""What a sentence says will happen, and when; and what it asks to be watched."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from msgspec import Struct

from thesisvault.model.facts import Interval
from thesisvault.parser.facts.dates import find_interval, read_interval
from thesisvault.parser.facts.vocabulary import Vocabulary

_SEASON = re.compile(
    r"\b(?P<date>Q[1-4] (?:19|20)\d\d|[1-4]Q\d\d) (?P<what>(?:earnings|results|reporting)"
    r"(?: season)?|prints?|reports?)\b",
    re.I,
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTH = re.compile(rf"(?:{_MONTHS})(?![\w-]| (?:\d|(?:19|20)\d\d))")
_BEFORE_DATE = re.compile(r"\b(?:by|through|until|before|in|on|for)(?: the)? (?=\S)", re.IGNORECASE)
_BY = re.compile(r"\b(?P<how>by|through|until|before)(?: the)? ", re.I)
_CLAUSE = re.compile(
    r"[;:]|, (?:but|while|and|with|aiming|as|although|given)(?: its)? |(?<=\w) while "
)
_ORDER = re.compile(
    r"(?:first|second|third|fourth|fifth|last|finally)(?:,? and [\w ]{3,24},|,)? ", re.I
)
_TOPIC = re.compile(
    r"(?:(?:and|also|most critical(?:ly)?|,) )*(?:(?:the|an?|its|their) )?"
    r"(?P<what>[^,.;:()]{3,90})"
)
_OF = re.compile(
    r"\A(?:trajectory|path|direction|level|development|course|state|outlook) (?:of|for) "
    r"(?:the )?"
)
_LONGEST = 110


class Event(Struct, frozen=True):
    """Something with a date, at text[start:end]."""

    start: int
    end: int
    what: str
    date: str


class Watched(Struct, frozen=True):
    """A figure to watch, at text[start:end]."""

    start: int
    end: int
    what: str


def find_events(text: str, words: Vocabulary, date: dt.date | None) -> Iterator[Event]:
    """What has a date that is not over on the day of the note; a season of results always."""
    taken: list[int] = []
    for match in _SEASON.finditer(text):
        taken.append(match.start())
        yield Event(match.start(), match.end(), match[0], match["date"])
    planned = words.finder("prose", "planned")
    for start, end, shown, window in _dates(text, date):
        if start in taken or (date is not None and window.end < date):
            continue
        clause = _clause(text, start)
        before = text[clause:start]
        by = list(_BY.finditer(before))
        is_by = bool(by) and by[-1].end() == len(before) and by[-1]["how"].lower() != "before"
        is_planned = planned.search(before) is not None
        if not (is_planned or (is_by and date is not None)):
            continue
        what = _what(text, clause, start, end)
        if what:
            yield Event(start, end, what, shown)


def _dates(text: str, date: dt.date | None) -> Iterator[tuple[int, int, str, Interval]]:
    """The dates behind `by`, `in`, `on`; a month without its year is the next one."""
    for match in _BEFORE_DATE.finditer(text):
        said = text[match.end() : match.end() + 40]
        if found := find_interval(said):
            yield match.end(), match.end() + len(found.text), found.text, found
        elif date is not None and (month := _MONTH.match(said)):
            for year in (date.year, date.year + 1):
                found = read_interval(f"{month[0]} {year}")
                if found is not None and found.end >= date:
                    yield match.end(), match.end() + month.end(), found.text, found
                    break


def _clause(text: str, at: int) -> int:
    begin = 0
    for border in _CLAUSE.finditer(text, 0, at):
        begin = border.end() if not border[0].startswith(", aiming") else border.start() + 2
    return begin


def _what(text: str, clause: int, start: int, end: int) -> str:
    """The words of the clause, without the date and the word before it."""
    before = re.sub(r"\s*\b(?:by|through|until|in|on|for)(?: the)?\s*\Z", "", text[clause:start])
    before = before.strip(' ,–—-"“”')
    if len(before.split()) < 2:
        behind = re.match(r"[^.;,]{3,110}", text[end:])
        before = behind[0].strip() if behind else ""
    if len(before) > _LONGEST:
        before = before[-_LONGEST:].partition(" ")[2]
    return before


def find_watched(text: str, words: Vocabulary, *, told: bool) -> Iterator[Watched]:
    """What should be watched: where the sentence asks for it, or one before it said `told`."""
    verb = words.finder("prose", "watches")
    for match in verb.finditer(text):
        yield from _topic(text, match.end(), words)
    if told and not verb.search(text):
        order = _ORDER.match(text)
        if order:
            yield from _topic(text, order.end(), words)


def announces(text: str, words: Vocabulary) -> bool:
    """Whether a sentence says that a list of things to watch follows."""
    return words.finder("prose", "announces").search(text) is not None


def _topic(text: str, at: int, words: Vocabulary) -> Iterator[Watched]:
    match = _TOPIC.match(text, at + len(text[at:]) - len(text[at:].lstrip(" ,:")))
    if match is None:
        return
    what = _OF.sub("", match["what"].strip())
    counted = re.fullmatch(r"(?:two|three|four|five|several|these|key|\d)(?: \w+){0,3}", what)
    if what and not counted:
        yield Watched(match.start("what"), match.end("what"), what)
