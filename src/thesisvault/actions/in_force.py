"""The settings of a vault that stays open: those of its config, as it is read anew."""

from __future__ import annotations

from pathlib import Path

from thesisvault.model.errors import ConfigFault
from thesisvault.model.settings import Settings
from thesisvault.storage import config, scan
from thesisvault.workspace.open import Tell, load_words

PATH = f"{config.FOLDER}/{config.FILE}"
"""The config's place in the vault."""


class InForce:
    """The settings that hold now."""

    def __init__(self, root: Path, tell: Tell) -> None:
        """Raises `ConfigFault`."""
        self._root, self._tell = root, tell
        self._stamp = self._look()
        self.settings = self._read()

    def renew(self) -> bool:
        """Return whether the settings have changed. A config that cannot be read is reported."""
        stamp, before = self._look(), self.settings
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self.settings = self._read()
            except ConfigFault as fault:
                self._tell(f"{fault}. The previous settings are still used.")
        return self.settings != before

    def _read(self) -> Settings:
        settings = config.read_settings(self._root)
        load_words(settings)
        return settings

    def _look(self) -> scan.Stamp | None:
        try:
            return scan.stamp_of((self._root / PATH).stat())
        except OSError:
            return None
