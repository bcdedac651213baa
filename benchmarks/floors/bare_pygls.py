"""The least language server: pygls that answers each completion with nothing."""

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("floor", "1")


@server.feature(types.TEXT_DOCUMENT_COMPLETION)
def complete(params: types.CompletionParams) -> types.CompletionList:
    """Offer nothing."""
    return types.CompletionList(is_incomplete=True, items=[])


if __name__ == "__main__":
    server.start_io()
