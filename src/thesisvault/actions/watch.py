"""Keeping a vault's blocks and its review current, from one batch of hints to the next."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from pathlib import Path

from thesisvault.actions.filling import Filler, Left, Wrote
from thesisvault.actions.in_force import PATH, InForce
from thesisvault.actions.reviewer import CALM, LONGEST, Reviewed, Reviewer
from thesisvault.actions.update import Update
from thesisvault.edits.backlinks import Quotes
from thesisvault.impact.changes import Change as Turn
from thesisvault.impact.changes import changes
from thesisvault.model.review import Figures, StatusReport
from thesisvault.model.settings import Settings
from thesisvault.reports.reviews import names_without_note
from thesisvault.storage import scan
from thesisvault.storage.index.changes import Mark
from thesisvault.storage.index.index import Index
from thesisvault.storage.index.record import digest_of
from thesisvault.storage.prices.files import FOLDER as PRICES
from thesisvault.storage.prices.files import price_stamps
from thesisvault.storage.prices.folder import PriceCache
from thesisvault.storage.watching import Batch
from thesisvault.workspace.open import Progress, Tell, Workspace, open_index, shown

FEW = 10
"""Notes that may vanish at once without it looking like an unmounted disk."""
GONE = (
    "More than half of the notes disappeared at once: none count as deleted until they are back. "
    "If you did delete them, stop and start again."
)


Happening = Turn | Wrote | Left
"""What a batch led to: a verdict that turned, a note written, a note left as it is."""


class Keeper:
    """A vault that is kept current. What is read is the disk; a hint only says where to look.

    `start` begins to bring everything up to date; `on_batch` follows a batch; `on_timer` does what
    is due by then, and what the reviewer has found: notes that somebody was editing or whose turn
    has come, and the review. Nothing takes longer than a step, for a save may come at any time.
    Notes at which nobody is are written at once; those that show figures wait for a review that is
    to be made. No fault about a note, nor any other after `start`, is raised: each is reported once
    and what could not be read is read again with the next batch.
    """

    def __init__(
        self,
        root: Path,
        day: Callable[[Settings], dt.date],
        tell: Tell,
        progress: Progress,
        reviewer: Reviewer,
        waiting: Callable[[], Collection[str]] = tuple,
    ) -> None:
        """`day` is asked each time, since a watch may last for days; `waiting` are the paths of
        which the next batch will tell. `reviewer` is closed with it. Raises `ConfigFault`.
        """
        self._reviewer = reviewer
        self._root, self._day_of, self._tell, self._progress = root, day, tell, progress
        self._waiting = waiting
        self._config = InForce(root, tell)
        self._price_cache = PriceCache()
        self._index = self._open_index()
        self._filler = Filler(root, tell, self._is_waited_for)
        self._seen_on: dt.date | None = None
        self._asked = Mark("", 0)
        self._report: StatusReport | None = None
        self._figures: Figures | None = None
        """What blocks show; None where it is not known."""
        self._review_at: float | None = None
        self._review_first = 0.0
        self._prices = price_stamps(root)
        self._away = self._missing = self._lost = False
        self._faults: set[str] = set()
        self._unseen: set[str] = set()
        self._quotes: Quotes | None = None
        self._own: dict[str, tuple[bytes, bytes]] = {}
        """Notes in which only blocks are other than the index knows: digests of what it knows, and
        of what we wrote."""

    def start(self) -> Iterator[Happening]:
        """Read the vault, and begin to fill all of its blocks."""
        self._index.refresh(scan.scan(self._root))
        self._mark = self._index.mark()
        self._tell_unseen()
        yield from self._follow_all()
        self._index.release()

    @property
    def is_starting(self) -> bool:
        """Whether blocks are to be filled for the first time yet, or to be read as they are now."""
        reviews = self._report is None and self._reviewer.is_busy
        return reviews or self._filler.has_turn(time.monotonic()) or bool(self._own)

    @property
    def count(self) -> int:
        """The notes that are watched."""
        found = self._index.count()
        self._index.release()
        return found

    @property
    def next_due(self) -> float | None:
        """When `on_timer` should be called, by `time.monotonic`; None: there is nothing to do."""
        if self._away:
            return None
        review = None if self._reviewer.is_busy else self._review_at
        times = (self._filler.next_due, self._reviewer.next_due, review)
        return min((at for at in times if at is not None), default=None)

    def on_batch(self, batch: Batch) -> Iterator[Happening]:
        """Look at what may have changed, and follow it up."""
        for notice in batch.notices:
            self._tell(notice)
        self._away = batch.frozen
        if self._away:
            self._filler.release()
        else:
            yield from self._safely(self._on_batch(batch))

    def on_timer(self) -> Iterator[Happening]:
        """Do what is due, and show what the reviewer has found."""
        if not self._away:
            yield from self._safely(self._on_timer(time.monotonic()))

    def close(self) -> None:
        """Let go of the index, of the right to write, and of a review that is under way."""
        try:
            self._filler.release()
        finally:
            self._reviewer.close()
            self._index.close()

    def _is_waited_for(self) -> bool:
        """Whether somebody has saved a note; what we write ourselves can wait."""
        return any(path not in self._own for path in self._waiting())

    def _safely(self, steps: Iterator[Happening]) -> Iterator[Happening]:
        try:
            yield from steps
        except Exception as error:  # a watch goes on for days: the next batch may do better
            self._lost = True
            self._report_fault("The vault was not checked", error)
        finally:
            self._index.release()

    def _on_batch(self, batch: Batch) -> Iterator[Happening]:
        if (PATH in batch.paths or batch.rescan) and self._config.renew():
            self._index.close()
            self._index, self._seen_on = self._open_index(), None
        if batch.rescan or self._lost or not self._index.is_open:
            files = scan.scan(self._root)
            if not self._vanished(files):
                self._index.refresh(files)
            else:
                self._index.refresh_some(batch.paths.intersection(files.stamps))
        else:
            self._index.refresh_some(batch.paths)
        self._tell_unseen()
        priced = batch.rescan or any(path.startswith(f"{PRICES}/") for path in batch.paths)
        # What kept a note from being written may have been mended without a word changing in it.
        yield from self._follow(self._filler.left(batch.paths), priced=priced)

    def _on_timer(self, now: float) -> Iterator[Happening]:
        due, found = self._filler.take(now), self._reviewer.poll()
        is_review_due = self._review_at is not None and self._review_at <= now
        if due or found or is_review_due or self._filler.has_turn(now):
            self._index.refresh_some(due)
            yield from self._follow(due)
        if found:
            yield from self._show(found)
        if is_review_due and not self._reviewer.is_busy:
            self._ask()

    def _ask(self) -> None:
        """Let the review be made anew, by what the disk says from now on."""
        assert self._seen_on is not None
        self._review_at, self._asked = None, self._mark
        self._reviewer.ask(self._seen_on, self._config.settings, self._mark)

    def _report_fault(self, what: str, error: Exception) -> None:
        """Say once what a fault of ours kept from being done."""
        said = f"{what}, because of a bug in thesisvault: {type(error).__name__}: {error}"
        self._say_once(f"{said}. Please report it; watching goes on.")

    def _say_once(self, said: str) -> None:
        if said not in self._faults:
            self._faults.add(said)
            self._tell(said)

    def _tell_unseen(self) -> None:
        """Say what cannot be read, when it begins; when it ends, all blocks are looked at."""
        known, self._unseen = self._unseen, set(self._index.unseen)
        self._lost = self._lost or bool(known - self._unseen)
        if new := sorted(self._unseen - known):
            self._tell(f"{shown(new)} cannot be read and does not count: `thesis check` shows why.")

    def _open_index(self) -> Index:
        return open_index(self._root, self._config.settings, self._tell, self._progress)

    def _vanished(self, files: scan.Scan) -> bool:
        """Whether so much is missing that it looks like a disk that went away."""
        known = self._index.count() if self._index.is_open else 0
        missing = known - len(files.notes)
        gone = missing >= FEW and missing * 2 > known
        if gone and not self._missing:
            self._tell(GONE)
        self._missing = gone
        return gone

    def _workspace(self) -> Workspace:
        return Workspace(
            self._root, self._config.settings, scan.Scan(), self._index, self._price_cache
        )

    def _follow(self, others: Collection[str], *, priced: bool = False) -> Iterator[Happening]:
        """Fill the blocks that may be other than at the last mark, and those of `others`."""
        stamps = price_stamps(self._root) if priced else self._prices
        moved, self._prices = stamps != self._prices, stamps
        own = self._read_back()
        concern = self._index.since(self._mark, own)
        self._mark = self._index.mark()
        day = self._day_of(self._config.settings)
        if concern is None or self._lost or self._seen_on != day:
            self._lost = True  # until it is done
            yield from self._follow_all()
            return
        cited = names_without_note(self._report) if self._report is not None else ()
        if moved or not self._index.holds(concern, cited, day):
            self._want_review()
        workspace = self._workspace()
        self._renew(workspace, concern.paths | own)
        concerned = (*self._index.marked(concern.keys), *sorted(concern.paths), *others)
        yield from self._fill(workspace, concerned, self._waiting_for_review())

    def _read_back(self) -> frozenset[str]:
        """The notes that the index knows now as we wrote them."""
        known = {path: self._index.digest(path) for path in self._own}
        own = frozenset(path for path, (_, ours) in self._own.items() if known[path] == ours)
        # Where somebody has saved it since, that is to be followed.
        self._own = {path: item for path, item in self._own.items() if known[path] == item[0]}
        return own

    def _want_review(self) -> None:
        now = time.monotonic()
        if self._review_at is None:
            self._review_first = now
        self._review_at = min(now + CALM, self._review_first + LONGEST)

    def _follow_all(self) -> Iterator[Happening]:
        self._seen_on = self._day_of(self._config.settings)
        self._figures = None
        if self._reviewer.is_busy:
            self._want_review()  # what is under way may be of another day
        else:
            self._ask()
        workspace = self._workspace()
        self._renew(workspace, None)
        yield from self._fill(workspace, self._index.marked(), self._waiting_for_review())
        self._lost = False

    def _renew(self, workspace: Workspace, changed: Collection[str] | None) -> None:
        assert self._seen_on is not None
        notes = workspace.vault_as_of(self._seen_on).notes
        self._quotes = self._quotes or Quotes(notes, self._filler.lines)
        self._filler.lines.renew(changed)
        self._quotes.renew(notes, changed)

    def _show(self, found: Reviewed) -> Iterator[Happening]:
        """What a review says now, and the blocks that show it."""
        if found.report is None:  # blocks of backlinks need no review
            self._figures = None
            self._say_once(f"The review failed: {found.fault}.")
            return
        for why in found.left_out:
            self._say_once(f"Left out: {why}.")
        before, self._report, self._figures = self._report, found.report, found.figures
        concern = self._index.since(self._asked)
        cited, day = names_without_note(found.report), found.report.as_of
        if concern is None or not self._index.holds(concern, cited, day):
            self._want_review()
        if before is not None:
            yield from (turn for turn in changes(before, found.report) if turn.turned)
        workspace = self._workspace()
        self._renew(workspace, ())
        yield from self._fill(workspace, self._index.showing_figures(), ())

    def _waiting_for_review(self) -> Container[str]:
        """The notes that are filled when a review has been made."""
        if self._figures is None or self._review_at is not None or self._reviewer.is_busy:
            return frozenset(self._index.showing_figures())
        return ()

    def _fill(
        self, workspace: Workspace, paths: Iterable[str], later: Container[str]
    ) -> Iterator[Happening]:
        assert self._seen_on is not None
        update = Update(workspace, self._seen_on, self._quotes, self._figures)
        for outcome in self._filler.fill(update, paths, later):
            for path, (before, after) in self._filler.written.items():
                self._remember(path, digest_of(before), digest_of(after))
            self._filler.written.clear()
            yield outcome

    def _remember(self, path: str, before: bytes, after: bytes) -> None:
        """A note was written; where the index knew another one, a save is still to be followed."""
        known, ours = self._own.pop(path, (self._index.digest(path), b""))
        if before in (known, ours):
            self._own[path] = known, after
