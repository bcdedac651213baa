"""Watches that must follow three editors, and rest where nothing happens. `SEED` replays one."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from cli.watching import watching
from sizes import part
from soak.conftest import Tell
from soak.watched import make_vault
from soak.watches import AT_MOST, QUIET, come_to_rest, soak

SEEDS = [int(os.environ["SEED"])] if "SEED" in os.environ else [1, 2, 3]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_thousand_operations(tmp_path: Path, seed: int, tell: Tell) -> None:
    """A watch follows three editors, and rests."""
    count = part(1000)
    tell(soak(tmp_path / "vault", seed, operations=count, notes=300, idle=10.0, pause=0.1))


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells")
def test_it_is_idle_where_nothing_happens(tmp_path: Path, tell: Tell) -> None:
    """A watch takes no time of the processor where nothing happens."""
    vault = tmp_path / "vault"
    vault.mkdir()
    make_vault(vault, 0)
    with watching(vault) as watch:
        (vault / "Home.md").write_text("It says [[Long NVIDIA]].\n", encoding="utf-8")
        watch.until_says("updated Theses/Long NVIDIA.md")
        come_to_rest(watch, QUIET, AT_MOST)
        before, looks = watch.cpu(), 40
        for _ in range(looks):
            time.sleep(0.1)
        share = (watch.cpu() - before) / (looks * 0.1)
        tell(f"{share:.1%} of a core")
        assert share < 0.05
        assert watch.end() == 0
