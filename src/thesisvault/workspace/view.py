"""A vault as it was known on a day: what a report is asked of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from thesisvault.storage import scan

if TYPE_CHECKING:
    from thesisvault.graph.vault import Vault
    from thesisvault.model.note import Note
    from thesisvault.model.settings import Settings
    from thesisvault.storage.prices.folder import PriceFolder
    from thesisvault.workspace.open import Workspace
    from thesisvault.workspace.prices import Prices


class View:
    """What a vault said on a day. It never changes; what nobody asks for is not read."""

    def __init__(self, workspace: Workspace, as_of: dt.date) -> None:
        """Nothing dated after `as_of` is seen."""
        self.workspace, self.as_of = workspace, as_of
        self.settings: Settings = workspace.settings
        self.root: Path = workspace.root

    @property
    def vault(self) -> Vault:
        """The notes as they stood on that day."""
        return self.workspace.vault_as_of(self.as_of)

    @property
    def whole(self) -> Vault:
        """The notes whatever they are dated: where a link leads does not depend on the day."""
        return self.workspace.vault

    @cached_property
    def price_folder(self) -> PriceFolder:
        """The vault's raw prices, of every day."""
        return self.workspace.price_folder

    @cached_property
    def prices(self) -> Prices:
        """The vault's prices up to that day. Raises `ConfigFault`."""
        from thesisvault.workspace.prices import Prices

        return Prices(self.price_folder, self.settings.market, self.as_of)

    def on(self, as_of: dt.date) -> View:
        """The same vault as it was known on another day."""
        return self.workspace.on(as_of)

    def read(self, path: str) -> bytes:
        """The bytes of a note; none where it has gone."""
        return scan.note_bytes(self.root, path)

    def known_lines(self, path: str, lines: Sequence[str], *, dated: bool) -> Sequence[str]:
        """The lines of a note as a person wrote them: generated ones are empty.

        `dated`: those under a heading of a later day are empty as well.
        """
        # Only now: a report that is kept needs nothing of the parser.
        from thesisvault.parser.body.managed import written_lines

        lines = written_lines(lines)
        profile = self.vault.profile(path) if dated else None
        if profile is None or not profile.dated:
            return lines
        day = self.as_of
        return [line if (profile.since(at) or day) <= day else "" for at, line in enumerate(lines)]

    def note_of(self, path: str, data: bytes, *, dated: bool) -> Note:
        """What the parser reads in a note that holds `data`; out of the index where it knows."""
        from thesisvault.storage.index.record import digest_of

        vault = self.vault if dated else self.whole
        known = vault.notes.get(path)
        if known is not None and self.workspace.index.digest(path) == digest_of(data):
            return known
        from thesisvault.parser.note import parse_note
        from thesisvault.workspace.open import load_words

        return parse_note(path, data, load_words(self.settings))
