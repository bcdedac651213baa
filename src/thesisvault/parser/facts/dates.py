"""Dates as people write them, as intervals; durations, as bounds in days."""

from __future__ import annotations

import calendar
import contextlib
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar
from functools import cache
from itertools import pairwise

from thesisvault.model.facts import Duration, Interval

_NAMES_OF_MONTHS = (
    "january jan januar jänner jän janvier janv enero ene styczeń stycznia",
    "february feb februar feber février févr fév febrero luty lutego",
    "march mar märz maerz mär mrz mars marzo marzec marca",
    "april apr avril avr abril abr kwiecień kwietnia",
    "may mai mayo maj maja",
    "june jun juni juin junio czerwiec czerwca",
    "july jul juli juillet juil julio lipiec lipca",
    "august aug août agosto ago sierpień sierpnia",
    "september sept sep septembre septiembre setiembre wrzesień września",
    "october oct oktober okt octobre octubre październik października",
    "november nov novembre noviembre listopad listopada",
    "december dec dezember dez décembre déc diciembre dic grudzień grudnia",
)
"""English, German, French, Spanish, Polish; with their accents, which a writer may leave out."""


def _spellings(name: str) -> set[str]:
    apart = unicodedata.normalize("NFD", name)
    return {name, apart, "".join(sign for sign in apart if not unicodedata.combining(sign))}


_MONTHS = {
    spelling: number
    for number, names in enumerate(_NAMES_OF_MONTHS, 1)
    for name in names.split()
    for spelling in _spellings(name)
}
_WEEKDAYS = (
    "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|"
    "sun(?:day)?|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|"
    "mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|mi[ée]rcoles|jueves|viernes|"
    "s[áa]bado|domingo"
)
_ZONES = "UTC|GMT|[ECMP][SD]?T|BST|CES?T|IST|MSK|JST|KST|HKT|SGT|AE[SD]?T|NZ[SD]?T"
_TIME = rf"(?:(?:T|,? (?:at )?)\d{{1,2}}:\d\d\S*(?: [ap]\.?m\.?)?(?: (?:{_ZONES}))?)?"
_ANY_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_MONTH = rf"(?P<month>{_ANY_MONTH})\.?"
_PART = r"(?:(?P<part>early|mid|late|(?:start|beginning|end)(?: of)?|first week of)[ -]+(?:of )?)?"
_WEEKDAY = rf"(?:(?:{_WEEKDAYS})\.?,? )?"
_ORDINAL = "(?:st|nd|rd|th|er|º|[.])?"
_DAY = rf"(?P<day>\d{{1,2}}){_ORDINAL}(?: ?[-–—] ?(?P<last_day>\d{{1,2}}){_ORDINAL})?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_OF = "(?: del? |[ -]|, ?)"

_FULL = (
    rf"(?<![\w-]){_YEAR}-(?P<month_number>\d\d)-(?P<day>\d\d){_TIME}(?![\w-])",
    rf"(?<![\w./-]){_YEAR}(?P<stroke>[/.])(?P<month_number>\d\d?)(?P=stroke)(?P<day>\d\d?)"
    rf"{_TIME}(?![\w/-]|\.\d)",
    rf"(?<![\w-]){_WEEKDAY}{_MONTH} {_DAY},? {_YEAR}{_TIME}(?![\w-])",
    rf"(?<![\w-])(?<!\d[–—]){_WEEKDAY}{_DAY}{_OF}{_MONTH}{_OF}{_YEAR}{_TIME}(?![\w-])",
    rf"(?<!\d){_YEAR}[年년] ?(?P<month_number>\d\d?)[月월] ?(?P<day>\d\d?)[日일]",
    rf"(?<![\w./-])(?P<first>\d\d?)(?P<stroke>[./-])(?P<second>\d\d?)(?P=stroke){_YEAR}"
    rf"{_TIME}(?![\w/-]|\.\d)",
)
_PERIOD = "(?P<period>Q[1-4]|H[12]|[1-4]Q|[12]H)"
_THIRDS = {
    **dict.fromkeys(("初", "上旬", "초"), "early"),
    **dict.fromkeys(("中旬", "中", "중순"), "mid"),
    **dict.fromkeys(("下旬", "末", "底", "말"), "late"),
}
"""What follows a month, or a year, in scripts without spaces: its first, second or last third."""
_HALVES = {"上半年": "H1", "下半年": "H2", "上半期": "H1", "下半期": "H2", "상반기": "H1",
           "하반기": "H2"}  # fmt: skip
_THIRD = f"(?P<third>{'|'.join(_THIRDS)})"
_HALF = f"(?P<half>{'|'.join(_HALVES)})"
_ENDS = r"(?!\w|-\d\d-\d)"
"""No letter follows, nor the rest of a day: `2026中-02-18` is a slip."""
_LOOSE = (
    rf"(?<![\w-])(?P<day>\d\d?)-{_MONTH}-(?P<year>\d\d)(?![\w-])",
    rf"{_YEAR}-(?P<month_number>\d\d)(?![\w-]|.?[-–－]\d)",
    rf"{_YEAR}[年년] ?(?P<month_number>\d\d?)[月월](?!\w)",
    rf"{_PART}{_MONTH}{_OF}{_YEAR}(?![\w-])",
    rf"{_PART}{_PERIOD} ?(?:CY ?)?{_YEAR}(?![\w-])",
    r"(?P<period>[1-4]Q|[12]H)['’]?(?P<year>\d\d)(?![\w-])",
    r"(?P<period>Q[1-4]|H[12]) ?['’](?P<year>\d\d)(?![\w-])",
    rf"{_YEAR}[年년]?[ -]?{_PERIOD}(?![\w-])",
    rf"{_YEAR}(?:-|[年년] ?)(?P<month_number>\d\d?)[月월]? ?{_THIRD}{_ENDS}",
    rf"{_YEAR}[年년]? ?{_HALF}{_ENDS}",
    rf"{_YEAR}[年년]? ?年?{_THIRD}{_ENDS}",
    # The year of a day that is not read is not the day: `31.02.2026`.
    rf"(?<![./-]\d[./-])(?<![./-]\d\d[./-]){_PART}{_YEAR}(?![\w-]|.?[-–－]?\d\d[-–－]\d)",
    rf"{_YEAR}[年년](?!\w)",
)
_FORMS = _FULL + _LOOSE

_LINK = re.compile(
    r"\[\[(?:[^\[\]|]*/)?([^\[\]|/#]+)(?:[#|][^\[\]]*)?\]\]|"
    r"\[[^\[\]]*\]\((?:[^()]*/)?([^()/#]+)(?:\.md)(?:#[^()]*)?\)"
)
_DATED = re.compile(
    r"(?:19|20)\d\d|[QH]['’]?\d\d|[QH]\d ?['’]\d\d|\d-[^\W\d_]{3,9}-\d\d", re.IGNORECASE
)
"""What every date holds; most text holds none, and no form need be tried on it."""
_FULL_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DIGIT = re.compile("[0-9]")
_ISO = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_TO = re.compile(r" ?[-–—−~] ?| to ", re.IGNORECASE)
_LONGEST_START = 40
"""Characters of the first half of a range."""


@cache
def _pattern(form: str) -> re.Pattern[str]:
    # Compiled when first asked for: most dates are of the first form, and the rest take 15 ms.
    # Digits of other scripts are beside ours by a slip only.
    return re.compile(form.replace(r"\d", "[0-9]"), re.IGNORECASE)


def read_interval(text: str) -> Interval | None:
    """`text` as a date, however loose, or None.

    ``late Jan 2026`` is the 21st to the 31st; a third of a month is ten days, a third of a
    quarter, half or year is whole months. ``17-05-2026`` can be read in one order only, and with
    dots the day is first; ``03/04/2026`` is read where its note tells the order (`strokes_of`).
    """
    stripped = text.strip()
    if _ISO.fullmatch(stripped):
        return _iso(stripped)
    if not _DATED.search(stripped):
        return None
    if link := _LINK.fullmatch(stripped):
        stripped = (link[1] or link[2]).strip()
    for form in _FORMS:
        if match := _pattern(form).fullmatch(stripped):
            return _interval(match)
    found = _range_at_start(stripped)
    return found if found and found.text == stripped else None


_SIGNS = r"[\s✅☑✓✔️🔜⏳]*"
_REMARK = re.compile(
    rf"{_SIGNS}(?:[(（][^()（）\d]{{1,40}}[)）]|見込み|予定|頃|ごろ|预计|前后|左右|예정|경"
    rf"|\s(?:expected|est\.?|tbc|tentative|geplant|erwartet|previsto))?{_SIGNS}\Z",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:[~≈约約]|ca\.|about |around |throughout |during |全年 ?)\s*", re.IGNORECASE
)
_MOVED = re.compile(
    r"cancel|postpon|delay|moved|pushed|verschob|abgesagt|aplaz"
    r"|延期|取消|中止|推迟|연기|취소",
    re.IGNORECASE,
)


def read_remarked(text: str) -> Interval | None:
    """A date between a sign that it is not exact, and a remark: `~May 2026`, `2026-08（预计）`.

    A remark that it was moved or called off makes it no date; nor does one with figures.
    """
    shown = text.strip()
    about = _ABOUT.match(shown)
    start, remark = about.end() if about else 0, _REMARK.search(shown)
    end = remark.start() if remark else len(shown)
    if (start == 0 and end == len(shown)) or _MOVED.search(shown, end):
        return None
    return read_interval(shown[start:end])


def _iso(text: str) -> Interval | None:
    """What most dates are, of which the whole is known without looking at its parts."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None  # the 31st of February
    return Interval(day, day, text)


def find_day(text: str) -> dt.date | None:
    """The first full date within `text`: a heading's ``(Jan 8, 2026)``; a bare year is not one."""
    day = None
    for form in _FULL:
        if not _has_year(text):
            break
        for match in _pattern(form).finditer(text):
            interval = _interval(match)
            if interval is not None and interval.start == interval.end:
                # An earlier day ends before this one begins.
                day, text = interval.start, text[: match.start()]
                break
    return day


_IN_NAMES = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<sign>[-_. ]?)(?P<month>\d\d)(?P=sign)(?P<day>\d\d)"
    r"(?:[-_ T]?(?:[01]\d|2[0-3])[-_.:]?[0-5]\d(?:[-_.:]?[0-5]\d)?)?(?!\d)",
    re.ASCII,
)


def day_of_name(name: str) -> dt.date | None:
    """The first full date in the name of a file, where other words are joined to it by any sign:
    `2026-01-08-close`, `NVDA_2026_01_08`, `202601081630`; else the end of the week in it.
    """
    for match in _IN_NAMES.finditer(name) if _has_year(name) else ():
        with contextlib.suppress(ValueError):  # the 31st of February
            return dt.date(*(int(match[part]) for part in ("year", "month", "day")))
    return find_day(name.replace("_", " ")) or _end_of_week(name)


_WEEK = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_ ]?[Ww](?P<week>\d\d?)(?!\w)", re.ASCII)


def _end_of_week(name: str) -> dt.date | None:
    """The Sunday of the week in a name, `2026-W10`: what its note says is known by then."""
    match = _WEEK.search(name)
    with contextlib.suppress(ValueError):  # the 54th week
        return dt.date.fromisocalendar(int(match["year"]), int(match["week"]), 7) if match else None
    return None


_YEARLESS = (
    rf"(?<![\w-]){_MONTH} (?P<day>\d\d?)(?:st|nd|rd|th)?(?![\w-]|[,.]? ?\d)",
    rf"(?<![\w./-])(?<!top )(?<!best )(?<!last )(?<!next )(?<!first )(?P<day>\d\d?)[.]? {_MONTH}"
    r"(?!\s+(?:picks?|ideas?|stocks?|names?|trades?|positions?|buys?|sells?|winners?|losers?"
    r"|movers?|plays?|be\b|not\b))(?![\w-]|[,.]? ?\d)",
    r"(?<![年/-])(?<!\d)(?P<month_number>\d\d?)月(?P<day>\d\d?)日",
    r"(?<![/-])(?<!\d)(?P<month_number>\d\d?)/(?P<day>\d\d?)"
    r"(?= ?[(（]?[周週]?[一二三四五六日月火水木金土收盘終値])",
)
# In a heading this is a number: `1.2. Moves`.
_DOTTED = r"(?<![\w.])(?P<day>\d\d?)\.(?P<month_number>\d\d?)\.(?!\d)"
_SOON = dt.timedelta(days=31)
_LATELY = dt.timedelta(days=92)


def find_day_near(text: str, noted: dt.date) -> dt.date | None:
    """The first day in `text` that has no year: `Close (Apr 10)`, `4/11 周五`.

    Its year is that of a note dated `noted`, or the one before where the day was still far ahead.
    """
    day = _yearless(text, noted.year)
    return _yearless(text, noted.year - 1) if day and day > noted + _SOON else day


def read_coming(text: str, noted: dt.date) -> Interval | None:
    """The day of an event that has no year: `Apr 15`, `28.04.`, `4/15（周三）`.

    Its year is that of a note dated `noted`, or the next one where the day was long over.
    """
    forms = (*_YEARLESS, _DOTTED)
    day = _yearless(text, noted.year, forms)
    if day and day < noted - _LATELY:
        day = _yearless(text, noted.year + 1, forms)
    return Interval(day, day, text) if day else None


def _yearless(text: str, year: int, forms: Sequence[str] = _YEARLESS) -> dt.date | None:
    for form in forms if _DIGIT.search(text) else ():
        for match in _pattern(form).finditer(text):
            groups = match.groupdict()
            name = (groups.get("month") or "").casefold()
            try:
                month = _MONTHS.get(name) or int(groups["month_number"])
                return dt.date(year, month, int(groups["day"]))
            except ValueError:
                continue  # the 31st of February
    return None


def _has_year(text: str) -> bool:
    """Whether there may be a full date: all hold a year of four digits."""
    return ("20" in text or "19" in text) and _FULL_YEAR.search(text) is not None


def find_days(text: str) -> list[tuple[int, int, dt.date]]:
    """Every full date within `text` with its start and its end, in order."""
    if not _has_year(text):
        return []
    return sorted(
        (match.start(), match.end(), interval.start)
        for form in _FULL
        for match in _pattern(form).finditer(text)
        if (interval := _interval(match)) is not None and interval.start == interval.end
    )


_UP_TO = r" ?(?:[-–—−~]|to|through|until|bis) ?"


def _parts(place: int) -> tuple[str, str, str]:
    """The month, the day and the year of one end of a span."""
    year = rf"(?:,? (?P<year{place}>(?:19|20)\d\d))?"
    return rf"(?P<month{place}>{_ANY_MONTH})\.?", rf"(?P<day{place}>\d\d?){_ORDINAL}", year


def _spans() -> tuple[str, ...]:
    (month, day, year), (last_month, last_day, last_year) = _parts(1), _parts(2)
    return (
        rf"(?<!\w){month} {day}{year}{_UP_TO}(?:{last_month} )?{last_day}{last_year}(?![\w%])",
        rf"(?<![\w.,-]){day}(?: {month}{year})?{_UP_TO}{last_day} {last_month}{last_year}(?!\w)",
    )


_SPANS = _spans()
"""`Jan 30 – Feb 3, 2026`, `12-14 January`."""
_MAY_SPAN = re.compile(r"(?i)[0-9][a-zº.,0-9 ]{0,12}(?:[-–—−~]|to |through|until|bis)")
"""What days together hold: most headings hold none, and no form need be tried on them."""
_LONGEST_SPAN = dt.timedelta(days=31)


def find_span(text: str, noted: dt.date | None) -> tuple[dt.date, dt.date] | None:
    """The first and the last of the days that `text` speaks of together: `Reaction (Feb 3-8)`,
    `2026-02-03 to 2026-02-05`; None where it names no such days, or more than a month of them.

    Without a year they are of that of a note dated `noted`, or of the one before where they were
    still far ahead.
    """
    if not _MAY_SPAN.search(text):
        return None
    days = find_days(text)
    for (_, end, first), (start, _, last) in pairwise(days):
        if _TO.fullmatch(text[end:start]) and first < last <= first + _LONGEST_SPAN:
            return first, last
    for form in _SPANS:
        for match in _pattern(form).finditer(text):
            found = _span(match, noted)
            if found is not None and found[0] < found[1] <= found[0] + _LONGEST_SPAN:
                return found
    return None


def find_days_of(
    texts: Iterable[str], noted: dt.date | None
) -> tuple[dt.date, dt.date | None] | None:
    """The day that the first of `texts` with one speaks of; of several together the last, and the
    first beside it.
    """
    for text in texts:
        if span := find_span(text, noted):
            return span[1], span[0]
        if day := find_day(text) or (find_day_near(text, noted) if noted else None):
            return day, None
    return None


def _span(match: re.Match[str], noted: dt.date | None) -> tuple[dt.date, dt.date] | None:
    groups = match.groupdict()
    first, last = groups["month1"] or groups["month2"], groups["month2"] or groups["month1"]
    of_first, of_last = (_MONTHS[name.casefold()] for name in (first, last))
    stated = groups["year2"] or groups["year1"]
    year = int(stated) if stated else noted.year if noted else None
    if year is None:
        return None
    try:
        end = dt.date(year, of_last, int(groups["day2"]))
        if not stated and noted and end > noted + _SOON:
            end = end.replace(year=year - 1)
        begun = int(groups["year1"] or (end.year - (of_first > of_last)))
        return dt.date(begun, of_first, int(groups["day1"])), end
    except ValueError:
        return None  # the 31st of February


def find_window(text: str) -> Interval | None:
    """The first date anywhere in `text`, the fullest form first; a bare year is not one."""
    if not _DATED.search(text):
        return None
    for form in _FORMS[:-1]:
        for match in _pattern(form).finditer(text):
            if not match.group().isdigit() and (interval := _interval(match)) is not None:
                return interval
    return None


_SET_OFF = re.compile(
    r"(?:\A|[(（–—:|,-]\s*|(?i:\b(?:in|by|during|throughout|for)\s+))(?<![0-9][-–—])"
    r"(?P<year>(?:19|20)[0-9]{2})(?=\s*(?:\Z|[)）:：–—|,;]|-\s(?!\s*[0-9]{1,2}-[0-9])|[.](?:\s|\Z)))"
)


def find_year(text: str) -> Interval | None:
    """The first year that stands by itself in `text`: `2027: the second plant`, `IPO (2027)`.

    One before a word says of which year that is, and not when: `2026 guidance`.
    """
    match = _SET_OFF.search(text)
    return _months(int(match["year"]), 1, 12, "", match["year"]) if match else None


def find_interval(text: str) -> Interval | None:
    """The first date at the very start of `text`, however loose."""
    if not _DATED.search(text):
        return None
    found = _at_start(text)
    if found is not None and found.start == found.end:
        return found  # a day, and what a dash leads to is what happened on it
    return _range_at_start(text) or found


def _at_start(text: str) -> Interval | None:
    longest = None
    for form in _FORMS:
        match = _pattern(form).match(text)
        interval = _interval(match) if match else None
        if interval and form in _FULL:
            return interval
        if interval and (longest is None or len(interval.text) > len(longest.text)):
            longest = interval
    return longest


def _range_at_start(text: str) -> Interval | None:
    """``Q3–Q4 2026``: what has no year of its own has that of the other half."""
    for to in _TO.finditer(text[:_LONGEST_START]):
        last = _at_start(text[to.end() :])
        if last is None:
            continue
        head, bare_year = text[: to.start()], last.text.isdigit()
        first = _whole(head) if not bare_year or head.isdigit() else None
        if first is None and not bare_year:
            first = _whole(f"{head} {last.end.year}")
        if first and first.start <= last.start and first.end <= last.end:
            return Interval(first.start, last.end, text[: to.end() + len(last.text)])
    return None


def _whole(text: str) -> Interval | None:
    found = _at_start(text)
    return found if found and found.text == text else None


def _interval(match: re.Match[str]) -> Interval | None:
    groups = match.groupdict()
    year = int(groups["year"]) + (2000 if len(groups["year"]) == 2 else 0)
    month = _MONTHS.get((groups.get("month") or "").casefold()) or int(
        groups.get("month_number") or 0
    )
    part = (groups.get("part") or "").casefold().removesuffix(" of")
    part = part or _THIRDS.get(groups.get("third") or "", "")
    try:
        if first := groups.get("first"):
            day_first = True if groups["stroke"] == "." else _day_first.get()
            return _in_order(year, int(first), int(groups["second"]), day_first, match.group())
        if groups.get("day"):
            day = dt.date(year, month, int(groups["day"]))
            last_day = day.replace(day=int(groups.get("last_day") or day.day))
            return Interval(day, last_day, match.group()) if day <= last_day else None
        if period := groups.get("period") or _HALVES.get(groups.get("half") or ""):
            number = int(period.strip("QHqh"))
            size = 3 if "Q" in period.upper() else 6
            return _months(year, (number - 1) * size + 1, size, part, match.group())
        if month or groups.get("month_number"):
            return _part_of_month(dt.date(year, month, 1), part, match.group())
        return _months(year, 1, 12, part, match.group())
    except ValueError:
        return None  # the 31st of February


def _in_order(
    year: int, first: int, second: int, day_first: bool | None, text: str
) -> Interval | None:
    """``17-05-2025``, where only one order makes a date; where both do, by what is known of it."""
    if first > 12 or second > 12 or first == second:
        day_first = second <= 12
    elif day_first is None:
        return None
    day = dt.date(year, second, first) if day_first else dt.date(year, first, second)
    return Interval(day, day, text)


_day_first: ContextVar[bool | None] = ContextVar("_day_first", default=None)
"""Whether dates such as ``03/04/2026`` begin with the day, in the note that is being read."""
# A search is quick where a pattern begins with a set: what stands before is looked at behind it.
_STROKED = re.compile(r"([0-9](?<![\w./-].)[0-9]?)[/-]([0-9]{1,2})[/-](?:19|20)[0-9]{2}(?![\w/-])")
_YEAR_STARTS = ("/20", "/19", "-20", "-19")
_MAY_BE_STROKED = re.compile(r"[/-](?:19|20)[0-9]{2}(?<=[0-9].{5})")


@contextlib.contextmanager
def strokes_of(text: str) -> Iterator[None]:
    """While a note's `text` is read, take the order of its dates with strokes from those of them
    that make a date in one order only; where there are none, or they disagree, there is no order.
    """
    may_be = any(start in text for start in _YEAR_STARTS) and _MAY_BE_STROKED.search(text)
    found = _STROKED.findall(text) if may_be else ()
    told = {int(first) > 12 for first, second in found if (int(first) > 12) != (int(second) > 12)}
    before = _day_first.set(told.pop() if len(told) == 1 else None)
    try:
        yield
    finally:
        _day_first.reset(before)


def has_two_orders(text: str) -> str | None:
    """The first date in `text` that could be one of two days, as it is written."""
    match = _STROKED.search(text) if _day_first.get() is None else None
    is_either = match and match[1] != match[2] and int(match[1]) <= 12 and int(match[2]) <= 12
    return match[0] if match and is_either else None


def two_orders(text: str) -> str:
    """Say why such a date is not read, and what to write."""
    first, second, year = re.split("[/-]", text)
    return (
        f"`{text}` could be one of two days, and no other date of the note says which: write "
        f"{year}-{second:0>2}-{first:0>2} or {year}-{first:0>2}-{second:0>2}."
    )


def _part_of_month(first: dt.date, part: str, text: str) -> Interval:
    last = _month_end(first.year, first.month)
    match part:
        case "early" | "start" | "beginning":
            return Interval(first, first.replace(day=10), text)
        case "first week":
            return Interval(first, first.replace(day=7), text)
        case "mid":
            return Interval(first.replace(day=11), first.replace(day=20), text)
        case "late" | "end":
            return Interval(first.replace(day=21), last, text)
    return Interval(first, last, text)


def _months(year: int, first: int, size: int, part: str, text: str) -> Interval:
    """The months from `first` on, or a third of them."""
    third = size // 3
    match part:
        case "early" | "start" | "beginning":
            size = third
        case "first week":
            day = dt.date(year, first, 1)
            return Interval(day, day.replace(day=7), text)
        case "mid":
            first, size = first + third, third
        case "late" | "end":
            first, size = first + size - third, third
    return Interval(dt.date(year, first, 1), _month_end(year, first + size - 1), text)


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


LONGEST = 100 * 365
"""Days; what lasts longer than a century is not an investor's scenario."""

_UNITS = {
    "days?|d": 1.0,
    "weeks?|wks?|w": 7.0,
    "months?|mths?|mos?|m": 365 / 12,
    "quarters?|qtrs?": 365 / 4,
    "years?|yrs?|y": 365.0,
}
_NUMBER = r"[0-9]{1,6}(?:[.,][0-9]{1,6})?"
_COUNT = rf"(?P<low>{_NUMBER}|an?|one|two|three|four|six|full)"
_DURATION = re.compile(
    rf"[~≈]?\s*{_COUNT}(?:\s*(?:-|–|—|to)\s*(?P<high>{_NUMBER}))?[\s-]*(?:full\s+)?"
    rf"(?P<unit>{'|'.join(_UNITS)})\.?\s*(?P<open>\+|and more|or more|or longer)?",
    re.IGNORECASE,
)
_WORDS = {"a": 1, "an": 1, "one": 1, "full": 1, "two": 2, "three": 3, "four": 4, "six": 6}


def read_duration(text: str) -> Duration | None:
    """``2-4 weeks``, ``6-12m``, ``1-2 quarters``, ``Full year+`` in days, or None."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        return None
    written = match["unit"].casefold()
    unit = next(days for names, days in _UNITS.items() if re.fullmatch(names, written))
    low = _WORDS.get(match["low"].casefold()) or float(match["low"].replace(",", "."))
    high = float(match["high"].replace(",", ".")) if match["high"] else low
    if low <= 0 or high < low or high * unit > LONGEST:
        return None
    upper = None if match["open"] else round(high * unit)
    return Duration(round(low * unit), upper, text.strip())
