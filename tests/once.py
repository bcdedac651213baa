"""Notes are frozen and parsing is pure: the same bytes read with the same words are parsed once."""

from __future__ import annotations

from thesisvault.model.note import Note
from thesisvault.parser.facts.vocabulary import Vocabulary, default_vocabulary
from thesisvault.parser.note import parse_note

PARSE = "thesisvault.storage.index.recording.parse_note"
"""What `parse_once` stands in for, where one small vault is read many times over."""

_parsed: dict[tuple[str, bytes, str], Note] = {}


def parse_once(path: str, data: bytes, words: Vocabulary | None = None) -> Note:
    """As `parse_note`, which is asked for what is new only."""
    is_own = words is not None and words != default_vocabulary()
    key = (path, data, repr(words) if is_own else "")
    if key not in _parsed:
        _parsed[key] = parse_note(path, data, words)
    return _parsed[key]
