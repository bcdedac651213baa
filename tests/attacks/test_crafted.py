"""A crafted vault in a home: no command, traced, reads, changes or removes what is beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from attacks import trying
from attacks.crafted import CRAFTED, by_git
from attacks.faces import FACES
from sizes import share
from thesisvault.cli.main import _COMMANDS


def test_nothing_beside_the_vault_is_touched(tmp_path: Path) -> None:
    """Every command in the first vault, some of those that meet what is crafted in the others."""
    tried = trying.attack(tmp_path, CRAFTED)
    assert {item.line[0] for item in tried.swept.outcomes} == set(_COMMANDS)
    assert tried.swept.seen > 500
    trying.check(tried)


def test_nothing_of_the_vault_s_is_imported_or_run(tmp_path: Path) -> None:
    """As it is installed: a program somewhere else, started in the vault."""
    vault = CRAFTED[0].stage(tmp_path, by_git)
    program, ran = tmp_path / "bin" / "thesis", tmp_path / "ran"
    program.parent.mkdir()
    program.write_text("from thesisvault.cli.main import main\n\nmain()\n", encoding="ascii")
    environment = {
        **{key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        **{"RAN": str(ran), "HOME": str(vault.parent), "XDG_CACHE_HOME": str(tmp_path / "cache")},
    }
    command = [sys.executable, str(program), "export", "graphml"]
    done = subprocess.run(command, cwd=vault, env=environment, capture_output=True)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr
    assert not ran.exists()


def test_the_trap_snaps(tmp_path: Path) -> None:
    """Who imports from the vault is seen."""
    vault, ran = CRAFTED[0].stage(tmp_path), tmp_path / "ran"
    command = [sys.executable, "-c", "import click"]
    subprocess.run(command, cwd=vault, env={**os.environ, "RAN": str(ran)}, check=True)
    assert ran.exists()


@pytest.mark.parametrize("face", [*FACES][: share(2, len(FACES))])
def test_nothing_is_touched_by_what_stays_open(
    face: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages and the editor's server, over links that lead out; in a soak also the agents."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert trying.ask(face, CRAFTED[1], tmp_path) > 20
