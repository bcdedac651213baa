"""Whether something happened after the close: by a word, or by an hour at the exchange.

What comes after the close of a session counts for the next one. The hours are those of today's
regular sessions; a shortened one closes earlier than this knows.
"""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from msgspec import Struct

from thesisvault.parser.facts.vocabulary import Vocabulary


class _Exchange(Struct, frozen=True):
    zone: str
    close: dt.time


_NEW_YORK = _Exchange("America/New_York", dt.time(16))
_EXCHANGES = {
    suffix: _Exchange(zone, close)
    for suffixes, zone, close in (
        ("DE F", "Europe/Berlin", dt.time(17, 30)),
        ("L", "Europe/London", dt.time(16, 30)),
        ("PA", "Europe/Paris", dt.time(17, 30)),
        ("AS", "Europe/Amsterdam", dt.time(17, 30)),
        ("BR", "Europe/Brussels", dt.time(17, 30)),
        ("LS", "Europe/Lisbon", dt.time(16, 30)),
        ("MI", "Europe/Rome", dt.time(17, 30)),
        ("MC", "Europe/Madrid", dt.time(17, 30)),
        ("SW", "Europe/Zurich", dt.time(17, 30)),
        ("VI", "Europe/Vienna", dt.time(17, 30)),
        ("ST", "Europe/Stockholm", dt.time(17, 30)),
        ("CO", "Europe/Copenhagen", dt.time(17)),
        ("HE", "Europe/Helsinki", dt.time(18, 30)),
        ("OL", "Europe/Oslo", dt.time(16, 20)),
        ("TO V", "America/Toronto", dt.time(16)),
        ("T", "Asia/Tokyo", dt.time(15, 30)),
        ("HK", "Asia/Hong_Kong", dt.time(16)),
        ("SS SZ", "Asia/Shanghai", dt.time(15)),
        ("KS KQ", "Asia/Seoul", dt.time(15, 30)),
        ("NS BO", "Asia/Kolkata", dt.time(15, 30)),
        ("AX", "Australia/Sydney", dt.time(16)),
        ("JO", "Africa/Johannesburg", dt.time(17)),
        ("TA", "Asia/Jerusalem", dt.time(17, 25)),
        ("SA", "America/Sao_Paulo", dt.time(17)),
    )
    for suffix in suffixes.split()
}
"""By the end of a symbol; one without any trades in New York."""
_ZONES = {
    name: zone
    for names, zone in (
        ("et est edt", "America/New_York"),
        ("ct cst cdt", "America/Chicago"),
        ("mt mst mdt", "America/Denver"),
        ("pt pst pdt", "America/Los_Angeles"),
        ("utc gmt z", "UTC"),
        ("bst", "Europe/London"),
        ("cet cest", "Europe/Berlin"),
        ("jst", "Asia/Tokyo"),
        ("hkt", "Asia/Hong_Kong"),
        ("kst", "Asia/Seoul"),
    )
    for name in names.split()
}
"""`EST` is what many write all the year, and mean the hour in New York."""
_HOUR = re.compile(
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?)? ?(?P<half>[ap]\.?m\.?)? ?"
    r"(?P<zone>[a-z]{1,4}|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_LAST_HOUR = re.compile(rf"(?:(?<=\d)T|(?<![^\s,(]))(?:at )?(?P<said>{_HOUR.pattern})\)?$", re.I)
_YES, _NO = ("true", "yes", "on", "y", "1", "x", "ja"), ("false", "no", "off", "n", "0", "nein")


def read_after_close(
    text: str, words: Vocabulary, day: dt.date | None = None, symbol: str = ""
) -> bool | None:
    """Whether it was after the close of `day` where `symbol` trades; None: not understood."""
    folded = text.strip("*_`() ").casefold()
    if folded in (*_YES, *words.words("closing", "after")):
        return True
    if folded in (*_NO, *words.words("closing", "before")) or words.is_absent(folded):
        return False
    hour = _HOUR.fullmatch(folded)
    return _is_late(hour, day, symbol) if hour and (hour["minute"] or hour["half"]) else None


def hour_unread(text: str) -> str:
    """What to say of a text that tells no hour."""
    return (
        f"`{text}` is not understood, so the day itself counts. Write `yes`, `no` or an hour at "
        "the exchange, such as `16:30 ET`."
    )


def split_hour(text: str, words: Vocabulary) -> tuple[str, str]:
    """The text of a date without the hour, or the words for one, that it ends with; and these."""
    stripped = text.strip()
    folded = stripped.casefold().rstrip(") ")
    for word in (*words.words("closing", "after"), *words.words("closing", "before")):
        at = len(folded) - len(word)
        if folded.endswith(word) and at > 0 and not folded[at - 1].isalnum():
            return stripped[:at].rstrip(" ,;(-–—"), stripped[at : len(folded)]
    found = _LAST_HOUR.search(stripped)
    if found is None or not (found["minute"] or found["half"]):
        return stripped, ""
    return stripped[: found.start()].rstrip(" ,;("), found["said"]


def _is_late(hour: re.Match[str], day: dt.date | None, symbol: str) -> bool | None:
    exchange = _EXCHANGES.get(symbol.rpartition(".")[2].upper(), _NEW_YORK)
    exchange = exchange if "." in symbol else _NEW_YORK
    try:
        time = _time(hour)
        zone = _zone(hour["zone"] or "")
        if zone is None or zone == exchange.zone:
            return time >= exchange.close
        if day is None:
            return None
        from_zone = zone if isinstance(zone, dt.tzinfo) else ZoneInfo(zone)
        there = dt.datetime.combine(day, time, from_zone).astimezone(ZoneInfo(exchange.zone))
    except (ValueError, KeyError, OSError, OverflowError):
        return None  # no such hour, no such zone, or none on this machine
    is_late = there.time() >= exchange.close
    if there.date() == day:
        return is_late
    # The day before, during its session: only that day can say it.
    return True if there.date() > day else (False if is_late else None)


def _time(hour: re.Match[str]) -> dt.time:
    number, half = int(hour["hour"]), (hour["half"] or "").replace(".", "")
    if half and not 1 <= number <= 12:
        raise ValueError("no such hour")
    return dt.time(number % 12 + (12 if half == "pm" else 0) if half else number,
                   int(hour["minute"] or 0))  # fmt: skip


def _zone(name: str) -> dt.tzinfo | str | None:
    """What an hour is in; None: that of the exchange. Raises `KeyError` for a name unknown."""
    if not name:
        return None
    if name[0] not in "+-":
        return _ZONES[name]
    hours, minutes = int(name[1:3]), int(name[-2:])
    shift = dt.timedelta(hours=hours, minutes=minutes)
    return dt.timezone(-shift if name[0] == "-" else shift)
