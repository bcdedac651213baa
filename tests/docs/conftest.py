"""The examples read one small vault many times over: its notes are parsed once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from once import PARSE, PRICES, parse_once, read_prices_once


@pytest.fixture(scope="session", autouse=True)
def _remembered_notes() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PARSE, parse_once)
        patch.setattr(PRICES, read_prices_once)
        yield
