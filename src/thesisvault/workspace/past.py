"""A vault's past as its git repository recorded it: the notes, prices and config of a commit."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Sequence
from pathlib import Path

from thesisvault.model.errors import UsageFault
from thesisvault.storage import config, scan
from thesisvault.storage.index import changes
from thesisvault.storage.index.place import cache_folder
from thesisvault.storage.prices.files import FOLDER as PRICES
from thesisvault.storage.prices.folder import PriceCache
from thesisvault.storage.recorded import Commit, open_copy, open_repository
from thesisvault.storage.recorded.differences import old_name
from thesisvault.workspace.open import Progress, Tell, Workspace, ignore, open_index, shown


class Past:
    """What a repository recorded of a vault, one commit at a time.

    A workspace that it opened says what its commit says until the next one is opened.
    """

    def __init__(self, root: Path) -> None:
        """Raises `UsageFault` where git does not record the vault."""
        self.root = root
        self.repository = open_repository(root)
        self.copy = open_copy(cache_folder(os.environ), root)

    def close(self) -> None:
        """Let go of the repository and the copy."""
        self.repository.close()
        self.copy.close()

    def on(self, day: dt.date, tell: Tell = ignore, progress: Progress = ignore) -> Workspace:
        """The vault as it was committed by the end of a day.

        Raises `UsageFault` where nothing was, `ConfigFault` where that config cannot be read.
        """
        commit = self.repository.latest(day)
        workspace = self.open(commit, progress)
        tell(f"As committed by {day}: {commit.short}, from {commit.day}.")
        if commit.is_late:
            tell(
                f"{commit.short} is dated earlier than a commit before it: it counts from "
                f"{commit.day}."
            )
        if self.copy.elsewhere:
            files = shown(sorted(self.copy.elsewhere))
            tell(f"Git records no content of {files}: Git LFS or a submodule holds it.")
        if not config.read_text(workspace.root) and config.read_text(self.root):
            tell(f"No {config.PATH} was committed by then: the defaults apply.")
        return workspace

    def days(self, first: dt.date, last: dt.date) -> list[tuple[dt.date, Commit]]:
        """The days with commits from `first` to `last`, each with its last one.

        What stood before `first` is of that day, and what stands at the end of `last` too.
        """
        found: dict[dt.date, Commit] = {}
        for commit in self.repository.commits:
            if commit.day <= last and self.repository.tree_of(commit) is not None:
                found[max(commit.day, first)] = commit
        if found:
            found[last] = found[max(found)]
        return sorted(found.items())

    def trail(self, path: str, commits: Sequence[Commit]) -> dict[str, str]:
        """Where a note stood in each commit, by the commit's id, through its renames.

        `commits` with the newest first; those from before the note was made are left out.
        """
        found: dict[str, str] = {}
        newer = None
        for commit in commits:
            tree = self.repository.tree_of(commit)
            if tree is None:
                break
            if newer is not None and self._blob(tree, path) is None:
                before = old_name(self.repository, tree, newer, path)
                if before is None:
                    break
                path = before
            found[commit.id], newer = path, tree
        return found

    def _blob(self, tree: str, path: str) -> str | None:
        *folders, name = path.split("/")
        for folder in folders:
            entry = self.repository.folder_of(tree).get(folder)
            if entry is None or entry.kind != "folder":
                return None
            tree = entry.id
        entry = self.repository.folder_of(tree).get(name)
        return entry.id if entry and entry.kind == "file" else None

    def open(self, commit: Commit, progress: Progress = ignore) -> Workspace:
        """The vault as a commit holds it. Raises `UsageFault` where it holds no such folder."""
        tree = self.repository.tree_of(commit)
        if tree is None:
            raise UsageFault(
                f"Commit {commit.short} of {commit.day} has no folder `{self.repository.folder}`: "
                "the vault was not committed yet, or was in another folder."
            )
        self.copy.move_to(self.repository, tree)
        root = self.copy.root
        settings = config.read_settings(root)
        files = scan.scan(root)
        index = open_index(root, settings, ignore, progress)
        index.refresh(files)
        return Workspace(root, settings, files, index, progress=progress, past=self)


class Walk:
    """A way from commit to commit, on which only what differs is read."""

    def __init__(self, past: Past, workspace: Workspace) -> None:
        """`workspace`: the one from which it starts; its index goes along."""
        self._past, self.workspace, self._start = past, workspace, workspace
        self._prices = PriceCache()
        self._mark: changes.Mark | None = None

    def close(self) -> None:
        """Let go of an index that was opened on the way."""
        if self.workspace.index is not self._start.index:
            self.workspace.index.close()

    def go(self, commit: Commit, day: dt.date, before: dt.date, cited: Collection[str]) -> bool:
        """Go to a commit. Whether a review of `day` may say something else than one of `before`,
        in which the names `cited` had no note; ageing alone is nothing else.
        """
        tree = self._past.repository.tree_of(commit)
        assert tree is not None, "`Past.days` names those that have one"
        seen, self._mark = self._mark, None
        changed = self._past.copy.move_to(self._past.repository, tree)
        priced = any(path.startswith(f"{PRICES}/") or path == PRICES for path in changed)
        if config.PATH in changed or config.FOLDER in changed:
            self.workspace.index.close()
            self.workspace = self._past.open(commit)
            seen = None
        else:
            index, old = self.workspace.index, self.workspace
            index.refresh_some(changed)
            self.workspace = Workspace(
                old.root, old.settings, old.files, index, self._prices, past=self._past
            )
            if not priced and "price_folder" in vars(old):
                vars(self.workspace)["price_folder"] = old.price_folder
        index = self.workspace.index
        self._mark = index.mark()
        if seen is None or priced:
            return True
        concern = index.since(seen)
        if concern is None or not index.holds(concern, cited, day):
            return True
        came = "states AND date > ? AND date <= ?"
        return index.count(came, before.toordinal(), day.toordinal()) > 0
