"""What is worked out once for each state of a vault's index, or taken over from the one before."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from posixpath import dirname

from thesisvault.graph.catalogue import Catalogue
from thesisvault.graph.folding import fold
from thesisvault.graph.names import Spelled
from thesisvault.graph.vault import Vault
from thesisvault.model.note import Head, Kind
from thesisvault.storage.index.changes import Concern
from thesisvault.storage.index.index import Index
from thesisvault.workspace.dated import after


class Known:
    """The names of one state, for completion."""

    def __init__(self, index: Index) -> None:
        """`index` is asked before it moves on."""
        self._index = index
        self._of_kind: dict[Kind, tuple[Head, ...]] = {}
        self._ready: Vault | None = None
        """That vault, as long as nobody has asked for it."""

    def after(self, concern: Concern | None) -> Known:
        """What is known of the index as it is now, where so much has changed since; None: all.

        Most saves change no name: what follows from names alone is then taken over.
        """
        found = Known(self._index)
        vault = self.__dict__.get("vault")
        if vault is not None and concern is not None and vault.is_settled:
            found._ready = after(vault, None, self._index, concern)
        self.let_go()
        if concern is None or "catalogue" not in self.__dict__:
            return found
        spelled = self._index.source(None).spellings(concern.paths)
        found.catalogue = self.catalogue.with_changed(concern.paths, spelled)
        # A file that came or went may be the one that a link is waiting for.
        if found.catalogue is self.catalogue and concern.paths <= self.paths:
            kept = ["spelled", "tickers", "paths", "folders", "_files"]
            kept += [] if concern.targets else ["unwritten"]
            found.__dict__.update({key: self.__dict__[key] for key in kept if key in self.__dict__})
        return found

    @cached_property
    def catalogue(self) -> Catalogue:
        """Every name of a note."""
        return Catalogue(self._index.source(None).spellings())

    @cached_property
    def tickers(self) -> tuple[str, ...]:
        """Every symbol that a note has."""
        return self.catalogue.tickers()

    @cached_property
    def spelled(self) -> Spelled:
        """How those names are spelled, and which are near to another one."""
        return Spelled(self.catalogue.spellings())

    @cached_property
    def vault(self) -> Vault:
        """The vault as it is saved, of which what all notes state is read once for many edits."""
        ready, self._ready = self._ready, None
        return ready or Vault(self._index.source(None, few=True), self.spelled)

    def settle(self) -> None:
        """Read what the next state takes over of that vault, where this one needed it."""
        if (vault := vars(self).get("vault")) is not None and vault.has_edges:
            vault.settle()

    def let_go(self) -> None:
        """Free that vault; the next question makes another one."""
        for vault in (vars(self).pop("vault", None), self._ready):
            if vault is not None:
                vault.let_go()
        self._ready = None

    @cached_property
    def tags(self) -> list[tuple[str, int]]:
        """Every tag with how many notes have it, most first."""
        return self._index.source(None).tags()

    def of_kind(self, kind: Kind) -> tuple[Head, ...]:
        """The notes of a kind, by title."""
        if kind not in self._of_kind:
            heads = (Head(path, kind) for path in self._index.source(None).of_kind(kind))
            self._of_kind[kind] = tuple(sorted(heads, key=lambda head: head.title))
        return self._of_kind[kind]

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
