"""Figures as investors write them in tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from thesisvault.model.facts import Quantity, QuantityKind
from thesisvault.parser.facts.currencies import BEFORE
from thesisvault.parser.facts.vocabulary import Vocabulary

_PLAIN = str.maketrans(
    {sign: "-" for sign in "−–—‒‐‑﹣－"}
    | {sign: "'" for sign in "’‘ʼ′"}
    | {"×": "x", "％": "%", "٪": "%", "．": ".", "，": ",", "〜": "~", "～": "~"}
    | dict(zip("０１２３４５６７８９", "0123456789", strict=True))
)

# Bounded, so that no figure overflows into infinity. What begins with a zero has no thousands:
# `0,250` is no 250. Lakhs are grouped by two: `1,50,000`.
_DECIMALS = "[0-9]{1,15}"
_PLAIN_DIGITS = "[0-9]{1,30}"


def _grouped(mark: str) -> str:
    """Thousands separated by a mark, an apostrophe, or a space: the same one throughout."""
    marks = "|".join(f"(?:{it}[0-9]{{3}}){{1,8}}" for it in (mark, "'", " "))
    return f"[1-9][0-9]{{0,2}}(?:{marks})"


_POINT = (
    rf"{_grouped(',')}(?:\.{_DECIMALS})?|"
    rf"[1-9][0-9]?(?:,[0-9][0-9]){{1,8}},[0-9]{{3}}(?:\.{_DECIMALS})?|"
    rf"{_PLAIN_DIGITS}(?:\.{_DECIMALS})?|\.{_DECIMALS}"
)
_COMMA = rf"{_grouped('[.]')}(?:,{_DECIMALS})?|{_PLAIN_DIGITS}(?:,{_DECIMALS})?"

_SPACE = "[ \u00a0\u2009\u202f]"
_UNDECIDED = re.compile(r"[~≈+-]?\s?[1-9][0-9]{0,2}\.[0-9]{3}\s?€")
"""Twelve euros or twelve thousand: ``12.000 €``."""

_SCALES = {
    **dict.fromkeys(("k", "thousand"), 1e3),
    **dict.fromkeys(("m", "mn", "million", "mio", "mio."), 1e6),
    **dict.fromkeys(("b", "bn", "billion", "mrd", "mrd."), 1e9),
    **dict.fromkeys(("t", "tn", "trillion"), 1e12),
    **dict.fromkeys(("lakh", "lakhs"), 1e5),
    **dict.fromkeys(("crore", "crores"), 1e7),
    **dict.fromkeys(("lakh crore", "lakh crores"), 1e12),
}
_SIGN_SCALES = {
    **dict.fromkeys(("万", "萬", "만"), 1e4),
    **dict.fromkeys(("百万", "百萬", "백만"), 1e6),
    **dict.fromkeys(("亿", "億", "억"), 1e8),
    **dict.fromkeys(("万亿", "兆", "조"), 1e12),
}
"""What needs no border: ``3亿元``."""
_UNIT = (
    r"[€£$¥₹₩](?!\w)|/[A-Za-z]{1,8}(?!\w)|(?!(?!m[23]\b)[A-Za-z][0-9])[A-Za-z](?:[^\W\d]|/|\.(?![0-9])|[0-9](?![0-9]))*|"
    r"[美港日欧]?元|人民币|港币|원|円|[股株주口]"
)
"""Digits within what should be a unit belong to the figure: ``41a.50`` is not one."""
PERCENT = "%|(?:per ?cent|pct|prozent|procent|por ?cento|por ciento|pour cent)(?!\\w)"
_PERCENT = rf"{PERCENT}|pp|pts?|bps?"
_POINTS = re.compile(r"(?:pp|pts?|bps?)\b", re.IGNORECASE)
_PERIODS = {"yoy": "YoY", "qoq": "QoQ", "mom": "MoM"}
_STREAK = re.compile(
    r"(?P<sign>[+-]|up|down)?\s*(?P<count>[0-9]{1,6})\s*(?:(?:straight|consecutive)\s+)?"
    r"(?P<word>up|down)?\s*(?:days?|sessions?)(?:\s+(?P<tail>consecutive|in a row|straight))?"
    r"(?:\s+(?P<after>up|down|of gains|of losses))?",
    re.IGNORECASE,
)
_FLAGS = " ⚠✅☑✓✔⭐★☆❗‼ℹ🆕📌🔥\ufe0f"
"""Pictures behind a figure that say nothing about its sign: `1.88%⚠️`."""
_COLORS = "🟢🔴🟡🔵⚪🟩🟥🟨⬜🔺🔻▲▼📈📉"
"""What says one: believed only where the figure has a sign of its own, as red is up in Seoul."""
_FOOTNOTES = re.compile(r"(?:\s*\[(?:\d{1,4}|\^[^\[\]\s]{1,40})\])+\Z")
_TOKEN = re.compile(r"\.?[0-9](?:[0-9., ']*[0-9])?")
_AROUND = re.compile(r"[~≈+()\-\s]")
_RANGED = re.compile(r"[^+\-~≈(] ?(?:-|to) ?[^ ]", re.IGNORECASE)
_WAVE = re.compile(r"(?<=[0-9%円元원])\s?~\s?(?=[0-9$¥€₩])")
"""Between two figures it means to, before one about: `380〜420円`, `~32.24`."""
_SEPARATED = re.compile(r"\d[.,]\d")


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_SCALE, _SIGN_SCALE = _any(_SCALES), _any(_SIGN_SCALES)


class _Form(Struct, frozen=True):
    """How figures are written where decimals are behind a point, or behind a comma."""

    decimal: str
    change: re.Pattern[str]
    amount: re.Pattern[str]
    doubled: re.Pattern[str]
    """``15x-18x``: a range that says its unit or its currency twice."""
    in_brackets: re.Pattern[str]
    """``(9.9)``: below zero, as in accounts."""

    def number(self, digits: str) -> float:
        """The value of its digits."""
        whole, _, rest = digits.partition(self.decimal)
        return float(re.sub(r"\D", "", whole) + (f".{rest}" if rest else ""))


@cache
def _form(*, decimal_comma: bool) -> _Form:
    number = _COMMA if decimal_comma else _POINT
    ranged = rf"(?P<low>{number})(?:\s*(?:-|to)\s*(?P<high>{number}))?"
    scaled = rf"(?:(?P<scale>{_SCALE})(?!\w)|(?P<sign_scale>{_SIGN_SCALE}))?"
    change = rf"[~≈]?\s*(?P<sign>[+-]|up\s|down\s)?\s*[~≈]?{ranged}\s*(?P<unit>{_PERCENT})"
    amount = (
        rf"[~≈]?\s*(?P<sign>[+-])?(?P<currency>{BEFORE})?\s*{ranged}\s*{scaled}\s*"
        rf"(?P<unit>{_UNIT})?"
    )
    doubled = (
        rf"(?P<sign>[+-]?)(?P<before>(?:{BEFORE})?)\s*(?P<low>{number})\s*"
        rf"(?P<after>(?:%|[A-Za-z]+|{_SIGN_SCALE}|[円元원])?)\s*(?:-|to)\s*"
        rf"(?P<second>[+-]?)(?P=before)\s*(?P<high>{number})\s*(?P=after)"
    )
    brackets = (
        rf"\((?P<inside>(?:{BEFORE})?\s*(?:{number})\s*"
        rf"(?:{_PERCENT}|x|(?:{_SCALE})(?!\w)|{_SIGN_SCALE})?)\)(?P<after>\s*(?:{_PERCENT}|x)?)"
    )
    patterns = (re.compile(it, re.IGNORECASE) for it in (change, amount, doubled, brackets))
    return _Form("," if decimal_comma else ".", *patterns)


def read_quantity(text: str, vocabulary: Vocabulary, *, decimal_comma: bool = False) -> Quantity:
    """The figure that `text` is as a whole; text that is not one is kept, and counts nothing.

    Changes are fractions: ``+8%`` is 0.08 with a step of 0.01. Growth (``+24% YoY``) is no
    change of a price, but an amount of ``% YoY``. A figure that can be read in one way only is
    read so; `decimal_comma` says what ``1.234`` and ``1,234`` are. A bound (``>50%``) is text.
    """
    shown = text.strip()
    flags = _FLAGS + _COLORS if shown[:1] in "+-−–" else _FLAGS
    plain = _unmarked(_plain(shown.rstrip(flags) or shown))
    first, _, rest = plain.partition(" ")
    if rest and first.casefold() in vocabulary.words("figures", "about"):
        plain = rest
    if vocabulary.is_absent(plain):
        return Quantity(QuantityKind.ABSENT, shown)
    if plain.casefold() in vocabulary.words("figures", "flat"):
        return Quantity(QuantityKind.CHANGE, shown, 0.0, 0.0, step=0.01)
    if not _TOKEN.search(plain):
        return Quantity(QuantityKind.TEXT, shown)
    if streak := _read_streak(plain, shown):
        return streak
    if not decimal_comma and _UNDECIDED.fullmatch(plain):
        return Quantity(QuantityKind.TEXT, shown)
    for has_comma in (decimal_comma, not decimal_comma):
        form = _form(decimal_comma=has_comma)
        found = _read_figure(plain, shown, form) or _read_compared(plain, shown, form, vocabulary)
        if found:
            return found
    return Quantity(QuantityKind.TEXT, shown)


def number_at(
    text: str, start: int = 0, before: str = "", after: str = ""
) -> tuple[float, int] | None:
    """The number that stands at a place, and where it ends; None where none does, or it goes on.

    `before` and `after` are patterns of what must stand around it, beside what no number may
    be followed by. ``41,50`` is read as it only can be; ``1,234`` is a thousand and more.
    """
    match = _at(before, after).match(text.translate(_PLAIN), start)
    if match is None or _UNDECIDED.match(text, start):
        return None
    has_comma = match["point"] is None
    return _form(decimal_comma=has_comma).number(
        match["comma" if has_comma else "point"]
    ), match.end()


@cache
def _at(before: str, after: str) -> re.Pattern[str]:
    point, comma = (it.replace(" ", _SPACE) for it in (_POINT, _COMMA))
    # What goes on in groups is not a number that ends at a space: `1 234,56`.
    ends = rf"(?!(?:{_SPACE}\d{{3}})+[.,]\d)"
    return re.compile(rf"{before}(?:(?P<point>{point})|(?P<comma>{comma})){ends}{after}")


def decimal_comma_of(texts: Iterable[str]) -> bool | None:
    """Whether the figures of one note have a decimal comma: True, False, or None.

    A figure tells where it can be read in one way only: ``3,5 %``, ``0,250`` and ``1.234,56``
    have one; ``3.5%``, ``1,234.5`` and ``12,345,678`` have none; ``1,234`` does not tell. None
    where no figure tells, and where two contradict each other.
    """
    told: set[bool] = set()
    for text in texts:
        if _SEPARATED.search(text):
            comma, point = (_reads(text, decimal_comma=it) for it in (True, False))
            told.update({comma} if comma is not point else ())
    return told.pop() if len(told) == 1 else None


def as_written(quantity: Quantity) -> tuple[float, str] | None:
    """The number of a single change or amount as its author wrote it, and what stands around it.

    ``$5B`` is 5 and ``$B``. None for all else.
    """
    single = quantity.kind in (QuantityKind.CHANGE, QuantityKind.AMOUNT)
    plain = _plain(quantity.text)
    token = _TOKEN.search(plain)
    if not single or token is None or quantity.low is None or quantity.low != quantity.high:
        return None
    # What a one would be tells the scale, whichever way decimals are written.
    form = _form(decimal_comma=False)
    one = _unbracketed(plain[: token.start()] + "1" + plain[token.end() :], form)
    if match := form.change.match(one):
        scale = _part(match) * (100 if quantity.kind is QuantityKind.AMOUNT else 1)
    else:
        match = form.amount.match(one)
        scale = _scale(match) if match else 1.0
    unit = plain[: token.start()] + plain[token.end() :]
    # As many digits as a number of this kind holds for sure.
    return float(f"{quantity.low / scale:.14g}"), _AROUND.sub("", unit)


def _reads(text: str, *, decimal_comma: bool) -> bool:
    return _read_figure(_plain(text), text, _form(decimal_comma=decimal_comma)) is not None


def _plain(text: str) -> str:
    """`text` in one kind of sign and of space, without its footnotes."""
    plain = _WAVE.sub("-", " ".join(text.translate(_PLAIN).split()))
    return (_FOOTNOTES.sub("", plain) or plain) if plain.endswith("]") else plain


_UP, _DOWN = "↑⬆🔺📈", "▼▽↓⬇🔻📉"
"""Not `▲`, which is a minus before a figure in Japan."""
_MARKED = re.compile(
    rf"(?P<before>[{_UP}{_DOWN}{_COLORS}{_FLAGS}]*)(?P<figure>[-+~≈\d][^{_UP}{_DOWN}]*?)"
    rf"\s*(?P<after>[{_UP}{_DOWN}\ufe0f]*)"
)


def _unmarked(text: str) -> str:
    """`▼ 0.8%` as `-0.8%`; a color before a sign says it again. Two ways stay as they are, and so
    does a mark behind a figure without a sign: what was meant, nobody knows.
    """
    match = None if text.isascii() else _MARKED.fullmatch(text)
    if match is None:
        return text
    marks, figure = match["before"] + match["after"], match["figure"]
    ways = {"+" for mark in marks if mark in _UP} | {"-" for mark in marks if mark in _DOWN}
    if figure[0] in "+-":
        return figure if ways <= {figure[0]} else text
    is_told = len(ways) == 1 and not match["after"]
    return f"{ways.pop()}{figure}" if is_told else text


def _unbracketed(text: str, form: _Form) -> str:
    match = form.in_brackets.fullmatch(text) if text.startswith("(") else None
    return f"-{match['inside']}{match['after']}" if match else text


def _once(text: str, form: _Form) -> str:
    """``15x-18x`` as ``15-18x``; ``-5% to 3%`` is left as it is, and is not read."""
    match = form.doubled.match(text) if _RANGED.search(text) else None
    if match is None or not (match["before"] or match["after"]):
        return text
    if match["second"] != match["sign"] and (match["second"] or match["sign"] == "-"):
        return text
    sign, before, low, after, _, high = match.groups()
    return f"{sign}{before}{low}-{high}{after}{text[match.end() :]}"


def _read_figure(text: str, shown: str, form: _Form) -> Quantity | None:
    """`text` as a change or an amount; what it is measured against is cut off already."""
    figure = _unbracketed(_once(text, form), form)
    if match := form.change.fullmatch(figure):
        return _change(match, shown, form)
    match = form.amount.fullmatch(figure)
    return _amount(match, shown, form) if match else None


def _read_compared(text: str, shown: str, form: _Form, vocabulary: Vocabulary) -> Quantity | None:
    """A change against a benchmark, or against the year before."""
    figure, benchmark = _split_benchmark(text, vocabulary)
    figure, period = _split_period(figure, vocabulary)
    found = _read_figure(figure, shown, form) if bool(benchmark) is not bool(period) else None
    if found is None or found.kind is not QuantityKind.CHANGE:
        return None
    if period:
        return _growth(found, period)
    return replace(found, kind=QuantityKind.RELATIVE, benchmark=benchmark)


def _split_benchmark(text: str, vocabulary: Vocabulary) -> tuple[str, str]:
    match = vocabulary.finder("figures", "relative").search(text)
    if match is None:
        return text, ""
    # A word that ends in a dot stops the whole-word match before the dot.
    benchmark = text[match.end() :].lstrip(". ").removeprefix("the ").strip()
    return text[: match.start()].strip(), benchmark


def _split_period(text: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """``+24% YoY`` in two: the figure, and what it is compared with."""
    for name, period in _PERIODS.items():
        match = vocabulary.finder("figures", name).search(text)
        if match and match.end() == len(text):
            return text[: match.start()].strip(), period
    return text, ""


def _growth(found: Quantity, period: str) -> Quantity:
    """In percent, or in points of it: no move of a price, so no change."""
    assert found.low is not None and found.high is not None and found.step is not None
    unit = "pp" if _POINTS.search(found.text) else "%"
    low, high, step = (_scaled(it, 100) for it in (found.low, found.high, found.step))
    return Quantity(QuantityKind.AMOUNT, found.text, low, high, f"{unit} {period}", step=step)


def _read_streak(text: str, shown: str) -> Quantity | None:
    match = _STREAK.fullmatch(text)
    if match is None:
        return None
    words = {match["sign"], match["word"], match["after"]} - {None}
    falls = bool({word.casefold() for word in words if word} & {"-", "down", "of losses"})
    rises = bool({word.casefold() for word in words if word} & {"+", "up", "of gains"})
    in_a_row = match["tail"] or "straight" in text.casefold() or "consecutive" in text.casefold()
    if falls == rises or not (in_a_row or match["word"] or match["after"]):
        return None
    count = float(match["count"]) * (-1 if falls else 1)
    return Quantity(QuantityKind.STREAK, shown, count, count, unit="sessions", step=1.0)


def _change(match: re.Match[str], shown: str, form: _Form) -> Quantity:
    part = _part(match)
    sign = -1 if (match["sign"] or "").strip().casefold() in ("-", "down") else 1
    low, high = _bounds(match, form)
    near, far = sorted((sign * _scaled(low, part), sign * _scaled(high, part)))
    return Quantity(QuantityKind.CHANGE, shown, near, far, "%", step=_step(match, part, form))


def _amount(match: re.Match[str], shown: str, form: _Form) -> Quantity:
    unit = _code(match["currency"] or "") + (match["unit"] or "")
    scale = _scale(match)
    sign = -1 if match["sign"] == "-" else 1
    low, high = _bounds(match, form)
    near, far = sorted((sign * low * scale, sign * high * scale))
    step = _step(match, scale, form)
    return Quantity(QuantityKind.AMOUNT, shown, near, far, unit, step=step)


def _code(currency: str) -> str:
    """`CAD $` is said by its code alone."""
    return currency[:3] if currency[:3].isalpha() else currency.rstrip(".")


def _part(match: re.Match[str]) -> float:
    return 1e-4 if match["unit"].casefold().startswith("bp") else 1e-2


def _scale(match: re.Match[str]) -> float:
    scale = (match["scale"] or "").casefold()
    return _SCALES.get(scale) or _SIGN_SCALES.get(match["sign_scale"] or "", 1.0)


def _bounds(match: re.Match[str], form: _Form) -> tuple[float, float]:
    low = form.number(match["low"])
    return low, form.number(match["high"]) if match["high"] else low


def _scaled(value: float, scale: float) -> float:
    # Twelve digits are far beyond what anyone states, and 8 × 0.01 stays 0.08.
    return round(value * scale, 12)


def _step(match: re.Match[str], scale: float, form: _Form) -> float:
    decimals = len(match["low"].partition(form.decimal)[2])
    return float(round(scale * 10.0**-decimals, 12))
