"""What reading the notes found, remembered outside the vault: disposable, and never trusted.

The notes are the truth. The index holds what each of them said when it was last read, and enough
about its file to know whether that still holds.
"""

from thesisvault.storage.index.index import Changes, Index

__all__ = ["Changes", "Index"]
