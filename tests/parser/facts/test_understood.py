"""The law of properties: what stands there is read, or it is told with its line; never absent."""

from __future__ import annotations

from collections import Counter

import pytest

from parser.reading import read
from thesisvault.model.note import Note

GOOD = {
    "type": "thesis",
    "symbol": "QQZA",
    "tickers": "[[Quartz]]",
    "groups": "[[Stones]]",
    "theses": "[[Long stones]]",
    "benefits_from": "[[Rain]]",
    "side": "short",
    "status": "closed",
    "opened": "2025-06-02",
    "closed": "2025-09-01",
    "review": "2026-02-01",
    "horizon": "12 months",
    "conviction": "high",
    "target": "120",
    "stop": "80.5",
    "entry": "100",
    "shares": "40",
    "cost": "99.5",
    "weight": "5%",
    "created": "2025-06-01",
    "date": "2025-06-01",
    "published": "2025-06-01",
    "as_of": "2025-06-01",
    "updated": "2025-06-01",
    "started": "late Dec 2025",
}
"""Each property that is read, with a value as it should be."""
CORRUPTIONS = {
    "a letter more": "'{0}x'",
    "a letter before": "'x{0}'",
    "a blank within": "'{1} {2}'",
    "a quote": "'{0}\"'",
    "a bracket": "'({0}'",
    "Greek": "Ωμέγα",
    "Chinese": "某个值",
    "full-width": "'{3}'",
    "question marks": "'??'",
    "two values": "['{0}', 'zzz']",
    "a list in a list": "[['{0}', b], [c]]",
    "a mapping": "{{is: '{0}'}}",
    "lines of a mapping": "\n  is: '{0}'",
    "a sign": "'~{0}'",
    "words around": "'perhaps {0} or so'",
}
_KINDS = {"started": "rotation", "groups": "stock"}
"""Where a property is of another kind of note than a thesis."""


def _corrupted(value: str, form: str) -> str:
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in value)
    return form.format(value, value[:2], value[2:], wide)


def _read(key: str, value: str) -> Note:
    beside = "opened: 2025-06-02" if key == "type" else f"type: {_KINDS.get(key, 'thesis')}"
    return read(f"---\n{beside}\n{key}: {value}\n---\n# Quartz\n", "n.md")


def _is_told(note: Note, line: int) -> bool:
    told = [item.span for item in note.diagnostics] + [item.span for item in note.unread]
    return any(line <= span.line for span in told)


def _is_read(note: Note, key: str) -> bool:
    """Whether the value has left anything behind that its absence has not."""
    other = _read(key, "")
    return (note.facts, note.kind, note.date) != (other.facts, other.kind, other.date)


@pytest.mark.parametrize("key", GOOD)
def test_every_value_is_read_or_told(key: str) -> None:
    assert _is_read(_read(key, f"'{GOOD[key]}'"), key) or key == "type"
    counts: Counter[str] = Counter()
    for name, form in CORRUPTIONS.items():
        note = _read(key, _corrupted(GOOD[key], form))
        is_told = _is_told(note, 2)
        counts["told" if is_told else "read"] += 1
        assert is_told or _is_read(note, key), (name, _corrupted(GOOD[key], form))
    assert counts.total() == len(CORRUPTIONS)


@pytest.mark.parametrize("key", ["created", "date", "published", "opened", "as_of", "updated"])
@pytest.mark.parametrize(
    "value", ["12/03/2026", "soon", "{a: b}", "17732736000", "20260312T09", "'2026-13-45'"]
)
def test_a_date_that_is_not_understood_is_no_missing_date(key: str, value: str) -> None:
    note = _read(key, value)
    assert note.date is None
    assert note.misdated
    assert [item.code for item in note.diagnostics] == ["property-unparsed"]


@pytest.mark.parametrize("value", ["''", "'  '", "", "~", "[]", "{}"])
@pytest.mark.parametrize("key", ["created", "opened", "side", "status", "target", "tickers"])
def test_an_empty_value_is_none(key: str, value: str) -> None:
    note = _read(key, value)
    assert note.diagnostics == ()
    assert not note.misdated


@pytest.mark.parametrize(
    "value",
    [
        *("2026-03-12", "2026-03-12 9:00 AM", "2026-03-12T09:00:00Z", "12 mars 2026"),
        *('"[[2026-03-12]]"', '"[[Daily/2026-03-12#Noon|that day]]"', "12-Mar-2026"),
        *('"[that day](Daily/2026-03-12.md)"', '"Thursday, March 12th 2026, 9:00:00 am"'),
    ],
)
def test_a_date_in_many_spellings(value: str) -> None:
    assert str(_read("created", value).date) == "2026-03-12"
