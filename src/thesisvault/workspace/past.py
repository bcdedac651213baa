"""A vault's past as its git repository recorded it: the notes, prices and config of a commit."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Sequence
from pathlib import Path

from thesisvault.graph.near import Near
from thesisvault.model.errors import UsageFault
from thesisvault.storage import config, scan
from thesisvault.storage.index import Index
from thesisvault.storage.index.place import cache_folder
from thesisvault.storage.prices.files import FOLDER as PRICES
from thesisvault.storage.prices.folder import PriceCache
from thesisvault.storage.recorded import Commit, open_copy, open_repository
from thesisvault.storage.recorded.differences import old_name
from thesisvault.workspace.dated import Dated, differing, notes_at
from thesisvault.workspace.open import Progress, Tell, Workspace, ignore, open_index, shown
from thesisvault.workspace.view import View


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
    """A way from commit to commit, on which only what differs is read and made anew."""

    def __init__(self, past: Past, view: View) -> None:
        """`view`: the one from which it starts; its index goes along."""
        self._past, self.view, self._first = past, view, view.workspace.index
        self._prices = PriceCache()
        self._dated = Dated(self._index)

    @property
    def _index(self) -> Index:
        return self.view.workspace.index

    def close(self) -> None:
        """Let go of an index that was opened on the way."""
        if self._index is not self._first:
            self._index.close()

    def go(self, commit: Commit, day: dt.date) -> View:
        """The vault of a commit as it was known on a day; the view before is asked no more."""
        tree = self._past.repository.tree_of(commit)
        assert tree is not None, "`Past.days` names those that have one"
        old = self.view
        old.vault  # noqa: B018  as it stands before the copy is moved
        files = self._past.copy.move_to(self._past.repository, tree)
        if config.PATH in files or config.FOLDER in files:
            if self._index is not self._first:
                self._index.close()
            self.view = self._past.open(commit).on(day)
            self._dated = Dated(self._index)
            return self.view
        index = self._index
        may_differ = {*files, *index.links, *self._dated.between(old.as_of, day)}
        before = notes_at(index.source(old.as_of, few=True), may_differ)
        index.refresh_some(files)
        self._dated.renew(files)
        source = index.source(day, few=True)
        workspace = self._next(files)
        workspace.hold(day, Near(old.vault, source, differing(before, source)))
        self.view = workspace.on(day)
        return self.view

    def _next(self, files: Collection[str]) -> Workspace:
        old = self.view.workspace
        new = Workspace(old.root, old.settings, old.files, old.index, self._prices, past=self._past)
        priced = any(path.startswith(f"{PRICES}/") or path == PRICES for path in files)
        if not priced and "price_folder" in vars(old):
            vars(new)["price_folder"] = old.price_folder
        return new
