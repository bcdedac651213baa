"""Time passes for the keeper, and for those who wait until a note is left alone, as we say; the
notes of the sample vault are parsed once.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from actions.keeping import CLOCK
from once import remember

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
        remember(patch)
        yield
