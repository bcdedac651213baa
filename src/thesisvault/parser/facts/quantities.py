"""Figures as investors write them in tables."""

from __future__ import annotations

import re

from thesisvault.model.facts import Quantity, QuantityKind
from thesisvault.parser.facts.vocabulary import Vocabulary

_MINUS = str.maketrans({sign: "-" for sign in "−–—‒‐‑﹣－"})
# Bounded, so that no figure overflows into infinity.
_NUMBER = r"\d{1,3}(?:,\d{3}){1,8}(?:\.\d{1,15})?|\d{1,30}(?:\.\d{1,15})?|\.\d{1,15}"
_RANGE = rf"(?P<low>{_NUMBER})(?:\s*(?:-|to)\s*(?P<high>{_NUMBER}))?"
_CHANGE = re.compile(
    rf"[~≈]?\s*(?P<sign>[+-]|up\s|down\s)?\s*[~≈]?{_RANGE}\s*(?P<unit>%|percent|pp|pts?|bps?)",
    re.IGNORECASE,
)
_STREAK = re.compile(
    r"(?P<sign>[+-]|up|down)?\s*(?P<count>\d{1,6})\s*(?:(?:straight|consecutive)\s+)?"
    r"(?P<word>up|down)?\s*(?:days?|sessions?)(?:\s+(?P<tail>consecutive|in a row|straight))?"
    r"(?:\s+(?P<after>up|down|of gains|of losses))?",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    rf"[~≈]?\s*(?P<sign>[+-])?(?P<currency>[$€£¥])?\s*{_RANGE}\s*"
    r"(?:(?P<scale>trillion|billion|million|thousand|tn|bn|mn|[kmbt])\b)?\s*(?P<unit>[A-Za-z][\w/.]*)?",
    re.IGNORECASE,
)
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9}
_SCALES |= {"billion": 1e9, "t": 1e12, "tn": 1e12, "trillion": 1e12}


def read_quantity(text: str, vocabulary: Vocabulary) -> Quantity:
    """The figure that `text` is as a whole; text that is none is kept, and counts nothing.

    Changes are fractions: ``+8%`` is 0.08 with a step of 0.01.
    """
    shown = text.strip()
    if shown.casefold() in vocabulary.words("figures", "absent"):
        return Quantity(QuantityKind.ABSENT, shown)
    if shown.casefold() in vocabulary.words("figures", "flat"):
        return Quantity(QuantityKind.CHANGE, shown, 0.0, 0.0, step=0.01)
    plain = " ".join(shown.translate(_MINUS).split())
    if streak := _read_streak(plain, shown):
        return streak
    figure, benchmark = _split_benchmark(plain, vocabulary)
    if match := _CHANGE.fullmatch(figure):
        kind = QuantityKind.RELATIVE if benchmark else QuantityKind.CHANGE
        return _change(match, kind, shown, benchmark)
    match = _AMOUNT.fullmatch(plain)
    return _amount(match, shown) if match else Quantity(QuantityKind.TEXT, shown)


def _split_benchmark(text: str, vocabulary: Vocabulary) -> tuple[str, str]:
    match = vocabulary.finder("figures", "relative").search(text)
    if match is None:
        return text, ""
    # A word that ends in a dot stops the whole-word match before the dot.
    benchmark = text[match.end() :].lstrip(". ").removeprefix("the ").strip()
    return text[: match.start()].strip(), benchmark


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


def _change(match: re.Match[str], kind: QuantityKind, shown: str, benchmark: str) -> Quantity:
    unit = match["unit"].casefold()
    scale = 1e-4 if unit.startswith("bp") else 1e-2
    sign = -1 if (match["sign"] or "").strip().casefold() in ("-", "down") else 1
    low, high = _bounds(match)
    near, far = sorted((sign * _scaled(low, scale), sign * _scaled(high, scale)))
    return Quantity(kind, shown, near, far, "%", benchmark, _step(match, scale))


def _amount(match: re.Match[str], shown: str) -> Quantity:
    scale_word = (match["scale"] or "").casefold()
    unit = (match["currency"] or "") + (match["unit"] or "")
    scale = _SCALES.get(scale_word, 1.0)
    sign = -1 if match["sign"] == "-" else 1
    low, high = _bounds(match)
    near, far = sorted((sign * low * scale, sign * high * scale))
    return Quantity(QuantityKind.AMOUNT, shown, near, far, unit, step=_step(match, scale))


def _bounds(match: re.Match[str]) -> tuple[float, float]:
    low = float(match["low"].replace(",", ""))
    return low, float(match["high"].replace(",", "")) if match["high"] else low


def _scaled(value: float, scale: float) -> float:
    # Twelve digits are far beyond what anyone states, and 8 × 0.01 stays 0.08.
    return round(value * scale, 12)


def _step(match: re.Match[str], scale: float) -> float:
    decimals = len(match["low"].partition(".")[2])
    return float(round(scale * 10.0**-decimals, 12))
