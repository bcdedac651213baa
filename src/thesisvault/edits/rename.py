"""Moving one file: every edit after which each link leads where it led before.

Links inside managed blocks are left alone: those blocks are ours, and `update` writes them anew.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from thesisvault.edits.destination import check_target
from thesisvault.edits.links import Source, find_target, locate, relative_target, write_target
from thesisvault.edits.retitle import retitled
from thesisvault.graph.folding import fold
from thesisvault.graph.source import aliases, tickers, titles
from thesisvault.graph.vault import Vault
from thesisvault.model.errors import WriteRefused
from thesisvault.model.facts import Reference
from thesisvault.model.note import Link, Note, Profile
from thesisvault.model.text import TextEdit
from thesisvault.parser.note import parse_note


class Rewrite(Struct, frozen=True):
    """One note whose bytes change. `path` is where it stands before the move."""

    path: str
    before: bytes
    after: bytes
    edits: tuple[TextEdit, ...]


class Mention(Struct, frozen=True):
    """A line that names something in plain words, or by a link that had no note."""

    note: str
    line: int
    """1-based."""
    name: str


class Renaming(Struct, frozen=True):
    """What moving `old` to `new` does to the vault's notes."""

    old: str
    new: str
    rewrites: tuple[Rewrite, ...]
    """In the order of their paths."""
    adopted: tuple[Mention, ...]
    """Links that no note answered, and that the moved note answers now."""
    plain: tuple[Mention, ...]
    """Plain words in tables and properties that named a note and now name another, or none."""
    retitled: bool = False
    """Whether its top heading or its `title` follows."""
    heading_kept: Mention | None = None
    """A link to the note's top heading by its words, which therefore stays as it is."""

    @property
    def links(self) -> int:
        """How many links are written anew."""
        return sum(len(item.edits) for item in self.rewrites)


def plan_rename(
    vault: Vault,
    old: str,
    new: str,
    read: Callable[[str], bytes | None],
    taken: Iterable[str] = (),
    *,
    plain: bool = True,
) -> Renaming:
    """All edits, in all notes, that moving `old` to `new` (both paths of the vault) asks for.

    `read` gives the bytes of a note; `taken` are further names on the disk, such as files that
    were passed over. Without `plain`, tables are not searched for the name. Raises `UsageFault`
    where `new` cannot be, and `WriteRefused` where a link cannot be made to lead where it led:
    then nothing should be moved.
    """
    check_target(vault, old, new, taken)
    after = _Moved(vault, old, new)
    rewrites: list[Rewrite] = []
    adopted: list[Mention] = []
    for path in vault.linking(old, new):
        note = vault.notes[path]
        wanted = list(after.changes(note, vault.targets[path], adopted))
        if wanted:
            rewrites.append(after.rewrite(note, wanted, read(path)))
    mentions = tuple(after.plain_words()) if plain else ()
    found = Renaming(old, new, tuple(rewrites), tuple(adopted), mentions)
    return _retitled(vault, found, read) if old in vault.notes else found


def _retitled(vault: Vault, found: Renaming, read: Callable[[str], bytes | None]) -> Renaming:
    """The same with the note's own words for its name."""
    names = [path.rpartition("/")[2][:-3] for path in (found.old, found.new)]
    before = read(found.old)
    if names[0] == names[1] or before is None:
        return found
    own = next((item for item in found.rewrites if item.path == found.old), None)
    data = own.after if own else before
    kept = _heading_link(vault, found.old, names[0])
    try:
        after = retitled(found.new, data, *names, heading=kept is None)
    except UnicodeDecodeError:
        return found
    if kept is not None and retitled(found.new, data, *names) == after:
        kept = None
    if after == data:
        return replace(found, heading_kept=kept)
    own = Rewrite(found.old, before, after, own.edits if own else ())
    others = [item for item in found.rewrites if item.path != found.old]
    rewrites = tuple(sorted((*others, own), key=lambda item: item.path))
    return replace(found, rewrites=rewrites, retitled=True, heading_kept=kept)


def _heading_link(vault: Vault, old: str, title: str) -> Mention | None:
    """A link that leads to the heading of that name in the note."""
    for path in vault.linking(old):
        for link, target in zip(vault.notes[path].links, vault.targets[path], strict=True):
            first = link.subpath.lstrip("#").partition("#")[0]
            if target == old and first and fold(first.strip()) == fold(title):
                return Mention(path, link.span.shown_line, first)
    return None


class _Change(Struct, frozen=True):
    """A link to be written anew: its number in the note, and where it leads then."""

    number: int
    link: Link
    led_to: str
    goal: str | None
    """None: nowhere, as before; `led_to` is then what to write to name the same place."""


class _Moved:
    """The vault as it is after the move."""

    def __init__(self, vault: Vault, old: str, new: str) -> None:
        self._vault, self._old, self._new = vault, old, new
        self._names = vault.moved(old, new).names
        self._respelled = fold(old) == fold(new)
        self._title = old.rpartition("/")[2]

    def _path(self, path: str) -> str:
        return self._new if path == self._old else path

    def changes(
        self, note: Note, led_to: tuple[str, ...], adopted: list[Mention]
    ) -> Iterator[_Change]:
        """The links of a note that would lead elsewhere; `adopted` gains those that may."""
        source = self._path(note.path)
        for number, (link, target) in enumerate(zip(note.links, led_to, strict=True)):
            if link.managed or not link.target:
                continue
            found = self._names.resolve(link.target, source)
            if target in self._vault.notes or target in self._vault.attachments:
                goal = self._path(target)
                if found != goal or (target == self._old and self._spells_old(link)):
                    yield _Change(number, link, target, goal)
            elif found is not None:
                named = self._named_from_new_place(note, link)
                if named is not None:
                    yield _Change(number, link, named, None)
                if named is None or self._names.resolve(named, source) is not None:
                    adopted.append(Mention(source, link.span.shown_line, named or link.target))

    def _named_from_new_place(self, note: Note, link: Link) -> str | None:
        """For a relative link of the moved note: the place that it named, seen from the new one."""
        place = posixpath.normpath(posixpath.join(posixpath.dirname(note.path), link.target))
        if note.path != self._old or not link.target.startswith(("./", "../")):
            return None
        return None if place.startswith("../") else relative_target(place, self._new)

    def _spells_old(self, link: Link) -> bool:
        """Only the case changes: links lead there all the same, but should show the new one."""
        name = link.target.rpartition("/")[2]
        return self._respelled and name in (self._title, self._title[:-3])

    def rewrite(self, note: Note, changes: list[_Change], data: bytes | None) -> Rewrite:
        """The note with its links written anew, read once more to be sure of them."""
        source_path = self._path(note.path)
        if data is None:
            raise WriteRefused(f"{note.path} could not be read; nothing was moved.")
        try:
            source = Source(data)
        except UnicodeDecodeError:
            message = f"{note.path} links the note but is not UTF-8: save it as UTF-8 first."
            raise WriteRefused(f"{message} Nothing was moved.") from None
        if parse_note(note.path, data).links != note.links:
            raise WriteRefused(f"{note.path} changed while it was read; nothing was moved.")
        edits = [self._edit(source, note, change) for change in changes]
        after = source.apply(edits)
        self._verify(note, parse_note(source_path, after), changes)
        return Rewrite(note.path, data, after, tuple(edits))

    def _edit(self, source: Source, note: Note, change: _Change) -> TextEdit:
        place = locate(source, change.link)
        text = None
        path = self._path(note.path)
        if place is not None and change.goal is not None:
            text = find_target(place, change.link, change.led_to, change.goal, path, self._names)
        elif place is not None:
            text = write_target(place, change.led_to)
        if place is None or text is None:
            raise _unwritable(note, change)
        return TextEdit(source.span(place.start, place.end), text)

    def _verify(self, note: Note, after: Note, changes: list[_Change]) -> None:
        """The new bytes must read as the old ones, but for the targets that were to change."""
        changed = {change.number: change for change in changes}
        first = changes[0]
        if len(after.links) != len(note.links) or shape(after) != shape(note):
            raise _unwritable(note, first)
        for number, (link, was) in enumerate(zip(after.links, note.links, strict=True)):
            change = changed.get(number)
            # The text of a link can hold another one, whose target is then part of it.
            inside = any(mark in (was.display or "") for mark in ("[[", "]("))
            kept = (link.kind, link.subpath, link.managed) == (was.kind, was.subpath, was.managed)
            if not kept or (link.display != was.display and not inside):
                raise _unwritable(note, change or first)
            if change is None and link.target != was.target:
                raise _unwritable(note, first)
            if change is None:
                continue
            if change.goal is None and link.target != change.led_to:
                raise _unwritable(note, change)
            if change.goal and self._names.resolve(link.target, after.path) != change.goal:
                raise _unwritable(note, change)

    def plain_words(self) -> Iterator[Mention]:
        """Plain words that mean another note than before, or none any more."""
        turned = {fold(name) for name in self._own_names() if self._means_another(name)}
        for note in self._vault.noted_facts.values() if turned else ():
            for reference in _references(note):
                if not reference.linked and fold(reference.name.strip()) in turned:
                    line = reference.span.shown_line
                    yield Mention(self._path(note.path), line, reference.name)

    def _own_names(self) -> Iterator[str]:
        """What the moved note is called, before and after: no other name can change its meaning."""
        note = self._vault.notes.get(self._old)
        for found in (note, replace(note, path=self._new)) if note else ():
            yield from (*titles(found), *aliases(found), *tickers(found))

    def _means_another(self, name: str) -> bool:
        before = [self._path(path) for path in self._vault.names.named(name)]
        return before != list(self._names.named(name))


def _references(note: Profile) -> Iterator[Reference]:
    seen: set[tuple[str, int]] = set()
    for fact in note.facts.all():
        for reference in fact.references():
            if (place := (reference.name, reference.span.line)) not in seen:
                seen.add(place)
                yield reference


def shape(note: Note) -> tuple[object, ...]:
    """What a change of targets leaves as it is."""
    tags = tuple(tag.name for tag in note.tags)
    counts = tuple(len(part) for part in (note.headings, note.tables, note.tasks, note.properties))
    blocks = tuple(block.id for block in note.block_ids)
    return tags, counts, blocks


def _unwritable(note: Note, change: _Change) -> WriteRefused:
    goal = change.goal or change.led_to
    place = f"{note.path}:{change.link.span.shown_line}"
    return WriteRefused(
        f"{place}: the link to `{change.link.target}` cannot be rewritten to lead to "
        f"`{goal}`. Change that line by hand first; nothing was moved."
    )
