"""The long sweeps of the index's promise: many times what the suite tries a few times."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.index.processes import kill_often
from storage.index.sequences import run
from storage.index.vaults import CACHE, write_vault

SEEDS, STEPS = 400, 250


def _print(capsys: pytest.CaptureFixture[str], text: str) -> None:
    with capsys.disabled():
        print(f"\n  {text}", end=" ", flush=True)


def test_a_hundred_thousand_steps(capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(1, SEEDS + 1):
        run(1000 + number, STEPS)
        if number % 50 == 0:
            _print(capsys, f"{number} sequences, {number * STEPS} steps: as a clean rebuild says")


def test_three_hundred_kills(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(CACHE, str(tmp_path / "cache"))
    root = tmp_path / "vault"
    write_vault(root)
    _print(
        capsys, f"{kill_often(root, 300, 2)} kills while the index was made or read; none showed"
    )
