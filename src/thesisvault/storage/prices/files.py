"""Which files of a vault hold prices."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from thesisvault.model.filenames import passed_over
from thesisvault.storage.inside import is_inside
from thesisvault.storage.scan import NOT_TEXT, belongs, is_text, stamp_of

FOLDER = "prices"
_ENDINGS = (".csv", ".tsv", ".beancount", ".bean")
_PAPERS = ("readme", "license", "licence", "notice", "copying", "credits")
KINDS = "`.csv`, `.tsv`, `.beancount` and `.bean`"


Unseen = Callable[[OSError], None]
"""Hears of a folder or a file that cannot be looked at: what is in it is not absent."""


def _pass_over(error: OSError) -> None:
    pass


def price_files(root: Path, unseen: Unseen = _pass_over) -> list[str]:
    """Their paths on the disk, sorted; none where the folder is a link out of the vault."""
    if not is_inside(root, str(root / FOLDER)):
        return []
    # Plain text until the end: there may be hundreds, and paths are slow to compare.
    found = (
        name
        for name in _named(root, unseen)
        if name.lower().endswith(_ENDINGS) and _is_file(name, unseen)
    )
    return sorted(found, key=lambda name: name.split(os.sep))


def unread_files(root: Path) -> list[str]:
    """The files beside them of another kind, which may hold prices: as paths in the vault, sorted.

    Notes are left out, which are read as such, and papers such as a `LICENSE`.
    """
    if not is_inside(root, str(root / FOLDER)):
        return []
    start = len(os.fspath(root)) + 1
    return sorted(
        name[start:].replace(os.sep, "/")
        for name in _named(root, _pass_over)
        if not name.lower().endswith((*_ENDINGS, ".md"))
        and os.path.basename(name).partition(".")[0].lower() not in _PAPERS
        and _is_file(name, _pass_over)
    )


def price_files_below(folder: Path) -> list[tuple[Path, str]]:
    """Those of a folder anywhere, sorted, by the same rule; links in it are not followed.

    Each with why it does not count, or with the empty text where it does.
    """
    found = []
    for place, below, names in os.walk(folder):
        inside = os.path.relpath(place, folder).replace(os.sep, "/").removeprefix(".")
        inside = f"{inside}/" if inside else ""
        below[:] = [name for name in below if belongs(f"{inside}{name}/a")]
        for name in names:
            why = passed_over(name) if is_text(name) else NOT_TEXT
            if name.lower().endswith(_ENDINGS) and why != "":
                found.append((Path(place, name), why or ""))
    return sorted((path, why) for path, why in found if _is_plain(path))


def _is_plain(path: Path) -> bool:
    # Newer Pythons' `Path.is_file` says no to whatever fails.
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except FileNotFoundError:
        return False


def _is_file(name: str, unseen: Unseen) -> bool:
    try:
        return stat.S_ISREG(os.stat(name).st_mode)
    except FileNotFoundError:
        return False
    except OSError as error:
        unseen(error)
        return False


def _named(root: Path, unseen: Unseen) -> Iterator[str]:
    """All names in the folder, by the rule for all files of a vault: nothing hidden, no copy."""
    start = len(os.fspath(root)) + 1

    def failed(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            unseen(error)

    for folder, below, names in os.walk(root / FOLDER, onerror=failed):
        inside = folder[start:].replace(os.sep, "/")
        below[:] = [name for name in below if belongs(f"{inside}/{name}/a")]
        for name in names:
            if belongs(f"{inside}/{name}"):
                yield os.path.join(folder, name)


def price_stamps(root: Path) -> list[tuple[str, int, int, int, int]]:
    """Each of them with its stamp (`scan.stamp_of`)."""
    found = []
    for name in price_files(root):
        try:
            status = os.stat(name)
        except OSError:
            continue
        found.append((name, *stamp_of(status)))
    return found
