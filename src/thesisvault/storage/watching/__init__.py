"""File events: when something in a vault may have changed, and what.

Events are hints; a rescan is the truth. `observer` runs watchdog, which only puts events into a
queue; `hints` says what an event may mean, `pending` when enough has come, `own` which of it we
wrote. `source` keeps the observer honest with `heartbeat`, `presence` tells a vault that is away
from one whose notes were deleted. `watch` is the whole. No thread here is ours: all but the
enqueueing happens inside `Watch.next`.
"""

from thesisvault.storage.watching.batch import Batch
from thesisvault.storage.watching.watcher import Watch

__all__ = ["Batch", "Watch"]
