"""The long sweeps of the index's promise: many times what the suite tries a few times."""

from __future__ import annotations

from pathlib import Path

import pytest

from sizes import part
from soak.conftest import Tell
from storage.index.processes import kill_often
from storage.index.sequences import run
from storage.index.vaults import CACHE, write_vault

SEEDS, STEPS = part(400), 250


def test_a_hundred_thousand_steps(tell: Tell) -> None:
    """The index says what a clean rebuild says, after any step."""
    for number in range(1, SEEDS + 1):
        run(1000 + number, STEPS)
        if number % 50 == 0 or number == SEEDS:
            tell(f"{number} sequences, {number * STEPS:,} steps")


def test_three_hundred_kills(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell) -> None:
    """Processes killed while the index is made or read."""
    monkeypatch.setenv(CACHE, str(tmp_path / "cache"))
    root = tmp_path / "vault"
    write_vault(root)
    kill_often(root, part(300), 2)
    tell(f"{part(300)} kills; none showed")
