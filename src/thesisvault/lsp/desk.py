"""One vault under an editor: its index, its last review, and the notes as the screen shows them.

All of it is used by one thread, the vault's. Nothing here writes, and nothing knows the protocol.
"""

from __future__ import annotations

import datetime as dt
import heapq
import posixpath
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from thesisvault.actions.in_force import PATH, InForce
from thesisvault.actions.reviewer import Reviewed
from thesisvault.graph.catalogue import Catalogue
from thesisvault.graph.near import Near, Shown
from thesisvault.graph.overlay import Overlay
from thesisvault.graph.source import Source
from thesisvault.lsp.known import Known
from thesisvault.lsp.texts import Text
from thesisvault.model.diagnostics import Finding
from thesisvault.model.filenames import perhaps_copy_of
from thesisvault.model.note import Head, Kind, Profile
from thesisvault.model.review import StatusReport, ThesisReview, TripwireReview
from thesisvault.model.settings import Settings
from thesisvault.parser.facts.vocabulary import Vocabulary
from thesisvault.reports.reviews import names_without_note
from thesisvault.storage import scan
from thesisvault.storage.index.changes import Mark
from thesisvault.storage.index.index import Index
from thesisvault.storage.index.record import digest_of
from thesisvault.storage.memory import give_back
from thesisvault.storage.prices.files import FOLDER as PRICES
from thesisvault.storage.prices.files import price_stamps
from thesisvault.storage.prices.folder import PriceCache
from thesisvault.storage.watching import Batch
from thesisvault.workspace.open import (
    Tell,
    Workspace,
    load_words,
    open_index,
    possible_copy,
)

T = TypeVar("T")
Texts = Mapping[str, Text]
"""Open notes by their path in the vault."""
_MANY = 300
"""Notes that are read here; more are left to the reviewer, which may do it by two processes."""


class Screen(Workspace):
    """A vault as it would stand on the disk if every open note were saved."""

    texts: Texts
    review: Reviewed
    as_of: dt.date
    known: Known
    words: Vocabulary

    @property
    def catalogue(self) -> Catalogue:
        """Every name, as it is saved."""
        return self.known.catalogue

    @property
    def unwritten(self) -> list[tuple[str, int, str]]:
        """Names that have no note, folded, with how many notes link them; and one of these."""
        return self.known.unwritten

    @property
    def tags(self) -> list[tuple[str, int]]:
        """Every tag with how many notes have it, as they are saved."""
        return self.known.tags

    @cached_property
    def vault(self) -> Shown:
        """The whole vault, with the open notes as they are shown."""
        notes = {path: text.note for path, text in self.texts.items()}
        source = Overlay(self.index.source(None, few=True), notes)
        return Shown(source, self.known.spelled, self._near)

    def _near(self, source: Source) -> Near:
        """The vault beside the saved one, from which it takes over what all notes state."""
        saved = self.known.vault
        changed = {
            path: (saved.notes.get(path), text.note)
            for path, text in self.texts.items()
            if digest_of(text.data) != self.index.digest(path)
        }
        return Near(saved, source, changed)

    def let_go(self) -> None:
        """Free what it holds; it is asked no more."""
        if (vault := vars(self).get("vault")) is not None:
            vault.let_go()

    @property
    def folders(self) -> frozenset[str]:
        """The folders with notes."""
        return self.known.folders.union(posixpath.dirname(path) for path in self.texts) - {""}

    def of_kind(self, kind: Kind) -> list[Head]:
        """The notes of a kind by title, as they are shown; none that others are made from."""
        saved = (head for head in self.known.of_kind(kind) if head.path not in self.texts)
        shown = (text.note for text in self.texts.values() if text.note.kind is kind)
        found = heapq.merge(saved, sorted(shown, key=_title), key=_title)
        return [head for head in found if not head.is_template]

    def profile(self, path: str) -> Profile | None:
        """What is known of a note, as it is shown."""
        shown = self.texts.get(path)
        return shown.note if shown else self.index.source(None).profile(path)

    def read(self, path: str) -> bytes | None:
        """The bytes of a note."""
        return self.texts[path].data if path in self.texts else super().read(path)

    def saved(self, path: str) -> bytes | None:
        """The bytes of a note on the disk."""
        return super().read(path)

    def may_have_markers(self, path: str) -> bool:
        """Whether a note may hold a block: of one that is open, the text says so."""
        return path in self.texts or super().may_have_markers(path)

    def is_only(self, title: str) -> bool:
        """Whether a link by this title can mean one file alone; False where that is not known."""
        return self.texts.keys() <= self.known.paths and self.known.is_only(title)

    def text_of(self, path: str) -> str | None:
        """The text of a note: that on the screen, or that on the disk; None where it has gone."""
        if path in self.texts:
            return self.texts[path].text
        data = self.read(path)
        return None if data is None else data.decode("utf-8", "replace")

    def findings_on(self, text: Text) -> tuple[Finding, ...]:
        """What `check` would say of an open note."""
        found = [*self.findings_of(text.note)]
        for of in perhaps_copy_of(text.path):
            if self.vault.profile(of) or of in self.vault.attachments:
                found.append(Finding(text.path, possible_copy(of)))
                break
        return tuple(sorted(found, key=lambda item: item.diagnostic.span))

    @property
    def report(self) -> StatusReport | None:
        """The last review."""
        return self.review.report

    def thesis_of(self, path: str) -> ThesisReview | None:
        """The review of the thesis that a note is."""
        theses = self.report.theses if self.report else ()
        return next((item for item in theses if item.note == path), None)

    def tripwires_on(self, path: str) -> Sequence[TripwireReview]:
        """What is watched and written in a note, by theses and by what is held without one."""
        return self._tripwires.get(path, ())

    @cached_property
    def _tripwires(self) -> Mapping[str, Sequence[TripwireReview]]:
        found: dict[str, list[TripwireReview]] = {}
        positions = (item.review for item in self.report.positions) if self.report else ()
        for reviewed in (*(self.report.theses if self.report else ()), *positions):
            for item in reviewed.tripwires:
                found.setdefault(item.citation.note, []).append(item)
        return found

    def reviewed_text(self, path: str) -> str | None:
        """A note as it was reviewed; None where the disk holds another one by now."""
        digest = self.review.digests.get(path)
        data = self.saved(path) if digest is not None else None
        if data is None or digest_of(data) != digest:
            return None
        return data.decode("utf-8", "replace")


class Followed(Struct, frozen=True):
    """What a batch led to."""

    changed: bool = False
    """Whether answers may differ from those before."""
    review: bool = False
    """Whether the review is to be made anew."""


class Desk:
    """One vault. Raises `ConfigFault` where its settings cannot be read."""

    def __init__(self, root: Path, day: Callable[[Settings], dt.date], tell: Tell) -> None:
        """`day` is asked each time; nothing is read yet but the config."""
        self.root, self._day_of, self._tell = root, day, tell
        self._config = InForce(root, tell)
        self.words = load_words(self._config.settings)
        self._index: Index | None = None
        self._price_cache = PriceCache()
        self._prices = price_stamps(root)
        self._asked_at: Mark | None = None
        self._asked_on: dt.date | None = None
        self.review = Reviewed()
        self._screen: tuple[object, Screen] | None = None
        self._known: tuple[Mark, Known] | None = None
        self._files = scan.Scan()

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._config.settings

    @property
    def day(self) -> dt.date:
        """The day that the vault stands on."""
        return self._day_of(self.settings)

    @property
    def is_ready(self) -> bool:
        """Whether the vault can be asked."""
        return self._index is not None

    def open_if_warm(self) -> bool:
        """Open the index, unless most of the vault would have to be read for that."""
        from thesisvault.storage.index import peek
        from thesisvault.workspace.names import index_place

        files = scan.scan(self.root)
        known = index_place(self.root, self.settings).validate().file
        there = frozenset(peek.paths(known)) if known else frozenset()
        if sum(path not in there for path in files.notes) > _MANY:
            return False
        self.open(files)
        return True

    def open(self, files: scan.Scan | None = None) -> None:
        """Open the index, and bring it up to date."""
        if self._index is None:
            self._index = open_index(self.root, self.settings, self._tell, lambda *_: None)
            self._refresh(self._index, files or scan.scan(self.root))
            self._index.release()
            give_back()  # what it took to compare all files

    def _refresh(self, index: Index, files: scan.Scan) -> bool:
        """Bring the index up to date; only what it cannot be asked about later is kept."""
        self._files = files.passed_over()
        return bool(index.refresh(files))

    def ask(self, question: Callable[[Screen], T], texts: Texts) -> T:
        """The answer about the vault as it stands now. To be asked where it `is_ready`."""
        assert self._index is not None
        self._index.refresh_some(())
        try:
            found = question(self._at(self._index, texts))
            if self._known is not None:
                self._known[1].settle()
            return found
        finally:
            self._index.release()  # so that a command in a terminal can write

    def _at(self, index: Index, texts: Texts) -> Screen:
        mark, day = index.mark(), self.day
        versions = tuple((path, id(text)) for path, text in texts.items())
        state = mark, versions, day, id(self.review), self._prices
        if self._screen is None or self._screen[0] != state:
            if self._screen is not None:
                self._screen[1].let_go()
            screen = Screen(self.root, self.settings, self._files, index, self._price_cache)
            screen.texts, screen.review, screen.as_of = dict(texts), self.review, day
            screen.words = self.words
            if self._known is None:
                self._known = mark, Known(index)
            elif self._known[0] != mark:
                seen, known = self._known
                self._known = mark, known.after(index.since(seen))
            screen.known = self._known[1]
            self._screen = state, screen
        return self._screen[1]

    def prepare(self) -> None:
        """Work out what completion needs, before somebody waits for it."""
        if self._index is not None:
            self.ask(lambda screen: (screen.unwritten, screen.is_only("")), {})

    def follow(self, batch: Batch) -> Followed:
        """Look at what may have changed on the disk."""
        for notice in batch.notices:
            self._tell(notice)
        if batch.frozen or self._index is None:
            return Followed()
        if (PATH in batch.paths or batch.rescan) and self._config.renew():
            self._index.close()
            self._index, self._screen, self._known = None, None, None
            self.words = load_words(self.settings)
            self.open()
            return Followed(changed=True, review=True)
        index = self._index
        before = self._asked_at
        if batch.rescan:
            changed = self._refresh(index, scan.scan(self.root))
        else:
            changed = bool(index.refresh_some(batch.paths))
        try:
            priced = batch.rescan or any(path.startswith(f"{PRICES}/") for path in batch.paths)
            stamps = price_stamps(self.root) if priced else self._prices
            moved, self._prices = stamps != self._prices, stamps
            is_old = moved or self._asked_on != self.day or self._is_outdated(index, before)
            return Followed(changed or moved, is_old)
        finally:
            index.release()

    def _is_outdated(self, index: Index, before: Mark | None) -> bool:
        """Whether a review would say something else; of what only reads anew, its contents."""
        report = self.review.report
        concern = index.since(before) if before is not None else None
        if concern is None or report is None:
            return True
        if not index.holds(concern, names_without_note(report), report.as_of):
            return True
        digests = self.review.digests
        fresh = {path: index.digest(path) for path in concern.paths if path in digests}
        if fresh:
            self.review = _with_digests(self.review, fresh)
        return False

    def asked(self) -> Mark:
        """Remember that a review is made of the vault as it is now; where its index stands."""
        if self._index is not None:
            self._index.refresh_some(())
            self._asked_at = self._index.mark()
            self._index.release()
        self._asked_on = self.day
        return self._asked_at or Mark("", 0)

    def reviewed(self, found: Reviewed) -> bool:
        """Take a review; whether it was made of what has changed since."""
        self.open()
        assert self._index is not None
        if found.report is not None:
            self.review = found
        self._index.refresh_some(())
        try:
            is_old = found.report is not None and self._is_outdated(
                self._index, self._asked_at or self._index.mark()
            )
            return is_old or self._asked_on != self.day
        finally:
            self._index.release()
            give_back()  # the review before, and what was read before the save

    def rest(self) -> None:
        """Let go of what can be read again, when nothing is asked any more."""
        if self._screen is not None:
            self._screen[1].let_go()
            self._screen = None
        if self._known is not None:
            self._known[1].let_go()
        self._price_cache.clear()
        if self._index is not None:
            self._index.rest()
        give_back()

    def close(self) -> None:
        """Let go of the index."""
        if self._index is not None:
            self._index.close()


def _title(head: Head) -> str:
    return head.title


def _with_digests(review: Reviewed, fresh: Mapping[str, bytes]) -> Reviewed:
    from msgspec.structs import replace

    return replace(review, digests={**review.digests, **fresh})
