"""What an event may mean."""

from __future__ import annotations

import pytest
from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
)

from thesisvault.storage.watching.hints import Hint, read_event

BEAT = ".thesis/tmp/beat"


@pytest.mark.parametrize(
    ("event", "hint"),
    [
        (FileClosedEvent("/v/A.md"), Hint(("A.md",))),
        (FileClosedEvent(b"/v/A.md"), Hint(("A.md",))),
        (FileModifiedEvent("/v/A.md"), Hint(("A.md",), settled=False)),
        (FileCreatedEvent("/v/A.md"), Hint(("A.md",), settled=False)),
        (FileMovedEvent("/v/A.md", "/v/x/B.md"), Hint(("A.md", "x/B.md"))),
        (FileMovedEvent("/v/.A.tmp", "/v/A.md"), Hint(("A.md",))),
        (FileMovedEvent("/v/A.md", "/v/.trash/A.md"), Hint(("A.md",))),
        (FileMovedEvent("", "/v/A.md"), Hint(("A.md",))),
        (FileClosedEvent("/elsewhere/A.md"), Hint()),
        (FileClosedEvent("/vault/A.md"), Hint()),
        (FileClosedEvent("/v/.thesis/config.toml"), Hint((".thesis/config.toml",))),
        (FileClosedEvent(f"/v/{BEAT}"), Hint(beat=True)),
        (DirCreatedEvent("/v/x"), Hint(rescan=True)),
        (DirDeletedEvent("/v/x.md"), Hint(rescan=True)),
        (DirMovedEvent("/v/.x", "/v/x"), Hint(rescan=True)),
        (DirMovedEvent("/v/.x", "/v/.y"), Hint()),
        (DirDeletedEvent("/v/.thesis"), Hint(look=True)),
        (DirDeletedEvent("/v"), Hint(rescan=True, look=True)),
    ],
)
def test_hint(event: FileSystemEvent, hint: Hint) -> None:
    assert read_event(event, "/v", BEAT) == hint


def test_the_root_of_a_file_system() -> None:
    assert read_event(FileClosedEvent("/A.md"), "/", BEAT) == Hint(("A.md",))
