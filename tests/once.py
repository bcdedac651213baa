"""Reading is pure and what it gives is frozen: the same bytes, read alike, are read once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from thesisvault.market.readers import ReadOptions
from thesisvault.model.market import PriceSeries
from thesisvault.model.note import Note
from thesisvault.parser.facts.vocabulary import Vocabulary, default_vocabulary
from thesisvault.parser.note import parse_note
from thesisvault.storage.prices.folder import read_all

PARSE = "thesisvault.storage.index.recording.parse_note"
"""What `parse_once` stands in for, where one small vault is read many times over."""

PRICES = "thesisvault.storage.prices.folder.read_all"
"""What `read_prices_once` stands in for."""

_parsed: dict[tuple[str, bytes, str], Note] = {}
_prices: dict[tuple[bytes, str, str, ReadOptions, str], list[PriceSeries]] = {}


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
