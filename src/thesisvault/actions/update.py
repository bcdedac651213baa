"""Keeping the managed blocks of a vault's notes current: what is to be written, and writing it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Sequence
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from thesisvault.edits.backlinks import NOTHING, Quotes, backlinks_body
from thesisvault.edits.edit import Edit, add_block, edit_note, newest_day
from thesisvault.edits.impact import impact_body
from thesisvault.edits.markers import Block
from thesisvault.edits.moves import Measured, measured_from, moves_body
from thesisvault.edits.options import BlockName
from thesisvault.edits.words import Wikilinks
from thesisvault.graph import Vault
from thesisvault.impact.events import history_start
from thesisvault.impact.flows import measure_flows
from thesisvault.impact.turns import last_turn
from thesisvault.market.sessions import shifted
from thesisvault.model.errors import PriceFault, UsageFault, WriteRefused
from thesisvault.model.note import Kind, is_template
from thesisvault.model.review import Figures, MeasuredFlow, StatusReport, ThesisReview
from thesisvault.parser.decoding import decode
from thesisvault.reports.reviews import review
from thesisvault.storage import scan
from thesisvault.storage.writing import plans
from thesisvault.workspace.names import to_make
from thesisvault.workspace.open import Workspace, shown
from thesisvault.workspace.prices import Prices
from thesisvault.workspace.writing import Writing

_LINKED = re.compile(rb"\[\[([^\]|#]+)")


class State(StrEnum):
    """The result for one note."""

    WRITTEN = "written"
    PENDING = "pending"
    """It would be written; nothing was, since nobody asked for it."""
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    """It has no block to fill."""
    REFUSED = "refused"


class Change(Struct, frozen=True):
    """One note, and its result."""

    path: str
    state: State
    edit: Edit | None = None
    reasons: tuple[str, ...] = ()
    """Why it was skipped or refused, with the line where there is one."""
    code: str = ""
    """The writer's word for why it refused (`WriteRefused.code`); ``unread`` where it was never
    asked, since the note has gone or cannot be read."""


class NoteWriter(Protocol):
    """What an update asks of `storage.writing.writer.Writer`."""

    def replace(self, path: str, expected: bytes, data: bytes) -> object:
        """Put `data` in place of a note that holds `expected`. Raises `WriteRefused`."""


class Lines:
    """The lines of notes as the index knows them; those of the last one asked for are kept."""

    def __init__(self, root: Path) -> None:
        """`root` is the vault's folder."""
        self._root = root
        self._last: tuple[str, Sequence[str]] = ("", ())
        self._before: dict[str, bytes] = {}

    def __call__(self, path: str) -> Sequence[str]:
        """The lines of the note at a path, as its spans count them."""
        if self._last[0] != path:
            data = self._before.get(path)
            if data is None:
                data = scan.note_bytes(self._root, path)
            self._last = path, decode(data)[0].split("\n")
        return self._last[1]

    def keep(self, path: str, before: bytes) -> None:
        """A note was written, and held `before`: what is known of it still speaks of that."""
        self._before[path] = before

    def renew(self, changed: Collection[str] | None) -> None:
        """The index has read these notes again; None: all of them."""
        self._last = ("", ())
        for path in list(self._before) if changed is None else changed:
            self._before.pop(path, None)


class Update:
    """The blocks of one vault on one day; what they need is worked out once, when first asked."""

    def __init__(
        self,
        workspace: Workspace,
        day: dt.date,
        quotes: Quotes | None = None,
        figures: Figures | None = None,
    ) -> None:
        """Nothing dated after `day` is seen. `quotes` are what is known of the notes' words;
        `figures` are what blocks are to show, where somebody has made it.
        """
        self._workspace, self._asked_day = workspace, day
        self._seen = workspace.vault_as_of(day)
        self._unseen = workspace.unseen
        self._made = figures
        self._quotes = quotes or Quotes(self._seen.notes, Lines(workspace.root))
        self._prices: dict[tuple[dt.date, int], Prices] = {}
        self._sources: dict[str, str] = {}

    def candidates(self, names: Sequence[str] = ()) -> tuple[str, ...]:
        """The notes that are named; without names, all that may hold a marker, by path.

        Raises `UsageFault` for a name without a note.
        """
        if names:
            return tuple(dict.fromkeys(self._path(name) for name in names))
        return tuple(path for path in self._workspace.index.marked() if not is_template(path))

    def of_kind(self, kind: Kind) -> tuple[str, ...]:
        """The notes of a kind, by path; templates left out."""
        notes = self._workspace.vault.notes.values()
        return tuple(note.path for note in notes if note.kind is kind and not note.is_template)

    def _path(self, name: str) -> str:
        node = self._workspace.find(name)
        if node.note is None:
            raise UsageFault(f"`{node.name}` has no note yet to write into. {to_make(node)}")
        return node.note.path

    def knows(self, path: str) -> bool:
        """Whether there is such a note."""
        return path in self._workspace.vault.notes

    def unread(self) -> list[Change]:
        """Return the notes that could not be read: their blocks were not filled."""
        reason = "it cannot be read: `thesis check` shows why"
        return [Change(path, State.REFUSED, None, (reason,), "unread") for path in self._unseen]

    def change(self, path: str, add: BlockName | None = None) -> Change:
        """What is to be done to a note; with `add`, after that block is put at its end."""
        note = self._workspace.vault.notes[path]
        data = self._workspace.read(path)
        if data is None:
            return Change(path, State.REFUSED, None, ("it cannot be read",), "unread")
        if note.is_template:
            return Change(path, State.SKIPPED, None, ("a template is never filled",))
        if path not in self._seen.notes:
            return Change(
                path, State.SKIPPED, None, (f"it is dated {note.date}, after {self._asked_day}",)
            )

        def compose(block: Block) -> str:
            return self._body(path, block)

        edit = add_block(data, add, compose) if add else edit_note(data, compose)
        if edit.is_refused:
            reasons = tuple(
                f"line {item.span.shown_line}: {item.message}" for item in edit.diagnostics
            )
            return Change(path, State.REFUSED, edit, reasons)
        if not edit.blocks:
            hint = "it has no markers: `--add backlinks` adds some at its end"
            return Change(path, State.SKIPPED, edit, (hint,))
        if edit.after == edit.before:
            return Change(path, State.UNCHANGED, edit)
        if self._unseen and _needs_all(edit):
            reason = f"{shown(self._unseen)} cannot be read, and what it says would be left out"
            return Change(path, State.REFUSED, edit, (reason,), "unseen")
        return Change(path, State.PENDING, edit)

    def _body(self, path: str, block: Block) -> str:
        # A heading of its own, so that the block can be found, linked and folded in Obsidian.
        return f"\n### {block.name.value.capitalize()}\n{self._content(path, block)}"

    def _content(self, path: str, block: Block) -> str:
        match block.name:
            case BlockName.BACKLINKS:
                return backlinks_body(self._seen, path, self._quotes, self._links)
            case BlockName.MOVES:
                node = self._vault.nodes[path]
                return moves_body(self._measured, node, block.options, self._links)
            case BlockName.IMPACT:
                shown = self.report_for(path)
                note = self._workspace.vault_as_of(shown.as_of).notes[path]
                return impact_body(shown, note, self._links)

    @cached_property
    def day(self) -> dt.date:
        """That of the newest data: it dates the blocks, so that they change with the data alone."""
        return newest_day(self._seen, self._last_session, self._asked_day)

    @cached_property
    def _vault(self) -> Vault:
        return self._workspace.vault_as_of(self.day)

    @cached_property
    def _links(self) -> Wikilinks:
        return Wikilinks(self._workspace.vault)

    @cached_property
    def report(self) -> StatusReport:
        """The review that blocks show: of the day that dates them."""
        return self._made.report if self._made else review(self._workspace, self.day)

    def report_for(self, path: str) -> StatusReport:
        """The review that the block of a thesis shows: of the later of the newest data's day and
        the last on which the verdict turned by time alone.
        """
        if self._made is not None:
            return self._made.of(path)
        turned = self._turned_on(path) if self.day < self._asked_day else None
        return review(self._workspace, turned) if turned else self.report

    def figures(self) -> Figures:
        """What the blocks that there are show, of all theses."""
        turned = {
            path: StatusReport(found.as_of, (shown,), (), ())
            for path in self._workspace.index.showing_figures()
            if (found := self.report_for(path)) is not self.report
            and (shown := _of_note(found, path)) is not None
        }
        return Figures(self.report, turned)

    def _turned_on(self, path: str) -> dt.date | None:
        before = _of_note(self.report, path)
        now = before and _of_note(self._today, path)
        if before is None or now is None:
            return None
        impact = self._workspace.settings.impact
        turned = last_turn(before, now, self.day, self._asked_day, impact)
        shown = before if turned is None else _of_note(review(self._workspace, turned), path)
        if shown is not None and shown.verdict.outcome is now.verdict.outcome:
            return turned
        return self._asked_day  # it did not fade by halves: a start of which only the end is known

    @cached_property
    def _today(self) -> StatusReport:
        return review(self._workspace, self._asked_day)

    @cached_property
    def _last_session(self) -> dt.date | None:
        prices = self._workspace.on(self._asked_day).prices
        return prices.between(shifted(self._asked_day, -60)).last_session() or prices.last_session()

    @cached_property
    def _measured(self) -> Measured:
        market = self._workspace.settings.market
        return measured_from(
            self._vault, market, self._last_session, self._prices_for, self._source_of,
            self._flows_of,
        )  # fmt: skip

    def _flows_of(self, path: str) -> Sequence[MeasuredFlow]:
        """As the review has them; of a rotation that is over, by themselves."""
        for state in self.report.rotations:
            if state.note == path and state.flows:
                return state.flows
        view, settings = self._workspace.on(self.day), self._workspace.settings
        wanted = frozenset({path})
        return measure_flows(
            self._vault, view.prices, settings.market, settings.impact, self.day, wanted
        )

    def _prices_for(self, event: dt.date, before: int) -> Prices:
        if (event, before) not in self._prices:
            market = self._workspace.settings.market
            start = history_start(event, market.estimation + market.gap + before + 5)
            self._prices[event, before] = self._workspace.on(self.day).prices.between(start)
        return self._prices[event, before]

    def _source_of(self, symbol: str) -> str:
        if symbol not in self._sources:
            try:
                series = self._workspace.price_folder.series(symbol, self.day, self.day)
            except PriceFault:
                series = None
            self._sources[symbol] = series.source if series else ""
        return self._sources[symbol]


def _of_note(report: StatusReport, path: str) -> ThesisReview | None:
    return next((item for item in report.theses if item.note == path), None)


def _needs_all(edit: Edit) -> bool:
    """Whether a block would lose what it names, deny that anything links, or say other figures."""
    before, after = (Counter(_LINKED.findall(data)) for data in (edit.before, edit.after))
    denies = edit.after.count(NOTHING.encode()) > edit.before.count(NOTHING.encode())
    return BlockName.IMPACT in edit.blocks or denies or bool(before - after)


def write_change(change: Change, writer: NoteWriter) -> Change:
    """Write a pending note; what is not pending stays as it is. Never raises `WriteRefused`."""
    if change.state is not State.PENDING or change.edit is None:
        return change
    try:
        writer.replace(change.path, change.edit.before, change.edit.after)
    except WriteRefused as refused:
        return Change(change.path, State.REFUSED, change.edit, (str(refused),), refused.code)
    return Change(change.path, State.WRITTEN, change.edit)


def write_changes(vault: Writing, planned: Sequence[Change]) -> list[Change]:
    """Write all that is pending, one by one, and remember it for `undo`; what became of each.

    Raises `WriteRefused` where the vault cannot be written at all.
    """
    pending = [
        plans.Change(item.path, item.edit.before, item.edit.after)
        for item in planned
        if item.state is State.PENDING and item.edit is not None
    ]
    if not pending:
        return list(planned)
    with vault.recording(pending) as recorder:
        return [write_change(item, recorder) for item in planned]
