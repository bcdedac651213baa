"""The examples read one small vault many times over: its notes are parsed once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from thesisvault.model.note import Note
from thesisvault.parser.facts.vocabulary import Vocabulary
from thesisvault.parser.note import parse_note


@pytest.fixture(scope="session", autouse=True)
def remembered_notes() -> Iterator[None]:
    """Notes are frozen, so the same bytes read with the same words may be the same note."""
    known: dict[tuple[str, bytes, str], Note] = {}

    def remember(path: str, data: bytes, words: Vocabulary | None = None) -> Note:
        key = (path, data, repr(words.sections) if words else "")
        if key not in known:
            known[key] = parse_note(path, data, words)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("thesisvault.storage.index.recording.parse_note", remember)
        yield
