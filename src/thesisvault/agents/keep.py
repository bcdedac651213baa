"""One vault that stays open between questions. Each question sees what is saved by then."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from thesisvault.agents.gate import Gate
from thesisvault.model.errors import UsageFault
from thesisvault.model.settings import Settings
from thesisvault.reports.aside import Reader
from thesisvault.storage import config, scan
from thesisvault.storage.index import Index
from thesisvault.storage.index.compare import TICK
from thesisvault.storage.memory import Rest, give_back
from thesisvault.storage.prices.files import price_stamps
from thesisvault.storage.prices.folder import PriceCache
from thesisvault.workspace.open import Tell, Workspace, ignore, open_index
from thesisvault.workspace.view import View

_KEPT = 4
"""Answers that are kept until anything changes."""


class Keep:
    """An open vault. All calls come from one thread."""

    def __init__(
        self,
        root: Path,
        gate: Gate | None = None,
        as_of: dt.date | None = None,
        tell: Tell = ignore,
    ) -> None:
        """`as_of` is the last day that may be asked for. Nothing is read yet."""
        self.root, self.gate, self.as_of, self._tell = root, gate or Gate(), as_of, tell
        self._opened: tuple[Settings | None, str] = None, ""
        self._index: Index | None = None
        self._workspace: Workspace | None = None
        self._prices = PriceCache()
        self._files: scan.Scan | None = None
        self._doubtful: set[str] = set()
        self._answers: OrderedDict[str, Struct] = OrderedDict()
        self._rest = Rest()
        self.reader = Reader()
        """Who reads the vault for reports, where it `sees_all`."""
        self.version = ""
        """Changes with whatever an answer may depend on."""

    def open(self) -> Workspace:
        """The vault as it stands now. Raises `ConfigFault`."""
        self._rest.disturb()
        settings, began = config.read_settings(self.root), time.time_ns()
        whole = scan.scan(self.root)
        files = self.gate.seen(self.root, whole)
        # Who sees less than all has an index of his own: the shared one is that of the whole.
        part = "" if files is whole else f"agents/{self.gate.part}"
        if self._index is None or (settings, part) != self._opened:
            self.close()
            self._opened, self._files = (settings, part), None
            self._index = open_index(
                self.root, settings, self._tell, lambda *_: None, self.gate.see, part
            )
        self._refresh(self._index, files, began)
        unread = sorted(self._index.unread)
        said = repr((self._index.mark(), price_stamps(self.root), settings, files.skipped, unread))
        version = hashlib.sha256(said.encode()).hexdigest()[:16]
        if self._workspace is None or version != self.version:
            if self._workspace is not None and (words := vars(self._workspace).get("fulltext")):
                words.close()
            self.version = version
            self._answers.clear()
            self._workspace = Workspace(
                self.root, settings, files, self._index, self._prices, self._tell
            )
            give_back()  # the notes of the version before
        return self._workspace

    def _refresh(self, index: Index, files: scan.Scan, began: int) -> None:
        """Read what has changed since the scan before; `began`: when this one did, by the clock.

        Where both say the same, only files are looked into that were so new at the scan before
        that a save since may bear the same time.
        """
        if files == self._files:
            index.refresh_some(self._doubtful.union(index.unread))
        else:
            index.refresh(files)
        if files != self._files or self._doubtful:
            self._doubtful = {
                path
                for path, (_, mtime, ctime, _) in files.stamps.items()
                if max(mtime, ctime) > began - TICK
            }
        self._files = files

    @property
    def sees_all(self) -> bool:
        """Whether the vault is open, and nothing of it is hidden."""
        return self._workspace is not None and not self._opened[1]

    def answer(self, key: str, ask: Callable[[], Struct]) -> Struct:
        """What `ask` answers about the vault as it was last opened, out of the last few answers.

        Pages of one answer are asked for one by one, and a report may take seconds.
        """
        if key not in self._answers:
            self._answers[key] = ask()
            if len(self._answers) > _KEPT:
                self._answers.popitem(last=False)
        return self._answers[key]

    def release(self) -> None:
        """Let other processes write to the index until the next question."""
        if self._index is not None:
            self._index.release()

    def settle(self) -> None:
        """The same at the end of a question; what it compared the day with is let go of."""
        self.release()
        if self._workspace is not None and self._workspace.keep_only(self.day(None)):
            give_back()

    def look(self) -> None:
        """To be called every `storage.memory.LOOK` seconds: let go of what can be read again, where
        nothing is asked any more.
        """
        if self._workspace is not None and self._rest.begins():
            self._answers.clear()
            self.reader.close()
            self._workspace.rest()

    def close(self) -> None:
        """Let go of the index."""
        self.reader.close()
        if self._workspace is not None:
            self._workspace.close()
        elif self._index is not None:
            self._index.close()
        self._index = self._workspace = None

    def day(self, asked: dt.date | None) -> dt.date:
        """The day of a question. Raises `UsageFault` for one later than may be seen."""
        if self.as_of is not None and asked is not None and asked > self.as_of:
            raise UsageFault(f"`as_of` must not be after {self.as_of}: this server ends there.")
        if asked is not None:
            return asked
        settings = self._opened[0]
        frozen = settings.as_of if settings else None
        return self.as_of or frozen or dt.date.today()

    def view(self, asked: dt.date | None) -> View:
        """The vault as it was known on the day asked for, else on its own."""
        workspace = self.open()
        return workspace.on(self.day(asked))
