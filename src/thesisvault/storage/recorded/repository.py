"""The commits of the repository that holds a vault, and the objects that they hold.

All is asked of git's plumbing, which runs no hook, filter, pager or monitor, and fetches nothing:
whoever brings a vault brings its ``.git/config`` too.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import IO, Literal

from msgspec import Struct
from msgspec.structs import replace

from thesisvault.model.errors import UsageFault
from thesisvault.storage.scan import LARGEST

OPTIONS = (
    *("--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never"),
    *("-c", "safe.bareRepository=explicit"),
)
_KEPT = (
    "GIT_CONFIG_GLOBAL",
    "GIT_CEILING_DIRECTORIES",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
    "GIT_TEST_ASSUME_DIFFERENT_OWNER",
)
"""Git's variables that do not point it at another repository, or at programs."""
_OURS = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_COMMIT = re.compile(r"([0-9a-f]+) ([0-9a-f]+) (\d{4}-\d\d-\d\d) .*")
_DUBIOUS = re.compile(r"dubious ownership in repository at '(.*)'")

Kind = Literal["file", "link", "folder", "repository"]
_KINDS: dict[bytes, Kind] = {b"120000": "link", b"40000": "folder", b"160000": "repository"}


class Commit(Struct, frozen=True):
    """A commit of HEAD's first parents."""

    id: str
    tree: str
    day: dt.date
    """From which it counts: its committer's day, and none before those of its ancestors."""
    is_late: bool = False
    """Whether its own day is earlier, because a clock was wrong or a commit is written anew."""

    @property
    def short(self) -> str:
        """Its id as people write it."""
        return self.id[:10]


class Entry(Struct, frozen=True):
    """What stands under a name in a folder."""

    kind: Kind
    id: str


class Repository:
    """The repository of one vault, asked by one child that is started when it is first needed."""

    def __init__(self, git: str, root: Path, folder: str, *, is_shallow: bool) -> None:
        """`folder`: the vault's, from the top of the work tree; empty where it is that."""
        self._git, self._root, self.folder, self.is_shallow = git, root, folder, is_shallow
        self._child: subprocess.Popen[bytes] | None = None
        self._folders: dict[str, dict[str, Entry]] = {}
        self._names = 0

    @cached_property
    def commits(self) -> Sequence[Commit]:
        """HEAD and its first parents, oldest first. Raises `UsageFault` where there is none."""
        asked = ("rev-list", "--first-parent", "--reverse", "--format=%H %T %ci", "HEAD", "--")
        done = _run(self._git, self._root, *asked)
        if done.returncode:
            raise UsageFault("Nothing is committed yet: `git commit` records the vault.")
        lines = done.stdout.decode("ascii", "replace").splitlines()
        return tuple(_dated(line for line in lines if not line.startswith("commit ")))

    def latest(self, day: dt.date) -> Commit:
        """The last commit that counts on `day`. Raises `UsageFault` where there is none."""
        found = [commit for commit in self.commits if commit.day <= day]
        if found:
            return found[-1]
        why = "This clone is shallow: `git fetch --unshallow` brings earlier ones."
        more = why if self.is_shallow else "Ask for a later `--as-of`."
        first = self.commits[0].day if self.commits else "a date that cannot be read"
        raise UsageFault(
            f"Nothing was committed by {day}: the first commit is from {first}. {more}"
        )

    def tree_of(self, commit: Commit) -> str | None:
        """The id of the vault's folder in a commit; None where the commit has no such folder."""
        found = commit.tree
        for name in self.folder.split("/") if self.folder else ():
            entry = self.folder_of(found).get(name)
            if entry is None or entry.kind != "folder":
                return None
            found = entry.id
        return found

    def folder_of(self, tree: str) -> Mapping[str, Entry]:
        """What a folder holds, by name."""
        if tree not in self._folders:
            found = dict(_entries(self.read(tree), len(tree) // 2))
            self._names += len(found)
            if self._names > _MOST_NAMES:
                self._folders, self._names = {}, len(found)
            self._folders[tree] = found
        return self._folders[tree]

    def read(self, object_id: str, most: int | None = None) -> bytes:
        """The content of an object, or its first bytes. Raises `UsageFault` where git lacks it."""
        to, answers = self._pipes()
        to.write(f"{object_id}\n".encode())
        to.flush()
        header = answers.readline().split()
        if len(header) != 3 or not header[2].isdigit():
            raise UsageFault(
                f"Git does not hold the object {object_id[:10]} of a commit. In a partial clone, "
                "`git fetch --refetch --no-filter` brings it; otherwise `git fsck` says what is "
                "missing."
            )
        size = int(header[2])
        wanted = size if most is None else min(size, most)
        data = answers.read(wanted)
        left = size - wanted
        while left > 0 and (skipped := len(answers.read(min(left, LARGEST)))):
            left -= skipped
        answers.read(1)
        return data

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            with child:
                assert child.stdin is not None
                child.stdin.close()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._child is None:
            self._child = subprocess.Popen(
                _command(self._git, self._root, "cat-file", "--batch"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        assert self._child.stdin is not None and self._child.stdout is not None
        return self._child.stdin, self._child.stdout


_MOST_NAMES = 200_000
"""Names in folders that are remembered: most folders are the same in a thousand commits."""


def open_repository(root: Path) -> Repository:
    """The repository that holds a vault. Raises `UsageFault` with a sentence where none."""
    git = shutil.which("git")
    if git is None or not os.path.isabs(git):
        raise UsageFault("`--as-recorded` reads the vault's git history, and git is not installed.")
    asked = ("rev-parse", "--is-shallow-repository", "--show-prefix")
    done = _run(git, root, *asked)
    if done.returncode:
        raise UsageFault(_refusal(root, os.fsdecode(done.stderr)))
    shallow, _, prefix = done.stdout.partition(b"\n")
    folder = os.fsdecode(prefix.removesuffix(b"\n")).rstrip("/")
    return Repository(git, root, folder, is_shallow=shallow == b"true")


def _refusal(root: Path, said: str) -> str:
    if refused := _DUBIOUS.search(said):
        return (
            f"Git refuses to read `{refused[1]}`, because it belongs to another user. If you "
            f"trust it: `git config --global --add safe.directory {shlex.quote(refused[1])}`."
        )
    if "not a git repository" in said:
        return f"`{root}` is not in a git repository, so nothing records what it held."
    why = said.strip().splitlines()
    return f"Git cannot read the repository of `{root}`: {why[-1] if why else 'no reason given'}"


def _run(git: str, root: Path, *asked: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        _command(git, root, *asked),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=_environment(),
        check=False,
    )


def _command(git: str, root: Path, *asked: str) -> list[str]:
    return [git, *OPTIONS, "-C", os.fspath(root), *asked]


def _environment() -> dict[str, str]:
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name in _KEPT
    }
    return own | _OURS


def _dated(lines: Iterator[str]) -> Iterator[Commit]:
    """Each commit with the latest day up to it; where its date cannot be read, its parent's."""
    latest = dt.date.min
    for line in lines:
        found = _COMMIT.fullmatch(line)
        if found is None:
            continue
        try:
            own = dt.date.fromisoformat(found[3])
        except ValueError:
            own = latest
        latest = max(latest, own)
        commit = Commit(found[1], found[2], latest)
        yield commit if own == latest else replace(commit, is_late=True)


def _entries(data: bytes, width: int) -> Iterator[tuple[str, Entry]]:
    """The names in a tree object: mode, space, name, NUL, and `width` bytes of an id."""
    at = 0
    while at < len(data):
        space = data.index(b" ", at)
        end = data.index(b"\0", space)
        name = os.fsdecode(data[space + 1 : end])
        # Git makes no such names, but whoever crafts a tree does.
        if name not in ("", ".", "..") and "/" not in name:
            kind = _KINDS.get(data[at:space], "file")
            yield name, Entry(kind, data[end + 1 : end + 1 + width].hex())
        at = end + 1 + width
