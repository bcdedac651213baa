"""A plain-Markdown knowledge base and thesis tracker for investors."""

__version__ = "0.2.0"
