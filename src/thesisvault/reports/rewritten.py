"""What was edited in dated notes after their date: hindsight, as the commits show it."""

from __future__ import annotations

import datetime as dt
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Literal

from msgspec import Meta, Struct

from thesisvault.edits.markers import find_markers
from thesisvault.model.errors import UsageFault
from thesisvault.model.note import Note
from thesisvault.parser.decoding import decode
from thesisvault.parser.note import parse_note
from thesisvault.storage.recorded import Commit
from thesisvault.storage.recorded.differences import Difference, differences, paired
from thesisvault.storage.recorded.repository import Entry
from thesisvault.workspace.open import Progress, ignore, load_words
from thesisvault.workspace.past import Past
from thesisvault.workspace.view import View

MOST, MOST_LINES = 50, 12
"""Edits that are listed, the newest, and lines of each."""
_LONGEST = 4000
"""Lines of a note that are compared one by one; of a longer one, what changed is shown whole."""
_OWN_DATE = re.compile(
    r"\s*(?:[-*+]\s+|\d+[.)]\s+|\|\s*|>\s*)*(?:\[.\]\s*)?[*_\[]*(\d{4}-\d\d-\d\d)"
)
"""A line of a log, a row of a table, that begins with its own date."""


class Ask(Struct, frozen=True):
    """In which note, and after which day."""

    note: Annotated[str | None, Meta(description="a name; none: all dated notes")] = None
    after: Annotated[dt.date | None, Meta(description="edits committed later alone")] = None


class Line(Struct, frozen=True):
    """A line that came into a note, or went from it."""

    text: str
    line: int
    """Where it stands: after the edit where it came, before it where it went."""
    came: bool


class Edit(Struct, frozen=True):
    """What one commit changed in one note that is dated earlier."""

    note: str
    dated: dt.date
    day: dt.date
    """The commit's."""
    commit: str
    what: Literal["edited", "added", "deleted"]
    lines: tuple[Line, ...]
    """None of a note that was added or deleted whole."""
    more: int
    """Further lines."""


class Answer(Struct, frozen=True):
    """The edits, newest first."""

    as_of: dt.date
    note: str | None
    since: dt.date
    """The day of the first commit: what was edited before it, nobody knows."""
    shallow: bool
    """Whether the clone has not all commits."""
    edits: tuple[Edit, ...]
    left_out: int
    """Earlier edits."""


def report(view: View, ask: Ask, progress: Progress = ignore) -> Answer:
    """Edits of lines that are dated before the day on which they were committed.

    A line is dated by itself, by its heading, or by its note. Managed blocks are left out.
    Raises `UsageFault` where git does not record the vault.
    """
    path = None
    if ask.note is not None:
        node = view.workspace.find(ask.note)
        if node.note is None:
            raise UsageFault(f"`{node.name}` has no note, so nothing of it was edited.")
        path = node.note.path
    past = view.workspace.past or Past(view.root)
    try:
        found = _Edits(view, past, path, ask.after)
        newest: deque[Edit] = deque(maxlen=MOST)
        count = 0
        for edit in found.all(progress):
            newest.append(edit)
            count += 1
        first, shallow = found.commits[0].day, past.repository.is_shallow
    finally:
        if view.workspace.past is None:
            past.close()
    edits = tuple(reversed(newest))
    return Answer(view.as_of, path, first, shallow, edits, count - len(edits))


class _Edits:
    """The edits in the commits up to a day."""

    def __init__(self, view: View, past: Past, path: str | None, after: dt.date | None) -> None:
        self._repository, self._after = past.repository, after
        trees = ((commit, past.repository.tree_of(commit)) for commit in past.repository.commits)
        self._trees = [(commit, tree) for commit, tree in trees if tree is not None]
        if not self._trees:
            raise UsageFault("No commit holds the vault's folder yet: `git commit` records it.")
        self.commits = [commit for commit, _ in self._trees]
        self._words = load_words(view.settings)
        self._paths = None if path is None else past.trail(path, self.commits[::-1])
        self._day = view.as_of
        self._read = lru_cache(maxsize=2000)(self._parse)

    def all(self, progress: Progress) -> Iterator[Edit]:
        """The edits, oldest first."""
        for done, ((older, before), (commit, after)) in enumerate(pairwise(self._trees)):
            progress(done, len(self._trees))
            if self._after is not None and commit.day <= self._after:
                continue
            for item in paired(self._repository, differences(self._repository, before, after)):
                if self._is_asked(item, older, commit) and (edit := self._edit(item, commit)):
                    yield edit

    def _is_asked(self, item: Difference, older: Commit, commit: Commit) -> bool:
        if not item.path.lower().endswith(".md"):
            return False
        if self._paths is None:
            return True
        return item.path in (self._paths.get(commit.id), self._paths.get(older.id))

    def _edit(self, item: Difference, commit: Commit) -> Edit | None:
        before, after = self._side(item.before, item.path), self._side(item.after, item.path)
        dates = [note.date for note, _ in filter(None, (before, after)) if note.date]
        if not dates or min(dates) > self._day:
            return None
        dated = min(dates)
        if before and after:
            changed = tuple(_changed(before, after, commit.day))
            if not changed:
                return None
            shown, more = changed[:MOST_LINES], max(len(changed) - MOST_LINES, 0)
            return Edit(item.path, dated, commit.day, commit.short, "edited", shown, more)
        if dated >= commit.day:
            return None
        what: Literal["added", "deleted"] = "added" if after else "deleted"
        return Edit(item.path, dated, commit.day, commit.short, what, (), 0)

    def _side(self, entry: Entry | None, path: str) -> tuple[Note, list[str]] | None:
        return self._read(entry.id, path) if entry and entry.kind == "file" else None

    def _parse(self, blob: str, path: str) -> tuple[Note, list[str]]:
        data = self._repository.read(blob)
        return parse_note(path, data, self._words), _own_lines(data)


def _own_lines(data: bytes) -> list[str]:
    """A note's lines, empty where a managed block stands."""
    lines = decode(data)[0].split("\n")
    for block in find_markers(data).blocks:
        own = block.end_line - block.line + 1
        lines[block.line : block.end_line + 1] = [""] * own
    return lines


def _changed(
    before: tuple[Note, list[str]], after: tuple[Note, list[str]], day: dt.date
) -> Iterator[Line]:
    """The lines that went and came and are dated before `day`."""
    (old, was), (new, now) = before, after
    for from_, to, start, end in _different(was, now):
        yield from _dated_before(old, was, range(from_, to), day, came=False)
        yield from _dated_before(new, now, range(start, end), day, came=True)


def _different(was: Sequence[str], now: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """The ranges that differ, in both."""
    same = 0
    while same < min(len(was), len(now)) and was[same] == now[same]:
        same += 1
    rest = 0
    while rest < min(len(was), len(now)) - same and was[-1 - rest] == now[-1 - rest]:
        rest += 1
    one, other = was[same : len(was) - rest], now[same : len(now) - rest]
    if max(len(one), len(other)) > _LONGEST:
        yield same, same + len(one), same, same + len(other)
        return
    for kind, *place in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind != "equal":
            from_, to, start, end = (at + same for at in place)
            yield from_, to, start, end


def _dated_before(
    note: Note, lines: Sequence[str], places: Iterable[int], day: dt.date, *, came: bool
) -> Iterator[Line]:
    for at in places:
        dated = _date_of(note, lines[at], at)
        if lines[at].strip() and dated is not None and dated < day:
            yield Line(lines[at].strip(), at + 1, came)


def _date_of(note: Note, text: str, at: int) -> dt.date | None:
    found = _OWN_DATE.match(text)
    try:
        own = dt.date.fromisoformat(found[1]) if found else None
    except ValueError:
        own = None
    return max(filter(None, (note.noted(at), own)), default=None)
