"""The measures that are too long even for `make bench`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cli.conftest import REPOSITORY
from sizes import part
from soak.conftest import Tell


def test_large_vault(tmp_path: Path, tell: Tell) -> None:
    """Measures at 100,000 notes; their bounds stand in benchmarks/RESULTS.md."""
    notes, output = part(100_000), tmp_path / "results.md"
    output.write_bytes((REPOSITORY / "benchmarks/RESULTS.md").read_bytes())
    written = output if notes < 100_000 else REPOSITORY / "benchmarks/RESULTS.md"
    arguments = ["--sizes", str(notes), "--runs", "3", "--output", str(written)]
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    tell(f"{notes:,} notes, {ran.stdout.count('**no**')} bounds missed")
    assert ran.returncode == 0
