"""Fuzzers of all that reads what people write: a minute for each, or FUZZ_SECONDS."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from cli.conftest import REPOSITORY
from sizes import part
from soak.conftest import Tell
from soak.fuzz import TARGETS

_SECONDS = os.environ.get("FUZZ_SECONDS", str(part(60)))


@pytest.mark.parametrize("target", TARGETS)
def test_fuzz(target: str, tmp_path: Path, tell: Tell) -> None:
    """A fuzzer, guided by what it covers."""
    if find_spec("atheris") is None:
        pytest.skip("atheris is not installed (pip install '.[fuzz]')")
    ran = subprocess.run(
        [sys.executable, "-m", "soak.fuzz", target, _SECONDS, str(tmp_path)],
        cwd=REPOSITORY / "tests",
        capture_output=True,
        check=False,
    )
    said = (ran.stdout + ran.stderr).decode("utf-8", "replace")
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert ran.returncode == 0, f"{found}\n{said[-6000:]}"
    tried = re.search(r"number_of_executed_units:\s*(\d+)", said)
    assert tried is not None, said[-2000:]
    tell(f"{int(tried[1]):,} inputs in {_SECONDS} s")
