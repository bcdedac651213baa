"""The examples read one small vault many times over: its notes are parsed once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from once import remember


@pytest.fixture(scope="session", autouse=True)
def _remembered_notes() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        remember(patch)
        yield
