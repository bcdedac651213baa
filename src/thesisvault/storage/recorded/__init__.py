"""A vault as git has recorded it: its commits, and a copy of what one of them holds."""

from thesisvault.storage.recorded.copy import Copy, open_copy
from thesisvault.storage.recorded.repository import Commit, Repository, open_repository

__all__ = ["Commit", "Copy", "Repository", "open_copy", "open_repository"]
