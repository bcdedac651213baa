"""Finding a vault, reading it, and asking for its review."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from thesisvault.graph import Node, Vault, build
from thesisvault.graph.as_of import visible
from thesisvault.graph.checks import Finding, check, suggestion
from thesisvault.graph.names import fold
from thesisvault.model.errors import ConfigFault, NoVaultFault, UsageFault
from thesisvault.model.note import Note
from thesisvault.model.review import StatusReport
from thesisvault.model.settings import Settings
from thesisvault.model.text import Diagnostic, Severity, Span
from thesisvault.parser import parse_note
from thesisvault.parser.facts.series import is_metric_series, read_metric_series
from thesisvault.parser.facts.vocabulary import load_vocabulary
from thesisvault.storage import config, scan
from thesisvault.workspace.prices import Prices


class Workspace(Struct, frozen=True, dict=True):
    """One vault as it stands on the disk now."""

    root: Path
    settings: Settings
    notes: tuple[Note, ...]
    files: scan.Scan
    series: tuple[Note, ...] = ()
    """The metrics of `metrics/*.csv`, each file as a note of its own."""

    @cached_property
    def vault(self) -> Vault:
        """The whole vault, whatever its notes are dated."""
        return build(self.notes, self.files.attachments)

    def vault_as_of(self, day: dt.date) -> Vault:
        """The vault as it stood on `day`; built once a day, since it never changes."""
        if day not in self._by_day:
            notes = visible((*self.notes, *self.series), day)
            self._by_day[day] = build(notes, self.files.attachments)
        return self._by_day[day]

    @cached_property
    def _by_day(self) -> dict[dt.date, Vault]:
        return {}

    def status(self, day: dt.date) -> StatusReport:
        """The review on `day`."""
        # A command that asks no review must not pay for what makes one.
        from thesisvault.impact import assess
        from thesisvault.impact.measured import first_session_needed

        vault = self.vault_as_of(day)
        market = self.settings.market
        prices = Prices(self.root, market, day, first_session_needed(vault, market))
        return assess(vault, day, self.settings.impact, market, prices)

    def findings(self) -> tuple[Finding, ...]:
        """Every diagnostic, of notes and of names that were passed over."""
        skipped = (
            Finding(
                item.path,
                Diagnostic(
                    "file-skipped",
                    Severity.WARNING,
                    f"Passed over: {item.reason}.",
                    Span(0, 0, 0, 0),
                ),
            )
            for item in self.files.skipped
        )
        series = (Finding(note.path, item) for note in self.series for item in note.diagnostics)
        unread = (*self._unread_tripwires(), *self._unfit_markers())
        found = (*check(self.vault), *unread, *series, *skipped)
        return tuple(sorted(found, key=lambda item: (item.note, item.diagnostic.span)))

    def _unread_tripwires(self) -> Iterator[Finding]:
        from thesisvault.impact.tripwires import read_tripwires

        for note in self.notes:
            for read in read_tripwires(note.facts.tripwires):
                if read.diagnostic is not None:
                    yield Finding(note.path, read.diagnostic)

    def _unfit_markers(self) -> Iterator[Finding]:
        from thesisvault.updater.markers import find_markers, may_hold_markers

        for note in self.notes:
            data = scan.read_note(self.root, note.path) or b""
            if may_hold_markers(data):
                for diagnostic in find_markers(data).diagnostics:
                    yield Finding(note.path, diagnostic)

    def _as_written(self, name: str) -> str:
        """A name without link brackets and subpath; a path from the shell, seen from the vault."""
        plain = name.strip().removeprefix("[[").removesuffix("]]").partition("#")[0].strip() or name
        if plain.lower().endswith(".md"):
            # `os.path`, since `Path` raises at an unknown `~user`, a circle of links, a long name.
            path = os.path.realpath(os.path.expanduser(plain))
            root = os.path.realpath(self.root)
            if os.path.isfile(path) and Path(path).is_relative_to(root):
                return Path(path).relative_to(root).as_posix()
        return plain

    def find(self, name: str, vault: Vault | None = None) -> Node:
        """The node that a person means: a path, a name, an alias, or a name without a note.

        Raises `UsageFault` with the choices where it is ambiguous or unknown.
        """
        known = vault or self.vault
        name = self._as_written(name)
        path = known.names.resolve(name, "") or ""
        if path in known.notes and fold(name) in (fold(path), fold(path[:-3])):
            return known.nodes[path]
        matches = [known.nodes[match] for match in known.names.named(name)]
        if not matches:
            matches = [
                node
                for node in known.nodes.values()
                if node.note is None and fold(node.name) == fold(name)
            ]
            matches = [node for node in matches if node.linked] or matches
        if not matches and path in known.notes:
            matches = [known.nodes[path]]
        if len(matches) > 1:
            choices = ", ".join(f"`{node.id}`" for node in matches)
            raise UsageFault(f"`{name}` names {len(matches)} notes: {choices}. Give the path.")
        if not matches:
            raise UsageFault(f"No note is named `{name}`{suggestion(name, known)}.")
        return matches[0]


def find_root(given: str | None, environment: Mapping[str, str], here: Path) -> Path:
    """The vault: `given`, else ``$THESIS_VAULT``, else the nearest folder upwards with
    ``.thesis/``, else `here` if it holds notes. Raises `NoVaultFault`.
    """
    named = given or environment.get("THESIS_VAULT")
    if named:
        root = Path(os.path.expanduser(named))
        if not os.path.isdir(root):
            raise NoVaultFault(f"There is no folder `{named}`. `thesis init DIR` makes a vault.")
        return root
    for folder in (here, *here.parents):
        if (folder / config.FOLDER).is_dir():
            return folder
    if any(name.lower().endswith(".md") for name in os.listdir(here)) or scan.scan(here).notes:
        return here
    raise NoVaultFault(
        "No vault here: name one with `--vault DIR` or $THESIS_VAULT, or make one with "
        "`thesis init`."
    )


def open_workspace(root: Path) -> Workspace:
    """Read every note of the vault. Raises `ConfigFault`; never about a note's content."""
    settings = config.read_settings(root)
    try:
        words = load_vocabulary(settings.vocabulary)
    except ValueError as error:
        raise ConfigFault(f"{config.FOLDER}/{config.FILE}: {error}") from None
    files = scan.scan(root)
    notes = []
    for path in files.notes:
        data = scan.read_note(root, path)
        if data is None:
            files.skipped.append(scan.Skipped(path, "it could not be read"))
        else:
            notes.append(parse_note(path, data, words))
    series = tuple(
        read_metric_series(path, data, words)
        for path in files.attachments
        if is_metric_series(path) and (data := scan.read_note(root, path)) is not None
    )
    return Workspace(root, settings, tuple(notes), files, series)
