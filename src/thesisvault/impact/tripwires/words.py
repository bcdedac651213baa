"""A stop in plain words: `price below 190`, `close under $190`, `15% from the high`.

Only a whole text is read: a price or a name, which way, a level, and what counts the closes.
Anything more is a criterion in words, for a person to watch. What cannot be watched as it stands
comes with the nearest condition that can.
"""

from __future__ import annotations

import re

from msgspec import Struct

from thesisvault.impact.tripwires.printer import spell_number
from thesisvault.impact.tripwires.syntax import Relation
from thesisvault.parser.facts.currencies import AFTER, BEFORE
from thesisvault.parser.facts.periods import CLOSES, period_of_close
from thesisvault.parser.facts.quantities import PERCENT, number_at

LONGEST = 120
"""Characters of a text that may be a stop; a longer one is prose."""

_BELOW = (
    r"<=|=<|≤|<|\b(?:below|under|beneath|less than|lower than|loses?|gives? up"
    r"|unter|unterhalb(?: von)?"
    r"|por debajo de|inferior a|menor (?:que|a)|poniżej|ponizej)\b"
)
_ABOVE = (
    r">=|=>|≥|>|\b(?:above|over|more than|higher than|exceeds|reclaims?|regains?|retakes?"
    r"|über|oberhalb(?: von)?"
    r"|por encima de|superior a|mayor (?:que|a)|powyżej|powyzej)\b"
)
_RELATION = re.compile(rf"(?P<below>{_BELOW})|(?P<above>{_ABOVE})", re.I)
_EQUAL = "=≤≥"
_STOP = (
    "stop",
    "stops",
    "stop-loss",
    "stoploss",
    "stopp",
    "stoppkurs",
    "stop-kurs",
    "sl",
    "trailing",
)
_PRICE = (
    *("price", "share", "shares", "stock", "level", "close", "closes", "closed", "closing"),
    *("trade", "trades", "trading", "kurs", "aktie", "aktienkurs", "schlusskurs", "schließt"),
    *("schliesst", "notiert", "precio", "cotización", "cotiza", "cierra", "cierre", "acción"),
    *("cena", "zamknięcie", "zamknie", "notowania"),
)
_VERBS = (
    *("falls", "fall", "drops", "drop", "goes", "go", "gets", "is", "settles", "ends", "finishes"),
    *("breaks", "break", "moves", "dips", "rises", "climbs", "fällt", "sinkt", "steigt", "geht"),
    *("cae", "baja", "sube", "spadnie", "spada", "wzrośnie"),
    *("liegt", "bricht", "down", "drop", "drawdown", "decline", "minus"),
)
_PLAIN = (
    *(
        "a",
        "an",
        "the",
        "if",
        "when",
        "once",
        "at",
        "on",
        "of",
        "for",
        "it",
        "its",
        "daily",
        "hard",
    ),
    *("consecutive", "straight", "candle", "candles", "bar", "chart", "timeframe", "end"),
    *("mental", "exit", "sell", "cut", "out", "by", "der", "die", "das", "wenn", "falls", "bei"),
    *("invalidated", "invalidates", "invalidation", "invalid", "void", "wrong", "broken", "break"),
    *("loss", "thesis", "si", "cuando", "el", "la", "en", "de", "jeśli", "jeżeli", "gdy"),
    *("am", "auf", "für", "basis", "per", "je", "schlusskursbasis", "verkaufen"),
)
_OTHER_CLOSES = ("quarterly", "intraday", "intradaily")
_HOW_LONG = ("sustained", "sustains", "sustain", "sustainably", "persistently", "durably", "holds")
PRICES = frozenset(
    {
        "price",
        "share price",
        "stock price",
        "the price",
        "stock",
        "kurs",
        "aktienkurs",
        "schlusskurs",
    }
)
"""Names of the price of the one thing that is held."""
_NO_NAME = frozenset((*_STOP, *_PRICE, *_VERBS, *_PLAIN, *CLOSES, *_OTHER_CLOSES, *_HOW_LONG))
_BEFORE = rf"(?:{BEFORE})?\s?"
_AFTER = rf"(?:\s?(?:{AFTER}))?(?![\w%])(?!\s?[%×]|[.,']?\d)"
_LEVEL = re.compile(rf"(?<![\w.,]){_BEFORE}\d")
_TWO_WORDS = re.compile(r"\bstop loss\b", re.I)
_PERCENT = re.compile(rf"[-−–+]?\s?(\d{{1,3}}(?:[.,]\d{{1,4}})?)\s?(?:{PERCENT})", re.I)
_FROM_HIGH = re.compile(r"\b(?:\S*high|highs|peak|top|hoch|höchst\w*|\S*hoch|ath)\b", re.I)
_FROM_ENTRY = re.compile(
    r"\b(?:entry|cost|basis|purchase|buy|opened|opening|einstand\w*|kauf\w*)\b", re.I
)
_FROM = ("from", "off", "below", "under", "vom", "unter", "trailing", "52-week", "all-time", "time")
_COUNT = re.compile(
    r"(?:for|on|in|over|an)?\s*(?P<count>\d{1,2}|once|twice|two|three|four|five|zweimal|dreimal|zwei|drei)"
    r"\s*(?:x|times|mal|straight|consecutive|full|aufeinanderfolgende\w*)*\s*"
    r"(?:daily\s|trading\s)?(?:closes|close|days?|sessions?|tage\w*|schlusskurse\w*)?"
    r"\s*(?:in a row|running|straight|in folge|hintereinander)?",
    re.I,
)
_COUNTED_BEFORE = re.compile(
    r"\b(?P<count>(?:\d|two|three|four|five|zwei|drei)"
    r"(?=\s+(?:(?:straight|consecutive|daily|weekly|monthly) )*"
    r"(?:closes|days|sessions|schlusskurse|tage)\b)|twice|zweimal|dreimal)\b",
    re.I,
)
_COUNTS = {
    **{"a": 1, "one": 1, "once": 1, "twice": 2, "two": 2, "three": 3, "four": 4, "five": 5},
    **{"zweimal": 2, "dreimal": 3, "zwei": 2, "drei": 3},
}
_WEEKS = re.compile(
    r"(?:for|over)\s*(?P<count>a|one|\d{1,2}|two|three)?\s*(?P<unit>week|month|quarter)s?\b", re.I
)
_SESSIONS = {"week": 5, "month": 21, "quarter": 63}
_NO_COUNT = re.compile(
    r"(?:(?:on|at|by|per|auf|a|an|the|je|daily|closing|close|basis|schlusskurs|"
    r"share|aktie|end|of|candle|bar|chart|timeframe|hard|mental|support|level|mark|stop|stop-loss|exit|out)\s*)*",
    re.I,
)
_SIGNS = str.maketrans({"’": "'"} | dict.fromkeys("‒‐‑﹣－", "-"))
"""Hyphens that programs for text write in place of the one that is typed."""
_ASIDE = re.compile(r"(?<=[\d€$])\s*\([-−–+~≈\s]{0,4}\d[\d.,]*\s?%[^()]*\)")
"""`(-16%)`, behind a level: how far it was from the price on the day of writing."""
_AVERAGE = re.compile(
    r"(?:the |its |die |der )?(?:"
    r"(?P<days>\d{1,3})[ -]?(?P<unit>day|days|d|session|sessions|week|weeks|w|tage|tages|wochen)?"
    r"[ -]?(?P<kind>(?:(?:simple|exponential)\s)?(?:moving )?(?:average|avg)|[sedw]?ma|linie)?"
    r"|(?P<first>[sedw]?ma|average|avg)\s?\(?(?P<window>\d{1,3})\)?)",
    re.I,
)
_WORD = re.compile(r"[^\s,;:()]+")


class Stop(Struct, frozen=True):
    """What a text says of a price: whose, which way, and how far."""

    whose: str
    """A symbol or a name; empty for the one thing that is held."""
    relation: Relation | None
    """None where only the side of the thesis tells it."""
    condition: str
    """The condition with `{}` for whose, and `{<}` for the relation."""
    reason: str = ""
    """Why it cannot be watched as it stands: `condition` is then the nearest that can."""
    is_price: bool = False
    """Whether it says itself that it is about a price."""


def beyond(level: str, period: str = "") -> str:
    """The condition of a close beyond a level: of the day, or of a period such as `weekly`."""
    return f"{{}} {period} close {{<}} {level}" if period else f"{{}} close {{<}} {level}"


def read_stop(text: str) -> Stop | None:
    """What a text says of a price, if that is all it says; None for any other words."""
    plain = text.translate(_SIGNS).strip('*_`"“” .!。')
    if not plain.isascii():
        plain = _in_spaced_words(plain)
    plain = _ASIDE.sub("", _TWO_WORDS.sub("stop-loss", " ".join(plain.split())))
    plain = _OR.sub(lambda match: "<=" if match["low"] else ">=", plain)
    plain = _OR_BEHIND.sub(
        lambda match: f"{'<=' if match['low'] else '>='} {match['level']}", plain
    )
    if not plain or len(plain) > LONGEST:
        return None
    return _of_percent(plain) or _of_relation(plain) or _at_average(plain) or _of_level(plain)


_OR = re.compile(r"(?i)\b(?:at|on) or (?:(?P<low>below|under|lower than)|above|over|higher than)\b")
_OR_BEHIND = re.compile(
    r"(?i)(?:\bat )?(?P<level>[$€£]?\d[\d.,]*) or (?:(?P<low>lower|below|less)|higher|above|more)\b"
)
"""`at or below 36`, `36 or lower`."""
_SPACED = {
    **dict.fromkeys(("跌破", "低于", "低於", "小于", "跌穿", "失守", "击穿", "收低于"), " below "),
    **dict.fromkeys(
        ("周线收盘价", "周收盘价", "周线收盘", "周收盘", "週線收盤", "週收盤", "周线", "週足終値"),
        " weekly close ",
    ),
    **dict.fromkeys(("月线收盘", "月收盘", "月線收盤", "月收盤", "月足終値"), " monthly close "),
    **dict.fromkeys(("突破", "高于", "高於", "升破", "站上", "涨破", "漲破", "大于"), " above "),
    **dict.fromkeys(
        ("收盘价", "收盤價", "收盘", "收盤", "收市价", "股价", "股價", "价格", "價格", "終値",
         "株価", "종가", "주가"), " close "
    ),
    **dict.fromkeys(("如果", "若", "一旦", "則", "则"), " if "),
}  # fmt: skip
_SPACED_WORD = re.compile("|".join(sorted(_SPACED, key=len, reverse=True)))
_DAYS_BEHIND = re.compile(
    r"(\d{1,3})\s?(?:日均线|日均線|日线|日線|日移動平均線?|일 ?이동평균선?|일선)"
)
_BEHIND_LEVEL = re.compile(
    r"(?:[でがはの이가은는]\s?)?(?P<level>[$¥₩]?\d[\d.,]*(?:\s?[円元원]|-day average)?)"
    r"\s?(?:を|을|를|선을|선)?\s?"
    r"(?:(?P<low>割[りっ込るれむ]*|下回[るっれたば]*|하회|이탈|깨[지면]*)|上回[るっれたば]*|超え[るた]?|상회|돌파)"
    r"(?:하면|시|する|したら|たら|ば)?"
)
"""`終値で36円を下回る`, `종가 36 이탈`: the verb comes last."""


def _in_spaced_words(text: str) -> str:
    """The same with words of scripts without spaces in English, in the order of English."""
    spaced = _SPACED_WORD.sub(lambda match: _SPACED[match[0]], text)
    spaced = _DAYS_BEHIND.sub(r"\1-day average", spaced)
    return _BEHIND_LEVEL.sub(
        lambda match: f" {'below' if match['low'] else 'above'} {match['level']} ", spaced
    )


def _of_relation(text: str) -> Stop | None:
    """`NVDA closes below 190 twice`: whose, which way, a level or an average, how often."""
    match = _RELATION.search(text)
    if match is None:
        return None
    head, rest = text[: match.start()], _THE.sub("", text[match.end() :].strip())
    rest = rest.lstrip("~≈ ")
    if called := _CALLED.match(rest):
        rest = rest[called.end() :].rstrip(" )")
    counted = _COUNTED_BEFORE.search(head)
    whose = _name_in(head.replace(counted[0], " ", 1) if counted else head)
    if whose is None:
        return None
    sign = "<" if match["below"] else ">"
    relation: Relation = f"{sign}=" if any(it in match[0] for it in _EQUAL) else sign  # type: ignore[assignment]
    found = _average(rest) or _level(rest)
    if found is None:
        return None
    level, tail, asks = found
    far = "high" if sign == "<" else "low"
    if not asks and _has(f"{head} {tail}", _OTHER_CLOSES):
        return Stop(whose, relation, beyond(level), _OTHER_CLOSE)
    if not asks and _has(f"{head} {tail}", _HOW_LONG):
        return Stop(whose, relation, f"{{}} {far}(5) {{<}} {level}", _SUSTAINED)
    if long := _WEEKS.fullmatch(tail):
        count = (long["count"] or "a").casefold()
        sessions = _SESSIONS[long["unit"].casefold()] * (_COUNTS.get(count) or int(count))
        return Stop(whose, relation, f"{{}} {far}({sessions}) {{<}} {level}", _IN_SESSIONS)
    if period := period_of_close(f"{head} {tail}"):
        tail = " ".join(word for word in tail.split() if word.casefold() not in CLOSES)
    often = counted or (None if _NO_COUNT.fullmatch(tail) else _COUNT.fullmatch(tail))
    if (
        often is not None
        and (times := _COUNTS.get(often["count"].casefold()) or int(often["count"])) > 1
    ):
        if period:
            why = f"The {period} closes are not counted."
            return Stop(whose, relation, beyond(level, period), why)
        # An average is another one on each of the days.
        in_a_row = _IN_A_ROW.search(text) and "average" not in level
        why = "" if in_a_row else f"Closes are not counted, but the last {times} can be compared."
        return Stop(whose, relation, f"{{}} {far}({times}) {{<}} {level}", asks or why)
    if often is None and not _NO_COUNT.fullmatch(tail):
        is_range = re.match(r"[-–—/]\s?\d|to\s\d|bis\s\d", tail)
        return Stop(whose, relation, beyond(level), _RANGE) if is_range else None
    return Stop(whose, relation, beyond(level, period), asks, _has(head, _PRICE))


_IN_A_ROW = re.compile(
    r"(?i)\b(?:consecutive|straight|in a row|running|aufeinanderfolgend\w*|in folge|hintereinander"
    r"|(?:for|over) (?:\d{1,2}|two|three|four|five) (?:trading )?(?:days|sessions))\b"
)
"""That so many closes follow each other: the highest of them is below the level too."""


_CALLED = re.compile(
    r"(?i)(?:[\w'’.-]+\s+){0,4}(?:low|lows|high|highs|support|resistance|level|pivot|base|gap|breakout"
    r"|neckline|shelf|tief|hoch|unterstützung|widerstand)\s*(?:at|@|of|around|near|bei|\(|=|:)?\s*"
    r"(?=[~≈]?[$€£]?\d)"
)
"""What a level is called: `the March low at 139`."""
_THE = re.compile(r"(?i)(?:the|its)\s+(?=[$€£]?\d[\d.,]*(?:\s+(?:level|mark|support))?\Z)")
_RANGE = "A range has two levels: choose one."
_IN_SESSIONS = "Time is counted in sessions, five a week."
_SUSTAINED = "It does not say for how long: a week has five closes."
_OTHER_CLOSE = "Only closes of days, weeks and months are watched."


def _of_level(text: str) -> Stop | None:
    """`190`, `stop NVDA 190`, `$190 stop`: a level alone, or beside the word for a stop."""
    match = None if _RELATION.search(text) else _LEVEL.search(text)
    if match is None or (found := _level(text[match.start() :].strip())) is None:
        return None
    level, tail, _ = found
    head = text[: match.start()]
    if re.match(r"[-–—]\s?\d", tail):
        whose = _name_in(head)
        is_stop = _has(head, _STOP) or not head.strip()
        return Stop(whose, None, beyond(level), _RANGE) if is_stop and whose is not None else None
    whose = _name_in(f"{head} {tail}")
    is_alone = not head.strip() and _NO_COUNT.fullmatch(tail) is not None
    if whose is None or not (_has(text, _STOP) or is_alone):
        return None
    reason = _OTHER_CLOSE if _has(text, _OTHER_CLOSES) else ""
    return Stop(whose, None, beyond(level, period_of_close(text)), reason)


def _at_average(text: str) -> Stop | None:
    """`stop: 50dma`, `stop at the 200-day average`; a number of days alone is a time."""
    match = _DAYS.search(text) if _has(text, _STOP) else None
    if match is None or _RELATION.search(text):
        return None
    head, found = text[: match.start()], _average(text[match.start() :])
    is_average = match["kind"] or _THE_DAYS.search(text[: match.end()])
    whose = _name_in(f"{head} {found[1]}") if found and is_average else None
    if found is None or whose is None:
        return None
    level, tail, asks = found
    return Stop(whose, None, beyond(level, period_of_close(f"{head} {tail}")), asks)


_DAYS = re.compile(
    r"(?i)(?<![\w.,$€£])\d{1,3}[- ]?(?:days?|d)?[- ]?"
    r"(?P<kind>(?:[desw]?ma|(?:simple |moving )*(?:average|avg))\b)?"
)
_THE_DAYS = re.compile(r"(?i)\bthe\s+\d{1,3}[- ]?(?:d|day)\Z")


def _of_percent(text: str) -> Stop | None:
    """`-15% from the high`, `trailing stop 15%`: a fall, whose beginning has to be said."""
    match = _PERCENT.search(text)
    if match is None:
        return None
    others = f"{text[: match.start()]} {text[match.end() :]}"
    high, entry = _FROM_HIGH.search(others), _FROM_ENTRY.search(others)
    is_stop = _has(others, (*_STOP, "drawdown"))
    if not (high or entry or is_stop or not others.strip("+-− ")):
        return None
    left = [
        word
        for word in _WORD.findall(_RELATION.sub(" ", others))
        if word.casefold() not in _FROM
        and not (_FROM_HIGH.fullmatch(word) or _FROM_ENTRY.fullmatch(word))
    ]
    whose = _name_in(" ".join(left))
    if whose is None:
        return None
    share = float(match[1].replace(",", "."))
    if entry:
        reason = "A fall from the entry is measured from the close of the opening day."
        return Stop(whose, None, f"{{}} return since opened < -{spell_number(share)}%", reason)
    below = spell_number(round(1 - share / 100, 6))
    sessions = 252 if _has(others, ("52-week",)) else 63
    form = f"{{}} close < {below} * high({sessions})"
    if high or _has(others, ("trailing", "drawdown")):
        return Stop(whose, None, form, _NO_WINDOW)
    return Stop(whose, None, form, _NO_START)


_NO_WINDOW = (
    "It does not say over how many sessions the high is taken: a quarter has 63 and a year 252."
)
_NO_START = "It does not say from what the fall is measured, such as the high of a quarter."


def _level(rest: str) -> tuple[str, str, str] | None:
    """The price that a text begins with, and what follows it."""
    found = number_at(rest, 0, _BEFORE, _AFTER)
    tail = rest[found[1] :].strip(" .,;()") if found else ""
    return (spell_number(found[0]), _MARK.sub("", tail), "") if found else None


_MARK = re.compile(r"(?i)(?:level|mark|support)\Z")


def _average(rest: str) -> tuple[str, str, str] | None:
    """`200-day average`: the plain average of closes, what follows, and why it cannot be."""
    match = _AVERAGE.match(rest)
    if match is None or not (match["unit"] or match["kind"] or match["first"]):
        return None
    kind = (match["kind"] or match["first"] or "").casefold()
    in_weeks = (match["unit"] or "").casefold().startswith("w")
    sessions = int(match["days"] or match["window"]) * (5 if in_weeks else 1)
    if not sessions:
        return None
    asks = ""
    if kind.startswith(("ema", "wma", "exponential")):
        asks = "Only the simple average of closes is supported."
    elif in_weeks:
        asks = "Averages use daily closes, five a week."
    return f"{{}} average({sessions})", rest[match.end() :].strip(" .,;()"), asks


def _name_in(words: str) -> str | None:
    """The one name among words for prices; empty for none, None where there is more."""
    left = [word for word in _WORD.findall(words) if word.casefold() not in _NO_NAME]
    left = [word for word in left if word.strip("-–—|.$")]
    name = " ".join(left).strip("$ ").removesuffix("'s")
    return name if len(left) <= _MOST_WORDS else None


_MOST_WORDS = 4


def _has(text: str, words: tuple[str, ...]) -> bool:
    return any(word.casefold() in words for word in _WORD.findall(text))
