"""What a client may ask: one short function a request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from lsprotocol import types

from thesisvault.lsp import complete, hover, marks, mend, navigate
from thesisvault.lsp import rename as renames
from thesisvault.lsp.desk import Screen
from thesisvault.lsp.server import Server
from thesisvault.lsp.texts import Text

_TRIGGERS = ("[", "#", "^", "|", ":", "`", "(")


def register(server: Server) -> None:
    """Answer all that a client may ask."""
    feature = server.feature

    @feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.begin(params, asyncio.get_running_loop())

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
        server.saved(params.text_document.uri)

    @feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        if server.drop(uri):
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

    @feature(
        types.TEXT_DOCUMENT_COMPLETION,
        types.CompletionOptions(trigger_characters=_TRIGGERS, resolve_provider=True),
    )
    async def completion(params: types.CompletionParams) -> types.CompletionList | None:
        uri = params.text_document.uri
        text = server.texts.get(uri)
        if text is None or not complete.has_context(text, params.position):
            return None
        offered = server.capabilities.completion
        item = offered.completion_item if offered else None
        snippets = bool(item and item.snippet_support)
        return await server.ask(
            uri, lambda screen, t: complete.complete(screen, t, params.position, snippets=snippets)
        )

    @feature(types.COMPLETION_ITEM_RESOLVE)
    async def resolve(item: types.CompletionItem) -> types.CompletionItem:
        data = item.data if isinstance(item.data, dict) else {}
        uri, path = str(data.get("uri", "")), str(data.get("path", ""))
        said = await server.ask(uri, lambda screen, _: hover.card(screen, path)) if path else None
        if said:
            item.documentation = types.MarkupContent(types.MarkupKind.Markdown, said)
        return item

    @feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> types.Hover | None:
        return await server.ask(
            params.text_document.uri, lambda screen, t: hover.hover(screen, t, params.position)
        )

    _register_navigation(server)
    _register_changes(server)


def _register_navigation(server: Server) -> None:
    feature = server.feature

    def uris(uri: str) -> Callable[[str], str]:
        follower = server.vault(uri)
        return (lambda path: server.uri_of(follower, path)) if follower else (lambda path: path)

    @feature(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(params: types.DefinitionParams) -> types.Location | None:
        uri, at = params.text_document.uri, params.position
        uri_of = uris(uri)
        return await server.ask(uri, lambda s, t: navigate.definition(s, t, at, uri_of))

    @feature(types.TEXT_DOCUMENT_REFERENCES)
    async def references(params: types.ReferenceParams) -> list[types.Location] | None:
        uri, at = params.text_document.uri, params.position
        uri_of = uris(uri)
        return await server.ask(uri, lambda s, t: navigate.references(s, t, at, uri_of))

    @feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    async def highlight(
        params: types.DocumentHighlightParams,
    ) -> list[types.DocumentHighlight] | None:
        uri, at = params.text_document.uri, params.position
        return await server.ask(uri, lambda s, t: navigate.highlights(s, t, at))

    @feature(types.TEXT_DOCUMENT_DOCUMENT_LINK)
    async def links(params: types.DocumentLinkParams) -> list[types.DocumentLink] | None:
        uri = params.text_document.uri
        uri_of = uris(uri)
        return await server.ask(uri, lambda s, t: navigate.document_links(s, t, uri_of))

    @feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def outline(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
        text = server.texts.get(params.text_document.uri)
        return navigate.outline(text) if text is not None else None

    @feature(types.WORKSPACE_SYMBOL)
    async def symbols(params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
        return await server.symbols(params.query)


def _register_changes(server: Server) -> None:
    feature = server.feature

    @feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepare(params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        def question(screen: Screen, text: Text) -> types.PrepareRenamePlaceholder | None:
            found = renames.subject_at(screen, text, params.position)
            if found is None:
                return None
            return types.PrepareRenamePlaceholder(text.lines.range(found.place), found.name)

        return await server.ask(params.text_document.uri, question)

    @feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    async def rename(params: types.RenameParams) -> types.WorkspaceEdit:
        return await server.rename(params.text_document.uri, params.position, params.new_name)

    notes = types.FileOperationFilter(types.FileOperationPattern("**/*.md"), "file")

    @feature(types.WORKSPACE_WILL_RENAME_FILES, types.FileOperationRegistrationOptions([notes]))
    async def will_rename(params: types.RenameFilesParams) -> types.WorkspaceEdit | None:
        # Of several files at once, each plan would be of a vault in which the others stay.
        return await server.will_rename(params.files[0]) if len(params.files) == 1 else None

    @feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(
            [types.CodeActionKind.QuickFix, types.CodeActionKind.Refactor, mend.FIX_ALL]
        ),
    )
    async def actions(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        first, last = params.range.start.line, params.range.end.line
        only = tuple(map(mend.named, params.context.only or ()))
        makes = renames.can_make_files(server.client_capabilities)
        return await server.ask(
            params.text_document.uri,
            lambda s, t: mend.actions(s, t, first, last, only, makes_files=makes),
        )

    @server.command(marks.EXPLAIN)
    async def explain(uri: str) -> str | None:
        """Show what is behind a verdict."""
        said = await server.ask(uri, lambda screen, text: hover.card(screen, text.path))
        if said:
            shown = types.ShowMessageParams(types.MessageType.Info, said.replace("**", ""))
            server.window_show_message(shown)
        return said

    @server.command("thesis.rename")
    async def move(uri: str, name: str) -> str:
        """Rename a note on the disk, with every link to it, as `thesis rename` does."""
        said = await server.move(uri, name)
        server.window_show_message(types.ShowMessageParams(types.MessageType.Info, said))
        return said
