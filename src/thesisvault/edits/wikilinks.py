"""Links that open the right note, from the note in which they stand."""

from __future__ import annotations

from thesisvault.edits.words import literal
from thesisvault.graph import Vault

_CANNOT_BE_LINKED = (*"[]|#^\\\n\r\t", "%%", "::", "<!--")
"""What no wikilink can hold, or what would be more than a link."""


class Wikilinks:
    """Wikilinks to the files of one vault."""

    def __init__(self, vault: Vault) -> None:
        """`vault` knows which names are ambiguous."""
        self._names = vault.names

    def to(self, path: str, source: str, *, in_table: bool = False) -> str:
        """A wikilink in note `source` to the file at `path`; by its path where its name is not
        enough. Plain words where no link can be written.
        """
        name = _file_name(path)
        if any(sign in path for sign in _CANNOT_BE_LINKED) or (
            (path, name) != (path.strip(), name.strip())
        ):
            return literal(name)
        if self._names.sharing(name) < 2 and self._names.resolve(name, source) == path:
            return f"[[{name}]]"
        long = path[:-3] if path.lower().endswith(".md") else path
        pipe = "\\|" if in_table else "|"
        for target in (long, path):
            if self._names.resolve(target, source) == path:
                return f"[[{target}{pipe}{name}]]"
        return literal(name)


def _file_name(path: str) -> str:
    """The name by which a file is linked: a note's without its ending."""
    name = path.rpartition("/")[2]
    return name[:-3] if name.lower().endswith(".md") else name
