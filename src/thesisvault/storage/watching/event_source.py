"""Where events come from: an observer for as long as it proves that it sees, then the clock."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable

from msgspec import Struct
from watchdog.events import FileSystemEvent

from thesisvault.storage.watching.heartbeat import Heartbeat
from thesisvault.storage.watching.observer import Observing

POLL_EVERY = 1.0
"""Seconds between two rescans where there are no events."""
BACK_WITHIN = 5.0
"""Seconds in which the event about a heartbeat must come back."""
_RESTARTS = 3
"""Restarts in a row without a heartbeat coming back, after which events are given up."""

RESTARTED = "File events had stopped: they were restarted, and the vault is read again."
_INSTEAD = f"so the vault is checked every {POLL_EVERY:g} s instead."
GIVEN_UP = f"File events do not work here, {_INSTEAD} `--poll` does that from the start."
_WATCHES = f"This system cannot watch more folders, {_INSTEAD} Raise its limit: "
LIMITS = {
    errno.ENOSPC: f"{_WATCHES}`sudo sysctl fs.inotify.max_user_watches=524288`.",
    errno.EMFILE: f"{_WATCHES}`sudo sysctl fs.inotify.max_user_instances=512`, or `ulimit -n`.",
}


class Finding(Struct, frozen=True):
    """Events may be missing: look at everything, and say why if there is something to say."""

    notice: str | None = None


class Source:
    """Keeps an observer running over one vault. All times in seconds, of one clock."""

    def __init__(
        self,
        root: str,
        tell: Callable[[FileSystemEvent], None],
        overflowed: Callable[[], None],
        *,
        poll: bool,
        heartbeat_every: float,
    ) -> None:
        """Nothing is started yet. With `poll` there never is an observer."""
        self._given, self._tell, self._overflowed = root, tell, overflowed
        self._every = heartbeat_every
        self._heartbeat = Heartbeat(root)
        self._observing: Observing | None = None
        self._sent: float | None = None
        self._next = 0.0
        self._failures = 0
        self.root = root
        """Without links: what events report."""
        self.polling = poll
        """Whether there are no events, so that only rescans tell of changes."""
        self.grown = False
        """Set where folders came, went or moved. The observer is started anew then: watchdog before
        7.0 is blind in folders that were moved in, and any may know some by their old names."""

    @property
    def heartbeat(self) -> str:
        """The path of the file that is not one of the vault's."""
        return self._heartbeat.path

    def start(self, now: float) -> Finding | None:
        """Begin, or begin anew; what is in the way of it, else None."""
        self.stop()
        if self.polling:
            return None
        self.root = os.path.realpath(self._given)
        self._heartbeat.prepare()
        try:
            self._observing = Observing(self.root, self._tell, self._overflowed)
        except (OSError, RuntimeError) as error:
            number = error.errno if isinstance(error, OSError) else None
            return self._give_up(LIMITS.get(number or 0, GIVEN_UP))
        self._beat(now)
        return None

    def stop(self) -> None:
        """End the observer, within a second."""
        observing, self._observing = self._observing, None
        if observing is not None:
            observing.stop()
            self._heartbeat.remove()
        self._sent, self.grown = None, False

    def beat_came_back(self) -> None:
        """The observer sees."""
        self._sent, self._failures = None, 0

    def look(self, now: float) -> Finding | None:
        """Does the observer still live, and see? It is started again where not."""
        if self._observing is None:
            return None
        if self.grown:
            return self.start(now)
        late = self._sent is not None and now >= self._sent + BACK_WITHIN
        if late or not self._observing.alive:
            return self._restart(now)
        if self._sent is None and now >= self._next:
            self._beat(now)
        return None

    def _beat(self, now: float) -> None:
        self._next = now + self._every
        self._sent = now if self._heartbeat.beat() else None

    def _restart(self, now: float) -> Finding:
        self._failures += 1
        if self._failures > _RESTARTS:
            return self._give_up(GIVEN_UP)
        return self.start(now) or Finding(RESTARTED if self._failures == 1 else None)

    def _give_up(self, why: str) -> Finding:
        self.stop()
        self.polling = True
        return Finding(why)
