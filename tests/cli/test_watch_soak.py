"""The small soak of a watch; `make soak` does ten times as much."""

from __future__ import annotations

from pathlib import Path

from soak.watches import soak


def test_a_hundred_operations(tmp_path: Path) -> None:
    done = soak(tmp_path / "vault", 20, operations=100, notes=60, idle=1.0, pause=0.03)
    assert "100 operations" in done
