"""A vault's past as its git repository recorded it: the notes, prices and config of a commit."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from thesisvault.model.errors import UsageFault
from thesisvault.storage import config, scan
from thesisvault.storage.index.place import cache_folder
from thesisvault.storage.recorded import Commit, open_copy, open_repository
from thesisvault.workspace.open import Progress, Tell, Workspace, ignore, open_index, shown


class Past:
    """What a repository recorded of a vault, one commit at a time.

    A workspace that it opened says what its commit says until the next one is opened.
    """

    def __init__(self, root: Path) -> None:
        """Raises `UsageFault` where git does not record the vault."""
        self.root = root
        self.repository = open_repository(root)
        self._copy = open_copy(cache_folder(os.environ), root)

    def close(self) -> None:
        """Let go of the repository and the copy."""
        self.repository.close()
        self._copy.close()

    def on(self, day: dt.date, tell: Tell = ignore, progress: Progress = ignore) -> Workspace:
        """The vault as it was committed by the end of a day.

        Raises `UsageFault` where nothing was, `ConfigFault` where that config cannot be read.
        """
        commit = self.repository.latest(day)
        workspace = self.open(commit, progress)
        tell(f"As committed by {day}: {commit.short}, of {commit.day}.")
        if commit.is_late:
            tell(
                f"{commit.short} is dated earlier than a commit before it: it counts from "
                f"{commit.day}."
            )
        if self._copy.elsewhere:
            files = shown(sorted(self._copy.elsewhere))
            tell(f"Git records no content of {files}: Git LFS or a submodule holds it.")
        if not config.read_text(workspace.root) and config.read_text(self.root):
            tell(f"No {config.PATH} was committed by then: the defaults apply.")
        return workspace

    def open(self, commit: Commit, progress: Progress = ignore) -> Workspace:
        """The vault as a commit holds it. Raises `UsageFault` where it holds no such folder."""
        tree = self.repository.tree_of(commit)
        if tree is None:
            raise UsageFault(
                f"Commit {commit.short} of {commit.day} has no folder `{self.repository.folder}`: "
                "the vault was not committed yet, or was in another folder."
            )
        self._copy.move_to(self.repository, tree)
        root = self._copy.root
        settings = config.read_settings(root)
        files = scan.scan(root)
        index = open_index(root, settings, ignore, progress)
        index.refresh(files)
        return Workspace(root, settings, files, index, progress=progress, past=self)
