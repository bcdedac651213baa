"""``thesis lsp``: what thesisvault knows, in an editor, beside the text it is about."""
