"""Reading and measuring are pure, what they give is frozen: what is asked alike is done once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from thesisvault.market import event_study
from thesisvault.market.adjust import adjust
from thesisvault.market.event_study import study_event
from thesisvault.market.readers import ReadOptions
from thesisvault.model.market import AdjustedSeries, EventStudy, PriceSeries
from thesisvault.model.note import Note
from thesisvault.parser.facts.vocabulary import Vocabulary, default_vocabulary
from thesisvault.parser.note import parse_note
from thesisvault.storage.index.place import fingerprint
from thesisvault.storage.prices.folder import read_all

_MOST = 3000
"""Answers of a kind that are remembered."""

_marks: dict[str, str] = {}
_parsed: dict[tuple[str, bytes, str], Note] = {}
_prices: dict[tuple[bytes, str, str, ReadOptions, str], list[PriceSeries]] = {}
_adjusted: dict[tuple[object, ...], AdjustedSeries] = {}
_studied: dict[tuple[object, ...], tuple[EventStudy, object]] = {}


def remember(patch: pytest.MonkeyPatch) -> None:
    """From now on the same notes, prices and moves are read and measured once, and the code that
    does it is looked at once: it stays as it is while tests run.
    """
    patch.setattr("thesisvault.workspace.open.fingerprint", fingerprint_once)
    patch.setattr("thesisvault.storage.index.recording.parse_note", parse_once)
    patch.setattr("thesisvault.storage.prices.folder.read_all", read_prices_once)
    patch.setattr("thesisvault.workspace.prices.adjust", adjust_once)
    patch.setattr(event_study, "study_event", study_once)
    patch.setattr("thesisvault.reports.returns.study_event", study_once)


def fingerprint_once(vocabulary: Mapping[str, Any]) -> str:
    """As `fingerprint`, which is asked once for each vocabulary."""
    key = repr(vocabulary)
    if key not in _marks:
        _marks[key] = fingerprint(vocabulary)
    return _marks[key]


def parse_once(path: str, data: bytes, words: Vocabulary | None = None) -> Note:
    """As `parse_note`, which is asked for what is new only."""
    is_own = words is not None and words != default_vocabulary()
    key = (path, data, repr(words) if is_own else "")
    if key not in _parsed:
        _parsed[key] = parse_note(path, data, words)
    return _parsed[key]


def read_prices_once(
    path: Path, shown: str, options: ReadOptions, source: str = "", *watch: Any, **named: Any
) -> list[PriceSeries]:
    """As `read_all`, which is asked for what is new, cannot be read, or is watched."""
    if watch or named or not path.is_file():
        return read_all(path, shown, options, source, *watch, **named)
    key = (path.read_bytes(), path.name, shown, options, source)
    if key not in _prices:
        _prices[key] = read_all(path, shown, options, source)
    return list(_prices[key])


def adjust_once(
    series: PriceSeries, *, as_of: dt.date | None = None, confirmed_jumps: Collection[dt.date] = ()
) -> AdjustedSeries:
    """As `adjust`, which is asked for what is new only."""
    key = (series, as_of, frozenset(confirmed_jumps))
    if key not in _adjusted:
        if len(_adjusted) >= _MOST:
            _adjusted.clear()
        _adjusted[key] = adjust(series, as_of=as_of, confirmed_jumps=confirmed_jumps)
    return _adjusted[key]


def study_once(
    name: str,
    members: Sequence[AdjustedSeries],
    benchmark: AdjustedSeries | None,
    *asked: Any,
    **named: Any,
) -> EventStudy:
    """As `study_event`, which is asked for what is new only: series are the same by identity."""
    key = (name, *map(id, members), id(benchmark), repr(asked), repr(sorted(named.items())))
    if key not in _studied:
        if len(_studied) >= _MOST:
            _studied.clear()
        # The series are kept: another could come to lie where one that is gone lay.
        kept = (*members, benchmark)
        _studied[key] = (study_event(name, members, benchmark, *asked, **named), kept)
    return _studied[key][0]
