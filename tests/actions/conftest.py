"""Time passes for the keeper, and for those who wait until a note is left alone, as we say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from actions.keeping import CLOCK

_TIMED = (
    "thesisvault.storage.writing.idle",
    "thesisvault.actions.watch",
    "thesisvault.actions.filling",
)


@pytest.fixture(autouse=True)
def _fake_time() -> Iterator[None]:
    CLOCK.start()
    with pytest.MonkeyPatch.context() as patch:  # of its own: tests undo what they patched
        for module in _TIMED:
            patch.setattr(f"{module}.time", CLOCK)
        yield
