"""Other indexers of vaults, in an environment of their own: ``python -m benchmarks.peers``."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

FOLDER = Path(__file__).parents[1] / ".venv-peers"
PYTHON = FOLDER / "bin" / "python"


class Peer(Struct, frozen=True):
    """A package and the program in `drivers` that indexes a vault with it."""

    package: str
    driver: str
    slow: bool = False
    """It takes minutes: one run, and none with ``--quick``."""


PEERS = (
    Peer("graphmark", "with_graphmark"),
    Peer("hill-mdvault", "with_mdvault"),
    Peer("headless-vault-kit", "with_hvk"),
    Peer("obsidiantools", "with_obsidiantools", slow=True),
)


INDEXERS = tuple(peer.package for peer in PEERS)
SERVERS = ("fava", "datasette")
"""Servers of one's own files; `rows/serving.py` starts them."""


def install(packages: Sequence[str] = INDEXERS) -> dict[str, str]:
    """Make the environment where it is missing; the version of each package that can be had.

    One that cannot be installed is left out; the others are installed all the same.
    """
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", str(FOLDER)], check=True)
    known = versions(packages)
    for package in packages:
        if package not in known:
            print(f"  installing {package}", file=sys.stderr, flush=True)
            command = [str(PYTHON), "-m", "pip", "install", "--quiet", package]
            subprocess.run(command, check=False, stderr=subprocess.DEVNULL)
    return versions(packages)


def versions(packages: Sequence[str] = INDEXERS) -> dict[str, str]:
    """Those of the packages that are installed, with their versions."""
    if not PYTHON.exists():
        return {}
    command = [str(PYTHON), "-m", "pip", "list", "--format", "json", "--disable-pip-version-check"]
    listed = subprocess.run(command, check=True, capture_output=True).stdout
    found = {item["name"].lower(): item["version"] for item in json.loads(listed)}
    return {package: found[package] for package in packages if package in found}


if __name__ == "__main__":
    for package, version in install().items():
        print(f"{package} {version}")
