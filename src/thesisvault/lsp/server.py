"""The language server: every request, and what is sent unasked."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from thesisvault import __version__
from thesisvault.lsp import findings, marks
from thesisvault.lsp.desk import Desk, Screen, Texts
from thesisvault.lsp.following import Follower
from thesisvault.lsp.news import news
from thesisvault.lsp.places import path_in, path_of, vault_of
from thesisvault.lsp.texts import Text
from thesisvault.model.errors import ThesisVaultError
from thesisvault.model.review import StatusReport
from thesisvault.model.settings import Settings

T = TypeVar("T")
_QUIET = 0.25
"""Seconds after the last change in which nothing is said about it."""


class Server(LanguageServer):
    """What the handlers share: the open notes, and the vaults that they belong to."""

    def __init__(self, day: Callable[[Settings], dt.date]) -> None:
        """`day` is the one that a vault with these settings stands on."""
        super().__init__("thesis", __version__, types.TextDocumentSyncKind.Full)
        self.day = day
        self.encoding: str = types.PositionEncodingKind.Utf16
        self.folders: list[Path] = []
        self.says_news = True
        self.texts: dict[str, Text] = {}
        """Open documents by URI."""
        self._vaults: dict[Path, Follower] = {}
        self._due: dict[str, asyncio.TimerHandle] = {}
        self._working: set[asyncio.Task[Any]] = set()

    # What the client can do.

    @property
    def capabilities(self) -> types.TextDocumentClientCapabilities:
        """What the client can do with a text."""
        return self.client_capabilities.text_document or types.TextDocumentClientCapabilities()

    @property
    def window(self) -> types.WorkspaceClientCapabilities:
        """What the client can do with a workspace."""
        return self.client_capabilities.workspace or types.WorkspaceClientCapabilities()

    def begin(self, params: types.InitializeParams) -> None:
        """Take note of the client's folders and wishes."""
        self.encoding = self.workspace.position_encoding
        roots = [folder.uri for folder in params.workspace_folders or ()]
        roots += [params.root_uri] if params.root_uri and not roots else []
        self.folders = [path for uri in roots if (path := path_of(uri)) is not None]
        options = params.initialization_options
        if isinstance(options, dict):
            self.says_news = options.get("messages", True) is not False

    # Notes.

    def put(self, uri: str, version: int, text: str) -> None:
        """Take a note as it stands on the screen now."""
        file = path_of(uri)
        follower = self._vault_of(file) if file is not None else None
        path = path_in(follower.desk.root, file) if follower and file else None
        name = path or (file.name if file else uri.rpartition("/")[2])
        words = follower.desk.words if follower else None
        self.texts[uri] = Text(uri, name, version, text, self.encoding, words)

    def vault(self, uri: str) -> Follower | None:
        """The vault in which a document is a note."""
        file = path_of(uri)
        follower = self._vault_of(file) if file is not None else None
        is_note = follower and file and path_in(follower.desk.root, file) is not None
        return follower if is_note else None

    def _vault_of(self, file: Path) -> Follower | None:
        root = vault_of(file, self.folders, os.environ)
        if root is None:
            return None
        if root not in self._vaults:
            try:
                desk = Desk(root, self.day, self.tell)
            except ThesisVaultError as fault:
                self.tell(str(fault))
                return None
            self._vaults[root] = Follower(desk, self.tell, self.renew, self._turned)
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
        """What a vault says of an open note; None where there is none, or it is not read yet."""
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
            loop = self.protocol._loop if hasattr(self.protocol, "_loop") else self._loop
            loop.call_soon_threadsafe(work)
        else:
            work()

    _loop: asyncio.AbstractEventLoop

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

    def _turned(self, before: StatusReport, after: StatusReport) -> None:
        for kind, said in news(before, after):
            if kind == "show" and self.says_news:
                params = types.ShowMessageParams(types.MessageType.Info, said)
                self.window_show_message(params)
            else:
                self.tell(said)

    def close_vaults(self) -> None:
        """End every child and watcher."""
        for follower in self._vaults.values():
            follower.close()


def serve(day: Callable[[Settings], dt.date], log: Path | None = None) -> int:
    """Answer on stdin and stdout until the client goes; the exit code."""
    _log_to(log)
    server = Server(day)
    _register(server)
    protocol = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what prints must not reach the client
    try:
        server.start_io(sys.stdin.buffer, protocol)
    finally:
        server.close_vaults()
    return 0 if server.protocol._shutdown else 1


def _log_to(log: Path | None) -> None:
    """Whatever libraries log goes to the file that was named, else nowhere."""
    handler = logging.FileHandler(log, encoding="utf-8") if log else logging.NullHandler()
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO if log else logging.CRITICAL)


def _register(server: Server) -> None:
    feature = server.feature

    @feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server._loop = asyncio.get_running_loop()
        server.begin(params)

    @feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        server.put(item.uri, item.version, item.text)
        server.soon(item.uri, 0.0)

    @feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        item = params.text_document
        if params.content_changes:
            server.put(item.uri, item.version, params.content_changes[-1].text)
            server.soon(item.uri)

    @feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        uri = params.text_document.uri
        text, follower = server.texts.get(uri), server.vault(uri)
        if text is not None and follower is not None:
            follower.saved(text.path)

    @feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        if server.texts.pop(uri, None) is not None:
            server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    @feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def hints(params: types.InlayHintParams) -> list[types.InlayHint] | None:
        has_lens = server.capabilities.code_lens is not None
        found = await server.ask(
            params.text_document.uri,
            lambda screen, text: marks.hints(screen, text, with_verdict=not has_lens),
        )
        first, last = params.range.start.line, params.range.end.line
        return [hint for hint in found or () if first <= hint.position.line <= last]

    @feature(types.TEXT_DOCUMENT_CODE_LENS)
    async def lenses(params: types.CodeLensParams) -> list[types.CodeLens] | None:
        return await server.ask(params.text_document.uri, marks.lenses)
