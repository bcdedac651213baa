"""A client with the abilities of a real editor, and a server in a thread or in its own process."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.io_ import run_async
from pytest_lsp import client_capabilities
from pytest_lsp.client import LanguageClient, make_test_lsp_client

from lsp.desks import DAY
from sizes import WHOLE
from thesisvault.lsp.features import register
from thesisvault.lsp.positions import Lines
from thesisvault.lsp.server import Server

T = TypeVar("T")
PATIENCE = 30.0
"""Seconds after which a test gives up: other programs may use the machine."""
_ALL = ("visual-studio-code@v1.65.2", "emacs@v29.1", "neovim@v0.11.0", "neovim@v0.7.0")
EDITORS = _ALL if WHOLE else _ALL[:2]
"""Those that differ most come first: with code lenses, snippets and renamed files, and without."""

_COMMAND = (sys.executable, "-c", "from thesisvault.cli.main import main; main()", "lsp")


class Client:
    """One editor with one server. Every call waits for its answer."""

    def __init__(
        self,
        root: Path,
        editor: str,
        *,
        as_process: bool = False,
        command: Sequence[str] = (),
        **options: Any,
    ) -> None:
        """`as_process`: `thesis lsp` as it is installed, for what happens when processes end; or
        what `command` starts.
        """
        self.root = root
        self._command = command or (_COMMAND if as_process else ())
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self.lsp: LanguageClient = make_test_lsp_client()
        self._answer_requests()
        self.capabilities = client_capabilities(editor)
        self._versions: dict[str, int] = {}
        self.wait_for(self._start(options))

    async def _start(self, options: dict[str, Any]) -> None:
        if self._command:
            await self.lsp.start_io(*self._command)
        else:
            await self._start_thread()
        self.initialized = await self.lsp.initialize_session(
            types.InitializeParams(
                capabilities=self.capabilities,
                process_id=os.getpid(),
                root_uri=self.root.as_uri(),
                initialization_options=options or None,
            )
        )
        self.encoding = self.initialized.capabilities.position_encoding or "utf-16"

    async def _start_thread(self) -> None:
        ours, theirs = socket.socketpair()
        reader, writer = await asyncio.open_connection(sock=ours)
        server = Server(lambda settings: settings.as_of or DAY)
        register(server)
        streams = theirs.makefile("rb"), theirs.makefile("wb")
        self._thread = threading.Thread(target=server.start_io, args=streams, daemon=True)
        self._thread.start()
        self._closing = [server.close_vaults, *(item.close for item in (*streams, theirs))]
        self.lsp.protocol.set_writer(writer)
        reading = run_async(threading.Event(), reader, self.lsp.protocol)
        self._reading, self._writer = asyncio.create_task(reading), writer

    def _answer_requests(self) -> None:
        for method in (types.WORKSPACE_INLAY_HINT_REFRESH, types.WORKSPACE_CODE_LENS_REFRESH):
            with contextlib.suppress(Exception):  # some versions of pytest-lsp answer it already
                self.lsp.feature(method)(lambda *_: None)

    @property
    def process(self) -> asyncio.subprocess.Process:
        server = self.lsp._server
        assert server is not None
        return server

    def wait_for(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    def document(self, path: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(path))

    def open(self, path: str, text: str | None = None) -> str:
        shown = (self.root / path).read_text("utf-8") if text is None else text
        self._versions[path] = 1
        item = types.TextDocumentItem(self.uri(path), "markdown", 1, shown)
        self._tell(lambda: self.lsp.text_document_did_open(types.DidOpenTextDocumentParams(item)))
        return shown

    def change(self, path: str, text: str) -> None:
        self._versions[path] += 1
        document = types.VersionedTextDocumentIdentifier(self._versions[path], self.uri(path))
        whole = [types.TextDocumentContentChangeWholeDocument(text)]
        params = types.DidChangeTextDocumentParams(document, whole)
        self._tell(lambda: self.lsp.text_document_did_change(params))

    def save(self, path: str, text: str) -> None:
        (self.root / path).write_text(text, "utf-8")
        params = types.DidSaveTextDocumentParams(self.document(path))
        self._tell(lambda: self.lsp.text_document_did_save(params))

    def close(self, path: str) -> None:
        params = types.DidCloseTextDocumentParams(self.document(path))
        self._tell(lambda: self.lsp.text_document_did_close(params))

    def _tell(self, work: Callable[[], None]) -> None:
        async def tell() -> None:
            work()

        self.wait_for(tell())

    def diagnostics(self, path: str) -> list[types.Diagnostic]:
        return list(self.lsp.diagnostics.get(self.uri(path), ()))

    def codes(self, path: str) -> list[tuple[int, str]]:
        return [(item.range.start.line + 1, str(item.code)) for item in self.diagnostics(path)]

    def hints(self, path: str) -> list[types.InlayHint]:
        whole = types.Range(types.Position(0, 0), types.Position(100_000, 0))
        asked = types.InlayHintParams(self.document(path), whole)
        found = self.wait_for(self.lsp.text_document_inlay_hint_async(asked))
        return list(found or ())

    def labels(self, path: str) -> list[tuple[int, str]]:
        return [(item.position.line + 1, str(item.label)) for item in self.hints(path)]

    def lens(self, path: str) -> list[tuple[int, str]]:
        asked = types.CodeLensParams(self.document(path))
        found = self.wait_for(self.lsp.text_document_code_lens_async(asked)) or ()
        return [(item.range.start.line + 1, item.command.title) for item in found if item.command]

    def complete(self, path: str, position: types.Position) -> list[types.CompletionItem]:
        asked = types.CompletionParams(self.document(path), position)
        found = self.wait_for(self.lsp.text_document_completion_async(asked))
        if isinstance(found, types.CompletionList):
            return list(found.items)
        return list(found or ())

    def hover(self, path: str, position: types.Position) -> str:
        asked = types.HoverParams(self.document(path), position)
        found = self.wait_for(self.lsp.text_document_hover_async(asked))
        return found.contents.value if found else ""  # type: ignore[union-attr]

    def at(self, text: str, said: str, after: int = 0) -> types.Position:
        """The client's position of some words in a text, `after` letters into them."""
        offset = text.index(said) + after
        line = text.count("\n", 0, offset)
        column = offset - (text.rfind("\n", 0, offset) + 1)
        return Lines(text, self.encoding).position(line, column)

    def until(self, look: Callable[[], T]) -> T:
        """Wait until something is there."""
        end = time.monotonic() + PATIENCE
        while not (found := look()):
            assert time.monotonic() < end, [item.message for item in self.lsp.log_messages]
            time.sleep(0.02)
        return found

    def stop(self) -> None:
        self.wait_for(self.lsp.shutdown_session())
        if self._command:
            self.wait_for(self.lsp.stop())  # type: ignore[no-untyped-call]
        else:
            self._thread.join(PATIENCE)
            for close in self._closing:
                close()
            self.wait_for(self._stop_thread())
        self._loop.call_soon_threadsafe(self._loop.stop)

    async def _stop_thread(self) -> None:
        await self._reading
        self._writer.close()
        await self._writer.wait_closed()
