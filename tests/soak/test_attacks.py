"""The long half of `tests/attacks`."""

from __future__ import annotations

from pathlib import Path

import pytest

from attacks import trying
from attacks.crafted import CRAFTED, Crafted, by_archive, by_git
from soak.conftest import Tell


@pytest.mark.parametrize("crafted", CRAFTED, ids=lambda crafted: crafted.name)
def test_crafted(crafted: Crafted, tmp_path: Path, tell: Tell) -> None:
    """A crafted vault in a home: all that commands can do, traced, touches nothing beside it."""
    brings = by_git if crafted.by_git else by_archive
    tried = trying.attack(tmp_path, [crafted], thorough=1, brings=brings)
    trying.check(tried)
    tell(f"{len(tried.swept.outcomes)} commands, {tried.swept.seen:,} events")
