"""The examples read one small vault many times over: its notes are parsed once."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module", autouse=True)
def _notes_are_parsed_once(remembered: None) -> None: ...
