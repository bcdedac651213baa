"""A thousand operations of three editors, and a watch that must follow. `SEED` replays one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from soak.watches import soak

SEEDS = [int(os.environ["SEED"])] if "SEED" in os.environ else [1, 2, 3]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_thousand_operations(
    tmp_path: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    done = soak(tmp_path / "vault", seed, operations=1000, notes=300, idle=10.0, pause=0.1)
    with capsys.disabled():
        print(f"\n  {done}", end=" ")
