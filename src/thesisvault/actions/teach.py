"""Teaching a vault's vocabulary: words for its config, which is written whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from thesisvault.edits.config import taught
from thesisvault.model.errors import ConfigFault
from thesisvault.parser.facts.teaching import Lesson
from thesisvault.storage import config


def teach(root: Path, lessons: Sequence[Lesson]) -> bool:
    """Add the words to ``.thesis/config.toml``; False where it has them all.

    Existing lines of the config are kept. Raises `ConfigFault` where it cannot be read, and
    `WriteRefused` where it cannot be written so.
    """
    before = config.read_text(root)
    after = taught(before, lessons)
    if after == before:
        return False
    if len(after) > config.LARGEST:
        raise ConfigFault(f"{config.PATH} would be larger than {config.LARGEST // 1024} KB")
    config.write_text(root, after)
    return True
