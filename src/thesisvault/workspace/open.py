"""Finding a vault, and reading it."""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import os
import shlex
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import msgpack

from thesisvault.model.diagnostics import Diagnostic, Finding
from thesisvault.model.errors import ConfigFault, NotNamedFault, NoVaultFault, UsageFault
from thesisvault.model.filenames import perhaps_copies, waits_in_cloud
from thesisvault.model.text import Span
from thesisvault.storage import config, scan
from thesisvault.storage.index import Index
from thesisvault.storage.index.place import Place, cache_folder, fingerprint
from thesisvault.storage.inside import belongs_to_another
from thesisvault.storage.memory import give_back
from thesisvault.storage.prices.files import FOLDER as PRICES
from thesisvault.storage.prices.files import price_stamps

if TYPE_CHECKING:
    from thesisvault.graph import Node
    from thesisvault.graph.checks import Known
    from thesisvault.graph.vault import Vault
    from thesisvault.impact.tripwires.criteria import Watch
    from thesisvault.model.note import Note
    from thesisvault.model.settings import Settings
    from thesisvault.parser.facts.vocabulary import Vocabulary
    from thesisvault.storage.fulltext import Fulltext
    from thesisvault.storage.prices.folder import PriceCache, PriceFolder
    from thesisvault.workspace.past import Past
    from thesisvault.workspace.view import View

_VIEWS, _VAULTS = 8, 2
"""Days whose prices, and days whose notes, a workspace keeps: reports walk through years."""
_NOTES_LET_GO = 30_000
"""Notes of days let go of whose memory is worth looking for."""
_SHARED = 30
"""A vault that was made from another one has most in common with it, and counts so much less."""

Tell = Callable[[str], None]
"""Takes a sentence for a person."""
Progress = Callable[[int, int], None]
"""Told how many notes have been read, of how many."""


def ignore(*_: object) -> None:
    """Ignore messages and progress."""


class NotesNeeded(Exception):
    """A vault is asked for where only what the index keeps may be (`Workspace.without_notes`)."""


class Workspace:
    """One vault as it stood on the disk when it was opened."""

    def __init__(
        self,
        root: Path,
        settings: Settings,
        files: scan.Scan,
        index: Index,
        price_cache: PriceCache | None = None,
        tell: Tell = ignore,
        progress: Progress = ignore,
        past: Past | None = None,
    ) -> None:
        """`index` says what `files` say; `price_cache` is what a process has read so far.

        `past`: the vault's history in git, where the workspace holds what one commit recorded.
        """
        self._tell, self._progress, self.past = tell, progress, past
        self.root, self.settings, self.files, self.index = root, settings, files, index
        self._price_cache = price_cache
        self._views: OrderedDict[dt.date, View] = OrderedDict()
        self._vaults: OrderedDict[dt.date, Vault] = OrderedDict()
        self._let_go = 0
        self._reads_notes = True

    @property
    def home(self) -> Path:
        """The folder that a person knows as the vault."""
        return self.past.root if self.past is not None else self.root

    def on(self, as_of: dt.date) -> View:
        """The vault as it was known on that day."""
        from thesisvault.workspace.view import View

        view = self._views.get(as_of)
        if view is None:
            view = self._views[as_of] = View(self, as_of)
            if len(self._views) > _VIEWS:
                self._views.popitem(last=False)
        self._views.move_to_end(as_of)
        return view

    @cached_property
    def price_folder(self) -> PriceFolder:
        """The one store of its prices."""
        from thesisvault.storage.prices.folder import PriceFolder

        return PriceFolder(self.root, self._price_cache)

    @cached_property
    def fulltext(self) -> Fulltext:
        """The words of its notes, made at the first question."""
        from thesisvault.storage.fulltext import Fulltext

        return Fulltext(self.index, self.root, self._tell, self._progress)

    @property
    def prices_left_out(self) -> tuple[str, ...]:
        """Why files of prices were not used, where prices were asked for."""
        asked = vars(self).get("price_folder")
        return tuple(asked.left_out.values()) if asked else ()

    def read(self, path: str) -> bytes | None:
        """The bytes of a note; None where it has gone or cannot be read."""
        return scan.read_note(self.root, path)

    @cached_property
    def vault(self) -> Vault:
        """The whole vault, whatever its notes are dated."""
        from thesisvault.graph.vault import Vault

        self._need_notes()
        return Vault(self.index.source(None))

    def vault_as_of(self, as_of: dt.date) -> Vault:
        """The vault as it stood on `as_of`: it never changes, and the last few are kept."""
        self._need_notes()
        vault = self._vaults.get(as_of)
        if vault is None:
            from thesisvault.graph.vault import Vault

            vault = Vault(self.index.source(as_of))
            self._keep(as_of, vault, 1)
        self._vaults.move_to_end(as_of)
        return vault

    @property
    def days(self) -> Mapping[dt.date, Vault]:
        """The days that are kept, that of the last question last."""
        return self._vaults

    def hold(self, as_of: dt.date, vault: Vault) -> None:
        """Keep a vault that was made from that of another day as the one of `as_of`."""
        self._keep(as_of, vault, _SHARED)

    def _keep(self, as_of: dt.date, vault: Vault, shared: int) -> None:
        self._vaults[as_of] = vault
        self._vaults.move_to_end(as_of)
        if len(self._vaults) > _VAULTS:
            self._vaults.popitem(last=False)
            self._let_go += self.index.count() // shared
            self._collect()

    @contextlib.contextmanager
    def without_notes(self) -> Iterator[None]:
        """Answer by what the index keeps alone: `NotesNeeded` is raised where that does not do."""
        held, self._reads_notes = vars(self).pop("vault", None), False
        try:
            yield
        finally:
            self._reads_notes = True
            if held is not None:
                vars(self)["vault"] = held

    def _need_notes(self) -> None:
        if not self._reads_notes:
            raise NotesNeeded

    def keep_only(self, as_of: dt.date) -> bool:
        """Let go of the notes of all other days; False where there were none."""
        others = [day for day in self._vaults if day != as_of]
        for day in others:
            del self._vaults[day]
        return bool(others)

    def rest(self) -> None:
        """Let go of all that the index, the prices or the notes can say again."""
        self._vaults.clear()
        self._views.clear()
        if self._price_cache is not None:
            self._price_cache.clear()
        if words := vars(self).get("fulltext"):
            words.close()
        for name in ("vault", "fulltext", "price_folder", "_watch"):
            vars(self).pop(name, None)
        self.index.rest()
        give_back()

    def _collect(self) -> None:
        """Free what was let go of: a vault is a circle, for which Python seldom looks."""
        if self._let_go >= _NOTES_LET_GO:
            self._let_go = 0
            gc.collect()

    def findings(self) -> tuple[Finding, ...]:
        """Every diagnostic, of notes and of names that were passed over."""
        from thesisvault.parser.facts.series import missed

        found = list(self._findings_in_files())
        for passed in self._skipped:
            message = f"Skipped: {passed.reason}."
            diagnostic = Diagnostic("file-skipped", message, Span(0, 0, 0, 0))
            found.append(Finding(passed.path, diagnostic))
        found += self.copies()
        found += missed(self.files.attachments)
        for path, why in self._price_faults().items():
            diagnostic = Diagnostic("file-skipped", f"Left out: {why}.", Span(0, 0, 0, 0))
            found.append(Finding(path, diagnostic))
        return tuple(sorted(found, key=lambda item: (item.note, item.diagnostic.span)))

    def copies(self) -> Iterator[Finding]:
        """The files that may be second copies of others, by their names."""
        source = self.index.source(None)
        notes = (head.path for head in source.heads())
        for copy, of in perhaps_copies({*notes, *self.index.unread, *source.attachments}):
            yield Finding(copy, possible_copy(of))

    def _price_faults(self) -> dict[str, str]:
        """Why files of prices cannot be used, as long as none of them changes."""
        if not os.path.lexists(self.root / PRICES):
            return {}
        key = repr(("price faults", price_stamps(self.root)))
        kept = self.index.recall(key)
        if kept is not None:
            return msgpack.decode(kept, type=dict[str, str])
        from thesisvault.storage.prices.folder import PriceFolder

        # Of its own: what is listed here is not to be said once more at the end.
        found = PriceFolder(self.root, self._price_cache).faults()
        self.index.remember(key, msgpack.encode(found), (), dt.date.max)
        return found

    def _findings_in_files(self) -> list[Finding]:
        """Those that notes and series show, out of the index where no file has changed since."""
        key = repr(("findings", price_stamps(self.root), *sorted(self.settings.market.renamed)))
        kept = self.index.recall(key, shows_all=True)
        if kept is not None:
            return msgpack.decode(kept, type=list[Finding])
        from thesisvault.graph.checks import Known

        known = Known.of(self.vault)
        found = [item for note in self.vault.notes.values() for item in self._of_note(note, known)]
        for series in self.index.source(None).series():
            found += (Finding(series.path, item) for item in series.diagnostics)
        self.index.remember(key, msgpack.encode(found), (), dt.date.max)
        return found

    def findings_of(self, note: Note) -> tuple[Finding, ...]:
        """Every diagnostic of one note, by line."""
        found = self._of_note(note)
        return tuple(sorted(found, key=lambda item: item.diagnostic.span))

    def _of_note(self, note: Note, known: Known | None = None) -> Iterator[Finding]:
        from thesisvault.edits.markers import find_markers
        from thesisvault.graph.checks import of_note
        from thesisvault.impact.tripwires.criteria import findings, stops_in_words

        read = stops_in_words(note.facts)
        for found in of_note(self.vault, note, known):
            if found.diagnostic.code != "figure-unparsed" or found.diagnostic.span not in read:
                yield found
        if note.facts.is_guarded:
            for diagnostic in findings(self._watch, self.vault.nodes[note.path]):
                yield Finding(note.path, diagnostic)
        if self.may_have_markers(note.path) and (data := self.read(note.path)):
            for diagnostic in find_markers(data).diagnostics:
                yield Finding(note.path, diagnostic)

    def may_have_markers(self, path: str) -> bool:
        """Whether a note may hold a block that `update` fills."""
        return path in self._marked

    @cached_property
    def _watch(self) -> Watch:
        from thesisvault.impact.tripwires.criteria import Watch

        is_priced = os.path.lexists(self.root / PRICES)
        renamed = self.settings.market.renamed
        return Watch(self.vault, (*self.price_folder.symbols(), *renamed) if is_priced else ())

    @cached_property
    def _marked(self) -> frozenset[str]:
        return frozenset(self.index.marked())

    @property
    def _skipped(self) -> Iterator[scan.Skipped]:
        yield from self.files.skipped
        yield from (scan.Skipped(path, why) for path, why in self.index.unread.items())

    @property
    def unseen(self) -> list[str]:
        """What cannot be read now: the notes of it are not absent, they are unknown."""
        return sorted(self.index.unseen)

    @property
    def unreadable(self) -> list[str]:
        """The same but for what iCloud keeps elsewhere, which is known by its name."""
        return [path for path in self.unseen if not waits_in_cloud(path.rpartition("/")[2])]

    def _as_written(self, name: str) -> str:
        """A name without link brackets and subpath; a path from the shell, seen from the vault."""
        plain = name.strip().removeprefix("[[").removesuffix("]]").partition("#")[0].strip() or name
        if plain.lower().endswith(".md"):
            # `os.path`, since `Path` raises at an unknown `~user`, a circle of links, a long name.
            path = os.path.realpath(os.path.expanduser(plain))
            root = os.path.realpath(self.home)
            if os.path.isfile(path) and Path(path).is_relative_to(root):
                return Path(path).relative_to(root).as_posix()
        return plain

    def find(self, name: str, vault: Vault | None = None) -> Node:
        """The node that a person means: a path, a name, an alias, or a name without a note.

        Raises `UsageFault` with the choices where it is ambiguous or unknown.
        """

        known = vault or self.vault
        name = self._as_written(name)
        matches = self.matching(name, known)
        if len(matches) > 1:
            choices = ", ".join(f"`{node.id}`" for node in matches)
            raise UsageFault(f"`{name}` names {len(matches)} notes: {choices}. Give the path.")
        if not matches:
            raise self.unknown(name, known)
        return matches[0]

    def unknown(self, name: str, vault: Vault | None = None) -> UsageFault:
        """What to say of a name that means nothing."""
        from thesisvault.graph.checks import suggestion

        told = suggestion(name, vault or self.vault) or ": `thesis list` shows the names"
        return UsageFault(f"No note is named `{name}`{told}.")

    def matching(self, name: str, vault: Vault | None = None) -> list[Node]:
        """The nodes that the name means; none where it is unknown."""
        known = vault or self.vault
        from thesisvault.graph.folding import fold

        name = self._as_written(name)
        path = known.names.resolve(name, "") or ""
        is_note = path != "" and path in known.notes
        if is_note and fold(name) in (fold(path), fold(path[:-3])):
            return [known.nodes[path]]
        matches = [known.nodes[match] for match in known.names.named(name)]
        matches = matches or list(known.without_note(name))
        if not matches and is_note:
            matches = [known.nodes[path]]
        return matches

    def renewed(self, files: scan.Scan) -> Workspace:
        """The same vault as its index says now that it was refreshed; this one is asked no more."""
        if words := vars(self).get("fulltext"):
            words.close()
        return Workspace(
            self.root, self.settings, files, self.index, self._price_cache, self._tell,
            self._progress,
        )  # fmt: skip

    def close(self) -> None:
        """Let go of the index; nothing may be asked afterwards."""
        if words := vars(self).get("fulltext"):
            words.close()
        self.index.close()


def possible_copy(of: str) -> Diagnostic:
    """What is to be said of a file that is named as a second copy of another one."""
    message = (
        f"It is named like a copy of `{of}`, and both are read: if it is a copy, merge it, then "
        "delete it."
    )
    return Diagnostic("possible-copy", message, Span(0, 0, 0, 0))


def find_root(given: str | None, environment: Mapping[str, str], here: Path) -> Path:
    """The vault: `given`, else ``$THESIS_VAULT``, else the nearest folder upwards with
    ``.thesis/`` or ``.obsidian/``, below ``$THESIS_CEILING``.

    Raises `NotNamedFault` where `here` holds notes and is not a vault: somebody must say that it is
    meant. Raises `NoVaultFault`, also where that folder lies above `here` and its ``.thesis`` is
    another user's: whoever can write into ``/tmp`` must not choose the vault of all who work
    below it.
    """
    named = given or environment.get("THESIS_VAULT")
    if named:
        root = Path(os.path.expanduser(named))
        if not os.path.isdir(root):
            raise NoVaultFault(f"There is no folder `{named}`. `thesis init DIR` creates a vault.")
        return root
    if above := config.nearest_vault(here, environment):
        other = next(filter(belongs_to_another, config.marks(above)), None)
        if above != here and other is not None:
            raise NoVaultFault(
                f"`{other}` belongs to another user, so `{above}` is not used as your vault "
                f"without asking. If you trust it, name it: `--vault {shlex.quote(str(above))}`."
            )
        return above
    if any(name.lower().endswith(".md") for name in os.listdir(here)) or scan.scan(here).notes:
        raise NotNamedFault(
            f"`{here}` is not a vault yet: it has no `.thesis` and no `.obsidian` folder. "
            "`thesis init` makes it one; `thesis --vault . status` reads it as it is."
        )
    raise NoVaultFault(
        "No vault here: name one with `--vault DIR` or $THESIS_VAULT, or create one with "
        "`thesis init`."
    )


def shown(paths: Sequence[str], most: int = 3) -> str:
    """Paths in a sentence, the first few of many."""
    more = f" and {len(paths) - most} more" if len(paths) > most else ""
    return ", ".join(f"`{path}`" for path in paths[:most]) + more


def open_workspace(root: Path, tell: Tell = ignore, progress: Progress = ignore) -> Workspace:
    """The vault as it stands now. Raises `ConfigFault`; never about a note's content.

    Only what changed since the last time is read anew. `tell` hears what a person should know of
    the index that remembers the rest. What cannot be read is tried once more, since a drive of the
    network mostly answers then.
    """
    found = _open(root, tell, progress)
    if not found.unreadable:
        return found
    found.close()
    return _open(root, tell, progress)


def _open(root: Path, tell: Tell, progress: Progress) -> Workspace:
    settings = config.read_settings(root)
    files = scan.scan(root)
    index = open_index(root, settings, tell, progress)
    index.refresh(files)
    return Workspace(root, settings, files, index, tell=tell, progress=progress)


def open_index(
    root: Path,
    settings: Settings,
    tell: Tell,
    progress: Progress,
    see: Callable[[Path], scan.Scan] = scan.scan,
    part: str = "",
) -> Index:
    """The index of a vault with these settings; to be refreshed before it is asked.

    `part` names the folder of the cache for a reader to whom `see` shows only a part of the vault.
    """

    place = Place(cache_folder(os.environ) / part, root, fingerprint(settings.vocabulary))
    words = cache(lambda: load_words(settings))
    return Index(root, place, words, tell, progress, see)


def load_words(settings: Settings) -> Vocabulary:
    """The words by which notes are read with these settings. Raises `ConfigFault`."""
    from thesisvault.parser.facts.vocabulary import default_vocabulary, load_vocabulary

    if not settings.vocabulary:
        return default_vocabulary()
    try:
        return load_vocabulary(settings.vocabulary)
    except ValueError as error:
        raise ConfigFault(f"{config.FOLDER}/{config.FILE}: {error}") from None
