"""Which files two trees of a repository do not have in common."""

from __future__ import annotations

from collections.abc import Iterator

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


def _may_be_seen(path: str, name: str) -> bool:
    """Whether anything is read of a name, or said of it."""
    if path.startswith(f"{FOLDER}/"):
        return path == PATH
    return path == FOLDER or not is_hidden(name) or waits_in_cloud(name) is not None
