"""What a nasty input is: the files it makes, and what must come of them."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = "Hostile"
"""Each input has a folder of its own in here, so that none of them meets another."""
SECRET = "CANARY-OUTSIDE-THE-VAULT"
"""Stands in every file outside the vault that an input points at."""

Act = Callable[[Path, Path], None]
"""Makes something at the first path; the second one is a folder outside the vault."""


@dataclass(frozen=True)
class Nasty:
    """One input, and what `thesis check` and `thesis export jsonl` must say of it."""

    name: str
    files: Mapping[str, bytes | Act]
    """By the path in the input's folder, or in the vault where it begins with ``/``; a name that
    is no text is spelled with surrogates, as `os.fsdecode` does."""
    wrong: tuple[str, ...] = ()
    """The codes of all errors and warnings about it, each once."""
    hints: tuple[str, ...] = ()
    """Codes of severity info that must be among the rest."""
    skipped: str = ""
    """Words of the reason for which it is passed over."""
    links: tuple[str, ...] | None = None
    """The targets of the links of all its notes, in order."""
    tags: tuple[str, ...] | None = None
    notes: int = 1
    """How many notes it is, read well or not."""
    refused: str = ""
    """Where it must be alone, since it stops commands: words of what they say, in ending."""

    @property
    def folder(self) -> str:
        """Where its files are, in the vault."""
        return f"{FOLDER}/{self.name}"


def note(
    name: str,
    data: bytes | str,
    *wrong: str,
    hints: tuple[str, ...] = (),
    links: tuple[str, ...] | None = None,
    tags: tuple[str, ...] | None = None,
    path: str = "",
) -> Nasty:
    """An input that is one note, called as the input if not otherwise."""
    raw = data.encode() if isinstance(data, str) else data
    return Nasty(name, {path or f"{name}.md": raw}, wrong, hints, links=links, tags=tags)


def put(nasty: Nasty, root: Path, outside: Path) -> None:
    """Make an input's files in the vault at `root`; `outside` is a folder beside it."""
    for path, content in nasty.files.items():
        target = Path(f"{root}{path}" if path.startswith("/") else root / nasty.folder / path)
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            target.write_bytes(content)
        else:
            content(target, outside)


def link_to(target: str) -> Act:
    """A symbolic link; ``{outside}`` in it stands for the folder outside."""

    def act(path: Path, outside: Path) -> None:
        path.symlink_to(target.format(outside=outside))

    return act


def hard_link(data: bytes) -> Act:
    """A note that is also a file outside the vault."""

    def act(path: Path, outside: Path) -> None:
        (outside / f"{path.name}.hard").write_bytes(data)
        os.link(outside / f"{path.name}.hard", path)

    return act


def fifo(path: Path, outside: Path) -> None:
    os.mkfifo(path)


def unix_socket(path: Path, outside: Path) -> None:
    os.mknod(path, stat.S_IFSOCK | 0o600)  # `bind` allows a hundred bytes of path


def folder(path: Path, outside: Path) -> None:
    path.mkdir()


def locked_file(data: bytes) -> Act:
    """A file that nobody may read; root may all the same."""

    def act(path: Path, outside: Path) -> None:
        path.write_bytes(data)
        path.chmod(0)

    return act


def locked_folder(path: Path, outside: Path) -> None:
    path.mkdir()
    (path / "inside.md").write_bytes(b"[[locked in]]")
    path.chmod(0)


def deep_folders(path: Path, outside: Path) -> None:
    """Folders in folders, until their path is longer than the system takes at once."""
    here = os.open(path.parent, os.O_DIRECTORY)
    for _ in range(50):
        os.mkdir("f" * 100, dir_fd=here)
        below = os.open("f" * 100, os.O_DIRECTORY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("deep.md", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
