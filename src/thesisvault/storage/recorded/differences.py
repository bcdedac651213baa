"""Which files two trees of a repository do not have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from msgspec import Struct

from thesisvault.model.filenames import is_hidden, waits_in_cloud
from thesisvault.storage.config import FOLDER, PATH
from thesisvault.storage.recorded.repository import Entry, Repository


class Difference(Struct, frozen=True):
    """A file, a link or a submodule in two trees; None where one of them lacks it."""

    path: str
    before: Entry | None
    after: Entry | None


def differences(
    repository: Repository, before: str | None, after: str | None, prefix: str = ""
) -> Iterator[Difference]:
    """What is not the same in two trees, sorted by folder; None is a tree without any file.

    What is hidden is left out, as everywhere, but for the config.
    """
    if before == after:
        return
    old = repository.folder_of(before) if before else {}
    new = repository.folder_of(after) if after else {}
    for name in sorted({*old, *new}):
        was, now = old.get(name), new.get(name)
        path = prefix + name
        if was == now or not _may_be_seen(path, name):
            continue
        below = [item.id if item and item.kind == "folder" else None for item in (was, now)]
        yield from differences(repository, below[0], below[1], f"{path}/")
        was, now = (item if item and item.kind != "folder" else None for item in (was, now))
        if was or now:
            yield Difference(path, was, now)


def old_name(repository: Repository, before: str, after: str, path: str) -> str | None:
    """Where the note stood in `before` that stands at `path` in `after`; None where it is new.

    The one with the same content, else with the same file name, else the most alike.
    """
    found = tuple(differences(repository, before, after))
    new = next((item.after for item in found if item.path == path), None)
    if new is None or new.kind != "file":
        return None
    return _most_alike(repository, path, new, _gone(found))


def paired(repository: Repository, found: Iterable[Difference]) -> Iterator[Difference]:
    """The differences, with what a renamed note held before beside what it holds now."""
    items = tuple(found)
    gone = _gone(items)
    taken, pairs = set(), []
    for item in items:
        if item.before is None and item.after and item.path.lower().endswith(".md"):
            old = _most_alike(repository, item.path, item.after, gone)
            if old is not None:
                taken.add(old)
                pairs.append(Difference(item.path, gone.pop(old), item.after))
                continue
        pairs.append(item)
    yield from (item for item in pairs if item.path not in taken)


def _gone(found: Iterable[Difference]) -> dict[str, Entry]:
    """The notes that went."""
    return {
        item.path: item.before
        for item in found
        if item.after is None
        and item.before is not None
        and item.before.kind == "file"
        and item.path.lower().endswith(".md")
    }


def _most_alike(
    repository: Repository, path: str, new: Entry, gone: Mapping[str, Entry]
) -> str | None:
    """The note among those that went which has come back at `path`, if any."""
    same = [old for old, entry in gone.items() if entry.id == new.id]
    same += [old for old in gone if old.rpartition("/")[2] == path.rpartition("/")[2]]
    if same or not gone:
        return same[0] if same else None
    text = repository.read(new.id, _COMPARED)
    alike = [
        (likeness(repository.read(entry.id, _COMPARED), text), old)
        for old, entry in islice(gone.items(), _MOST_GONE)
    ]
    best = max(alike)
    return best[1] if best[0] >= _ALIKE else None


_ALIKE = 0.5
"""The share of lines from which on a note is taken for another one under a new name, as by git."""
_COMPARED, _MOST_GONE = 256 * 1024, 100
"""Bytes of a note, and notes, that are compared."""


def likeness(one: bytes, other: bytes) -> float:
    """The share of lines that two contents have in common."""
    first, second = Counter(one.splitlines()), Counter(other.splitlines())
    most = max(first.total(), second.total())
    return (first & second).total() / most if most else 1.0


def _may_be_seen(path: str, name: str) -> bool:
    """Whether anything is read of a name, or said of it."""
    if path.startswith(f"{FOLDER}/"):
        return path == PATH
    return path == FOLDER or not is_hidden(name) or waits_in_cloud(name) is not None
