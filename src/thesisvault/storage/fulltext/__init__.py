"""An index of the words in notes: made at the first search, disposable, and only a proposal."""

from thesisvault.storage.fulltext.fulltext import Fulltext

__all__ = ["Fulltext"]
