"""What is worked out once for each state of a vault's index."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from posixpath import dirname

from thesisvault.graph.catalogue import Catalogue
from thesisvault.graph.folding import fold
from thesisvault.graph.names import Spelled
from thesisvault.storage.index.index import Index


class Known:
    """The names of one state, for completion."""

    def __init__(self, index: Index) -> None:
        """`index` is asked before it moves on."""
        self._index = index

    @cached_property
    def catalogue(self) -> Catalogue:
        """Every name of a note."""
        return Catalogue(self._index.source(None).spellings())

    @cached_property
    def spelled(self) -> Spelled:
        """How those names are spelled, and which are near to another one."""
        return Spelled(self.catalogue.spellings())

    @cached_property
    def tags(self) -> list[tuple[str, int]]:
        """Every tag with how many notes have it, most first."""
        return self._index.source(None).tags()

    @cached_property
    def _files(self) -> Counter[str]:
        """How many files each file name has, in any case."""
        source = self._index.source(None)
        paths = (*(entry.path for entry in self.catalogue.titles), *source.attachments)
        return Counter(fold(path.rpartition("/")[2]) for path in paths)

    def is_only(self, title: str) -> bool:
        """Whether a link by this title can mean one file alone, wherever it stands."""
        folded = fold(title)
        return self._files[f"{folded}.md"] == 1 and not self._files[folded]

    @cached_property
    def paths(self) -> frozenset[str]:
        """Every note's path."""
        return frozenset(entry.path for entry in self.catalogue.titles)

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder with a note."""
        return frozenset(map(dirname, self.paths))

    @cached_property
    def unwritten(self) -> list[tuple[str, int, str]]:
        """Names that have no note, folded, those that most notes link first; and such a note."""
        return self._index.source(None).unwritten()
