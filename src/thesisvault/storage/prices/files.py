"""Which files of a vault hold prices."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from thesisvault.storage.inside import is_inside
from thesisvault.storage.scan import belongs, stamp_of

FOLDER = "prices"
_ENDINGS = (".csv", ".tsv", ".beancount", ".bean")


def price_files(root: Path) -> list[str]:
    """Their paths on the disk, sorted; none where the folder is a link out of the vault."""
    if not is_inside(root, str(root / FOLDER)):
        return []
    # Plain text until the end: there may be hundreds, and paths are slow to compare.
    return sorted(filter(os.path.isfile, _named(root)), key=lambda name: name.split(os.sep))


def price_files_below(folder: Path) -> list[Path]:
    """Those of a folder anywhere, sorted, by the same rule; links in it are not followed."""
    found = []
    for place, below, names in os.walk(folder):
        inside = os.path.relpath(place, folder).replace(os.sep, "/").removeprefix(".")
        inside = f"{inside}/" if inside else ""
        below[:] = [name for name in below if belongs(f"{inside}{name}/a")]
        found += [
            Path(place, name)
            for name in names
            if name.lower().endswith(_ENDINGS) and belongs(f"{inside}{name}")
        ]
    return sorted(path for path in found if path.is_file() and not path.is_symlink())


def _named(root: Path) -> Iterator[str]:
    """Those that are called so, by the rule for all files of a vault: nothing hidden, no copy."""
    start = len(os.fspath(root)) + 1
    for folder, below, names in os.walk(root / FOLDER):
        inside = folder[start:].replace(os.sep, "/")
        below[:] = [name for name in below if belongs(f"{inside}/{name}/a")]
        for name in names:
            if name.lower().endswith(_ENDINGS) and belongs(f"{inside}/{name}"):
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
