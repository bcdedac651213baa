"""The language server: every request, and what is sent unasked."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from msgspec import Struct
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from thesisvault import __version__
from thesisvault.lsp import findings, navigate
from thesisvault.lsp import rename as renames
from thesisvault.lsp.desk import Desk, Screen, Texts
from thesisvault.lsp.following import Follower
from thesisvault.lsp.news import news
from thesisvault.lsp.places import path_in, path_of, vault_of
from thesisvault.lsp.texts import Text
from thesisvault.model.errors import ThesisVaultError, UsageFault
from thesisvault.model.review import StatusReport
from thesisvault.model.settings import Settings

T = TypeVar("T")
_QUIET = 0.25
"""Seconds after the last change in which nothing is said about it."""
_OWN_FOR = 10.0
"""Seconds in which a client may ask about the rename that we planned for it."""
_SAVES_WITHIN = 2.0
"""Seconds after a rename in which a client that saves has done so."""


class Home(Struct, frozen=True):
    """Where an open document lies: to find it looks at every folder above, so it is kept."""

    vault: Follower | None
    path: str
    """In the vault; the file name alone outside of one."""
    is_note: bool


class Server(LanguageServer):
    """What the handlers share: the open notes, and the vaults that they belong to."""

    _loop: asyncio.AbstractEventLoop

    def __init__(self, day: Callable[[Settings], dt.date]) -> None:
        """`day` is the one that a vault with these settings stands on."""
        super().__init__("thesis", __version__, types.TextDocumentSyncKind.Full)
        self.day = day
        self.encoding: str = types.PositionEncodingKind.Utf16
        self.folders: list[Path] = []
        self.says_news = True
        self.texts: dict[str, Text] = {}
        """Open documents by URI."""
        self._homes: dict[str, Home] = {}
        self._vaults: dict[Path, Follower] = {}
        self._due: dict[str, asyncio.TimerHandle] = {}
        self._working: set[asyncio.Task[Any]] = set()
        self._renamed: tuple[Path, Path, float] | None = None
        self._unsaved: set[str] = set()

    # What the client can do.

    @property
    def capabilities(self) -> types.TextDocumentClientCapabilities:
        """What the client can do with a text."""
        return self.client_capabilities.text_document or types.TextDocumentClientCapabilities()

    @property
    def window(self) -> types.WorkspaceClientCapabilities:
        """What the client can do with a workspace."""
        return self.client_capabilities.workspace or types.WorkspaceClientCapabilities()

    def begin(self, params: types.InitializeParams, loop: asyncio.AbstractEventLoop) -> None:
        """Take note of the client's folders and wishes."""
        self._loop = loop
        self.encoding = self.workspace.position_encoding or self.encoding
        roots = [folder.uri for folder in params.workspace_folders or ()]
        roots += [params.root_uri] if params.root_uri and not roots else []
        self.folders = [path for uri in roots if (path := path_of(uri)) is not None]
        options = params.initialization_options
        if isinstance(options, dict):
            self.says_news = options.get("messages", True) is not False

    # Notes.

    def put(self, uri: str, version: int, text: str) -> None:
        """Take a note as it stands on the screen now."""
        home = self._homes.get(uri)
        if home is None or home.vault is None:  # its vault may be readable by now
            home = self._homes[uri] = self._find_home(uri)
        words = home.vault.desk.words if home.vault else None
        self.texts[uri] = Text(uri, home.path, version, text, self.encoding, words)

    def drop(self, uri: str) -> bool:
        """Forget a note that the client has closed; whether it was open."""
        self._homes.pop(uri, None)
        return self.texts.pop(uri, None) is not None

    def saved(self, uri: str) -> None:
        """Look at a note that was saved, and at which vault it is of: it may be one by now."""
        self._unsaved.discard(uri)
        if (text := self.texts.get(uri)) is None:
            return
        before, self._homes[uri] = self._homes[uri], self._find_home(uri)
        if self._homes[uri] != before:
            self.put(uri, text.version, text.text)
            self.soon(uri)
        if (follower := self.vault(uri)) is not None:
            follower.saved(self.texts[uri].path)

    def vault(self, uri: str) -> Follower | None:
        """The vault in which a document is a note."""
        home = self._homes.get(uri) or self._find_home(uri)
        return home.vault if home.is_note else None

    def _find_home(self, uri: str) -> Home:
        file = path_of(uri)
        if file is None:
            return Home(None, uri.rpartition("/")[2], is_note=False)
        follower = self._vault_of(file)
        path = path_in(follower.desk.root, file) if follower else None
        return Home(follower, path or file.name, is_note=path is not None)

    def _vault_of(self, file: Path) -> Follower | None:
        # A vault that is away for a while keeps its notes.
        known = [root for root in self._vaults if file.is_relative_to(root)]
        found = vault_of(file, self.folders, os.environ)
        root = max((*known, *([found] if found else [])), key=_depth, default=None)
        if root is None:
            return None
        if root not in self._vaults:
            try:
                desk = Desk(root, self.day, self.tell)
            except ThesisVaultError as fault:
                self.tell(str(fault))
                return None
            self._vaults[root] = Follower(
                desk, self.tell, self.renew, self._turned, partial(self._show_reading, root)
            )
            self._vaults[root].start()
        return self._vaults[root]

    def texts_in(self, follower: Follower) -> Texts:
        """The open notes of a vault by path."""
        return {text.path: text for uri, text in self.texts.items() if self.vault(uri) is follower}

    def uri_of(self, follower: Follower, path: str) -> str:
        """The URI of a note, as the client spells it if it is open."""
        for uri, text in self.texts.items():
            if text.path == path and self.vault(uri) is follower:
                return uri
        return (follower.desk.root / path).as_uri()

    async def ask(self, uri: str, question: Callable[[Screen, Text], T]) -> T | None:
        """What a vault says of an open note; None outside of vaults, and until it has been read."""
        text, follower = self.texts.get(uri), self.vault(uri)
        if text is None or follower is None:
            return None
        return await follower.ask(lambda screen: question(screen, text), self.texts_in(follower))

    # What is sent unasked.

    def tell(self, said: str) -> None:
        """Write a sentence into the client's log."""
        params = types.LogMessageParams(types.MessageType.Info, said)
        self._from_anywhere(lambda: self.window_log_message(params))

    def _from_anywhere(self, work: Callable[[], None]) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            self._loop.call_soon_threadsafe(work)
        else:
            work()

    def soon(self, uri: str, delay: float = _QUIET) -> None:
        """Say what is wrong in a note, when nothing has changed for a while."""
        if (due := self._due.pop(uri, None)) is not None:
            due.cancel()
        self._due[uri] = self._loop.call_later(delay, lambda: self._spawn(self._diagnose(uri)))

    def _spawn(self, work: Any) -> None:
        task = self._loop.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    async def _diagnose(self, uri: str) -> None:
        text = self.texts.get(uri)
        if text is None:
            return
        found = await self.ask(uri, findings.diagnostics)
        if self.texts.get(uri) is not text:
            return  # an edit came meanwhile, and asks by itself
        if found is None:
            found = findings.alone(text)
        params = types.PublishDiagnosticsParams(uri, found, text.version)
        self.text_document_publish_diagnostics(params)

    def renew(self) -> None:
        """Say everything anew: the vault, its review or its prices have changed."""
        for uri in self.texts:
            self.soon(uri, 0.0)
        lens, hints = self.window.code_lens, self.window.inlay_hint
        if lens and lens.refresh_support:
            self._spawn(self._refreshed(self.workspace_code_lens_refresh_async))
        if hints and hints.refresh_support:
            self._spawn(self._refreshed(self.workspace_inlay_hint_refresh_async))

    async def _refreshed(self, ask: Callable[[None], Any]) -> None:
        try:
            await ask(None)
        except Exception as error:  # a client that refuses loses nothing but a moment
            logging.getLogger(__name__).info("refresh: %s", error)

    def _show_reading(self, root: Path, under_way: bool) -> None:
        """Show by the client's own means that a vault is being read for the first time."""
        window = self.client_capabilities.window
        if window is not None and window.work_done_progress:
            self._spawn(self._refreshed(lambda _: self._progress_of(root, under_way)))

    async def _progress_of(self, root: Path, under_way: bool) -> None:
        token = f"thesisvault {root}"
        if under_way:
            await self.work_done_progress.create_async(token)
            begun = types.WorkDoneProgressBegin(title=f"Reading the notes of {root.name}")
            self.work_done_progress.begin(token, begun)
        elif token in self.work_done_progress.tokens:
            self.work_done_progress.end(token, types.WorkDoneProgressEnd(message="done"))

    def _turned(self, before: StatusReport, after: StatusReport) -> None:
        for kind, said in news(before, after):
            if kind == "show" and self.says_news:
                params = types.ShowMessageParams(types.MessageType.Info, said)
                self.window_show_message(params)
            else:
                self.tell(said)

    async def symbols(self, query: str) -> list[types.WorkspaceSymbol]:
        """The names of every open vault that fit a few letters."""
        found: list[types.WorkspaceSymbol] = []
        for follower in self._vaults.values():
            ask = partial(navigate.symbols, query=query, root=follower.desk.root)
            found += await follower.ask(ask, self.texts_in(follower)) or ()
        return found

    # Renames, which an editor carries out.

    async def rename(self, uri: str, position: types.Position, name: str) -> types.WorkspaceEdit:
        """The edits that give what is under the cursor another name."""
        text, follower = self.texts.get(uri), self.vault(uri)
        if text is None or follower is None:
            raise _refused("This note is not in a vault.")
        may_move = renames.can_rename_files(self.client_capabilities)

        def question(screen: Screen) -> tuple[renames.Planned, types.WorkspaceEdit]:
            subject = renames.subject_at(screen, text, position)
            if subject is None:
                raise UsageFault(
                    "Nothing to rename here: place the cursor on a link, a heading or a tag."
                )
            if subject.what is renames.What.NOTE and not may_move:
                raise UsageFault(
                    "This editor cannot rename files: run `thesis rename` in a terminal."
                )
            planned = renames.plan(screen, subject, name)
            return planned, renames.workspace_edit(screen, text, planned, uri_of, with_file=True)

        def uri_of(path: str) -> str:
            return self.uri_of(follower, path)

        planned, edit = await self._asked(follower, question)
        self._expect(follower, planned)
        return edit

    async def will_rename(self, renamed: types.FileRename) -> types.WorkspaceEdit | None:
        """The edits for a file that the client is about to rename; None for one of our own."""
        old, new = path_of(renamed.old_uri), path_of(renamed.new_uri)
        follower = self.vault(renamed.old_uri)
        if old is None or new is None or follower is None:
            return None
        root = follower.desk.root
        if not new.is_relative_to(root) or self._is_expected(old, new):
            return None
        paths = old.relative_to(root).as_posix(), new.relative_to(root).as_posix()
        asked = Text(renamed.old_uri, paths[0], 0, "", self.encoding, None)

        def question(screen: Screen) -> types.WorkspaceEdit:
            planned = renames.plan_to(screen, *paths)
            return renames.workspace_edit(
                screen, asked, planned, lambda path: self.uri_of(follower, path), with_file=False
            )

        return await self._asked(follower, question)

    async def _asked(self, follower: Follower, question: Callable[[Screen], T]) -> T:
        try:
            found = await follower.ask(question, self.texts_in(follower))
        except ThesisVaultError as fault:
            raise _refused(str(fault)) from None
        if found is None:
            raise _refused("The vault is still being read: try again in a moment.")
        return found

    async def move(self, uri: str, name: str) -> str:
        """Rename a note on the disk, with history; what was done, in a sentence."""
        text, follower = self.texts.get(uri), self.vault(uri)
        if text is None or follower is None:
            raise _refused("This note is not in a vault.")
        path = text.path
        done = await self._asked(
            follower, lambda screen: renames.move_on_disk(screen, path, name, self.tell)
        )
        follower.saved(done.renaming.new)
        links = done.renaming.links
        said = f"{path} → {done.renaming.new}, {links} {'link' if links == 1 else 'links'} updated."
        return f"{said} `thesis undo` reverts it."

    def _expect(self, follower: Follower, planned: renames.Planned) -> None:
        """Clients ask about our own rename while they carry it out; and some save nothing."""
        if planned.moved is not None:
            old, new = (follower.desk.root / path for path in planned.moved)
            self._renamed = old, new, self._loop.time()
        uris = {self.uri_of(follower, rewrite.path) for rewrite in planned.rewrites}
        self._unsaved = uris
        if uris:
            self._loop.call_later(_SAVES_WITHIN, self._remind)

    def _is_expected(self, old: Path, new: Path) -> bool:
        known = self._renamed
        return (
            known is not None
            and known[:2] == (old, new)
            and (self._loop.time() - known[2] < _OWN_FOR)
        )

    def _remind(self) -> None:
        count, self._unsaved = len(self._unsaved), set()
        if count:
            notes = "note" if count == 1 else "notes"
            said = f"{count} {notes} changed, not saved yet: save all."
            params = types.ShowMessageParams(types.MessageType.Info, said)
            self.window_show_message(params)

    def close_vaults(self) -> None:
        """End every child and watcher."""
        for follower in self._vaults.values():
            follower.close()


def _depth(folder: Path) -> int:
    return len(folder.parts)


def _refused(said: str) -> JsonRpcException:
    return JsonRpcException(message=said, code=types.LSPErrorCodes.RequestFailed.value)
