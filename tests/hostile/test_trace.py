"""Nothing is opened but the vault, our own cache, Python, and what the command line names."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cli.conftest import REPOSITORY


@pytest.mark.parametrize(
    "act",
    [
        "open({outside!r} + '/secret')",
        "os.open('secret', os.O_RDONLY, dir_fd=os.open({outside!r}, os.O_RDONLY))",
        "open('link')",
        "os.listdir('..')",
        "os.scandir({outside!r})",
        "os.rename('note', '../outside/note')",
        "os.remove('../outside/secret')",
        "os.mkdir('../outside/new')",
        "os.link('note', '../outside/linked')",
        "__import__('shutil').copy('note', {outside!r} + '/copy')",
        "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('subprocess').run(['true'])",
        "os.system('true')",
    ],
)
def test_the_trace_sees(act: str, tmp_path: Path) -> None:
    outside, vault = tmp_path / "outside", tmp_path / "vault"
    outside.mkdir()
    vault.mkdir()
    (outside / "secret").write_text("x", encoding="ascii")
    (vault / "note").write_text("x", encoding="ascii")
    (vault / "link").symlink_to(outside / "secret")
    program = f"""
import os, sys
sys.path.insert(0, {str(REPOSITORY / "tests")!r})
from pathlib import Path
from hostile.trace import Trace, python

log = os.open({str(tmp_path / "log")!r}, os.O_WRONLY | os.O_CREAT)
trace = Trace([*python(), Path({str(vault)!r})], log)
os.chdir({str(vault)!r})
trace.start()
open('note').close()
try:
    {act.format(outside=str(outside))}
except OSError:
    pass
"""
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert len((tmp_path / "log").read_bytes().splitlines()) >= 1
