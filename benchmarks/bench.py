"""What every measurement needs: a vault of its own, an index of its own, and the commands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import sleep

from msgspec import Struct

from benchmarks import peers
from benchmarks.interleave import Case
from benchmarks.vault.plan import AS_OF

HERE = Path(__file__).parent
FRESH = 2.0
"""Seconds for which the bytes of a note decide whether it changed, since its time may not tell."""
PEERS_IN_TURNS = 10_000
"""Notes up to which the peers run as often as we do."""


class Bench(Struct):
    """One generated vault and how to run things on it."""

    work: Path
    """A folder that is thrown away at the end."""
    notes: int
    runs: int
    quick: bool
    """Leave out what takes minutes."""

    @property
    def vault(self) -> Path:
        """The vault's folder; `make_vault` fills it."""
        return self.work / f"vault-{self.notes}"

    @property
    def cache(self) -> Path:
        """Where thesis keeps its index of this vault, and nothing else does."""
        return self.work / f"cache-{self.notes}"

    @property
    def env(self) -> dict[str, str]:
        """The surroundings of every process: those of the user, but for the index and colours.

        What is installed was compiled before: else each run would measure Python's compiler.
        """
        ours = {"XDG_CACHE_HOME": str(self.cache), "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": ""}
        return os.environ | ours

    def make_vault(self) -> None:
        """Write the vault if it is not there, in a process of its own.

        This one must stay small: what it forks begins with its peak of memory.
        """
        if not self.vault.exists():
            command = [sys.executable, "-m", "benchmarks.generate", str(self.vault)]
            subprocess.run([*command, "--notes", str(self.notes)], check=True, cwd=HERE.parent)

    def drop_index(self) -> None:
        """Remove the index: the next command is a cold one."""
        shutil.rmtree(self.cache, ignore_errors=True)
        self.cache.mkdir()

    def index(self) -> None:
        """Bring the index up to date: the next command is a warm one.

        What changed a moment ago would be read again by the next ones, whatever they are.
        """
        self.cache.mkdir(exist_ok=True)
        sleep(FRESH)
        for _ in range(2):
            command = self.status().command
            subprocess.run(command, env=self.env, check=False, stdout=subprocess.DEVNULL)

    def thesis(self, *arguments: str) -> Case:
        """``thesis`` on this vault."""
        command = [thesis_command(), "--vault", str(self.vault), *arguments]
        return Case(f"thesis {arguments[0]}", command, self.env, ok=(0, 1))

    def status(
        self, name: str = "thesis status", prepare: Callable[[], None] | None = None
    ) -> Case:
        """``thesis status`` on the day that the vault is made for."""
        case = self.thesis("status", "--as-of", AS_OF.isoformat())
        case.name, case.prepare = name, prepare
        return case

    def cold(self) -> Case:
        """The smallest question to a vault without an index: everything is read anew."""
        case = self.thesis("backlinks", str(self.a_note()))
        case.name, case.prepare = "cold", self.drop_index
        return case

    def cold_status(self) -> Case:
        """``thesis status`` without an index."""
        return self.status("cold status", self.drop_index)

    def a_note(self) -> Path:
        """A stock's note, relative to the vault."""
        return min((self.vault / "Stocks").glob("*.md")).relative_to(self.vault)

    def floor(self, script: str) -> Case:
        """One of `floors`, under this Python."""
        command = [sys.executable, str(HERE / "floors" / f"{script}.py"), str(self.vault)]
        return Case(script, command, self.env)

    def peer(self, peer: peers.Peer) -> Case:
        """A peer's driver, under the peers' Python; once, where it takes long."""
        command = [str(peers.PYTHON), str(HERE / "drivers" / f"{peer.driver}.py"), str(self.vault)]
        once = peer.slow or self.notes > PEERS_IN_TURNS
        return Case(peer.package, command, self.env, once=once)


def thesis_command() -> str:
    """The command as it is installed beside this Python."""
    return str(Path(sys.executable).with_name("thesis"))
