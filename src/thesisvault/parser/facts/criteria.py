"""What would prove a thesis wrong, in the author's words, and the condition among these."""

from __future__ import annotations

import datetime as dt
import re

from thesisvault.model.facts import Criterion, Tripwire
from thesisvault.model.text import Span
from thesisvault.parser.body.passages import Label
from thesisvault.parser.facts.dates import find_day, find_window
from thesisvault.parser.facts.position import PRICES
from thesisvault.parser.facts.prices import price_of
from thesisvault.parser.facts.vocabulary import Vocabulary

_REMARK = re.compile(r"\s+[-–—]\s|\s*[(（;；,，]")
"""What parts a word for none from why: `N/A — no level`."""

_NAMED = re.compile(r"\s+\$?[A-Z]{2,6}(?:[.-][A-Z]{1,3})?\s")
_MOST_WORDS = 3
_STOP_BEFORE = re.compile(
    r"(?i)(?:hard |mental )?(?:stop(?:[- ]loss)?|sl)\s+"
    r"(?=(?:(?:daily|weekly|monthly)\s+)?close\s*[<>])"
)
"""`Stop close < 120`."""
"""Of a label that says of what kind a criterion is."""


def criterion_of(text: str, span: Span, rule: str, words: Vocabulary) -> Criterion:
    """A criterion, with the date in it, but for that on which it was set."""
    said = _SET_ON.sub("", text) if set_on(text) else text
    condition = _condition(said, words) or (said if said != text else "")
    return Criterion(text, find_window(said), condition, span=span, rule=rule)


def stop_of(name: str, level: str, span: Span, rule: str) -> Tripwire:
    """The stop of a security that is named beside it: `CCJ 36`."""
    return Tripwire("stop", f"{name} stop {level}", "", span, span=span, rule=rule)


def set_on(text: str) -> dt.date | None:
    """The day on which a criterion says that it was set: `Close below 172 (raised 2026-02-09)`."""
    match = _SET_ON.search(text)
    return find_day(match[0]) if match else None


SET = r"(?:raised|lowered|moved|trailed|set|updated|changed|tightened|since|as of)\b"
"""Words for how a stop came to be where it is."""
_SET_ON = re.compile(
    rf"(?i)\s*(?:[(（\[]\s*{SET}[^()（）\[\]]*[)）\]]|[,;–—]\s+{SET}[^,;()（）\[\]]*\Z)"
)


def is_criterion(label: Label, words: Vocabulary) -> bool:
    """Whether a label states a criterion: `Invalidation: 150`, `Stop: two closes under 92`; and
    neither a stop's level nor a word for none.
    """
    if words.heading(label.key) != "criteria":
        return False
    if price_of(label.value) is not None:
        return words.property(label.key) not in PRICES
    value = _REMARK.split(label.value, maxsplit=1)[0].strip(" *_.。")
    return any(map(str.isalpha, value)) and not words.is_absent(value)


def _condition(text: str, words: Vocabulary) -> str:
    """What comes behind words that only say that it is a criterion: `Exit if`, `Invalidation:`."""
    if stop := _STOP_BEFORE.match(text):  # else it would be a security called so
        return text[stop.end() :]
    if opening := words.condition_at(text):
        return text[opening.end() :].strip(" :")
    label, _, rest = text.replace("：", ":").partition(":")
    # `Technical: NVDA closes below 150` says itself whose price it is.
    is_named = _NAMED.match(rest) is not None and len(label.split()) <= _MOST_WORDS
    return rest.strip() if is_named or words.heading(label.strip("*_ ")) == "criteria" else ""
